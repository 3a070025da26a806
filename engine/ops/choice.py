"""One of several: extremes, limits, and selection by a condition."""

from __future__ import annotations

from engine.backend import Array, ArrayModule, promote
from engine.ops.broadcast import summed_to
from engine.ops.comparison import equal
from engine.ops.conversion import cast
from engine.ops.elementwise import (
    converted,
    distinct,
    floating,
    promoted,
    samples_of,
    values,
)
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import broadcast_shapes, same_shape

__all__ = ["clip", "maximum", "minimum", "precedence", "where"]

maximum: Primitive = Primitive(
    name="maximum",
    shape=broadcast_shapes,
    forward=promoted("maximum"),
    gradient=lambda needs, g, y, a, b: (
        summed_to(g[0] * precedence(a, b), a) if needs[0] else None,
        summed_to(g[0] * precedence(b, a), b) if needs[1] else None,
    ),
    formula="y = max(a, b)",
    gradient_formulas=("∂L/∂a = δ · [a > b]", "∂L/∂b = δ · [b > a]"),
    inputs=("a", "b"),
    samples=samples_of(distinct, distinct),
)

minimum: Primitive = Primitive(
    name="minimum",
    shape=broadcast_shapes,
    forward=promoted("minimum"),
    gradient=lambda needs, g, y, a, b: (
        summed_to(g[0] * precedence(b, a), a) if needs[0] else None,
        summed_to(g[0] * precedence(a, b), b) if needs[1] else None,
    ),
    formula="y = min(a, b)",
    gradient_formulas=("∂L/∂a = δ · [a < b]", "∂L/∂b = δ · [b < a]"),
    inputs=("a", "b"),
    samples=samples_of(distinct, distinct),
)


def _precedence_forward(xp: ArrayModule, a: Array, b: Array) -> Array:
    a, b = converted(promote(a.dtype, b.dtype), a, b)
    return (xp.greater_equal(a, b).astype(a.dtype) + xp.greater(a, b).astype(a.dtype)) / 2


precedence: Primitive = Primitive(
    name="precedence",
    shape=broadcast_shapes,
    dtype=floating,
    forward=lambda xp, a, b: _precedence_forward(xp, *converted(floating(a.dtype, b.dtype), a, b)),
    formula="y = 1 where a > b, ½ where a = b, 0 where a < b",
    inputs=("a", "b"),
    samples=samples_of(distinct, distinct),
)

clip: Primitive = Primitive(
    name="clip",
    shape=same_shape,
    forward=lambda xp, x, *, min=None, max=None: xp.clip(x, min, max),
    gradient=lambda needs, g, y, x, *, min=None, max=None: (
        g[0] * cast(equal(x, y[0]), to=x.dtype),
    ),
    formula="y = min(max(x, low), high)",
    gradient_formulas=("∂L/∂x = δ · [low ≤ x ≤ high]",),
    samples=lambda: [
        Sample((values(2, 3),), {"min": -1.05, "max": 1.05}),
        Sample((values(2, 3),), {"min": 0.05}),
        Sample((values(),), {"max": 0.05}),
    ],
)


def _where_shape(condition: Shape, a: Shape, b: Shape) -> Shape:
    return broadcast_shapes(condition, a, b)


def _where_forward(xp: ArrayModule, condition: Array, a: Array, b: Array) -> Array:
    return xp.where(condition, *converted(promote(a.dtype, b.dtype), a, b))


where: Primitive = Primitive(
    name="where",
    shape=_where_shape,
    dtype=lambda condition, a, b: promote(a, b),
    forward=_where_forward,
    gradient=lambda needs, g, y, c, a, b: (
        None,
        summed_to(where(c, g[0], 0), a) if needs[1] else None,
        summed_to(where(c, 0, g[0]), b) if needs[2] else None,
    ),
    formula="y = a where c, else b",
    gradient_formulas=("", "∂L/∂a = δ where c", "∂L/∂b = δ where not c"),
    inputs=("condition", "a", "b"),
    samples=lambda: [
        Sample((values(2, 3) > 0, values(2, 3), values(3, seed=1))),
        Sample((values(3) > 0, values(), values(2, 1, seed=1))),
    ],
)
