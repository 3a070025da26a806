"""Running totals along a dimension, and differences of neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import ops, tensors
from engine.errors import ShapeError, ValueRangeError
from engine.functions.dimensions import wrapped
from engine.functions.reduction import Extremes, sum

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "cummax", "cummin", "cumprod", "cumsum", "cumulative_trapezoid", "diff", "logcumsumexp",
    "trapezoid", "trapz",
]  # fmt: skip


def cumsum(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """The sum of each element and those before it along `dim`; int64 for whole numbers."""
    return ops.cumsum(input if dtype is None else input.type(dtype), dim=dim)


def cumprod(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """The product of each element and those before it along `dim`; int64 for whole numbers."""
    return ops.cumprod(input if dtype is None else input.type(dtype), dim=dim)


def cummax(input: Tensor, dim: int) -> Extremes:
    """(values, indices): the largest element so far along `dim`, and where (the last of equals)."""
    return Extremes(*ops.cummax(input, dim=dim))


def cummin(input: Tensor, dim: int) -> Extremes:
    """(values, indices): the smallest element so far along `dim`, and where."""
    return Extremes(*ops.cummin(input, dim=dim))


def logcumsumexp(input: Tensor, dim: int) -> Tensor:
    """ln Σ eˣ of each element and those before it along `dim`, without overflow."""
    return ops.logcumsumexp(input, dim=dim)


def diff(
    input: Tensor,
    n: int = 1,
    dim: int = -1,
    prepend: Tensor | None = None,
    append: Tensor | None = None,
) -> Tensor:
    """Each element minus the one before it along `dim`, `n` times over.

    prepend, append: what is joined on before. ShapeError for a number without dimensions.
    """
    if not input.ndim:
        raise ShapeError("diff needs a dimension", expected="1 dimension or more", actual=0)
    if n < 0:
        raise ValueRangeError(
            "The order of a difference is 0 or more", expected="n of 0 or more", actual=n
        )
    along = wrapped(dim, input.ndim)
    if n == 0:
        return ops.cast(input, to=input.dtype)
    parts = [part for part in (prepend, input, append) if part is not None]
    result = input if len(parts) == 1 else ops.concatenate(*parts, dim=along)
    for _ in range(_at_most(n, result.shape[along])):
        later, earlier = _without(result, along, first=True), _without(result, along, first=False)
        booleans = result.dtype.kind == "b"
        result = ops.logical_xor(later, earlier) if booleans else later - earlier
    return result


def trapezoid(y: Tensor, x: Tensor | None = None, *, dx: Any = None, dim: int = -1) -> Tensor:
    """The area under `y` along `dim`, by trapezoids between places `x`, or `dx` (1) apart."""
    return sum(_trapezoids(y, x, dx, dim), wrapped(dim, y.ndim))


def cumulative_trapezoid(
    y: Tensor, x: Tensor | None = None, *, dx: Any = None, dim: int = -1
) -> Tensor:
    """The area under `y` up to each place but the first, by trapezoids."""
    return cumsum(_trapezoids(y, x, dx, dim), wrapped(dim, y.ndim))


trapz = trapezoid


def _trapezoids(y: Tensor, x: Tensor | None, dx: Any, dim: int) -> Tensor:
    along = wrapped(dim, y.ndim)
    pairs = _without(y, along, first=True) + _without(y, along, first=False)
    if x is None:
        width: Any = 1 if dx is None else dx
    elif x.ndim == 1:
        width = diff(x).reshape(-1, *(1 for _ in range(y.ndim - along - 1)))
    else:
        width = diff(x, dim=along - y.ndim)
    return pairs * width / 2 if isinstance(width, tensors.Tensor) else pairs * (width / 2)


def _at_most(n: int, size: Any) -> int:
    return min(n, size) if isinstance(size, int) else n


def _without(input: Tensor, dim: int, *, first: bool) -> Tensor:
    """Without the first element along `dim`, or without the last."""
    size = input.shape[dim]
    kept = (
        slice(1, None)
        if first
        else slice(0, size - 1 if not isinstance(size, int) else max(size - 1, 0))
    )
    return input[(*(slice(None) for _ in range(dim)), kept)]
