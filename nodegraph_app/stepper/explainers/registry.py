"""The explainers by the name of the primitive that they explain."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from nodegraph_app.insight.numbers import index_text
from nodegraph_app.stepper.explanation import Array, Explanation, FloatArray, Index, Working
from nodegraph_app.text import translate

if TYPE_CHECKING:
    from engine.ops.primitive import Primitive


@dataclass(frozen=True)
class Operation:
    """One step with its numbers: what an explainer works from.

    An absent operand (no bias) is None. ``symbols`` name the operands in the working; ``channel``
    is the one that grids should show, or None for the one that counts most.
    """

    name: str
    inputs: tuple[Array | None, ...]
    outputs: tuple[Array, ...]
    attributes: Mapping[str, object] = field(default_factory=dict)
    symbols: tuple[str, ...] = ()
    output: int = 0
    channel: int | None = None

    def stored(self, position: int) -> Array:
        """An operand as the engine has it; TypeError where the primitive has none there."""
        array = self.inputs[position]
        if array is None:
            raise TypeError(f"{self.name} has no operand {position} here")
        return array

    def operand(self, position: int) -> FloatArray:
        """A copy of an operand in float64; of a large one, cut out of `stored` what is needed."""
        return self.stored(position).astype(np.float64)

    def present(self, position: int) -> bool:
        """Whether there is an operand at this position."""
        return position < len(self.inputs) and self.inputs[position] is not None

    def symbol(self, position: int) -> str:
        """The letter of an operand."""
        return self.symbols[position] if position < len(self.symbols) else "abcdefgh"[position]

    def cell(self, position: int, index: Index) -> str:
        """An operand's cell as the working names it: "x[0, 3]"."""
        return index_text(self.symbol(position), index)

    @property
    def result(self) -> Array:
        """The output that is explained."""
        return self.outputs[self.output]


_TITLES = {
    "relu": translate("stepper", "What is positive passes, the rest becomes zero"),
    "sigmoid": translate("stepper", "Squeezed between 0 and 1"),
    "tanh": translate("stepper", "Squeezed between −1 and 1"),
    "exp": translate("stepper", "e to the power of x"),
    "log": translate("stepper", "The natural logarithm"),
    "sqrt": translate("stepper", "The square root"),
    "square": translate("stepper", "The number times itself"),
    "divide": translate("stepper", "Quotient of two numbers"),
    "power": translate("stepper", "a to the power of b"),
    "running_average": translate("stepper", "A part of the new, the rest of the old"),
}
"""What is said of functions of single cells; they need no explainer of their own."""

Explainer = Callable[[Operation, Index], Explanation]
_EXPLAINERS: dict[str, Explainer] = {}


def explains(*names: str) -> Callable[[Explainer], Explainer]:
    """Declare the explainer of one or several primitives."""

    def declare(explainer: Explainer) -> Explainer:
        for name in names:
            _EXPLAINERS[name] = explainer
        return explainer

    return declare


def explain_operation(operation: Operation, index: Index) -> Explanation:
    """Explain the cell ``index`` of the operation's output.

    Raises IndexError for a cell that the output does not have. A primitive without an explainer of
    its own is told cell by cell, where it is declared elementwise.
    """
    result = operation.result
    inside = len(index) == result.ndim and all(
        0 <= place < size for place, size in zip(index, result.shape, strict=True)
    )
    if not inside:
        raise IndexError(f"expected an index into shape {result.shape}, actual {index}")
    value = float(np.asarray(result[index]).astype(np.float64))
    explainer = _EXPLAINERS.get(operation.name)
    made = explainer(operation, index) if explainer else _pointwise(operation, index, value)
    return replace(made, index=index, expected_value=value)


def _pointwise(operation: Operation, index: Index, value: float) -> Explanation:
    """The primitive itself, run in float64 on the one cell of each operand, where it is
    declared elementwise; else its bare value."""
    from engine.ops.primitive import REGISTRY

    primitive = REGISTRY[operation.name]
    title = _TITLES.get(
        operation.name, translate("stepper", "Computed by {operation}", operation=operation.name)
    )
    bare = Explanation(title, "function", value, workings=(Working("y", value),))
    if not primitive.elementwise:
        return bare
    cells = [
        None if array is None else np.asarray(array[broadcast_place(array.shape, index)])
        for array in operation.inputs
    ]
    result = _of_cells(primitive, cells, operation)
    if not _is_rounded(result, value, cells, operation.result.dtype):
        return bare
    workings = tuple(
        Working(operation.cell(position, broadcast_place(array.shape, index)), float(array[at]))
        for position, array in enumerate(operation.inputs)
        if array is not None
        for at in (broadcast_place(array.shape, index),)
    )
    return Explanation(title, "function", result, workings=(*workings, Working("y", result)))


def _of_cells(primitive: Primitive, cells: Sequence[Array | None], operation: Operation) -> float:
    """What an elementwise primitive gives for single numbers."""
    exact = [
        cell.astype(np.float64) if cell is not None and cell.dtype.kind == "f" else cell
        for cell in cells
    ]
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = primitive.forward(np, *exact, **operation.attributes)
    return float(np.asarray(made[operation.output] if isinstance(made, tuple) else made))


def _is_rounded(
    exact: float, value: float, cells: Sequence[Array | None], dtype: np.dtype[Any]
) -> bool:
    """Whether `value` is what `exact` becomes when it is computed in `dtype`."""
    spacing = float(np.finfo(dtype).eps) if dtype.kind == "f" else 0.0
    sizes = [abs(float(cell)) for cell in cells if cell is not None]
    slack = 16 * spacing * max([1.0, *(size for size in sizes if math.isfinite(size))])
    same = math.isclose(exact, value, rel_tol=64 * spacing, abs_tol=slack)
    return same or (math.isnan(exact) and math.isnan(value))


def broadcast_place(shape: tuple[int, ...], index: Index) -> Index:
    """The cell of an operand of ``shape`` that broadcasting reads for ``index``."""
    tail = index[len(index) - len(shape) :]
    return tuple(0 if size == 1 else place for size, place in zip(shape, tail, strict=True))
