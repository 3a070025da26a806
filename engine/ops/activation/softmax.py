"""Activations of a whole row: softmax, its logarithm, the gated linear unit; and Gumbel noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backend import Array, ArrayModule, Generator
from engine.errors import ShapeError, ValueRangeError
from engine.ops.activation.pointwise import logistic, sigmoid
from engine.ops.elementwise import first, floating, values
from engine.ops.precision import wide
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import axes, axis, only_floating, same_shape, same_shape_along, text
from engine.ops.shape.joining import concatenate

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["glu", "gumbel_noise", "log_softmax", "rrelu_slope", "softmax"]


# ---- softmax


def _rows() -> list[Sample]:
    return [
        Sample((values(2, 3),), {"dim": 1}),
        Sample((values(2, 3, 4),), {"dim": -2}),
        Sample((values(),), {"dim": 0}),
        Sample((values(0, 3),), {"dim": 1}),
    ]


def _shifted(x: Array, dim: int) -> Array:
    """x − max x: the same softmax, and no exponential overflows."""
    return x - x.max(axis=dim, keepdims=True) if x.size else x


def _softmax(xp: ArrayModule, x: Array, *, dim: int) -> Array:
    powers = xp.exp(_shifted(x.reshape(x.shape or 1), dim))
    return (powers / powers.sum(axis=dim, keepdims=True)).reshape(x.shape)


def _log_softmax(xp: ArrayModule, x: Array, *, dim: int) -> Array:
    shifted = _shifted(x.reshape(x.shape or 1), dim)
    logarithm = xp.log(xp.exp(shifted).sum(axis=dim, keepdims=True))
    return (shifted - logarithm).reshape(x.shape)


softmax: Primitive = Primitive(
    name="softmax",
    shape=same_shape_along,
    dtype=floating,
    forward=lambda xp, x, *, dim: wide(_softmax)(xp, _float(x), dim=dim),
    gradient=lambda needs, g, y, x, *, dim: (
        y[0] * (g[0] - (g[0] * y[0]).sum(axes(dim, x.ndim), keepdim=True)),
    ),
    formula="yᵢ = e^xᵢ / Σⱼ e^xⱼ",
    gradient_formulas=("∂L/∂xᵢ = yᵢ · (δᵢ − Σⱼ δⱼ yⱼ)",),
    samples=_rows,
)

log_softmax: Primitive = Primitive(
    name="log_softmax",
    shape=same_shape_along,
    dtype=floating,
    forward=lambda xp, x, *, dim: wide(_log_softmax)(xp, _float(x), dim=dim),
    gradient=lambda needs, g, y, x, *, dim: (
        g[0] - y[0].exp() * g[0].sum(axes(dim, x.ndim), keepdim=True),
    ),
    formula="yᵢ = xᵢ − ln Σⱼ e^xⱼ",
    gradient_formulas=("∂L/∂xᵢ = δᵢ − e^yᵢ · Σⱼ δⱼ",),
    samples=_rows,
)


def _float(x: Array) -> Array:
    return x.astype(floating(x.dtype), copy=False)


# ---- the gated linear unit


def _glu_shape(x: Shape, *, dim: int) -> Shape:
    if not x:
        raise ShapeError("A gated linear unit halves a dimension", actual=text(x))
    along = axis(dim, len(x))
    if x[along] % 2:
        raise ShapeError(
            "A gated linear unit halves dimension {dim}",
            dim=dim,
            expected="an even size",
            actual=text(x),
            mend="Make twice as many features as are wanted",
        )
    return (*x[:along], x[along] // 2, *x[along + 1 :])


def _glu_forward(xp: ArrayModule, x: Array, *, dim: int) -> Array:
    half = x.shape[dim] // 2
    a, b = (xp.take(x, xp.arange(n * half, (n + 1) * half), axis=dim) for n in (0, 1))
    return a * wide(logistic)(xp, b)


def _glu_gradient(
    needs: object, g: tuple[Tensor], y: object, x: Tensor, *, dim: int
) -> tuple[Tensor]:
    along = axis(dim, x.ndim)
    half = x.shape[along] // 2
    lead = (slice(None),) * along
    a, gate = x[(*lead, slice(0, half))], sigmoid(x[(*lead, slice(half, None))])
    passed = g[0] * gate
    return (concatenate(passed, passed * a * (1 - gate), dim=along),)


glu: Primitive = Primitive(
    name="glu",
    shape=_glu_shape,
    dtype=only_floating("glu"),
    forward=_glu_forward,
    gradient=_glu_gradient,
    formula="y = a · σ(b), a and b the halves of x",
    gradient_formulas=("∂L/∂a = δ · σ(b), ∂L/∂b = δ · a · σ(b) · (1 − σ(b))",),
    samples=lambda: [
        Sample((values(2, 6),), {"dim": -1}),
        Sample((values(2, 4, 3),), {"dim": 1}),
        Sample((values(0, 4),), {"dim": 1}),
    ],
)


# ---- noise that activations draw


def _gumbel_forward(xp: ArrayModule, x: Array, *, generator: Generator) -> Array:
    drawn = generator.next(xp).random(x.shape, dtype=xp.float64)
    return -xp.log(-xp.log1p(-drawn)).astype(x.dtype) if x.size else xp.zeros_like(x)


gumbel_noise: Primitive = Primitive(
    name="gumbel_noise",
    shape=same_shape,
    dtype=first,
    forward=_gumbel_forward,
    formula="n = −ln(−ln u), u even in 0 to 1",
    inputs=("input",),
    random=True,
    samples=lambda: [Sample((values(3, 4),)), Sample((values(),)), Sample((values(0, 4),))],
)


def _rrelu_shape(x: Shape, *, lower: float, upper: float) -> Shape:
    if lower > upper:
        raise ValueRangeError(
            "The lower slope is above the upper one", expected=f"at most {upper}", actual=lower
        )
    return x


def _rrelu_forward(
    xp: ArrayModule, x: Array, *, lower: float, upper: float, generator: Generator
) -> Array:
    drawn = generator.next(xp).random(x.shape, dtype=xp.float32) * (upper - lower) + lower
    return xp.where(x > 0, 1, drawn).astype(x.dtype)


rrelu_slope: Primitive = Primitive(
    name="rrelu_slope",
    shape=_rrelu_shape,
    dtype=first,
    forward=_rrelu_forward,
    formula="m = 1 where x > 0, else even in lower to upper",
    inputs=("input",),
    random=True,
    samples=lambda: [
        Sample((values(3, 4),), {"lower": 0.125, "upper": 0.5}),
        Sample((values(),), {"lower": 0.125, "upper": 0.5}),
        Sample((values(0, 4),), {"lower": 0.125, "upper": 0.5}),
    ],
)
