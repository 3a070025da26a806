"""Whether a wire may be drawn: asked while it is dragged, so it has to answer in a moment."""

from __future__ import annotations

from nodegraph_app.compiler.node_check import check_node
from nodegraph_app.compiler.state import Compilation, Refusal
from nodegraph_app.document.document import Document
from nodegraph_app.document.records import PortRef
from nodegraph_app.text import translate


def can_connect(
    document: Document, source: PortRef, target: PortRef, compilation: Compilation
) -> Refusal | None:
    """None where a wire from an output to an input makes sense; else the reason against it.

    The target is run abstractly on the shape that would arrive. Where the source's shape is not
    known yet, the wire may be drawn.
    """
    if source.node == target.node:
        return Refusal(translate("compiler", "A node cannot feed itself."))
    if _feeds(document, target.node, source.node):
        name = document.nodes[target.node].name
        return Refusal(
            translate("compiler", "This would be a cycle: {node} already feeds it.", node=name)
        )
    record = document.nodes[target.node]
    node_type = compilation.catalog.get(record.type)
    if node_type is None:
        return Refusal(translate("compiler", "There is no node type {type}.", type=record.type))
    ports = {port.name: port for port in node_type.input_ports(record.parameters)}
    if target.port not in ports:
        return Refusal(
            translate("compiler", "{node} has no input {port}.", node=record.name, port=target.port)
        )
    source_state = compilation.nodes.get(source.node)
    arriving = source_state.outputs.get(source.port) if source_state is not None else None
    if arriving is None:
        return None
    target_state = compilation.nodes.get(target.node)
    inputs = dict(target_state.inputs) if target_state is not None else {}
    inputs[target.port] = arriving
    wired = frozenset(wire.target.port for wire in document.wires_into(target.node))
    checked = check_node(record, compilation.catalog, inputs, wired | {target.port})
    for problem in checked.state.problems:
        if problem.code != "missing-input" and problem.port in (target.port, None):
            return Refusal(problem.message, problem.expected, problem.actual)
    return None


def _feeds(document: Document, upper: str, lower: str) -> bool:
    """Whether ``upper`` is above ``lower`` along the wires."""
    seen, waiting = {lower}, [lower]
    while waiting:
        for wire in document.wires_into(waiting.pop()):
            if wire.source.node == upper:
                return True
            if wire.source.node not in seen:
                seen.add(wire.source.node)
                waiting.append(wire.source.node)
    return False
