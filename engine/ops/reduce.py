"""Many numbers to one: sums, means, extremes and where they are."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from engine.backend import Array, ArrayModule, DType, int64, is_floating
from engine.errors import ShapeError
from engine.ops.broadcast import expand
from engine.ops.comparison import equal
from engine.ops.conversion import cast
from engine.ops.elementwise import values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import axes, axis, need_floating, reduced

__all__ = ["amax", "argmax", "mean", "mean_input", "sum"]


Dims = int | Sequence[int] | None


def _reduced_shape(x: Shape, *, dim: Dims = None, keepdim: bool = False) -> Shape:
    return reduced(x, axes(dim, len(x)), keepdim)


def _extreme_shape(x: Shape, *, dim: Dims = None, keepdim: bool = False) -> Shape:
    dims = axes(dim, len(x))
    if any(x[d] == 0 for d in dims):
        raise ShapeError("There is no largest or smallest of no numbers", actual=x)
    return reduced(x, dims, keepdim)


def _place_shape(x: Shape, *, dim: int | None = None, keepdim: bool = False) -> Shape:
    return _extreme_shape(x, dim=dim, keepdim=keepdim)


def _sum_dtype(dtype: DType, **_: object) -> DType:
    return dtype if is_floating(dtype) else int64


def _mean_dtype(dtype: DType, **_: object) -> DType:
    need_floating("mean", dtype)
    return dtype


def _reduction(name: str) -> Callable[..., Array]:
    def forward(xp: ArrayModule, x: Array, *, dim: Dims = None, keepdim: bool = False) -> Array:
        return getattr(xp, name)(x, axis=axes(dim, x.ndim), keepdims=keepdim)

    return forward


def _place(name: str) -> Callable[..., Array]:
    def forward(
        xp: ArrayModule, x: Array, *, dim: int | None = None, keepdim: bool = False
    ) -> Array:
        along = axis(dim, x.ndim) if dim is not None and x.ndim else None
        return getattr(xp, name)(x, axis=along, keepdims=keepdim)

    return forward


def _spread(reduced_value: Any, x: Any, dim: Dims) -> Any:
    """A reduced tensor stretched over `x` again."""
    kept = reduced(x.shape, axes(dim, x.ndim), keepdim=True)
    return expand(reduced_value.reshape(kept), shape=x.shape)


def _extreme_gradient(
    needs: object, g: Any, y: Any, x: Any, *, dim: Dims = None, keepdim: bool = False
) -> tuple[Any]:
    ties = cast(equal(x, _spread(y[0], x, dim)), to=x.dtype)
    return (ties * _spread(g[0] / ties.sum(dim).reshape(g[0].shape), x, dim),)


def _sum_forward(xp: ArrayModule, x: Array, *, dim: Dims = None, keepdim: bool = False) -> Array:
    dtype = _sum_dtype(x.dtype)
    return xp.sum(x, axis=axes(dim, x.ndim), keepdims=keepdim, dtype=dtype)


def _samples() -> list[Sample]:
    return [
        Sample((values(2, 3, 4),), {"dim": 1}),
        Sample((values(2, 3, 4),), {"dim": (0, -1), "keepdim": True}),
        Sample((values(2, 3),), {}),
        Sample((values(),), {}),
    ]


def _samples_of_none() -> list[Sample]:
    return [*_samples(), Sample((values(0, 3),), {"dim": 0})]


def _place_samples() -> list[Sample]:
    return [
        Sample((values(2, 3, 4),), {"dim": 1}),
        Sample((values(2, 3),), {"dim": -1, "keepdim": True}),
        Sample((values(2, 3),), {}),
    ]


sum: Primitive = Primitive(
    name="sum",
    shape=_reduced_shape,
    dtype=_sum_dtype,
    forward=_sum_forward,
    gradient=lambda needs, g, y, x, *, dim=None, keepdim=False: (_spread(g[0], x, dim),),
    formula="y = Σᵢ xᵢ",
    gradient_formulas=("∂L/∂xᵢ = δ",),
    samples=_samples_of_none,
)


def _mean_forward(xp: ArrayModule, x: Array, *, dim: Dims = None, keepdim: bool = False) -> Array:
    if not x.size:  # NumPy would warn of it
        return xp.full(reduced(x.shape, axes(dim, x.ndim), keepdim), math.nan, x.dtype)
    return xp.mean(x, axis=axes(dim, x.ndim), keepdims=keepdim)


mean: Primitive = Primitive(
    name="mean",
    shape=_reduced_shape,
    dtype=_mean_dtype,
    forward=_mean_forward,
    gradient=lambda needs, g, y, x, *, dim=None, keepdim=False: (
        mean_input(g[0], shape=x.shape, dim=axes(dim, x.ndim)),
    ),
    formula="y = (1/n) Σᵢ xᵢ",
    gradient_formulas=("∂L/∂xᵢ = δ / n",),
    samples=_samples,
)


def _mean_input_forward(
    xp: ArrayModule, g: Array, *, shape: tuple[int, ...], dim: tuple[int, ...]
) -> Array:
    count = math.prod(shape[d] for d in dim)
    share = xp.divide(g, g.dtype.type(count)).reshape(reduced(shape, dim, keepdim=True))
    return xp.broadcast_to(share, shape)


mean_input: Primitive = Primitive(
    name="mean_input",
    shape=lambda g, *, shape, dim: shape,
    forward=_mean_input_forward,
    gradient=lambda needs, g, y, x, *, shape, dim: (mean(g[0], dim=dim).reshape(x.shape),),
    formula="∂L/∂xᵢ = δ / n",
    gradient_formulas=("(1/n) Σᵢ δᵢ",),
    inputs=("gradient",),
    samples=lambda: [
        Sample((values(2, 4),), {"shape": (2, 3, 4), "dim": (1,)}),
        Sample((values(),), {"shape": (2, 3), "dim": (0, 1)}),
    ],
)

amax: Primitive = Primitive(
    name="amax",
    shape=_extreme_shape,
    forward=_reduction("amax"),
    gradient=_extreme_gradient,
    formula="y = maxᵢ xᵢ",
    gradient_formulas=("∂L/∂xᵢ = δ · [xᵢ = y], shared among equals",),
    samples=_samples,
)

argmax: Primitive = Primitive(
    name="argmax",
    shape=_place_shape,
    dtype=lambda dtype, **_: int64,
    forward=_place("argmax"),
    formula="y = the first i where xᵢ is largest",
    samples=_place_samples,
)
