"""Linear maps along one dimension at a time: how enlarging, shrinking and bordering read a line.

A rule says how a line of m places is made from one of n: each place is a weighted sum of a few of
the old ones. What is made from its transpose is the adjoint.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np

from engine.backend import Array, ArrayModule, float16, float32
from engine.dims import Dim
from engine.errors import ShapeError
from engine.ops.elementwise import first
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import text

Rule: TypeAlias = tuple[Any, ...]  # (kind, n, m, …): plain data, so that its taps are kept
Taps: TypeAlias = tuple[Array, Array]  # which places each result reads (m, k), and their weights


# ---- the rules


def need_places(sizes: Shape, operation: str) -> None:
    """ShapeError where there is nothing to read: a size of 0, or one that depends on the batch."""
    for size in sizes:
        if isinstance(size, Dim) or size < 1:
            raise ShapeError(
                "{operation} reads from at least one place in each direction",
                operation=operation,
                expected="sizes of at least 1",
                actual=text(sizes),
            )


def area(n: int, m: int) -> Taps:
    """Place i is the mean of the places ⌊i·n/m⌋ … ⌈(i+1)·n/m⌉ − 1: adaptive pooling."""
    return _means(*adaptive_windows(n, m))


def adaptive_windows(n: int, m: int) -> tuple[Array, Array]:
    """Where the m windows over a line of n places begin, and where they end."""
    i = np.arange(m)
    return i * n // m, -(-(i + 1) * n // m)


def _means(start: Array, stop: Array) -> Taps:
    longest = int((stop - start).max(initial=1))
    places = start[:, None] + np.arange(longest)
    inside = places < stop[:, None]
    weights = inside / np.maximum(stop - start, 1)[:, None]
    return np.where(inside, places, start[:, None]), weights


def _kept(n: int) -> Taps:
    """The line as it is, whatever the factor that rounded to its size."""
    return np.arange(n)[:, None], np.ones((n, 1))


def scale_of(n: int, m: int, align_corners: bool, factor: float | None) -> float:
    """How far apart in the old line two new places lie."""
    if align_corners:
        return (n - 1) / (m - 1) if m > 1 else 0.0
    return 1.0 / factor if factor else n / m


def nearest(n: int, m: int, exact: bool, factor: float | None) -> Taps:
    """Place i is the old one at ⌊i · n/m⌋; exact: at ⌊(i + ½) · n/m⌋."""
    step = np.float32(scale_of(n, m, False, factor))  # PyTorch's precision of pictures
    at = np.arange(m).astype("float32") + np.float32(0.5 if exact else 0.0)
    return np.minimum(np.floor(at * step).astype("int64"), n - 1)[:, None], np.ones((m, 1))


def linear(n: int, m: int, align_corners: bool, factor: float | None) -> Taps:
    """Place i lies between two old ones, and weighs them by how near they are."""
    if n == m:
        return _kept(n)
    step, i = scale_of(n, m, align_corners, factor), np.arange(m)
    at = i * step if align_corners else np.maximum((i + 0.5) * step - 0.5, 0.0)
    low = np.minimum(at.astype("int64"), n - 1)
    share = np.clip(at - low, 0.0, 1.0)
    return np.stack([low, np.minimum(low + 1, n - 1)], 1), np.stack([1 - share, share], 1)


def cubic(n: int, m: int, align_corners: bool, factor: float | None) -> Taps:
    """Place i weighs four old ones by a cubic of their distance (Keys, "Cubic convolution
    interpolation for digital image processing", 1981, with a = −¾)."""
    step, i = scale_of(n, m, align_corners, factor), np.arange(m)
    at = i * step if align_corners else (i + 0.5) * step - 0.5
    low = np.floor(at)
    places = low[:, None] + np.arange(-1, 3)
    weights = keys(at[:, None] - places, -0.75)
    return np.clip(places, 0, n - 1).astype("int64"), weights


def keys(distance: Array, a: float) -> Array:
    """Keys' cubic of a distance of up to 2."""
    x = np.abs(distance)
    near = ((a + 2) * x - (a + 3)) * x * x + 1
    far = a * (((x - 5) * x + 8) * x - 4)
    return np.where(x < 1, near, np.where(x < 2, far, 0.0))


def smooth(n: int, m: int, align_corners: bool, factor: float | None, curve: str) -> Taps:
    """As linear or cubic, but where the line shrinks its window widens, so that nothing falls
    between the new places: without aliasing, as the picture library Pillow does it."""
    if n == m:
        return _kept(n)
    step = scale_of(n, m, align_corners, factor)
    reach = 1.0 if curve == "linear" else 2.0
    widening = max(step, 1.0)
    middle = (np.arange(m) + 0.5) * step
    start = np.maximum((middle - reach * widening + 0.5).astype("int64"), 0)
    stop = np.minimum((middle + reach * widening + 0.5).astype("int64"), n)
    places, inside = _means(start, stop)
    distance = (start[:, None] + np.arange(places.shape[1]) - middle[:, None] + 0.5) / widening
    weights = np.maximum(1 - np.abs(distance), 0.0) if curve == "linear" else keys(distance, -0.5)
    weights = np.where(inside > 0, weights, 0.0)
    return places, weights / weights.sum(1, keepdims=True)


def border(n: int, m: int, before: int, mode: str) -> Taps:
    """The line continued by its own places: mirrored, its ends repeated, or begun again."""
    i = np.arange(m) - before
    if mode == "circular":
        first = max(-before, 0)  # what is cut off at one end does not come back at the other
        kept = n - first - max(n + before - m, 0)
        return (first + (i - first) % kept)[:, None], np.ones((m, 1))
    if mode == "reflect":
        i = np.abs(i)
        i = np.where(i > n - 1, 2 * (n - 1) - i, i)
    return np.clip(i, 0, n - 1)[:, None], np.ones((m, 1))


_KINDS: dict[str, Callable[..., Taps]] = {
    "area": area,
    "nearest": nearest,
    "linear": linear,
    "cubic": cubic,
    "smooth": smooth,
    "border": border,
}


@lru_cache(maxsize=256)
def taps_of(rule: Rule) -> Taps:
    """What each of the m places reads."""
    kind, n, m, *options = rule
    return _KINDS[kind](n, m, *options)


@lru_cache(maxsize=256)
def transposed_taps_of(rule: Rule) -> Taps:
    """What each of the n places hands its gradient to: the transpose."""
    places, weights = taps_of(rule)
    n = rule[1]
    used = weights != 0
    readers = np.nonzero(used)[0]  # which new place reads, for each weight
    read, shares = places[used], weights[used]
    order = np.argsort(read, kind="stable")
    many = np.bincount(read, minlength=n)
    slot = np.arange(len(read)) - np.repeat(np.cumsum(many) - many, many)
    width = int(many.max(initial=0))
    table, amounts = np.zeros((n, width), "int64"), np.zeros((n, width))
    table[read[order], slot] = readers[order]
    amounts[read[order], slot] = shares[order]
    return table, amounts


# ---- values


def along(xp: ArrayModule, x: Array, dim: int, taps: Taps) -> Array:
    """A line of weighted sums in place of each line along `dim`."""
    places, weights = taps
    shape = (*x.shape[:dim], len(places), *x.shape[dim + 1 :])
    if not places.size or not x.size:
        return xp.zeros(shape, x.dtype)
    total = None
    for tap in range(places.shape[1]):
        part = xp.take(x, xp.asarray(places[:, tap]), axis=dim)
        weight = weights[:, tap]
        if (weight != 1).any():
            column = xp.asarray(weight.astype(x.dtype)).reshape(-1, *(1,) * (x.ndim - dim - 1))
            part = part * column
            if (weight == 0).any():  # it leaves out: an infinity that nobody reads stays out
                part = xp.where(column == 0, xp.zeros((), x.dtype), part)
        total = part if total is None else xp.add(total, part, out=total)
    return total


def _forward(
    xp: ArrayModule, x: Array, rules: Sequence[Rule], taps: Callable[[Rule], Taps]
) -> Array:
    given = x.dtype
    if given == float16:
        x = x.astype(float32)  # sums of several halves keep their digits
    for place, rule in enumerate(rules):
        x = along(xp, x, x.ndim - len(rules) + place, taps(rule))
    return x.astype(given, copy=not rules)


def line_by_line(
    name: str,
    rules: Callable[..., list[Rule]],
    *,
    shape: Callable[..., Shape],
    formula: str,
    gradient_formula: str,
    samples: Callable[[], list[Sample]],
    dtype: Callable[..., Any] = first,
) -> tuple[Primitive, Primitive]:
    """A primitive that maps the last dimensions one by one, and its adjoint, `name`_input.

    rules: (sizes of x, **attributes) -> a rule for each of the last dimensions.
    """

    def adjoint_samples() -> list[Sample]:
        made = []
        for sample in samples():
            x = np.asarray(sample.arrays[0])
            y = operation.forward(np, x, **sample.attributes)
            size = x.shape[x.ndim - len(rules(x.shape, **sample.attributes)) :]
            made.append(Sample((y,), {**sample.attributes, "input_size": size}))
        return made

    operation = Primitive(
        name=name,
        shape=shape,
        dtype=dtype,
        forward=lambda xp, x, **how: _forward(xp, x, rules(x.shape, **how), taps_of),
        gradient=lambda needs, g, y, x, **how: (
            adjoint(g[0], input_size=x.shape[x.ndim - len(rules(x.shape, **how)) :], **how),
        ),
        formula=formula,
        gradient_formulas=(gradient_formula,),
        inputs=("input",),
        samples=samples,
    )
    adjoint = Primitive(
        name=f"{name}_input",
        shape=lambda g, *, input_size, **how: (*g[: len(g) - len(input_size)], *input_size),
        dtype=first,
        forward=lambda xp, g, *, input_size, **how: _forward(
            xp,
            g,
            rules((*g.shape[: g.ndim - len(input_size)], *input_size), **how),
            transposed_taps_of,
        ),
        gradient=lambda needs, g, y, delta, *, input_size, **how: (operation(g[0], **how),),
        formula=gradient_formula,
        gradient_formulas=(formula.replace("x[", "g[").partition("= ")[2],),
        inputs=("gradient",),
        samples=adjoint_samples,
    )
    return operation, adjoint
