"""Value panel: one value of any rank as pictures, exact numbers, statistics and a histogram."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from nodegraph_app.insight.numbers import count_text, result_text, shape_text
from widgets.common.theme import Theme
from widgets.views.colour import ColourScale
from widgets.views.figure import FigureView, Index
from widgets.views.grid import CellGrid
from widgets.views.histogram import HistogramFigure
from widgets.views.indices import IndexPicker
from widgets.views.kernels import KernelsView
from widgets.views.mosaic import MosaicFigure
from widgets.views.picture import MapPicture
from widgets.views.scale_bar import ScaleBar
from widgets.views.statistics_table import StatisticsTable
from widgets.views.value_form import Kind, held, is_kernels, value_figure

_BODY_HEIGHT = 248
_BAR_ROOM = 24
_NARROWEST = 160


class ValuePanel(QWidget):
    """Shows a value by name and kind: pick batch item and slices, hover for exact numbers."""

    cell_hovered = Signal(object)
    """Index, in the whole value, of the cell under the pointer; None when it left."""
    cell_clicked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name, self._kind = "", "activation"
        self._value: npt.NDArray[np.generic] | None = None
        self._is_stale = False
        self._title, self._caption = QLabel(), QLabel()
        self._title.setProperty("look", "panel")
        self._caption.setProperty("look", "caption")
        self.picker = IndexPicker(theme)
        self.picker.picked.connect(lambda _: self._show())
        self.hero = QLabel()
        self.hero.setProperty("look", "hero")
        self.hero.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.figure, self.scale_bar = FigureView(theme), FigureView(theme)
        self.kernels = KernelsView(theme)
        self.statistics = StatisticsTable()
        self.histogram = FigureView(theme)
        self._limits = _Ends()
        self._ends = _Ends()
        self._note = QLabel(self.tr("Nothing has run yet."))
        self._note.setProperty("look", "secondary")
        self._note.setWordWrap(True)
        self.figure.cell_hovered.connect(lambda cell: self.cell_hovered.emit(self._place(cell)))
        self.figure.cell_clicked.connect(lambda cell: self.cell_clicked.emit(self._place(cell)))
        self._lay_out()
        self.clear()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._caption, 1)
        head.addWidget(self.picker)
        pictures = QWidget()
        row = QHBoxLayout(pictures)
        row.setContentsMargins(0, 0, 0, 0)
        top_left = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        row.addWidget(self.figure, 0, top_left)
        row.addWidget(self.kernels, 0, top_left)
        row.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(pictures)
        body = QHBoxLayout()
        body.setSpacing(6)
        body.addWidget(self._scroll, 1)
        body.addWidget(self.scale_bar, 0, Qt.AlignmentFlag.AlignTop)
        self._rule = QFrame()
        self._rule.setFrameShape(QFrame.Shape.HLine)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._note)
        column.addWidget(self.hero)
        column.addLayout(body)
        column.addWidget(self._limits)
        column.addWidget(self._rule)
        column.addWidget(self.statistics)
        column.addWidget(self.histogram)
        column.addWidget(self._ends)
        column.addStretch(1)

    def show_value(self, name: str, array: npt.ArrayLike | None, kind: Kind = "activation") -> None:
        """Show an array under a name; None says that it has not been computed.

        ``kind`` tells whether the first dimension is the batch (activation, gradient, target) and
        whether four dimensions are kernels (parameter, parameter_gradient).
        """
        if array is None:
            self.clear(name)
            return
        before = (self._name, None if self._value is None else self._value.shape)
        self._name, self._value, self._kind = name, np.asarray(array), kind
        names = () if self._shows_kernels() else held(self._value.shape, kind)
        kept = self.picker.index if before == (name, self._value.shape) else (0,) * len(names)
        self.picker.set_dimensions(names, self._value.shape[: len(names)], kept)
        self._show()

    def clear(self, name: str = "", note: str = "") -> None:
        """Show no value, and why."""
        self._name, self._value = name, None
        self._title.setText(name)
        self._caption.clear()
        self._note.setText(note or self.tr("Nothing has run yet."))
        self.picker.set_dimensions((), (), ())
        for widget in self._contents():
            widget.hide()
        self._note.show()

    def set_now(self, index: Index | None) -> None:
        """Outline the cell of an index into the whole value, and show the slice that holds it."""
        if self._value is None or self._shows_kernels():
            return
        lead = len(self.picker.index)
        if index is not None and index[:lead] != self.picker.index:
            names = held(self._value.shape, self._kind)
            self.picker.set_dimensions(names, self._value.shape[:lead], index[:lead])
            self._show()
        figure = self.figure.figure
        if isinstance(figure, MosaicFigure | MapPicture):
            self.figure.set_now(index[lead:] if index is not None else None)

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self._theme = theme
        for view in (self.figure, self.scale_bar, self.kernels, self.histogram, self.picker):
            view.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the maps and the bars out anew for the width there is."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and self._value is not None:
            self._show()

    def _contents(self) -> tuple[QWidget, ...]:
        return (
            self.hero,
            self._scroll,
            self.figure,
            self.kernels,
            self.scale_bar,
            self._limits,
            self._rule,
            self.statistics,
            self.histogram,
            self._ends,
        )

    def _shows_kernels(self) -> bool:
        return self._value is not None and is_kernels(self._value.shape, self._kind)

    def _room(self) -> float:
        return max(_NARROWEST, self.width() - _BAR_ROOM)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the value that came while the panel was hidden."""
        super().showEvent(event)
        if self._is_stale:
            self._show()

    def _show(self) -> None:
        value = self._value
        self._is_stale = not self.isVisible()
        if value is None or self._is_stale:
            return
        lead = self.picker.index
        self._title.setText(self._name)
        self._caption.setText(self._described(value.shape[len(lead) :]))
        several = value.size > 1
        for widget in self._contents():
            widget.setVisible(several)
        self._note.hide()
        self.hero.setVisible(value.size == 1)
        if value.size == 1:
            self.hero.setText(result_text(float(value.ravel()[0])))
        elif several:
            self._show_figure(value, lead)
            self._show_spread(value)
        if not value.size:
            self._note.setText(self.tr("This value has no elements."))
            self._note.show()

    def _show_figure(self, value: npt.NDArray[np.generic], lead: Index) -> None:
        symbol = self._name.rsplit(" ", 1)[-1]
        whole = value.dtype.kind != "f"
        kernels = self._shows_kernels()
        self.kernels.setVisible(kernels)
        self.figure.setVisible(not kernels)
        if kernels:
            self.kernels.show_weights(value, symbol, self._room())
            colours, height = ColourScale.signed(value), self.kernels.sizeHint().height()
        else:
            figure = value_figure(value, self._kind, lead, name=symbol, width=self._room())
            self.figure.set_figure(figure)
            colours = None if whole else getattr(figure, "colours", None)
            if isinstance(figure, CellGrid) and figure.caption:
                self._caption.setText(f"{self._caption.text()}  {figure.caption}")
            height = self.figure.sizeHint().height()
        wide = not kernels and self.figure.sizeHint().width() > self._room() + _BAR_ROOM
        self._scroll.setFixedHeight(round(min(height, _BODY_HEIGHT)) + (12 if wide else 0))
        self.scale_bar.setVisible(colours is not None)
        self._limits.setVisible(colours is not None)
        if colours is None:
            return
        length = max(28, min(height, _BODY_HEIGHT) - 4)
        self.scale_bar.set_figure(ScaleBar(colours, length))
        middle = self.tr("colour scale, 0 at the middle")
        words = self.tr("colour scale") if colours.kind == "sequential" else middle
        self._limits.set_texts(result_text(colours.low, 3), words, result_text(colours.limit, 3))

    def _show_spread(self, value: npt.NDArray[np.generic]) -> None:
        if value.dtype.kind != "f":
            for widget in (self._rule, self.statistics, self.histogram, self._ends):
                widget.hide()
            return
        self.statistics.show_values(value)
        figure = HistogramFigure(value, name=self._name, width=max(_NARROWEST, self.width() - 4))
        self.histogram.set_figure(figure)
        edges = figure.histogram.edges
        self._ends.set_texts(
            result_text(float(edges[0]), 3),
            self.tr("count, log scale"),
            result_text(float(edges[-1]), 3),
        )

    def _described(self, shape: tuple[int, ...]) -> str:
        if len(shape) == 3:
            return self.tr("{count} maps of {size}").format(
                count=shape[0], size=shape_text(shape[1:])
            )
        if self._shows_kernels():
            return self.tr("{count} kernels of {size}").format(
                count=shape[0] * shape[1], size=shape_text(shape[2:])
            )
        if len(shape) == 1:
            return self.tr("{count} values").format(count=count_text(shape[0]))
        return shape_text(shape)

    def _place(self, cell: Index | None) -> Index | None:
        """Index in the whole value of a cell of the figure."""
        figure = self.figure.figure
        if cell is None or figure is None:
            return None
        if isinstance(figure, CellGrid | MapPicture | MosaicFigure):
            return figure.place(cell)
        return (*self.picker.index, *cell)

    def minimumSizeHint(self) -> QSize:
        """As narrow as an inspector may be."""
        return QSize(_NARROWEST, 60)


class _Ends(QWidget):
    """A caption below a bar: its lowest number, what it is, its highest number."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._labels = tuple(QLabel() for _ in range(3))
        for label, stretch in zip(self._labels, (0, 1, 0), strict=True):
            label.setProperty("look", "caption")
            row.addWidget(label, stretch)
        self._labels[1].setAlignment(Qt.AlignmentFlag.AlignCenter)

    def set_texts(self, *texts: str) -> None:
        """Show low end, middle and high end."""
        for label, text in zip(self._labels, texts, strict=True):
            label.setText(text)
