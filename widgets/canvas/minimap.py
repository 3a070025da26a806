"""The whole network in a corner, and where the view looks; a press or drag looks elsewhere."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
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
        self.setFixedSize(SIZE)
        self.setAccessibleName(self.tr("Map of the network"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        scene.content_changed.connect(self.update)

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
        """Card, nodes, and the frame of the view."""
        ink = self._scene.looks.ink
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(ink.pen("border.default", 1.0))
        painter.setBrush(ink.color("surface.raised"))
        painter.drawRoundedRect(inset(QRectF(self.rect()), 0.5), 8, 8)
        if not self._scene.nodes:
            return
        scale, offset = self._placing()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setOpacity(0.75)
        by_color: dict[str, list[QRectF]] = {}
        for item in self._scene.nodes.values():
            rect = item.face_rect()
            place = QRectF(rect.topLeft() * scale + offset, rect.size() * scale)
            failed = item.face.status is Status.FAILED
            color = "status.failed.main" if failed else f"family.{item.face.family}.main"
            by_color.setdefault(color, []).append(place)
        for color, rects in by_color.items():
            painter.setBrush(ink.color(color))
            painter.drawRects(rects)
        painter.setOpacity(1.0)
        frame = QRectF(self._seen.topLeft() * scale + offset, self._seen.size() * scale)
        frame = frame.intersected(inset(QRectF(self.rect()), 3))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(ink.pen("selection.stroke", 1.5))
        painter.drawRoundedRect(frame, 2, 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look there."""
        scale, offset = self._placing()
        self.look_at.emit((event.position() - offset) / scale)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Look along."""
        self.mousePressEvent(event)
