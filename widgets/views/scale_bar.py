"""Colour-scale bar: which colour is which number, with the limits printed."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen

from nodegraph_app.insight.numbers import result_text
from widgets.common.theme import Theme
from widgets.views.colour import LEVELS, ColourScale, ThemedPicture
from widgets.views.figure import Figure, Index, Reading

_THICKNESS = 11


class ScaleBar(Figure):
    """A strip of all colours, the largest number at the top (or right)."""

    def __init__(self, colours: ColourScale, length: float, *, vertical: bool = True) -> None:
        self.colours = colours
        self.name = colours.limits_text()
        self._length = length
        self._vertical = vertical
        levels = np.arange(LEVELS, dtype=np.uint8)
        strip = levels[::-1, None] if vertical else levels[None, :]
        self._picture = ThemedPicture(strip, colours.kind)

    def size(self, theme: Theme) -> QSizeF:
        """11 px thick, as long as asked for."""
        thickness = _THICKNESS * theme.text_scale
        size = QSizeF(thickness, self._length)
        return size if self._vertical else size.transposed()

    def paint(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        """The strip and its frame."""
        painter.drawImage(rect, self._picture.image(theme))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("border.default"), 1))
        painter.drawRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5))

    def index_at(self, rect: QRectF, point: QPointF) -> Index | None:
        """The level under a point."""
        if not rect.contains(point):
            return None
        if self._vertical:
            share = 1 - (point.y() - rect.top()) / rect.height()
        else:
            share = (point.x() - rect.left()) / rect.width()
        return (round(share * (LEVELS - 1)),)

    def reading(self, index: Index) -> Reading | None:
        """The number that a colour stands for."""
        share = index[0] / (LEVELS - 1)
        value = self.colours.low + share * (self.colours.limit - self.colours.low)
        return Reading("", result_text(value), value)
