"""What a press means at a place, and what lights up there before it."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QMenu

from widgets.canvas import editing
from widgets.canvas.faces import PortFace
from widgets.canvas.gestures.box import BoxGesture
from widgets.canvas.gestures.connect import ConnectGesture
from widgets.canvas.gestures.gesture import Gesture
from widgets.canvas.gestures.move import MoveGesture
from widgets.canvas.gestures.pan import PanGesture
from widgets.canvas.gestures.press import PressGesture
from widgets.canvas.looks import FULL_DETAIL, NODE_DETAIL
from widgets.canvas.node_item import NodeItem
from widgets.canvas.scene import CanvasScene
from widgets.canvas.surface import CanvasSurface


def gesture(view: CanvasSurface, event: QMouseEvent, *, pan: bool) -> Gesture | None:
    """The gesture that a press begins, or None for a button that means nothing here."""
    button = event.button()
    if button is Qt.MouseButton.MiddleButton or (pan and button is Qt.MouseButton.LeftButton):
        return PanGesture(view)
    if button is not Qt.MouseButton.LeftButton:
        return None
    at = view.mapToScene(event.position().toPoint())
    if view.camera.zoom >= NODE_DETAIL:
        found = view.canvas.port_at(at)
        if found is not None:
            return ConnectGesture(view, *found)
    node = view.canvas.node_at(at)
    if node is None:
        return BoxGesture(view)
    if view.camera.zoom >= FULL_DETAIL:
        pressed = _card_gesture(view, node, at)
        if pressed is not None:
            return pressed
    return MoveGesture(view, node)


def _card_gesture(view: CanvasSurface, node: NodeItem, at: QPointF) -> Gesture | None:
    card, place = node.anatomy.card, at - node.pos()
    if card is None:
        return None
    if card.button.contains(place):
        return PressGesture(
            view, node, card.button, lambda _: editing.mend(view.workspace, node.id)
        )
    if card.more.contains(place):
        return PressGesture(view, node, card.more, lambda screen: _list_mends(view, node, screen))
    return None


def _list_mends(view: CanvasSurface, node: NodeItem, screen: QPointF) -> None:
    """All ways out of the problem as a menu."""
    problem = node.face.problem
    if problem is None:
        return
    menu = QMenu(view)
    for number, title in enumerate(problem.mends):
        action = menu.addAction(title)
        action.triggered.connect(
            lambda _=False, number=number: editing.mend(view.workspace, node.id, number)
        )
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(QPoint(round(screen.x()), round(screen.y())))


def set_hovered(
    scene: CanvasScene,
    node: NodeItem,
    port: PortFace | None,
    *,
    over: bool,
    at: QPointF | None = None,
) -> bool:
    """Light a node, one of its ports and that port's wires, or put them out.

    Whether the pointer is on a button of the node's card.
    """
    card = node.anatomy.card
    place = at - node.pos() if at is not None else QPointF(-1e9, 0)
    on_button = card is not None and card.button.contains(place)
    on_more = card is not None and card.more.contains(place)
    node.set_flag("is_hovered", over)
    node.set_flag("is_button_hovered", over and on_button)
    node.set_flag("hovered_port", port)
    for wire in scene.wires_of(node.id):
        ref = port.ref(node.id) if port is not None else None
        wire.set_flag("is_bold", ref in (wire.wire.source, wire.wire.target))
        ends = {wire.wire.source.node, wire.wire.target.node}
        wire.set_flag("is_near", over or not scene.workspace.selection.isdisjoint(ends))
    return on_button or on_more
