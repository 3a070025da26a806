"""Chance: the mask of dropout."""

from __future__ import annotations

from engine.backend import Array, ArrayModule, Generator
from engine.errors import ValueRangeError
from engine.ops.elementwise import values
from engine.ops.primitive import Primitive, Sample, Shape

__all__ = ["dropout_mask"]


def _mask_shape(x: Shape, *, p: float) -> Shape:
    if not 0.0 <= p <= 1.0:
        raise ValueRangeError(
            "The dropout probability is between 0 and 1", expected="0 to 1", actual=p
        )
    return x


def _mask_forward(xp: ArrayModule, x: Array, *, p: float, generator: Generator) -> Array:
    if p == 1.0:
        return xp.zeros(x.shape, x.dtype)
    kept = generator.next(xp).random(x.shape, dtype=xp.float32) >= p
    return kept.astype(x.dtype) * x.dtype.type(1 / (1 - p))


dropout_mask: Primitive = Primitive(
    name="dropout_mask",
    shape=_mask_shape,
    forward=_mask_forward,
    formula="m = 0 with probability p, else 1 / (1 − p)",
    inputs=("input",),
    random=True,
    samples=lambda: [
        Sample((values(3, 4),), {"p": 0.5}),
        Sample((values(),), {"p": 1.0}),
        Sample((values(0, 4),), {"p": 0.0}),
    ],
)
