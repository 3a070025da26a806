"""Reductions: many numbers become one."""

import math
from typing import cast

import numpy as np

from nodegraph_app.stepper.explainers.registry import Operation, explains
from nodegraph_app.stepper.explanation import (
    Explanation,
    Index,
    Term,
    Working,
    picked,
    product_terms,
    total,
)
from nodegraph_app.text import translate


@explains("sum", "mean")
def add_up(operation: Operation, index: Index) -> Explanation:
    """y[…] = Σ x over the axes that the result no longer has; a mean takes a share of each."""
    cells = _cells(operation, index)
    values = picked(operation.operand(0), cells)
    factors: tuple[np.ndarray[tuple[int], np.dtype[np.float64]], ...] = (values,)
    if operation.name == "mean":
        factors = (values, np.full(len(cells), 1 / max(1, len(cells))))

    def name(k: int) -> str:
        return operation.cell(0, tuple(int(at) for at in cells[k]))

    terms = product_terms(factors, name, lambda k: (name(k), "1/n")[: len(factors)])
    title = (
        translate("stepper", "Mean of {count} numbers", count=len(cells))
        if operation.name == "mean"
        else translate("stepper", "Sum of {count} numbers", count=len(cells))
    )
    return Explanation(title, "sum", total(terms), terms)


@explains("amax", "amin")
def extreme(operation: Operation, index: Index) -> Explanation:
    """y[…] = the largest or smallest x over the reduced axes."""
    cells = _cells(operation, index)
    values = picked(operation.operand(0), cells)
    largest = "max" in operation.name
    order = np.argsort(-values if largest else values, kind="stable")
    terms = tuple(
        Term(operation.cell(0, tuple(int(at) for at in cells[k])), float(values[k]))
        for k in order[:_MOST_SHOWN]
    )
    result = float(values[order[0]])
    if largest:
        title = translate("stepper", "The largest of {count} numbers", count=len(cells))
        return Explanation(title, "maximum", result, terms)
    title = translate("stepper", "The smallest of {count} numbers", count=len(cells))
    return Explanation(title, "minimum", result, terms)


@explains("argmax", "argmin")
def place_of_extreme(operation: Operation, index: Index) -> Explanation:
    """y[…] = where the first largest or smallest x lies along the reduced axis."""
    cells = _cells(operation, index)
    values = picked(operation.operand(0), cells)
    place = int(values.argmax() if operation.name == "argmax" else values.argmin())
    workings = (
        Working(operation.cell(0, tuple(int(at) for at in cells[place])), float(values[place])),
        Working("y", float(place)),
    )
    title = translate("stepper", "Where the extreme of {count} numbers lies", count=len(cells))
    return Explanation(title, "function", float(place), workings=workings)


@explains("mean_input")
def share_of_mean(operation: Operation, index: Index) -> Explanation:
    """∂L/∂x = δ / n: every number that went into a mean gets the same share of its gradient."""
    reduced = cast("tuple[int, ...]", operation.attributes["dim"])
    shape = operation.result.shape
    source = tuple(at for axis, at in enumerate(index) if axis not in reduced)
    gradient = operation.operand(0)
    if gradient.ndim == len(shape):  # the mean kept its axes
        source = tuple(0 if axis in reduced else at for axis, at in enumerate(index))
    share = 1 / math.prod(shape[axis] for axis in reduced)
    cell = operation.cell(0, source)
    terms = product_terms(
        (gradient[source][np.newaxis], np.array([share])), lambda _: cell, lambda _: (cell, "1/n")
    )
    title = translate("stepper", "An equal share of the gradient of the mean")
    return Explanation(title, "sum", total(terms), terms)


_MOST_SHOWN = 16


def _cells(operation: Operation, index: Index) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """The operand's cells (K, ndim) that flow into one cell of the result."""
    array = operation.inputs[0]
    assert array is not None
    shape = operation.result.shape
    flat = int(np.ravel_multi_index(index, shape)) if shape else 0
    numbers = np.arange(operation.result.size).reshape(_kept(operation, array.ndim))
    landing = np.broadcast_to(numbers, array.shape)
    return np.argwhere(landing == flat)


def _kept(operation: Operation, ndim: int) -> tuple[int, ...]:
    """The result's shape with the reduced axes kept as ones."""
    shape = operation.result.shape
    dim = operation.attributes.get("dim", operation.attributes.get("axis"))
    if len(shape) == ndim:
        return shape
    axes = (
        range(ndim)
        if dim is None
        else (dim,)
        if isinstance(dim, int)
        else cast("tuple[int, ...]", dim)
    )
    reduced = {axis % ndim for axis in axes}
    kept = iter(shape)
    return tuple(1 if axis in reduced else next(kept) for axis in range(ndim))
