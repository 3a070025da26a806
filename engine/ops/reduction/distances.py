"""The length of a vector in any p-norm: what distances are made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.backend import Array, ArrayModule
from engine.ops.elementwise import converted, floating, values
from engine.ops.pointwise.arithmetic import power
from engine.ops.pointwise.choice import where
from engine.ops.pointwise.comparison import equal
from engine.ops.pointwise.conversion import cast
from engine.ops.pointwise.unary import abs as absolute
from engine.ops.pointwise.unary import sign
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.reduction.sums import sum as total
from engine.ops.rules import axis, reduced

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["p_norm"]


def _shape(x: Shape, *, p: float, dim: int, keepdim: bool = False) -> Shape:
    return reduced(x, (axis(dim, len(x)),), keepdim)


def _forward(xp: ArrayModule, x: Array, *, p: float, dim: int, keepdim: bool = False) -> Array:
    (x,) = converted(floating(x.dtype), x)
    sizes = xp.absolute(x.reshape(x.shape or 1))
    if not sizes.shape[dim]:
        return xp.zeros(reduced(x.shape, (axis(dim, x.ndim),), keepdim), x.dtype)
    if p == 0:
        found = (sizes != 0).sum(axis=dim, keepdims=True).astype(x.dtype)
    elif math.isinf(p):
        found = (sizes.max if p > 0 else sizes.min)(axis=dim, keepdims=True)
    else:
        # In units of the largest, so that no power overflows (float16 ends at 65504).
        largest = sizes.max(axis=dim, keepdims=True)
        unit = xp.where((largest > 0) & xp.isfinite(largest), largest, 1).astype(x.dtype)
        powers = (sizes / unit) ** x.dtype.type(p)
        found = unit * powers.sum(axis=dim, keepdims=True) ** x.dtype.type(1 / p)
    return found.reshape(reduced(x.shape, (axis(dim, x.ndim),), keepdim))


def _gradient(
    needs: object,
    g: Sequence[Tensor],
    y: Sequence[Tensor],
    x: Tensor,
    *,
    p: float,
    dim: int,
    keepdim: bool = False,
) -> tuple[Tensor]:
    along = axis(dim, x.ndim)
    wide = reduced(x.shape, (along,), keepdim=True)
    delta, length = g[0].reshape(*wide), y[0].reshape(*wide)
    if p == 0:
        return (x * 0,)
    if p == 1:
        return (delta * sign(x),)
    if math.isinf(p):
        longest = cast(equal(absolute(x), length), to=x.dtype)
        count = total(longest, dim=(along,), keepdim=True)
        return (delta * sign(x) * longest / count,)
    # A vector of length 0 has no direction: its gradient is 0, in every derivative.
    safe = where(equal(length, 0), 1.0, length)
    if p == 2:
        return (where(equal(length, 0), 0.0, delta * (x / safe)),)
    size = absolute(x)
    share = power(where(equal(size, 0), 1.0, size) / safe, p - 1)
    flat = equal(x, 0) if p < 2 else equal(length, 0)
    rest = sign(x) * share
    return (where(flat, 0.0, delta * rest),)


p_norm: Primitive = Primitive(
    name="p_norm",
    shape=_shape,
    dtype=floating,
    forward=_forward,
    gradient=_gradient,
    formula="y = (Σᵢ |xᵢ|ᵖ)^(1/p)",
    gradient_formulas=("∂L/∂xᵢ = δ · sign xᵢ · (|xᵢ| / y)ᵖ⁻¹",),
    samples=lambda: [
        Sample((values(2, 3),), {"p": 2.0, "dim": 1}),
        Sample((values(2, 3, 2),), {"p": 1.0, "dim": -2, "keepdim": True}),
        Sample((values(2, 3),), {"p": 3.5, "dim": 0}),
        Sample((values(2, 3),), {"p": math.inf, "dim": 1}),
        Sample((values(2, 3),), {"p": -1.0, "dim": 1}),
        Sample((values(2, 3),), {"p": 0.0, "dim": 1}),
        Sample((values(0, 3),), {"p": 2.0, "dim": 1}),
        Sample((values(),), {"p": 2.0, "dim": 0}),
    ],
)
