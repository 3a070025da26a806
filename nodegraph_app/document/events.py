"""What a document tells after an edit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nodegraph_app.document.records import Node, Project, Wire, is_same

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


class Changes:
    """The net effect of an edit, gathered while it is applied: what comes and goes is neither."""

    def __init__(self) -> None:
        self._nodes: dict[str, tuple[Node | None, Node | None]] = {}
        """Each touched node as it was before the edit, and as it is now."""
        self._wires: Counter[Wire] = Counter()
        self._frames: tuple[Project, Project] | None = None

    def node(self, node_id: str, before: Node | None, after: Node | None) -> None:
        """A node came (no before), went (no after), or has another record."""
        first, _ = self._nodes.get(node_id, (before, None))
        self._nodes[node_id] = (first, after)

    def wire(self, wire: Wire, difference: Literal[1, -1]) -> None:
        """A wire came (1) or went (-1)."""
        self._wires[wire] += difference

    def frame(self, before: Project, after: Project) -> None:
        """What stands around nodes and wires is another."""
        self._frames = (self._frames[0] if self._frames else before, after)

    def event(self, edit: Edit) -> DocumentChanged | None:
        """The one event of `edit`, or None when nothing differs."""
        ends = self._nodes.items()
        both = [(before, after) for _, (before, after) in ends if before and after]
        old, new = self._frames or (None, None)
        event = DocumentChanged(
            edit,
            added_nodes=frozenset(i for i, (before, after) in ends if after and not before),
            removed_nodes=frozenset(i for i, (before, after) in ends if before and not after),
            changed_nodes=frozenset(a.id for b, a in both if not _says_the_same(b, a)),
            moved_nodes=frozenset(a.id for b, a in both if b.position != a.position),
            added_wires=frozenset(wire for wire, net in self._wires.items() if net > 0),
            removed_wires=frozenset(wire for wire, net in self._wires.items() if net < 0),
            training=bool(old and new and old.training != new.training),
            renamed=bool(old and new and old.name != new.name),
        )
        return None if event == DocumentChanged(edit) else event


def _says_the_same(before: Node, after: Node) -> bool:
    return before.name == after.name and is_same(before.parameters, after.parameters)
