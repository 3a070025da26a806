"""Activations: functions of one number each, with their derivatives, as a table.

An entry of the table is a function, its slope, and the slope of its slope, so that the backward
pass through an activation is one step and can be differentiated again. Where a function has a
kink, the slope there is PyTorch's. Softmax and other functions of a whole row: `softmax.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.backend import Array, ArrayModule, special
from engine.ops.elementwise import first, floating, unary, values
from engine.ops.pointwise.choice import where
from engine.ops.pointwise.comparison import greater, less
from engine.ops.pointwise.conversion import cast
from engine.ops.pointwise.unary import abs, exp, sign
from engine.ops.precision import wide
from engine.ops.primitive import Primitive, Sample
from engine.ops.rules import broadcast_shapes, same_shape
from engine.ops.shape.broadcast import summed_to

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "celu", "celu_input", "elu", "elu_input", "gelu", "gelu_input", "hardshrink",
    "hardshrink_input", "hardsigmoid", "hardsigmoid_input", "hardswish", "hardswish_input",
    "hardtanh", "hardtanh_input", "leaky_relu", "leaky_relu_input", "log_sigmoid",
    "log_sigmoid_input", "mish", "mish_input", "prelu", "relu", "relu_input", "sigmoid", "silu",
    "silu_input", "softplus", "softplus_input", "softshrink", "softshrink_input", "softsign",
    "softsign_input", "tanh", "tanhshrink", "tanhshrink_input", "threshold", "threshold_input",
]  # fmt: skip


# ---- the two that are made of their own results, and the one with a kink that all know


def logistic(xp: ArrayModule, x: Array) -> Array:
    """1 / (1 + e⁻ˣ): exact far below 0 too, and 0 where e⁻ˣ overflows."""
    return 1 / (1 + xp.exp(-x))


sigmoid: Primitive = unary(
    "sigmoid", wide(logistic), lambda g, y, x: g * y * (1 - y),
    "y = 1 / (1 + e⁻ˣ)", "δ · y · (1 − y)",
)  # fmt: skip
tanh: Primitive = unary(
    "tanh", lambda xp, x: xp.tanh(x), lambda g, y, x: g * (1 - y * y), "y = tanh x", "δ · (1 − y²)"
)
relu: Primitive = unary(
    "relu", lambda xp, x: xp.maximum(x, x.dtype.type(0)), lambda g, y, x: relu_input(g, y),
    "y = max(x, 0)", "δ · [y > 0]", dtype=first,
)  # fmt: skip

relu_input: Primitive = Primitive(
    name="relu_input",
    shape=broadcast_shapes,
    # A result of relu is positive, zero or NaN, where PyTorch hands the gradient on.
    forward=lambda xp, g, y: g * xp.not_equal(y, 0).astype(g.dtype),
    gradient=lambda needs, g, y, _, output: (relu_input(g[0], output), None),
    formula="∂L/∂x = δ · [y > 0]",
    gradient_formulas=("δ · [y > 0]", "0"),
    inputs=("gradient", "output"),
    elementwise=True,
    samples=lambda: [
        Sample((values(2, 3), np.maximum(values(2, 3, seed=1), 0)), {}, (True, False))
    ],
)


# ---- how the rest is declared


def _activation(
    name: str,
    value: Callable[..., Array],
    slope: Callable[..., Array],
    bend: Callable[..., Tensor] | None,
    formula: str,
    slope_formula: str,
    samples: Sequence[dict[str, Any]] = ({},),
) -> tuple[Primitive, Primitive]:
    """The primitives `name` and `name`_input, which hands a gradient back through it.

    value, slope: (xp, x, **attributes) -> array: the function and its derivative.
    bend: (x, **attributes) -> Tensor: the second derivative; None where it is 0.
    samples: attributes to test it with, on numbers of both signs, 0.5 to 2 from zero.
    """

    def derivative(g: Tensor, y: Tensor, x: Tensor, **attributes: Any) -> Tensor:
        return backward(g, x, **attributes)

    def back(xp: ArrayModule, g: Array, x: Array, **attributes: Any) -> Array:
        return g * wide(slope)(xp, x, **attributes).astype(g.dtype, copy=False)

    def back_gradient(
        needs: tuple[bool, ...], g: Sequence[Tensor], y: object, upstream: Tensor, x: Tensor,
        **attributes: Any,
    ) -> tuple[Tensor | None, ...]:  # fmt: skip
        return (
            backward(g[0], x, **attributes) if needs[0] else None,
            g[0] * upstream * bend(x, **attributes) if needs[1] and bend else None,
        )

    forward = unary(
        name, wide(value), derivative, f"y = {formula}", f"δ · {slope_formula}",
        samples=lambda: [
            *(Sample((values(2, 3),), how) for how in samples),
            *(Sample((values(*shape),), samples[0]) for shape in ((), (0, 3))),
        ],
    )  # fmt: skip
    backward = Primitive(
        name=f"{name}_input",
        shape=same_shape,
        forward=back,
        gradient=back_gradient,
        formula=f"∂L/∂x = δ · {slope_formula}",
        gradient_formulas=(f"δ · {slope_formula}", "δ · its slope" if bend else "0"),
        inputs=("gradient", "input"),
        elementwise=True,
        samples=lambda: [Sample((values(2, 3, seed=1), values(2, 3)), how) for how in samples],
    )
    return forward, backward


def _between(xp: ArrayModule, x: Array, low: float, high: float) -> Array:
    return (x > low) & (x < high)


# ---- straight lines with kinks


leaky_relu, leaky_relu_input = _activation(
    "leaky_relu",
    lambda xp, x, *, negative_slope: xp.where(x > 0, x, x * negative_slope),
    lambda xp, x, *, negative_slope: xp.where(x > 0, 1.0, negative_slope),
    None,
    "x where x > 0, else a · x",
    "(1 where x > 0, else a)",
    [{"negative_slope": 0.01}, {"negative_slope": -0.5}],
)
hardtanh, hardtanh_input = _activation(
    "hardtanh",
    lambda xp, x, *, min_val, max_val: xp.clip(x, min_val, max_val),
    lambda xp, x, *, min_val, max_val: _between(xp, x, min_val, max_val),
    None,
    "min(max(x, low), high)",
    "[low < x < high]",
    [{"min_val": -1.05, "max_val": 1.05}, {"min_val": 0.0, "max_val": 6.0}],
)
hardsigmoid, hardsigmoid_input = _activation(
    "hardsigmoid",
    lambda xp, x: xp.clip(x + 3, 0, 6) / 6,
    lambda xp, x: _between(xp, x, -3, 3) / 6,
    None,
    "min(max(x + 3, 0), 6) / 6",
    "(1/6 where −3 < x < 3, else 0)",
)
hardswish, hardswish_input = _activation(
    "hardswish",
    lambda xp, x: x * (xp.clip(x + 3, 0, 6) / 6),
    lambda xp, x: xp.where(x <= -3, 0.0, xp.where(x < 3, x / 3 + 0.5, 1.0)),
    lambda x: cast(less(abs(x), 3), to=x.dtype) / 3,
    "x · min(max(x + 3, 0), 6) / 6",
    "(x / 3 + ½ where −3 < x < 3, else 1 above and 0 below)",
)
threshold, threshold_input = _activation(
    "threshold",
    lambda xp, x, *, threshold, value: xp.where(x <= threshold, value, x),
    lambda xp, x, *, threshold, value: ~(x <= threshold),
    None,
    "x where x > threshold, else value",
    "[x > threshold]",
    [{"threshold": 0.1, "value": 20.0}],
)
hardshrink, hardshrink_input = _activation(
    "hardshrink",
    lambda xp, x, *, lambd: xp.where(xp.absolute(x) <= lambd, 0.0, x),
    lambda xp, x, *, lambd: ~(xp.absolute(x) <= lambd),
    None,
    "x where |x| > λ, else 0",
    "[|x| > λ]",
    [{"lambd": 1.05}],
)
softshrink, softshrink_input = _activation(
    "softshrink",
    lambda xp, x, *, lambd: x - xp.clip(x, -lambd, lambd),
    lambda xp, x, *, lambd: ~(xp.absolute(x) <= lambd),
    None,
    "x − min(max(x, −λ), λ)",
    "[|x| > λ]",
    [{"lambd": 1.05}],
)


# ---- exponential below zero


def _elu(xp: ArrayModule, x: Array, *, alpha: float, scale: float = 1.0) -> Array:
    return xp.where(x > 0, x, alpha * xp.expm1(xp.minimum(x, 0))) * scale


def _elu_slope(xp: ArrayModule, x: Array, *, alpha: float, scale: float = 1.0) -> Array:
    return xp.where(x > 0, 1.0, alpha * xp.exp(xp.minimum(x, 0))) * scale


def _celu(xp: ArrayModule, x: Array, *, alpha: float) -> Array:
    return xp.where(x > 0, x, alpha * xp.expm1(xp.where(x > 0, 0, x / alpha)))


elu, elu_input = _activation(
    "elu",
    _elu,
    _elu_slope,
    lambda x, *, alpha, scale=1.0: where(greater(x, 0), 0, exp(x) * (alpha * scale)),
    "s · x where x > 0, else s · α · (eˣ − 1)",
    "(s where x > 0, else s · α · eˣ)",
    [{"alpha": 1.0}, {"alpha": 1.6, "scale": 1.05}],
)
celu, celu_input = _activation(
    "celu",
    _celu,
    lambda xp, x, *, alpha: xp.where(x > 0, 1.0, xp.exp(xp.where(x > 0, 0, x / alpha))),
    lambda x, *, alpha: where(greater(x, 0), 0, exp(x / alpha) / alpha),
    "x where x > 0, else α · (e^(x/α) − 1)",
    "(1 where x > 0, else e^(x/α))",
    [{"alpha": 1.0}, {"alpha": 1.6}],
)


# ---- smooth


def _soft(xp: ArrayModule, x: Array) -> Array:
    """ln(1 + eˣ), without an overflow."""
    return xp.maximum(x, 0) + xp.log1p(xp.exp(-xp.absolute(x)))


def _slope_of_sigmoid(x: Tensor) -> Tensor:
    y = sigmoid(x)
    return y * (1 - y)


softplus, softplus_input = _activation(
    "softplus",
    lambda xp, x, *, beta, threshold: xp.where(x * beta > threshold, x, _soft(xp, x * beta) / beta),
    lambda xp, x, *, beta, threshold: xp.where(x * beta > threshold, 1, logistic(xp, x * beta)),
    lambda x, *, beta, threshold: where(
        greater(x * beta, threshold), 0, _slope_of_sigmoid(x * beta) * beta
    ),
    "ln(1 + e^(βx)) / β",
    "σ(βx)",
    [{"beta": 1.0, "threshold": 20.0}, {"beta": 2.0, "threshold": 2.1}],
)
log_sigmoid, log_sigmoid_input = _activation(
    "log_sigmoid",
    lambda xp, x: -_soft(xp, -x),
    lambda xp, x: logistic(xp, -x),
    lambda x: -_slope_of_sigmoid(x),
    "ln σ(x) = −ln(1 + e⁻ˣ)",
    "σ(−x)",
)
softsign, softsign_input = _activation(
    "softsign",
    lambda xp, x: x / (1 + xp.absolute(x)),
    lambda xp, x: 1 / xp.square(1 + xp.absolute(x)),
    lambda x: sign(x) * -2 / ((1 + abs(x)) * (1 + abs(x)) * (1 + abs(x))),
    "x / (1 + |x|)",
    "1 / (1 + |x|)²",
)
tanhshrink, tanhshrink_input = _activation(
    "tanhshrink",
    lambda xp, x: x - xp.tanh(x),
    lambda xp, x: xp.square(xp.tanh(x)),
    lambda x: 2 * tanh(x) * (1 - tanh(x) * tanh(x)),
    "x − tanh x",
    "tanh² x",
)


def _silu_slope(xp: ArrayModule, x: Array) -> Array:
    y = logistic(xp, x)
    return y * (1 + x * (1 - y))


def _silu_bend(x: Tensor) -> Tensor:
    y = sigmoid(x)
    return y * (1 - y) * (2 + x * (1 - 2 * y))


def _mish_slope(xp: ArrayModule, x: Array) -> Array:
    t = xp.tanh(_soft(xp, x))
    return t + x * (1 - t * t) * logistic(xp, x)


def _mish_bend(x: Tensor) -> Tensor:
    t, y = tanh(softplus(x, beta=1.0, threshold=math.inf)), sigmoid(x)
    return (1 - t * t) * y * (2 + x * (1 - y - 2 * t * y))


silu, silu_input = _activation(
    "silu",
    lambda xp, x: x * logistic(xp, x),
    _silu_slope,
    _silu_bend,
    "x · σ(x)",
    "σ(x) · (1 + x · (1 − σ(x)))",
)
mish, mish_input = _activation(
    "mish",
    lambda xp, x: x * xp.tanh(_soft(xp, x)),
    _mish_slope,
    _mish_bend,
    "x · tanh(ln(1 + eˣ))",
    "(t + x · (1 − t²) · σ(x)), t = tanh(ln(1 + eˣ))",
)


# GELU: the exact one, by the normal distribution's Φ and its density φ; or tanh of a cubic.

_CUBIC = 0.044715
_STRETCH = math.sqrt(2 / math.pi)
_PEAK = 1 / math.sqrt(2 * math.pi)


def _gelu(xp: ArrayModule, x: Array, *, approximate: str) -> Array:
    if approximate == "tanh":
        return 0.5 * x * (1 + xp.tanh(_STRETCH * (x + _CUBIC * x * x * x)))
    return 0.5 * x * special(xp).erfc(x * -math.sqrt(0.5))


def _gelu_slope(xp: ArrayModule, x: Array, *, approximate: str) -> Array:
    if approximate == "tanh":
        t = xp.tanh(_STRETCH * (x + _CUBIC * x * x * x))
        return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * (_STRETCH * (1 + 3 * _CUBIC * x * x))
    normal = 0.5 * special(xp).erfc(x * -math.sqrt(0.5))
    return normal + x * (_PEAK * xp.exp(-0.5 * x * x))


def _gelu_bend(x: Tensor, *, approximate: str) -> Tensor:
    if approximate == "tanh":
        t = tanh(_STRETCH * (x + _CUBIC * x * x * x))
        inner = _STRETCH * (1 + 3 * _CUBIC * x * x)
        bend = inner + x * (3 * _STRETCH * _CUBIC * x) - x * t * inner * inner
        return (1 - t * t) * bend
    return _PEAK * exp(-0.5 * x * x) * (2 - x * x)


gelu, gelu_input = _activation(
    "gelu",
    _gelu,
    _gelu_slope,
    _gelu_bend,
    "x · Φ(x), or its approximation by tanh",
    "(Φ(x) + x · φ(x))",
    [{"approximate": "none"}, {"approximate": "tanh"}],
)


# ---- with a slope that is learned


prelu: Primitive = Primitive(
    name="prelu",
    shape=broadcast_shapes,
    dtype=floating,
    forward=lambda xp, x, weight: xp.where(x > 0, x, x * weight),
    gradient=lambda needs, g, y, x, weight: (
        where(greater(x, 0), g[0], g[0] * weight) if needs[0] else None,
        summed_to(where(greater(x, 0), 0, g[0] * x), weight) if needs[1] else None,
    ),
    formula="y = x where x > 0, else w · x",
    gradient_formulas=("∂L/∂x = δ where x > 0, else δ · w", "∂L/∂w = Σ δ · x where x ≤ 0"),
    inputs=("input", "weight"),
    elementwise=True,
    samples=lambda: [
        Sample((values(2, 3), np.full((1,), 0.25))),
        Sample((values(2, 3, 4), values(3, 1, seed=1))),
        Sample((values(), values(seed=1))),
        Sample((values(0, 3), values(3, seed=1))),
    ],
)
