"""Drawing a wire: ports that fit light up; one that does not says why."""

from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from nodegraph_app.compiler import Refusal, can_connect
from nodegraph_app.document.edits import ConnectPorts, DisconnectPorts, EditGroup
from nodegraph_app.document.records import PortRef, Wire
from nodegraph_app.text import translate
from widgets.canvas.faces import PortFace
from widgets.canvas.gestures.gesture import Gesture, Pointer
from widgets.canvas.node_item import NodeItem
from widgets.canvas.wire_item import WireItem
from widgets.common.notice import difference_sentence
from widgets.common.translation import shown

if TYPE_CHECKING:
    from widgets.canvas.view import CanvasView

_PATIENCE = 0.03
"""Seconds that may be spent on finding what fits before the wire starts to move."""
_SNAP = 26.0
"""Px on the screen within which the wire's free end jumps to a port."""


class ConnectGesture(Gesture):
    """From an output or an empty input; from a wired input, that wire comes loose."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, view: "CanvasView", node: NodeItem, port: PortFace) -> None:
        super().__init__(view)
        self._node, self._port = node, port
        self._loose: WireItem | None = None
        self._reasons: dict[PortRef, str] = {}
        self._press: Pointer | None = None
        self._target: tuple[NodeItem, PortFace] | None = None
        self._has_moved = False

    def start(self, at: Pointer) -> None:
        """Take the wire in hand; a wired input gives up the end of its wire."""
        self._press = at
        workspace, scene = self.view.workspace, self.view.canvas
        if self._port.is_input:
            wire = workspace.document.wire_into(self._port.ref(self._node.id))
            if wire is not None and wire.source.node in scene.nodes:
                source = scene.nodes[wire.source.node]
                port = source.face.port(wire.source.port, is_input=False)
                if port is not None:
                    self._loose = scene.wires[wire]
                    self._loose.hide()
                    self._node, self._port = source, port
        self._light_up()

    def move(self, at: Pointer) -> None:
        """The free end follows the pointer, and jumps to a port that is near."""
        assert self._press is not None
        if (at.view - self._press.view).manhattanLength() >= 3:
            self._has_moved = True
        self._hover(self._near(at))
        end = at.canvas
        reason = ""
        if self._target is not None:
            node, port = self._target
            end = node.port_position(port)
            reason = self._reason(node, port)
        self.view.show_wire(self._origin(), end, self._port, reason, fits=self._target is not None)
        self.view.reveal_edge(at.view)

    def end(self, at: Pointer) -> None:
        """Connect, detach, or ask what to add where the wire was let go."""
        target, loose = self._target, self._loose
        reason = self._reason(*target) if target is not None else ""
        self._tidy()
        if not self._has_moved:
            return
        workspace = self.view.workspace
        if target is not None:
            wire = self._wire(*target)
            if reason:
                self.view.say(reason, at.view)
            elif loose is None:
                workspace.apply(ConnectPorts(wire))
            elif wire != loose.wire:
                edits = (DisconnectPorts(loose.wire), ConnectPorts(wire))
                workspace.apply(EditGroup(edits, translate("canvas", "Lead a wire elsewhere")))
        elif self.view.canvas.node_at(at.canvas) is None:
            if loose is not None:
                workspace.apply(DisconnectPorts(loose.wire))
            else:
                ref = self._port.ref(self._node.id)
                self.view.add_requested.emit(at.canvas, ref, at.screen)

    def cancel(self) -> None:
        """The wire in hand vanishes; one that came loose is back."""
        self._tidy()

    # ---- which ports fit

    def _origin(self) -> QPointF:
        return self._node.port_position(self._port)

    def _wire(self, node: NodeItem, port: PortFace) -> Wire:
        own, other = self._port.ref(self._node.id), port.ref(node.id)
        return Wire(other, own) if self._port.is_input else Wire(own, other)

    def _reason(self, node: NodeItem, port: PortFace) -> str:
        """Why a wire may not go there; empty when it may. Asked once a port."""
        ref = port.ref(node.id)
        if ref not in self._reasons:
            workspace = self.view.workspace
            wire = self._wire(node, port)
            refusal = can_connect(
                workspace.document, wire.source, wire.target, workspace.compilation
            )
            self._reasons[ref] = "" if refusal is None else _sentence(refusal)
        return self._reasons[ref]

    def _light_up(self) -> None:
        """Mark the ports in sight that fit, as many as there is time to ask."""
        until = perf_counter() + _PATIENCE
        for node in self.view.visible_nodes():
            side = node.face.outputs if self._port.is_input else node.face.inputs
            if node is self._node:
                side = ()
            fitting = frozenset(
                port.name
                for port in side
                if perf_counter() < until and not self._reason(node, port)
            )
            node.set_flag("fitting", (fitting, not self._port.is_input))

    def _near(self, at: Pointer) -> tuple[NodeItem, PortFace] | None:
        """The nearest port of the other side within reach, or the first of the node below."""
        reach = _SNAP / self.view.camera.zoom
        best: tuple[float, NodeItem, PortFace] | None = None
        for node in self.view.nodes_near(at.canvas, reach):
            side = node.face.outputs if self._port.is_input else node.face.inputs
            if node is self._node:
                continue
            inside = node.face_rect().contains(at.canvas)
            for port in side:
                away = node.port_position(port) - at.canvas
                distance = (away.x() ** 2 + away.y() ** 2) ** 0.5
                near = distance <= reach or inside
                if near and (best is None or distance < best[0]):
                    best = distance, node, port
        return None if best is None else best[1:]

    def _hover(self, target: tuple[NodeItem, PortFace] | None) -> None:
        if target == self._target:
            return
        if self._target is not None:
            self._target[0].set_flag("hovered_port", None)
        self._target = target
        if target is not None:
            target[0].set_flag("hovered_port", target[1])

    def _tidy(self) -> None:
        self._hover(None)
        for node in self.view.canvas.nodes.values():
            node.set_flag("fitting", None)
        if self._loose is not None:
            self._loose.show()
        self.view.show_wire(None)


def _sentence(refusal: Refusal) -> str:
    """Why, and then what was expected and what would come."""
    difference = difference_sentence(refusal.expected, refusal.actual)
    return f"{shown(refusal.reason)}\n{difference}".rstrip()
