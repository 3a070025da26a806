"""Arithmetic of two operands, with its derivatives; shapes broadcast."""

from __future__ import annotations

import math

from engine.backend import Array, ArrayModule, is_floating, special
from engine.errors import ValueRangeError
from engine.ops.activation.pointwise import sigmoid
from engine.ops.elementwise import (
    binary,
    distinct,
    flat,
    floating,
    integers,
    of_integers,
    positive,
    samples_of,
    signed,
    values,
)
from engine.ops.pointwise.choice import where
from engine.ops.pointwise.comparison import equal, less_equal, logical_and
from engine.ops.pointwise.unary import log, sign
from engine.ops.primitive import Primitive

__all__ = [
    "add", "atan2", "bitwise_and", "bitwise_left_shift", "bitwise_or", "bitwise_right_shift",
    "bitwise_xor", "copysign", "divide", "floor_divide", "fmod", "gcd", "hypot", "lcm",
    "logaddexp", "logaddexp2", "multiply", "power", "remainder", "subtract", "trunc_divide",
    "xlogy",
]  # fmt: skip


# Each entry: name, value, what is handed on to a and to b, formula, formulas of what is handed on.

add: Primitive = binary(
    "add", lambda xp, a, b: xp.add(a, b),
    (lambda g, y, a, b: g, lambda g, y, a, b: g),
    "y = a + b", ("δ", "δ"),
)  # fmt: skip
subtract: Primitive = binary(
    "subtract", lambda xp, a, b: xp.subtract(a, b),
    (lambda g, y, a, b: g, lambda g, y, a, b: -g),
    "y = a − b", ("δ", "−δ"), dtype=signed,
)  # fmt: skip
multiply: Primitive = binary(
    "multiply", lambda xp, a, b: xp.multiply(a, b),
    (lambda g, y, a, b: g * b, lambda g, y, a, b: g * a),
    "y = a · b", ("δ · b", "δ · a"),
)  # fmt: skip
divide: Primitive = binary(
    "divide", lambda xp, a, b: xp.divide(a, b),
    (lambda g, y, a, b: g / b, lambda g, y, a, b: -g * y / b),
    "y = a / b", ("δ / b", "−δ · y / b"), dtype=floating,
)  # fmt: skip


# ---- division with whole quotients


def _divisor(b: Array) -> Array:
    if not is_floating(b.dtype) and not b.all():
        raise ValueRangeError(
            "Whole numbers are not divided by 0", mend="Convert them with .float()"
        )
    return b


def _trunc_divide(xp: ArrayModule, a: Array, b: Array) -> Array:
    if is_floating(a.dtype):
        return xp.trunc(a / b)
    down = xp.floor_divide(a, _divisor(b))
    return down + ((down < 0) & (down * b != a)).astype(a.dtype)


floor_divide: Primitive = binary(
    "floor_divide", lambda xp, a, b: xp.floor_divide(a, _divisor(b)),
    (lambda g, y, a, b: flat(g), lambda g, y, a, b: flat(g)),
    "y = ⌊a / b⌋", ("0", "0"),
)  # fmt: skip
trunc_divide: Primitive = binary(
    "trunc_divide", _trunc_divide,
    (lambda g, y, a, b: flat(g), lambda g, y, a, b: flat(g)),
    "y = a / b without its fraction", ("0", "0"),
)  # fmt: skip
remainder: Primitive = binary(
    "remainder", lambda xp, a, b: xp.remainder(a, _divisor(b)),
    (lambda g, y, a, b: g, lambda g, y, a, b: -g * floor_divide(a, b)),
    "y = a − b · ⌊a / b⌋", ("δ", "−δ · ⌊a / b⌋"),
)  # fmt: skip
fmod: Primitive = binary(
    "fmod", lambda xp, a, b: xp.fmod(a, _divisor(b)),
    (lambda g, y, a, b: g, lambda g, y, a, b: -g * trunc_divide(a, b)),
    "y = a − b · trunc(a / b)", ("δ", "−δ · trunc(a / b)"),
)  # fmt: skip
gcd: Primitive = binary(
    "gcd", lambda xp, a, b: xp.gcd(a, b), None,
    "y = the greatest whole number that divides a and b",
    dtype=of_integers, samples=samples_of(integers, integers),
)  # fmt: skip
lcm: Primitive = binary(
    "lcm", lambda xp, a, b: xp.lcm(a, b), None,
    "y = the least whole number that a and b divide",
    dtype=of_integers, samples=samples_of(integers, integers),
)  # fmt: skip


