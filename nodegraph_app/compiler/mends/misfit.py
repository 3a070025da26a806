"""What arrives does not fit: something in between, other sizes, or no wire."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pydantic import JsonValue

from nodegraph_app.catalog.node_type import NodeType
from nodegraph_app.catalog.parameter import shown
from nodegraph_app.catalog.port import Role, Shape
from nodegraph_app.compiler.mends.situation import Alternatives, Situation, replacement, setting
from nodegraph_app.compiler.state import Mend, PortState
from nodegraph_app.document.edits import (
    DisconnectPorts,
    EditGroup,
    SetParameter,
    insert_on_wire,
    remove_and_reconnect,
)
from nodegraph_app.document.records import Node, PortRef
from nodegraph_app.text import translate

_LONGEST_CHAIN = 8


def insert_adapter(situation: Situation) -> Iterator[Alternatives]:
    """Put the node in between that turns what arrives into what is needed: Flatten."""
    node_type, wire = situation.node_type, situation.wire
    state = situation.arriving(situation.problem.port or "")
    if node_type is None or wire is None or state is None:
        return
    name = node_type.adapters.get(_role_by_shape(state))
    adapter = situation.catalog.get(name or "")
    if adapter is None:
        return
    insert = insert_on_wire(situation.document, wire, _new_node(situation, adapter))
    plain = Mend(translate("compiler", "Insert {type}", type=adapter.name), insert)
    freed = [
        SetParameter(situation.node.id, parameter.name, None)
        for parameter in node_type.parameters
        if parameter.infer is not None and situation.node.parameters.get(parameter.name) is not None
    ]
    if not freed:
        yield (plain,)
    else:
        title = translate(
            "compiler",
            "Insert {type} and take {parameter} from the wire",
            type=adapter.name,
            parameter=freed[0].name,
        )
        yield plain, Mend(title, EditGroup((insert, *freed), title))


def unpin(situation: Situation) -> Iterator[Alternatives]:
    """Set a typed size to what the wire brings, or leave it to the wire."""
    node, node_type = situation.node, situation.node_type
    if node_type is None:
        return
    shapes = situation.shapes
    free = node_type.resolve({}, shapes)
    for parameter in node_type.parameters:
        typed, brought = node.parameters.get(parameter.name), free[parameter.name]
        if parameter.infer is None or typed is None or brought is None or typed == brought:
            continue
        yield (setting(node, parameter.name, brought),)
        title = translate("compiler", "Take {parameter} from the wire", parameter=parameter.name)
        yield (Mend(title, SetParameter(node.id, parameter.name, None)),)


def fit_window(situation: Situation) -> Iterator[Alternatives]:
    """Another padding, kernel, dilation or axis, so that the node can take what arrives."""
    node, node_type = situation.node, situation.node_type
    if node_type is None:
        return
    values = node_type.complete(node.parameters)
    sides = _sides(situation.shapes.get("input", ()))
    kernel = values.get("kernel_size")
    if "padding" in values and sides:
        yield tuple(setting(node, "padding", size) for size in range(1, _largest(kernel)))
    if isinstance(kernel, int | list) and sides:
        sizes = range(min(_largest(kernel) - 1, *sides), 0, -1)
        yield tuple(setting(node, "kernel_size", size) for size in sizes)
    if values.get("dilation", 1) != 1:
        yield (setting(node, "dilation", 1),)
    if "dim" in values:
        yield tuple(setting(node, "dim", axis) for axis in (1, 2, 3) if values["dim"] != axis)


def match_sizes(situation: Situation) -> Iterator[Alternatives]:
    """Bring values that meet (Add, Concat, a loss) to one size, at the layers they come from."""
    inputs = situation.states[situation.node.id].inputs
    present = {name: state for name, state in inputs.items() if state is not None}
    if len(present) < 2:
        return
    for port, state in reversed(present.items()):
        for other, wanted in present.items():
            if other != port and len(wanted.shape) == len(state.shape) > 1:
                yield from resize(situation, port, wanted)


def match_classes(situation: Situation) -> Iterator[Alternatives]:
    """Give a loss a score for each class, at the layer that the scores come from."""
    port = situation.problem.port or ""
    scores = situation.arriving(port)
    for labels in situation.states[situation.node.id].inputs.values():
        if scores is not None and labels is not None and labels.classes is not None:
            yield from resize(situation, port, replace(scores, shape=(1, labels.classes)))


def bypass(situation: Situation) -> Iterator[Alternatives]:
    """Take a node away that never takes such a value, and join what is before and after it."""
    node, node_type = situation.node, situation.node_type
    port, state = situation.port, situation.arriving(situation.problem.port or "")
    if node_type is None or port is None or state is None or port.accepts(state.role):
        return
    if not node_type.is_loss and state.role not in node_type.adapters:
        title = translate("compiler", "Remove {node}", node=node.name)
        yield (Mend(title, remove_and_reconnect(situation.document, [node.id])),)


def remove_wire(situation: Situation) -> Iterator[Alternatives]:
    """Take the wire away that brings what does not fit."""
    if situation.wire is not None:
        yield (Mend(translate("compiler", "Remove the wire"), DisconnectPorts(situation.wire)),)


def other_loss(situation: Situation) -> Iterator[Alternatives]:
    """Another loss in the place of one that does not suit the targets."""
    node_type = situation.node_type
    if node_type is None or not node_type.is_loss:
        return
    for other in situation.catalog.types.values():
        if other.is_loss and other.name != node_type.name:
            yield (replacement(situation, other),)


def resize(situation: Situation, port: str, wanted: PortState) -> Iterator[Alternatives]:
    """Change a layer above ``port`` so that it gives the shape that is wanted."""
    for node in _chain_above(situation, port):
        node_type = situation.catalog.get(node.type)
        if node_type is None:
            continue
        for name, values in _sizes_to_try(node_type, node, wanted.shape):
            yield tuple(_setting_above(node, name, value) for value in values)


def _setting_above(node: Node, parameter: str, value: JsonValue) -> Mend:
    title = translate(
        "compiler",
        "Set {parameter} of {node} to {value}",
        parameter=parameter,
        node=node.name,
        value=shown(value),
    )
    return Mend(title, SetParameter(node.id, parameter, value))


def _sizes_to_try(
    node_type: NodeType, node: Node, wanted: Shape
) -> Iterator[tuple[str, list[JsonValue]]]:
    """Parameters of a layer that decide its output's sizes, and values for each."""
    values = node_type.complete(node.parameters)
    for name, axis in (("out_channels", 1), ("out_features", -1)):
        size = wanted[axis]
        if name in values and isinstance(size, int) and values[name] != size:
            yield name, [size]
    if "padding" in values and len(wanted) == 4:
        half = (_largest(values.get("kernel_size")) - 1) // 2
        yield "padding", [p for p in dict.fromkeys((half, 0)) if values["padding"] != p]


