"""What one element of a loss costs: the bends of Huber, logistic, cross-entropy and divergence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine.backend import Array, ArrayModule
from engine.errors import ShapeError
from engine.ops.activation.pointwise import sigmoid
from engine.ops.elementwise import converted, floating, unary, values
from engine.ops.pointwise.choice import clip, where
from engine.ops.pointwise.comparison import greater
from engine.ops.pointwise.unary import exp, log
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import text, widest_floating
from engine.ops.shape.broadcast import summed_to

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["binary_cross_entropy", "huber", "kl_div", "logistic_loss"]


# ---- of one number


def _huber_forward(xp: ArrayModule, x: Array, *, delta: float) -> Array:
    size = xp.absolute(x)
    return xp.where(size <= delta, x * x / 2, delta * (size - delta / 2))


huber: Primitive = unary(
    "huber",
    _huber_forward,
    lambda g, y, x, *, delta: g * clip(x, min=-delta, max=delta),
    "y = ½x² where |x| ≤ d, else d · (|x| − ½d)",
    "δ · min(max(x, −d), d)",
    samples=lambda: [
        Sample((values(2, 3),), {"delta": 1.0}),
        Sample((values(4),), {"delta": 0.3}),
        Sample((values(),), {"delta": 5.0}),
    ],
)

logistic_loss: Primitive = unary(
    "logistic_loss",
    lambda xp, x: xp.logaddexp(x.dtype.type(0), -x),
    lambda g, y, x: -g * sigmoid(-x),
    "y = ln(1 + e⁻ˣ)",
    "−δ / (1 + eˣ)",
)


# ---- of a prediction and a target


def _same_shapes(x: Shape, target: Shape, **_: object) -> Shape:
    if x != target:
        raise ShapeError(
            "The target has the shape of the input", expected=text(x), actual=text(target)
        )
    return x


_SMALLEST_LOG = -100.0  # PyTorch's: the loss of a certain mistake stays finite
_SMALLEST_SPREAD = 1e-12


def _bce_forward(xp: ArrayModule, x: Array, target: Array) -> Array:
    x, target = converted(floating(x.dtype, target.dtype), x, target)
    hit = xp.maximum(xp.log(x), x.dtype.type(_SMALLEST_LOG))
    miss = xp.maximum(xp.log1p(-x), x.dtype.type(_SMALLEST_LOG))
    return (target - 1) * miss - target * hit


def _bce_gradient(
    needs: tuple[bool, ...], g: Sequence[Tensor], y: object, x: Tensor, target: Tensor
) -> list[Tensor | None]:
    # float16 has no 1e-12, and its gradients end at 65504.
    least = max(_SMALLEST_SPREAD, float(np.finfo(x.dtype).tiny))
    spread = clip(x * (1 - x), min=least)
    of_target = clip(log(1 - x), min=_SMALLEST_LOG) - clip(log(x), min=_SMALLEST_LOG)
    return [
        summed_to(g[0] * (x - target) / spread, x) if needs[0] else None,
        summed_to(g[0] * of_target, target) if needs[1] else None,
    ]


_P = np.array([[0.45, 0.5, 0.6], [0.4, 0.55, 0.5]])
_T = np.array([[0.5, 0.8, 0.9], [0.6, 0.7, 0.5]])

binary_cross_entropy: Primitive = Primitive(
    name="binary_cross_entropy",
    shape=_same_shapes,
    dtype=widest_floating("The loss"),
    forward=_bce_forward,
    gradient=_bce_gradient,
    formula="y = −t · ln x − (1 − t) · ln(1 − x), a logarithm at least −100",
    gradient_formulas=("∂L/∂x = δ · (x − t) / (x · (1 − x))", "∂L/∂t = δ · (ln(1 − x) − ln x)"),
    inputs=("input", "target"),
    elementwise=True,
    samples=lambda: [Sample((_P, _T)), Sample((_P[0, 0], _T[0, 0])), Sample((_P[:0], _T[:0]))],
)


def _kl_forward(xp: ArrayModule, x: Array, target: Array, *, log_target: bool = False) -> Array:
    x, target = converted(floating(x.dtype, target.dtype), x, target)
    if log_target:
        return xp.exp(target) * (target - x)
    there = target > 0  # 0 · ln 0 is 0
    return xp.where(there, target * xp.log(xp.where(there, target, 1)), 0) - target * x


def _kl_gradient(
    needs: tuple[bool, ...],
    g: Sequence[Tensor],
    y: object,
    x: Tensor,
    target: Tensor,
    *,
    log_target: bool = False,
) -> list[Tensor | None]:
    share = exp(target) if log_target else target
    of_x = summed_to(-g[0] * share, x) if needs[0] else None
    if not needs[1]:
        return [of_x, None]
    if log_target:
        return [of_x, summed_to(g[0] * share * (target - x + 1), target)]
    there = greater(target, 0)
    slope = where(there, log(where(there, target, 1.0)) + 1, 0.0) - x
    return [of_x, summed_to(g[0] * slope, target)]


kl_div: Primitive = Primitive(
    name="kl_div",
    shape=_same_shapes,
    dtype=widest_floating("The loss"),
    forward=_kl_forward,
    gradient=_kl_gradient,
    formula="y = t · (ln t − x)",
    gradient_formulas=("∂L/∂x = −δ · t", "∂L/∂t = δ · (ln t + 1 − x)"),
    inputs=("input", "target"),
    elementwise=True,
    samples=lambda: [
        Sample((values(2, 3), _T)),
        Sample((values(2, 3), np.log(_T)), {"log_target": True}),
        Sample((values(3), np.array([0.0, 0.0, 1.0])), {}, (True, False)),
    ],
)
