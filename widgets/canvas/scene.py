"""The scene: one item a node, one item a wire, kept equal to the workspace by its events."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtWidgets import QGraphicsScene

from nodegraph_app.document.events import DocumentChanged
from nodegraph_app.document.records import PortRef, Wire
from widgets.canvas import values
from widgets.canvas.anatomy import PORT_REACH
from widgets.canvas.districts import Districts
from widgets.canvas.faces import PortFace, Status, node_face
from widgets.canvas.looks import Faces, Looks
from widgets.canvas.node_item import NodeItem
from widgets.canvas.routing import LANE, FacesIn, cubic, orthogonal, parting
from widgets.canvas.values import Shown
from widgets.canvas.wire_item import WireItem
from widgets.common.workspace import Workspace

_EMPTY = QRectF(-400, -300, 800, 600)


class CanvasScene(QGraphicsScene):
    """Follows the workspace; never changes it."""

    geometry_changed = Signal()
    """A node or wire was added, moved, removed, or has another face."""
    content_changed = Signal()
    """Anything looks different: overviews draw again."""

    def __init__(self, workspace: Workspace, looks: Looks) -> None:
        super().__init__()
        self.workspace = workspace
        self.looks = looks
        self.nodes: dict[str, NodeItem] = {}
        self.wires: dict[Wire, WireItem] = {}
        self.sample = 0
        """Which sample of the batch the faces show."""
        self._wires_of: dict[str, set[WireItem]] = {}
        self._shown: dict[str, Shown] = {}
        self._now: str | None = None
        self._selected: frozenset[str] = frozenset()
        self._places = Districts()
        self._bounds: QRectF | None = None
        self.geometry_changed.connect(self._forget_bounds)
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.BspTreeIndex)
        workspace.document_replaced.connect(self.rebuild)
        workspace.document_changed.connect(self._follow_document)
        workspace.compiled.connect(self._follow_compiler)
        workspace.selection_changed.connect(self._follow_selection)
        workspace.timeline_changed.connect(self.refresh_values)
        self.rebuild()

    # ---- what lies where

    def node_at(self, point: QPointF) -> NodeItem | None:
        """The uppermost node under a point, or None."""
        found = self.nodes_within(QRectF(point, point).adjusted(-0.5, -0.5, 0.5, 0.5))
        return max(found, key=_depth, default=None)

    def port_at(self, point: QPointF) -> tuple[NodeItem, PortFace] | None:
        """The port whose hit area holds the point, or None; a node hides those below it."""
        reach = QRectF(point, point).adjusted(-PORT_REACH, -PORT_REACH, PORT_REACH, PORT_REACH)
        for item in sorted(self.nodes_within(reach), key=_depth, reverse=True):
            port = item.anatomy.port_at(point - item.pos())
            if port is not None:
                return item, port
            if item.face_rect().contains(point):
                return None
        return None

    def nodes_within(self, rect: QRectF) -> list[NodeItem]:
        """The nodes whose face a rectangle touches."""
        return [self.nodes[key] for key in self._places.within(rect)]

    def wire_at(self, point: QPointF) -> WireItem | None:
        """The wire within reach of a point, or None."""
        for item in self.items(point, Qt.ItemSelectionMode.IntersectsItemShape):
            if isinstance(item, WireItem):
                return item
        return None

    def nodes_in(self, rect: QRectF) -> frozenset[str]:
        """Ids of the nodes whose face a rectangle touches."""
        return frozenset(self._places.within(rect))

    def wires_of(self, node: str) -> frozenset[WireItem]:
        """The wires at either end of which a node stands."""
        return frozenset(self._wires_of.get(node, ()))

    def content_rect(self, ids: Iterable[str] | None = None) -> QRectF:
        """A rectangle around the nodes: all, with room for the wires beside them, or some."""
        if ids is None:
            if self._bounds is None:
                self._bounds = self._places.bounds()
                if not self._bounds.isEmpty():
                    self._bounds.adjust(-LANE, -LANE, LANE, 2 * LANE)
            return self._bounds
        rect = QRectF()
        for key in ids:
            if key in self.nodes:
                rect = rect.united(self._places.rect(key))
        return rect

    def _port_position(self, ref: PortRef, *, is_input: bool) -> QPointF | None:
        item = self.nodes.get(ref.node)
        if item is None:
            return None
        port = item.face.port(ref.port, is_input=is_input)
        if port is None:
            # A port that its type no longer has still has its wire: it ends at the header.
            side = 0.0 if is_input else item.anatomy.width
            return item.pos() + QPointF(side, 15.0)
        return item.port_position(port)

    # ---- following the workspace

    def rebuild(self) -> None:
        """Start anew from the document."""
        self.clear()
        self.nodes.clear()
        self.wires.clear()
        self._wires_of.clear()
        self._shown.clear()
        self._places.clear()
        self.looks.faces = Faces()
        self._bounds = None
        self._now = None
        self._selected = frozenset()
        document = self.workspace.document
        self._add_nodes(document.nodes)
        self._add_wires(document.wires)
        self._grow()
        self._refresh_splits(document.nodes)
        if self.workspace.timeline is not None:
            self.refresh_values()
        self._follow_selection()
        self.geometry_changed.emit()
        self.content_changed.emit()

    def set_looks(self, looks: Looks) -> None:
        """Draw everything with another theme."""
        self.looks = looks
        for key, node in self.nodes.items():
            node.set_looks(looks)
            self._places.put(key, node.face_rect())
        for wire in self.wires.values():
            wire.set_looks(looks)
        self.route(self.wires.values())
        self.update()
        self.geometry_changed.emit()
        self.content_changed.emit()

    def set_sample(self, sample: int) -> None:
        """Show another sample of the batch on all faces."""
        if sample != self.sample:
            self.sample = sample
            self.refresh_values()

    def _follow_document(self, change: DocumentChanged) -> None:
        document = self.workspace.document
        for wire in change.removed_wires:
            self._drop_wire(wire)
        for key in change.removed_nodes:
            self.removeItem(self.nodes.pop(key))
            self.looks.faces.drop(key)
            self._wires_of.pop(key, None)
            self._shown.pop(key, None)
            self._places.drop(key)
        self._add_nodes(change.added_nodes)
        stale = set(change.moved_nodes)
        for key in change.moved_nodes & self.nodes.keys():
            self.nodes[key].setPos(QPointF(*document.nodes[key].position))
            self._places.put(key, self.nodes[key].face_rect())
        for key in change.changed_nodes & self.nodes.keys():
            if self._refresh_face(key):
                stale.add(key)
        self._add_wires(change.added_wires)
        touched = {wire for key in stale | change.added_nodes for wire in self.wires_of(key)}
        touched |= self._passing(stale | change.added_nodes)
        touched |= {self.wires[wire] for wire in change.added_wires}
        self.route(touched)
        if change.added_nodes or change.moved_nodes:
            self._grow()
        parted = {wire.wire.source.node for wire in touched}
        self._refresh_splits(parted | {wire.source.node for wire in change.removed_wires})
        self.geometry_changed.emit()
        self.content_changed.emit()

    def _passing(self, ids: Iterable[str]) -> set[WireItem]:
        """The wires that now run through one of these faces."""
        return {
            item
            for key in ids
            if key in self.nodes
            for item in self.items(self._places.rect(key))
            if isinstance(item, WireItem)
        }

    def _follow_compiler(self, ids: frozenset[str]) -> None:
        for key in ids & self.nodes.keys():
            self._refresh_face(key)
        # A face that grows an error card pushes the wires that pass it.
        touched = {wire for key in ids for wire in self.wires_of(key)} | self._passing(ids)
        self.route(touched)
        self._refresh_wires(touched)
        self._refresh_splits({wire.wire.source.node for wire in touched})
        self.geometry_changed.emit()
        self.content_changed.emit()

    def _follow_selection(self) -> None:
        selection = self.workspace.selection
        for key in self._selected ^ selection:
            if key not in self.nodes:
                continue
            self.nodes[key].set_flag("is_selected", key in selection)
            for wire in self.wires_of(key):
                ends = {wire.wire.source.node, wire.wire.target.node}
                wire.set_flag("is_near", not selection.isdisjoint(ends))
        self._selected = selection
        self.content_changed.emit()

    def _refresh_face(self, key: str) -> bool:
        workspace = self.workspace
        item = self.nodes[key]
        changed = item.set_face(node_face(workspace.document.nodes[key], workspace.compilation))
        self._places.put(key, item.face_rect())
        return changed

    def _forget_bounds(self) -> None:
        self._bounds = None

    # ---- items

    def _add_nodes(self, ids: Iterable[str]) -> None:
        workspace = self.workspace
        for key in ids:
            node = workspace.document.nodes[key]
            item = NodeItem(node_face(node, workspace.compilation), self.looks)
            item.setPos(QPointF(*node.position))
            item.order = len(self.nodes)
            item.set_flag("is_selected", key in self._selected)
            self.nodes[key] = item
            self._places.put(key, item.face_rect())
            self._wires_of.setdefault(key, set())
            self.addItem(item)

    def _add_wires(self, wires: Iterable[Wire]) -> None:
        added = []
        for wire in wires:
            if wire in self.wires:
                continue
            item = WireItem(wire, self.looks)
            self.wires[wire] = item
            for end in (wire.source.node, wire.target.node):
                self._wires_of.setdefault(end, set()).add(item)
            self.addItem(item)
            added.append(item)
        self.route(added)
        self._refresh_wires(added)

    def _drop_wire(self, wire: Wire) -> None:
        item = self.wires.pop(wire, None)
        if item is None:
            return
        for end in (wire.source.node, wire.target.node):
            self._wires_of.get(end, set()).discard(item)
        self.removeItem(item)

    def _grow(self) -> None:
        """The index covers what there is; the view may scroll beyond it."""
        self._bounds = None
        rect = self.content_rect()
        if not self.sceneRect().contains(rect):
            self.setSceneRect(rect.united(_EMPTY).adjusted(-400, -400, 400, 400))

    # ---- wires

    def route(self, items: Iterable[WireItem], *, in_motion: bool = False) -> None:
        """Lead wires from where their ports are now; soft curves while a hand moves them."""
        for item in items:
            source = self._port_position(item.wire.source, is_input=False)
            target = self._port_position(item.wire.target, is_input=True)
            if source is None or target is None:
                continue
            if in_motion:
                item.set_route(cubic(source, target))
                continue
            faces = (
                self._places.rect(item.wire.source.node),
                self._places.rect(item.wire.target.node),
            )
            item.set_route(orthogonal(source, target, *faces, self._faces_but(item.wire)))

    def _faces_but(self, wire: Wire) -> FacesIn:
        """Looks up the faces that may be in the way of a wire."""
        ends = {wire.source.node, wire.target.node}

        def faces_in(rect: QRectF) -> list[QRectF]:
            return [self._places.rect(key) for key in self._places.within(rect) - ends]

        return faces_in

    def _refresh_wires(self, items: Iterable[WireItem]) -> None:
        compilation, timeline = self.workspace.compilation, self.workspace.timeline
        for item in items:
            source = compilation.nodes.get(item.wire.source.node)
            target = compilation.nodes.get(item.wire.target.node)
            state = source.outputs.get(item.wire.source.port) if source is not None else None
            refused = target is not None and any(
                problem.port == item.wire.target.port and problem.code != "missing-input"
                for problem in target.problems
            )
            item.set_state(
                role=state.role.value if state is not None else "unknown",
                label=state.label() if state is not None else "",
                flow=values.flow(timeline, item.wire.source),
                is_invalid=refused,
            )

    def _refresh_splits(self, nodes: Iterable[str]) -> None:
        """Where wires from one output part, a dot says that they are joined."""
        for key in nodes:
            leaving = [item for item in self.wires_of(key) if item.wire.source.node == key]
            for item in leaving:
                joined = [
                    parting(item.route, other.route)
                    for other in leaving
                    if other is not item and other.wire.source == item.wire.source
                ]
                item.set_split(tuple(point for point in joined if point is not None))

    # ---- values

    def refresh_values(self) -> None:
        """Pictures, the node at work and how far the wires have been passed."""
        timeline = self.workspace.timeline
        now = values.node_at_work(timeline)
        if now != self._now:
            for key in (self._now, now):
                if key in self.nodes:
                    self.nodes[key].set_flag("is_now", key == now)
                    self.nodes[key].set_flag("breath", 1.0)
            self._now = now
        for key, item in self.nodes.items():
            old = self._shown.get(key)
            shown = values.shown(self.workspace, item, self.sample, old, self.looks.ink)
            if shown is not old:
                self._shown[key] = shown
                item.set_picture(shown.picture, shown.note, stale=shown.is_stale)
        self._refresh_wires(self.wires.values())
        self.content_changed.emit()

    @property
    def node_at_work(self) -> NodeItem | None:
        """The node whose operation is at work, or None."""
        return self.nodes.get(self._now) if self._now is not None else None

    @property
    def failed(self) -> Mapping[str, NodeItem]:
        """The nodes that fail."""
        return {k: item for k, item in self.nodes.items() if item.face.status is Status.FAILED}


def _depth(item: NodeItem) -> tuple[float, int]:
    """How far up a node lies: as it is drawn."""
    return item.zValue(), item.order
