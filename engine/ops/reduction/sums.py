"""Many numbers to one: sums, products, means, spreads, extremes and where they are."""

from __future__ import annotations

import builtins
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.backend import Array, ArrayModule, DType, bool_, float16, float32, int64, is_floating
from engine.errors import ShapeError
from engine.ops.elementwise import floating, values
from engine.ops.pointwise.choice import where
from engine.ops.pointwise.comparison import equal
from engine.ops.pointwise.conversion import cast
from engine.ops.pointwise.unary import exp
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import axes, axis, need_floating, reduced
from engine.ops.shape.broadcast import expand

__all__ = [
    "all", "amax", "amin", "any", "argmax", "argmin", "logsumexp", "mean", "mean_input", "prod",
    "products_of_others", "sum",
]  # fmt: skip


Dims = int | Sequence[int] | None


# ---- rules


def reduced_shape(x: Shape, *, dim: Dims = None, keepdim: bool = False, **_: object) -> Shape:
    return reduced(x, axes(dim, len(x)), keepdim)


def _extreme_shape(x: Shape, *, dim: Dims = None, keepdim: bool = False) -> Shape:
    dims = axes(dim, len(x))
    if builtins.any(x[d] == 0 for d in dims):
        raise ShapeError("There is no largest or smallest of no numbers", actual=x)
    return reduced(x, dims, keepdim)


def _sum_dtype(dtype: DType, **_: object) -> DType:
    return dtype if is_floating(dtype) else int64


def real(name: str) -> Callable[..., DType]:
    def rule(dtype: DType, *_: DType, **__: object) -> DType:
        need_floating(name, dtype)
        return dtype

    return rule


def wide(x: Array) -> Array:
    """float16 as float32: what many numbers are added up in."""
    return x.astype(float32) if x.dtype == float16 else x


def spread_over(reduced_value: Any, x: Any, dim: Dims) -> Any:
    """A reduced tensor stretched over `x` again."""
    kept = reduced(x.shape, axes(dim, x.ndim), keepdim=True)
    return expand(reduced_value.reshape(kept), shape=x.shape)


# ---- samples


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


# ---- sum and mean


def _sum_forward(xp: ArrayModule, x: Array, *, dim: Dims = None, keepdim: bool = False) -> Array:
    dtype = _sum_dtype(x.dtype)
    total = xp.sum(
        wide(x), axis=axes(dim, x.ndim), keepdims=keepdim, dtype=_sum_dtype(wide(x).dtype)
    )
    return total.astype(dtype)


sum: Primitive = Primitive(
    name="sum",
    shape=reduced_shape,
    dtype=_sum_dtype,
    forward=_sum_forward,
    gradient=lambda needs, g, y, x, *, dim=None, keepdim=False: (spread_over(g[0], x, dim),),
    formula="y = Σᵢ xᵢ",
    gradient_formulas=("∂L/∂xᵢ = δ",),
    samples=_samples_of_none,
)


def mean_forward(xp: ArrayModule, x: Array, *, dim: Dims = None, keepdim: bool = False) -> Array:
    dims = axes(dim, x.ndim)
    if not math.prod(x.shape[d] for d in dims):  # NumPy would warn of it
        return xp.full(reduced(x.shape, dims, keepdim), math.nan, x.dtype)
    return xp.mean(x, axis=dims, keepdims=keepdim)


