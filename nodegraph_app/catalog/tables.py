"""Numbers that a user types: rows of a table, and shapes."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from nodegraph_app.catalog.parameter import ParameterProblem, Values, shown
from nodegraph_app.catalog.port import Shapes
from nodegraph_app.text import Text, translate

ROW_ENDS = re.compile(r"[;；\n]")
GAPS = re.compile(r"[,，\s]+")
LARGEST_TABLE = 100_000
LARGEST_SAMPLE = 2**24

Rows = tuple[tuple[float, ...], ...]


class TableError(ValueError):
    """Typed text that is no table or shape."""

    def __init__(self, message: Text, expected: Text, actual: str) -> None:
        super().__init__(str(message))
        self.message, self.expected, self.actual = message, expected, actual


def rows(typed: str) -> Rows:
    """The numbers of "0.05, 0.10; 1, 2": ((0.05, 0.1), (1.0, 2.0)). Empty lines are skipped.

    Raises TableError for a word, no number at all, or rows of different length.
    """
    table: list[tuple[float, ...]] = []
    for index, row in enumerate(row for row in ROW_ENDS.split(typed) if row.strip()):
        numbers = tuple(_number(cell, index) for cell in GAPS.split(row.strip(" \t\r,，")) if cell)
        if table and len(numbers) != len(table[0]):
            raise TableError(
                translate(
                    "catalog", "All rows need the same length; row {row} differs.", row=index
                ),
                translate("catalog", "{count} numbers", count=len(table[0])),
                str(len(numbers)),
            )
        table.append(numbers)
    if not table or not table[0]:
        raise TableError(
            translate("catalog", "There are no numbers yet."),
            translate("catalog", "rows such as 0.05, 0.10"),
            shown(typed),
        )
    if len(table) * len(table[0]) > LARGEST_TABLE:
        raise TableError(
            translate("catalog", "A typed table has at most {count} numbers.", count=LARGEST_TABLE),
            translate("catalog", "at most {limit}", limit=LARGEST_TABLE),
            str(len(table) * len(table[0])),
        )
    return tuple(table)


def columns(typed: str) -> int:
    """How many numbers a row has."""
    return len(rows(typed)[0])


def classes(typed: str) -> int:
    """How many classes there are, when each row holds the number of one."""
    return int(max(row[0] for row in rows(typed))) + 1


def shape(typed: str) -> tuple[int, ...]:
    """The sizes of "1×28×28", also written 1x28x28 or 1, 28, 28. Raises TableError."""
    cells = [cell for cell in re.split(r"[x×*,，\s]+", typed.strip(" ()[]").lower()) if cell]
    sizes = [
        int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 9 else 0 for cell in cells
    ]
    if not sizes or min(sizes) < 1 or math.prod(sizes) > LARGEST_SAMPLE:
        raise TableError(
            translate("catalog", "This is no shape of one sample."),
            translate(
                "catalog", "sizes such as 1×28×28, at most {limit} in all", limit=LARGEST_SAMPLE
            ),
            shown(typed),
        )
    return tuple(sizes)


def problems(values: Values, shapes: Shapes) -> list[ParameterProblem]:
    """What is wrong with the inputs and targets of a typed table."""
    tables: list[Rows] = []
    for name in ("inputs", "targets"):
        try:
            tables.append(rows(str(values[name])))
        except TableError as error:
            return [_problem(name, error, _mended(str(values[name])))]
    inputs, targets = tables
    if len(inputs) != len(targets):
        return [
            ParameterProblem(
                "targets",
                translate("catalog", "Every row of inputs needs one row of targets."),
                translate("catalog", "{count} rows", count=len(inputs)),
                str(len(targets)),
                _rows_text((targets * len(inputs))[: len(inputs)]),
            )
        ]
    if values["target_kind"] == "class" and not _are_classes(targets):
        return [
            ParameterProblem(
                "targets",
                translate("catalog", "A class is a whole number from 0, one in each row."),
                translate("catalog", "rows such as 0 or 2"),
                _rows_text(targets[:3]),
                "\n".join("0" for _ in targets),
            )
        ]
    return []


def shape_problems(values: Values, shapes: Shapes) -> list[ParameterProblem]:
    """What is wrong with a typed shape."""
    try:
        shape(str(values["shape"]))
    except TableError as error:
        return [_problem("shape", error, "1×28×28")]
    return []


def face(inputs: str, targets: str) -> str:
    """A table in a few signs: "1 row · 2→2"."""
    try:
        table, width = rows(inputs), columns(targets)
    except TableError:
        return "?"
    return f"{len(table)} row{'s' * (len(table) > 1)} · {len(table[0])}→{width}"


def _number(cell: str, row: int) -> float:
    try:
        number = float(cell.replace("−", "-"))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise TableError(
            translate("catalog", "Row {row} holds something that is no number.", row=row),
            translate("catalog", "rows such as 0.05, 0.10"),
            shown(cell),
        )
    return number


def _are_classes(targets: Rows) -> bool:
    return all(len(row) == 1 and row[0] >= 0 and row[0].is_integer() for row in targets)


def _rows_text(table: Sequence[Sequence[float]]) -> str:
    return "\n".join(", ".join(shown(number) for number in row) for row in table)


def _mended(typed: str) -> str:
    """The table with 0 for what is no number, and all rows as long as the first."""
    table = [_numbers(row) for row in ROW_ENDS.split(typed) if row.strip()] or [[0.0]]
    width = len(table[0]) or 1
    return _rows_text([(*row, *[0.0] * width)[:width] for row in table])


def _numbers(row: str) -> list[float]:
    """The numbers of one row; 0 for a word."""
    numbers = []
    for cell in filter(None, GAPS.split(row)):
        try:
            numbers.append(_number(cell, 0))
        except TableError:
            numbers.append(0.0)
    return numbers


def _problem(name: str, error: TableError, mended: str) -> ParameterProblem:
    return ParameterProblem(name, error.message, error.expected, error.actual, mended)
