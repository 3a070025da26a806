"""Picking by position: gather and one-hot, and what `tensor[...]` means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import engine.tensors
from engine.backend import Array, ArrayModule, DType, int64
from engine.errors import ShapeError, ValueRangeError
from engine.ops.elementwise import first, values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import axis, broadcast_shapes, need_integer, positions, text
from engine.ops.shape import permute, sliced

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["gather", "gather_input", "getitem", "one_hot", "take", "take_input"]


def need_inside(xp: ArrayModule, index: Array, size: int, kind: str) -> None:
    """ValueRangeError unless every index is one of 0 … size − 1."""
    if index.size and (index.min() < 0 or index.max() >= size):
        wrong = index[(index < 0) | (index >= size)].ravel()[0]
        raise ValueRangeError(
            "There is no {kind} {index}",
            kind=kind,
            index=int(wrong),
            expected=f"0 to {size - 1}",
            actual=int(wrong),
        )


# ---- gather


def _gather_shape(x: Shape, index: Shape, *, dim: int) -> Shape:
    along = axis(dim, len(x))
    if len(index) != len(x) or any(
        not (i <= n) for d, (i, n) in enumerate(zip(index, x, strict=True)) if d != along
    ):
        raise ShapeError(
            "The index of gather has the input's dimensions",
            expected=text(x),
            actual=text(index),
        )
    return index


def _gather_dtype(x: DType, index: DType, **_: object) -> DType:
    need_integer("indices", index)
    return x


def _places(xp: ArrayModule, index: Array, dim: int) -> tuple[Array, ...]:
    """The position of every picked element, one index array for each dimension."""
    grid = list(positions(xp, index.shape))
    grid[dim] = index
    return tuple(grid)


def _gather_forward(xp: ArrayModule, x: Array, index: Array, *, dim: int) -> Array:
    need_inside(xp, index, x.shape[dim], "element")
    return x[_places(xp, index, axis(dim, x.ndim))]


def _scatter_forward(
    xp: ArrayModule, g: Array, index: Array, *, shape: tuple[int, ...], dim: int
) -> Array:
    total = xp.zeros(shape, g.dtype)
    xp.add.at(total, _places(xp, index, axis(dim, g.ndim)), g)
    return total


_INDEX = np.array([[0, 2, 2], [1, 0, 2]])

gather: Primitive = Primitive(
    name="gather",
    shape=_gather_shape,
    dtype=_gather_dtype,
    forward=_gather_forward,
    gradient=lambda needs, g, y, x, index, *, dim: (
        gather_input(g[0], index, shape=x.shape, dim=dim),
        None,
    ),
    formula="y[i,j] = x[i, index[i,j]]",
    gradient_formulas=("∂L/∂x[i,k] = Σⱼ δ[i,j] where index[i,j] = k", ""),
    inputs=("x", "index"),
    samples=lambda: [
        Sample((values(2, 3), _INDEX), {"dim": 1}),
        Sample((values(4, 3), _INDEX), {"dim": 0}),
    ],
)

gather_input: Primitive = Primitive(
    name="gather_input",
    shape=lambda g, index, *, shape, dim: shape,
    dtype=first,
    forward=_scatter_forward,
    gradient=lambda needs, g, y, x, index, *, shape, dim: (gather(g[0], index, dim=dim), None),
    formula="∂L/∂x[i,k] = Σⱼ δ[i,j] where index[i,j] = k",
    gradient_formulas=("δ[i, index[i,j]]", ""),
    inputs=("gradient", "index"),
    samples=lambda: [Sample((values(2, 3), _INDEX), {"shape": (2, 4), "dim": 1})],
)


# ---- take: index arrays into the leading dimensions


def _take_shape(x: Shape, *indices: Shape) -> Shape:
    if len(indices) > len(x):
        raise ShapeError(
            "There are more indices than dimensions", expected=len(x), actual=len(indices)
        )
    return (*broadcast_shapes(*indices), *x[len(indices) :])


def _take_forward(xp: ArrayModule, x: Array, *indices: Array) -> Array:
    for index, size in zip(indices, x.shape, strict=False):
        need_inside(xp, xp.where(index < 0, index + size, index), size, "element")
    return x[indices]


def _take_input_forward(
    xp: ArrayModule, g: Array, *indices: Array, shape: tuple[int, ...]
) -> Array:
    total = xp.zeros(shape, g.dtype)
    xp.add.at(total, indices, g)
    return total


take: Primitive = Primitive(
    name="take",
    shape=_take_shape,
    dtype=first,
    forward=_take_forward,
    gradient=lambda needs, g, y, x, *indices: (
        take_input(g[0], *indices, shape=x.shape),
        *(None for _ in indices),
    ),
    formula="y[k] = x[i[k], j[k], …]",
    gradient_formulas=("∂L/∂x[i,j] = Σₖ δ[k] where i[k] = i and j[k] = j", ""),
    inputs=("x", "index"),
    samples=lambda: [
        Sample((values(4, 3), _INDEX)),
        Sample((values(4, 3), np.array([0, 3, 3]), np.array([1, -1, 2]))),
    ],
)

take_input: Primitive = Primitive(
    name="take_input",
    shape=lambda g, *indices, shape: shape,
    dtype=first,
    forward=_take_input_forward,
    gradient=lambda needs, g, y, x, *indices, shape: (
        take(g[0], *indices),
        *(None for _ in indices),
    ),
    formula="∂L/∂x[i,j] = Σₖ δ[k] where i[k] = i and j[k] = j",
    gradient_formulas=("δ[i[k], j[k], …]", ""),
    inputs=("gradient", "index"),
    samples=lambda: [Sample((values(2, 3, 5), _INDEX), {"shape": (4, 5)})],
)


# ---- one-hot


def _one_hot_forward(xp: ArrayModule, index: Array, *, num_classes: int) -> Array:
    need_inside(xp, index, num_classes, "class")
    return (index[..., None] == xp.arange(num_classes)).astype(int64)


def _one_hot_dtype(index: DType, **_: object) -> DType:
    need_integer("class numbers", index)
    return int64


one_hot: Primitive = Primitive(
    name="one_hot",
    shape=lambda index, *, num_classes: (*index, num_classes),
    dtype=_one_hot_dtype,
    forward=_one_hot_forward,
    formula="y[i,c] = [index[i] = c]",
    inputs=("index",),
    samples=lambda: [
        Sample((np.array([0, 2, 1]),), {"num_classes": 4}),
        Sample((np.array(1),), {"num_classes": 2}),
        Sample((np.zeros((0,), dtype="int64"),), {"num_classes": 2}),
    ],
)


# ---- tensor[...]


def getitem(x: Tensor, index: Any) -> Tensor:
    """x[index]: integers, slices, None, …, lists, boolean masks and integer tensors.

    As in PyTorch: like NumPy, but an integer beside an index array is taken first.

    Raises ShapeError for more indices than dimensions, ValueRangeError for a position outside.
    """
    items = _expanded(x, index if isinstance(index, tuple) else (index,))
    arrays = [place for place, item in enumerate(items) if isinstance(item, engine.tensors.Tensor)]
    whole = slice(None)
    x = sliced(x, tuple(whole if place in arrays else item for place, item in enumerate(items)))
    if not arrays:
        return x
    places = _kept(items, arrays)
    rest = [d for d in range(x.ndim) if d not in places]
    picked = take(permute(x, dims=(*places, *rest)), *(items[place] for place in arrays))
    together = places == list(range(places[0], places[0] + len(places)))
    before = places[0] if together else 0
    new = picked.ndim - len(rest)
    order = [*range(new, new + before), *range(new), *range(new + before, picked.ndim)]
    return permute(picked, dims=tuple(order)) if before else picked


def _is_index(item: object) -> bool:
    return isinstance(item, int | slice | engine.tensors.Tensor) and not isinstance(item, bool)


def _kept(items: list[Any], arrays: list[int]) -> list[int]:
    """Where the dimensions that arrays index stand after basic indexing dropped the integers."""
    dropped = [place for place, item in enumerate(items) if isinstance(item, int)]
    return [place - sum(d < place for d in dropped) for place in arrays]


def _expanded(x: Tensor, items: tuple[Any, ...]) -> list[Any]:
    """One item for each dimension: … written out, masks as positions, lists as tensors."""
    listed: list[Any] = []
    for item in items:
        if isinstance(item, list | np.ndarray):
            item = engine.tensors.as_tensor(np.asarray(item))
        if isinstance(item, engine.tensors.Tensor) and item.dtype == np.bool_:
            listed += [engine.tensors.Tensor(place) for place in item.array.nonzero()]
        elif isinstance(item, np.integer):
            listed.append(int(item))
        elif item is None or item is Ellipsis or _is_index(item):
            listed.append(item)
        else:
            raise ValueRangeError(
                "This is no index",
                expected="an integer, a slice, None, …, a list, a mask or an integer tensor",
                actual=repr(item),
            )
    used = sum(item is not None and item is not Ellipsis for item in listed)
    if used > x.ndim:
        raise ShapeError(
            "There are more indices than dimensions", expected=f"at most {x.ndim}", actual=used
        )
    missing = [slice(None)] * (x.ndim - used)
    at = next((p for p, item in enumerate(listed) if item is Ellipsis), len(listed))
    return [*listed[:at], *missing, *listed[at + 1 :]]
