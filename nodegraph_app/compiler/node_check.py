"""One node, run abstractly on the shapes that arrive: its state and what is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import engine
from engine import nn
from engine.errors import DTypeError, EngineError
from nodegraph_app.catalog.node_type import NodeType
from nodegraph_app.catalog.port import Port, Role, Shape
from nodegraph_app.catalog.registry import Catalog
from nodegraph_app.compiler.state import NodeState, PortState, Problem
from nodegraph_app.document.records import Node
from nodegraph_app.text import Text, translate

Inputs = Mapping[str, PortState | None]

LAYOUTS: Mapping[Role, tuple[str, ...]] = {
    Role.IMAGE: ("N", "C", "H", "W"),
    Role.SEQUENCE: ("N", "L", "F"),
    Role.TOKENS: ("N", "L"),
    Role.FEATURES: ("N", "F"),
    Role.LABELS: ("N",),
    Role.SCALAR_LOSS: (),
}
"""The axes of a value by what it means."""


@dataclass(frozen=True)
class Checked:
    """A node's state before its problems know how to propose mends."""

    state: NodeState
    traced: bool
    """Whether its code was run abstractly."""


def check_node(node: Node, catalog: Catalog, inputs: Inputs, wired: frozenset[str]) -> Checked:
    """Find a node's output shapes, or the reason why it has none.

    inputs: what arrives at each port; None where nothing is known. wired: the ports with a wire.
    """
    node_type = catalog.get(node.type)
    if node_type is None:
        return _stopped(inputs, (_unknown_type(node, catalog),), "failed")
    arriving = {name: state for name, state in inputs.items() if state is not None}
    shapes = {name: state.shape for name, state in arriving.items()}
    problems = [
        Problem(
            node.id, None, "bad-parameter", found.message, str(found.expected), str(found.actual)
        )
        for found in node_type.problems(node.parameters, shapes)
    ]
    ports = node_type.input_ports(node.parameters)
    for port in ports:
        if port.name in arriving:
            problems += _role_problems(node, node_type, catalog, port, arriving[port.name])
        elif port.name not in wired and not port.optional:
            problems.append(_missing_input(node, port))
    if not any(problem.code == "shape-mismatch" for problem in problems):
        problems += _pinned_problems(node, node_type, shapes)
    if problems:
        only_missing = all(problem.code == "missing-input" for problem in problems)
        return _stopped(inputs, problems, "waiting" if only_missing else "failed", node_type, node)
    if any(port.name not in arriving and port.name in wired for port in ports):
        return _stopped(inputs, (), "waiting", node_type, node)
    if node_type.data is not None:
        return Checked(_data_state(node_type, node), traced=True)
    return _run(node, node_type, ports, inputs, arriving)


def _run(
    node: Node,
    node_type: NodeType,
    ports: Sequence[Port],
    inputs: Inputs,
    arriving: Mapping[str, PortState],
) -> Checked:
    """Build the module without memory and call it on tensors that are shapes only."""
    shapes = {name: state.shape for name, state in arriving.items()}
    present = [port.name for port in ports if port.name in arriving]
    try:
        with engine.device("meta"), engine.no_grad(), engine.scope.at((node.id,)):
            module = node_type.build(node.parameters, shapes)
            operands = [
                engine.empty(arriving[name].shape, dtype=arriving[name].dtype) for name in present
            ]
            results = module(*operands)
    except EngineError as error:
        problem: Problem | None = _engine_problem(node, arriving, present, error)
    else:
        problem = _too_few_scores(node, [arriving[name] for name in present], present)
    if problem is not None:
        stopped = _stopped(inputs, (problem,), "failed", node_type, node)
        return Checked(stopped.state, traced=True)
    results = results if isinstance(results, tuple) else (results,)
    outputs = {
        port.name: PortState(result.shape, str(result.dtype), port.role(result.shape))
        for port, result in zip(node_type.output_ports(node.parameters), results, strict=True)
    }
    weights = _parameters(module)
    first = next(iter(outputs.values())).shape if outputs else ()
    return Checked(
        NodeState(
            inputs=dict(inputs),
            outputs=outputs,
            parameters=node_type.resolve(node.parameters, shapes),
            parameter_count=sum(math.prod(weight) for weight in weights),
            multiply_adds=sum(_multiply_adds(weight, first) for weight in weights),
            module=module,
            status="ready",
        ),
        traced=True,
    )


