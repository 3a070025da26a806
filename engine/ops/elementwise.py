"""Arithmetic, comparison and conversion, element by element, with their derivatives.

Operands broadcast as in NumPy; a gradient is summed back to its operand's shape.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.backend import (
    Array,
    ArrayModule,
    DType,
    as_dtype,
    bool_,
    get_default_dtype,
    is_floating,
    promote,
)
from engine.errors import ValueRangeError
from engine.ops.broadcast import summed_to
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import broadcast_shapes, same_shape

Forward = Callable[..., Array]


# ---- dtypes: PyTorch's rules, which differ from NumPy's where integers meet floats


def floating(*dtypes: DType, **_: object) -> DType:
    """Analysis makes integers floating-point."""
    promoted = promote(*dtypes)
    return promoted if is_floating(promoted) else get_default_dtype()


def boolean(*_: DType, **__: object) -> DType:
    """A comparison is true or false."""
    return bool_


def first(dtype: DType, *_: DType | None, **__: object) -> DType:
    """The first operand's dtype."""
    return dtype


def _as(dtype: DType, *arrays: Array) -> tuple[Array, ...]:
    return tuple(array if array.dtype == dtype else array.astype(dtype) for array in arrays)


def _promoted(name: str) -> Forward:
    """The array module's function of that name, on operands promoted by PyTorch's rule."""

    def forward(xp: ArrayModule, *arrays: Array) -> Array:
        return getattr(xp, name)(*_as(promote(*(a.dtype for a in arrays)), *arrays))

    return forward


def _analytic(name: str) -> Forward:
    """The array module's function of that name, on floating-point operands."""

    def forward(xp: ArrayModule, *arrays: Array) -> Array:
        return getattr(xp, name)(*_as(floating(*(a.dtype for a in arrays)), *arrays))

    return forward


# ---- samples: values of both signs that keep away from kinks


def values(*shape: int, seed: int = 0) -> Array:
    """Sample numbers of both signs, 0.5 to 2 from zero."""
    random = np.random.default_rng(seed)
    return random.uniform(0.5, 2.0, shape) * random.choice([-1.0, 1.0], shape)


def _samples(*makers: Callable[..., Array]) -> Callable[[], list[Sample]]:
    """Samples of 2×3, of a number, of no elements, and (two operands) of shapes that broadcast."""
    shapes: list[tuple[tuple[int, ...], ...]] = [((2, 3), (2, 3)), ((), ()), ((0, 3), (0, 3))]
    if len(makers) == 2:
        shapes += [((2, 1, 3), (4, 1)), ((), (3,))]

    def make() -> list[Sample]:
        return [
            Sample(tuple(m(*s, seed=i) for i, (m, s) in enumerate(zip(makers, pair, strict=False))))
            for pair in shapes
        ]

    return make


def positive(*shape: int, seed: int = 0) -> Array:
    """Sample numbers of 1 to 2.5."""
    return np.abs(values(*shape, seed=seed)) + 0.5


def _distinct(*shape: int, seed: int = 0) -> Array:
    """Sample numbers that keep at least 0.1 from those of another seed."""
    return np.round(values(*shape, seed=seed)) + 0.3 * seed


# ---- arithmetic

add: Primitive = Primitive(
    name="add",
    shape=broadcast_shapes,
    forward=_promoted("add"),
    gradient=lambda needs, g, y, a, b: (
        summed_to(g[0], a) if needs[0] else None,
        summed_to(g[0], b) if needs[1] else None,
    ),
    formula="y = a + b",
    gradient_formulas=("∂L/∂a = δ", "∂L/∂b = δ"),
    inputs=("a", "b"),
    samples=_samples(values, values),
)

subtract: Primitive = Primitive(
    name="subtract",
    shape=broadcast_shapes,
    forward=_promoted("subtract"),
    gradient=lambda needs, g, y, a, b: (
        summed_to(g[0], a) if needs[0] else None,
        summed_to(-g[0], b) if needs[1] else None,
    ),
    formula="y = a − b",
    gradient_formulas=("∂L/∂a = δ", "∂L/∂b = −δ"),
    inputs=("a", "b"),
    samples=_samples(values, values),
)

multiply: Primitive = Primitive(
    name="multiply",
    shape=broadcast_shapes,
    forward=_promoted("multiply"),
    gradient=lambda needs, g, y, a, b: (
        summed_to(g[0] * b, a) if needs[0] else None,
        summed_to(g[0] * a, b) if needs[1] else None,
    ),
    formula="y = a · b",
    gradient_formulas=("∂L/∂a = δ · b", "∂L/∂b = δ · a"),
    inputs=("a", "b"),
    samples=_samples(values, values),
)

divide: Primitive = Primitive(
    name="divide",
    shape=broadcast_shapes,
    dtype=floating,
    forward=_analytic("divide"),
    gradient=lambda needs, g, y, a, b: (
        summed_to(g[0] / b, a) if needs[0] else None,
        summed_to(-g[0] * y[0] / b, b) if needs[1] else None,
    ),
    formula="y = a / b",
    gradient_formulas=("∂L/∂a = δ / b", "∂L/∂b = −δ · y / b"),
    inputs=("a", "b"),
    samples=_samples(values, values),
)


def _power_forward(xp: ArrayModule, a: Array, b: Array) -> Array:
    a, b = _as(promote(a.dtype, b.dtype), a, b)
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
    samples=_samples(positive, values),
)

