"""Element by element: where the result is a sum, a product or a choice of single cells.

Functions of single cells (exp, tanh, comparisons, …) need no explainer of their own.
"""

import numpy as np

from nodegraph_app.stepper.explainers.registry import Operation, broadcast_place, explains
from nodegraph_app.stepper.explanation import (
    Explanation,
    Factor,
    Index,
    Term,
    product_terms,
    total,
)
from nodegraph_app.text import translate


@explains("add")
def add(operation: Operation, index: Index) -> Explanation:
    """y = a + b."""
    terms = tuple(_term(operation, position, index) for position in (0, 1))
    return Explanation(translate("stepper", "Sum of two numbers"), "sum", total(terms), terms)


@explains("subtract", "residual")
def subtract(operation: Operation, index: Index) -> Explanation:
    """y = a − b."""
    first, second = _term(operation, 0, index), _term(operation, 1, index)
    turned = Term(second.label, -second.value, (Factor("−1", -1.0), *second.factors))
    terms = (first, turned)
    return Explanation(
        translate("stepper", "Difference of two numbers"), "sum", total(terms), terms
    )


@explains("multiply")
def multiply(operation: Operation, index: Index) -> Explanation:
    """y = a · b; in the backward pass upstream · local = downstream."""
    terms = product_terms(
        tuple(np.atleast_1d(_value(operation, position, index)) for position in (0, 1)),
        lambda _: "a · b",
        lambda _: (_cell(operation, 0, index), _cell(operation, 1, index)),
    )
    return Explanation(translate("stepper", "Product of two numbers"), "sum", total(terms), terms)


@explains("relu_input")
def relu_input(operation: Operation, index: Index) -> Explanation:
    """∂L/∂x = δ · [y > 0]: upstream times local."""
    upstream, output = (_value(operation, position, index) for position in (0, 1))
    local = float(output > 0)
    terms = product_terms(
        (np.array([upstream]), np.array([local])),
        lambda _: "δ · [y > 0]",
        lambda _: (_cell(operation, 0, index), f"[{_cell(operation, 1, index)} > 0]"),
    )
    title = (
        translate("stepper", "The output is positive: the gradient passes")
        if local
        else translate("stepper", "The output is zero: no gradient passes")
    )
    return Explanation(title, "sum", total(terms), terms)


@explains("negative")
def negative(operation: Operation, index: Index) -> Explanation:
    """y = −x."""
    value = _value(operation, 0, index)
    cell = _cell(operation, 0, index)
    terms = (Term(cell, -value, (Factor("−1", -1.0), Factor(cell, value))),)
    return Explanation(translate("stepper", "The opposite number"), "sum", total(terms), terms)


@explains("maximum", "minimum")
def extremum(operation: Operation, index: Index) -> Explanation:
    """y = max(a, b) or min(a, b)."""
    terms = tuple(_term(operation, position, index) for position in (0, 1))
    values = [term.value for term in terms]
    if operation.name == "maximum":
        return Explanation(translate("stepper", "The larger one"), "maximum", max(values), terms)
    return Explanation(translate("stepper", "The smaller one"), "minimum", min(values), terms)


@explains("where")
def where(operation: Operation, index: Index) -> Explanation:
    """y = a where the condition holds, else b."""
    chosen = 1 if _value(operation, 0, index) else 2
    terms = (_term(operation, chosen, index),)
    title = translate("stepper", "The condition chooses {cell}", cell=terms[0].label)
    return Explanation(title, "sum", total(terms), terms)


def _term(operation: Operation, position: int, index: Index) -> Term:
    cell, value = _cell(operation, position, index), _value(operation, position, index)
    return Term(cell, value, (Factor(cell, value),))


def _value(operation: Operation, position: int, index: Index) -> float:
    array = operation.inputs[position]
    assert array is not None
    return float(np.asarray(array[broadcast_place(array.shape, index)]).astype(np.float64))


def _cell(operation: Operation, position: int, index: Index) -> str:
    array = operation.inputs[position]
    assert array is not None
    return operation.cell(position, broadcast_place(array.shape, index))
