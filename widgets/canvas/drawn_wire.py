"""What is in the hand: the wire being drawn, the selection box, and the sentence at the pointer."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from widgets.canvas.looks import Looks
from widgets.canvas.routing import cubic


def paint_wire(
    painter: QPainter, looks: Looks, start: QPointF, end: QPointF, role: str, refused: bool
) -> None:
    """The soft wire from a port to the pointer; red and broken where it may not go."""
    route = cubic(start, end)
    color = "wire.invalid" if refused else f"wire.{role}"
    pen = QPen(looks.ink.pen(color, 2.5))
    if refused:
        pen.setDashPattern([2.0, 2.0])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.strokePath(route.path(), looks.ink.pen("surface.canvas", 5.5))
    painter.strokePath(route.path(), pen)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(looks.ink.color(color))
    painter.drawEllipse(end, 4, 4)


def paint_box(painter: QPainter, looks: Looks, box: QRectF) -> None:
    """The selection rectangle, one px wide at every zoom."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(looks.ink.pen("selection.stroke", 1.0, cosmetic=True))
    painter.setBrush(looks.ink.color("selection.fill"))
    painter.drawRect(box)
