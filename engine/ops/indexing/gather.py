"""Picking by position: gather, take and one-hot."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.backend import Array, ArrayModule, DType, int64
from engine.errors import ShapeError, ValueRangeError
from engine.ops.elementwise import first, values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import axis, broadcast_shapes, first_outside, need_integer, positions, text

__all__ = ["gather", "gather_input", "one_hot", "take", "take_input"]


def need_inside(index: Array, size: int, kind: str) -> None:
    """ValueRangeError unless every index is one of 0 … size − 1."""
    wrong = first_outside(index, size)
    if wrong is not None:
        raise ValueRangeError(
            "There is no {kind} {index}",
            kind=kind,
            index=wrong,
            expected=f"0 to {size - 1}",
            actual=wrong,
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


def places_along(xp: ArrayModule, index: Array, x: Array, dim: int) -> tuple[Array, ...]:
    """The position in `x` that every element of `index` means, one array for each dimension.

    ValueRangeError for an index outside.
    """
    along = axis(dim, x.ndim)
    need_inside(index, x.shape[along] if x.ndim else 1, "element")
    if not x.ndim:
        return ()
    grid = list(positions(xp, index.shape))
    grid[along] = index
    return tuple(grid)


def _gather_forward(xp: ArrayModule, x: Array, index: Array, *, dim: int) -> Array:
    return xp.array(x[places_along(xp, index, x, dim)])


def _scatter_forward(
    xp: ArrayModule, g: Array, index: Array, *, shape: tuple[int, ...], dim: int
) -> Array:
    total = xp.zeros(shape, g.dtype)
    xp.add.at(total, places_along(xp, index, total, dim), g)
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


# ---- take: index arrays into adjacent dimensions


def wrapped_positions(
    xp: ArrayModule, x: Array, indices: tuple[Array, ...], dim: int
) -> tuple[Any, ...]:
    """What picks `indices` from the dimensions of `x` from `dim` on; negative ones count from the
    end. ValueRangeError for a position outside."""
    for index, size in zip(indices, x.shape[dim:], strict=False):
        wrong = (index < -size) | (index >= size)
        if wrong.any():
            position = int(index[wrong].ravel()[0])
            raise ValueRangeError(
                "There is no element {index}",
                index=position,
                expected=f"{-size} to {size - 1}" if size else "none: this dimension is empty",
                actual=position,
            )
    return (*(slice(None),) * dim, *indices)


def taken_shape(x: Shape, indices: tuple[Shape, ...], dim: int) -> Shape:
    """The shape of what index arrays pick from the dimensions from `dim` on."""
    if dim + len(indices) > len(x):
        raise ShapeError(
            "There are more indices than dimensions", expected=len(x) - dim, actual=len(indices)
        )
    return (*x[:dim], *broadcast_shapes(*indices), *x[dim + len(indices) :])


def _take_dtype(x: DType, *indices: DType, **_: object) -> DType:
    for index in indices:
        need_integer("indices", index)
    return x


def _take_input_forward(
    xp: ArrayModule, g: Array, *indices: Array, shape: tuple[int, ...], dim: int = 0
) -> Array:
    total = xp.zeros(shape, g.dtype)
    xp.add.at(total, wrapped_positions(xp, total, indices, dim), g)
    return total


take: Primitive = Primitive(
    name="take",
    shape=lambda x, *indices, dim=0: taken_shape(x, indices, dim),
    dtype=_take_dtype,
    forward=lambda xp, x, *indices, dim=0: x[wrapped_positions(xp, x, indices, dim)],
    gradient=lambda needs, g, y, x, *indices, dim=0: (
        take_input(g[0], *indices, shape=x.shape, dim=dim),
        *(None for _ in indices),
    ),
    formula="y[k] = x[i[k], j[k], …]",
    gradient_formulas=("∂L/∂x[i,j] = Σₖ δ[k] where i[k] = i and j[k] = j", ""),
    inputs=("x", "index"),
    samples=lambda: [
        Sample((values(4, 3), _INDEX)),
        Sample((values(4, 3), np.array([0, 3, 3]), np.array([1, -1, 2]))),
        Sample((values(2, 3, 4), np.array([[2, -1], [0, 0]])), {"dim": 1}),
        Sample((values(2, 3, 4), np.array(1), np.array([3, 0])), {"dim": 1}),
        Sample((values(2, 3), np.zeros(0, dtype="int64")), {"dim": 1}),
    ],
)

take_input: Primitive = Primitive(
    name="take_input",
    shape=lambda g, *indices, shape, dim=0: shape,
    dtype=first,
    forward=_take_input_forward,
    gradient=lambda needs, g, y, x, *indices, shape, dim=0: (
        take(g[0], *indices, dim=dim),
        *(None for _ in indices),
    ),
    formula="∂L/∂x[i,j] = Σₖ δ[k] where i[k] = i and j[k] = j",
    gradient_formulas=("δ[i[k], j[k], …]", ""),
    inputs=("gradient", "index"),
    samples=lambda: [
        Sample((values(2, 3, 5), _INDEX), {"shape": (4, 5)}),
        Sample((values(2, 2, 3), np.array([1, 1])), {"shape": (2, 4, 3), "dim": 1}),
    ],
)


# ---- one-hot


def _one_hot_forward(xp: ArrayModule, index: Array, *, num_classes: int) -> Array:
    need_inside(index, num_classes, "class")
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
