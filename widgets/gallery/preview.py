"""A network as a small picture: blocks in their families' colours, and their wires."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from nodegraph_app.document.document import Document
from widgets.common.theme import Theme

NODE_WIDTH, NODE_HEIGHT = 140.0, 96.0
STUB = 28.0
"""How far a wire goes straight before it turns."""


def _route(source: QRectF, target: QRectF) -> list[QPointF]:
    """A wire in right angles; back to an earlier column, or into another row, between the rows."""
    start, end = (
        QPointF(source.right(), source.center().y()),
        QPointF(target.left(), target.center().y()),
    )
    if start.y() == end.y() and start.x() <= end.x():
        return [start, end]
    lane = (source.bottom() + target.top()) / 2
    out, into = start.x() + STUB, end.x() - STUB
    corners = [QPointF(out, start.y()), QPointF(out, lane), QPointF(into, lane)]
    return [start, *corners, QPointF(into, end.y()), end]


def paint_network(painter: QPainter, area: QRectF, document: Document, theme: Theme) -> None:
    """Draw the document so that it fills ``area``, keeping its proportions."""
    boxes = {
        node.id: QRectF(node.position[0], node.position[1], NODE_WIDTH, NODE_HEIGHT)
        for node in document.nodes.values()
    }
    if not boxes:
        return
    whole = QRectF()
    for box in boxes.values():
        whole = whole.united(box)
    scale = min(area.width() / whole.width(), area.height() / whole.height(), 0.5)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(area.center())
    painter.scale(scale, scale)
    painter.translate(-whole.center())
    wire_pen = QPen(theme.color("border.strong"), 1.2)
    wire_pen.setCosmetic(True)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(wire_pen)
    for wire in document.wires:
        painter.drawPolyline(_route(boxes[wire.source.node], boxes[wire.target.node]))
    for node in document.nodes.values():
        node_type = document.catalog.get(node.type)
        family = node_type.family if node_type is not None else "user"
        edge = QPen(theme.color(f"family.{family}.main"), 1.2)
        edge.setCosmetic(True)
        painter.setPen(edge)
        painter.setBrush(theme.color(f"family.{family}.tint"))
        painter.drawRoundedRect(boxes[node.id], 18, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(f"family.{family}.main"))
        box = boxes[node.id]
        painter.drawRoundedRect(QRectF(box.left() + 22, box.top() + 26, 66, 14), 7, 7)
        painter.setOpacity(0.4)
        painter.drawRoundedRect(QRectF(box.left() + 22, box.top() + 56, 96, 12), 6, 6)
        painter.setOpacity(1.0)
    painter.restore()
