"""What the explanation of one number is made of: plain data for a strip, a table or JSON."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from nodegraph_app.insight.numbers import product_text, result_text, sum_text
from nodegraph_app.text import Text, translate

Array = npt.NDArray[np.generic]
FloatArray = npt.NDArray[np.float64]
Index = tuple[int, ...]
Rule = Literal["sum", "maximum", "minimum", "function"]

MOST_TERMS = 64


@dataclass(frozen=True)
class Factor:
    """One number that is multiplied in a term: ``x[0, 3]`` and its value."""

    label: str
    value: float


@dataclass(frozen=True)
class Term:
    """One line of the working: its factors multiply out to its value.

    A term without factors is a number by itself (a bias, one channel's share). ``count`` above 1
    marks the gathered rest of a long sum.
    """

    label: Text | str
    value: float
    factors: tuple[Factor, ...] = ()
    count: int = 1


@dataclass(frozen=True)
class Working:
    """One intermediate result of a function, in the order a person would write it."""

    label: str
    value: float


@dataclass(frozen=True)
class Grid:
    """A small piece of an operand, cell by cell: a window, a kernel, or their products."""

    name: Text
    values: FloatArray
    operand: int | None = None
    """Which input of the step it is cut from, when it is."""
    plane: Index = ()
    """The leading indices of the map it lies on: (n, c) of x[n, c, ., .]."""
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    """Which row and column of the map each cell shows; those outside the map are padding."""
    inside: npt.NDArray[np.bool_] | None = None
    marked: tuple[int, int] | None = None

    @property
    def place(self) -> Text | None:
        """Where it lies: "rows 11–13, columns 14–16"."""
        if not self.rows or not self.columns:
            return None
        return translate(
            "stepper",
            "rows {rows}, columns {columns}",
            rows=_range(self.rows),
            columns=_range(self.columns),
        )


@dataclass(frozen=True)
class Explanation:
    """How one number came about.

    ``rule`` tells how ``result`` follows: as the sum, the largest or the smallest of the terms'
    values, or as the last of the ``workings``. ``result`` is computed here in float64 from the
    operands; ``expected_value`` is what the engine stored.
    """

    title: Text
    rule: Rule
    result: float
    terms: tuple[Term, ...] = ()
    workings: tuple[Working, ...] = ()
    window: Grid | None = None
    kernel: Grid | None = None
    products: Grid | None = None
    channel: int | None = None
    """The channel that the grids show, of those that the terms go over."""
    formula: str = ""
    index: Index = ()
    expected_value: float = math.nan

    def gathered(self, limit: int) -> tuple[Term, ...]:
        """The terms with all but the ``limit`` largest put together in one."""
        if self.rule != "sum" or len(self.terms) <= limit + 1:
            return self.terms
        singles = [i for i, term in enumerate(self.terms) if term.count == 1]
        kept = set(sorted(singles, key=lambda i: -abs(self.terms[i].value))[:limit])
        rest = [term for i, term in enumerate(self.terms) if i not in kept]
        return (*(self.terms[i] for i in sorted(kept)), _rest(rest))

    def equation(self, limit: int = 4) -> str:
        """The formula with the numbers in it, on one line; a sum adds up as printed."""
        if self.rule == "function":
            lines = [f"{step.label} = {result_text(step.value)}" for step in self.workings]
            return "; ".join(lines) or result_text(self.result)
        terms = self.gathered(limit)
        if self.rule != "sum":
            texts = ", ".join(result_text(term.value) for term in terms)
            name = "max" if self.rule == "maximum" else "min"
            return f"{result_text(self.result)} = {name}({texts})"
        if any(len(term.factors) > 1 for term in terms):
            return f"{result_text(self.result)} = {' + '.join(map(_product, terms))}"
        shown = sum_text([term.value for term in terms], self.result)
        total_text = " + ".join(map(_bracketed, shown.terms)) or "0"
        return f"{shown.result} = {total_text} {shown.caption}".rstrip()


def product_terms(
    factors: Sequence[Array],
    label: Callable[[int], str],
    names: Callable[[int], tuple[str, ...]],
    limit: int = MOST_TERMS,
) -> tuple[Term, ...]:
    """Term k is the product of ``factors[.][k]``; the factors are arrays (K,).

    Beyond ``limit`` the largest magnitudes come first and the rest that is not zero is gathered.
    """
    arrays = [np.asarray(factor).astype(np.float64) for factor in factors]
    products = np.prod(arrays, axis=0) if arrays else np.zeros(0)
    if products.size <= limit:
        order = np.arange(products.size)
    else:
        order = np.argsort(-np.abs(products), kind="stable")[:limit]
    terms = [
        Term(
            label(int(k)),
            float(products[k]),
            tuple(
                Factor(name, float(array[k]))
                for name, array in zip(names(int(k)), arrays, strict=True)
            ),
        )
        for k in order
    ]
    if products.size > limit:
        others = np.delete(products, order)
        terms.append(_gathered(others[others != 0]))
    return tuple(terms)


def picked(array: FloatArray, cells: npt.NDArray[np.int64]) -> FloatArray:
    """The values (K,) of an array at the indices ``cells`` (K, ndim), of any ndim."""
    return np.asarray(array[tuple(cells.T)]).reshape(len(cells))


def total(terms: Sequence[Term]) -> float:
    """The sum of the terms' values."""
    return math.fsum(term.value for term in terms)


def _rest(terms: Sequence[Term]) -> Term:
    count = sum(term.count for term in terms if term.value != 0 or term.count > 1)
    return Term(_more(count), total(terms), count=count)


def _gathered(values: FloatArray) -> Term:
    return Term(_more(values.size), math.fsum(values.tolist()), count=int(values.size))


def _more(count: int) -> Text:
    return translate("stepper", "{count} more terms", count=count)


def _product(term: Term) -> str:
    if not term.factors:
        return _bracketed(result_text(term.value))
    texts, _ = product_text([factor.value for factor in term.factors], term.value)
    return "·".join(map(_bracketed, texts))


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith("−") else text


def _range(places: tuple[int, ...]) -> str:
    first, last = places[0], places[-1]
    dash = f"{first}–{last}" if first != last else str(first)
    step = places[1] - places[0] if len(places) > 1 else 1
    return dash.replace("-", "−") if abs(step) == 1 else f"{dash} ({step})".replace("-", "−")
