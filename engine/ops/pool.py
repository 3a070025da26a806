"""Pooling: the largest or the mean of each window, and the adjoints of both.

The taps of the window are walked one by one, each a strided slice of the whole input; so any memory
order of the input is kept, and overlapping windows need no scatter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from engine.backend import Array, ArrayModule, DType, int64
from engine.errors import ValueRangeError
from engine.ops.elementwise import first
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import (
    Pair,
    need_floating,
    need_ndim,
    need_not_negative,
    need_positive,
    window_size,
)

__all__ = ["avg_pool2d", "avg_pool2d_input", "max_pool2d", "max_pool2d_input", "max_pool2d_pick"]


_ONE: Pair = (1, 1)
_ZERO: Pair = (0, 0)
_TAP = np.dtype("int16")


# ---- shapes


def _pool_shape(
    x: Shape,
    *,
    kernel_size: Pair,
    stride: Pair,
    padding: Pair = _ZERO,
    dilation: Pair = _ONE,
    ceil_mode: bool = False,
) -> Shape:
    need_ndim(x, 4, "input of pooling", "batch × channels × height × width")
    need_positive(kernel_size=kernel_size, stride=stride, dilation=dilation)
    need_not_negative(padding=padding)
    spans = [d * (k - 1) + 1 for k, d in zip(kernel_size, dilation, strict=True)]
    if any(2 * p > span for p, span in zip(padding, spans, strict=True)):
        raise ValueRangeError(
            "The padding of a pooling is at most half its window",
            expected=f"at most {spans[0] // 2}×{spans[1] // 2}",
            actual=f"{padding[0]}×{padding[1]}",
        )
    sizes = (
        window_size(size, k, s, p, d, ceil_mode)
        for size, k, s, p, d in zip(x[2:], kernel_size, stride, padding, dilation, strict=True)
    )
    return (*x[:2], *sizes)


def _max_shapes(x: Shape, **how: Any) -> list[Shape]:
    return [_pool_shape(x, **how)] * 2


def _avg_shape(
    x: Shape,
    *,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
    **how: Any,
) -> Shape:
    if divisor_override == 0:
        raise ValueRangeError("The divisor is not 0", expected="another number", actual=0)
    return _pool_shape(x, **how)


def _max_dtypes(dtype: DType, **_: object) -> list[DType]:
    return [dtype, int64]


def _avg_dtype(dtype: DType, **_: object) -> DType:
    need_floating("avg_pool2d", dtype)
    return dtype


# ---- the taps of a window


Slices = tuple[slice, slice]


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


def _taps(
    size: Pair,
    out: Pair,
    *,
    kernel_size: Pair,
    stride: Pair,
    padding: Pair = _ZERO,
    dilation: Pair = _ONE,
    ceil_mode: bool = False,
) -> Iterator[tuple[int, Slices, Slices]]:
    """Every tap, row by row: (its number, the outputs it serves, the inputs it reads)."""
    rows, columns = (
        list(_overlaps(out[d], size[d], kernel_size[d], stride[d], padding[d], dilation[d]))
        for d in (0, 1)
    )
    for u, out_rows, in_rows in rows:
        for v, out_columns, in_columns in columns:
            yield u * kernel_size[1] + v, (out_rows, out_columns), (in_rows, in_columns)


# ---- max pooling


def _origins(
    xp: ArrayModule, out: Pair, width: int, *, stride: Pair, padding: Pair = _ZERO, **_: Any
) -> Array:
    """Where each window begins in the flattened map, (OH, OW, 1); in the padding below 0."""
    rows = xp.arange(out[0]) * stride[0] - padding[0]
    columns = xp.arange(out[1]) * stride[1] - padding[1]
    return (rows[:, None] * width + columns)[..., None]


def _offsets(
    xp: ArrayModule, width: int, *, kernel_size: Pair, dilation: Pair = _ONE, **_: Any
) -> Array:
    """How far each tap lies behind the beginning of its window in the flattened map."""
    rows, columns = xp.arange(kernel_size[0]), xp.arange(kernel_size[1])
    return (rows[:, None] * (dilation[0] * width) + columns * dilation[1]).ravel()


def _batch_last(array: Array) -> Array:
    """(N, C, H, W) seen as (C, H, W, N), where a convolution's results are contiguous."""
    return array.transpose(1, 2, 3, 0)


