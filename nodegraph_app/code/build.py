"""Short ways to make expressions: `call("nn.Conv2d", 1, 32, kernel_size=3)`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeAlias

from nodegraph_app.code.model import (
    AnyExpression,
    Attribute,
    Call,
    DictOf,
    ListOf,
    Literal,
    Name,
    TupleOf,
)

Value: TypeAlias = object
"""A plain Python value or an expression."""


def dotted(path: str) -> AnyExpression:
    """The names of a dotted path: `nn.functional.relu`."""
    first, *rest = path.split(".")
    expression: AnyExpression = Name(first)
    for name in rest:
        expression = Attribute(expression, name)
    return expression


def literal(value: Value) -> AnyExpression:
    """The expression that gives `value`: None, a number, a text, or a tuple, list or mapping of
    these. Expressions pass through. Raises TypeError for anything else."""
    if isinstance(value, AnyExpression):
        return value
    if isinstance(value, float) and not math.isfinite(value):
        return Call(Name("float"), (Literal(str(value)),))
    if value is None or isinstance(value, bool | int | float | str):
        return Literal(value)
    if isinstance(value, tuple):
        return TupleOf(tuple(literal(item) for item in value))
    if isinstance(value, list):
        return ListOf(tuple(literal(item) for item in value))
    if isinstance(value, Mapping):
        return DictOf(tuple((literal(key), literal(item)) for key, item in value.items()))
    raise TypeError(f"Expected a plain value or an expression, got {type(value).__name__}.")


def call(function: str | AnyExpression, /, *args: Value, **keywords: Value) -> Call:
    """A call whose arguments may be plain values; `function` may be a dotted path."""
    return Call(
        dotted(function) if isinstance(function, str) else function,
        tuple(literal(argument) for argument in args),
        tuple((name, literal(argument)) for name, argument in keywords.items()),
    )
