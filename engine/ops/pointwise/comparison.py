"""Comparisons and logic: true or false for each element."""

from __future__ import annotations

from engine.ops.elementwise import binary, boolean, distinct, samples_of, unary
from engine.ops.primitive import Primitive, Sample

__all__ = [
    "equal", "greater", "greater_equal", "isfinite", "isin", "isinf", "isnan", "less",
    "less_equal", "logical_and", "logical_not", "logical_or", "logical_xor", "not_equal",
    "signbit",
]  # fmt: skip


def _comparison(name: str, formula: str) -> Primitive:
    return binary(
        name,
        lambda xp, a, b: getattr(xp, name)(a, b),
        None,
        formula,
        dtype=boolean,
        samples=samples_of(distinct, distinct),
    )


def _question(name: str, formula: str) -> Primitive:
    return unary(name, lambda xp, x: getattr(xp, name)(x), None, formula, dtype=boolean)


equal: Primitive = _comparison("equal", "y = [a = b]")
not_equal: Primitive = _comparison("not_equal", "y = [a ≠ b]")
less: Primitive = _comparison("less", "y = [a < b]")
less_equal: Primitive = _comparison("less_equal", "y = [a ≤ b]")
greater: Primitive = _comparison("greater", "y = [a > b]")
greater_equal: Primitive = _comparison("greater_equal", "y = [a ≥ b]")

logical_and: Primitive = _comparison("logical_and", "y = [a ≠ 0 and b ≠ 0]")
logical_or: Primitive = _comparison("logical_or", "y = [a ≠ 0 or b ≠ 0]")
logical_xor: Primitive = _comparison("logical_xor", "y = [either a ≠ 0 or b ≠ 0]")
logical_not: Primitive = _question("logical_not", "y = [x = 0]")

isnan: Primitive = _question("isnan", "y = [x is not a number]")
isinf: Primitive = _question("isinf", "y = [x = ±∞]")
isfinite: Primitive = _question("isfinite", "y = [−∞ < x < ∞]")
signbit: Primitive = unary(
    "signbit",
    lambda xp, x: xp.signbit(x) if x.dtype.kind == "f" else xp.less(x, 0),
    None,
    "y = [x < 0 or x = −0]",
    dtype=boolean,
)

isin: Primitive = Primitive(
    name="isin",
    shape=lambda elements, test: elements,
    dtype=boolean,
    forward=lambda xp, elements, test: xp.isin(elements, test),
    formula="y = [x is one of the test elements]",
    inputs=("elements", "test elements"),
    samples=lambda: [Sample((distinct(2, 3), distinct(4))), Sample((distinct(), distinct(0)))],
)
