"""The live compilation of a document: an edit recompiles what it touched and what changes below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import replace
from functools import partial
from heapq import heapify, heappop, heappush
from types import MappingProxyType

from nodegraph_app.catalog.registry import Catalog
from nodegraph_app.compiler import mends
from nodegraph_app.compiler.document_check import document_problems
from nodegraph_app.compiler.node_check import check_node
from nodegraph_app.compiler.state import Compilation, Mend, NodeState, PortState, Problem
from nodegraph_app.document.document import Document
from nodegraph_app.document.edits import Edit
from nodegraph_app.document.events import DocumentChanged


def check(document: Document, catalog: Catalog | None = None) -> Compilation:
    """The compilation of a document as it is now."""
    return Compiler(document, catalog).compilation


class Compiler:
    """Keeps the compilation of one document live.

    `update` is told of every change. A node is run abstractly again only when the edit touched it
    or when what arrives at it is different from before.
    """

    def __init__(self, document: Document, catalog: Catalog | None = None) -> None:
        self.document = document
        self.catalog = catalog or document.catalog
        self.traced_nodes = 0
        """How many nodes have been run abstractly so far."""
        self._states: dict[str, NodeState] = {}
        self._proposed: dict[Problem, tuple[int, tuple[Mend, ...]]] = {}
        self._sort()
        self._recompile(document.nodes)
        self.compilation = self._compiled()

    def update(self, change: DocumentChanged) -> frozenset[str]:
        """Recompile after a change; returns the ids of the nodes whose state is different now."""
        touched = {*change.added_nodes, *change.changed_nodes}
        touched.update(wire.target.node for wire in (*change.added_wires, *change.removed_wires))
        for node in change.removed_nodes:
            self._states.pop(node, None)
        if change.added_nodes or change.removed_nodes or change.added_wires or change.removed_wires:
            self._sort()
        if not touched and not change.removed_nodes:
            return frozenset()
        self._proposed.clear()
        changed = self._recompile(touched & self.document.nodes.keys())
        self.compilation = self._compiled()
        return changed | change.removed_nodes

    # ---- the work

    def _recompile(self, touched: Iterable[str]) -> frozenset[str]:
        """Recompile the touched nodes, and whatever finds other inputs than before, in order."""
        waiting = [(self._rank[node], node) for node in touched]
        heapify(waiting)
        seen = {node for _, node in waiting}
        changed: set[str] = set()
        while waiting:
            _, node = heappop(waiting)
            before = self._states.get(node)
            after = self._check(node)
            self._states[node] = after
            if before != after:
                changed.add(node)
            if before is None or before.outputs != after.outputs:
                for wire in self.document.wires_from(node):
                    below = wire.target.node
                    if below not in seen and below in self._rank:
                        seen.add(below)
                        heappush(waiting, (self._rank[below], below))
        return frozenset(changed)

    def _check(self, node: str) -> NodeState:
        wires = self.document.wires_into(node)
        inputs: dict[str, PortState | None] = {}
        record = self.document.nodes[node]
        node_type = self.catalog.get(record.type)
        if node_type is not None:
            inputs = {port.name: None for port in node_type.input_ports(record.parameters)}
        for wire in wires:
            source = self._states.get(wire.source.node)
            inputs[wire.target.port] = source.outputs.get(wire.source.port) if source else None
        checked = check_node(
            record, self.catalog, inputs, frozenset(wire.target.port for wire in wires)
        )
        self.traced_nodes += checked.traced
        problems = tuple(self._with_mends(problem) for problem in checked.state.problems)
        return replace(checked.state, problems=problems)

    def _with_mends(self, problem: Problem) -> Problem:
        return replace(problem, propose=partial(self._propose, problem))

    def _propose(self, problem: Problem) -> tuple[Mend, ...]:
        """The candidates that make the problem vanish, each tried on a copy of the document."""
        known = self._proposed.get(problem)
        if known is not None and known[0] == self.document.revision:
            return known[1]
        situation = mends.Situation(self.document, self.catalog, self._states, problem)
        twin = self.document.copy()
        found: list[Mend] = []
        for alternatives in mends.candidates(situation):
            works = (mend for mend in alternatives if self._works(problem, mend.edit, twin))
            mend = next(works, None)
            if mend is not None and mend.edit not in [other.edit for other in found]:
                found.append(mend)
        self._proposed[problem] = self.document.revision, tuple(found)
        return tuple(found)

    def _works(self, problem: Problem, edit: Edit, twin: Document) -> bool:
        """Whether a problem is gone after an edit, and nothing that was ready is broken by it.

        It is not gone while another one of its kind, or a misfit, has come in its place, at the
        same node or at one that the edit has added. ``twin`` is left as it was.
        """
        trial = copy(self)
        trial.document, trial._states, trial._proposed = twin, dict(self._states), {}
        changes: list[DocumentChanged] = []
        unsubscribe = twin.subscribe(changes.append)
        inverse = twin.apply(edit)
        unsubscribe()
        for change in changes:
            trial.update(change)
        twin.apply(inverse)
        was_sound = {node for node, state in self._states.items() if state.status == "ready"}
        was_sound.update(node for change in changes for node in change.added_nodes)
        left = trial.compilation.problems if changes else (problem,)
        if problem in left or len(_like(problem, left)) >= len(_like(problem, self._problems())):
            return False
        return not any(other.node in was_sound and other.code != "missing-input" for other in left)

    # ---- the parts of it

    def _sort(self) -> None:
        """Order the nodes so that each comes after what it reads. A document has no cycles."""
        self._order = self.document.order()
        self._rank = {node: rank for rank, node in enumerate(self._order)}

    def _compiled(self) -> Compilation:
        states: Mapping[str, NodeState] = MappingProxyType(dict(self._states))
        nodes = self.document.nodes
        losses = tuple(node for node in self._order if self._is_loss(nodes[node].type))
        return Compilation(states, self._problems(), self._order, self.catalog, losses)

    def _is_loss(self, type_name: str) -> bool:
        node_type = self.catalog.get(type_name)
        return node_type is not None and node_type.is_loss

    def _problems(self) -> tuple[Problem, ...]:
        found = [problem for node in self._order for problem in self._states[node].problems]
        found += map(self._with_mends, document_problems(self.document, self.catalog, self._states))
        return tuple(found)


def _like(problem: Problem, problems: Iterable[Problem]) -> list[Problem]:
    """Those of the problem's kind at its node, and the misfits there."""
    return [
        other
        for other in problems
        if other.node == problem.node
        and (other.code == problem.code or other.code.endswith("-mismatch"))
    ]
