"""What every way of running a Graph shares: feeding it and computing one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine import backend
from engine.backend import Array, Generator
from engine.errors import DTypeError, ShapeError, ValueRangeError
from engine.program.graph import Graph, Step


def checked_inputs(graph: Graph, inputs: Mapping[str, Array]) -> dict[int, Array]:
    """value id -> array, in the dtype that the graph has.

    Raises ValueRangeError for a missing or unknown name, ShapeError for another shape, DTypeError
    for floats where whole numbers belong.
    """
    if set(inputs) != set(graph.inputs):
        raise ValueRangeError(
            "The program is fed other inputs than it has",
            expected=", ".join(graph.inputs),
            actual=", ".join(inputs) or "none",
        )
    fed: dict[int, Array] = {}
    for name, value_id in graph.inputs.items():
        value, array = graph.values[value_id], inputs[name]
        if tuple(array.shape) != value.shape:
            raise ShapeError(
                "Input {name} has another shape than the program was made for",
                expected=value.shape,
                actual=tuple(array.shape),
                name=name,
            )
        if backend.is_floating(array.dtype) and not backend.is_floating(value.dtype):
            raise DTypeError(
                "Input {name} holds whole numbers",
                expected=value.dtype,
                actual=array.dtype,
                mend="Convert it, if no fraction is lost",
                name=name,
            )
        fed[value_id] = array if array.dtype == value.dtype else array.astype(value.dtype)
    return fed


def start_values(graph: Graph, fed: Mapping[int, Array], *, copy: bool) -> list[Array | None]:
    """The values known before the first step; captures as they are now, copied if asked."""
    values: list[Array | None] = [None] * len(graph.values)
    for value, array in (*graph.constants.items(), *fed.items()):
        values[value] = array
    for value, tensor in graph.captures.items():
        values[value] = tensor.array.copy() if copy else tensor.array
    return values


def compute(step: Step, values: Sequence[Array | None], generator: Generator) -> tuple[Array, ...]:
    """The arrays that a step makes of the values before it."""
    operands = [None if i is None else values[i] for i in step.inputs]
    first = next((x for x in operands if x is not None), None)
    place = backend.default_device() if first is None else backend.device_of(first)
    keywords = {"generator": generator} if step.primitive.random else {}
    result = step.primitive.forward(
        backend.array_module(place), *operands, **step.attributes, **keywords
    )
    return result if isinstance(result, tuple) else (result,)
