"""Max-unpooling: each maximum back at the place it was found, 0 everywhere else.

Source: Zeiler & Fergus, "Visualizing and understanding convolutional networks", 2014.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.backend import Array, ArrayModule, DType
from engine.errors import ShapeError, ValueRangeError
from engine.ops.elementwise import values
from engine.ops.indexing.gather import gather
from engine.ops.pooling.adaptive_max_pool import flattened
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import need_floating, need_integer, need_ndim, need_positive, text
from engine.ops.windows import Sizes, count, layout, need_rank

__all__ = ["max_unpool1d", "max_unpool2d", "max_unpool3d"]


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
