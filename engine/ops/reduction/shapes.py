"""What reductions share: the shape and dtype of a result, its way back, and samples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.backend import DType, int64, is_floating
from engine.ops.elementwise import values
from engine.ops.primitive import Sample, Shape
from engine.ops.rules import axes, reduced
from engine.ops.shape.broadcast import expand

Dims = int | Sequence[int] | None


def reduced_shape(x: Shape, *, dim: Dims = None, keepdim: bool = False, **_: object) -> Shape:
    """The shape without the dimensions `dim`, all of them for None."""
    return reduced(x, axes(dim, len(x)), keepdim)


def total_dtype(dtype: DType, *_: DType, **__: object) -> DType:
    """Whole numbers and booleans are added up as int64."""
    return dtype if is_floating(dtype) else int64


def spread_over(reduced_value: Any, x: Any, dim: Dims) -> Any:
    """A reduced tensor stretched over `x` again."""
    kept = reduced(x.shape, axes(dim, x.ndim), keepdim=True)
    return expand(reduced_value.reshape(kept), shape=x.shape)


def samples() -> list[Sample]:
    return [
        Sample((values(2, 3, 4),), {"dim": 1}),
        Sample((values(2, 3, 4),), {"dim": (0, -1), "keepdim": True}),
        Sample((values(2, 3),), {}),
        Sample((values(),), {}),
    ]


def samples_of_none() -> list[Sample]:
    return [*samples(), Sample((values(0, 3),), {"dim": 0})]
