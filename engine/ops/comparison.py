"""Comparisons: true or false for each element."""

from __future__ import annotations

from engine.ops.elementwise import (
    boolean,
    distinct,
    promoted,
    samples_of,
)
from engine.ops.primitive import Primitive
from engine.ops.rules import broadcast_shapes

__all__ = ["equal", "greater", "greater_equal", "less", "less_equal", "not_equal"]


def _comparison(name: str, symbol: str) -> Primitive:
    return Primitive(
        name=name,
        shape=broadcast_shapes,
        dtype=boolean,
        forward=promoted(name),
        formula=f"y = [a {symbol} b]",
        inputs=("a", "b"),
        samples=samples_of(distinct, distinct),
    )


equal: Primitive = _comparison("equal", "=")
not_equal: Primitive = _comparison("not_equal", "≠")
less: Primitive = _comparison("less", "<")
less_equal: Primitive = _comparison("less_equal", "≤")
greater: Primitive = _comparison("greater", ">")
greater_equal: Primitive = _comparison("greater_equal", "≥")
