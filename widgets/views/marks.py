"""Marks on a map: the amber outline of what is at work, the hatch of what is not a number."""

from collections.abc import Iterable
from itertools import islice

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from widgets.common.theme import Theme

_MARK_MINIMUM = 7.0
_MOST_HATCHED = 2000


def paint_now(painter: QPainter, cell: QRectF, theme: Theme) -> None:
    """Outline a cell or window; a cell smaller than 7 px still gets an outline that can be seen."""
    grown_x = max(0.0, _MARK_MINIMUM - cell.width()) / 2
    grown_y = max(0.0, _MARK_MINIMUM - cell.height()) / 2
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color("now.main"), theme.size("stroke.now")))
    painter.drawRect(cell.adjusted(-grown_x, -grown_y, grown_x, grown_y))


def hatch(painter: QPainter, theme: Theme, cells: Iterable[QRectF]) -> None:
    """Diagonal lines over cells that are NaN or infinite; the first 2000, for a broken map."""
    brush = QBrush(theme.color("surface.raised"), Qt.BrushStyle.BDiagPattern)
    for cell in islice(cells, _MOST_HATCHED):
        painter.fillRect(cell, brush)
