"""The loss of class numbers, its gradient, and what is read from class numbers."""

import numpy as np

from nodegraph_app.stepper.explainers.registry import Operation, explains
from nodegraph_app.stepper.explanation import (
    Explanation,
    FloatArray,
    Index,
    Working,
    picked,
    product_terms,
    total,
)
from nodegraph_app.text import translate


@explains("nll_loss")
def nll_loss(operation: Operation, index: Index) -> Explanation:
    """L = −Σ_n share_n · x[n, t_n]; with reduction "none" one sample's part of it."""
    x = operation.operand(0)
    samples, shares, classes = _shares(operation, x.shape)
    if operation.attributes.get("reduction", "mean") == "none":
        chosen = np.all(samples == np.asarray(index, dtype=np.int64), axis=1)
        samples, shares, classes = samples[chosen], shares[chosen], classes[chosen]
    places = [_place(tuple(map(int, at)), int(c)) for at, c in zip(samples, classes, strict=True)]
    picked = np.array([x[place] for place in places])
    terms = product_terms(
        (-shares, picked),
        lambda k: "n = {}".format(", ".join(map(str, samples[k]))),
        lambda k: ("−share", operation.cell(0, places[k])),
    )
    title = translate("stepper", "What the right class was given, negative, shared out")
    return Explanation(title, "sum", total(terms), terms)


@explains("nll_loss_input")
def nll_loss_input(operation: Operation, index: Index) -> Explanation:
    """∂L/∂x[n,c] = −share_n · δ where c is the target of sample n, else 0."""
    upstream = operation.operand(0)
    samples, shares, classes = _shares(operation, operation.result.shape)
    hits = [
        k
        for k, (at, c) in enumerate(zip(samples, classes, strict=True))
        if _place(tuple(map(int, at)), int(c)) == index
    ]
    deltas = np.array([upstream[tuple(samples[k])] if upstream.ndim else upstream for k in hits])
    terms = product_terms(
        (-shares[hits], deltas.astype(np.float64).reshape(len(hits))),
        lambda _: "c = t",
        lambda _: ("−share", operation.symbol(0)),
    )
    title = (
        translate("stepper", "The target's class: minus its share of the upstream gradient")
        if hits
        else translate("stepper", "Not the target's class: no gradient")
    )
    return Explanation(title, "sum", total(terms), terms)


@explains("one_hot")
def one_hot(operation: Operation, index: Index) -> Explanation:
    """y[n,c] = 1 where c is the class of n, else 0."""
    label = float(operation.operand(0)[index[:-1]])
    result = float(label == index[-1])
    workings = (
        Working(operation.cell(0, index[:-1]), label),
        Working("c", float(index[-1])),
        Working("y", result),
    )
    title = translate("stepper", "1 where the class is this one, else 0")
    return Explanation(title, "function", result, workings=workings)


def _shares(
    operation: Operation, shape: tuple[int, ...]
) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.int64]], FloatArray, FloatArray]:
    """(samples (K, ·) that count, how much each weighs, its class), for scores of ``shape``."""
    target = operation.operand(1)
    counted = target != operation.attributes.get("ignore_index", -100)
    samples = np.argwhere(counted)
    classes = picked(target, samples).astype(np.int64)
    shares = np.ones(len(classes))
    if operation.present(2):
        shares = operation.operand(2)[classes]
    if operation.attributes.get("reduction", "mean") == "mean":
        shares = shares / shares.sum()
    return samples, shares, classes.astype(np.float64)


def _place(sample: Index, label: int) -> Index:
    """Where the score of a sample's class stands in (N, C, …), or in (C,)."""
    return (sample[0], label, *sample[1:]) if sample else (label,)
