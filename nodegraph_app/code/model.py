"""What Python code is made of: expressions, statements and a module.

Only what a model file needs. A record refuses a name that is no identifier, so a printed model is
always valid Python and says exactly what its records say.
"""

from __future__ import annotations

import keyword
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

BINARY_OPERATORS = (
    ("or",),
    ("and",),
    ("==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in"),
    ("+", "-"),
    ("*", "/", "//", "%", "@"),
    ("**",),
)
"""Operators, loosest first; those in one row bind alike."""

BINDING = {name: level for level, names in enumerate(BINARY_OPERATORS) for name in names}
COMPARISON = BINDING["=="]
POWER = BINDING["**"]


def check_identifier(name: str) -> None:
    """Raise ValueError when `name` cannot be written as a Python name."""
    if not name.isidentifier() or keyword.iskeyword(name):
        raise ValueError(f"Expected a Python name, got {name!r}.")


def check_path(path: str) -> None:
    """Raise ValueError when `path` is no dotted module path."""
    for part in path.split("."):
        check_identifier(part)


# Expressions ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Name:
    """A variable, function or module: `x`."""

    id: str

    def __post_init__(self) -> None:
        check_identifier(self.id)


@dataclass(frozen=True)
class Literal:
    """A constant: None, True, 3, 0.5, "text". Floats are finite; `literal` spells the others."""

    value: bool | int | float | str | None

    def __post_init__(self) -> None:
        if isinstance(self.value, float) and not math.isfinite(self.value):
            raise ValueError(f"Expected a finite number, got {self.value!r}.")


@dataclass(frozen=True)
class FormattedString:
    """An f-string; a text part is taken as it is, a pair is (expression, format such as ".4f")."""

    parts: tuple[str | tuple[AnyExpression, str], ...]


@dataclass(frozen=True)
class Attribute:
    """A part of something: `nn.Linear`, `self.conv1`."""

    value: AnyExpression
    name: str

    def __post_init__(self) -> None:
        check_identifier(self.name)


@dataclass(frozen=True)
class Call:
    """A call: `nn.Conv2d(1, 32, 3, padding=1)`."""

    function: AnyExpression
    args: tuple[AnyExpression, ...] = ()
    keywords: tuple[tuple[str, AnyExpression], ...] = ()

    def __post_init__(self) -> None:
        for name, _ in self.keywords:
            check_identifier(name)


@dataclass(frozen=True)
class Negative:
    """A minus in front: `-x`. A negative number is a Literal."""

    value: AnyExpression


@dataclass(frozen=True)
class BinaryOperation:
    """Two operands and an operator of BINARY_OPERATORS; parentheses come from the structure."""

    left: AnyExpression
    operator: str
    right: AnyExpression

    def __post_init__(self) -> None:
        if self.operator not in BINDING:
            raise ValueError(f"Expected one of {', '.join(BINDING)}, got {self.operator!r}.")


@dataclass(frozen=True)
class Subscript:
    """An element: `sample["inputs"]`, `x[0, 1]`."""

    value: AnyExpression
    index: AnyExpression


@dataclass(frozen=True)
class TupleOf:
    """A tuple: `(3, 3)`."""

    items: tuple[AnyExpression, ...]


@dataclass(frozen=True)
class ListOf:
    """A list: `[1, 2]`."""

    items: tuple[AnyExpression, ...]


@dataclass(frozen=True)
class DictOf:
    """A dictionary display: `{"input": x}`."""

    items: tuple[tuple[AnyExpression, AnyExpression], ...]


AnyExpression: TypeAlias = (
    Name
    | Literal
    | FormattedString
    | Attribute
    | Call
    | Negative
    | BinaryOperation
    | Subscript
    | TupleOf
    | ListOf
    | DictOf
)

# Statements ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Assign:
    """`target = value`, with `operator` "+" for `target += value`; a comment may follow."""

    target: AnyExpression
    value: AnyExpression
    operator: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Return:
    """`return value`; a comment may follow."""

    value: AnyExpression | None = None
    comment: str = ""


@dataclass(frozen=True)
class Expression:
    """An expression as a statement, usually a call; a comment may follow."""

    value: AnyExpression
    comment: str = ""


@dataclass(frozen=True)
class Import:
    """`import module` or `import module as alias`."""

    module: str
    alias: str = ""

    def __post_init__(self) -> None:
        check_path(self.module)
        if self.alias:
            check_identifier(self.alias)


@dataclass(frozen=True)
class ImportFrom:
    """`from module import a, b`."""

    module: str
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        check_path(self.module)
        for name in self.names:
            check_identifier(name)


@dataclass(frozen=True)
class Parameter:
    """One parameter of a Function."""

    name: str
    annotation: AnyExpression | None = None
    default: AnyExpression | None = None

    def __post_init__(self) -> None:
        check_identifier(self.name)


@dataclass(frozen=True)
class Function:
    """`def name(parameters) -> returns:`; decorators are expressions after the @."""

    name: str
    parameters: tuple[Parameter, ...]
    body: tuple[AnyStatement, ...]
    returns: AnyExpression | None = None
    decorators: tuple[AnyExpression, ...] = ()

    def __post_init__(self) -> None:
        check_identifier(self.name)
        check_body(self.body)


@dataclass(frozen=True)
class Class:
    """`class name(bases):`."""

    name: str
    bases: tuple[AnyExpression, ...]
    body: tuple[AnyStatement, ...]

    def __post_init__(self) -> None:
        check_identifier(self.name)
        check_body(self.body)


@dataclass(frozen=True)
class For:
    """`for target in iterable:`."""

    target: AnyExpression
    iterable: AnyExpression
    body: tuple[AnyStatement, ...]

    def __post_init__(self) -> None:
        check_body(self.body)


@dataclass(frozen=True)
class With:
    """`with context:`."""

    context: AnyExpression
    body: tuple[AnyStatement, ...]

    def __post_init__(self) -> None:
        check_body(self.body)


@dataclass(frozen=True)
class If:
    """`if test:` with an optional `else:`."""

    test: AnyExpression
    body: tuple[AnyStatement, ...]
    otherwise: tuple[AnyStatement, ...] = ()

    def __post_init__(self) -> None:
        check_body(self.body)


@dataclass(frozen=True)
class Comment:
    """Own lines that start with `#`."""

    text: str


@dataclass(frozen=True)
class Docstring:
    """The first statement of a module, class or function."""

    text: str


@dataclass(frozen=True)
class BlankLine:
    """An empty line between two groups of statements."""


AnyStatement: TypeAlias = (
    Assign
    | Return
    | Expression
    | Import
    | ImportFrom
    | Function
    | Class
    | For
    | With
    | If
    | Comment
    | Docstring
    | BlankLine
)


@dataclass(frozen=True)
class Module:
    """One source file."""

    body: tuple[AnyStatement, ...]


def check_body(body: Iterable[AnyStatement]) -> None:
    """Raise ValueError when a block holds nothing that Python would run."""
    if all(isinstance(statement, Comment | BlankLine) for statement in body):
        raise ValueError("Expected a body with at least one statement.")
