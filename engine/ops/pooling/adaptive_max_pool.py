"""Max pooling over windows that differ, to a given size.

Where each maximum stands is told as its position in the flattened map.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from engine import dims
from engine.backend import Array, ArrayModule, int64
from engine.ops.elementwise import values
from engine.ops.indexing.gather import gather_input
from engine.ops.pooling.adaptive_avg_pool import adaptive_shape
from engine.ops.pooling.max_pool import distinct
from engine.ops.primitive import Primitive, Sample
from engine.ops.resampling.lines import adaptive_windows
from engine.ops.windows import Sizes, count

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d"]


# ---- values


def largest(
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


def placed(needs: Any, g: Any, y: Any, x: Tensor, *rest: Any, **how: Any) -> tuple[Any, ...]:
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
            start, stop = adaptive_windows(n, m)
            starts.append(xp.asarray(start.reshape(1, 1, m)))
            stops.append(xp.asarray(stop.reshape(1, 1, m)))
            longest.append(int((stop - start).max(initial=1)))
        return largest(xp, x, starts, stops, tuple(longest))

    out, places = ",".join("ijk"[:rank]), ",".join("hwz"[:rank])
    return Primitive(
        name=f"adaptive_max_pool{rank}d",
        shape=lambda x, *, output_size: [adaptive_shape(rank, x, output_size)] * 2,
        dtype=lambda dtype, **_: [dtype, int64],
        forward=forward,
        gradient=placed,
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
