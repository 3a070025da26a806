"""Parameters: what a user sets on a node, with its kind, default, limits and help."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pydantic import JsonValue

from nodegraph_app.catalog.port import Shapes
from nodegraph_app.text import Text, translate

Kind: TypeAlias = Literal["integer", "float", "boolean", "pair", "choice", "text"]
Values: TypeAlias = Mapping[str, JsonValue]
"""A node's parameters by name, as they stand in the file."""
Limit: TypeAlias = float | Callable[[Values, Shapes], float | None] | None
"""A number, or what it is for these parameters and these input shapes. None: no limit."""


@dataclass(frozen=True)
class ParameterProblem:
    """Why a value will not do, and the nearest value that will."""

    parameter: str
    message: Text
    expected: Text
    actual: str
    nearest: JsonValue


@dataclass(frozen=True)
class Parameter:
    """One parameter of a node type, named as PyTorch names it.

    A pair is one whole number for both sides, or a list of two (height, width). A parameter that
    can be inferred is None while it comes from the wire, and a number when the user pins it.
    """

    name: str
    kind: Kind
    default: JsonValue
    help: Text
    minimum: Limit = None
    maximum: Limit = None
    choices: tuple[str, ...] = ()
    infer: Callable[[Shapes], object] | None = None
    advanced: bool = False
    same_as: str = ""
    """The parameter whose value it has where code leaves it out: a pooling's stride."""

    def accepts(self, value: JsonValue) -> bool:
        """Whether `value` is of this parameter's kind; limits are another question."""
        if value is None:
            return self.infer is not None
        match self.kind:
            case "integer":
                return _is_whole(value)
            case "float":
                return _is_whole(value) or (isinstance(value, float) and math.isfinite(value))
            case "boolean":
                return isinstance(value, bool)
            case "pair":
                return (
                    all(map(_is_whole, value)) and len(value) == 2
                    if isinstance(value, list)
                    else _is_whole(value)
                )
            case "choice":
                return value in self.choices
            case "text":
                return isinstance(value, str)

    def limits(self, values: Values, shapes: Shapes) -> tuple[float | None, float | None]:
        """The least and the greatest value as things stand on the canvas."""

        def now(limit: Limit) -> float | None:
            return limit(values, shapes) if callable(limit) else limit

        return now(self.minimum), now(self.maximum)

    def kind_problem(self, values: Values) -> ParameterProblem | None:
        """Whether the value in `values` is of another kind; None when it is not."""
        value = values.get(self.name, self.default)
        if self.accepts(value):
            return None
        message = translate(
            "catalog",
            "{parameter} needs {expected}.",
            parameter=self.name,
            expected=self.kind_text,
        )
        return ParameterProblem(self.name, message, self.kind_text, shown(value), self.default)

    def limit_problem(self, values: Values, shapes: Shapes) -> ParameterProblem | None:
        """Whether the value, which is of the right kind, is beyond a limit."""
        value = values.get(self.name, self.default)
        least, most = self.limits(values, shapes)
        numbers = sides(value)
        if least is not None and any(n < least for n in numbers):
            return ParameterProblem(
                self.name,
                translate(
                    "catalog",
                    "{parameter} is at least {limit}.",
                    parameter=self.name,
                    limit=shown(least),
                ),
                translate("catalog", "at least {limit}", limit=shown(least)),
                shown(value),
                nearest=self._within(value, least, most),
            )
        if most is not None and any(n > most for n in numbers):
            return ParameterProblem(
                self.name,
                translate(
                    "catalog",
                    "{parameter} is at most {limit}.",
                    parameter=self.name,
                    limit=shown(most),
                ),
                translate("catalog", "at most {limit}", limit=shown(most)),
                shown(value),
                nearest=self._within(value, least, most),
            )
        return None

    def _within(self, value: JsonValue, least: float | None, most: float | None) -> JsonValue:
        """The value with each of its numbers moved inside the limits."""
        if isinstance(value, list):
            return [self._within(item, least, most) for item in value]
        assert isinstance(value, int | float)
        inside = max(value, least) if least is not None else value
        inside = min(inside, most) if most is not None else inside
        return inside if self.kind == "float" else int(inside)

    @property
    def kind_text(self) -> Text:
        """What kind of value this parameter takes, in words."""
        match self.kind:
            case "integer":
                return translate("catalog", "a whole number")
            case "float":
                return translate("catalog", "a number")
            case "boolean":
                return translate("catalog", "true or false")
            case "pair":
                return translate("catalog", "a whole number, or two (height and width)")
            case "choice":
                return translate("catalog", "one of {choices}", choices=", ".join(self.choices))
            case "text":
                return translate("catalog", "text")


def sides(value: JsonValue) -> tuple[float, ...]:
    """The numbers in a value: one, two for a pair given as a list, none for anything else."""
    if isinstance(value, list):
        return tuple(number for item in value for number in sides(item))
    return (value,) if isinstance(value, int | float) and not isinstance(value, bool) else ()


def shown(value: object) -> str:
    """A value as a sentence shows it: 3, 0.5, 3×5, "text"."""
    if isinstance(value, list | tuple):
        return "×".join(shown(item) for item in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return f"“{value}”" if isinstance(value, str) else str(value)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
