"""Ways out of a problem. Each is a guess by kind of problem; the compiler tries every one on a copy
of the document and offers only those that make the problem vanish."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from nodegraph_app.catalog.node_type import NodeType
from nodegraph_app.catalog.parameter import shown
from nodegraph_app.catalog.port import Port, Role, Shape
from nodegraph_app.catalog.registry import Catalog
from nodegraph_app.compiler.state import Mend, NodeState, PortState, Problem
from nodegraph_app.document.document import Document
from nodegraph_app.document.edits import (
    AddNode,
    ConnectPorts,
    DisconnectPorts,
    Edit,
    EditGroup,
    SetParameter,
    insert_on_wire,
    remove_nodes,
)
from nodegraph_app.document.records import Node, PortRef, Wire
from nodegraph_app.text import translate

_SPACING = 180.0
_MOST_MENDS = 6
_LONGEST_CHAIN = 8


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

    def arriving(self, port: str) -> PortState | None:
        """What comes in at a port."""
        return self.states[self.node.id].inputs.get(port)


def candidates(situation: Situation) -> tuple[Mend, ...]:
    """Mends worth trying, likeliest first."""
    found: list[Mend] = []
    for mender in _MENDERS.get(situation.problem.code, ()):
        found.extend(mender(situation))
    return tuple(found)


# ---- what arrives does not fit


def insert_adapter(situation: Situation) -> Iterator[Mend]:
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
    yield Mend(translate("compiler", "Insert {type}", type=adapter.name), insert)
    freed = [
        SetParameter(situation.node.id, parameter.name, None)
        for parameter in node_type.parameters
        if parameter.infer is not None and situation.node.parameters.get(parameter.name) is not None
    ]
    if freed:
        title = translate(
            "compiler",
            "Insert {type} and take {parameter} from the wire",
            type=adapter.name,
            parameter=freed[0].name,
        )
        yield Mend(title, EditGroup((insert, *freed), title))


def unpin(situation: Situation) -> Iterator[Mend]:
    """Set a typed size to what the wire brings, or leave it to the wire."""
    node, node_type = situation.node, situation.node_type
    if node_type is None:
        return
    shapes = _shapes(situation)
    free = node_type.resolve({}, shapes)
    for parameter in node_type.parameters:
        typed, brought = node.parameters.get(parameter.name), free[parameter.name]
        if parameter.infer is None or typed is None or brought is None or typed == brought:
            continue
        yield _setting(node, parameter.name, brought)
        yield Mend(
            translate("compiler", "Take {parameter} from the wire", parameter=parameter.name),
            SetParameter(node.id, parameter.name, None),
        )


def fit_window(situation: Situation) -> Iterator[Mend]:
    """Another padding, kernel, dilation or axis, so that the node can take what arrives."""
    node, node_type = situation.node, situation.node_type
    if node_type is None:
        return
    values = node_type.complete(node.parameters)
    sides = _sides(_shapes(situation).get("input", ()))
    kernel = values.get("kernel_size")
    if "padding" in values and sides:
        for padding in range(1, _largest(kernel)):
            yield _setting(node, "padding", padding)
    if isinstance(kernel, int | list) and sides:
        for size in range(min(_largest(kernel) - 1, *sides), 0, -1):
            yield _setting(node, "kernel_size", size)
    if "dilation" in values and values["dilation"] != 1:
        yield _setting(node, "dilation", 1)
    if "dim" in values:
        for axis in range(1, 4):
            if values["dim"] != axis:
                yield _setting(node, "dim", axis)


def match_sizes(situation: Situation) -> Iterator[Mend]:
    """Bring values that meet (Add, Concat, a loss) to one size, at the layers they come from."""
    inputs = situation.states[situation.node.id].inputs
    present = {name: state for name, state in inputs.items() if state is not None}
    if len(present) < 2:
        return
    for port, state in reversed(present.items()):
        for other, wanted in present.items():
            if other != port and len(wanted.shape) == len(state.shape) > 1:
                yield from _resize(situation, port, wanted)


def remove_wire(situation: Situation) -> Iterator[Mend]:
    """Take the wire away that brings what does not fit."""
    if situation.wire is not None:
        yield Mend(translate("compiler", "Remove the wire"), DisconnectPorts(situation.wire))


def other_loss(situation: Situation) -> Iterator[Mend]:
    """Another loss in the place of one that does not suit the targets."""
    node_type = situation.node_type
    if node_type is None or not node_type.is_loss:
        return
    for other in situation.catalog.types.values():
        if other.is_loss and other.name != node_type.name:
            yield _replacement(situation, other)


# ---- something is missing


def connect_input(situation: Situation) -> Iterator[Mend]:
    """Wire the input to an output that fits and that nobody reads yet; the nearest one first."""
    node_type = situation.node_type
    port = _port(situation, node_type)
    if node_type is None or port is None:
        return
    target = PortRef(node=situation.node.id, port=port.name)
    for source, _ in _free_outputs(situation, port):
        name = situation.document.nodes[source.node].name
        title = translate("compiler", "Connect {node}.{port}", node=name, port=source.port)
        yield Mend(title, ConnectPorts(Wire(source=source, target=target)))


def remove_node(situation: Situation) -> Iterator[Mend]:
    """Take the node away."""
    node = situation.node
    edit = remove_nodes(situation.document, [node.id])
    yield Mend(translate("compiler", "Remove {node}", node=node.name), edit)


def add_loss(situation: Situation) -> Iterator[Mend]:
    """Add a loss that compares the last output with the targets."""
    predictions = [
        (PortRef(node=node, port=port), state)
        for node, port, state in _unread(situation)
        if not _is_data(situation, node)
    ]
    targets = [
        (PortRef(node=node, port=port), state)
        for node, port, state in _unread(situation)
        if _is_data(situation, node) and state.role is Role.LABELS
    ]
    for source, prediction in predictions:
        for target, labels in targets:
            wanted = "CrossEntropy" if labels.dtype.startswith("int") else "MSE"
            loss = situation.catalog.get(wanted)
            if loss is not None:
                yield _with_loss(situation, loss, source, prediction, target)


# ---- the value or the type is wrong


def nearest_value(situation: Situation) -> Iterator[Mend]:
    """The nearest value that the parameter may have, then its default."""
    node, node_type = situation.node, situation.node_type
    if node_type is None:
        return
    for found in node_type.problems(node.parameters, _shapes(situation)):
        if found.message == situation.problem.message:
            yield _setting(node, found.parameter, found.nearest)
            parameter = node_type.parameter(found.parameter)
            if parameter is not None and parameter.default != found.nearest:
                yield _setting(node, found.parameter, parameter.default)


def nearest_type(situation: Situation) -> Iterator[Mend]:
    """A type with a name like the unknown one."""
    for other in situation.catalog.nearest(situation.node.type, 2):
        yield _replacement(situation, other)


Mender = Callable[[Situation], Iterator[Mend]]
_MENDERS: Mapping[str, tuple[Mender, ...]] = {
    "shape-mismatch": (insert_adapter, unpin, match_sizes, fit_window, other_loss, remove_wire),
    "dtype-mismatch": (other_loss, remove_wire),
    "missing-input": (connect_input, remove_node),
    "bad-parameter": (nearest_value, fit_window),
    "unknown-type": (nearest_type, remove_node),
    "no-loss": (add_loss,),
}


# ---- parts


def _setting(node: Node, parameter: str, value: JsonValue) -> Mend:
    title = translate(
        "compiler", "Set {parameter} to {value}", parameter=parameter, value=shown(value)
    )
    return Mend(title, SetParameter(node.id, parameter, value))


def _resize(situation: Situation, port: str, wanted: PortState) -> Iterator[Mend]:
    """Change a layer above ``port`` so that it gives the shape that is wanted."""
    for node in _chain_above(situation, port):
        node_type = situation.catalog.get(node.type)
        if node_type is None:
            continue
        for name, value in _sizes_to_try(node_type, node, wanted.shape):
            title = translate(
                "compiler",
                "Set {parameter} of {node} to {value}",
                parameter=name,
                node=node.name,
                value=shown(value),
            )
            yield Mend(title, SetParameter(node.id, name, value))


def _sizes_to_try(
    node_type: NodeType, node: Node, wanted: Shape
) -> Iterator[tuple[str, JsonValue]]:
    values = node_type.complete(node.parameters)
    for name, axis in (("out_channels", 1), ("out_features", -1)):
        size = wanted[axis]
        if name in values and isinstance(size, int) and values[name] != size:
            yield name, size
    if "padding" in values and len(wanted) == 4:
        half = (_largest(values.get("kernel_size")) - 1) // 2
        for padding in dict.fromkeys((half, 0)):
            if values["padding"] != padding:
                yield "padding", padding


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


def _with_loss(
    situation: Situation, loss: NodeType, source: PortRef, prediction: PortState, target: PortRef
) -> Mend:
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


def _replacement(situation: Situation, other: NodeType) -> Mend:
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


def _port(situation: Situation, node_type: NodeType | None) -> Port | None:
    if node_type is None:
        return None
    ports = node_type.input_ports(situation.node.parameters)
    return next((port for port in ports if port.name == situation.problem.port), None)


def _role_by_shape(state: PortState) -> Role:
    """A shape with two or more axes behind the batch is flattened like an image."""
    return Role.IMAGE if len(state.shape) > 2 else state.role


def _shapes(situation: Situation) -> dict[str, Shape]:
    inputs = situation.states[situation.node.id].inputs
    return {name: state.shape for name, state in inputs.items() if state is not None}


def _sides(shape: Shape) -> list[int]:
    return [size for size in shape[2:] if isinstance(size, int)]


def _largest(value: JsonValue) -> int:
    numbers = value if isinstance(value, list) else [value]
    return max((number for number in numbers if isinstance(number, int)), default=1)


def _is_data(situation: Situation, node: str) -> bool:
    node_type = situation.catalog.get(situation.document.nodes[node].type)
    return node_type is not None and node_type.data is not None
