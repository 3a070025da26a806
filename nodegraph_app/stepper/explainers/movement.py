"""Operations that move numbers, and their adjoints, which add up what was moved from one place.

Which cell goes where is asked of the primitive itself: run on the cells' own numbers 1, 2, 3, …
instead of their values, it shows at every place which cell lands there.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from nodegraph_app.stepper.explainers.registry import Operation, explains
from nodegraph_app.stepper.explanation import (
    Array,
    Explanation,
    Factor,
    Index,
    Term,
    picked,
    product_terms,
    total,
)
from nodegraph_app.text import translate

_FORWARD_OF = {
    "sum_to": "expand",
    "gather_input": "gather",
    "take_input": "take",
    "slice_input": "slice",
    "max_pool2d_input": "max_pool2d_pick",
}
"""The movement that each of these is the adjoint of."""


@explains(
    "reshape", "permute", "expand", "concatenate", "slice", "pad", "gather", "take",
    "max_pool2d_pick",
)  # fmt: skip
def copy(operation: Operation, index: Index) -> Explanation:
    """y[index] = x[source]; a cell that no operand fills (padding) is told as the constant."""
    moved = len(operation.inputs) if operation.name == "concatenate" else 1
    numbers, first = [], 1
    for array in operation.inputs[:moved]:
        assert array is not None
        numbers.append(np.arange(first, first + array.size).reshape(array.shape))
        first += array.size
    attributes = dict(operation.attributes)
    if operation.name == "pad":
        attributes["value"] = 0
    landed = _run(operation.name, (*numbers, *operation.inputs[moved:]), attributes)
    number = int(landed[index])
    for position, counted in enumerate(numbers):
        start = number - int(counted.flat[0]) if counted.size else -1
        if 0 <= start < counted.size:
            return _copied(operation, position, np.unravel_index(start, counted.shape))
    value = float(operation.result[index])
    title = translate("stepper", "A constant, not from any operand")
    return Explanation(title, "sum", value, (Term(title, value),))


@explains(*_FORWARD_OF)
def collected(operation: Operation, index: Index) -> Explanation:
    """∂L/∂x[index] = Σ δ over all the places that the cell was moved to."""
    forward = _FORWARD_OF[operation.name]
    upstream = operation.operand(0)
    shape = operation.result.shape
    attributes = {k: v for k, v in operation.attributes.items() if k not in ("size", "shape")}
    if forward == "expand":
        attributes["shape"] = upstream.shape
    numbers = np.arange(1, operation.result.size + 1).reshape(shape)
    landed = _run(forward, (numbers, *operation.inputs[1:]), attributes)
    spots = np.argwhere(landed == numbers[index])

    def cell(k: int) -> str:
        return operation.cell(0, tuple(int(at) for at in spots[k]))

    terms = product_terms((picked(upstream, spots),), cell, lambda k: (cell(k),))
    if not len(spots):
        title = translate("stepper", "Nothing was taken from this cell, so no gradient comes back")
    elif len(spots) == 1:
        title = translate("stepper", "The gradient of the one place that it went to")
    else:
        title = translate("stepper", "The gradients of all {count} places", count=len(spots))
    return Explanation(title, "sum", total(terms), terms)


def _run(
    name: str, operands: tuple[Array | None, ...], attributes: Mapping[str, object]
) -> npt.NDArray[np.int64]:
    from engine.ops.primitive import REGISTRY

    moved: npt.NDArray[np.int64] = REGISTRY[name].forward(np, *operands, **attributes)
    return moved


def _copied(operation: Operation, position: int, place: tuple[np.intp, ...]) -> Explanation:
    source = tuple(int(at) for at in place)
    value = float(operation.operand(position)[source])
    cell = operation.cell(position, source)
    title = translate("stepper", "The same number, from {cell}", cell=cell)
    return Explanation(title, "sum", value, (Term(cell, value, (Factor(cell, value),)),))
