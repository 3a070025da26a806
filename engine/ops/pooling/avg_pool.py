"""Average pooling: the mean of each window, and its adjoint, which shares out what arrives."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np

from engine.backend import Array, ArrayModule
from engine.errors import ValueRangeError
from engine.ops.elementwise import first
from engine.ops.pooling.max_pool import pool_shape, taps_of, window_samples
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import only_floating
from engine.ops.windows import Sizes, letters, need_rank

__all__ = [
    "avg_pool1d", "avg_pool1d_input",
    "avg_pool2d", "avg_pool2d_input",
    "avg_pool3d", "avg_pool3d_input",
]  # fmt: skip


def _avg_shape(
    x: Shape,
    *,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
    **how: Any,
) -> Shape:
    if divisor_override == 0:
        raise ValueRangeError("The divisor is not 0", expected="another number", actual=0)
    return pool_shape(x, **how)


def _divisors(
    xp: ArrayModule,
    size: Sizes,
    out: Sizes,
    *,
    kernel_size: Sizes,
    stride: Sizes,
    padding: Sizes | None = None,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
    ceil_mode: bool = False,
) -> Array:
    """What each window's sum is divided by, of shape `out`: its elements inside the input or, with
    count_include_pad, inside the padded input."""
    if divisor_override is not None:
        return xp.full(out, divisor_override)
    before = padding or (0,) * len(size)
    counts = []
    for n, windows, k, s, p in zip(size, out, kernel_size, stride, before, strict=True):
        start = xp.arange(windows) * s - p
        stop = xp.minimum(start + k, n + p)
        if not count_include_pad:
            start, stop = xp.maximum(start, 0), xp.minimum(stop, n)
        counts.append(stop - start)
    return reduce(lambda total, more: total[..., None] * more, counts)


def _window(how: dict[str, Any]) -> dict[str, Any]:
    """The attributes that say where windows lie."""
    counting = ("count_include_pad", "divisor_override")
    return {name: value for name, value in how.items() if name not in counting}


def avg_pool_forward(xp: ArrayModule, x: Array, **how: Any) -> Array:
    """The mean of each window."""
    out: Any = _avg_shape(x.shape, **how)[2:]
    y = xp.zeros_like(x, shape=(*x.shape[:2], *out))
    for _, to, at in taps_of(x.shape[2:], out, **_window(how)):
        y[:, :, *to] += x[:, :, *at]
    y /= _divisors(xp, x.shape[2:], out, **how).astype(x.dtype)
    return y


def avg_pool_input_forward(xp: ArrayModule, g: Array, *, size: Sizes, **how: Any) -> Array:
    """δ of each window, shared among its elements."""
    shares = g / _divisors(xp, size, g.shape[2:], **how).astype(g.dtype)
    total = xp.zeros_like(g, shape=(*g.shape[:2], *size))
    for _, to, at in taps_of(size, g.shape[2:], **_window(how)):
        total[:, :, *at] += shares[:, :, *to]
    return total


def _avg_samples(rank: int) -> list[Sample]:
    x, how = window_samples(rank)[2]
    return [
        *(Sample((x,), how) for x, how in window_samples(rank)),
        Sample((x,), {**how, "count_include_pad": False}),
        Sample((x,), {**how, "divisor_override": 3}),
    ]


def _avg_input_samples(rank: int) -> list[Sample]:
    samples = []
    for sample in _avg_samples(rank):
        (x,) = sample.arrays
        y = avg_pool_forward(np, np.asarray(x), **sample.attributes)
        samples.append(Sample((y,), {**sample.attributes, "size": np.asarray(x).shape[2:]}))
    return samples


# ---- declarations


def _avg_pool(rank: int) -> tuple[Primitive, Primitive]:
    """avg_pool and avg_pool_input over `rank` dimensions."""
    at = letters(rank)
    read, cells = at["read"].replace("·d", ""), "k" if rank == 1 else "k²" if rank == 2 else "k³"
    shared = f"∂L/∂x = Σ δ / {cells} over the windows that hold x"

    def shape(x: Shape, **how: Any) -> Shape:
        need_rank(rank, kernel_size=how["kernel_size"])
        return _avg_shape(x, **how)

    pool = Primitive(
        name=f"avg_pool{rank}d",
        shape=shape,
        dtype=only_floating("average pooling"),
        forward=avg_pool_forward,
        gradient=lambda needs, g, y, x, **how: (pool_input(g[0], size=x.shape[2:], **how),),
        formula=f"y[n,c,{at['out']}] = (1/{cells}) Σ_{{{at['taps']}}} x[n, c, {read}]",
        gradient_formulas=(shared,),
        inputs=("input",),
        samples=lambda: _avg_samples(rank),
    )
    pool_input = Primitive(
        name=f"avg_pool{rank}d_input",
        shape=lambda g, *, size, **how: (*g[:2], *size),
        dtype=first,
        forward=avg_pool_input_forward,
        gradient=lambda needs, g, y, delta, *, size, **how: (pool(g[0], **how),),
        formula=shared,
        gradient_formulas=(f"(1/{cells}) Σ_{{{at['taps']}}} g[n, c, {read}]",),
        inputs=("gradient",),
        samples=lambda: _avg_input_samples(rank),
    )
    return pool, pool_input


avg_pool1d, avg_pool1d_input = _avg_pool(1)
avg_pool2d, avg_pool2d_input = _avg_pool(2)
avg_pool3d, avg_pool3d_input = _avg_pool(3)
