"""A problem and the document that it stands in: what every mender reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pydantic import JsonValue

from nodegraph_app.catalog.node_type import NodeType
from nodegraph_app.catalog.parameter import shown
from nodegraph_app.catalog.port import Port, Shape
from nodegraph_app.catalog.registry import Catalog
from nodegraph_app.compiler.state import Mend, NodeState, PortState, Problem
from nodegraph_app.document.document import Document
from nodegraph_app.document.edits import (
    AddNode,
    ConnectPorts,
    EditGroup,
    SetParameter,
    remove_nodes,
)
from nodegraph_app.document.records import Node, PortRef, Wire
from nodegraph_app.text import translate

Alternatives: TypeAlias = tuple[Mend, ...]
"""Mends of one sort, best first: the first of them that works is offered."""


@dataclass(frozen=True)
class Situation:
    """A problem and the document that it stands in."""

    document: Document
    catalog: Catalog
    states: Mapping[str, NodeState]
    problem: Problem

    @property
    def node(self) -> Node:
        """The node with the problem; KeyError where it concerns the whole document."""
        return self.document.nodes[self.problem.node or ""]

    @property
    def node_type(self) -> NodeType | None:
        """The type of that node, when it is known."""
        return self.catalog.get(self.node.type)

    @property
    def wire(self) -> Wire | None:
        """The wire into the port with the problem."""
        if self.problem.port is None:
            return None
        return self.document.wire_into(PortRef(node=self.node.id, port=self.problem.port))

    @property
    def port(self) -> Port | None:
        """The input port with the problem."""
        ports = self.node_type.input_ports(self.node.parameters) if self.node_type else ()
        return next((port for port in ports if port.name == self.problem.port), None)

    def arriving(self, port: str) -> PortState | None:
        """What comes in at a port."""
        return self.states[self.node.id].inputs.get(port)

    @property
    def shapes(self) -> dict[str, Shape]:
        """The shapes that arrive, by port, as far as they are known."""
        inputs = self.states[self.node.id].inputs
        return {name: state.shape for name, state in inputs.items() if state is not None}


def setting(node: Node, parameter: str, value: JsonValue) -> Mend:
    title = translate(
        "compiler", "Set {parameter} to {value}", parameter=parameter, value=shown(value)
    )
    return Mend(title, SetParameter(node.id, parameter, value))


def replacement(situation: Situation, other: NodeType) -> Mend:
    """A node of another type in the place of this one, with what fits of parameters and wires."""
    document, node = situation.document, situation.node
    known = {parameter.name for parameter in other.parameters}
    kept = {name: value for name, value in node.parameters.items() if name in known}
    fresh = node.model_copy(
        update={"id": document.fresh_id(other.name), "type": other.name, "parameters": kept}
    )
    inputs = {port.name for port in other.input_ports(kept)}
    outputs = {port.name for port in other.output_ports(kept)}
    wires = [
        Wire(wire.source, PortRef(fresh.id, wire.target.port))
        for wire in document.wires_into(node.id)
        if wire.target.port in inputs
    ] + [
        Wire(PortRef(fresh.id, wire.source.port), wire.target)
        for wire in document.wires_from(node.id)
        if wire.source.port in outputs
    ]
    title = translate("compiler", "Change to {type}", type=other.name)
    edits = (remove_nodes(document, [node.id]), AddNode(fresh), *map(ConnectPorts, wires))
    return Mend(title, EditGroup(edits, title))
