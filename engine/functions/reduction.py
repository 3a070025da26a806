"""Many numbers to one: sums, means, spreads, extremes and where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from engine import backend, ops, tensors
from engine.errors import DTypeError, ValueRangeError
from engine.functions.dimensions import wrapped, wrapped_all

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "all", "amax", "amin", "aminmax", "any", "argmax", "argmin", "count_nonzero", "logsumexp",
    "max", "mean", "min", "nanmean", "nansum", "prod", "std", "std_mean", "sum", "var", "var_mean",
]  # fmt: skip


class Extremes(NamedTuple):
    """What `max`, `min`, `median`, … over a dimension give: the elements, and where they stand."""

    values: Tensor
    indices: Tensor


class Range(NamedTuple):
    """What `aminmax` gives."""

    min: Tensor
    max: Tensor


# ---- sums and means


def sum(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The sum over `dim` (an int or several; None: over everything); int64 for whole numbers.

    dtype: what the elements are converted to first.
    """
    return ops.sum(_in(input, dtype), dim=_over(input, dim), keepdim=keepdim)


def mean(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The mean over `dim` (an int or several; None: over everything).

    dtype: what the elements are converted to first. DTypeError for whole numbers.
    """
    return ops.mean(_in(input, dtype), dim=_over(input, dim), keepdim=keepdim)


def prod(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The product over `dim` (None: over everything); int64 for whole numbers."""
    along = None if dim is None or not input.ndim else wrapped(dim, input.ndim)
    return ops.prod(_in(input, dtype), dim=along, keepdim=keepdim)


def nansum(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The sum over `dim` of what is not NaN."""
    converted = _in(input, dtype)
    if backend.is_floating(converted.dtype):
        converted = ops.where(ops.isnan(converted), 0, converted)
    return sum(converted, dim, keepdim)


def nanmean(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The mean over `dim` of what is not NaN; NaN where there is nothing else."""
    if not backend.is_floating(input.dtype):
        raise DTypeError(
            "nanmean computes with floating-point numbers",
            expected="float16, float32 or float64",
            actual=input.dtype,
        )
    counted = ops.logical_not(ops.isnan(input))
    return nansum(input, dim, keepdim, dtype=dtype) / sum(counted, dim, keepdim)


def logsumexp(input: Tensor, dim: Any, keepdim: bool = False) -> Tensor:
    """ln Σ eˣ over `dim` (an int or several), without overflow."""
    return ops.logsumexp(input, dim=_over(input, dim), keepdim=keepdim)


# ---- spreads


def var(
    input: Tensor,
    dim: Any = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> Tensor:
    """The variance over `dim`: squared distances from the mean, summed, over (count − correction).

    correction: 1 unless given. unbiased: True for a correction of 1, False for 0; it may stand in
        the place of `dim`. ValueRangeError where both are given.
    """
    return ops.var(input, **_spread(input, dim, unbiased, keepdim, correction))


def std(
    input: Tensor,
    dim: Any = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> Tensor:
    """The standard deviation over `dim`: the square root of `var`."""
    return ops.std(input, **_spread(input, dim, unbiased, keepdim, correction))


def var_mean(
    input: Tensor,
    dim: Any = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> tuple[Tensor, Tensor]:
    """(variance, mean) over `dim`."""
    given = _spread(input, dim, unbiased, keepdim, correction)
    return ops.var(input, **given), ops.mean(input, dim=given["dim"], keepdim=keepdim)


def std_mean(
    input: Tensor,
    dim: Any = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> tuple[Tensor, Tensor]:
    """(standard deviation, mean) over `dim`."""
    given = _spread(input, dim, unbiased, keepdim, correction)
    return ops.std(input, **given), ops.mean(input, dim=given["dim"], keepdim=keepdim)


# ---- extremes


def amax(input: Tensor, dim: Any = (), keepdim: bool = False) -> Tensor:
    """The largest element over `dim`; a gradient is shared evenly among equals."""
    return ops.amax(input, dim=_over(input, dim), keepdim=keepdim)


def amin(input: Tensor, dim: Any = (), keepdim: bool = False) -> Tensor:
    """The smallest element over `dim`; a gradient is shared evenly among equals."""
    return ops.amin(input, dim=_over(input, dim), keepdim=keepdim)


def aminmax(input: Tensor, *, dim: int | None = None, keepdim: bool = False) -> Range:
    """(min, max): the smallest and the largest element over `dim`."""
    return Range(amin(input, dim, keepdim), amax(input, dim, keepdim))


def max(input: Tensor, dim: Any = None, keepdim: bool = False, *, other: Any = None) -> Any:
    """The largest element; with `dim`, (values, indices): the largest over it, and where.

    With `dim`, a gradient goes to the first of equals; else it is shared evenly among them.
    With another tensor in the place of `dim`, the same as `maximum`.
    """
    if other is not None or isinstance(dim, tensors.Tensor):
        return ops.maximum(input, dim if other is None else other)
    return amax(input) if dim is None else picked(input, argmax(input, dim, True), dim, keepdim)


def min(input: Tensor, dim: Any = None, keepdim: bool = False, *, other: Any = None) -> Any:
    """The smallest element; with `dim`, (values, indices), with a tensor `minimum`, as `max`."""
    if other is not None or isinstance(dim, tensors.Tensor):
        return ops.minimum(input, dim if other is None else other)
    return amin(input) if dim is None else picked(input, argmin(input, dim, True), dim, keepdim)


def argmax(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """Where the largest element stands (the first of equals); in the flat tensor for None."""
    return ops.argmax(input, dim=dim, keepdim=keepdim)


def argmin(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """Where the smallest element stands (the first of equals); in the flat tensor for None."""
    return ops.argmin(input, dim=dim, keepdim=keepdim)


# ---- truth


def all(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """Whether every element over `dim` is not 0; true of none."""
    return ops.all(input, dim=_over(input, dim, empty=()), keepdim=keepdim)


def any(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """Whether some element over `dim` is not 0; false of none."""
    return ops.any(input, dim=_over(input, dim, empty=()), keepdim=keepdim)


def count_nonzero(input: Tensor, dim: Any = None) -> Tensor:
    """How many elements over `dim` are not 0."""
    return ops.sum(ops.not_equal(input, 0), dim=_over(input, dim))


# ---- what they share


def picked(input: Tensor, indices: Tensor, dim: int, keepdim: bool) -> Extremes:
    """The elements at `indices`, which keep `dim`, and the indices."""
    values = ops.gather(input, indices, dim=dim) if input.ndim else input.reshape(())
    if keepdim or not input.ndim:
        return Extremes(values, indices)
    along = wrapped(dim, input.ndim)
    return Extremes(values.squeeze(along), indices.squeeze(along))


def _in(input: Tensor, dtype: Any) -> Tensor:
    return input if dtype is None else input.type(dtype)


def _over(input: Tensor, dim: Any, empty: Any = None) -> tuple[int, ...]:
    """The dimensions meant; to most reductions, an empty list means all of them."""
    chosen = empty if isinstance(dim, tuple | list) and not dim else dim
    return wrapped_all(chosen, input.ndim) if input.ndim else _of_number(chosen)


def _of_number(dim: Any) -> tuple[int, ...]:
    """A number has no dimensions, but 0 and −1 may be named."""
    for d in () if dim is None else dim if isinstance(dim, tuple | list) else (dim,):
        wrapped(d, 1)
    return ()


def _spread(
    input: Tensor, dim: Any, unbiased: bool | None, keepdim: bool, correction: float | None
) -> dict[str, Any]:
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    if unbiased is not None and correction is not None:
        raise ValueRangeError("Give unbiased or correction, not both", actual=correction)
    divisor = correction if correction is not None else 1 if unbiased is None else int(unbiased)
    return {"dim": _over(input, dim), "correction": divisor, "keepdim": keepdim}
