"""The canvas widget: turns what the user does into gestures, and those into edits."""

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from widgets.canvas import drops, keys, pick, walking
from widgets.canvas.gestures.gesture import Gesture, Pointer
from widgets.canvas.gestures.pan import PanGesture
from widgets.canvas.node_item import NodeItem
from widgets.canvas.surface import CanvasSurface
from widgets.canvas.tips import tip_of
from widgets.common.theme import Theme, ThemeManager
from widgets.common.workspace import Workspace


class CanvasView(CanvasSurface):
    """One view of one workspace."""

    add_requested = Signal(object, object, object)
    """Ask what to add: place on the canvas (QPointF), the port a wire hangs from (PortRef) or
    None, place on the screen (QPoint)."""
    node_activated = Signal(str)
    """A node was double-clicked, or Enter was pressed on it."""

    def __init__(
        self, workspace: Workspace, theme: Theme | ThemeManager, parent: QWidget | None = None
    ) -> None:
        super().__init__(workspace, theme, parent)
        self.focus_node: str | None = None
        """Where the arrow keys are; its ring is drawn while the canvas has the focus."""
        self._gesture: Gesture | None = None
        self._hovered: NodeItem | None = None
        self._pointer: QPoint | None = None
        self._space_is_down = False
        self._space_has_panned = False
        workspace.document_replaced.connect(self._start_anew)
        self.canvas.geometry_changed.connect(self._forget_what_is_gone)
        QTimer.singleShot(0, self, self.fit)

    def request_add(self) -> None:
        """Ask what to add at the pointer, or in the middle when it is elsewhere."""
        port = self.viewport().rect()
        inside = self._pointer is not None and port.contains(self._pointer)
        at = self._pointer if inside and self._pointer is not None else port.center()
        self.add_requested.emit(self.mapToScene(at), None, self.viewport().mapToGlobal(at))

    # ---- pointer

    def pointer(self, event: QMouseEvent) -> Pointer:
        """Where a mouse event is."""
        at = event.position().toPoint()
        screen = event.globalPosition().toPoint()
        return Pointer(self.mapToScene(at), at, screen, event.modifiers())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin the gesture that this place and this button mean."""
        if self._gesture is not None:
            return
        self.set_focus_node(None)
        self._sentence.hide()
        self._gesture = pick.gesture(self, event, pan=self._space_is_down)
        self._space_has_panned |= self._space_is_down
        if self._gesture is not None:
            if self._gesture.cursor is not None:
                self.viewport().setCursor(self._gesture.cursor)
            self._gesture.start(self.pointer(event))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the gesture, or light up what lies under the pointer."""
        self._pointer = event.position().toPoint()
        if self._gesture is None:
            self._hover(self.pointer(event))
            return
        self._gesture.move(self.pointer(event))
        if isinstance(self._gesture, PanGesture):
            self.looked()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the gesture."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.end(self.pointer(event))
            self._hover(self.pointer(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A node opens; an empty place asks what to add."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        node = self.canvas.node_at(self.mapToScene(event.position().toPoint()))
        if node is not None:
            self.node_activated.emit(node.id)
        else:
            self._pointer = event.position().toPoint()
            self.request_add()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The actions that the window has given the canvas, for the node under the pointer."""
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        node = self.canvas.node_at(self.mapToScene(event.pos())) if by_mouse else None
        if node is not None and node.id not in self.workspace.selection:
            self.workspace.select({node.id})
        if self.actions():
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addActions(self.actions())
            menu.popup(event.globalPos())

    def cancel_gesture(self) -> bool:
        """Take back what is being done; False when nothing is."""
        gesture, self._gesture = self._gesture, None
        if gesture is None:
            return False
        gesture.cancel()
        self.viewport().unsetCursor()
        return True

    def _hover(self, at: Pointer) -> None:
        """Borders, ports, buttons and wires answer to the pointer."""
        found = self.canvas.port_at(at.canvas)
        node = found[0] if found is not None else self.canvas.node_at(at.canvas)
        if self._hovered is not None and self._hovered is not node:
            pick.set_hovered(self.canvas, self._hovered, None, over=False)
        self._hovered = node
        cursor = Qt.CursorShape.ArrowCursor
        if node is not None:
            port = found[1] if found is not None else None
            is_button = pick.set_hovered(self.canvas, node, port, over=True, at=at.canvas)
            if port is not None:
                cursor = Qt.CursorShape.CrossCursor
            elif is_button:
                cursor = Qt.CursorShape.PointingHandCursor
        elif self._space_is_down:
            cursor = Qt.CursorShape.OpenHandCursor
        self.viewport().setCursor(cursor)

    # ---- wheel, pinch, tips

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel zooms to the pointer; a touchpad, and Shift, pan."""
        at = event.position().toPoint()
        delta = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2
        held = event.modifiers()
        smooth = event.phase() is not Qt.ScrollPhase.NoScrollPhase
        if held & Qt.KeyboardModifier.ShiftModifier and not smooth:
            self.camera.pan(QPoint(-delta.y() - delta.x(), 0))
        elif smooth and not held & Qt.KeyboardModifier.ControlModifier:
            self.camera.pan(-delta)
        else:
            self.camera.zoom_by(1.2 ** (event.angleDelta().y() / 120), at)
        self.looked()
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Pinch to zoom; tips; letting go of what was lit when the pointer leaves."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture:
                self.camera.zoom_by(1.0 + event.value(), event.position().toPoint())
                self.looked()
            return True
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = tip_of(self.canvas, self.mapToScene(event.pos()))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        if event.type() is QEvent.Type.Leave and self._hovered is not None:
            pick.set_hovered(self.canvas, self._hovered, None, over=False)
            self._hovered = None
        return super().viewportEvent(event)

    # ---- keys

    def event(self, event: QEvent) -> bool:
        """Space is the canvas's own: alone it searches, with a drag it pans."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and keys.is_own(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See ``keys.py``."""
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._space_is_down, self._space_has_panned = True, False
                self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
            return
        if not keys.press(self, event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space without a drag asks what to add."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            was_down, self._space_is_down = self._space_is_down, False
            self.viewport().unsetCursor()
            if was_down and not self._space_has_panned:
                self.request_add()
            return
        super().keyReleaseEvent(event)

    def walk(self, direction: walking.Direction) -> None:
        """Go to the neighbour that an arrow key means."""
        here = self.focus_node
        if here is None and len(self.workspace.selection) == 1:
            here = next(iter(self.workspace.selection))
        known = here is not None and here in self.canvas.nodes
        there = (
            walking.neighbour(self.canvas, here, direction)
            if known and here is not None
            else walking.first(self.canvas)
        )
        if there is not None:
            self.workspace.select({there})
            self.set_focus_node(there)
            self.reveal(there)

    def set_focus_node(self, node: str | None) -> None:
        """Draw the focus ring around a node, or around none."""
        for key in (self.focus_node, node):
            item = self.canvas.nodes.get(key) if key is not None else None
            if item is not None:
                item.set_flag("is_focused", key == node and self.hasFocus())
        self.focus_node = node

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the arrow keys are."""
        super().focusInEvent(event)
        self.set_focus_node(self.focus_node)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring; a gesture in hand is let go."""
        super().focusOutEvent(event)
        self._space_is_down = False
        self.set_focus_node(self.focus_node)

    # ---- drops

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A node type may be dropped."""
        drops.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Anywhere; over a wire it will go between its ends."""
        drops.move(self, event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went elsewhere."""
        drops.leave(self)

    def dropEvent(self, event: QDropEvent) -> None:
        """Add a node of that type."""
        drops.drop(self, event)

    # ---- keeping up

    def _start_anew(self) -> None:
        self._hovered = None
        self._gesture = None
        self.focus_node = None
        self.fit()
        self.viewport().update()

    def _forget_what_is_gone(self) -> None:
        nodes = self.canvas.nodes
        if self._hovered is not None and nodes.get(self._hovered.id) is not self._hovered:
            self._hovered = None
        if self.focus_node is not None and self.focus_node not in nodes:
            self.focus_node = None
