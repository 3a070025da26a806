"""A node on the canvas: ONE item that paints its face by level of detail."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPixmap, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from widgets.canvas import card
from widgets.canvas.anatomy import PORT_Y, TITLE_X, Anatomy
from widgets.canvas.chrome import RADIUS, Body
from widgets.canvas.faces import NodeFace, PortFace, Status
from widgets.canvas.ink import inset
from widgets.canvas.looks import FULL_DETAIL, Looks
from widgets.canvas.picture_painter import FacePicture, paint_ghost

NODE_Z = 10.0
LIFTED_Z = 20.0

_BACKGROUND = {Status.READY: "status.ready.main", Status.RUNNING: "status.running.main"}


class NodeItem(QGraphicsItem):
    """Draws one face. Its position is the node's top left corner."""

    def __init__(self, face: NodeFace, looks: Looks) -> None:
        super().__init__()
        self.id = face.id
        self.face = face
        self.order = 0
        """The later a node was added, the further up it lies."""
        self._looks = looks
        self.anatomy = Anatomy(face, looks.ink)
        self.picture: FacePicture | None = None
        self.note = ""
        """What replaces the parameter line while there is a value: "44 % zero"."""
        self.is_selected = False
        self.is_now = False
        self.is_stale = False
        self.is_focused = False
        self._is_lifted = False
        self.is_hovered = False
        self.is_button_hovered = False
        self.hovered_port: PortFace | None = None
        self.fitting: tuple[frozenset[str], bool] | None = None
        """While a wire is dragged: the ports that fit it, and whether they are inputs."""
        self.breath = 1.0
        """Opacity of the halo of the node at work."""
        self._painted_scale = 0.0
        self._stack()

    # ---- geometry

    def boundingRect(self) -> QRectF:
        """The face with room for halo, ports and shadow."""
        return self.anatomy.bounds

    def shape(self) -> QPainterPath:
        """The face and the hit areas of its ports."""
        path = QPainterPath()
        path.addRect(self.anatomy.rect.adjusted(-8, 0, 8, 0))
        return path

    def port_position(self, port: PortFace) -> QPointF:
        """Centre of a port on the canvas."""
        return self.pos() + self.anatomy.port(port)

    def face_rect(self) -> QRectF:
        """The face on the canvas, without halo and ports."""
        return self.anatomy.rect.translated(self.pos())

    # ---- what changes

    def set_face(self, face: NodeFace) -> bool:
        """Show another face; whether its ports may have moved or changed colour."""
        if face == self.face:
            return False
        self.prepareGeometryChange()
        self.face = face
        self.anatomy = Anatomy(face, self._looks.ink)
        self.refresh()
        return True

    def set_looks(self, looks: Looks) -> None:
        """Draw with another theme."""
        self.prepareGeometryChange()
        self._looks = looks
        self.anatomy = Anatomy(self.face, looks.ink)
        if self.picture is not None:
            self.picture = FacePicture(self.picture.data, looks.ink)
        self.refresh()

    def set_picture(self, picture: FacePicture | None, note: str, *, stale: bool) -> None:
        """Show what the node last produced; ``stale`` when that is from before a change."""
        if (picture, note, stale) != (self.picture, self.note, self.is_stale):
            self.picture, self.note, self.is_stale = picture, note, stale
            self.refresh()

    def set_flag(self, name: str, value: object) -> None:
        """Set one of the drawn states and repaint when it differs."""
        if getattr(self, name) != value:
            setattr(self, name, value)
            if name == "breath":
                self.update()
            else:
                self.refresh()

    @property
    def status(self) -> Status:
        """The state in the corner: what fails stays failed, what is at work is running."""
        if self.face.status is Status.FAILED:
            return Status.FAILED
        if self.is_now:
            return Status.RUNNING
        return Status.STALE if self.is_stale else self.face.status

    # ---- painting

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """The face as it was drawn last, where nothing has changed; the halo breathes by itself."""
        if self.is_now:
            self._paint_halo(painter)
        transform, looks = painter.worldTransform(), self._looks
        scale = transform.m11()
        if looks.chrome.is_vector or scale != self._painted_scale:
            # While the zoom changes each picture is seen once: it is not worth keeping.
            self._painted_scale = scale
            looks.faces.drop(self.id)
            self._paint_face(painter, scale)
            return
        kept = looks.faces.get(self.id)
        if kept is None:
            kept = self._render(scale, looks.ratio)
            looks.faces.put(self.id, kept)
        ratio, bounds = looks.ratio, self.anatomy.bounds
        x = round(transform.dx() * ratio) + math.floor(bounds.left() * scale * ratio)
        y = round(transform.dy() * ratio) + math.floor(bounds.top() * scale * ratio)
        painter.setWorldTransform(QTransform())
        painter.drawPixmap(QPointF(x / ratio, y / ratio), kept)
        painter.setWorldTransform(transform)

    def _render(self, scale: float, ratio: float) -> QPixmap:
        """The face as pixels of the screen."""
        bounds, zoom = self.anatomy.bounds, scale * ratio
        left, top = math.floor(bounds.left() * zoom), math.floor(bounds.top() * zoom)
        pixmap = QPixmap(
            math.ceil(bounds.right() * zoom) - left, math.ceil(bounds.bottom() * zoom) - top
        )
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-left / ratio, -top / ratio)
        painter.scale(scale, scale)
        self._paint_face(painter, scale)
        painter.end()
        return pixmap

    def refresh(self) -> None:
        """Draw anew: something about the face has changed."""
        self._looks.faces.drop(self.id)
        self._stack()
        self.update()

    def set_lifted(self, lifted: bool) -> None:
        """In the hand above all others, or put down."""
        self._is_lifted = lifted
        self._stack()

    def _stack(self) -> None:
        """What is dragged on top, then what is selected, then what has something to say."""
        resting = NODE_Z + 2 * self.is_selected + (self.face.problem is not None)
        self.setZValue(LIFTED_Z if self._is_lifted else resting)

    def _paint_face(self, painter: QPainter, scale: float) -> None:
        """Everything at 100 %; title, dot, ports and picture at 50 %. Below that: ``far.py``."""
        ratio = self._looks.ratio
        is_full = scale >= FULL_DETAIL
        self._looks.chrome.draw(painter, self._body(), ratio)
        if self.is_selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self._looks.ink.pen("selection.stroke", max(2.0, 1.4 / scale)))
            painter.drawRoundedRect(self.anatomy.rect, RADIUS, RADIUS)
        self._paint_header(painter, scale * ratio, is_full)
        if is_full:
            self._paint_labels(painter)
        if self.anatomy.card is not None and self.face.problem is not None:
            if is_full:
                button = self.is_button_hovered
                card.paint(painter, self._looks, self.face.problem, self.anatomy.card, button)
            else:
                card.paint_far(painter, self._looks, self.anatomy.card)
        else:
            self._paint_picture(painter)
        self._paint_ports(painter)
        if self.is_focused:
            self._paint_focus(painter)

    def _body(self) -> Body:
        border = "border.node"
        if self.face.status is Status.FAILED:
            border = "status.failed.main"
        elif self.is_hovered:
            border = "border.strong"
        return Body(self.face.family, self.anatomy.width, self.anatomy.height, border)

    def _paint_halo(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setOpacity(self.breath)
        painter.setPen(self._looks.ink.pen("now.halo", 6.0))
        painter.drawRoundedRect(inset(self.anatomy.rect, -5), RADIUS + 5, RADIUS + 5)
        painter.setOpacity(1.0)

    def _paint_header(self, painter: QPainter, scale: float, is_full: bool) -> None:
        ink, face = self._looks.ink, self.face
        color = ink.color(f"family.{face.family}.text")
        icon = self._looks.icon(face.icon, color, scale)
        painter.drawPixmap(QRectF(9, 7, 16, 16), icon, QRectF(icon.rect()))
        room = self.anatomy.title_room
        if is_full:
            title = _elided(self._looks, face.title, room)
            ink.draw(painter, TITLE_X, 19.5, title, ink.title_font, "text.primary")
        else:
            fonts = (*ink.far_title_fonts, ink.title_font)
            fitting = (font for font in fonts if ink.width(face.title, font) <= room + 6)
            font = next(fitting, ink.title_font)
            baseline = PORT_Y + 0.37 * QFontMetricsF(font).ascent()
            ink.draw(painter, TITLE_X - 3, baseline, face.title, font, "text.primary")
        self._paint_status(painter)

    def _paint_status(self, painter: QPainter) -> None:
        ink, dot, status = self._looks.ink, self.anatomy.dot, self.status
        if status is Status.FAILED:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(ink.pen("status.failed.main", 1.6))
            x, y = dot.x(), dot.y()
            corners = [QPointF(x, y - 5.5), QPointF(x + 6, y + 5), QPointF(x - 6, y + 5)]
            painter.drawPolygon(QPolygonF(corners))
            painter.drawLine(QPointF(x, y - 1.4), QPointF(x, y + 1.4))
            painter.drawPoint(QPointF(x, y + 3.2))
        elif status is Status.STALE:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(ink.pen("status.stale.main", 1.5))
            painter.drawEllipse(dot, 3.25, 3.25)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink.color(_BACKGROUND[status]))
            painter.drawEllipse(dot, 4, 4)

    def _paint_labels(self, painter: QPainter) -> None:
        """The parameter line, and the names of the ports under the first."""
        ink, face, anatomy = self._looks.ink, self.face, self.anatomy
        for port in face.ports:
            if port.place and port.label:
                baseline = anatomy.port(port).y() + 4
                if port.is_input:
                    ink.draw(painter, 12, baseline, port.label, ink.caption_font, "text.tertiary")
                else:
                    right = anatomy.width - 12
                    ink.draw_right(
                        painter, right, baseline, port.label, ink.caption_font, "text.tertiary"
                    )
        line = face.summary or self.note
        if not line:
            return
        if face.is_source and face.problem is None:
            middle = anatomy.width / 2
            baseline = anatomy.summary_baseline
            ink.draw_middle(painter, middle, baseline, line, ink.mono_font, "text.secondary")
            return
        room = anatomy.width - 14
        if ink.width(line, ink.mono_font) > room:
            line = ink.mono_metrics.elidedText(line, Qt.TextElideMode.ElideRight, room)
        ink.draw(painter, 9, anatomy.summary_baseline, line, ink.mono_font, "text.secondary")

    def _paint_picture(self, painter: QPainter) -> None:
        room = self.anatomy.picture
        if self.picture is None:
            face, ink = self.face, self._looks.ink
            role, is_source = face.picture_role, face.is_source
            paint_ghost(painter, ink, role, room, is_loss=face.is_loss, is_source=is_source)
            return
        if self.is_stale:
            painter.setOpacity(0.45)
        self.picture.paint(painter, room)
        painter.setOpacity(1.0)

    def _paint_ports(self, painter: QPainter) -> None:
        ink = self._looks.ink
        for port in self.face.ports:
            centre = self.anatomy.port(port)
            radius = 5.0
            role = port.role
            if port.is_input and self.face.problem is not None and port.place == 0:
                role = "invalid"
            fits = self._fits(port)
            if fits:
                painter.setPen(Qt.PenStyle.NoPen)
                halo = ink.color("selection.fill")
                painter.setBrush(halo)
                painter.drawEllipse(centre, 10.5, 10.5)
            if port == self.hovered_port or fits:
                radius = 6.0
            painter.setBrush(ink.color("surface.raised"))
            painter.setPen(ink.pen("wire." + role, 2.5))
            painter.drawEllipse(centre, radius, radius)

    def _fits(self, port: PortFace) -> bool:
        if self.fitting is None:
            return False
        names, inputs = self.fitting
        return port.is_input == inputs and port.name in names

    def _paint_focus(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._looks.ink.pen("focus.ring", 2.0))
        painter.drawRoundedRect(inset(self.anatomy.rect, -4), RADIUS + 4, RADIUS + 4)


def _elided(looks: Looks, title: str, room: float) -> str:
    """The title, its middle left out where the status needs the room."""
    ink = looks.ink
    if ink.width(title, ink.title_font) <= room:
        return title
    return ink.title_metrics.elidedText(title, Qt.TextElideMode.ElideMiddle, room)