mean: Primitive = Primitive(
    name="mean",
    shape=reduced_shape,
    dtype=real("mean"),
    forward=mean_forward,
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


# ---- product


def _prod_forward(xp: ArrayModule, x: Array, *, dim: Dims = None, keepdim: bool = False) -> Array:
    dtype = _sum_dtype(wide(x).dtype)
    product = xp.prod(wide(x), axis=axes(dim, x.ndim), keepdims=keepdim, dtype=dtype)
    return product.astype(_sum_dtype(x.dtype))


def _prod_gradient(
    needs: object, g: Any, y: Any, x: Any, *, dim: int | None = None, keepdim: bool = False
) -> tuple[Any]:
    if dim is None or not x.ndim:
        return (spread_over(g[0], x, None) * products_of_others(x.reshape(-1)).reshape(x.shape),)
    others = products_of_others(x.transpose(dim, -1)).transpose(dim, -1)
    return (spread_over(g[0], x, dim) * others,)


prod: Primitive = Primitive(
    name="prod",
    shape=reduced_shape,
    dtype=_sum_dtype,
    forward=_prod_forward,
    gradient=_prod_gradient,
    formula="y = Πᵢ xᵢ",
    gradient_formulas=("∂L/∂xᵢ = δ · Πⱼ xⱼ, j ≠ i",),
    samples=lambda: [
        Sample((values(2, 3, 4),), {"dim": 1}),
        Sample((values(2, 3),), {"dim": -1, "keepdim": True}),
        Sample((values(2, 3) * [[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]],), {"dim": 1}),
        Sample((values(2, 2),), {}),
        Sample((values(),), {}),
        Sample((values(0, 3),), {"dim": 0}),
    ],
)


def _others_forward(xp: ArrayModule, x: Array) -> Array:
    ones = xp.ones((*x.shape[:-1], 1), x.dtype)
    before = xp.cumprod(xp.concatenate([ones, x[..., :-1]], -1), -1)
    after = xp.cumprod(xp.concatenate([ones, x[..., :0:-1]], -1), -1)[..., ::-1]
    return before[..., : x.shape[-1]] * after[..., : x.shape[-1]]


def _others_gradient(needs: object, g: Any, y: Any, x: Any) -> tuple[Any]:
    """Row k of `rows` is x with a 1 in place k, so its products of others leave out two."""
    n = x.shape[-1]
    diagonal = np.eye(n, dtype=bool)
    rows = where(diagonal, 1, expand(x.unsqueeze(-2), shape=(*x.shape[:-1], n, n)))
    shares = g[0].unsqueeze(-1) * where(diagonal, 0, products_of_others(rows))
    return (sum(shares, dim=x.ndim - 1),)


products_of_others: Primitive = Primitive(
    name="products_of_others",
    shape=lambda x: x,
    forward=_others_forward,
    gradient=_others_gradient,
    formula="yᵢ = Πⱼ xⱼ, j ≠ i",
    gradient_formulas=("∂L/∂xᵢ = Σₖ δₖ · Πⱼ xⱼ, j ≠ i, k ≠ i",),
    samples=lambda: [
        Sample((values(2, 3),)),
        Sample((values(4) * [1.0, 0.0, 1.0, 1.0],)),
        Sample((values(2, 0),)),
    ],
)


# ---- the logarithm of a sum of exponentials


def _logsumexp_forward(
    xp: ArrayModule, x: Array, *, dim: Dims = None, keepdim: bool = False
) -> Array:
    x, dims = wide(x.astype(floating(x.dtype), copy=False)), axes(dim, x.ndim)
    if not x.size:
        largest = xp.zeros(reduced(x.shape, dims, keepdim=True), x.dtype)
    else:
        largest = x.max(axis=dims, keepdims=True)
        largest = xp.where(xp.isfinite(largest), largest, 0)
    y = xp.log(xp.exp(x - largest).sum(axis=dims, keepdims=True)) + largest
    return y.reshape(reduced(x.shape, dims, keepdim))


def _logsumexp_gradient(
    needs: object, g: Any, y: Any, x: Any, *, dim: Dims = None, keepdim: bool = False
) -> tuple[Any]:
    finite = where(equal(y[0], -math.inf), 0, y[0])
    return (spread_over(g[0], x, dim) * exp(x - spread_over(finite, x, dim)),)


logsumexp: Primitive = Primitive(
    name="logsumexp",
    shape=reduced_shape,
    dtype=floating,
    forward=lambda xp, x, **attributes: _logsumexp_forward(xp, x, **attributes).astype(
        floating(x.dtype), copy=False
    ),
    gradient=_logsumexp_gradient,
    formula="y = ln Σᵢ e^xᵢ",
    gradient_formulas=("∂L/∂xᵢ = δ · e^(xᵢ − y)",),
    samples=_samples,
)


# ---- extremes and where they are


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


def extreme_gradient(
    needs: object, g: Any, y: Any, x: Any, *, dim: Dims = None, keepdim: bool = False, **_: object
) -> tuple[Any]:
    """What arrives, shared evenly among the elements that equal the result."""
    ties = cast(equal(x, spread_over(y[0], x, dim)), to=x.dtype)
    return (ties * spread_over(g[0] / ties.sum(dim).reshape(g[0].shape), x, dim),)


def _extreme(name: str, formula: str) -> Primitive:
    return Primitive(
        name=name,
        shape=_extreme_shape,
        forward=_reduction(name),
        gradient=extreme_gradient,
        formula=formula,
        gradient_formulas=("∂L/∂xᵢ = δ · [xᵢ = y], shared among equals",),
        samples=_samples,
    )


def _index(name: str, formula: str) -> Primitive:
    return Primitive(
        name=name,
        shape=_extreme_shape,
        dtype=lambda dtype, **_: int64,
        forward=_place(name),
        formula=formula,
        samples=_place_samples,
    )


def _truth(name: str, formula: str) -> Primitive:
    return Primitive(
        name=name,
        shape=reduced_shape,
        dtype=lambda dtype, **_: bool_,
        forward=_reduction(name),
        formula=formula,
        samples=_samples_of_none,
    )


amax: Primitive = _extreme("amax", "y = maxᵢ xᵢ")
amin: Primitive = _extreme("amin", "y = minᵢ xᵢ")
argmax: Primitive = _index("argmax", "y = the first i where xᵢ is largest")
argmin: Primitive = _index("argmin", "y = the first i where xᵢ is smallest")
all: Primitive = _truth("all", "y = [every xᵢ ≠ 0]")
any: Primitive = _truth("any", "y = [some xᵢ ≠ 0]")
