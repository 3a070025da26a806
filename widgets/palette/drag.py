"""What hangs on the pointer while a node type is dragged: the head of the node it will be."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPen, QPixmap

from nodegraph_app.catalog.node_type import NodeType
from widgets.common.theme import Theme

_MARGIN = 10
_HEIGHT = 30


def drag_pixmap(node_type: NodeType, theme: Theme, ratio: float = 1.0) -> QPixmap:
    """A node's header with its icon, title and ports, on a soft shadow."""
    font = theme.font("node_title")
    width = max(92, 31 + QFontMetrics(font).horizontalAdvance(node_type.name) + 28)
    size = (width + 2 * _MARGIN, _HEIGHT + 2 * _MARGIN)
    pixmap = QPixmap(round(size[0] * ratio), round(size[1] * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    body = QRectF(_MARGIN, _MARGIN, width, _HEIGHT)
    _paint_shadow(painter, body, theme)
    painter.setBrush(theme.color(f"family.{node_type.family}.tint"))
    painter.setPen(QPen(theme.color("selection.stroke"), theme.size("stroke.selected")))
    painter.drawRoundedRect(body, 8, 8)
    icon = theme.pixmap(
        node_type.icon or node_type.family, f"family.{node_type.family}.text", 16, ratio
    )
    painter.drawPixmap(int(body.left()) + 9, int(body.top()) + 7, icon)
    painter.setFont(font)
    painter.setPen(theme.color("text.primary"))
    painter.drawText(body.adjusted(31, 0, -10, 0), Qt.AlignmentFlag.AlignVCenter, node_type.name)
    painter.setBrush(theme.color("surface.raised"))
    painter.setPen(QPen(theme.color("wire.unknown"), 2.5))
    for x in (body.left(), body.right()):
        painter.drawEllipse(QRectF(x - 4, body.center().y() - 4, 8, 8))
    painter.end()
    return pixmap


def grip() -> tuple[int, int]:
    """Where the pointer holds the pixmap, from its top left corner."""
    return (_MARGIN + 20, _MARGIN + _HEIGHT // 2)


def _paint_shadow(painter: QPainter, body: QRectF, theme: Theme) -> None:
    if theme.name == "high_contrast":
        return
    shadow = theme.color("text.primary" if not theme.is_dark else "surface.scrim")
    painter.setPen(Qt.PenStyle.NoPen)
    for spread in range(8, 0, -1):
        shadow.setAlphaF(0.018)
        path = QPainterPath()
        path.addRoundedRect(body.adjusted(-spread, -spread + 3, spread, spread + 2), 10, 10)
        painter.fillPath(path, shadow)
