"""Max pooling over windows that differ: adaptive and fractional; and max-unpooling.

Where each maximum stands is told as its position in the flattened map, and what is handed back is
placed there.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import dims
from engine.backend import Array, ArrayModule, DType, Generator, int64
from engine.errors import DTypeError, ShapeError, ValueRangeError
from engine.ops.elementwise import first, values
from engine.ops.indexing.gather import gather, gather_input
from engine.ops.pooling.max_pool import distinct
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.resampling.interpolation import adaptive_shape
from engine.ops.rules import need_floating, need_integer, need_ndim, need_positive, text
from engine.ops.windows import Sizes, count, layout, need_rank

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d",
    "fractional_max_pool2d", "fractional_max_pool3d", "fractional_samples",
    "max_unpool1d", "max_unpool2d", "max_unpool3d",
]  # fmt: skip


# ---- values


def _largest(
    xp: ArrayModule, x: Array, starts: list[Array], stops: list[Array], longest: Sizes
) -> tuple[Array, Array]:
    """The largest of each window and its position in the flattened map, the first of equals; NaN
    where a window holds NaN.

    starts, stops: for each dimension where its windows begin and end, (N or 1, C or 1, windows).
    longest: at least the length of the longest window of each dimension.
    """
    size, rank = x.shape[2:], len(starts)
    out = tuple(start.shape[2] for start in starts)
    flat = x.reshape(*x.shape[:2], count(size))
    y: Array = None
    places: Array = None
    for tap in product(*map(range, longest)):
        at: Array = 0
        for d, (start, stop) in enumerate(zip(starts, stops, strict=True)):
            # A window that is shorter than the longest reads its last place again.
            places_along = xp.minimum(start + tap[d], stop - 1)
            ones = (1,) * (rank - 1 - d)
            at = at * size[d] + places_along.reshape(*start.shape[:2], *(1,) * d, out[d], *ones)
        at = xp.broadcast_to(at, (*x.shape[:2], *out)).reshape(*x.shape[:2], count(out))
        seen = xp.take_along_axis(flat, at, axis=2)
        if y is None:
            y, places = seen, at
        else:
            better = (seen > y) | (seen != seen)
            y, places = xp.where(better, seen, y), xp.where(better, at, places)
    shape = (*x.shape[:2], *out)
    return y.reshape(shape), places.astype(int64).reshape(shape)


def _placed(needs: Any, g: Any, y: Any, x: Tensor, *rest: Any, **how: Any) -> tuple[Any, ...]:
    """The gradient of a maximum: what arrives, at the place it was found."""
    back = gather_input(
        flattened(g[0]), flattened(y[1]), shape=(*x.shape[:2], dims.product(x.shape[2:])), dim=2
    )
    return (back.reshape(x.shape), *(None for _ in rest))


def flattened(x: Tensor) -> Tensor:
    """(N, C, …) as (N, C, places)."""
    return x.reshape((*x.shape[:2], dims.product(x.shape[2:])))


# ---- adaptive max pooling


def _adaptive(rank: int) -> Primitive:
    """Max pooling to a given size: window i of a line goes from ⌊i·n/m⌋ to ⌈(i+1)·n/m⌉ − 1."""

    def forward(xp: ArrayModule, x: Array, *, output_size: Sizes) -> tuple[Array, Array]:
        starts, stops, longest = [], [], []
        for n, m in zip(x.shape[2:], output_size, strict=True):
            i = np.arange(m)
            start, stop = i * n // m, -(-(i + 1) * n // m)
            starts.append(xp.asarray(start.reshape(1, 1, m)))
            stops.append(xp.asarray(stop.reshape(1, 1, m)))
            longest.append(int((stop - start).max(initial=1)))
        return _largest(xp, x, starts, stops, tuple(longest))

    out, places = ",".join("ijk"[:rank]), ",".join("hwz"[:rank])
    return Primitive(
        name=f"adaptive_max_pool{rank}d",
        shape=lambda x, *, output_size: [adaptive_shape(rank, x, output_size)] * 2,
        dtype=lambda dtype, **_: [dtype, int64],
        forward=forward,
        gradient=_placed,
        formula=f"y[n,c,{out}] = max over {places} in window {out} of x[n,c,{places}]",
        gradient_formulas=("∂L/∂x = Σ δ over the windows whose first maximum x is",),
        inputs=("input",),
        samples=lambda: [
            Sample((distinct(*(2, 3, 5, 4, 3)[: rank + 2]),), {"output_size": (3, 2, 2)[:rank]}),
            Sample((distinct(*(2, 1, 3, 5, 2)[: rank + 2]),), {"output_size": (1,) * rank}),
            Sample((values(0, 1, *(2,) * rank),), {"output_size": (1,) * rank}),
        ],
    )


adaptive_max_pool1d: Primitive = _adaptive(1)
adaptive_max_pool2d: Primitive = _adaptive(2)
adaptive_max_pool3d: Primitive = _adaptive(3)


# ---- fractional max pooling (Graham, "Fractional max-pooling", 2015)


def _fractional_shapes(
    rank: int, x: Shape, samples: Shape, *, kernel_size: Sizes, output_size: Sizes
) -> list[Shape]:
    need_ndim(x, rank + 2, "input of pooling", f"batch × channels × {layout(rank, ' × ')}")
    need_rank(rank, kernel_size=kernel_size, output_size=output_size)
    need_positive(kernel_size=kernel_size, output_size=output_size)
    if samples != (*x[:2], rank):
        raise ShapeError(
            "The samples of fractional pooling are one number for each map and dimension",
            expected=text((*x[:2], rank)),
            actual=text(samples),
        )
    for n, k, m in zip(x[2:], kernel_size, output_size, strict=True):
        if m + k - 1 > n:
            raise ShapeError(
                "{windows} windows of {kernel} do not fit into {size}",
                windows=m,
                kernel=k,
                size=n,
                expected=f"a size of at least {m + k - 1}",
                actual=n,
                mend="Use a smaller kernel or a smaller output",
            )
    return [(*x[:2], *output_size)] * 2


def _fractional_dtypes(x: DType, samples: DType, **_: Any) -> list[DType]:
    if samples != x:
        raise DTypeError("The samples have the dtype of the input", expected=x, actual=samples)
    return [x, int64]


def _fractional_starts(xp: ArrayModule, u: Array, n: int, k: int, m: int) -> Array:
    """Where the windows of a line begin: steps of ⌊a⌋ or ⌈a⌉, as u of 0 to 1 decides; the last
    window ends the line."""
    last = xp.full((*u.shape, 1), n - k, int64)
    if m == 1:
        return last
    step = u.dtype.type((n - k) / (m - 1))
    i = xp.arange(m - 1).astype(u.dtype)
    moved = ((i + u[..., None]) * step).astype(int64) - (u * step).astype(int64)[..., None]
    return xp.concatenate([moved, last], axis=-1)


def _fractional(rank: int) -> Primitive:
    """Max pooling over windows that begin at pseudo-random distances, one sample for each map and
    dimension, (N, C, dimensions): in two dimensions the width's first, as PyTorch has it."""
    order = (1, 0) if rank == 2 else tuple(range(rank))

    def forward(
        xp: ArrayModule, x: Array, samples: Array, *, kernel_size: Sizes, output_size: Sizes
    ) -> tuple[Array, Array]:
        starts = [
            _fractional_starts(xp, samples[:, :, order[d]], x.shape[2 + d], k, m)
            for d, (k, m) in enumerate(zip(kernel_size, output_size, strict=True))
        ]
        for start, n, k in zip(starts, x.shape[2:], kernel_size, strict=True):
            if start.size and not 0 <= int(start.min()) <= int(start.max()) <= n - k:
                raise ValueRangeError(
                    "The samples of fractional pooling are 0 to 1",
                    expected="0 to 1",
                    actual=f"{float(samples.min())} to {float(samples.max())}",
                )
        stops = [start + k for start, k in zip(starts, kernel_size, strict=True)]
        return _largest(xp, x, starts, stops, kernel_size)

    out, taps = ",".join("ijk"[:rank]), ",".join("uvr"[:rank])
    read = ", ".join(f"a[{i}]+{u}" for i, u in zip("ijk"[:rank], "uvr"[:rank], strict=True))
    return Primitive(
        name=f"fractional_max_pool{rank}d",
        shape=lambda *shapes, **how: _fractional_shapes(rank, *shapes, **how),
        dtype=_fractional_dtypes,
        forward=forward,
        gradient=_placed,
        formula=f"y[n,c,{out}] = max_{{{taps}}} x[n, c, {read}],  a drawn anew",
        gradient_formulas=("∂L/∂x = Σ δ over the windows whose first maximum x is", ""),
        inputs=("input", "samples"),
        samples=lambda: [
            Sample(
                (
                    distinct(*(2, 2, 6, 5, 4)[: rank + 2]),
                    np.random.default_rng(0).uniform(size=(2, 2, rank)),
                ),
                {"kernel_size": (2, 2, 1)[:rank], "output_size": (3, 1, 2)[:rank]},
                (True, False),
            )
        ],
    )


