"""Moving nodes: one undo step however long the drag, on the grid, and into line with neighbours."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt

from nodegraph_app.document.edits import (
    ConnectPorts,
    DisconnectPorts,
    Edit,
    EditGroup,
    MoveNodes,
)
from nodegraph_app.document.records import Wire
from nodegraph_app.text import translate
from widgets.canvas.gestures.gesture import Gesture, Pointer
from widgets.canvas.node_item import NodeItem
from widgets.canvas.wire_item import WireItem

if TYPE_CHECKING:
    from widgets.canvas.view import CanvasView

GRID = 4.0
_START = 4
"""Px that the pointer must travel before a press is a drag."""
_ALIGN = 6.0
"""Within this distance a port goes into line with the port at the other end of its wire."""


class MoveGesture(Gesture):
    """Drags the pressed node, with the whole selection when it belongs to it."""

    cursor = Qt.CursorShape.SizeAllCursor

    def __init__(self, view: "CanvasView", node: NodeItem) -> None:
        super().__init__(view)
        self._node = node
        self._items: list[NodeItem] = []
        self._from: dict[str, QPointF] = {}
        self._wires: frozenset[WireItem] = frozenset()
        self._under: WireItem | None = None
        self._is_moving = False
        self._press: Pointer | None = None
        self._click_selects_alone = False

    def start(self, at: Pointer) -> None:
        """Select the node; Shift or Ctrl adds or takes away."""
        self._press = at
        workspace, key = self.view.workspace, self._node.id
        keys = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
        if at.modifiers & keys:
            workspace.select(workspace.selection ^ {key})
        elif key not in workspace.selection:
            workspace.select({key})
        else:
            self._click_selects_alone = True

    def move(self, at: Pointer) -> None:
        """Take the nodes along, on the grid; their wires are soft meanwhile."""
        assert self._press is not None
        if not self._is_moving:
            if (at.view - self._press.view).manhattanLength() < _START:
                return
            self._lift()
        by = self._snapped(at.canvas - self._press.canvas)
        for item in self._items:
            item.setPos(self._from[item.id] + by)
        scene = self.view.canvas
        scene.route(self._wires, in_motion=True)
        self._mark_wire_below(at)
        self.view.reveal_edge(at.view)
        self.view.moved()

    def end(self, at: Pointer) -> None:
        """One MoveNodes; dropped on a wire, a lone node goes between its two ends."""
        if not self._is_moving:
            if self._click_selects_alone:
                self.view.workspace.select({self._node.id})
            return
        positions = {
            item.id: (item.pos().x(), item.pos().y())
            for item in self._items
            if item.pos() != self._from[item.id]
        }
        under = self._under
        self._put_down()
        if positions:
            self.view.workspace.apply(self._edit(positions, under))
        self.view.canvas.route(self._wires)

    def cancel(self) -> None:
        """Everything goes back."""
        if self._is_moving:
            for item in self._items:
                item.setPos(self._from[item.id])
            self.view.canvas.route(self._wires)
            self._put_down()

    def _lift(self) -> None:
        scene, workspace = self.view.canvas, self.view.workspace
        ids = workspace.selection if self._node.id in workspace.selection else {self._node.id}
        self._items = [scene.nodes[key] for key in ids if key in scene.nodes]
        self._from = {item.id: item.pos() for item in self._items}
        self._wires = frozenset(w for item in self._items for w in scene.wires_of(item.id))
        for item in self._items:
            item.set_lifted(True)
        self.view.far.lift(frozenset(self._from))
        self._is_moving = True

    def _put_down(self) -> None:
        for item in self._items:
            item.set_lifted(False)
        if self._under is not None:
            self._under.set_flag("is_bold", False)
            self._under = None
        self.view.far.lift(frozenset())
        self.view.moved()

    def _snapped(self, by: QPointF) -> QPointF:
        """The nearest step of the grid, or the height at which a wire of the node is straight."""
        start = self._from[self._node.id]
        x = round((start.x() + by.x()) / GRID) * GRID - start.x()
        y = round((start.y() + by.y()) / GRID) * GRID - start.y()
        for wire in self._wires:
            ends = {wire.wire.source.node, wire.wire.target.node}
            if len(ends & self._from.keys()) != 1 or self._node.id not in ends:
                continue
            away = self._out_of_line(wire, by.y())
            if away is not None and abs(away) <= _ALIGN:
                return QPointF(x, by.y() + away)
        return QPointF(x, y)

    def _out_of_line(self, wire: WireItem, by: float) -> float | None:
        """How much further down the node must go for this wire to be level."""
        scene = self.view.canvas
        outgoing = wire.wire.source.node == self._node.id
        own, other = (
            (wire.wire.source, wire.wire.target)
            if outgoing
            else (wire.wire.target, wire.wire.source)
        )
        port = self._node.face.port(own.port, is_input=not outgoing)
        far_node = scene.nodes.get(other.node)
        far_port = far_node.face.port(other.port, is_input=outgoing) if far_node else None
        if port is None or far_node is None or far_port is None:
            return None
        own_y = self._from[self._node.id].y() + by + self._node.anatomy.port(port).y()
        return far_node.port_position(far_port).y() - own_y

    def _mark_wire_below(self, at: Pointer) -> None:
        """A lone node without wires that hovers over a wire will go between its ends."""
        under = None
        if len(self._items) == 1 and not self._wires and _passes_through(self._node):
            face = self._node.face_rect()
            probe = QRectF(face.left(), face.top(), face.width(), 40)
            for item in self.view.canvas.items(probe):
                if isinstance(item, WireItem) and item.path().intersects(probe):
                    under = item
        if under is not self._under:
            for wire, bold in ((self._under, False), (under, True)):
                if wire is not None:
                    wire.set_flag("is_bold", bold)
            self._under = under

    def _edit(self, positions: dict[str, tuple[float, float]], under: WireItem | None) -> Edit:
        """The move, with the insertion where there is one to make."""
        moved = MoveNodes(positions)
        if under is None:
            return moved
        face, wire = self._node.face, under.wire
        before = Wire(wire.source, face.inputs[0].ref(face.id))
        after = Wire(face.outputs[0].ref(face.id), wire.target)
        edits = (moved, DisconnectPorts(wire), ConnectPorts(before), ConnectPorts(after))
        return EditGroup(edits, translate("canvas", "Insert {name} on a wire", name=face.name))


def _passes_through(node: NodeItem) -> bool:
    """Whether a node has an input and an output to lead a wire through."""
    return bool(node.face.inputs and node.face.outputs)
