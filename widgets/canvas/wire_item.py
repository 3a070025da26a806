"""A wire on the canvas, with the shape of what flows through it."""

from enum import Enum

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPainterPathStroker, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nodegraph_app.document.records import Wire
from widgets.canvas.looks import FULL_DETAIL, Looks
from widgets.canvas.routing import Route

WIRE_Z = 0.0
LEVEL_Z = 0.5
"""A straight wire lies above those that turn, for their crossings not to hide its label."""
BOLD_Z = 1.0
_LABEL_LIFT = 7.0
_LIFT_OVER_NODES = 20.0
"""A node reaches 15 above the port that a wire comes from."""
_REACH = 12.0


class Flow(Enum):
    """How far the playhead is along a wire."""

    AHEAD = "ahead"
    PASSED = "passed"
    GRADIENT = "gradient"


class WireItem(QGraphicsItem):
    """Draws one wire. Lives at the origin: its route is in canvas coordinates."""

    def __init__(self, wire: Wire, looks: Looks) -> None:
        super().__init__()
        self.wire = wire
        self._looks = looks
        self.route = Route((QPointF(), QPointF()))
        self.role = "unknown"
        self.label = ""
        self.flow = Flow.AHEAD
        self.is_invalid = False
        self.splits: tuple[QPointF, ...] = ()
        """Where other wires of the same output turn off."""
        self.is_bold = False
        self.is_near = False
        """Whether an end is selected or under the pointer: the label then stays at 50 %."""
        self._path: QPainterPath | None = None
        self._bounds = QRectF()
        self.setZValue(WIRE_Z)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        """The route with room for pen and label."""
        return self._bounds

    def shape(self) -> QPainterPath:
        """As wide as a finger can find."""
        stroker = QPainterPathStroker()
        stroker.setWidth(_REACH)
        return stroker.createStroke(self.path())

    def path(self) -> QPainterPath:
        """The middle line."""
        if self._path is None:
            self._path = self.route.path()
        return self._path

    def set_looks(self, looks: Looks) -> None:
        """Draw with another theme."""
        self._looks = looks
        self.update()

    def set_route(self, route: Route) -> None:
        """Lead another way."""
        if route == self.route:
            return
        self.prepareGeometryChange()
        self.route = route
        self._path = None
        self._bounds = route.bounds().adjusted(-_REACH, -_LIFT_OVER_NODES - _REACH, _REACH, _REACH)
        self._restack()

    def _restack(self) -> None:
        """What is pointed at on top, then straight wires, then those that turn."""
        is_level = len(self.route.points) == 2 and not self.route.is_cubic
        self.setZValue(BOLD_Z if self.is_bold else LEVEL_Z if is_level else WIRE_Z)

    def set_state(self, *, role: str, label: str, flow: Flow, is_invalid: bool) -> None:
        """What flows here, how far the playhead is, and whether it arrives."""
        state = (role, label, flow, is_invalid)
        if state != (self.role, self.label, self.flow, self.is_invalid):
            self.role, self.label, self.flow, self.is_invalid = state
            self.update()

    def set_split(self, points: tuple[QPointF, ...]) -> None:
        """Mark these places as joints."""
        if points != self.splits:
            self.splits = points
            self.update()

    def set_flag(self, name: str, value: bool) -> None:
        """Set ``is_bold`` or ``is_near`` and repaint when it differs."""
        if getattr(self, name) != value:
            setattr(self, name, value)
            if name == "is_bold":
                self._restack()
            self.update()

    @property
    def color(self) -> str:
        """Name of the wire's colour."""
        if self.is_invalid:
            return "wire.invalid"
        return "wire.gradient" if self.flow is Flow.GRADIENT else f"wire.{self.role}"

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Canvas-coloured edge for clean crossings, then the wire, dot, arrowheads and label."""
        scale = painter.worldTransform().m11()
        width = self._width(scale)
        path = self.path()
        ink = self._looks.ink
        casing = ink.pen("surface.canvas", width + 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if not self.is_invalid:
            painter.strokePath(path, casing)
        pen = ink.pen(self.color, width)
        if self.is_invalid:
            pen = QPen(pen)
            pen.setDashPattern([2.5, 2.5])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.strokePath(path, pen)
        if self.flow is Flow.GRADIENT:
            self._paint_arrow(painter)
        for point in self.splits:
            painter.setPen(ink.pen("surface.canvas", 1.5))
            painter.setBrush(ink.color(f"wire.{self.role}"))
            painter.drawEllipse(point, 4, 4)
        if self.label and (scale >= FULL_DETAIL or self.is_near):
            self._paint_label(painter)

    def _width(self, scale: float) -> float:
        """2.5 behind the playhead, 1.5 ahead of it, and never thinner than a px on the screen."""
        if self.is_bold:
            return 3.0
        width = {Flow.AHEAD: 1.5, Flow.PASSED: 2.5, Flow.GRADIENT: 2.0}[self.flow]
        return max(2.0 if self.is_invalid else width, 1.1 / scale)

    def _paint_arrow(self, painter: QPainter) -> None:
        """An arrowhead towards the input of the network, on the longest level piece."""
        run = self.route.longest_run()
        if run.isNull():
            return
        tip = run.pointAt(0.5) - QPointF(4, 0)
        back = 1 if self._leads_right() else -1
        corners = [tip, tip + QPointF(8 * back, -4.5), tip + QPointF(8 * back, 4.5)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._looks.ink.color(self.color))
        painter.drawPolygon(QPolygonF(corners))

    def _leads_right(self) -> bool:
        """Whether the longest level piece goes right on the way from output to input."""
        level = [line for line in self.route.lines if abs(line.dy()) < 0.5]
        longest = max(level, key=lambda line: abs(line.dx()), default=QLineF())
        return longest.dx() >= 0

    def _paint_label(self, painter: QPainter) -> None:
        """The shape, 7 above the middle of the longest run; hidden before it is squeezed.

        A wire that is pointed at or selected tells its shape all the same, over its nodes.
        """
        ink = self._looks.ink
        run = self.route.longest_run()
        ports = 14 if len(self.route.points) == 2 else 0
        wide = ink.width(self.label, ink.mono_font)
        is_squeezed = wide > run.length() - ports
        if is_squeezed and not self.is_near:
            return
        middle = run.pointAt(0.5)
        color = "status.failed.text" if self.is_invalid else "text.secondary"
        baseline = middle.y() - (_LIFT_OVER_NODES if is_squeezed else _LABEL_LIFT)
        behind = QRectF(middle.x() - wide / 2 - 2, baseline - 9, wide + 4, 12)
        painter.fillRect(behind, ink.color("surface.canvas"))  # what crosses here passes behind
        ink.draw_middle(painter, middle.x(), baseline, self.label, ink.mono_font, color)