def _chain_above(situation: Situation, port: str) -> Iterator[Node]:
    """The nodes above a port, as long as each has one input."""
    reference = PortRef(node=situation.node.id, port=port)
    for _ in range(_LONGEST_CHAIN):
        wire = situation.document.wire_into(reference)
        if wire is None:
            return
        node = situation.document.nodes[wire.source.node]
        yield node
        above = list(situation.document.wires_into(node.id))
        if len(above) != 1:
            return
        reference = above[0].target


def _new_node(situation: Situation, node_type: NodeType) -> Node:
    """A node of a type, midway along the wire of the problem."""
    wire = situation.wire
    assert wire is not None
    ends = [situation.document.nodes[ref.node].position for ref in (wire.source, wire.target)]
    return Node(
        id=situation.document.fresh_id(node_type.name),
        type=node_type.name,
        name=situation.document.fresh_name(node_type.name),
        parameters={},
        position=((ends[0][0] + ends[1][0]) / 2, (ends[0][1] + ends[1][1]) / 2),
    )


def _role_by_shape(state: PortState) -> Role:
    """A shape with two or more axes behind the batch is flattened like an image."""
    return Role.IMAGE if len(state.shape) > 2 else state.role


def _sides(shape: Shape) -> list[int]:
    return [size for size in shape[2:] if isinstance(size, int)]


def _largest(value: JsonValue) -> int:
    numbers = value if isinstance(value, list) else [value]
    return max((number for number in numbers if isinstance(number, int)), default=1)
