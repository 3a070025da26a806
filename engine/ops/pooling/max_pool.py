"""Max pooling: the largest of each window, its adjoint, and the pick at known places.

The taps of the window are walked one by one, each a strided slice of the whole input; so any memory
order of the input is kept, and overlapping windows need no scatter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import product
from typing import Any, TypeAlias

import numpy as np

from engine.backend import Array, ArrayModule, int64
from engine.errors import ValueRangeError
from engine.ops.elementwise import first
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import need_ndim, need_positive, text
from engine.ops.windows import (
    Sizes,
    batch_first,
    batch_last,
    count,
    geometry,
    layout,
    letters,
    need_rank,
    window_sizes,
)

__all__ = [
    "max_pool1d", "max_pool1d_input", "max_pool1d_pick",
    "max_pool2d", "max_pool2d_input", "max_pool2d_pick",
    "max_pool3d", "max_pool3d_input", "max_pool3d_pick",
]  # fmt: skip


# ---- shapes


def pool_shape(
    x: Shape,
    *,
    kernel_size: Sizes,
    stride: Sizes,
    padding: Sizes | None = None,
    dilation: Sizes | None = None,
    ceil_mode: bool = False,
) -> Shape:
    rank = len(kernel_size)
    need_ndim(x, rank + 2, "input of pooling", f"batch × channels × {layout(rank, ' × ')}")
    need_positive(kernel_size=kernel_size)
    stride, padding, dilation = geometry(rank, stride, padding, dilation)
    spans = [d * (k - 1) + 1 for k, d in zip(kernel_size, dilation, strict=True)]
    if any(2 * p > span for p, span in zip(padding, spans, strict=True)):
        raise ValueRangeError(
            "The padding of a pooling is at most half its window",
            expected=f"at most {text([span // 2 for span in spans])}",
            actual=text(padding),
        )
    return (*x[:2], *window_sizes(x[2:], kernel_size, stride, padding, dilation, ceil_mode))


# ---- the taps of a window


Slices: TypeAlias = tuple[slice, ...]


def _overlaps(
    out: int, size: int, kernel: int, stride: int, padding: int, dilation: int
) -> Iterator[tuple[int, slice, slice]]:
    """(tap, outputs whose window has that tap inside the input, the input elements it is)."""
    for tap in range(kernel):
        offset = tap * dilation - padding
        low = max(0, -(offset // stride))
        high = min(out, (size - 1 - offset) // stride + 1)
        if low < high:
            begin = low * stride + offset
            yield tap, slice(low, high), slice(begin, begin + (high - low - 1) * stride + 1, stride)


@lru_cache(maxsize=256)  # a network asks for the same few again and again
def taps_of(
    size: Sizes,
    out: Sizes,
    *,
    kernel_size: Sizes,
    stride: Sizes,
    padding: Sizes | None = None,
    dilation: Sizes | None = None,
    ceil_mode: bool = False,
) -> tuple[tuple[int, Slices, Slices], ...]:
    """Every tap, row by row: (its number, the outputs it serves, the inputs it reads)."""
    rank = len(size)
    along = zip(
        out, size, kernel_size, stride, padding or (0,) * rank, dilation or (1,) * rank, strict=True
    )
    taps = []
    for of_each in product(*[list(_overlaps(*how)) for how in along]):
        number = 0
        for (tap, _, _), kernel in zip(of_each, kernel_size, strict=True):
            number = number * kernel + tap
        taps.append((number, tuple(to for _, to, _ in of_each), tuple(at for _, _, at in of_each)))
    return tuple(taps)


# ---- max pooling


def _flat(size: Sizes, along: list[Array]) -> Array:
    """Positions in the flattened map, of the positions along each dimension: an open grid."""
    rank = len(size)
    total = along[0].reshape(-1, *(1,) * (rank - 1))
    for d in range(1, rank):
        total = total * size[d] + along[d].reshape(-1, *(1,) * (rank - 1 - d))
    return total


def _origins(
    xp: ArrayModule,
    out: Sizes,
    size: Sizes,
    *,
    stride: Sizes,
    padding: Sizes | None = None,
    **_: Any,
) -> Array:
    """Where each window begins in the flattened map, (*out, 1); in the padding below 0."""
    before = padding or (0,) * len(size)
    starts = [xp.arange(n) * s - p for n, s, p in zip(out, stride, before, strict=True)]
    return _flat(size, starts)[..., None]


def _offsets(
    xp: ArrayModule, size: Sizes, *, kernel_size: Sizes, dilation: Sizes | None = None, **_: Any
) -> Array:
    """How far each tap lies behind the beginning of its window in the flattened map."""
    gaps = dilation or (1,) * len(size)
    return _flat(size, [xp.arange(k) * d for k, d in zip(kernel_size, gaps, strict=True)]).ravel()


def max_pool_forward(xp: ArrayModule, x: Array, **how: Any) -> tuple[Array, Array]:
    """The largest of each window, and where it stands in the flattened map (the first of equals).

    A window that holds NaN gives NaN, and the place of its last NaN.
    """
    out: Any = pool_shape(x.shape, **how)[2:]
    taps = taps_of(x.shape[2:], out, **how)
    least = -xp.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
    y = xp.full_like(x, least, shape=(*x.shape[:2], *out))
    number = np.dtype("int16" if count(how["kernel_size"]) < 2**15 else "int32")
    winner = xp.zeros_like(y, dtype=number)
    for tap, to, _ in reversed(taps):
        winner[:, :, *to] = tap  # the first that is inside, should nothing be larger
    for tap, to, at in taps:
        best, seen = y[:, :, *to], x[:, :, *at]
        # Taps come in order, so the larger number is the later winner: no masked copy is needed.
        later = xp.greater(seen, best) * number.type(tap)
        xp.maximum(winner[:, :, *to], later, out=winner[:, :, *to])
        xp.maximum(best, seen, out=best)
    if x.dtype.kind == "f" and xp.isnan(y).any():
        for tap, to, at in taps:
            unknown = xp.isnan(x[:, :, *at]) * number.type(tap)
            xp.maximum(winner[:, :, *to], unknown, out=winner[:, :, *to])
    places = _offsets(xp, x.shape[2:], **how)[batch_last(winner)]
    places += _origins(xp, out, x.shape[2:], **how)
    return y, batch_first(places)


def _wins(
    xp: ArrayModule, places: Array, size: Sizes, how: dict[str, Any]
) -> Iterator[tuple[Array, Slices, Slices]]:
    """Every tap: (which windows it won, (C, *out, N), the outputs it serves, its inputs)."""
    out = places.shape[2:]
    offsets = batch_last(places) - _origins(xp, out, size, **how)
    of_tap = _offsets(np, size, **how)
    for tap, to, at in taps_of(size, out, **how):
        yield xp.equal(offsets[:, *to], int(of_tap[tap])), to, at


def max_pool_input_forward(
    xp: ArrayModule, g: Array, places: Array, *, size: Sizes, **how: Any
) -> Array:
    """δ of each window at the place of its maximum."""
    batch, channels = g.shape[:2]
    arriving = xp.ascontiguousarray(batch_last(g))
    total = xp.zeros((channels, *size, batch), g.dtype)
    for won, to, at in _wins(xp, places, size, how):
        total[:, *at] += arriving[:, *to] * won.astype(g.dtype)
    return batch_first(total)


def max_pool_pick_forward(xp: ArrayModule, x: Array, places: Array, **how: Any) -> Array:
    """The element of each window at the place of another array's maximum."""
    batch, channels = x.shape[:2]
    y = xp.zeros((channels, *places.shape[2:], batch), x.dtype)
    for won, to, at in _wins(xp, places, x.shape[2:], how):
        y[:, *to] = xp.where(won, batch_last(x)[:, *at], y[:, *to])
    return batch_first(y)