# ---- powers and logarithms


def _power(xp: ArrayModule, a: Array, b: Array) -> Array:
    if not is_floating(b.dtype) and (b < 0).any():
        raise ValueRangeError(
            "A whole number to a negative power is no whole number",
            expected="an exponent of 0 or more",
            actual=int(b.min()),
            mend="Convert the base with .float()",
        )
    return xp.power(a, b)


# 0⁰ is flat, though 0 · 0⁻¹ is not a number; and ln 0 is not wanted where 0ᵇ is 0.
power: Primitive = binary(
    "power", _power,
    (
        lambda g, y, a, b: where(equal(b, 0), 0, g * b * power(a, b - 1)),
        lambda g, y, a, b: where(logical_and(equal(a, 0), b >= 0), 0, g * y * log(a)),
    ),
    "y = aᵇ", ("δ · b · aᵇ⁻¹", "δ · aᵇ · ln a"), samples=samples_of(positive, values),
)  # fmt: skip
logaddexp: Primitive = binary(
    "logaddexp", lambda xp, a, b: xp.logaddexp(a, b),
    (lambda g, y, a, b: g * sigmoid(a - b), lambda g, y, a, b: g * sigmoid(b - a)),
    "y = ln(eᵃ + eᵇ)", ("δ / (1 + eᵇ⁻ᵃ)", "δ / (1 + eᵃ⁻ᵇ)"), dtype=floating,
)  # fmt: skip
logaddexp2: Primitive = binary(
    "logaddexp2", lambda xp, a, b: xp.logaddexp2(a, b),
    (
        lambda g, y, a, b: g * sigmoid((a - b) * math.log(2)),
        lambda g, y, a, b: g * sigmoid((b - a) * math.log(2)),
    ),
    "y = log₂(2ᵃ + 2ᵇ)", ("δ / (1 + 2ᵇ⁻ᵃ)", "δ / (1 + 2ᵃ⁻ᵇ)"), dtype=floating,
)  # fmt: skip
xlogy: Primitive = binary(
    "xlogy", lambda xp, a, b: special(xp).xlogy(a, b),
    (
        lambda g, y, a, b: where(logical_and(equal(a, 0), less_equal(b, 0)), 0, g * log(b)),
        lambda g, y, a, b: g * a / b,
    ),
    "y = a · ln b; 0 where a = 0", ("δ · ln b", "δ · a / b"),
    dtype=floating, samples=samples_of(values, positive),
)  # fmt: skip


# ---- geometry


hypot: Primitive = binary(
    "hypot", lambda xp, a, b: xp.hypot(a, b),
    (lambda g, y, a, b: g * (a / y), lambda g, y, a, b: g * (b / y)),
    "y = √(a² + b²)", ("δ · a / y", "δ · b / y"), dtype=floating,
)  # fmt: skip
atan2: Primitive = binary(
    "atan2", lambda xp, a, b: xp.arctan2(a, b),
    (lambda g, y, a, b: g * b / (a * a + b * b), lambda g, y, a, b: -g * a / (a * a + b * b)),
    "y = the angle of the point (b, a)", ("δ · b / (a² + b²)", "−δ · a / (a² + b²)"),
    dtype=floating,
)  # fmt: skip
copysign: Primitive = binary(
    "copysign", lambda xp, a, b: xp.copysign(a, b),
    (lambda g, y, a, b: g * sign(a) * sign(y), lambda g, y, a, b: flat(g)),
    "y = |a| with the sign of b", ("δ · sign a · sign b", "0"),
    dtype=floating, samples=samples_of(distinct, values),
)  # fmt: skip


# ---- bits


def _bits(name: str, ufunc: str, symbol: str) -> Primitive:
    return binary(
        name, lambda xp, a, b: getattr(xp, ufunc)(a, b), None,
        f"y = a {symbol} b, bit by bit", dtype=of_integers, samples=samples_of(integers, integers),
    )  # fmt: skip


bitwise_and: Primitive = _bits("bitwise_and", "bitwise_and", "and")
bitwise_or: Primitive = _bits("bitwise_or", "bitwise_or", "or")
bitwise_xor: Primitive = _bits("bitwise_xor", "bitwise_xor", "xor")
bitwise_left_shift: Primitive = _bits("bitwise_left_shift", "left_shift", "· 2 to the")
bitwise_right_shift: Primitive = _bits("bitwise_right_shift", "right_shift", "/ 2 to the")
