"""What a document tells after an edit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nodegraph_app.document.records import Node, Wire, is_same

if TYPE_CHECKING:
    from nodegraph_app.document.edits import Edit

Ids = frozenset[str]


@dataclass(frozen=True)
class DocumentChanged:
    """One edit happened. Nodes are named by id; every set holds only what truly differs."""

    edit: Edit
    added_nodes: Ids = frozenset()
    removed_nodes: Ids = frozenset()
    changed_nodes: Ids = frozenset()
    """Nodes with another name or other parameters."""
    moved_nodes: Ids = frozenset()
    added_wires: frozenset[Wire] = frozenset()
    removed_wires: frozenset[Wire] = frozenset()
    training: bool = False
    renamed: bool = False
    """Whether the project has another name."""


@dataclass
class Changes:
    """The net effect of an edit, gathered while it is applied: what comes and goes is neither."""

    _added: set[str] = field(default_factory=set)
    _removed: dict[str, Node] = field(default_factory=dict)
    _changed: set[str] = field(default_factory=set)
    _moved: set[str] = field(default_factory=set)
    _added_wires: set[Wire] = field(default_factory=set)
    _removed_wires: set[Wire] = field(default_factory=set)
    training: bool = False
    renamed: bool = False

    def node_added(self, node: Node) -> None:
        """A node is there that was not."""
        before = self._removed.pop(node.id, None)
        if before is None:
            self._added.add(node.id)
        else:
            self.node_replaced(before, node)

    def node_removed(self, node: Node) -> None:
        """A node is gone."""
        if node.id in self._added:
            self._added.remove(node.id)
        else:
            self._removed[node.id] = node
        self._changed.discard(node.id)
        self._moved.discard(node.id)

    def node_replaced(self, before: Node, after: Node) -> None:
        """A node's record is another one."""
        if after.id in self._added:
            return
        if before.position != after.position:
            self._moved.add(after.id)
        if before.name != after.name or not is_same(before.parameters, after.parameters):
            self._changed.add(after.id)

    def wire_added(self, wire: Wire) -> None:
        """A wire is there that was not."""
        if wire in self._removed_wires:
            self._removed_wires.remove(wire)
        else:
            self._added_wires.add(wire)

    def wire_removed(self, wire: Wire) -> None:
        """A wire is gone."""
        if wire in self._added_wires:
            self._added_wires.remove(wire)
        else:
            self._removed_wires.add(wire)

    def event(self, edit: Edit) -> DocumentChanged | None:
        """The one event of `edit`, or None when nothing differs."""
        sets = (
            frozenset(self._added),
            frozenset(self._removed),
            frozenset(self._changed),
            frozenset(self._moved),
            frozenset(self._added_wires),
            frozenset(self._removed_wires),
        )
        if not any(sets) and not self.training and not self.renamed:
            return None
        return DocumentChanged(edit, *sets, self.training, self.renamed)