fractional_max_pool2d: Primitive = _fractional(2)
fractional_max_pool3d: Primitive = _fractional(3)


def _draw(xp: ArrayModule, x: Array, *, rank: int, generator: Generator) -> Array:
    return generator.next(xp).random((*x.shape[:2], rank)).astype(x.dtype)


fractional_samples: Primitive = Primitive(
    name="fractional_samples",
    shape=lambda x, *, rank: (*x[:2], rank),
    dtype=first,
    forward=_draw,
    formula="u[n,c,d] drawn evenly from 0 to 1",
    inputs=("input",),
    random=True,
    samples=lambda: [Sample((values(2, 3, 4, 4),), {"rank": 2})],
)


# ---- max-unpooling


def _unpool_shape(rank: int, x: Shape, places: Shape, *, size: Sizes) -> Shape:
    need_ndim(x, rank + 2, "input of unpooling", f"batch × channels × {layout(rank, ' × ')}")
    need_rank(rank, output_size=size)
    need_positive(output_size=size)
    if places != x:
        raise ShapeError(
            "Unpooling takes a place for each element",
            expected=text(x),
            actual=text(places),
            mend="Pass the indices that max pooling gave with return_indices=True",
        )
    return (*x[:2], *size)


def _unpool_dtype(x: DType, places: DType, **_: Any) -> DType:
    need_floating("max-unpooling", x)
    need_integer("places", places)
    return x