def _data_state(node_type: NodeType, node: Node) -> NodeState:
    assert node_type.data is not None
    values = node_type.complete(node.parameters)
    specs = node_type.data.outputs(values)
    return NodeState(
        outputs={
            name: PortState((engine.N, *spec.shape), spec.dtype, spec.role, spec.classes)
            for name, spec in specs.items()
        },
        parameters=values,
        samples=node_type.data.count(values),
        status="ready",
    )


def _parameters(module: Callable[..., Any]) -> list[tuple[int, ...]]:
    """The shapes of what training changes."""
    if not isinstance(module, nn.Module):
        return []
    return [tuple(parameter.shape) for parameter in module.parameters()]


def _multiply_adds(weight: tuple[int, ...], output: Shape) -> int:
    """Every number of a matrix or kernel is used once for each place of one sample's output."""
    if len(weight) < 2 or not output:
        return 0
    sizes = [size for size in output[1:] if isinstance(size, int)]
    return math.prod(weight) * (math.prod(sizes) // weight[0])


def _stopped(
    inputs: Inputs,
    problems: Sequence[Problem],
    status: str,
    node_type: NodeType | None = None,
    node: Node | None = None,
) -> Checked:
    shapes = {name: state.shape for name, state in inputs.items() if state is not None}
    parameters = (
        node_type.resolve(node.parameters, shapes)
        if node_type is not None and node is not None
        else {}
    )
    state = NodeState(
        inputs=dict(inputs),
        parameters=parameters,
        problems=tuple(problems),
        status="failed" if status == "failed" else "waiting",
    )
    return Checked(state, traced=False)


# ---- what can be wrong


def _unknown_type(node: Node, catalog: Catalog) -> Problem:
    nearest = ", ".join(node_type.name for node_type in catalog.nearest(node.type))
    message = translate(
        "compiler",
        "There is no node type {type}. Nearest: {nearest}.",
        type=node.type,
        nearest=nearest,
    )
    return Problem(node.id, None, "unknown-type", message, nearest, node.type)


def _missing_input(node: Node, port: Port) -> Problem:
    message = translate(
        "compiler", "Nothing is connected to {node}.{port}.", node=node.name, port=port.name
    )
    expected = " | ".join(layout(role) for role in Role if role in port.roles and role in LAYOUTS)
    return Problem(node.id, port.name, "missing-input", message, expected, "—")


def _role_problems(
    node: Node, node_type: NodeType, catalog: Catalog, port: Port, state: PortState
) -> list[Problem]:
    """A value of another kind than the port takes: an image where a flat input is needed."""
    if port.accepts(state.role):
        return []
    message = node_type.needs or translate(
        "compiler",
        "{type} does not take this kind of value at {port}.",
        type=node_type.name,
        port=port.name,
    )
    return [
        Problem(
            node.id,
            port.name,
            "shape-mismatch",
            message,
            _wanted(node, node_type, catalog, port, state),
            state.label(),
        )
    ]


def _wanted(node: Node, node_type: NodeType, catalog: Catalog, port: Port, state: PortState) -> str:
    """The shape that would do: what the adapter makes of the value, with what the user pinned."""
    adapter = catalog.get(node_type.adapters.get(state.role, ""))
    if adapter is None:
        return " | ".join(layout(role) for role in Role if role in port.roles and role in LAYOUTS)
    with engine.device("meta"), engine.no_grad():
        arriving = engine.empty(state.shape, dtype=state.dtype)
        made = adapter.build(adapter.defaults(), {"input": state.shape})(arriving)
    return PortState(pinned_shape(node, node_type, made.shape), state.dtype, state.role).label()


def _pinned_problems(node: Node, node_type: NodeType, shapes: Mapping[str, Shape]) -> list[Problem]:
    """A size that the user typed and another one that the wire brings."""
    values = node_type.complete(node.parameters)
    free = node_type.resolve({**values, **_unpinned(node_type)}, shapes)
    problems = []
    for parameter in node_type.parameters:
        typed, brought = values[parameter.name], free[parameter.name]
        if parameter.infer is None or None in (typed, brought) or typed == brought:
            continue
        shape = shapes["input"]
        flat = node_type.needs if len(shape) > 2 and _is_vector_type(node_type) else None
        message = flat or translate(
            "compiler",
            "{parameter} of {type} is {typed}, but {brought} arrive.",
            parameter=parameter.name,
            type=node_type.name,
            typed=typed,
            brought=brought,
        )
        wanted = PortState(pinned_shape(node, node_type, shape), "", Role.UNKNOWN)
        actual = PortState(shape, "", Role.UNKNOWN)
        problems.append(
            Problem(node.id, "input", "shape-mismatch", message, wanted.label(), actual.label())
        )
    return problems


def pinned_shape(node: Node, node_type: NodeType, shape: Shape) -> Shape:
    """``shape`` with the sizes that the user typed for parameters that come from the wire."""
    sizes = list(shape)
    values = node_type.complete(node.parameters)
    for parameter in node_type.parameters:
        typed = values[parameter.name]
        if parameter.infer is None or not isinstance(typed, int):
            continue
        for axis in range(1, len(sizes)):
            trial = (*sizes[:axis], typed, *sizes[axis + 1 :])
            others = (*sizes[:axis], typed + 1, *sizes[axis + 1 :])
            read = parameter.infer({"input": trial}), parameter.infer({"input": others})
            if read == (typed, typed + 1):
                sizes[axis] = typed
    return tuple(sizes)


def layout(role: Role) -> str:
    """The axes of a value of this role: "N×C×H×W"."""
    return "×".join(LAYOUTS[role]) or "scalar"


def _unpinned(node_type: NodeType) -> dict[str, None]:
    return {p.name: None for p in node_type.parameters if p.infer is not None}


def _is_vector_type(node_type: NodeType) -> bool:
    """Whether the type is made for flat inputs, so that a longer shape asks for Flatten."""
    return Role.IMAGE in node_type.adapters


def _engine_problem(
    node: Node, arriving: Mapping[str, PortState], ports: Sequence[str], error: EngineError
) -> Problem:
    """The engine's refusal, on the port whose value came last."""
    message = Text("engine", error.what, error.values)
    port = ports[-1] if ports else None
    if isinstance(error, DTypeError):
        return Problem(node.id, port, "dtype-mismatch", message, error.expected, error.actual)
    actual = arriving[port].label() if port is not None else error.actual
    return Problem(node.id, port, "shape-mismatch", message, _as_on_wires(error.expected), actual)


def _too_few_scores(
    node: Node, arriving: Sequence[PortState], ports: Sequence[str]
) -> Problem | None:
    """A loss that is told of more classes than scores arrive for."""
    classes = arriving[-1].classes if arriving else None
    if classes is None or len(arriving[0].shape) < 2:
        return None
    scores, count = arriving[0], arriving[0].shape[1]
    if not isinstance(count, int) or count >= classes:
        return None
    message = translate(
        "compiler",
        "There are {classes} classes, but only {scores} scores arrive.",
        classes=classes,
        scores=count,
    )
    wanted = replace(scores, shape=(scores.shape[0], classes))
    return Problem(node.id, ports[0], "shape-mismatch", message, wanted.label(), scores.label())


def _as_on_wires(text: str) -> str:
    """A shape that the engine writes as Python does, as the canvas writes it: (N, 2) is N×2."""
    is_tuple = text.startswith("(") and text.endswith(")")
    return "×".join(part for part in text[1:-1].replace(",", " ").split()) if is_tuple else text