def max_pool2d_forward(xp: ArrayModule, x: Array, **how: Any) -> tuple[Array, Array]:
    """The largest of each window, and where it stands in the flattened map (the first of equals).

    A window that holds NaN gives NaN.
    """
    out: Any = _pool_shape(x.shape, **how)[2:]
    taps = list(_taps(x.shape[2:], out, **how))
    least = -xp.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
    y = xp.full_like(x, least, shape=(*x.shape[:2], *out))
    winner = xp.zeros_like(y, dtype=_TAP)
    for tap, to, _ in reversed(taps):
        winner[:, :, *to] = tap  # the first that is inside, should nothing be larger
    for tap, to, at in taps:
        best, seen = y[:, :, *to], x[:, :, *at]
        # Taps come in order, so the larger number is the later winner: no masked copy is needed.
        later = xp.greater(seen, best) * _TAP.type(tap)
        xp.maximum(winner[:, :, *to], later, out=winner[:, :, *to])
        xp.maximum(best, seen, out=best)
    places = _offsets(xp, x.shape[3], **how)[_batch_last(winner)]
    places += _origins(xp, out, x.shape[3], **how)
    return y, places.transpose(3, 0, 1, 2)


def _wins(
    xp: ArrayModule, places: Array, size: Pair, how: dict[str, Any]
) -> Iterator[tuple[Array, Slices, Slices]]:
    """Every tap: (which windows it won, (C, OH, OW, N), the outputs it serves, its inputs)."""
    out = places.shape[2:]
    offsets = _batch_last(places) - _origins(xp, out, size[1], **how)
    of_tap = _offsets(np, size[1], **how)
    for tap, to, at in _taps(size, out, **how):
        yield xp.equal(offsets[:, *to], int(of_tap[tap])), to, at


def max_pool2d_input_forward(
    xp: ArrayModule, g: Array, places: Array, *, size: Pair, **how: Any
) -> Array:
    """δ of each window at the place of its maximum."""
    batch, channels = g.shape[:2]
    arriving = xp.ascontiguousarray(_batch_last(g))
    total = xp.zeros((channels, *size, batch), g.dtype)
    for won, to, at in _wins(xp, places, size, how):
        total[:, *at] += arriving[:, *to] * won.astype(g.dtype)
    return total.transpose(3, 0, 1, 2)


def max_pool2d_pick_forward(xp: ArrayModule, x: Array, places: Array, **how: Any) -> Array:
    """The element of each window at the place of another array's maximum."""
    batch, channels = x.shape[:2]
    y = xp.zeros((channels, *places.shape[2:], batch), x.dtype)
    for won, to, at in _wins(xp, places, x.shape[2:], how):
        y[:, *to] = xp.where(won, _batch_last(x)[:, *at], y[:, *to])
    return y.transpose(3, 0, 1, 2)


# ---- average pooling


def _divisors(
    xp: ArrayModule,
    size: Pair,
    out: Pair,
    *,
    kernel_size: Pair,
    stride: Pair,
    padding: Pair = _ZERO,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
    ceil_mode: bool = False,
) -> Array:
    """What each window's sum is divided by, (OH, OW): its elements inside the input or, with
    count_include_pad, inside the padded input."""
    if divisor_override is not None:
        return xp.full(out, divisor_override)
    counts = []
    for d in (0, 1):
        start = xp.arange(out[d]) * stride[d] - padding[d]
        stop = xp.minimum(start + kernel_size[d], size[d] + padding[d])
        if not count_include_pad:
            start, stop = xp.maximum(start, 0), xp.minimum(stop, size[d])
        counts.append(stop - start)
    return counts[0][:, None] * counts[1]


def _window(how: dict[str, Any]) -> dict[str, Any]:
    """The attributes that say where windows lie."""
    counting = ("count_include_pad", "divisor_override")
    return {name: value for name, value in how.items() if name not in counting}


def avg_pool2d_forward(xp: ArrayModule, x: Array, **how: Any) -> Array:
    """The mean of each window."""
    out: Any = _avg_shape(x.shape, **how)[2:]
    y = xp.zeros_like(x, shape=(*x.shape[:2], *out))
    for _, to, at in _taps(x.shape[2:], out, **_window(how)):
        y[:, :, *to] += x[:, :, *at]
    y /= _divisors(xp, x.shape[2:], out, **how).astype(x.dtype)
    return y


def avg_pool2d_input_forward(xp: ArrayModule, g: Array, *, size: Pair, **how: Any) -> Array:
    """δ of each window, shared among its elements."""
    shares = g / _divisors(xp, size, g.shape[2:], **how).astype(g.dtype)
    total = xp.zeros_like(g, shape=(*g.shape[:2], *size))
    for _, to, at in _taps(size, g.shape[2:], **_window(how)):
        total[:, :, *at] += shares[:, :, *to]
    return total


# ---- samples


def _distinct(*shape: int) -> Array:
    """Numbers at least 0.1 apart, in random order: no window is near a tie."""
    order = np.random.default_rng(0).permutation(int(np.prod(shape)))
    return (order * 0.1 - 2.0).reshape(shape)


