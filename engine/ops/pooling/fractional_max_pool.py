"""Max pooling over windows at pseudo-random distances.

Source: Graham, "Fractional max-pooling", 2015.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.backend import Array, ArrayModule, DType, Generator, int64
from engine.errors import DTypeError, ShapeError, ValueRangeError
from engine.ops.elementwise import first, values
from engine.ops.pooling.adaptive_max_pool import largest, placed
from engine.ops.pooling.max_pool import distinct
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import need_ndim, need_positive, text
from engine.ops.windows import Sizes, layout, need_rank

__all__ = ["fractional_max_pool2d", "fractional_max_pool3d", "fractional_samples"]


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
        return largest(xp, x, starts, stops, kernel_size)

    out, taps = ",".join("ijk"[:rank]), ",".join("uvr"[:rank])
    read = ", ".join(f"a[{i}]+{u}" for i, u in zip("ijk"[:rank], "uvr"[:rank], strict=True))
    return Primitive(
        name=f"fractional_max_pool{rank}d",
        shape=lambda *shapes, **how: _fractional_shapes(rank, *shapes, **how),
        dtype=_fractional_dtypes,
        forward=forward,
        gradient=placed,
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