# ---- samples


def distinct(*shape: int) -> Array:
    """Numbers at least 0.1 apart, in random order: no window is near a tie."""
    order = np.random.default_rng(0).permutation(int(np.prod(shape)))
    return (order * 0.1 - 2.0).reshape(shape)


def window_samples(rank: int) -> list[tuple[Array, dict[str, Any]]]:
    samples: list[tuple[tuple[int, ...], dict[str, Any]]] = [
        ((2, 3, 4, 6, 2), {"kernel_size": (2, 2, 1), "stride": (2, 2, 1)}),
        ((2, 1, 5, 5, 3), {"kernel_size": (3, 2, 2), "stride": (1, 2, 1), "padding": (1, 0, 1)}),
        (
            (1, 2, 5, 6, 2),
            {
                "kernel_size": (2, 3, 2),
                "stride": (2, 2, 2),
                "padding": (1, 1, 1),
                "ceil_mode": True,
            },
        ),
        ((0, 1, 2, 2, 2), {"kernel_size": (2, 2, 2), "stride": (1, 1, 1)}),
    ]
    return [(distinct(*shape[: rank + 2]), _cut(rank, how)) for shape, how in samples]


def _cut(rank: int, how: dict[str, Any]) -> dict[str, Any]:
    return {key: v[:rank] if isinstance(v, tuple) else v for key, v in how.items()}


