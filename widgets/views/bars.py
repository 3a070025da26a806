"""Bars: a short vector, one row an element: probabilities, logits, features."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from nodegraph_app.insight.mosaic import symmetric_limit
from nodegraph_app.insight.numbers import Scale, scale_of
from widgets.common.theme import Theme
from widgets.views.figure import Figure, Index, Reading

_ROW = 18
_GAP = 8


class BarsFigure(Figure):
    """Label, bar from zero, number; negative bars go left of the zero line."""

    def __init__(
        self,
        values: npt.ArrayLike,
        *,
        name: str = "",
        prefix: Index = (),
        labels: tuple[str, ...] = (),
        numbers: Scale | None = None,
        width: float = 252,
    ) -> None:
        self.values = np.asarray(values).ravel()
        self.name = name
        self.prefix = prefix
        self._labels = labels or tuple(str(i) for i in range(len(self.values)))
        self.numbers = numbers or scale_of(self.values, 4)
        self._width = width

    def size(self, theme: Theme) -> QSizeF:
        """18 px a row."""
        return QSizeF(self._width, _ROW * theme.text_scale * max(1, len(self.values)))

    def paint(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        """Rows from top to bottom."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        font = theme.font("number_cell")
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        texts = [self.numbers.text(float(value)) for value in self.values]
        label_width = max(metrics.horizontalAdvance(label) for label in (*self._labels, "0"))
        text_width = max(metrics.horizontalAdvance(text) for text in (*texts, "0"))
        left = rect.left() + label_width + _GAP
        right = rect.right() - text_width - _GAP
        finite = np.where(np.isfinite(self.values), self.values, 0.0)
        reach = symmetric_limit(self.values) or 1.0
        signed = bool((finite < 0).any())
        zero = (left + right) / 2 if signed else left
        unit = (right - zero) / reach
        largest = int(finite.argmax()) if finite.size else -1
        for row, (value, text) in enumerate(zip(finite, texts, strict=True)):
            line = self._row(rect, row)
            bar = QRectF(zero, line.top() + 4, float(value) * unit, line.height() - 8).normalized()
            painter.fillRect(bar, theme.color("chart.series.0" if value < 0 else "chart.series.1"))
            chosen = row == largest if self.now is None else (row,) == self.now
            painter.setPen(theme.color("text.primary" if chosen else "text.secondary"))
            right_aligned = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            spot = QRectF(rect.left(), line.top(), label_width, line.height())
            painter.drawText(spot, right_aligned, self._labels[row])
            painter.drawText(line, right_aligned, text)
        painter.setPen(QPen(theme.color("border.strong"), 1))
        painter.drawLine(QPointF(zero, rect.top()), QPointF(zero, rect.bottom()))

    def _row(self, rect: QRectF, row: int) -> QRectF:
        height = rect.height() / max(1, len(self.values))
        return QRectF(rect.left(), rect.top() + row * height, rect.width(), height)

    def index_at(self, rect: QRectF, point: QPointF) -> Index | None:
        """The element under a point."""
        if not rect.contains(point) or not len(self.values):
            return None
        row = int((point.y() - rect.top()) * len(self.values) / rect.height())
        return (min(row, len(self.values) - 1),)

    def cell_rect(self, rect: QRectF, index: Index) -> QRectF | None:
        """Where an element's row lies."""
        return self._row(rect, index[0])

    def reading(self, index: Index) -> Reading | None:
        """The element's full index and its number with seven digits."""
        value = self.values[index]
        return Reading.of(self.name, (*self.prefix, *index), value)

    def neighbour(self, index: Index | None, rows: int, columns: int) -> Index | None:
        """The next element."""
        del columns
        if index is None:
            return (0,)
        return (min(max(index[0] + rows, 0), len(self.values) - 1),)

    def described(self) -> str:
        """Name and all printed rows."""
        rows = (
            f"{label} {self.numbers.text(float(value))}"
            for label, value in zip(self._labels, self.values, strict=True)
        )
        return "\n".join([f"{self.name} {self.numbers.caption}".strip(), *rows])
