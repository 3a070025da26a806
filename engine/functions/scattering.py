"""Values written, or combined, at one index each along a dimension."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

import engine
from engine import backend, ops, tensors
from engine.errors import DTypeError, ShapeError, ValueRangeError
from engine.functions.dimensions import wrapped
from engine.functions.shaping import numel

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["index_reduce", "scatter", "scatter_add", "scatter_reduce"]


def scatter(
    input: Tensor, dim: int, index: Tensor, src: Any = None, *, value: Any = None,
    reduce: str | None = None,
) -> Tensor:  # fmt: skip
    """`input` with y[i, index[i, j]] = src[i, j] for dim=1, or one number at all of the places.

    reduce: "add" or "multiply" combines with what is there instead.

    Raises ShapeError where index and src do not fit, ValueRangeError for an index outside.
    """
    source = _source(input, index, value if src is None else src)
    if not numel(index):
        return input * 1
    if reduce is None:
        return ops.scatter(input, index, source, dim=dim)
    kinds = {"add": "sum", "multiply": "prod"}
    if reduce not in kinds:
        raise ValueRangeError(
            "scatter has no such reduction", expected='"add" or "multiply"', actual=repr(reduce)
        )
    return ops.scatter_reduce(input, index, source, dim=dim, reduce=kinds[reduce])


def scatter_add(input: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """`input` with src[i, j] added at [i, index[i, j]] for dim=1."""
    if not numel(index):
        return input * 1
    return ops.scatter_reduce(input, index, _source(input, index, src), dim=dim, reduce="sum")


def scatter_reduce(
    input: Tensor, dim: int, index: Tensor, src: Tensor, reduce: str, *, include_self: bool = True
) -> Tensor:
    """The sum, product, mean, largest or smallest of all src[i, j] that meet at [i, index[i, j]].

    reduce: "sum", "prod", "mean", "amax" or "amin".
    include_self: whether what is in `input` counts too.
    """
    kinds = ("sum", "prod", "mean", "amax", "amin")
    if reduce not in kinds:
        raise ValueRangeError(
            "scatter_reduce has no such reduction", expected=", ".join(kinds), actual=repr(reduce)
        )
    source = _source(input, index, src)
    if not numel(index):
        return input * 1
    start = input
    if not include_self:
        neutral = {"prod": 1, "amax": _least(input), "amin": _largest(input)}.get(reduce, 0)
        start = ops.scatter(input, index, neutral, dim=dim)
    if reduce != "mean":
        return ops.scatter_reduce(start, index, source, dim=dim, reduce=reduce)
    total = ops.scatter_reduce(start, index, source, dim=dim, reduce="sum")
    ones = engine.ones(input.shape, dtype=input.dtype, device=input.device)
    counts = ones if include_self else ops.scatter(ones, index, 0, dim=dim)
    counts = ops.scatter_reduce(counts, index, 1, dim=dim, reduce="sum")
    if backend.is_floating(input.dtype):
        return total / counts
    return ops.floor_divide(total, counts)


def index_reduce(
    input: Tensor, dim: int, index: Tensor, source: Tensor, reduce: str, *,
    include_self: bool = True,
) -> Tensor:  # fmt: skip
    """Whole slices combined at the places `index` along a dimension.

    reduce: "prod", "mean", "amax" or "amin".
    """
    if not input.ndim:
        one = index_reduce(
            input.reshape(1), 0, index, source.reshape(1), reduce, include_self=include_self
        )
        return one.reshape(())
    at = wrapped(dim, input.ndim)
    shape = tuple(-1 if d == at else 1 for d in range(input.ndim))
    spread = ops.expand(index.reshape(shape), shape=source.shape)
    return scatter_reduce(input, at, spread, source, reduce, include_self=include_self)


def _source(input: Tensor, index: Tensor, src: Any) -> Tensor:
    """What is written, cut to the index's shape, in the input's dtype."""
    if not isinstance(src, tensors.Tensor):
        return tensors.as_tensor(src, like=input).type(input.dtype)
    if src.dtype != input.dtype:
        raise DTypeError(
            "scatter writes values of the input's dtype", expected=input.dtype, actual=src.dtype,
            mend="Convert them with .to(input.dtype)",
        )  # fmt: skip
    if not numel(index) or src.shape == index.shape:
        return src
    if not index.ndim and numel(src) == 1:
        return src.reshape(())
    if src.ndim != index.ndim or any(
        not (i <= n) for i, n in zip(index.shape, src.shape, strict=True)
    ):
        raise ShapeError(
            "scatter needs a value for each index", expected=index.shape, actual=src.shape
        )
    cut = (
        slice(None) if i == n else slice(0, i) for i, n in zip(index.shape, src.shape, strict=True)
    )
    return ops.getitem(src, tuple(cut))


def _least(input: Tensor) -> Any:
    if backend.is_floating(input.dtype):
        return -inf
    return False if input.dtype == engine.bool_ else int(np.iinfo(input.dtype).min)


def _largest(input: Tensor) -> Any:
    if backend.is_floating(input.dtype):
        return inf
    return True if input.dtype == engine.bool_ else int(np.iinfo(input.dtype).max)
