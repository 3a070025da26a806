"""One of several: extremes, limits, and selection by a condition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.backend import Array, ArrayModule, DType, promote
from engine.ops.elementwise import binary, converted, distinct, flat, floating, samples_of, values
from engine.ops.pointwise.comparison import (
    equal,
    greater,
    greater_equal,
    isnan,
    less,
    less_equal,
    logical_and,
    logical_or,
)
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import broadcast_shapes, same_shape
from engine.ops.shape.broadcast import summed_to

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "clip", "clip_between", "fmax", "fmin", "heaviside", "maximum", "minimum", "precedence",
    "where",
]  # fmt: skip

maximum: Primitive = binary(
    "maximum", lambda xp, a, b: xp.maximum(a, b),
    (lambda g, y, a, b: g * precedence(a, b), lambda g, y, a, b: g * precedence(b, a)),
    "y = max(a, b)", ("δ · [a > b]", "δ · [b > a]"), samples=samples_of(distinct, distinct),
)  # fmt: skip
minimum: Primitive = binary(
    "minimum", lambda xp, a, b: xp.minimum(a, b),
    (lambda g, y, a, b: g * precedence(b, a), lambda g, y, a, b: g * precedence(a, b)),
    "y = min(a, b)", ("δ · [a < b]", "δ · [b < a]"), samples=samples_of(distinct, distinct),
)  # fmt: skip
fmax: Primitive = binary(
    "fmax", lambda xp, a, b: xp.fmax(a, b),
    (
        lambda g, y, a, b: where(logical_or(greater_equal(a, b), isnan(b)), g, 0),
        lambda g, y, a, b: where(logical_or(greater_equal(a, b), isnan(b)), 0, g),
    ),
    "y = max(a, b), or the one that is a number", ("δ where a ≥ b", "δ where a < b"),
    samples=samples_of(distinct, distinct),
)  # fmt: skip
fmin: Primitive = binary(
    "fmin", lambda xp, a, b: xp.fmin(a, b),
    (
        lambda g, y, a, b: where(logical_or(less_equal(a, b), isnan(b)), g, 0),
        lambda g, y, a, b: where(logical_or(less_equal(a, b), isnan(b)), 0, g),
    ),
    "y = min(a, b), or the one that is a number", ("δ where a ≤ b", "δ where a > b"),
    samples=samples_of(distinct, distinct),
)  # fmt: skip
precedence: Primitive = binary(
    "precedence",
    lambda xp, a, b: 1 - (xp.less(a, b).astype(a.dtype) + xp.less_equal(a, b).astype(a.dtype)) / 2,
    None, "y = 1 where a > b, ½ where a = b, 0 where a < b",
    dtype=floating, samples=samples_of(distinct, distinct),
)  # fmt: skip
heaviside: Primitive = binary(
    "heaviside",
    lambda xp, a, b: xp.where(xp.equal(a, 0), b, xp.greater(a, 0).astype(b.dtype)),
    None, "y = 0 where a < 0, b where a = 0, 1 where a > 0",
)  # fmt: skip


def _clip_gradient(
    needs: object,
    g: Sequence[Tensor],
    y: Sequence[Tensor],
    x: Tensor,
    *,
    min: float | None = None,
    max: float | None = None,
) -> tuple[Tensor]:
    crossed = min is not None and max is not None and min > max  # nothing lies between
    return (flat(g[0]) if crossed else where(equal(x, y[0]), g[0], 0),)


clip: Primitive = Primitive(
    name="clip",
    shape=same_shape,
    forward=lambda xp, x, *, min=None, max=None: xp.clip(x, min, max),
    gradient=_clip_gradient,
    formula="y = min(max(x, low), high)",
    gradient_formulas=("∂L/∂x = δ · [low ≤ x ≤ high]",),
    elementwise=True,
    samples=lambda: [
        Sample((values(2, 3),), {"min": -1.05, "max": 1.05}),
        Sample((values(2, 3),), {"min": 0.05}),
        Sample((values(),), {"max": 0.05}),
    ],
)


# ---- between two tensors


def _clip_between_shape(x: Shape, low: Shape | None, high: Shape | None) -> Shape:
    return broadcast_shapes(*(shape for shape in (x, low, high) if shape is not None))


def _clip_between_forward(
    xp: ArrayModule, x: Array, low: Array | None, high: Array | None
) -> Array:
    dtype = promote(*(a.dtype for a in (x, low, high) if a is not None))
    (y,) = converted(dtype, x)
    if low is not None:
        y = xp.maximum(y, *converted(dtype, low))
    return y.copy() if high is None else xp.minimum(y, *converted(dtype, high))


def _clip_between_gradient(
    needs: Sequence[bool],
    g: Sequence[Tensor],
    y: Sequence[Tensor],
    x: Tensor,
    low: Tensor | None,
    high: Tensor | None,
) -> tuple[Tensor | None, ...]:
    inside = equal(x, y[0])
    ordered = None if low is None or high is None else less(low, high)

    def arrives(operand: Tensor | None, outside: Tensor) -> Tensor | None:
        return None if operand is None else summed_to(where(outside, g[0], 0), operand)

    below = None if low is None else less(x, low)
    above = None if high is None else greater(x, high)
    if ordered is not None:  # where the limits are crossed, the upper one counts
        below = logical_and(below, ordered)
        above = logical_or(above, less(high, low))
    return (
        summed_to(where(inside, g[0], 0), x) if needs[0] else None,
        arrives(low, below) if needs[1] and below is not None else None,
        arrives(high, above) if needs[2] and above is not None else None,
    )


clip_between: Primitive = Primitive(
    name="clip_between",
    promotes=True,
    shape=_clip_between_shape,
    forward=_clip_between_forward,
    gradient=_clip_between_gradient,
    formula="y = min(max(x, low), high)",
    gradient_formulas=("δ · [low ≤ x ≤ high]", "δ · [x < low]", "δ · [x > high]"),
    inputs=("x", "low", "high"),
    elementwise=True,
    samples=lambda: [
        Sample((values(2, 3), values(3, seed=1) / 2 - 1, values(2, 1, seed=2) / 2 + 1)),
        Sample((distinct(2, 3), None, distinct(3, seed=1))),
        Sample((distinct(), distinct(2, seed=1), None)),
    ],
)


# ---- by a condition


def _where_shape(condition: Shape, a: Shape, b: Shape) -> Shape:
    return broadcast_shapes(condition, a, b)


def _where_dtype(condition: DType, a: DType, b: DType) -> DType:
    return promote(a, b)


def _where_forward(xp: ArrayModule, condition: Array, a: Array, b: Array) -> Array:
    return xp.where(condition, *converted(promote(a.dtype, b.dtype), a, b))


where: Primitive = Primitive(
    name="where",
    promotes=True,
    shape=_where_shape,
    dtype=_where_dtype,
    forward=_where_forward,
    gradient=lambda needs, g, y, c, a, b: (
        None,
        summed_to(where(c, g[0], 0), a) if needs[1] else None,
        summed_to(where(c, 0, g[0]), b) if needs[2] else None,
    ),
    formula="y = a where c, else b",
    gradient_formulas=("", "∂L/∂a = δ where c", "∂L/∂b = δ where not c"),
    inputs=("condition", "a", "b"),
    elementwise=True,
    samples=lambda: [
        Sample((values(2, 3) > 0, values(2, 3), values(3, seed=1))),
        Sample((values(3) > 0, values(), values(2, 1, seed=1))),
    ],
)
