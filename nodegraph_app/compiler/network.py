"""The document as one engine module: layers under their names, wires as the order of calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import engine
from engine import nn
from nodegraph_app.catalog.node_type import NodeType
from nodegraph_app.compiler.state import Compilation
from nodegraph_app.document.document import Document
from nodegraph_app.document.records import Node, PortRef

Values = Mapping[PortRef, engine.Tensor]


@dataclass(frozen=True)
class Part:
    """A node that computes: where its operands come from, in port order, and what leaves."""

    node: Node
    type: NodeType
    operands: tuple[PortRef, ...]
    outputs: tuple[PortRef, ...]


@dataclass(frozen=True)
class Layout:
    """What of a document runs, and what goes in and comes out."""

    inputs: tuple[PortRef, ...]
    """Ports of data nodes that some node reads."""
    parts: tuple[Part, ...]
    """Every layer, function and loss, each after what it reads."""
    predictions: tuple[PortRef, ...]
    """What enters a loss as its input, else every output that nothing reads."""
    losses: tuple[Part, ...]

    @property
    def targets(self) -> tuple[PortRef, ...]:
        """The inputs that only losses read."""
        read = {ref for part in self.parts if not part.type.is_loss for ref in part.operands}
        return tuple(ref for ref in self.inputs if ref not in read | set(self.predictions))


def layout_of(document: Document, compilation: Compilation) -> Layout:
    """What of a sound document runs."""
    parts = []
    inputs: dict[PortRef, None] = {}
    for identity in compilation.order:
        node = document.nodes[identity]
        node_type = compilation.catalog.get(node.type)
        if node_type is None or node_type.data is not None:
            continue
        wires = {wire.target.port: wire.source for wire in document.wires_into(identity)}
        ports = [port.name for port in node_type.input_ports(node.parameters)]
        operands = tuple(wires[port] for port in ports if port in wires)
        outputs = node_type.output_ports(node.parameters)
        parts.append(
            Part(node, node_type, operands, tuple(PortRef(identity, p.name) for p in outputs))
        )
        for reference in operands:
            source = compilation.catalog.get(document.nodes[reference.node].type)
            if source is not None and source.data is not None:
                inputs[reference] = None
    losses = tuple(part for part in parts if part.type.is_loss)
    predictions = tuple(dict.fromkeys(loss.operands[0] for loss in losses))
    if not losses:
        read = {reference for part in parts for reference in part.operands}
        predictions = tuple(ref for part in parts for ref in part.outputs if ref not in read)
    return Layout(tuple(inputs), tuple(parts), predictions, losses)


class Network(nn.Module):
    """Runs the parts of a layout; the layers are children called as their nodes are.

    state_dict keys are "conv1.weight", as an export has them.
    """

    def __init__(self, layout: Layout, compilation: Compilation) -> None:
        super().__init__()
        self.layout = layout
        self._calls: dict[str, Callable[..., Any]] = {}
        for part in layout.parts:
            state = compilation.nodes[part.node.id]
            shapes = {name: port.shape for name, port in state.inputs.items() if port is not None}
            made = part.type.build(part.node.parameters, shapes)
            if isinstance(made, nn.Module):
                self.add_module(part.node.name, made)
            self._calls[part.node.id] = made
        for name, tensor in (*self.named_parameters(), *self.named_buffers()):
            tensor.name = name

    def forward(self, inputs: Values, *, with_losses: bool = True) -> dict[PortRef, engine.Tensor]:
        """The value of every output port; losses are left out where their targets are not fed."""
        values: dict[PortRef, engine.Tensor] = dict(inputs)
        for part in self.layout.parts:
            if part.type.is_loss and not with_losses:
                continue
            operands = [values[reference] for reference in part.operands]
            with engine.scope.at((part.node.id,)):
                made = self._calls[part.node.id](*operands)
            results = made if isinstance(made, tuple) else (made,)
            values.update(zip(part.outputs, results, strict=True))
        return values
