"""Windows over one, two or three dimensions: what convolution and pooling share.

Sizes follow Dumoulin & Visin, "A guide to convolution arithmetic for deep learning" (2016): along
each dimension there are ⌊(n + 2p − d(k − 1) − 1) / s⌋ + 1 windows, for input size n, kernel k,
stride s, padding p and dilation d.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any, TypeAlias

from engine.backend import Array, ArrayModule
from engine.errors import ShapeError, ValueRangeError
from engine.ops.rules import Size, need_not_negative, need_positive, text

Sizes: TypeAlias = tuple[int, ...]

LAYOUT = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}


def layout(rank: int, between: str = "×") -> str:
    """The names of the dimensions that a window moves along: height×width."""
    return between.join(LAYOUT[rank])


def count(sizes: Iterable[int]) -> int:
    """How many places there are."""
    total = 1
    for size in sizes:
        total *= size
    return total


def need_rank(rank: int, **values: Sequence[int]) -> None:
    """ValueRangeError unless each has a number for each of `rank` dimensions."""
    for name, value in values.items():
        if len(value) != rank:
            raise ValueRangeError(
                "{name} has a number for each dimension",
                name=name,
                expected=f"{rank}: {layout(rank, ', ')}",
                actual=text(value),
            )


def geometry(
    rank: int, stride: Sizes | None, padding: Sizes | None, dilation: Sizes | None
) -> tuple[Sizes, Sizes, Sizes]:
    """Stride, padding and dilation, checked; 1, 0 and 1 where they are not given."""
    stride, padding, dilation = _given(rank, stride, padding, dilation)
    need_rank(rank, stride=stride, padding=padding, dilation=dilation)
    need_positive(stride=stride, dilation=dilation)
    need_not_negative(padding=padding)
    return stride, padding, dilation


def _given(
    rank: int, stride: Sizes | None, padding: Sizes | None, dilation: Sizes | None
) -> tuple[Sizes, Sizes, Sizes]:
    return stride or (1,) * rank, padding or (0,) * rank, dilation or (1,) * rank


def _window_count(
    size: Size, kernel: int, stride: int, padding: int, dilation: int, ceil_mode: bool = False
) -> Size:
    """How many windows fit along one dimension (Dumoulin & Visin, "A guide to convolution
    arithmetic", 2016). ShapeError when not even one does.

    ceil_mode: count a last window that hangs over the end, if it starts inside the input or the
    padding before it.
    """
    span = dilation * (kernel - 1) + 1
    room = size + 2 * padding - span
    if room < 0:
        raise ShapeError(
            "A window of {span} does not fit into {size}",
            span=span,
            size=size + 2 * padding,
            expected=f"a size of at least {span - 2 * padding}",
            actual=size,
            mend="Use a smaller kernel or more padding",
        )
    count: Size = room // stride + 1
    if ceil_mode:
        count = -(-room // stride) + 1
        if (count - 1) * stride >= size + padding:
            count = count - 1
    return count


def window_sizes(
    size: Sequence[Size],
    kernel_size: Sizes,
    stride: Sizes | None = None,
    padding: Sizes | None = None,
    dilation: Sizes | None = None,
    ceil_mode: bool = False,
) -> tuple[Size, ...]:
    """How many windows fit along each dimension. ShapeError where not even one does."""
    how = zip(*_given(len(size), stride, padding, dilation), strict=True)
    return tuple(
        _window_count(n, k, *along, ceil_mode)
        for n, k, along in zip(size, kernel_size, how, strict=True)
    )


def letters(rank: int) -> dict[str, str]:
    """The indices that formulas use: of outputs, taps and inputs, and how they meet."""
    out, taps, places = "ijk"[:rank], "uvr"[:rank], "hwz"[:rank]
    read = [f"{i}·s+{u}·d−p" for i, u in zip(out, taps, strict=True)]
    return {
        "out": ",".join(out),
        "taps": ",".join(taps),
        "places": ",".join(places),
        "read": ", ".join(read),
        "meet": ", ".join(f"{r} = {place}" for r, place in zip(read, places, strict=True)),
    }


# ---- memory order: the batch innermost


def batch_last(array: Array) -> Array:
    """(N, C, …) seen as (C, …, N)."""
    return array.transpose(*range(1, array.ndim), 0)


def batch_first(array: Array) -> Array:
    """(C, …, N) seen as (N, C, …)."""
    return array.transpose(array.ndim - 1, *range(array.ndim - 1))


def grouped(x: Array, groups: int) -> Array:
    """(N, C, …) as (groups, C / groups, places · N)."""
    batch, channels, *sizes = x.shape
    return batch_last(x).reshape(groups, channels // groups, count(sizes) * batch)


# ---- windows as columns and back


def _inside(sizes: Iterable[int], padding: Sizes) -> tuple[slice, ...]:
    """What of (C, …, N) is not border."""
    return (slice(None), *(slice(p, p + n) for n, p in zip(sizes, padding, strict=True)))


def _padded(xp: ArrayModule, x: Array, padding: Sizes) -> Array:
    """(N, C, …) as an array ordered (C, …, N), with a border of zeros."""
    x = batch_last(x)
    if not any(padding):
        return x
    channels, *sizes, batch = x.shape
    bordered = (n + 2 * p for n, p in zip(sizes, padding, strict=True))
    whole = xp.zeros((channels, *bordered, batch), x.dtype)
    whole[_inside(sizes, padding)] = x
    return whole


def columns_of(
    xp: ArrayModule,
    x: Array,
    kernel_size: Sizes,
    out: Sizes,
    *,
    stride: Sizes | None = None,
    padding: Sizes | None = None,
    dilation: Sizes | None = None,
    groups: int = 1,
) -> Array:
    """The windows of x (N, C, …) as columns: (groups, C / groups · taps, windows · N)."""
    stride, padding, dilation = _given(len(out), stride, padding, dilation)
    x = xp.ascontiguousarray(_padded(xp, x, padding))
    channels, batch = x.shape[0], x.shape[-1]
    per_channel, *steps, per_sample = x.strides
    windows = xp.lib.stride_tricks.as_strided(
        x,
        (channels, *kernel_size, *out, batch),
        (
            per_channel,
            *(step * d for step, d in zip(steps, dilation, strict=True)),
            *(step * s for step, s in zip(steps, stride, strict=True)),
            per_sample,
        ),
    )
    return windows.reshape(groups, channels // groups * count(kernel_size), count(out) * batch)


def windows_added(
    xp: ArrayModule,
    columns: Array,
    size: Sizes,
    *,
    stride: Sizes | None = None,
    padding: Sizes | None = None,
    dilation: Sizes | None = None,
) -> Array:
    """Columns (C, *taps, *windows, N), each added to the window it came from: (N, C, *size)."""
    rank = len(size)
    stride, padding, dilation = _given(rank, stride, padding, dilation)
    channels, *sizes, batch = columns.shape
    kernel_size, out = sizes[:rank], sizes[rank:]
    bordered = (n + 2 * p for n, p in zip(size, padding, strict=True))
    total = xp.zeros((channels, *bordered, batch), columns.dtype)
    for tap in product(*map(range, kernel_size)):
        reached: Any = (
            slice(t * d, t * d + (n - 1) * s + 1, s)
            for t, d, n, s in zip(tap, dilation, out, stride, strict=True)
        )
        total[(slice(None), *reached)] += columns[(slice(None), *tap)]
    return batch_first(total[_inside(size, padding)])
