"""A document's nodes and wires, and the few changes that all edits are made of.

What always holds: ids and names are unique, every wire joins ports that exist, an input has one
wire at most, and wires make no cycle. A change that would break this raises DocumentError first.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from nodegraph_app.catalog import Catalog
from nodegraph_app.document import checks
from nodegraph_app.document.errors import DocumentError
from nodegraph_app.document.events import Changes
from nodegraph_app.document.ordered import Ordered
from nodegraph_app.document.records import Node, PortRef, Project, Wire
from nodegraph_app.text import translate

Wires = tuple[Wire, ...]


class Contents:
    """The state behind a Document; only edits change it."""

    def __init__(self, project: Project, catalog: Catalog) -> None:
        self.catalog = catalog
        self.frame = project.model_copy(update={"nodes": (), "wires": ()})
        """The project without its nodes and wires."""
        self.nodes: Ordered[str, Node] = Ordered()
        self.wires: Ordered[PortRef, Wire] = Ordered()
        self.ids_seen: set[str] = set()
        self.names: dict[str, str] = {}
        self._into: dict[str, dict[PortRef, None]] = {}
        self._from: dict[str, dict[PortRef, None]] = {}
        nothing = Changes()
        for node in project.nodes:
            self.add_node(node, None, nothing)
        for wire in project.wires:
            if self.wires.get(wire.target) is not None:
                raise _two_wires(self.node(wire.target.node), wire.target.port)
            self._check_ends(wire)
            self._join(wire, None, nothing)
        self.order()

    # ---- looking

    def node(self, node_id: str) -> Node:
        """The node; DocumentError when there is none."""
        node = self.nodes.get(node_id)
        if node is None:
            raise DocumentError(
                translate("document", "There is no node {id}.", id=node_id), actual=node_id
            )
        return node

    def wires_into(self, node_id: str) -> Wires:
        """The wires that end at the node."""
        return self._wires(self._into.get(node_id, ()))

    def wires_from(self, node_id: str) -> Wires:
        """The wires that start at the node."""
        return self._wires(self._from.get(node_id, ()))

    def order(self) -> tuple[str, ...]:
        """Node ids, each after all it depends on; among equals, the file's order.

        Raises DocumentError when wires make a cycle (A. B. Kahn, 1962).
        """
        place = {node_id: index for index, node_id in enumerate(self.nodes.view)}
        ids = tuple(place)
        missing = {node_id: len(self._into.get(node_id, ())) for node_id in ids}
        ready = [place[node_id] for node_id in ids if not missing[node_id]]
        ordered: list[str] = []
        while ready:
            node_id = ids[heapq.heappop(ready)]
            ordered.append(node_id)
            for target in self._from.get(node_id, ()):
                missing[target.node] -= 1
                if not missing[target.node]:
                    heapq.heappush(ready, place[target.node])
        if len(ordered) < len(ids):
            raise _cycle(self.node(next(i for i in ids if missing[i])))
        return tuple(ordered)

    # ---- changing

    def add_node(self, node: Node, rank: int | None, changes: Changes) -> None:
        """Put in a node without wires."""
        if self.nodes.get(node.id) is not None:
            raise DocumentError(
                translate("document", "Two nodes have the id {id}.", id=node.id),
                where=checks.named(node),
                mend=translate("document", "Give each node an id of its own."),
            )
        self._check_free_name(node, node.name)
        checks.check_parameters(node, self.catalog)
        self.nodes.put(node.id, node, rank)
        self.names[node.name] = node.id
        self.ids_seen.add(node.id)
        changes.node(node.id, None, node)

    def remove_node(self, node_id: str, changes: Changes) -> int:
        """Take out a node whose wires are gone already; returns its rank."""
        node, rank = self.nodes.take(node_id)
        del self.names[node.name]
        changes.node(node_id, node, None)
        return rank

    def replace_node(self, node: Node, changes: Changes) -> None:
        """Give a node, known by its id, another record. Its ports must stay."""
        before = self.node(node.id)
        if node.name != before.name:
            self._check_free_name(node, node.name)
            del self.names[before.name]
            self.names[node.name] = node.id
        self.nodes.put(node.id, node)
        changes.node(node.id, before, node)

    def connect(self, wire: Wire, rank: int | None, changes: Changes) -> None:
        """Put in a wire to a free input."""
        self._check_ends(wire)
        if self._is_before(wire.target.node, wire.source.node):
            raise _cycle(self.node(wire.target.node))
        self._join(wire, rank, changes)

    def disconnect(self, target: PortRef, changes: Changes) -> tuple[Wire, int]:
        """Take out the wire that ends at `target`; returns it and its rank."""
        wire, rank = self.wires.take(target)
        del self._into[target.node][target]
        del self._from[wire.source.node][target]
        changes.wire(wire, -1)
        return wire, rank

    def replace_frame(self, frame: Project, changes: Changes) -> None:
        """Give the project another name or training set-up."""
        changes.frame(self.frame, frame)
        self.frame = frame

    # ---- helpers

    def _wires(self, targets: Iterable[PortRef]) -> Wires:
        found = sorted(targets, key=self.wires.rank)
        return tuple(wire for target in found if (wire := self.wires.get(target)) is not None)

    def _is_before(self, start: str, end: str) -> bool:
        """Whether a way along wires leads from node `start` to node `end`.

        Looks from both sides in turn, so it takes no longer than the shorter side.
        """
        after, before = {start}, {end}
        forth, back = [start], [end]
        while forth and back:
            for target in self._from.get(forth.pop(), ()):
                if target.node in before:
                    return True
                if target.node not in after:
                    after.add(target.node)
                    forth.append(target.node)
            for wire in self.wires_into(back.pop()):
                if wire.source.node in after:
                    return True
                if wire.source.node not in before:
                    before.add(wire.source.node)
                    back.append(wire.source.node)
        return False

    def _join(self, wire: Wire, rank: int | None, changes: Changes) -> None:
        self.wires.put(wire.target, wire, rank)
        self._into.setdefault(wire.target.node, {})[wire.target] = None
        self._from.setdefault(wire.source.node, {})[wire.target] = None
        changes.wire(wire, 1)

    def _check_ends(self, wire: Wire) -> None:
        for end in (wire.source, wire.target):
            if self.nodes.get(end.node) is None:
                raise DocumentError(
                    translate("document", "There is no node {id}.", id=end.node),
                    where=translate("document", "Wire {wire}", wire=str(wire)),
                )
        source, target = self.node(wire.source.node), self.node(wire.target.node)
        if source is target:
            raise DocumentError(
                translate("document", "A node cannot be wired to itself."),
                where=checks.named(source),
            )
        checks.check_output(source, self.catalog, wire.source.port)
        checks.check_input(target, self.catalog, wire.target.port)

    def _check_free_name(self, node: Node, name: str) -> None:
        checks.check_name(name, checks.named(node))
        if self.names.get(name, node.id) != node.id:
            raise DocumentError(
                translate("document", "Two nodes cannot both be called {name}.", name=name),
                where=checks.named(node),
                mend=translate("document", "Choose another name."),
            )


def _cycle(node: Node) -> DocumentError:
    return DocumentError(
        translate("document", "Wires would run in a circle."),
        expected=translate("document", "wires from the data to the loss, never back"),
        where=checks.named(node),
        mend=translate("document", "Remove a wire of the circle."),
    )


def _two_wires(node: Node, port: str) -> DocumentError:
    return DocumentError(
        translate("document", "Two wires end at the input {port}.", port=port),
        expected=translate("document", "one wire an input"),
        where=checks.named(node),
        mend=translate("document", "Remove one; Add or Concat join two values."),
    )
