"""Arithmetic of two operands, with its derivatives; shapes broadcast."""

from __future__ import annotations

from engine.backend import Array, ArrayModule, is_floating, promote
from engine.errors import ValueRangeError
from engine.ops.broadcast import summed_to
from engine.ops.choice import where
from engine.ops.comparison import equal
from engine.ops.elementwise import (
    analytic,
    converted,
    floating,
    positive,
    promoted,
    samples_of,
    values,
)
from engine.ops.pointwise import log
from engine.ops.primitive import Primitive
from engine.ops.rules import broadcast_shapes

__all__ = ["add", "divide", "multiply", "power", "subtract"]

add: Primitive = Primitive(
    name="add",
    shape=broadcast_shapes,
    forward=promoted("add"),
    gradient=lambda needs, g, y, a, b: (
        summed_to(g[0], a) if needs[0] else None,
        summed_to(g[0], b) if needs[1] else None,
    ),
    formula="y = a + b",
    gradient_formulas=("∂L/∂a = δ", "∂L/∂b = δ"),
    inputs=("a", "b"),
    samples=samples_of(values, values),
)

subtract: Primitive = Primitive(
    name="subtract",
    shape=broadcast_shapes,
    forward=promoted("subtract"),
    gradient=lambda needs, g, y, a, b: (
        summed_to(g[0], a) if needs[0] else None,
        summed_to(-g[0], b) if needs[1] else None,
    ),
    formula="y = a − b",
    gradient_formulas=("∂L/∂a = δ", "∂L/∂b = −δ"),
    inputs=("a", "b"),
    samples=samples_of(values, values),
)

multiply: Primitive = Primitive(
    name="multiply",
    shape=broadcast_shapes,
    forward=promoted("multiply"),
    gradient=lambda needs, g, y, a, b: (
        summed_to(g[0] * b, a) if needs[0] else None,
        summed_to(g[0] * a, b) if needs[1] else None,
    ),
    formula="y = a · b",
    gradient_formulas=("∂L/∂a = δ · b", "∂L/∂b = δ · a"),
    inputs=("a", "b"),
    samples=samples_of(values, values),
)

divide: Primitive = Primitive(
    name="divide",
    shape=broadcast_shapes,
    dtype=floating,
    forward=analytic("divide"),
    gradient=lambda needs, g, y, a, b: (
        summed_to(g[0] / b, a) if needs[0] else None,
        summed_to(-g[0] * y[0] / b, b) if needs[1] else None,
    ),
    formula="y = a / b",
    gradient_formulas=("∂L/∂a = δ / b", "∂L/∂b = −δ · y / b"),
    inputs=("a", "b"),
    samples=samples_of(values, values),
)


def _power_forward(xp: ArrayModule, a: Array, b: Array) -> Array:
    a, b = converted(promote(a.dtype, b.dtype), a, b)
    if not is_floating(b.dtype) and (b < 0).any():
        raise ValueRangeError(
            "A whole number to a negative power is no whole number",
            expected="an exponent of 0 or more",
            actual=int(b.min()),
            mend="Convert the base with .float()",
        )
    return xp.power(a, b)


power: Primitive = Primitive(
    name="power",
    shape=broadcast_shapes,
    forward=_power_forward,
    gradient=lambda needs, g, y, a, b: (
        # 0⁰ is flat, though 0 · 0⁻¹ is not a number; and ln 0 is not wanted where 0ᵇ is 0.
        summed_to(where(equal(b, 0), 0, g[0] * b * power(a, b - 1)), a) if needs[0] else None,
        summed_to(where(equal(a, 0), 0, g[0] * y[0] * log(a)), b) if needs[1] else None,
    ),
    formula="y = aᵇ",
    gradient_formulas=("∂L/∂a = δ · b · aᵇ⁻¹", "∂L/∂b = δ · aᵇ · ln a"),
    inputs=("a", "b"),
    samples=samples_of(positive, values),
)
