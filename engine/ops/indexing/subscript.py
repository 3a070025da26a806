"""What `tensor[...]` means, read and written: basic indexing by slices, the rest by positions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import engine.tensors
from engine.dims import Dim
from engine.errors import ShapeError, ValueRangeError
from engine.ops.indexing.gather import take, taken_shape
from engine.ops.indexing.scatter import index_put
from engine.ops.pointwise.choice import where
from engine.ops.pointwise.conversion import cast
from engine.ops.rules import Size
from engine.ops.shape.reshaping import permute
from engine.ops.shape.slicing import Range, slice_put, slice_size
from engine.ops.shape.slicing import slice as slice_primitive

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["getitem", "setitem"]

WHOLE = slice(None)


def getitem(x: Tensor, index: Any) -> Tensor:
    """x[index]: integers, slices, None, …, lists, boolean masks and integer tensors.

    As in PyTorch: like NumPy, but an integer beside an index array is taken first.

    Raises ShapeError for more indices than dimensions, ValueRangeError for a position outside.
    """
    items = _expanded(x, index if isinstance(index, tuple) else (index,))
    picked = _sliced(x, items)
    arrays, places = _arrays(items)
    for place in reversed([p for p, a in zip(places, arrays, strict=True) if not a.ndim]):
        picked = take(picked, arrays[places.index(place)], dim=place)
    arrays, places = _without_numbers(arrays, places)
    if not arrays:
        return picked
    if _adjacent(places):
        return take(picked, *arrays, dim=places[0])
    return take(permute(picked, dims=_in_front(places, picked.ndim)), *arrays)


def setitem(x: Tensor, index: Any, value: Any, *, accumulate: bool = False) -> Tensor:
    """`x` with `value`, which broadcasts, in place of x[index]; `x` itself is left as it is.

    accumulate: the values are added to what is there; where positions repeat, all of them are.

    Raises ShapeError where the value does not fit, else as `getitem` does.
    """
    value = cast(engine.tensors.as_tensor(value, like=x), to=x.dtype)
    if _is_mask(index) and not value.ndim and not accumulate:
        return where(_mask_over(x, index), value, x)
    items = _expanded(x, index if isinstance(index, tuple) else (index,))
    parts, shape = _parts(x, items)
    if any(isinstance(item, _Fresh | engine.tensors.Tensor) for item in items):
        value = _written(_sliced(x, items), items, value, accumulate)
    else:
        value = _fitted(value, shape)
        value = _sliced(x, items) + value if accumulate else value
    if all(part is None for part in parts):
        return value.reshape(x.shape)
    return slice_put(x, value.reshape(slice_size(x.shape, parts)), parts=tuple(parts))


def _written(picked: Tensor, items: list[Any], value: Tensor, accumulate: bool) -> Tensor:
    """What basic indexing has picked, with a value where the index arrays point to."""
    arrays, places = _arrays(items)
    numbers = [place for place, a in zip(places, arrays, strict=True) if not a.ndim]
    if numbers and len(arrays) > 1:  # as in PyTorch a number is taken before the arrays
        at, number = numbers[0], arrays[places.index(numbers[0])]
        rest: list[Any] = [WHOLE] * picked.ndim
        for place, array in zip(places, arrays, strict=True):
            rest[place] = array
        inner = take(picked, number, dim=at)
        inner = _written(inner, rest[:at] + rest[at + 1 :], value, accumulate)
        return index_put(picked, inner, number, dim=at)
    at = places[0] if _adjacent(places) else 0
    order = tuple(range(picked.ndim)) if _adjacent(places) else _in_front(places, picked.ndim)
    turned = picked if _adjacent(places) else permute(picked, dims=order)
    part = taken_shape(turned.shape, tuple(a.shape for a in arrays), at)
    while value.ndim > len(part) and value.shape[0] == 1:
        value = value.reshape(value.shape[1:])
    changed = index_put(turned, value, *arrays, dim=at, accumulate=accumulate)
    if _adjacent(places):
        return changed
    return permute(changed, dims=tuple(order.index(d) for d in range(picked.ndim)))


# ---- index arrays


class _Fresh:
    """A mask without dimensions: an index into a new dimension of size 1."""

    def __init__(self, index: Tensor) -> None:
        self.index = index


def _arrays(items: list[Any]) -> tuple[list[Tensor], list[int]]:
    """The index arrays, and the dimensions that they index after basic indexing."""
    arrays, places, place = [], [], 0
    for item in items:
        if isinstance(item, _Fresh | engine.tensors.Tensor):
            arrays.append(item.index if isinstance(item, _Fresh) else item)
            places.append(place)
        place += not isinstance(item, int)
    return arrays, places


def _without_numbers(arrays: list[Tensor], places: list[int]) -> tuple[list[Tensor], list[int]]:
    """The index arrays that have dimensions, their places counted without those of the others."""
    numbers = [p for p, a in zip(places, arrays, strict=True) if not a.ndim]
    kept = [(a, p) for p, a in zip(places, arrays, strict=True) if a.ndim]
    return [a for a, _ in kept], [p - sum(n < p for n in numbers) for _, p in kept]


def _adjacent(places: list[int]) -> bool:
    return places == list(range(places[0], places[0] + len(places)))


def _in_front(places: list[int], ndim: int) -> tuple[int, ...]:
    return (*places, *(d for d in range(ndim) if d not in places))


# ---- slices, integers and None


def _sliced(x: Tensor, items: list[Any]) -> Tensor:
    """The part that the integers, slices and None of an index name; arrays take all there is."""
    parts, shape = _parts(x, items)
    if any(part is not None for part in parts):
        x = slice_primitive(x, parts=tuple(parts))
    return x if x.shape == tuple(shape) else x.reshape(tuple(shape))


def _parts(x: Tensor, items: list[Any]) -> tuple[list[Range], list[Size]]:
    """The range of each dimension of `x`, and the shape that is left."""
    parts: list[Range] = []
    shape: list[Size] = []
    for item in items:
        if item is None or isinstance(item, _Fresh):
            shape.append(1)
            continue
        size = x.shape[len(parts)]
        part = _range(WHOLE if isinstance(item, engine.tensors.Tensor) else item, size)
        parts.append(part)
        if not isinstance(item, int):
            shape += slice_size((size,), (part,))
    return parts, shape


def _range(item: Any, size: Size) -> Range:
    if isinstance(item, slice):
        if item == WHOLE:
            return None
        if item.step is not None and item.step < 1:
            raise ValueRangeError(
                "A slice steps forward",
                expected="1 or more",
                actual=item.step,
                mend="Turn the order round with flip",
            )
        start, stop, step = item.indices(_known(size))
        return None if (start, stop, step) == (0, size, 1) else (start, max(start, stop), step)
    if not -size <= item < size:
        raise ValueRangeError(
            "Index {index} is outside", index=item, expected=f"{-size} to {size - 1}", actual=item
        )
    if item < 0:
        item += _known(size)
    return int(item), int(item) + 1, 1


def _known(size: Size) -> int:
    if isinstance(size, Dim):
        raise ShapeError("The batch is not cut", expected="a known size", actual=size)
    return size


def _fitted(value: Tensor, shape: list[Size]) -> Tensor:
    """A value expanded to a shape; its leading dimensions of size 1 beyond that are dropped."""
    while value.ndim > len(shape) and value.shape[0] == 1:
        value = value.reshape(value.shape[1:])
    return value if value.shape == tuple(shape) else value.expand(*shape)


# ---- what is written between the brackets


def _is_index(item: object) -> bool:
    return isinstance(item, int | slice | engine.tensors.Tensor) and not isinstance(item, bool)


def _is_mask(item: object) -> bool:
    return isinstance(item, engine.tensors.Tensor | np.ndarray) and item.dtype == np.bool_


def _mask_over(x: Tensor, mask: Any) -> Tensor:
    """A mask of the leading dimensions, with a 1 for each of the others."""
    mask = engine.tensors.as_tensor(mask)
    if mask.shape != x.shape[: mask.ndim]:
        raise ShapeError(
            "A mask has the sizes of the dimensions that it stands for",
            expected=x.shape[: mask.ndim],
            actual=mask.shape,
        )
    return mask.reshape(*mask.shape, *(1,) * (x.ndim - mask.ndim))


def _expanded(x: Tensor, items: tuple[Any, ...]) -> list[Any]:
    """One item for each dimension: … written out, masks as positions, lists as tensors."""
    listed: list[Any] = []
    used = 0
    for item in items:
        if isinstance(item, list | tuple | range | np.ndarray):
            item = _listed(item)
        elif isinstance(item, np.integer):
            item = int(item)
        if _is_mask(item):
            sizes = x.shape[used : used + item.ndim]
            if item.shape != sizes:
                raise ShapeError(
                    "A mask has the sizes of the dimensions that it stands for",
                    expected=sizes,
                    actual=item.shape,
                )
            used += item.ndim
            found = item.array.reshape(item.shape or (1,)).nonzero()
            places = [engine.tensors.Tensor(place) for place in found]
            listed += places if item.ndim else [_Fresh(places[0])]
        elif item is None or item is Ellipsis or _is_index(item):
            used += item is not None and item is not Ellipsis
            listed.append(item)
        else:
            raise ValueRangeError(
                "This is no index",
                expected="an integer, a slice, None, …, a list, a mask or an integer tensor",
                actual=repr(item),
            )
    if used > x.ndim:
        raise ShapeError(
            "There are more indices than dimensions", expected=f"at most {x.ndim}", actual=used
        )
    missing = [WHOLE] * (x.ndim - used)
    at = next((p for p, item in enumerate(listed) if item is Ellipsis), len(listed))
    return [*listed[:at], *missing, *listed[at + 1 :]]


def _listed(item: Any) -> Tensor:
    """A list as an index tensor; an empty one holds no integers."""
    if isinstance(item, np.ndarray):
        return engine.tensors.Tensor(item)
    if any(isinstance(part, engine.tensors.Tensor) for part in item):
        return engine.tensors.as_tensor(np.asarray([int(part) for part in item]))
    array = np.asarray(item)
    return engine.tensors.as_tensor(array if array.size else array.astype("int64"))
