"""Parts of a tensor by position, read and written. Writing gives a new tensor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import engine
from engine import ops, tensors
from engine.errors import DTypeError, ShapeError, ValueRangeError
from engine.functions.dimensions import wrapped
from engine.functions.shaping import atleast_1d, broadcast_tensors, flatten, numel
from engine.ops.rules import broadcast_shapes

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "argwhere", "gather", "index_add", "index_copy", "index_fill", "index_put", "index_select",
    "masked_fill", "masked_scatter", "masked_select", "narrow", "nonzero", "put", "select",
    "select_scatter", "slice_scatter", "take", "take_along_dim",
    "unravel_index",
]  # fmt: skip


def getitem(input: Tensor, index: Any) -> Tensor:
    """input[index]: integers, slices, None, …, lists, boolean masks and integer tensors.

    Raises ShapeError for more indices than dimensions, ValueRangeError for a position outside.
    """
    return ops.getitem(input, index)


# ---- one dimension


def select(input: Tensor, dim: int, index: int) -> Tensor:
    """One place along a dimension, without that dimension."""
    return ops.getitem(input, (*_before(input, dim), index))


def narrow(input: Tensor, dim: int, start: Any, length: int) -> Tensor:
    """`length` places along a dimension from `start` on. ValueRangeError where they go beyond."""
    size = input.shape[wrapped(dim, input.ndim)]
    first = int(start)
    if first < 0:
        first = size + first
    if first < 0 or length < 0 or not (first + length <= size):
        raise ValueRangeError(
            "This part is not inside",
            expected=f"at most {size} places",
            actual=f"{length} from {first}",
        )
    return ops.getitem(input, (*_before(input, dim), slice(first, first + length)))


def index_select(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """The places along a dimension that a vector of indices names."""
    _need_vector(index)
    if not input.ndim:
        return ops.reshape(ops.take(ops.reshape(input, shape=(1,)), flatten(index)), shape=())
    return ops.take(input, flatten(index), dim=wrapped(dim, input.ndim))


def gather(input: Tensor, dim: int, index: Tensor, *, sparse_grad: bool = False) -> Tensor:
    """y[i, j] = input[i, index[i, j]] for dim=1: one index for each result.

    Raises ShapeError where the index has other dimensions, ValueRangeError for one outside.
    `sparse_grad` is taken and changes nothing.
    """
    if not numel(index) and index.ndim != input.ndim:
        return engine.zeros(index.shape, dtype=input.dtype, device=input.device)
    if input.ndim and index.ndim:
        return ops.gather(input, index, dim=dim)
    picked = ops.gather(atleast_1d(input), atleast_1d(index), dim=dim)  # a number has one place
    return picked.reshape(index.shape)


def take_along_dim(input: Tensor, indices: Tensor, dim: int | None = None) -> Tensor:
    """What argsort or argmax along a dimension point to; the other dimensions broadcast."""
    if dim is None:
        return ops.gather(flatten(input), flatten(indices), dim=0)
    at = wrapped(dim, input.ndim)
    if indices.ndim != input.ndim:
        raise ShapeError(
            "The indices have the input's dimensions", expected=input.ndim, actual=indices.ndim
        )

    def without(shape: Any) -> tuple[Any, ...]:
        return (*shape[:at], 1, *shape[at + 1 :])

    common = broadcast_shapes(without(input.shape), without(indices.shape))

    def spread(x: Tensor) -> Tensor:
        shape = (*common[:at], x.shape[at], *common[at + 1 :])
        return x if x.shape == shape else ops.expand(x, shape=shape)

    from_end = ops.add(indices, input.shape[at])
    places = ops.where(ops.less(indices, 0), from_end, indices)
    return ops.gather(spread(input), spread(places), dim=at)


def take(input: Tensor, index: Tensor) -> Tensor:
    """Elements by their position in the flat tensor, in the shape of the index."""
    return ops.take(_flat(input), index)


def nonzero(input: Tensor, *, as_tuple: bool = False) -> Any:
    """Where the elements are not 0: one row of positions each, or one vector a dimension.

    Its shape depends on values: TraceError for a tensor without values.
    """
    places = input.array.reshape(input.shape or (1,)).nonzero()
    if as_tuple:
        return tuple(tensors.Tensor(place) for place in places)
    if not input.ndim:
        return engine.zeros(len(places[0]), 0, dtype=engine.int64, device=input.device)
    return engine.stack([tensors.Tensor(place) for place in places], dim=1)


def argwhere(input: Tensor) -> Tensor:
    """Where the elements are not 0, one row of positions each."""
    return nonzero(input)


def unravel_index(indices: Tensor, shape: Any) -> tuple[Tensor, ...]:
    """Positions in a flat tensor as positions in one of this shape, one tensor a dimension.

    Raises ValueRangeError for a position outside.
    """
    sizes = (shape,) if isinstance(shape, int) else tuple(shape)
    places = []
    step = 1
    for size in reversed(sizes):
        places.append(ops.remainder(ops.floor_divide(indices, step), size))
        step *= size
    if (
        not indices.is_meta
        and indices.numel()
        and not (indices.array.min() >= 0 and indices.array.max() < step)
    ):
        raise ValueRangeError(
            "A position is outside", expected=f"0 to {step - 1}", actual=indices.array.max()
        )
    return tuple(reversed(places))


# ---- written by index


def index_put(
    input: Tensor, indices: Sequence[Any], values: Any, accumulate: bool = False
) -> Tensor:
    """`input` with `values` at input[indices], or with accumulate added to what is there."""
    index = tuple(slice(None) if item is None else item for item in indices)
    return ops.setitem(input, index, values, accumulate=accumulate)


def put(input: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Tensor:
    """`input` with the elements of `source` at positions of the flat tensor, or added there."""
    flat = ops.index_put(_flat(input), source.reshape(index.shape), index, accumulate=accumulate)
    return ops.reshape(flat, shape=input.shape)


def index_add(input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: Any = 1) -> Tensor:
    """`input` with alpha · source added at the places `index` along a dimension."""
    return _index_written(input, dim, index, source if alpha == 1 else source * alpha, True)


def index_copy(input: Tensor, dim: int, index: Tensor, source: Tensor) -> Tensor:
    """`input` with `source` at the places `index` along a dimension."""
    return _index_written(input, dim, index, source, False)


def index_fill(input: Tensor, dim: int, index: Tensor, value: Any) -> Tensor:
    """`input` with one value at the places `index` along a dimension."""
    value = tensors.as_tensor(value, like=input)
    if value.ndim:
        raise ShapeError("index_fill writes one number", expected="a number", actual=value.shape)
    _need_vector(index)
    at = wrapped(dim, input.ndim or 1)
    mask = engine.zeros(
        input.shape[at] if input.ndim else 1, dtype=engine.bool_, device=input.device
    )
    mask = ops.index_put(mask, True, flatten(index))
    shape = tuple(-1 if d == at else 1 for d in range(input.ndim))
    return ops.where(mask.reshape(shape), value.type(input.dtype), input)


def select_scatter(input: Tensor, src: Tensor, dim: int, index: int) -> Tensor:
    """`input` with `src` in place of select(input, dim, index)."""
    return _replaced(input, src, dim, index)


def slice_scatter(
    input: Tensor,
    src: Tensor,
    dim: int = 0,
    start: int | None = None,
    end: int | None = None,
    step: int = 1,
) -> Tensor:
    """`input` with `src` in place of its slice start:end:step along a dimension."""
    return _replaced(input, src, dim, slice(start, end, step))


# ---- masks


def masked_fill(input: Tensor, mask: Tensor, value: Any) -> Tensor:
    """`input` with one value where the mask is true. The mask broadcasts.

    Raises DTypeError for a mask that is not boolean, ShapeError for a value that is no number.
    """
    _need_mask(mask)
    value = tensors.as_tensor(value, like=input)
    if value.ndim:
        raise ShapeError("masked_fill writes one number", expected="a number", actual=value.shape)
    return ops.where(mask, value.type(input.dtype), input)


def masked_select(input: Tensor, mask: Tensor) -> Tensor:
    """The elements where the mask is true, as a vector.

    Its shape depends on values: TraceError for a tensor without values.
    """
    _need_mask(mask)
    spread, chosen = broadcast_tensors(input, mask)
    picked = ops.getitem(spread, chosen)
    return picked if picked.ndim == 1 else flatten(picked)


def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """`input` with the elements of `source`, one after the other, where the mask is true.

    Raises ValueRangeError where `source` has too few.
    """
    _need_mask(mask)
    spread, chosen = broadcast_tensors(input, mask)
    return ops.masked_scatter(spread, chosen, source)


# ---- helpers


def _before(input: Tensor, dim: int) -> tuple[slice, ...]:
    return (slice(None),) * wrapped(dim, input.ndim)


def _flat(input: Tensor) -> Tensor:
    return ops.reshape(input, shape=(numel(input),))


def _replaced(input: Tensor, src: Tensor, dim: int, item: Any) -> Tensor:
    index = (*_before(input, dim), item)
    part = ops.getitem(input, index).shape
    if src.shape != part:
        raise ShapeError(
            "What is written has the shape of the part that it replaces",
            expected=part,
            actual=src.shape,
        )
    return ops.setitem(input, index, src)


def _index_written(
    input: Tensor, dim: int, index: Tensor, source: Tensor, accumulate: bool
) -> Tensor:
    """`source` at the places `index` along a dimension; a number has one place."""
    _need_vector(index)
    if source.dtype != input.dtype:
        raise DTypeError(
            "What is written has the input's dtype", expected=input.dtype, actual=source.dtype,
            mend="Convert it with .to(input.dtype)",
        )  # fmt: skip
    if not input.ndim:
        if source.ndim:
            source = ops.reshape(source, shape=(1,))
        one = ops.reshape(input, shape=(1,))
        one = ops.index_put(one, source, flatten(index), accumulate=accumulate)
        return ops.reshape(one, shape=())
    at = wrapped(dim, input.ndim)
    if source.ndim or input.ndim == 1:
        expected = (*input.shape[:at], numel(index), *input.shape[at + 1 :])
        if source.ndim and source.shape != expected:
            raise ShapeError(
                "There is one slice for each index", expected=expected, actual=source.shape
            )
    return ops.index_put(input, source, flatten(index), dim=at, accumulate=accumulate)


def _need_vector(index: Tensor) -> None:
    if index.ndim > 1:
        raise ShapeError(
            "The index is a vector", expected="at most 1 dimension", actual=index.shape
        )


def _need_mask(mask: Tensor) -> None:
    if mask.dtype != engine.bool_:
        raise DTypeError(
            "A mask is true or false", expected="bool", actual=mask.dtype,
            mend="Compare, for example mask != 0",
        )  # fmt: skip
