"""Convolution and its two gradients: window times kernel, cell by cell, then a sum."""

import numpy as np

from nodegraph_app.stepper.explainers.registry import Operation, explains
from nodegraph_app.stepper.explainers.windows import cut, geometry
from nodegraph_app.stepper.explanation import (
    Array,
    Explanation,
    FloatArray,
    Grid,
    Index,
    Term,
    product_terms,
    total,
)
from nodegraph_app.text import Text, translate


@explains("conv2d")
def conv2d(operation: Operation, index: Index) -> Explanation:
    """y[n,o,i,j] = b[o] + Σ_{c,u,v} window · kernel; one term a channel, one channel in the grids.

    x (N, C, H, W), w (O, C / groups, KH, KW), b (O) or absent.
    """
    x, weight = operation.stored(0), operation.stored(1)
    n, o, i, j = index
    place = geometry(operation.attributes, weight.shape[-2:])
    rows, columns = place.window(i, j)
    first = _first_channel(operation, o, weight)
    kernels = weight[o].astype(np.float64)
    windows, inside = cut(x[n, first : first + len(kernels)].astype(np.float64), rows, columns)
    products = windows * kernels
    terms = _channel_terms("c", products, first)
    if operation.present(2):
        terms += (Term(operation.cell(2, (o,)), float(operation.operand(2)[o])),)
    c = _shown_channel(operation.channel, products, first)
    return Explanation(
        translate("stepper", "Window times kernel, summed, plus the bias"),
        "sum",
        total(terms),
        terms,
        window=Grid(_WINDOW, windows[c], 0, (n, first + c), rows, columns, inside),
        kernel=_kernel(kernels[c], (o, c)),
        products=Grid(_PRODUCTS, products[c]),
        channel=first + c,
    )


@explains("conv2d_input")
def conv2d_input(operation: Operation, index: Index) -> Explanation:
    """∂L/∂x[n,c,i,j]: every output that read this cell hands back δ times the weight it read with.

    δ (N, O, OH, OW), w (O, C / groups, KH, KW). The kernel is shown turned by 180°, so that the
    outputs stand in their own order.
    """
    upstream, weight = operation.stored(0), operation.stored(1)
    n, c, i, j = index
    place = geometry(operation.attributes, weight.shape[-2:])
    group, channel = divmod(c, weight.shape[1])
    outputs = weight.shape[0] // _groups(operation)
    first = group * outputs
    readers = place.readers(i, j, (upstream.shape[2], upstream.shape[3]))
    rows, columns = (tuple(-1 if at is None else at for at in axis[::-1]) for axis in readers)
    below = upstream[n, first : first + outputs].astype(np.float64)
    deltas, inside = cut(below, rows, columns)
    kernels = weight[first : first + outputs, channel, ::-1, ::-1].astype(np.float64)
    products = deltas * kernels
    terms = _channel_terms("o", products, first)
    o = _shown_channel(operation.channel, products, first)
    return Explanation(
        translate("stepper", "Upstream gradient times the kernel turned by 180°, summed"),
        "sum",
        total(terms),
        terms,
        window=Grid(_UPSTREAM, deltas[o], 0, (n, first + o), rows, columns, inside),
        kernel=_kernel(kernels[o], (first + o, channel), turned=True),
        products=Grid(_PRODUCTS, products[o]),
        channel=first + o,
    )


@explains("conv2d_weight")
def conv2d_weight(operation: Operation, index: Index) -> Explanation:
    """∂L/∂w[o,c,u,v] = Σ_{n,i,j} δ[n,o,i,j] · x[…]: one term a window, the largest in the grids.

    δ (N, O, OH, OW), x (N, C, H, W).
    """
    upstream, x = operation.stored(0), operation.stored(1)
    o, c, u, v = index
    kernel = operation.result.shape[-2:]
    place = geometry(operation.attributes, (kernel[0], kernel[1]))
    channel = c + o // (upstream.shape[1] // _groups(operation)) * operation.result.shape[1]
    height, width = upstream.shape[2:]
    rows = tuple(place.window(i, 0)[0][u] for i in range(height))
    columns = tuple(place.window(0, j)[1][v] for j in range(width))
    channel_maps = x[:, channel].astype(np.float64)
    seen, _ = cut(channel_maps, rows, columns)
    deltas = upstream[:, o].astype(np.float64)
    spots = np.argwhere(deltas != 0)
    terms = product_terms(
        (deltas[tuple(spots.T)], seen[tuple(spots.T)]),
        lambda k: "n = {} i = {} j = {}".format(*spots[k]),
        lambda k: (
            operation.cell(0, (int(spots[k][0]), o, int(spots[k][1]), int(spots[k][2]))),
            operation.cell(1, (int(spots[k][0]), channel, rows[spots[k][1]], columns[spots[k][2]])),
        ),
    )
    n, i, j = np.unravel_index(int(np.abs(deltas * seen).argmax()), deltas.shape)
    window_rows, window_columns = place.window(int(i), int(j))
    window, inside = cut(channel_maps[n], window_rows, window_columns)
    delta = deltas[n, i, j]
    return Explanation(
        translate("stepper", "Every window adds its cell times the gradient that arrives there"),
        "sum",
        total(terms),
        terms,
        window=Grid(
            _WINDOW, window, 1, (int(n), channel), window_rows, window_columns, inside, (u, v)
        ),
        kernel=Grid(
            _UPSTREAM, np.full((1, 1), delta), 0, (int(n), o), (int(i),), (int(j),), marked=(0, 0)
        ),
        products=Grid(_PRODUCTS, window * delta, marked=(u, v)),
        channel=channel,
    )


def _channel_terms(letter: str, products: FloatArray, first: int) -> tuple[Term, ...]:
    sums = products.sum(axis=(1, 2))
    return tuple(Term(f"{letter} = {first + k}", float(share)) for k, share in enumerate(sums))


def _shown_channel(wanted: int | None, products: FloatArray, first: int) -> int:
    """The channel asked for, else the one with the largest share."""
    if wanted is not None and first <= wanted < first + len(products):
        return wanted - first
    return int(np.abs(products.sum(axis=(1, 2))).argmax())


def _first_channel(operation: Operation, o: int, weight: Array) -> int:
    """The first input channel that output channel ``o`` reads."""
    outputs, channels = int(weight.shape[0]), int(weight.shape[1])
    return o // (outputs // _groups(operation)) * channels


def _groups(operation: Operation) -> int:
    groups = operation.attributes.get("groups", 1)
    assert isinstance(groups, int)
    return groups


def _kernel(values: FloatArray, plane: Index, turned: bool = False) -> Grid:
    rows, columns = (tuple(range(size)) for size in values.shape)
    if turned:
        rows, columns = rows[::-1], columns[::-1]
    return Grid(_KERNEL, values, 1, plane, rows, columns)


_WINDOW: Text = translate("stepper", "Window")
_KERNEL: Text = translate("stepper", "Kernel")
_UPSTREAM: Text = translate("stepper", "Upstream")
_PRODUCTS: Text = translate("stepper", "Products")