def _max_samples(rank: int) -> list[Sample]:
    dilated = _cut(rank, {"kernel_size": (2, 2, 1), "stride": (1,) * 3, "dilation": (2, 1, 2)})
    x = distinct(*(1, 1, 5, 4, 2)[: rank + 2])
    return [Sample((x,), how) for x, how in [*window_samples(rank), (x, dilated)]]


def _pairs(
    rank: int, make: Callable[[Array, Array, Array, dict[str, Any]], Sample]
) -> list[Sample]:
    """Samples of an adjoint: it takes what max pooling gives."""
    return [make(x, *max_pool_forward(np, x, **how), how) for x, how in window_samples(rank)]


# ---- declarations


def _max_pool(rank: int) -> tuple[Primitive, Primitive, Primitive]:
    """max_pool, max_pool_input and max_pool_pick over `rank` dimensions."""
    at = letters(rank)
    read = at["read"]
    handed_back = "∂L/∂x = δ at the first maximum of each window, else 0"

    def shapes(x: Shape, **how: Any) -> list[Shape]:
        need_rank(rank, kernel_size=how["kernel_size"])
        return [pool_shape(x, **how)] * 2

    pool = Primitive(
        name=f"max_pool{rank}d",
        shape=shapes,
        dtype=lambda dtype, **_: [dtype, int64],
        forward=max_pool_forward,
        gradient=lambda needs, g, y, x, **how: (pool_input(g[0], y[1], size=x.shape[2:], **how),),
        formula=f"y[n,c,{at['out']}] = max_{{{at['taps']}}} x[n, c, {read}]",
        gradient_formulas=(handed_back,),
        inputs=("input",),
        samples=lambda: _max_samples(rank),
    )
    pool_input = Primitive(
        name=f"max_pool{rank}d_input",
        shape=lambda g, places, *, size, **how: (*g[:2], *size),
        dtype=first,
        forward=max_pool_input_forward,
        gradient=lambda needs, g, y, delta, places, *, size, **how: (
            pick(g[0], places, **how),
            None,
        ),
        formula=handed_back,
        gradient_formulas=("g at the first maximum of each window", ""),
        inputs=("gradient", "places"),
        samples=lambda: _pairs(
            rank, lambda x, y, places, how: Sample((y, places), {**how, "size": x.shape[2:]})
        ),
    )
    pick = Primitive(
        name=f"max_pool{rank}d_pick",
        shape=lambda x, places, **how: places,
        dtype=first,
        forward=max_pool_pick_forward,
        gradient=lambda needs, g, y, x, places, **how: (
            pool_input(g[0], places, size=x.shape[2:], **how),
            None,
        ),
        formula=f"y[n,c,{at['out']}] = x at the place of another maximum",
        gradient_formulas=("∂L/∂x = δ at that place, else 0", ""),
        inputs=("input", "places"),
        samples=lambda: _pairs(rank, lambda x, y, places, how: Sample((x, places), how)),
    )
    return pool, pool_input, pick


max_pool1d, max_pool1d_input, max_pool1d_pick = _max_pool(1)
max_pool2d, max_pool2d_input, max_pool2d_pick = _max_pool(2)
max_pool3d, max_pool3d_input, max_pool3d_pick = _max_pool(3)
