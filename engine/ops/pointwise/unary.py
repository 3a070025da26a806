"""Functions of one element each, with their derivatives."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.backend import Array, ArrayModule, special
from engine.ops.elementwise import first as kept
from engine.ops.elementwise import (
    flat,
    of_integers,
    positive,
    samples_of,
    signed,
    step,
    unary,
    values,
)
from engine.ops.elementwise import integers as whole
from engine.ops.pointwise.choice import where
from engine.ops.pointwise.comparison import equal, isfinite, isnan
from engine.ops.precision import wide
from engine.ops.primitive import Primitive, Sample

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "abs",
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "bitwise_not",
    "ceil",
    "cos",
    "cosh",
    "digamma",
    "erf",
    "erfc",
    "erfinv",
    "exp",
    "exp2",
    "expm1",
    "floor",
    "frac",
    "lgamma",
    "log",
    "log1p",
    "log2",
    "log10",
    "logit",
    "nan_to_num",
    "negative",
    "polygamma",
    "reciprocal",
    "round",
    "rsqrt",
    "sign",
    "sin",
    "sinc",
    "sinh",
    "sqrt",
    "square",
    "tan",
    "trunc",
]  # fmt: skip


def _inside(*shape: int, seed: int = 0) -> Array:
    """Sample numbers between −0.8 and 0.8."""
    return values(*shape, seed=seed) * 0.4


def _share(*shape: int, seed: int = 0) -> Array:
    """Sample numbers between 0.3 and 0.7."""
    return values(*shape, seed=seed) / 10 + 0.5


# Each entry: name, value, what is handed on, formula, formula of what is handed on.

negative: Primitive = unary(
    "negative", lambda xp, x: xp.negative(x), lambda g, y, x: -g, "y = −x", "−δ", dtype=signed,
)  # fmt: skip
abs: Primitive = unary(
    "abs", lambda xp, x: xp.absolute(x), lambda g, y, x: g * sign(x), "y = |x|", "δ · sign x",
    dtype=kept,
)  # fmt: skip
sign: Primitive = step(
    "sign", lambda xp, x: xp.greater(x, 0).astype(x.dtype) - xp.less(x, 0).astype(x.dtype)
    if x.dtype.kind != "b" else x.copy(), "y = sign x",
)  # fmt: skip
square: Primitive = unary(
    "square", lambda xp, x: xp.square(x), lambda g, y, x: g * x * 2, "y = x²", "δ · 2x", dtype=kept
)
reciprocal: Primitive = unary(
    "reciprocal", lambda xp, x: xp.reciprocal(x), lambda g, y, x: -g * y * y, "y = 1 / x", "−δ · y²"
)


# ---- roots, exponentials and logarithms

sqrt: Primitive = unary(
    "sqrt", lambda xp, x: xp.sqrt(x), lambda g, y, x: g / (y * 2), "y = √x", "δ / 2y",
    samples=samples_of(positive),
)  # fmt: skip
rsqrt: Primitive = unary(
    "rsqrt", lambda xp, x: 1 / xp.sqrt(x), lambda g, y, x: g * y * y * y * -0.5, "y = 1 / √x",
    "−δ · y³ / 2", samples=samples_of(positive),
)  # fmt: skip
exp: Primitive = unary("exp", lambda xp, x: xp.exp(x), lambda g, y, x: g * y, "y = eˣ", "δ · y")
exp2: Primitive = unary(
    "exp2", lambda xp, x: xp.exp2(x), lambda g, y, x: g * y * math.log(2), "y = 2ˣ", "δ · y · ln 2"
)
expm1: Primitive = unary(
    "expm1", lambda xp, x: xp.expm1(x), lambda g, y, x: g * (y + 1), "y = eˣ − 1", "δ · (y + 1)"
)
log: Primitive = unary(
    "log", lambda xp, x: xp.log(x), lambda g, y, x: g / x, "y = ln x", "δ / x",
    samples=samples_of(positive),
)  # fmt: skip
log2: Primitive = unary(
    "log2", lambda xp, x: xp.log2(x), lambda g, y, x: g / (x * math.log(2)), "y = log₂ x",
    "δ / (x ln 2)", samples=samples_of(positive),
)  # fmt: skip
log10: Primitive = unary(
    "log10", lambda xp, x: xp.log10(x), lambda g, y, x: g / (x * math.log(10)), "y = log₁₀ x",
    "δ / (x ln 10)", samples=samples_of(positive),
)  # fmt: skip
log1p: Primitive = unary(
    "log1p", lambda xp, x: xp.log1p(x), lambda g, y, x: g / (x + 1), "y = ln(1 + x)",
    "δ / (1 + x)", samples=samples_of(positive),
)  # fmt: skip
logit: Primitive = unary(
    "logit", lambda xp, x: xp.log(x / (1 - x)),
    lambda g, y, x: where(isnan(y), math.nan, g / (x * (1 - x))),
    "y = ln(x / (1 − x))", "δ / (x (1 − x))", samples=samples_of(_share),
)  # fmt: skip


# ---- angles

sin: Primitive = unary(
    "sin", lambda xp, x: xp.sin(x), lambda g, y, x: g * cos(x), "y = sin x", "δ · cos x"
)
cos: Primitive = unary(
    "cos", lambda xp, x: xp.cos(x), lambda g, y, x: -g * sin(x), "y = cos x", "−δ · sin x"
)
tan: Primitive = unary(
    "tan", lambda xp, x: xp.tan(x), lambda g, y, x: g * (1 + y * y), "y = tan x", "δ · (1 + y²)",
    samples=samples_of(_inside),
)  # fmt: skip
asin: Primitive = unary(
    "asin", lambda xp, x: xp.arcsin(x), lambda g, y, x: g * rsqrt(1 - x * x), "y = arcsin x",
    "δ / √(1 − x²)", samples=samples_of(_inside),
)  # fmt: skip
acos: Primitive = unary(
    "acos", lambda xp, x: xp.arccos(x), lambda g, y, x: -g * rsqrt(1 - x * x), "y = arccos x",
    "−δ / √(1 − x²)", samples=samples_of(_inside),
)  # fmt: skip
atan: Primitive = unary(
    "atan", lambda xp, x: xp.arctan(x), lambda g, y, x: g / (1 + x * x), "y = arctan x",
    "δ / (1 + x²)",
)  # fmt: skip
sinh: Primitive = unary(
    "sinh", lambda xp, x: xp.sinh(x), lambda g, y, x: g * cosh(x), "y = sinh x", "δ · cosh x"
)
cosh: Primitive = unary(
    "cosh", lambda xp, x: xp.cosh(x), lambda g, y, x: g * sinh(x), "y = cosh x", "δ · sinh x"
)
asinh: Primitive = unary(
    "asinh", lambda xp, x: xp.arcsinh(x), lambda g, y, x: g * rsqrt(x * x + 1), "y = arsinh x",
    "δ / √(x² + 1)",
)  # fmt: skip
acosh: Primitive = unary(
    "acosh", lambda xp, x: xp.arccosh(x), lambda g, y, x: g * rsqrt(x * x - 1), "y = arcosh x",
    "δ / √(x² − 1)", samples=lambda: [Sample((positive(2, 3) + 0.5,)), Sample((positive(0) + 1,))],
)  # fmt: skip
atanh: Primitive = unary(
    "atanh", lambda xp, x: xp.arctanh(x), lambda g, y, x: g / (1 - x * x), "y = artanh x",
    "δ / (1 − x²)", samples=samples_of(_inside),
)  # fmt: skip


def _sinc_derivative(g: Tensor, y: Tensor, x: Tensor) -> Tensor:
    """(cos πx − sinc x) / x; at 0, where that is 0 / 0, its tangent −π²x / 3."""
    apart = where(equal(x, 0), 1, x)
    at_zero = g * x * (-math.pi * math.pi / 3)
    return where(equal(x, 0), at_zero, g * (cos(apart * math.pi) - sinc(apart)) / apart)


sinc: Primitive = unary(
    "sinc", wide(lambda xp, x: xp.sinc(x)), _sinc_derivative, "y = sin(πx) / (πx)",
    "δ · (cos πx − y) / x",
)  # fmt: skip


# ---- the error function and the gamma function

erf: Primitive = unary(
    "erf", lambda xp, x: special(xp).erf(x),
    lambda g, y, x: g * exp(-(x * x)) * (2 / math.sqrt(math.pi)),
    "y = (2 / √π) ∫₀ˣ e^(−t²) dt", "δ · (2 / √π) · e^(−x²)",
)  # fmt: skip
erfc: Primitive = unary(
    "erfc", lambda xp, x: special(xp).erfc(x),
    lambda g, y, x: g * exp(-(x * x)) * (-2 / math.sqrt(math.pi)),
    "y = 1 − erf x", "−δ · (2 / √π) · e^(−x²)",
)  # fmt: skip
erfinv: Primitive = unary(
    "erfinv", lambda xp, x: special(xp).erfinv(x),
    lambda g, y, x: g * exp(y * y) * (math.sqrt(math.pi) / 2),
    "y where erf y = x", "δ · (√π / 2) · e^(y²)", samples=samples_of(_inside),
)  # fmt: skip
lgamma: Primitive = unary(
    "lgamma", lambda xp, x: xp.where(xp.isinf(x), xp.abs(x), special(xp).gammaln(x)),
    lambda g, y, x: g * digamma(x),
    "y = ln |Γ(x)|", "δ · ψ(x)", samples=samples_of(positive),
)  # fmt: skip
digamma: Primitive = unary(
    "digamma", lambda xp, x: _digamma(xp, x), lambda g, y, x: g * polygamma(x, n=1),
    "y = ψ(x), the derivative of ln Γ", "δ · ψ′(x)", samples=samples_of(positive),
)  # fmt: skip
polygamma: Primitive = unary(
    "polygamma", lambda xp, x, *, n: special(xp).polygamma(n, x) if n else _digamma(xp, x),
    lambda g, y, x, *, n: g * polygamma(x, n=n + 1),
    "y = the n-th derivative of ψ(x)", "δ · ψ⁽ⁿ⁺¹⁾(x)",
    samples=lambda: [Sample((positive(2, 3),), {"n": 1}), Sample((positive(),), {"n": 0})],
)  # fmt: skip


# ---- rounding: flat between its jumps

ceil: Primitive = step("ceil", lambda xp, x: _rounded(xp, "ceil", x), "y = ⌈x⌉")
floor: Primitive = step("floor", lambda xp, x: _rounded(xp, "floor", x), "y = ⌊x⌋")
trunc: Primitive = step("trunc", lambda xp, x: _rounded(xp, "trunc", x), "y = x without fraction")
round: Primitive = unary(
    "round", lambda xp, x, *, decimals=0: xp.round(x, decimals),
    lambda g, y, x, **_: flat(g), "y = x rounded, halves to even", "0", dtype=kept,
    samples=lambda: [Sample((values(2, 3) / 3,)), Sample((values(3) / 3,), {"decimals": 1})],
)  # fmt: skip
frac: Primitive = unary(
    "frac", lambda xp, x: x - xp.trunc(x), lambda g, y, x: g, "y = x − trunc x", "δ", dtype=kept,
)  # fmt: skip


# ---- others

bitwise_not: Primitive = unary(
    "bitwise_not", lambda xp, x: xp.invert(x), None, "y = x with every bit turned",
    dtype=of_integers, samples=samples_of(whole),
)  # fmt: skip
nan_to_num: Primitive = unary(
    "nan_to_num", lambda xp, x, *, nan=0.0, posinf=None, neginf=None: (
        xp.nan_to_num(x, nan=nan, posinf=posinf, neginf=neginf)
    ),
    lambda g, y, x, **_: where(isfinite(x), g, 0), "y = x, or a number where x is none",
    "δ where x is finite", dtype=kept,
)  # fmt: skip


def _rounded(xp: ArrayModule, name: str, x: Array) -> Array:
    return getattr(xp, name)(x) if x.dtype.kind == "f" else x.copy()


def _digamma(xp: ArrayModule, x: Array) -> Array:
    """ψ; at 0 it is infinite with the other sign, as in PyTorch."""
    return xp.where(x == 0, xp.copysign(xp.asarray(math.inf, x.dtype), -x), special(xp).digamma(x))
