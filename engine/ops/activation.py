"""Activations: sigmoid, tanh, ReLU, softmax and its logarithm, with their derivatives."""

from __future__ import annotations

from engine.backend import Array, ArrayModule
from engine.ops.elementwise import floating, values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import axes, axis, broadcast_shapes, same_shape

__all__ = ["log_softmax", "relu", "relu_input", "sigmoid", "softmax", "tanh"]


def _along(shape: Shape, *, dim: int) -> Shape:
    axis(dim, len(shape))
    return shape


def _single() -> list[Sample]:
    return [Sample((values(2, 3),)), Sample((values(),)), Sample((values(0, 3),))]


def _rows() -> list[Sample]:
    return [
        Sample((values(2, 3),), {"dim": 1}),
        Sample((values(2, 3, 4),), {"dim": -2}),
        Sample((values(),), {"dim": 0}),
        Sample((values(0, 3),), {"dim": 1}),
    ]


sigmoid: Primitive = Primitive(
    name="sigmoid",
    shape=same_shape,
    dtype=floating,
    forward=lambda xp, x: 1 / (1 + xp.exp(-_float(x))),
    gradient=lambda needs, g, y, x: (g[0] * y[0] * (1 - y[0]),),
    formula="y = 1 / (1 + e⁻ˣ)",
    gradient_formulas=("∂L/∂x = δ · y · (1 − y)",),
    samples=_single,
)

tanh: Primitive = Primitive(
    name="tanh",
    shape=same_shape,
    dtype=floating,
    forward=lambda xp, x: xp.tanh(_float(x)),
    gradient=lambda needs, g, y, x: (g[0] * (1 - y[0] * y[0]),),
    formula="y = tanh x",
    gradient_formulas=("∂L/∂x = δ · (1 − y²)",),
    samples=_single,
)

relu: Primitive = Primitive(
    name="relu",
    shape=same_shape,
    forward=lambda xp, x: xp.maximum(x, x.dtype.type(0)),
    gradient=lambda needs, g, y, x: (relu_input(g[0], y[0]),),
    formula="y = max(x, 0)",
    gradient_formulas=("∂L/∂x = δ · [y > 0]",),
    samples=_single,
)

relu_input: Primitive = Primitive(
    name="relu_input",
    shape=broadcast_shapes,
    forward=lambda xp, g, y: g * xp.greater(y, 0).astype(g.dtype),
    gradient=lambda needs, g, y, _, output: (relu_input(g[0], output), None),
    formula="∂L/∂x = δ · [y > 0]",
    gradient_formulas=("δ · [y > 0]", "0"),
    inputs=("gradient", "output"),
    samples=lambda: [Sample((values(2, 3), values(2, 3, seed=1)), {}, (True, False))],
)


def _float(x: Array) -> Array:
    return x.astype(floating(x.dtype), copy=False)


def _shifted(xp: ArrayModule, x: Array, dim: int) -> Array:
    """x − max x: the same softmax, and no exponential overflows."""
    x = _float(x)
    return x - x.max(axis=dim, keepdims=True) if x.size else x


def _softmax_forward(xp: ArrayModule, x: Array, *, dim: int) -> Array:
    rows = x.reshape(x.shape or 1)
    powers = xp.exp(_shifted(xp, rows, dim))
    return (powers / powers.sum(axis=dim, keepdims=True)).reshape(x.shape)


def _log_softmax_forward(xp: ArrayModule, x: Array, *, dim: int) -> Array:
    shifted = _shifted(xp, x.reshape(x.shape or 1), dim)
    logarithm = xp.log(xp.exp(shifted).sum(axis=dim, keepdims=True))
    return (shifted - logarithm).reshape(x.shape)


softmax: Primitive = Primitive(
    name="softmax",
    shape=_along,
    dtype=floating,
    forward=_softmax_forward,
    gradient=lambda needs, g, y, x, *, dim: (
        y[0] * (g[0] - (g[0] * y[0]).sum(axes(dim, x.ndim), keepdim=True)),
    ),
    formula="yᵢ = e^xᵢ / Σⱼ e^xⱼ",
    gradient_formulas=("∂L/∂xᵢ = yᵢ · (δᵢ − Σⱼ δⱼ yⱼ)",),
    samples=_rows,
)

log_softmax: Primitive = Primitive(
    name="log_softmax",
    shape=_along,
    dtype=floating,
    forward=_log_softmax_forward,
    gradient=lambda needs, g, y, x, *, dim: (
        g[0] - y[0].exp() * g[0].sum(axes(dim, x.ndim), keepdim=True),
    ),
    formula="yᵢ = xᵢ − ln Σⱼ e^xⱼ",
    gradient_formulas=("∂L/∂xᵢ = δᵢ − e^yᵢ · Σⱼ δⱼ",),
    samples=_rows,
)
