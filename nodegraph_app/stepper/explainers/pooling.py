"""Pooling and its gradients: the largest of a window, or its mean."""

import numpy as np

from nodegraph_app.stepper.explainers.registry import Operation, explains
from nodegraph_app.stepper.explainers.windows import cut, geometry, pair
from nodegraph_app.stepper.explanation import (
    Explanation,
    Grid,
    Index,
    Term,
    Working,
    product_terms,
    total,
)
from nodegraph_app.text import translate


@explains("max_pool2d")
def max_pool2d(operation: Operation, index: Index) -> Explanation:
    """y[n,c,i,j] is the largest cell of its window; the second output tells which one it is."""
    x = operation.operand(0)
    n, c, i, j = index
    place = geometry(operation.attributes, pair(operation.attributes["kernel_size"]))
    rows, columns = place.window(i, j)
    window, inside = cut(x[n, c], rows, columns, -np.inf)
    u, v = (int(at) for at in np.unravel_index(int(window.argmax()), window.shape))
    grid = Grid(_WINDOW, window, 0, (n, c), rows, columns, inside, (u, v))
    if operation.output == 1:
        place_in_map = float(rows[u] * x.shape[3] + columns[v])
        workings = (
            Working("row", float(rows[u])),
            Working("column", float(columns[v])),
            Working("row · W + column", place_in_map),
        )
        title = translate("stepper", "Where the largest cell of the window lies")
        return Explanation(
            title, "function", place_in_map, workings=workings, window=grid, channel=c
        )
    terms = tuple(
        Term(operation.cell(0, (n, c, rows[a], columns[b])), float(window[a, b]))
        for a, b in np.argwhere(inside)
    )
    return Explanation(
        translate("stepper", "The largest cell of the window"),
        "maximum",
        float(window[u, v]),
        terms,
        window=grid,
        channel=c,
    )


@explains("avg_pool2d")
def avg_pool2d(operation: Operation, index: Index) -> Explanation:
    """y[n,c,i,j] is the sum of its window over how many cells count: padding does, or does not."""
    x = operation.operand(0)
    n, c, i, j = index
    kernel = pair(operation.attributes["kernel_size"])
    rows, columns = geometry(operation.attributes, kernel).window(i, j)
    window, inside = cut(x[n, c], rows, columns)
    share = 1 / _divisor(operation, (i, j), (x.shape[2], x.shape[3]))
    spots = np.argwhere(inside)
    terms = product_terms(
        (window[inside], np.full(len(spots), share)),
        lambda k: operation.cell(0, (n, c, rows[spots[k][0]], columns[spots[k][1]])),
        lambda _: ("x", "1/K"),
    )
    return Explanation(
        translate("stepper", "The mean of the window"),
        "sum",
        total(terms),
        terms,
        window=Grid(_WINDOW, window, 0, (n, c), rows, columns, inside),
        kernel=Grid(translate("stepper", "Share"), np.full(kernel, share)),
        products=Grid(translate("stepper", "Products"), window * share),
        channel=c,
    )


@explains("avg_pool2d_input")
def avg_pool2d_input(operation: Operation, index: Index) -> Explanation:
    """∂L/∂x[n,c,i,j]: every window over this cell hands back δ / K."""
    upstream = operation.operand(0)
    n, c, i, j = index
    size = operation.result.shape[2], operation.result.shape[3]
    place = geometry(operation.attributes, pair(operation.attributes["kernel_size"]))
    readers = place.readers(i, j, (upstream.shape[2], upstream.shape[3]))
    spots = [(a, b) for a in readers[0] for b in readers[1] if a is not None and b is not None]
    deltas = np.array([upstream[n, c, a, b] for a, b in spots])
    shares = np.array([1 / _divisor(operation, spot, size) for spot in spots])
    terms = product_terms(
        (deltas, shares),
        lambda k: operation.cell(0, (n, c, *spots[k])),
        lambda _: ("δ", "1/K"),
    )
    title = translate("stepper", "Every window over this cell hands back its share")
    return Explanation(title, "sum", total(terms), terms, channel=c)


def _divisor(operation: Operation, window: tuple[int, int], size: tuple[int, int]) -> float:
    """By how much a window's sum is divided: its cells inside the input, or the padded input."""
    attributes = operation.attributes
    given = attributes.get("divisor_override")
    if isinstance(given, int):
        return float(given)
    kernel = pair(attributes["kernel_size"])
    place = geometry(attributes, kernel)
    counts = 1
    for axis in (0, 1):
        start = window[axis] * place.stride[axis] - place.padding[axis]
        stop = min(start + kernel[axis], size[axis] + place.padding[axis])
        if not attributes.get("count_include_pad", True):
            start, stop = max(start, 0), min(stop, size[axis])
        counts *= stop - start
    return float(counts)


_WINDOW = translate("stepper", "Window")
