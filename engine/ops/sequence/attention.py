"""What attention needs beside matrix products: a softmax that survives masks, and rotation."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.backend import Array, ArrayModule
from engine.errors import ShapeError
from engine.ops.elementwise import first, floating, values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import axes, broadcast_shapes, same_shape_along, text
from engine.ops.shape.broadcast import summed_to

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["rotary", "safe_softmax"]


def _softmax_forward(xp: ArrayModule, x: Array, *, dim: int) -> Array:
    if not x.size:
        return x.copy()
    top = x.max(axis=dim, keepdims=True)
    powers = xp.exp(x - xp.where(xp.isneginf(top), x.dtype.type(0), top))
    total = powers.sum(axis=dim, keepdims=True)
    return powers / xp.where(xp.isneginf(top), x.dtype.type(1), total)


def _masked() -> Array:
    scores = values(2, 3, 4)
    scores[0, 1] = -np.inf
    scores[1, 2, 1:] = -np.inf
    return scores


safe_softmax: Primitive = Primitive(
    name="safe_softmax",
    shape=same_shape_along,
    dtype=floating,
    forward=_softmax_forward,
    gradient=lambda needs, g, y, x, *, dim: (
        y[0] * (g[0] - (g[0] * y[0]).sum(axes(dim, x.ndim), keepdim=True)),
    ),
    formula="yᵢ = e^xᵢ / Σⱼ e^xⱼ; 0 where every x is −∞",
    gradient_formulas=("∂L/∂xᵢ = yᵢ · (δᵢ − Σⱼ δⱼ yⱼ)",),
    samples=lambda: [
        Sample((values(2, 3),), {"dim": 1}),
        Sample((_masked(),), {"dim": -1}),
        Sample((values(0, 3),), {"dim": 1}),
    ],
)


# ---- rotary positions


def _rotary_shape(x: Shape, angle: Shape, *, interleaved: bool) -> Shape:
    features = x[-1] if x else 1
    if features % 2 != 0:
        raise ShapeError(
            "Rotation turns features in pairs",
            expected="an even number of features",
            actual=text(x),
            mend="Choose an even size of each head",
        )
    if not angle or broadcast_shapes(x[:-1], angle[:-1]) != x[:-1] or angle[-1] * 2 != features:
        raise ShapeError(
            "There is one angle for each position and pair of features",
            expected=text((*x[-2:-1], features // 2)),
            actual=text(angle),
        )
    return x


def _rotary_forward(xp: ArrayModule, x: Array, angle: Array, *, interleaved: bool) -> Array:
    cos, sin = xp.cos(angle).astype(x.dtype), xp.sin(angle).astype(x.dtype)
    half = x.shape[-1] // 2
    one = np.s_[..., 0::2] if interleaved else np.s_[..., :half]
    other = np.s_[..., 1::2] if interleaved else np.s_[..., half:]
    y = xp.empty(x.shape, x.dtype)
    y[one] = x[one] * cos - x[other] * sin
    y[other] = x[one] * sin + x[other] * cos
    return y


def _over_pairs(x: Tensor, interleaved: bool) -> Tensor:
    """The two features of each pair added."""
    half = x.shape[-1] // 2
    pairs = (half, 2) if interleaved else (2, half)
    return x.reshape(*x.shape[:-1], *pairs).sum(-1 if interleaved else -2)


def _rotary_gradient(
    needs: tuple[bool, ...], g: Any, y: object, x: Tensor, angle: Tensor, *, interleaved: bool
) -> tuple[Tensor | None, Tensor | None]:
    turned: Tensor | None = None
    if needs[1]:
        slope = g[0] * rotary(x, angle + math.pi / 2, interleaved=interleaved)
        turned = summed_to(_over_pairs(slope, interleaved), angle)
    back = rotary(g[0], -angle, interleaved=interleaved) if needs[0] else None
    return back, turned


rotary: Primitive = Primitive(
    name="rotary",
    shape=_rotary_shape,
    dtype=first,
    forward=_rotary_forward,
    gradient=_rotary_gradient,
    formula="each pair (a, b) of x turned by its angle φ: (a cos φ − b sin φ, a sin φ + b cos φ)",
    gradient_formulas=("∂L/∂x = δ turned by −φ", "∂L/∂φ = Σ δ · (x turned by φ + π/2)"),
    inputs=("x", "angle"),
    samples=lambda: [
        Sample((values(2, 3, 4), values(3, 2, seed=1)), {"interleaved": True}),
        Sample((values(2, 3, 4), values(3, 2, seed=1)), {"interleaved": False}),
        Sample((values(0, 3, 4), values(3, 2, seed=1)), {"interleaved": True}),
    ],
)