def _unpool_forward(xp: ArrayModule, x: Array, places: Array, *, size: Sizes) -> Array:
    most = count(size)
    if places.size and not (int(places.min()) >= 0 and int(places.max()) < most):
        raise ValueRangeError(
            "There is no such place in the unpooled map",
            expected=f"0 to {most - 1}",
            actual=f"{int(places.min())} to {int(places.max())}",
            mend="Give the output_size that was pooled",
        )
    n, c = x.shape[:2]
    maps = xp.zeros((n, c, most), x.dtype)
    at = places.reshape(n, c, -1) if places.size else places.reshape(n, c, 0)
    maps[xp.arange(n)[:, None, None], xp.arange(c)[:, None], at] = x.reshape(at.shape)
    return maps.reshape(n, c, *size)


def _unpool(rank: int) -> Primitive:
    """Each element at its place in the flattened map, 0 everywhere else (Zeiler & Fergus,
    "Visualizing and understanding convolutional networks", 2014)."""
    out = ",".join("ijk"[:rank])
    return Primitive(
        name=f"max_unpool{rank}d",
        shape=lambda *shapes, size: _unpool_shape(rank, *shapes, size=size),
        dtype=_unpool_dtype,
        forward=_unpool_forward,
        gradient=lambda needs, g, y, x, places, **_: (
            gather(flattened(g[0]), flattened(places), dim=2).reshape(x.shape),
            None,
        ),
        formula=f"y[n, c, places[n,c,{out}]] = x[n,c,{out}], else 0",
        gradient_formulas=(f"∂L/∂x[n,c,{out}] = δ[n, c, places[n,c,{out}]]", ""),
        inputs=("input", "places"),
        samples=lambda: [
            Sample(
                (
                    values(2, 2, *(2, 1, 1)[:rank]),
                    np.array([[[1, 4], [0, 2]], [[3, 1], [5, 4]]]).reshape(2, 2, *(2, 1, 1)[:rank]),
                ),
                {"size": {1: (6,), 2: (3, 2), 3: (3, 2, 1)}[rank]},
            )
        ],
    )


max_unpool1d: Primitive = _unpool(1)
max_unpool2d: Primitive = _unpool(2)
max_unpool3d: Primitive = _unpool(3)