def _windows() -> list[tuple[Array, dict[str, Any]]]:
    return [
        (_distinct(2, 3, 4, 6), {"kernel_size": (2, 2), "stride": (2, 2)}),
        (_distinct(2, 1, 5, 5), {"kernel_size": (3, 2), "stride": (1, 2), "padding": (1, 0)}),
        (
            _distinct(1, 2, 5, 6),
            {"kernel_size": (2, 3), "stride": (2, 2), "padding": (1, 1), "ceil_mode": True},
        ),
        (_distinct(0, 1, 2, 2), {"kernel_size": (2, 2), "stride": (1, 1)}),
    ]


def _max_samples() -> list[Sample]:
    dilated = {"kernel_size": (2, 2), "stride": (1, 1), "dilation": (2, 1)}
    return [Sample((x,), how) for x, how in [*_windows(), (_distinct(1, 1, 5, 4), dilated)]]


def _pairs(
    make: Callable[[Array, Array, Array, dict[str, Any]], Sample],
) -> Callable[[], list[Sample]]:
    """Samples of an adjoint: it takes what max pooling gives."""
    return lambda: [make(x, *max_pool2d_forward(np, x, **how), how) for x, how in _windows()]


def _avg_samples() -> list[Sample]:
    plain = [Sample((x,), how) for x, how in _windows()]
    x, how = _windows()[2]
    return [
        *plain,
        Sample((x,), {**how, "count_include_pad": False}),
        Sample((x,), {**how, "divisor_override": 3}),
    ]


def _avg_input_samples() -> list[Sample]:
    samples = []
    for sample in _avg_samples():
        (x,) = sample.arrays
        size = np.asarray(x).shape[2:]
        y = avg_pool2d_forward(np, x, **sample.attributes)
        samples.append(Sample((y,), {**sample.attributes, "size": size}))
    return samples


# ---- declarations


max_pool2d: Primitive = Primitive(
    name="max_pool2d",
    shape=_max_shapes,
    dtype=_max_dtypes,
    forward=max_pool2d_forward,
    gradient=lambda needs, g, y, x, **how: (max_pool2d_input(g[0], y[1], size=x.shape[2:], **how),),
    formula="y[n,c,i,j] = max_{u,v} x[n, c, i·s+u−p, j·s+v−p]",
    gradient_formulas=("∂L/∂x = δ at the first maximum of each window, else 0",),
    inputs=("input",),
    samples=_max_samples,
)

max_pool2d_input: Primitive = Primitive(
    name="max_pool2d_input",
    shape=lambda g, places, *, size, **how: (*g[:2], *size),
    dtype=first,
    forward=max_pool2d_input_forward,
    gradient=lambda needs, g, y, delta, places, *, size, **how: (
        max_pool2d_pick(g[0], places, **how),
        None,
    ),
    formula="∂L/∂x = δ at the first maximum of each window, else 0",
    gradient_formulas=("g at the first maximum of each window", ""),
    inputs=("gradient", "places"),
    samples=_pairs(lambda x, y, places, how: Sample((y, places), {**how, "size": x.shape[2:]})),
)

max_pool2d_pick: Primitive = Primitive(
    name="max_pool2d_pick",
    shape=lambda x, places, **how: places,
    dtype=first,
    forward=max_pool2d_pick_forward,
    gradient=lambda needs, g, y, x, places, **how: (
        max_pool2d_input(g[0], places, size=x.shape[2:], **how),
        None,
    ),
    formula="y[n,c,i,j] = x at the place of another maximum",
    gradient_formulas=("∂L/∂x = δ at that place, else 0", ""),
    inputs=("input", "places"),
    samples=_pairs(lambda x, y, places, how: Sample((x, places), how)),
)

avg_pool2d: Primitive = Primitive(
    name="avg_pool2d",
    shape=_avg_shape,
    dtype=_avg_dtype,
    forward=avg_pool2d_forward,
    gradient=lambda needs, g, y, x, **how: (avg_pool2d_input(g[0], size=x.shape[2:], **how),),
    formula="y[n,c,i,j] = (1/k²) Σ_{u,v} x[n, c, i·s+u−p, j·s+v−p]",
    gradient_formulas=("∂L/∂x = Σ δ / k² over the windows that hold x",),
    inputs=("input",),
    samples=_avg_samples,
)

avg_pool2d_input: Primitive = Primitive(
    name="avg_pool2d_input",
    shape=lambda g, *, size, **how: (*g[:2], *size),
    dtype=first,
    forward=avg_pool2d_input_forward,
    gradient=lambda needs, g, y, delta, *, size, **how: (avg_pool2d(g[0], **how),),
    formula="∂L/∂x = Σ δ / k² over the windows that hold x",
    gradient_formulas=("(1/k²) Σ_{u,v} g[n, c, i·s+u−p, j·s+v−p]",),
    inputs=("gradient",),
    samples=_avg_input_samples,
)
