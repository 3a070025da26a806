"""Something is missing: a wire, or a loss."""

from __future__ import annotations

from collections.abc import Iterator

from nodegraph_app.catalog.node_type import NodeType
from nodegraph_app.catalog.port import Port, Role
from nodegraph_app.compiler.mends.situation import Alternatives, Situation
from nodegraph_app.compiler.state import Mend, PortState
from nodegraph_app.document.edits import (
    AddNode,
    ConnectPorts,
    Edit,
    EditGroup,
    remove_and_reconnect,
)
from nodegraph_app.document.records import Node, PortRef, Wire
from nodegraph_app.text import translate

_SPACING = 180.0
_MOST_MENDS = 3


def connect_input(situation: Situation) -> Iterator[Alternatives]:
    """Wire the input to an output that fits and that nobody reads yet; the nearest one first."""
    port = situation.port
    if port is None:
        return
    target = PortRef(node=situation.node.id, port=port.name)
    for source, _ in _free_outputs(situation, port):
        name = situation.document.nodes[source.node].name
        title = translate("compiler", "Connect {node}.{port}", node=name, port=source.port)
        yield (Mend(title, ConnectPorts(Wire(source=source, target=target))),)


def remove_node(situation: Situation) -> Iterator[Alternatives]:
    """Take the node away, and join what is before and after it where there is something."""
    node = situation.node
    edit = remove_and_reconnect(situation.document, [node.id])
    yield (Mend(translate("compiler", "Remove {node}", node=node.name), edit),)


def add_loss(situation: Situation) -> Iterator[Alternatives]:
    """Add a loss that compares the last output with the targets."""
    predictions, targets = [], []
    for node, port, state in _unread(situation):
        if not _is_data(situation, node):
            predictions.append(PortRef(node, port))
        elif state.role is Role.LABELS:
            targets.append((PortRef(node, port), state))
    for source in predictions:
        for target, labels in targets:
            wanted = "CrossEntropy" if labels.dtype.startswith("int") else "MSE"
            loss = situation.catalog.get(wanted)
            if loss is not None:
                yield (_with_loss(situation, loss, source, target),)


def _free_outputs(situation: Situation, port: Port) -> list[tuple[PortRef, PortState]]:
    """Outputs that ``port`` accepts, above the node: unread ones first, then the nearest."""
    below = _below(situation)
    x, y = situation.node.position
    ranked = []
    for node, state in situation.states.items():
        if node in below or node not in situation.document.nodes:
            continue
        for name, output in state.outputs.items():
            if port.accepts(output.role):
                reference = PortRef(node=node, port=name)
                left, top = situation.document.nodes[node].position
                read = any(w.source == reference for w in situation.document.wires_from(node))
                ranked.append((read, (x - left) ** 2 + (y - top) ** 2, reference, output))
    ranked.sort(key=lambda entry: entry[:2])
    return [(reference, output) for *_, reference, output in ranked[:_MOST_MENDS]]


def _below(situation: Situation) -> set[str]:
    """The node and everything that it feeds."""
    below, waiting = {situation.node.id}, [situation.node.id]
    while waiting:
        for wire in situation.document.wires_from(waiting.pop()):
            if wire.target.node not in below:
                below.add(wire.target.node)
                waiting.append(wire.target.node)
    return below


def _unread(situation: Situation) -> Iterator[tuple[str, str, PortState]]:
    """Outputs that no wire leaves."""
    for node, state in situation.states.items():
        if node in situation.document.nodes:
            read = {wire.source.port for wire in situation.document.wires_from(node)}
            for port, output in state.outputs.items():
                if port not in read:
                    yield node, port, output


def _with_loss(situation: Situation, loss: NodeType, source: PortRef, target: PortRef) -> Mend:
    document = situation.document
    left, top = document.nodes[source.node].position
    node = Node(
        id=document.fresh_id(loss.name),
        type=loss.name,
        name=document.fresh_name(loss.name),
        parameters={},
        position=(left + _SPACING, top),
    )
    edits: list[Edit] = [AddNode(node)]
    ports = [port.name for port in loss.input_ports({})]
    for reference, port in zip((source, target), ports, strict=True):
        edits.append(ConnectPorts(Wire(source=reference, target=PortRef(node=node.id, port=port))))
    title = translate("compiler", "Add {type}", type=loss.name)
    return Mend(title, EditGroup(tuple(edits), title))


def _is_data(situation: Situation, node: str) -> bool:
    node_type = situation.catalog.get(situation.document.nodes[node].type)
    return node_type is not None and node_type.data is not None
