"""Sums, means, and the logarithm of a sum of exponentials."""

from __future__ import annotations

import math
from typing import Any

from engine.backend import Array, ArrayModule
from engine.ops.elementwise import floating, values
from engine.ops.pointwise.choice import where
from engine.ops.pointwise.comparison import equal
from engine.ops.pointwise.unary import exp
from engine.ops.precision import widened
from engine.ops.primitive import Primitive, Sample
from engine.ops.reduction.shapes import (
    Dims,
    reduced_shape,
    samples,
    samples_of_none,
    spread_over,
    total_dtype,
)
from engine.ops.rules import axes, only_floating, reduced

__all__ = ["logsumexp", "mean", "mean_input", "sum"]


# ---- sum and mean


def _sum_forward(xp: ArrayModule, x: Array, *, dim: Dims = None, keepdim: bool = False) -> Array:
    dtype = total_dtype(x.dtype)
    total = xp.sum(
        widened(x), axis=axes(dim, x.ndim), keepdims=keepdim, dtype=total_dtype(widened(x).dtype)
    )
    return total.astype(dtype)


sum: Primitive = Primitive(
    name="sum",
    shape=reduced_shape,
    dtype=total_dtype,
    forward=_sum_forward,
    gradient=lambda needs, g, y, x, *, dim=None, keepdim=False: (spread_over(g[0], x, dim),),
    formula="y = Σᵢ xᵢ",
    gradient_formulas=("∂L/∂xᵢ = δ",),
    samples=samples_of_none,
)


def mean_forward(xp: ArrayModule, x: Array, *, dim: Dims = None, keepdim: bool = False) -> Array:
    dims = axes(dim, x.ndim)
    if not math.prod(x.shape[d] for d in dims):  # NumPy would warn of it
        return xp.full(reduced(x.shape, dims, keepdim), math.nan, x.dtype)
    return xp.mean(x, axis=dims, keepdims=keepdim)


mean: Primitive = Primitive(
    name="mean",
    shape=reduced_shape,
    dtype=only_floating("mean"),
    forward=mean_forward,
    gradient=lambda needs, g, y, x, *, dim=None, keepdim=False: (
        mean_input(g[0], shape=x.shape, dim=axes(dim, x.ndim)),
    ),
    formula="y = (1/n) Σᵢ xᵢ",
    gradient_formulas=("∂L/∂xᵢ = δ / n",),
    samples=samples,
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


# ---- the logarithm of a sum of exponentials


def _logsumexp_forward(
    xp: ArrayModule, x: Array, *, dim: Dims = None, keepdim: bool = False
) -> Array:
    x, dims = widened(x.astype(floating(x.dtype), copy=False)), axes(dim, x.ndim)
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
    samples=samples,
)
