"""Axes, sizes and checks: what the declarations of many operations share.

Every rule computes with plain integers and with symbolic sizes (`engine.dims.Dim`) alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from engine.backend import Array, ArrayModule, DType, is_floating, promote
from engine.dims import Dim
from engine.errors import DTypeError, ShapeError, ValueRangeError
from engine.ops.primitive import Shape

Size: TypeAlias = "int | Dim"
Pair: TypeAlias = tuple[int, int]


def text(shape: Sequence[Size | str]) -> str:
    """A shape as errors show it: 32×1×28×28."""
    return "×".join(map(str, shape)) if shape else "a single number"


def same_shape(shape: Shape, *_: object, **__: object) -> Shape:
    """The result has the first operand's shape."""
    return shape


def same_shape_along(shape: Shape, *_: object, dim: int, **__: object) -> Shape:
    """As `same_shape`, of what works along a dimension that must be there."""
    axis(dim, len(shape))
    return shape


def broadcast_shapes(*shapes: Shape) -> Shape:
    """NumPy's broadcasting: sizes match from the right, and a 1 stretches."""
    result: list[Size] = []
    for place in range(1, max(map(len, shapes), default=0) + 1):
        sizes = {shape[-place] for shape in shapes if len(shape) >= place} - {1}
        if len(sizes) > 1:
            raise ShapeError(
                "These shapes do not fit together element by element",
                expected=text(shapes[0]),
                actual=" and ".join(map(text, shapes)),
                mend="Reshape or expand one of the operands",
            )
        result.append(sizes.pop() if sizes else 1)
    return tuple(reversed(result))


def axis(dim: int, ndim: int) -> int:
    """`dim` counted from the front. ValueRangeError when there is no such dimension."""
    if not -max(ndim, 1) <= dim < max(ndim, 1):
        raise ValueRangeError(
            "There is no dimension {dim}",
            dim=dim,
            expected=f"{-max(ndim, 1)} to {max(ndim, 1) - 1}",
            actual=dim,
        )
    return dim % max(ndim, 1)


def axes(dim: int | Sequence[int] | None, ndim: int) -> tuple[int, ...]:
    """Dimensions counted from the front; all of them for None. An error when one is named twice."""
    if dim is None:
        return tuple(range(ndim))
    named = tuple(axis(d, ndim) for d in ([dim] if isinstance(dim, int) else dim))
    if len(set(named)) < len(named):
        raise ValueRangeError("A dimension is named twice", expected="each once", actual=dim)
    return tuple(d for d in named if d < ndim)


def reduced(shape: Shape, dims: Sequence[int], keepdim: bool) -> Shape:
    """The shape without the dimensions `dims`, or with 1 in their place."""
    if keepdim:
        return tuple(1 if place in dims else size for place, size in enumerate(shape))
    return tuple(size for place, size in enumerate(shape) if place not in dims)


def need_ndim(shape: Shape, ndim: int, operand: str, layout: str) -> None:
    """ShapeError unless an operand has `ndim` dimensions; `layout` names them."""
    if len(shape) != ndim:
        raise ShapeError(
            "The {operand} has {actual_ndim} dimensions instead of {ndim}",
            operand=operand,
            actual_ndim=len(shape),
            ndim=ndim,
            expected=layout,
            actual=text(shape),
        )


def need_positive(**values: int | Sequence[int]) -> None:
    """ValueRangeError unless every value (or both of a pair) is an integer of at least 1."""
    _need_at_least(1, values)


def need_not_negative(**values: int | Sequence[int]) -> None:
    """ValueRangeError unless every value (or both of a pair) is an integer of at least 0."""
    _need_at_least(0, values)


def _need_at_least(least: int, values: dict[str, int | Sequence[int]]) -> None:
    for name, value in values.items():
        numbers = value if isinstance(value, tuple | list) else [value]
        if any(not isinstance(n, int) or n < least for n in numbers):
            raise ValueRangeError(
                "{name} cannot be {value}",
                name=name,
                value=value,
                expected=f"integers of at least {least}",
                actual=value,
            )


def need_floating(operation: str, *dtypes: DType | None) -> None:
    """DTypeError unless every operand is floating-point."""
    for dtype in dtypes:
        if dtype is not None and not is_floating(dtype):
            raise DTypeError(
                "{operation} computes with floating-point numbers",
                operation=operation,
                expected="float16, float32 or float64",
                actual=dtype,
                mend="Convert the input with .to(engine.float32)",
            )


def only_floating(operation: str) -> Callable[..., DType]:
    """The dtype rule of what gives its first operand's dtype, and takes floating-point only."""

    def rule(dtype: DType, *others: DType | None, **_: object) -> DType:
        need_floating(operation, dtype, *others)
        return dtype

    return rule


def widest_floating(operation: str) -> Callable[..., DType]:
    """The dtype rule of what gives its operands' widest dtype, and takes floating-point only."""

    def rule(*dtypes: DType | None, **_: object) -> DType:
        need_floating(operation, *dtypes)
        return promote(*(dtype for dtype in dtypes if dtype is not None))

    return rule


def need_integer(operand: str, dtype: DType) -> None:
    """DTypeError unless an operand holds integers."""
    if dtype.kind != "i":
        raise DTypeError(
            "The {operand} are integers",
            operand=operand,
            expected="int64",
            actual=dtype,
            mend="Convert them with .to(engine.int64)",
        )


def first_outside(numbers: Array, size: int) -> int | None:
    """The first of the numbers that is not one of 0 … size − 1; None where all are."""
    if not numbers.size or (numbers.min() >= 0 and numbers.max() < size):
        return None
    return int(numbers[(numbers < 0) | (numbers >= size)].ravel()[0])


def positions(xp: ArrayModule, shape: Sequence[int]) -> tuple[Array, ...]:
    """The position along each dimension, shaped to broadcast over `shape`: an open grid."""
    return tuple(
        xp.arange(size).reshape((-1,) + (1,) * (len(shape) - place - 1))
        for place, size in enumerate(shape)
    )
