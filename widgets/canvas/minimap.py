"""The whole network in a corner, and where the view looks; a press or drag looks elsewhere."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from widgets.canvas.faces import Status
from widgets.canvas.ink import inset
from widgets.canvas.scene import CanvasScene

SIZE = QSize(132, 92)
_PAD = 8.0


class Minimap(QWidget):
    """Flat rectangles in the colours of their families."""

    look_at = Signal(QPointF)

    def __init__(self, parent: QWidget, scene: CanvasScene) -> None:
        super().__init__(parent)
        self._scene = scene
        self._seen = QRectF()
        self._drawn: tuple[tuple[float, QPointF, float], QPixmap] | None = None
        self.setFixedSize(SIZE)
        self.setAccessibleName(self.tr("Map of the network"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        scene.geometry_changed.connect(self.redraw)

    def show_view(self, seen: QRectF) -> None:
        """The part of the canvas that the view shows now."""
        if seen != self._seen:
            self._seen = seen
            self.update()

    def _world(self) -> QRectF:
        """What the map covers: the network, and the view where it has left it."""
        content = self._scene.content_rect()
        return content.united(self._seen) if not self._seen.isEmpty() else content

    def _placing(self) -> tuple[float, QPointF]:
        """Scale and offset from canvas to map."""
        world = self._world()
        room = inset(QRectF(self.rect()), _PAD)
        scale = min(room.width() / max(world.width(), 1), room.height() / max(world.height(), 1))
        return scale, room.center() - world.center() * scale

    def paintEvent(self, event: QPaintEvent) -> None:
        """The map, and the frame of the view."""
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._map())
        if not self._scene.nodes:
            return
        ink = self._scene.looks.ink
        scale, offset = self._placing()
        frame = QRectF(self._seen.topLeft() * scale + offset, self._seen.size() * scale)
        frame = frame.intersected(inset(QRectF(self.rect()), 3))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(ink.pen("selection.stroke", 1.5))
        painter.drawRoundedRect(frame, 2, 2)

    def _map(self) -> QPixmap:
        """Card and nodes, drawn anew when they or their scale have changed."""
        ratio = self.devicePixelRatioF()
        key = (*self._placing(), ratio)
        if self._drawn is not None and self._drawn[0] == key:
            return self._drawn[1]
        ink = self._scene.looks.ink
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(ink.pen("border.default", 1.0))
        painter.setBrush(ink.color("surface.raised"))
        painter.drawRoundedRect(inset(QRectF(self.rect()), 0.5), 8, 8)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setOpacity(0.75)
        scale, offset = self._placing()
        painter.translate(offset)
        painter.scale(scale, scale)
        by_color: dict[str, list[QRectF]] = {}
        for item in self._scene.nodes.values():
            failed = item.face.status is Status.FAILED
            color = "status.failed.main" if failed else f"family.{item.face.family}.main"
            by_color.setdefault(color, []).append(item.face_rect())
        for color, rects in by_color.items():
            painter.setBrush(ink.color(color))
            painter.drawRects(rects)
        painter.end()
        self._drawn = key, pixmap
        return pixmap

    def redraw(self) -> None:
        """The nodes have changed, or their colours."""
        self._drawn = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look there."""
        scale, offset = self._placing()
        self.look_at.emit((event.position() - offset) / scale)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Look along."""
        self.mousePressEvent(event)
