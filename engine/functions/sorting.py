"""Order: sorted, the largest few, medians and quantiles, distinct values and counts."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any, NamedTuple

from engine import backend, ops, tensors
from engine.errors import DTypeError, ShapeError, ValueRangeError
from engine.functions.dimensions import wrapped
from engine.functions.reduction import Extremes, picked

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "argsort", "bincount", "bucketize", "histc", "kthvalue", "median", "mode", "msort",
    "nanmedian", "nanquantile", "quantile", "searchsorted", "sort", "topk", "unique",
    "unique_consecutive",
]  # fmt: skip


class Sorted(NamedTuple):
    """What `sort` and `topk` give: the elements, and where they stood."""

    values: Tensor
    indices: Tensor


def sort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> Sorted:
    """(values, indices): the elements in order along `dim`, NaN as the largest.

    stable: equals keep their order; here they always do.
    """
    return Sorted(*ops.sort(input, dim=dim, descending=descending))


def argsort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> Tensor:
    """The indices that `sort` gives."""
    return sort(input, dim, descending).indices


def msort(input: Tensor) -> Tensor:
    """The elements in order along the first dimension."""
    return sort(input, 0).values


def topk(input: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Sorted:
    """(values, indices): the k largest (or smallest) elements along `dim`, in order.

    sorted: taken for PyTorch's sake; they always are. ValueRangeError where there are fewer than k.
    """
    return Sorted(*ops.topk(input, k=k, dim=dim, largest=largest))


def kthvalue(input: Tensor, k: int, dim: int = -1, keepdim: bool = False) -> Extremes:
    """(values, indices): the k-th smallest element along `dim`, counted from 1, and where."""
    return picked(input, ops.argkth(input, k=k, dim=dim, keepdim=True), dim, keepdim)


def median(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
    """The middle element in order, of two the lower; NaN where there is one.

    With `dim`, (values, indices) along it.
    """
    if dim is None:
        return ops.median(input)
    return picked(input, ops.argmedian(input, dim=dim, keepdim=True), dim, keepdim)


def nanmedian(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
    """`median` of what is not NaN."""
    if dim is None:
        return ops.median(input, ignore_nan=True)
    places = ops.argmedian(input, dim=dim, keepdim=True, ignore_nan=True)
    return picked(input, places, dim, keepdim)


def mode(input: Tensor, dim: int = -1, keepdim: bool = False) -> Extremes:
    """(values, indices): the most frequent element along `dim`, of several the smallest."""
    return picked(input, ops.argmode(input, dim=dim, keepdim=True), dim, keepdim)


# ---- quantiles


def quantile(
    input: Tensor,
    q: Any,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    interpolation: str = "linear",
) -> Tensor:
    """What a share `q` of the elements along `dim` lies below; NaN where there is one.

    q: a number or a row of numbers, which becomes the first dimension. interpolation: between two
    elements linear, lower, higher, midpoint or nearest. ValueRangeError for another.
    """
    return _quantile(input, q, dim, keepdim, interpolation, ignore_nan=False)


def nanquantile(
    input: Tensor,
    q: Any,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    interpolation: str = "linear",
) -> Tensor:
    """`quantile` of what is not NaN."""
    return _quantile(input, q, dim, keepdim, interpolation, ignore_nan=True)


def _quantile(
    input: Tensor, q: Any, dim: int | None, keepdim: bool, interpolation: str, ignore_nan: bool
) -> Tensor:
    """Source: R. J. Hyndman, Y. Fan, "Sample quantiles in statistical packages", 1996, type 7."""
    shares = tensors.as_tensor(q, input)
    if interpolation not in ("linear", "lower", "higher", "midpoint", "nearest"):
        raise ValueRangeError(
            "There is no such interpolation",
            expected="linear, lower, higher, midpoint or nearest",
            actual=interpolation,
        )
    if not backend.is_floating(input.dtype) or shares.dtype != input.dtype:
        raise DTypeError(
            "Quantiles need shares and numbers of one floating-point dtype",
            expected=input.dtype,
            actual=shares.dtype,
        )
    if shares.ndim > 1:
        raise ShapeError("Shares are a number or a row", expected="q of 0 or 1 dimensions")
    if not (shares.is_meta or bool(((shares.array >= 0) & (shares.array <= 1)).all())):
        raise ValueRangeError("A share is between 0 and 1", expected="0 to 1", actual=q)
    flat = dim is None or not input.ndim
    along = 0 if dim is None or not input.ndim else wrapped(dim, input.ndim)
    others = [d for d in range(input.ndim) if d != along]
    rows = input.reshape(-1) if flat else input.permute(*others, along)
    values = _between(rows, shares.reshape(-1), interpolation, ignore_nan)
    values = values.permute(values.ndim - 1, *range(values.ndim - 1))
    if keepdim:
        ones = (1 for _ in range(input.ndim))
        values = values.reshape(-1, *ones) if flat else values.unsqueeze(along + 1)
    return values if shares.ndim else values.squeeze(0)


def _between(rows: Tensor, shares: Tensor, interpolation: str, ignore_nan: bool) -> Tensor:
    """The quantiles of the last dimension, which becomes that of the shares."""
    in_order, last = ops.sort(rows, dim=-1)[0], rows.shape[-1] - 1
    unknown = ops.sum(ops.isnan(rows), dim=rows.ndim - 1, keepdim=True)
    if ignore_nan:
        ranks = ops.clip(shares * (last - unknown), min=0)
    else:  # a NaN is sorted to the end
        ranks = ops.where(unknown > 0, ops.flat(shares) + last, shares * last)
    if interpolation == "nearest":
        ranks = ops.round(ranks)
    below = ops.ceil(ranks) if interpolation == "higher" else ops.floor(ranks)
    lower = ops.gather(in_order, below.long(), dim=-1)
    if interpolation not in ("linear", "midpoint"):
        return lower
    upper = ops.gather(in_order, ops.ceil(ranks).long(), dim=-1)
    weight = 0.5 if interpolation == "midpoint" else ranks - below
    return lower + (upper - lower) * weight


# ---- places in sorted rows


def searchsorted(
    sorted_sequence: Tensor,
    input: Any,
    *,
    out_int32: bool = False,
    right: bool = False,
    side: str | None = None,
    sorter: Tensor | None = None,
) -> Tensor:
    """Where each number would be put into a sorted row so that it stays sorted: int64.

    sorted_sequence: one row, or rows with the leading dimensions of `input`. right (or side
    "right"): after equals. sorter: the order of a row that is not sorted. ShapeError for rows that
    do not fit.
    """
    if side not in (None, "left", "right") or (side == "left" and right):
        raise ValueRangeError("There is no such side", expected="left or right", actual=side)
    row = sorted_sequence if sorter is None else ops.gather(sorted_sequence, sorter, dim=-1)
    found = tensors.as_tensor(input, sorted_sequence)
    return ops.searchsorted(row, found, right=right or side == "right", out_int32=out_int32)


def bucketize(
    input: Any, boundaries: Tensor, *, out_int32: bool = False, right: bool = False
) -> Tensor:
    """Between which of the sorted boundaries each number lies: `searchsorted`, turned round."""
    return searchsorted(boundaries, input, out_int32=out_int32, right=right)


# ---- counts and distinct values


def histc(input: Tensor, bins: int = 100, min: float = 0, max: float = 0) -> Tensor:
    """How many elements lie in each of `bins` equal parts of [min, max]; others are not counted.

    Where min and max are equal, the range is that of the elements.
    """
    if bins < 1 or min > max:
        raise ValueRangeError(
            "A histogram has one bin or more, and min is at most max",
            expected="bins of 1 or more, min ≤ max",
            actual=(bins, min, max),
        )
    return ops.histc(input, bins=bins, min=min, max=max)


def bincount(input: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    """How often 0, 1, 2, … stand in a row of whole numbers, or the sum of their weights.

    Its size depends on the numbers, so it cannot be traced. ValueRangeError for negative ones.
    """
    if input.ndim != 1:
        raise ShapeError("bincount counts a row", expected="1 dimension", actual=input.ndim)
    if minlength < 0:
        raise ValueRangeError("minlength is 0 or more", expected="0 or more", actual=minlength)
    numbers = input.array
    size = builtins.max(minlength, int(numbers.max()) + 1 if numbers.size else 0)
    return ops.bincount(input, weights, size=builtins.max(size, 0))


def unique(
    input: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """The distinct elements in order, or the distinct slices along `dim`.

    return_inverse: also where each element stands among them. return_counts: also how often.
    sorted: taken for PyTorch's sake; they always are. The size depends on the values, so this
    cannot be traced.
    """
    xp, axis = backend.array_module(input.device), _axis(input, dim)
    found, inverse, counts = xp.unique(
        input.array, return_inverse=True, return_counts=True, axis=axis, equal_nan=False
    )
    inverse = inverse.reshape(-1 if axis is not None else input.shape)
    return _chosen(found, inverse, counts, return_inverse, return_counts)


def unique_consecutive(
    input: Tensor,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """The elements (or slices along `dim`) without those that repeat the one before.

    return_inverse, return_counts: as for `unique`.
    """
    xp, axis = backend.array_module(input.device), _axis(input, dim)
    rows = input.array.reshape(-1) if axis is None else xp.moveaxis(input.array, axis, 0)
    begins = xp.ones(rows.shape[0], bool)
    changes = rows[1:] != rows[:-1]
    begins[1:] = changes.reshape(changes.shape[0], -1).any(axis=1) if changes.size else False
    places = xp.nonzero(begins)[0]
    counts = xp.diff(xp.append(places, rows.shape[0]))
    found = rows[places] if axis is None else xp.moveaxis(rows[places], 0, axis)
    inverse = (xp.cumsum(begins) - 1).reshape(input.shape if axis is None else -1)
    return _chosen(found, inverse, counts, return_inverse, return_counts)


def _axis(input: Tensor, dim: int | None) -> int | None:
    return None if dim is None or not input.ndim else wrapped(dim, input.ndim)


def _chosen(
    found: Any, inverse: Any, counts: Any, return_inverse: bool, return_counts: bool
) -> Any:
    wanted = [found]
    wanted += [inverse.astype(backend.int64)] if return_inverse else []
    wanted += [counts.astype(backend.int64)] if return_counts else []
    results = tuple(tensors.Tensor(array.copy()) for array in wanted)
    return results if len(results) > 1 else results[0]
