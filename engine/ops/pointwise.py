"""Functions of one element each, with their derivatives."""

from __future__ import annotations

from engine.ops.elementwise import first as kept
from engine.ops.elementwise import positive, samples_of, unary
from engine.ops.primitive import Primitive

__all__ = ["abs", "exp", "log", "negative", "sign", "sqrt", "square"]

# Each entry: name, value, what is handed on, formula, formula of what is handed on.

negative: Primitive = unary(
    "negative", lambda xp, x: xp.negative(x), lambda g, y, x: -g, "y = −x", "−δ", dtype=kept
)
abs: Primitive = unary(
    "abs", lambda xp, x: xp.absolute(x), lambda g, y, x: g * sign(x), "y = |x|", "δ · sign x",
    dtype=kept,
)  # fmt: skip
sign: Primitive = unary("sign", lambda xp, x: xp.sign(x), None, "y = sign x", dtype=kept)
square: Primitive = unary(
    "square", lambda xp, x: xp.square(x), lambda g, y, x: g * x * 2, "y = x²", "δ · 2x", dtype=kept
)
sqrt: Primitive = unary(
    "sqrt", lambda xp, x: xp.sqrt(x), lambda g, y, x: g / (y * 2), "y = √x", "δ / 2y",
    samples=samples_of(positive),
)  # fmt: skip
exp: Primitive = unary("exp", lambda xp, x: xp.exp(x), lambda g, y, x: g * y, "y = eˣ", "δ · y")
log: Primitive = unary(
    "log", lambda xp, x: xp.log(x), lambda g, y, x: g / x, "y = ln x", "δ / x",
    samples=samples_of(positive),
)  # fmt: skip
