"""Functions of one element each: exponentials, roots, waves, rounding, limits."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from engine import backend, ops, tensors
from engine.errors import DTypeError, ValueRangeError

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "abs",
    "absolute",
    "acos",
    "acosh",
    "arccos",
    "arccosh",
    "arcsin",
    "arcsinh",
    "arctan",
    "arctanh",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "ceil",
    "clamp",
    "clamp_max",
    "clamp_min",
    "clip",
    "cos",
    "cosh",
    "deg2rad",
    "digamma",
    "erf",
    "erfc",
    "erfinv",
    "exp",
    "exp2",
    "expm1",
    "fix",
    "floor",
    "frac",
    "lgamma",
    "log",
    "log1p",
    "log2",
    "log10",
    "logit",
    "nan_to_num",
    "neg",
    "negative",
    "polygamma",
    "positive",
    "rad2deg",
    "reciprocal",
    "relu",
    "round",
    "rsqrt",
    "sgn",
    "sigmoid",
    "sign",
    "sin",
    "sinc",
    "sinh",
    "sqrt",
    "square",
    "tan",
    "tanh",
    "trunc",
]  # fmt: skip


def abs(input: Tensor) -> Tensor:
    """The absolute value of each element."""
    return ops.abs(input)


def acos(input: Tensor) -> Tensor:
    """The angle whose cosine is each element, in radians; NaN outside [−1, 1]."""
    return ops.acos(input)


def acosh(input: Tensor) -> Tensor:
    """The inverse of cosh; NaN below 1."""
    return ops.acosh(input)


def asin(input: Tensor) -> Tensor:
    """The angle whose sine is each element, in radians; NaN outside [−1, 1]."""
    return ops.asin(input)


def asinh(input: Tensor) -> Tensor:
    """The inverse of sinh."""
    return ops.asinh(input)


def atan(input: Tensor) -> Tensor:
    """The angle whose tangent is each element, in radians."""
    return ops.atan(input)


def atanh(input: Tensor) -> Tensor:
    """The inverse of tanh; NaN outside [−1, 1]."""
    return ops.atanh(input)


def ceil(input: Tensor) -> Tensor:
    """The smallest whole number that is not below each element."""
    return ops.ceil(input)


def clamp(input: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """Each element, moved into [min, max]: numbers, or tensors that broadcast.

    Where min is above max, the result is max. ValueRangeError where neither is given.
    """
    if min is None and max is None:
        raise ValueRangeError("clamp needs a limit", expected="min=, max=, or both")
    if isinstance(min, tensors.Tensor) or isinstance(max, tensors.Tensor):
        return ops.clip_between(input, min, max)
    wanted = backend.promote(
        input.dtype, *(tensors.as_tensor(b, input).dtype for b in (min, max) if b is not None)
    )
    return ops.clip(
        input if wanted == input.dtype else ops.cast(input, to=wanted), min=min, max=max
    )


def clamp_max(input: Tensor, max: Any) -> Tensor:
    """Each element, or `max` where it is above: a number or a tensor that broadcasts."""
    return clamp(input, max=max)


def clamp_min(input: Tensor, min: Any) -> Tensor:
    """Each element, or `min` where it is below: a number or a tensor that broadcasts."""
    return clamp(input, min=min)


def cos(input: Tensor) -> Tensor:
    """The cosine of each element, in radians."""
    return ops.cos(input)


def cosh(input: Tensor) -> Tensor:
    """(eˣ + e⁻ˣ) / 2 of each element."""
    return ops.cosh(input)


def deg2rad(input: Tensor) -> Tensor:
    """Degrees to radians."""
    return input * (math.pi / 180)


def digamma(input: Tensor) -> Tensor:
    """The derivative of ln Γ at each element."""
    return ops.digamma(input)


def erf(input: Tensor) -> Tensor:
    """The error function (2 / √π) ∫₀ˣ e^(−t²) dt of each element."""
    return ops.erf(input)


def erfc(input: Tensor) -> Tensor:
    """1 − erf of each element, exact where erf is nearly 1."""
    return ops.erfc(input)


def erfinv(input: Tensor) -> Tensor:
    """The inverse of erf; infinite at ±1, NaN beyond."""
    return ops.erfinv(input)


def exp(input: Tensor) -> Tensor:
    """e to the power of each element."""
    return ops.exp(input)


def exp2(input: Tensor) -> Tensor:
    """2 to the power of each element."""
    return ops.exp2(input)


def expm1(input: Tensor) -> Tensor:
    """eˣ − 1 of each element, exact near 0."""
    return ops.expm1(input)


def floor(input: Tensor) -> Tensor:
    """The largest whole number that is not above each element."""
    return ops.floor(input)


def frac(input: Tensor) -> Tensor:
    """Each element without its whole part; it keeps its sign."""
    return ops.frac(input)


def lgamma(input: Tensor) -> Tensor:
    """ln |Γ| of each element."""
    return ops.lgamma(input)


def log(input: Tensor) -> Tensor:
    """The natural logarithm of each element."""
    return ops.log(input)


def log10(input: Tensor) -> Tensor:
    """The logarithm to base 10 of each element."""
    return ops.log10(input)


def log1p(input: Tensor) -> Tensor:
    """ln(1 + x) of each element, exact near 0."""
    return ops.log1p(input)


def log2(input: Tensor) -> Tensor:
    """The logarithm to base 2 of each element."""
    return ops.log2(input)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    """ln(x / (1 − x)) of each element; with `eps`, of x moved into [eps, 1 − eps] first."""
    return ops.logit(input if eps is None else ops.clip(input, min=eps, max=1 - eps))


def nan_to_num(
    input: Tensor,
    nan: float | None = None,
    posinf: float | None = None,
    neginf: float | None = None,
) -> Tensor:
    """NaN as `nan` (0 for None), ±∞ as `posinf` and `neginf` (the dtype's limits for None)."""
    return ops.nan_to_num(input, nan=0.0 if nan is None else nan, posinf=posinf, neginf=neginf)


def neg(input: Tensor) -> Tensor:
    """−input. DTypeError for booleans."""
    return ops.negative(input)


def polygamma(n: int, input: Tensor) -> Tensor:
    """The n-th derivative of digamma at each element. ValueRangeError for n below 0."""
    if n < 0:
        raise ValueRangeError("There is no such derivative", expected="0 or more", actual=n)
    return ops.polygamma(input, n=n)


def positive(input: Tensor) -> Tensor:
    """The input itself. DTypeError for booleans."""
    if input.dtype == backend.bool_:
        raise DTypeError("Booleans have no sign", expected="numbers", actual=input.dtype)
    return input


def rad2deg(input: Tensor) -> Tensor:
    """Radians to degrees."""
    return input * (180 / math.pi)


def reciprocal(input: Tensor) -> Tensor:
    """1 / each element."""
    return ops.reciprocal(input)


def relu(input: Tensor) -> Tensor:
    """Each element, or 0 where it is negative."""
    return ops.relu(input)


def round(input: Tensor, *, decimals: int = 0) -> Tensor:
    """The nearest number with that many decimals; of two equally near ones the even one."""
    return ops.round(input, decimals=decimals)


def rsqrt(input: Tensor) -> Tensor:
    """1 / the square root of each element."""
    return ops.rsqrt(input)


def sigmoid(input: Tensor) -> Tensor:
    """1 / (1 + e⁻ˣ) of each element."""
    return ops.sigmoid(input)


def sign(input: Tensor) -> Tensor:
    """−1, 0 or 1: the sign of each element."""
    return ops.sign(input)


def sin(input: Tensor) -> Tensor:
    """The sine of each element, in radians."""
    return ops.sin(input)


def sinc(input: Tensor) -> Tensor:
    """sin(πx) / (πx) of each element; 1 at 0."""
    return ops.sinc(input)


def sinh(input: Tensor) -> Tensor:
    """(eˣ − e⁻ˣ) / 2 of each element."""
    return ops.sinh(input)


def sqrt(input: Tensor) -> Tensor:
    """The square root of each element."""
    return ops.sqrt(input)


def square(input: Tensor) -> Tensor:
    """Each element times itself."""
    return ops.square(input)


def tan(input: Tensor) -> Tensor:
    """The tangent of each element, in radians."""
    return ops.tan(input)


def tanh(input: Tensor) -> Tensor:
    """The hyperbolic tangent of each element."""
    return ops.tanh(input)


def trunc(input: Tensor) -> Tensor:
    """The whole part of each element: rounded towards 0."""
    return ops.trunc(input)


# ---- the same under PyTorch's other names

absolute = abs
arccos = acos
arccosh = acosh
arcsin = asin
arcsinh = asinh
arctan = atan
arctanh = atanh
clip = clamp
fix = trunc
negative = neg
sgn = sign
