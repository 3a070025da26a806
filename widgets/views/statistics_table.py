"""Statistics: the few figures that describe a value, as a table of two columns."""

import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from nodegraph_app.insight.numbers import count_text, percent_text, result_text
from nodegraph_app.insight.statistics import statistics


class StatisticsTable(QWidget):
    """min, mean, max, std, norm, share of zeros; and how many are not finite, when some are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(4, 1)
        self._grid.setColumnMinimumWidth(2, 12)
        self._values: dict[str, QLabel] = {}

    def show_values(self, values: npt.ArrayLike) -> None:
        """Show the statistics of an array of any shape."""
        found = statistics(values)
        rows = {
            self.tr("min"): result_text(found.minimum),
            self.tr("mean"): result_text(found.mean, 4),
            self.tr("max"): result_text(found.maximum),
            self.tr("std"): result_text(found.std, 4),
            self.tr("norm"): result_text(found.norm),
            self.tr("zero"): percent_text(found.zero_share),
        }
        if found.nan_count or found.infinite_count:
            rows["NaN"] = count_text(found.nan_count)
            rows["±inf"] = count_text(found.infinite_count)
        if rows.keys() != self._values.keys():
            self._rebuild(tuple(rows))
        for name, text in rows.items():
            self._values[name].setText(text)
        self.setAccessibleName(self.tr("Statistics"))
        self.setAccessibleDescription(", ".join(f"{name} {text}" for name, text in rows.items()))

    def texts(self) -> dict[str, str]:
        """What is printed, by its label."""
        return {name: label.text() for name, label in self._values.items()}

    def _rebuild(self, names: tuple[str, ...]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._values = {}
        for position, name in enumerate(names):
            row, half = divmod(position, 2)
            label, value = QLabel(name), QLabel()
            label.setProperty("look", "secondary")
            value.setProperty("look", "mono")
            value.setAlignment(Qt.AlignmentFlag.AlignRight)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(label, row, 3 * half)
            self._grid.addWidget(value, row, 3 * half + 1)
            self._values[name] = value
