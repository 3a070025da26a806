"""What the canvas shows: the scene from near or far, what is in the hand, what floats above."""

from PySide6.QtCore import QMargins, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

from widgets.canvas.backdrop import paint_background, paint_hint
from widgets.canvas.camera import Camera
from widgets.canvas.drawn_wire import paint_box, paint_wire
from widgets.canvas.faces import PortFace
from widgets.canvas.far import FarPainter
from widgets.canvas.halo import Breath
from widgets.canvas.looks import NODE_DETAIL, Looks
from widgets.canvas.minimap import Minimap
from widgets.canvas.node_item import NodeItem
from widgets.canvas.overlays import Sentence, ZoomBar
from widgets.canvas.pulse import Pulse
from widgets.canvas.scene import CanvasScene
from widgets.common.theme import Theme, ThemeManager
from widgets.common.workspace import Workspace

_WORLD = QRectF(-1e6, -1e6, 2e6, 2e6)
_EDGE = 24
_GAP = 12
_MAP_FROM = 560
"""A view narrower than this has no room for the map."""


class CanvasSurface(QGraphicsView):
    """Shows one workspace and looks where it is told; ``CanvasView`` adds what the user does."""

    zoom_changed = Signal(float)
    """1.0 is 100 %."""

    def __init__(
        self, workspace: Workspace, theme: Theme | ThemeManager, parent: QWidget | None = None
    ) -> None:
        """``theme``: a manager is followed when it changes."""
        super().__init__(parent)
        self.workspace = workspace
        first = theme.theme if isinstance(theme, ThemeManager) else theme
        self.canvas = CanvasScene(workspace, Looks(first, self.devicePixelRatioF()))
        self.camera = Camera(self)
        self.far = FarPainter(self.canvas)
        self.breath = Breath(self)
        self.pulse = Pulse(self, self.canvas)
        self._is_bare = not workspace.document.nodes
        self._box: QRectF | None = None
        self._wire: tuple[QPointF, QPointF, str, bool] | None = None
        self._set_up()
        # On the viewport, not beside it: Qt copies scrolled pixels only where nothing overlaps.
        port = self.viewport()
        self.zoom_bar = ZoomBar(port, first)
        self.minimap = Minimap(port, self.canvas)
        self._sentence = Sentence(port, first)
        self._connect()
        if isinstance(theme, ThemeManager):
            theme.changed.connect(self.set_theme)

    def _set_up(self) -> None:
        self.setScene(self.canvas)
        self.setSceneRect(_WORLD)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setRenderHints(QPainter.RenderHint.Antialiasing)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(320, 200)
        self.setAccessibleName(self.tr("Canvas"))
        self.setAccessibleDescription(
            self.tr("The network as nodes and wires. Arrow keys walk along the wires.")
        )

    def _connect(self) -> None:
        self.zoom_bar.zoom_in.connect(self.zoom_in)
        self.zoom_bar.zoom_out.connect(self.zoom_out)
        self.zoom_bar.zoom_actual.connect(self.zoom_actual)
        self.zoom_bar.fit.connect(self.fit)
        self.minimap.look_at.connect(self._look_at)
        self.canvas.content_changed.connect(self._content_changed)

    # ---- what others call

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self.canvas.set_looks(Looks(theme, self.devicePixelRatioF()))
        self.zoom_bar.set_theme(theme)
        self._sentence.set_theme(theme)
        self.minimap.redraw()
        self.resetCachedContent()
        self.moved()

    def fit(self) -> None:
        """Show the whole network, beside the map where it would lie under it."""
        rect = self.canvas.content_rect()
        self.camera.fit(rect)
        self._place_floats()
        covered = self.mapToScene(self.minimap.geometry()).boundingRect()
        if not self.minimap.isHidden() and self.canvas.nodes_within(covered):
            above = QMargins(0, self.minimap.height() + _GAP, 0, 0)
            beside = QMargins(0, 0, self.minimap.width() + _GAP, 0)
            self.camera.fit(rect, keep_off=max(above, beside, key=self.camera.zoom_for(rect)))
        self.looked()

    def fit_selection(self) -> None:
        """Show what is selected."""
        self.camera.fit(self.canvas.content_rect(self.workspace.selection))
        self.looked()

    def zoom_in(self) -> None:
        """To the next larger zoom."""
        self.camera.zoom_in()
        self.looked()

    def zoom_out(self) -> None:
        """To the next smaller zoom."""
        self.camera.zoom_out()
        self.looked()

    def zoom_actual(self) -> None:
        """To 100 %."""
        self.camera.set_zoom(1.0)
        self.looked()

    def reveal(self, node: str) -> None:
        """Pan so that a node is seen."""
        item = self.canvas.nodes.get(node)
        if item is not None:
            self.camera.reveal(item.sceneBoundingRect())
            self.looked()

    # ---- what is in the hand

    def show_box(self, box: QRectF | None) -> None:
        """Draw the selection rectangle, or take it away."""
        self._refresh_foreground(self._box, box)
        self._box = box

    def show_wire(
        self,
        start: QPointF | None,
        end: QPointF | None = None,
        port: PortFace | None = None,
        reason: str = "",
        *,
        fits: bool = False,
    ) -> None:
        """Draw the wire in hand from a port to the pointer, with why it may not go; or none."""
        before = self._wire
        if start is None or end is None or port is None:
            self._wire = None
        else:
            ends = (end, start) if port.is_input else (start, end)
            self._wire = (*ends, port.role, bool(reason))
        rects = [_wire_rect(wire) for wire in (before, self._wire) if wire is not None]
        self._refresh_foreground(*rects)
        self._sentence.say(reason, self.mapFromScene(end) if end is not None else QPoint())

    def say(self, text: str, at: QPoint) -> None:
        """A sentence at the pointer that stays for a moment."""
        self._sentence.say(text, at)
        QTimer.singleShot(3500, self._sentence, self._sentence.hide)

    # ---- what can be seen

    def visible_nodes(self) -> list[NodeItem]:
        """The nodes that can be seen now."""
        return self.canvas.nodes_within(self.mapToScene(self.viewport().rect()).boundingRect())

    def nodes_near(self, point: QPointF, reach: float) -> list[NodeItem]:
        """The nodes within reach of a point."""
        return self.canvas.nodes_within(
            QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)
        )

    def reveal_edge(self, at: QPoint) -> None:
        """Pan while something is dragged at the edge of the view."""
        port = self.viewport().rect()
        x = min(0, at.x() - port.left() - _EDGE) + max(0, at.x() - port.right() + _EDGE)
        y = min(0, at.y() - port.top() - _EDGE) + max(0, at.y() - port.bottom() + _EDGE)
        if x or y:
            self.camera.pan(QPoint(x // 2, y // 2))
            self.looked()

    def moved(self) -> None:
        """Items have moved: from far away nobody else tells the screen."""
        if self.camera.zoom < NODE_DETAIL:
            self.viewport().update()

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """The items from near; everything in batches from far."""
        if self.camera.zoom >= NODE_DETAIL:
            super().paintEvent(event)
            return
        painter = QPainter(self.viewport())
        painter.setClipRegion(event.region())
        if self.far.is_lifted:
            size = self.viewport().width(), self.viewport().height()
            ratio = self.devicePixelRatioF()
            painter.drawPixmap(0, 0, self.far.backdrop(size, ratio, self._paint_far))
            painter.setWorldTransform(self.viewportTransform())
            self.far.paint_lifted(painter, self.camera.zoom)
        else:
            self._paint_far(painter)
        painter.setWorldTransform(self.viewportTransform())
        self.drawForeground(painter, QRectF())
        painter.end()

    def _paint_far(self, painter: QPainter) -> None:
        painter.setWorldTransform(self.viewportTransform())
        self.drawBackground(painter, self.mapToScene(self.viewport().rect()).boundingRect())
        self.far.paint(painter, self.camera.zoom)

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """The canvas and its dots; a sentence where there is nothing yet."""
        paint_background(painter, self.canvas.looks, QRectF(rect))
        if not self.canvas.nodes:
            hint = self.tr("Drag a layer here, press Space to search, or open an example.")
            paint_hint(painter, self.canvas.looks, hint, self.viewport().rect())

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """What is in the hand, and what runs along the wires."""
        if self.pulse.is_running:
            self.pulse.paint(painter)
        if self._wire is not None:
            paint_wire(painter, self.canvas.looks, *self._wire)
        if self._box is not None:
            paint_box(painter, self.canvas.looks, self._box)

    def _refresh_foreground(self, *rects: QRectF | None) -> None:
        for rect in rects:
            if rect is not None:
                area = self.mapFromScene(rect).boundingRect()
                self.viewport().update(area.adjusted(-8, -8, 8, 8))

    # ---- keeping up

    def looked(self) -> None:
        """The view shows another part; scrolling took along what floats, so it is put back."""
        self._place_floats()
        self.far.forget_backdrop()
        self.zoom_bar.show_zoom(self.camera.zoom)
        self.minimap.show_view(self.mapToScene(self.viewport().rect()).boundingRect())
        self.zoom_changed.emit(self.camera.zoom)

    def _look_at(self, point: QPointF) -> None:
        self.camera.centre_on(point)
        self.looked()

    def _content_changed(self) -> None:
        is_bare = not self.canvas.nodes
        self.minimap.setVisible(not is_bare and self.width() >= _MAP_FROM)
        self.breath.follow(self.canvas.node_at_work)
        if is_bare is not self._is_bare or self.camera.zoom < NODE_DETAIL:
            self.viewport().update()  # The hint comes or goes; from far all is one picture.
        self._is_bare = is_bare

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What floats stays in its corner."""
        super().resizeEvent(event)
        self.minimap.setVisible(bool(self.canvas.nodes) and self.width() >= _MAP_FROM)
        self.looked()

    def _place_floats(self) -> None:
        bar, size = self.zoom_bar.sizeHint(), self.viewport().size()
        corner = QPoint(size.width() - bar.width() - _GAP, size.height() - bar.height() - _GAP)
        self.zoom_bar.setGeometry(QRect(corner, bar))
        self.minimap.move(size.width() - self.minimap.width() - _GAP, _GAP + 4)

    def showEvent(self, event: QShowEvent) -> None:
        """The screen may have another pixel ratio than the one before."""
        super().showEvent(event)
        if self.canvas.looks.ratio != self.devicePixelRatioF():
            self.set_theme(self.canvas.looks.theme)


def _wire_rect(wire: tuple[QPointF, QPointF, str, bool]) -> QRectF:
    """Room for a soft wire: its control points reach past its ends."""
    start, end = wire[0], wire[1]
    return QRectF(start, end).normalized().adjusted(-170, -12, 170, 12)