square: Primitive = Primitive(
    name="square",
    shape=same_shape,
    forward=lambda xp, x: xp.square(x),
    gradient=lambda needs, g, y, x: (g[0] * x * 2,),
    formula="y = x²",
    gradient_formulas=("∂L/∂x = δ · 2x",),
    samples=_samples(values),
)

negative: Primitive = Primitive(
    name="negative",
    shape=same_shape,
    forward=lambda xp, x: xp.negative(x),
    gradient=lambda needs, g, y, x: (-g[0],),
    formula="y = −x",
    gradient_formulas=("∂L/∂x = −δ",),
    samples=_samples(values),
)

# ---- analysis

exp: Primitive = Primitive(
    name="exp",
    shape=same_shape,
    dtype=floating,
    forward=_analytic("exp"),
    gradient=lambda needs, g, y, x: (g[0] * y[0],),
    formula="y = eˣ",
    gradient_formulas=("∂L/∂x = δ · y",),
    samples=_samples(values),
)

log: Primitive = Primitive(
    name="log",
    shape=same_shape,
    dtype=floating,
    forward=_analytic("log"),
    gradient=lambda needs, g, y, x: (g[0] / x,),
    formula="y = ln x",
    gradient_formulas=("∂L/∂x = δ / x",),
    samples=_samples(positive),
)

sqrt: Primitive = Primitive(
    name="sqrt",
    shape=same_shape,
    dtype=floating,
    forward=_analytic("sqrt"),
    gradient=lambda needs, g, y, x: (g[0] / (y[0] * 2),),
    formula="y = √x",
    gradient_formulas=("∂L/∂x = δ / 2y",),
    samples=_samples(positive),
)

abs: Primitive = Primitive(
    name="abs",
    shape=same_shape,
    forward=lambda xp, x: xp.absolute(x),
    gradient=lambda needs, g, y, x: (g[0] * sign(x),),
    formula="y = |x|",
    gradient_formulas=("∂L/∂x = δ · sign x",),
    samples=_samples(values),
)

sign: Primitive = Primitive(
    name="sign",
    shape=same_shape,
    forward=lambda xp, x: xp.sign(x),
    formula="y = sign x",
    samples=_samples(values),
)

# ---- choice

maximum: Primitive = Primitive(
    name="maximum",
    shape=broadcast_shapes,
    forward=_promoted("maximum"),
    gradient=lambda needs, g, y, a, b: (
        summed_to(g[0] * precedence(a, b), a) if needs[0] else None,
        summed_to(g[0] * precedence(b, a), b) if needs[1] else None,
    ),
    formula="y = max(a, b)",
    gradient_formulas=("∂L/∂a = δ · [a > b]", "∂L/∂b = δ · [b > a]"),
    inputs=("a", "b"),
    samples=_samples(_distinct, _distinct),
)

minimum: Primitive = Primitive(
    name="minimum",
    shape=broadcast_shapes,
    forward=_promoted("minimum"),
    gradient=lambda needs, g, y, a, b: (
        summed_to(g[0] * precedence(b, a), a) if needs[0] else None,
        summed_to(g[0] * precedence(a, b), b) if needs[1] else None,
    ),
    formula="y = min(a, b)",
    gradient_formulas=("∂L/∂a = δ · [a < b]", "∂L/∂b = δ · [b < a]"),
    inputs=("a", "b"),
    samples=_samples(_distinct, _distinct),
)


def _precedence_forward(xp: ArrayModule, a: Array, b: Array) -> Array:
    a, b = _as(promote(a.dtype, b.dtype), a, b)
    return (xp.greater_equal(a, b).astype(a.dtype) + xp.greater(a, b).astype(a.dtype)) / 2


precedence: Primitive = Primitive(
    name="precedence",
    shape=broadcast_shapes,
    dtype=floating,
    forward=lambda xp, a, b: _precedence_forward(xp, *_as(floating(a.dtype, b.dtype), a, b)),
    formula="y = 1 where a > b, ½ where a = b, 0 where a < b",
    inputs=("a", "b"),
    samples=_samples(_distinct, _distinct),
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
    return xp.where(condition, *_as(promote(a.dtype, b.dtype), a, b))


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

# ---- comparison


def _comparison(name: str, symbol: str) -> Primitive:
    return Primitive(
        name=name,
        shape=broadcast_shapes,
        dtype=boolean,
        forward=_promoted(name),
        formula=f"y = [a {symbol} b]",
        inputs=("a", "b"),
        samples=_samples(_distinct, _distinct),
    )


equal: Primitive = _comparison("equal", "=")
not_equal: Primitive = _comparison("not_equal", "≠")
less: Primitive = _comparison("less", "<")
less_equal: Primitive = _comparison("less_equal", "≤")
greater: Primitive = _comparison("greater", ">")
greater_equal: Primitive = _comparison("greater_equal", "≥")

# ---- conversion


cast: Primitive = Primitive(
    name="cast",
    shape=same_shape,
    dtype=lambda _, *, to: as_dtype(to),
    forward=lambda xp, x, *, to: x.astype(to),
    gradient=lambda needs, g, y, x, *, to: (cast(g[0], to=x.dtype),),
    formula="y = x as another dtype",
    gradient_formulas=("∂L/∂x = δ",),
    samples=lambda: [
        Sample((values(2, 3),), {"to": np.dtype("float64")}),
        Sample((values(2, 3),), {"to": np.dtype("int64")}),
    ],
)
