"""What of a document is exported: its layers and the calls from inputs to outputs and losses.

No code yet: node ids, ports and resolved parameters, in the order in which they run. Branches stay
together: each is followed from its end back to where it parts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine import nn
from nodegraph_app.catalog.node_type import NodeType
from nodegraph_app.compiler.state import Compilation, NodeState
from nodegraph_app.document.document import Document
from nodegraph_app.document.records import Node, PortRef
from nodegraph_app.exchange.errors import ExportError
from nodegraph_app.text import translate


@dataclass(frozen=True)
class Part:
    """A node that runs: what it is and where its operands come from, in port order."""

    node: Node
    type: NodeType
    state: NodeState
    operands: tuple[PortRef, ...]

    @property
    def output(self) -> PortRef:
        """Where its value leaves; a node that is exported has one output."""
        return PortRef(node=self.node.id, port=self.type.output_ports(self.node.parameters)[0].name)

    @property
    def is_layer(self) -> bool:
        """Whether it is made once, in __init__, and then called."""
        return self.type.function is None


@dataclass(frozen=True)
class Network:
    """The part of a document that computes its predictions, and its losses."""

    inputs: tuple[PortRef, ...]
    """Ports of data nodes that the predictions need."""
    parts: tuple[Part, ...]
    """Every layer and function, each after what it reads."""
    outputs: tuple[PortRef, ...]
    """Predictions: what enters a loss, else every loose end."""
    references: tuple[PortRef, ...]
    """Computed values that a loss compares a prediction with."""
    losses: tuple[Part, ...]
    left_out: tuple[Node, ...]
    """Nodes that no prediction and no loss needs."""

    @property
    def returned(self) -> tuple[PortRef, ...]:
        """What the forward pass gives back: predictions, then references."""
        return (*self.outputs, *self.references)

    @property
    def parameter_count(self) -> int:
        """How many numbers training changes."""
        return sum(part.state.parameter_count for part in self.parts)

    @property
    def has_weights(self) -> bool:
        """Whether any layer holds something that a file keeps: parameters or running statistics."""
        modules = (part.state.module for part in self.parts)
        return any(isinstance(module, nn.Module) and module.state_dict() for module in modules)

    @property
    def targets(self) -> tuple[PortRef, ...]:
        """Ports of data nodes that only losses need."""
        known = {*self.inputs, *self.returned}
        wanted = (operand for loss in self.losses for operand in loss.operands)
        return tuple(dict.fromkeys(port for port in wanted if port not in known))


def network_of(document: Document, compilation: Compilation) -> Network:
    """What is exported of `document`.

    Raises ExportError, naming the node, when a node that is needed is not ready to run.
    """
    reader = _Reader(document, compilation)
    losses = tuple(reader.part(node) for node in reader.losses())
    compared = [operand for loss in losses for operand in loss.operands]
    outputs = _unique(loss.operands[0] for loss in losses) if losses else reader.loose_ends()
    references = _unique(
        port for port in compared if port not in outputs and not reader.is_data(port)
    )
    inputs, parts = reader.upstream(_unique((*outputs, *references)))
    if not parts:
        raise ExportError(
            translate("exchange", "There is nothing to export: no layer computes anything."),
            expected=translate("exchange", "data, layers and a loss, wired together"),
            mend=translate("exchange", "Add a layer and wire it to the data."),
        )
    used = {part.node.id for part in (*parts, *losses)}
    used.update(port.node for port in (*inputs, *compared))
    left_out = tuple(node for key, node in document.nodes.items() if key not in used)
    return Network(inputs, parts, outputs, references, losses, left_out)


class _Reader:
    """Follows wires back from where values are wanted."""

    def __init__(self, document: Document, compilation: Compilation) -> None:
        self.document, self.compilation = document, compilation

    def type(self, node: str) -> NodeType | None:
        return self.compilation.catalog.get(self.document.nodes[node].type)

    def is_data(self, port: PortRef) -> bool:
        node_type = self.type(port.node)
        return node_type is not None and node_type.data is not None

    def losses(self) -> list[str]:
        """The losses that something is wired to, in the file's order."""
        types = ((node, self.type(node)) for node in self.document.nodes)
        losses = [node for node, kind in types if kind is not None and kind.is_loss]
        return [node for node in losses if self.document.wires_into(node)]

    def loose_ends(self) -> tuple[PortRef, ...]:
        """The outputs of nodes that nothing reads, where there is no loss."""
        ends = [
            node
            for node in self.document.nodes
            if not self.document.wires_from(node) and self.document.wires_into(node)
        ]
        return tuple(self.part(node).output for node in ends)

    def part(self, node: str) -> Part:
        """The node with its operands; ExportError when it cannot run."""
        state, node_type = self.compilation.nodes[node], self.type(node)
        if node_type is None or state.status != "ready":
            raise self._not_ready(node)
        record = self.document.nodes[node]
        wires = {wire.target.port: wire.source for wire in self.document.wires_into(node)}
        ports = [port.name for port in node_type.input_ports(record.parameters)]
        operands = tuple(wires[port] for port in ports if port in wires)
        return Part(record, node_type, state, operands)

    def upstream(self, ends: Iterable[PortRef]) -> tuple[tuple[PortRef, ...], tuple[Part, ...]]:
        """The data ports and the nodes that `ends` depend on, branch by branch."""
        inputs: dict[PortRef, None] = {}
        parts: dict[str, Part] = {}
        waiting: list[tuple[PortRef, bool]] = [(end, False) for end in reversed([*ends])]
        while waiting:
            port, operands_done = waiting.pop()
            if self.is_data(port):
                inputs[port] = None
            elif operands_done:
                parts.setdefault(port.node, self.part(port.node))
            elif port.node not in parts:
                waiting.append((port, True))
                waiting.extend((p, False) for p in reversed(self.part(port.node).operands))
        return tuple(inputs), tuple(parts.values())

    def _not_ready(self, node: str) -> ExportError:
        """Why a node that is needed cannot run: its own problem, else the first one above it."""
        seen, waiting = {node}, [node]
        while waiting:
            here = waiting.pop(0)
            problems = self.compilation.nodes[here].problems
            if problems:
                problem = problems[0]
                mends = problem.mends
                return ExportError(
                    problem.message,
                    node=here,
                    expected=problem.expected,
                    actual=problem.actual,
                    where=self.document.nodes[here].name,
                    mend=mends[0].title if mends else "",
                )
            above = {wire.source.node for wire in self.document.wires_into(here)} - seen
            seen |= above
            waiting.extend(above)
        name = self.document.nodes[node].name
        return ExportError(
            translate("exchange", "{node} is not ready to run.", node=name), node=node, where=name
        )


def _unique(ports: Iterable[PortRef]) -> tuple[PortRef, ...]:
    return tuple(dict.fromkeys(ports))
