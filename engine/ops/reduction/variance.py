"""How far numbers spread: the variance and its root, with their derivatives."""

from __future__ import annotations

import math
from typing import Any

from engine.backend import Array, ArrayModule
from engine.ops.elementwise import flat, values
from engine.ops.pointwise.arithmetic import divide
from engine.ops.pointwise.choice import where
from engine.ops.pointwise.comparison import equal
from engine.ops.precision import widened
from engine.ops.primitive import Primitive, Sample
from engine.ops.reduction.shapes import Dims, reduced_shape, spread_over
from engine.ops.reduction.sums import mean_forward
from engine.ops.rules import axes, only_floating

__all__ = ["std", "var", "var_input"]


def _spread_samples() -> list[Sample]:
    return [
        Sample((values(2, 3, 4),), {"dim": 1}),
        Sample((values(2, 3, 4),), {"dim": (0, -1), "correction": 0, "keepdim": True}),
        Sample((values(2, 3),), {"correction": 2}),
    ]


def _freedom(shape: tuple[int, ...], dim: Dims, correction: float) -> float:
    return max(0.0, math.prod(shape[d] for d in axes(dim, len(shape))) - correction)


def _var_forward(
    xp: ArrayModule, x: Array, *, dim: Dims = None, correction: float = 1, keepdim: bool = False
) -> Array:
    centred = widened(x) - mean_forward(xp, widened(x), dim=dim, keepdim=True)
    total = xp.sum(centred * centred, axis=axes(dim, x.ndim), keepdims=keepdim)
    return xp.divide(total, total.dtype.type(_freedom(x.shape, dim, correction))).astype(x.dtype)


var: Primitive = Primitive(
    name="var",
    shape=reduced_shape,
    dtype=only_floating("var"),
    forward=_var_forward,
    gradient=lambda needs, g, y, x, *, dim=None, correction=1, keepdim=False: (
        var_input(spread_over(g[0], x, dim), x, dim=dim, correction=correction),
    ),
    formula="y = Σᵢ (xᵢ − mean)² / (n − correction)",
    gradient_formulas=("∂L/∂xᵢ = δ · 2 (xᵢ − mean) / (n − correction)",),
    samples=_spread_samples,
)
std: Primitive = Primitive(
    name="std",
    shape=reduced_shape,
    dtype=only_floating("std"),
    forward=lambda xp, x, **attributes: xp.sqrt(_var_forward(xp, x, **attributes)),
    gradient=lambda needs, g, y, x, *, dim=None, correction=1, keepdim=False: (
        var_input(
            spread_over(where(equal(y[0], 0), 0, divide(g[0], y[0] * 2)), x, dim),
            x,
            dim=dim,
            correction=correction,
        ),
    ),
    formula="y = √(Σᵢ (xᵢ − mean)² / (n − correction))",
    gradient_formulas=("∂L/∂xᵢ = δ · (xᵢ − mean) / (y · (n − correction))",),
    samples=_spread_samples,
)


def _var_input_forward(
    xp: ArrayModule, g: Array, x: Array, *, dim: Dims = None, correction: float = 1
) -> Array:
    freedom = _freedom(x.shape, dim, correction)
    factor = 2 / freedom if freedom else math.inf
    centred = widened(x) - mean_forward(xp, widened(x), dim=dim, keepdim=True)
    return (g * centred * centred.dtype.type(factor)).astype(x.dtype)


var_input: Primitive = Primitive(
    name="var_input",
    shape=lambda g, x, **_: x,
    forward=_var_input_forward,
    gradient=lambda needs, g, y, gradient, x, *, dim=None, correction=1: (
        g[0] * var_input(flat(gradient) + 1, x, dim=dim, correction=correction)
        if needs[0]
        else None,
        _uncentred(g[0] * gradient, dim, correction) if needs[1] else None,
    ),
    formula="∂L/∂xᵢ = δᵢ · 2 (xᵢ − mean) / (n − correction)",
    gradient_formulas=(
        "δᵢ · 2 (xᵢ − mean) / (n − correction)",
        "2 (δ − mean δ) / (n − correction)",
    ),
    inputs=("gradient", "x"),
    samples=lambda: [
        Sample((values(2, 3, seed=1), values(2, 3)), {"dim": 1, "correction": 0}),
        Sample((values(2, 3, seed=1), values(2, 3)), {}),
    ],
)


def _uncentred(weighted: Any, dim: Dims, correction: float) -> Any:
    """The adjoint of centring and scaling, which is the same again."""
    return var_input(flat(weighted) + 1, weighted, dim=dim, correction=correction)
