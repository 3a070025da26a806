"""The masks of dropout: what a draw keeps, made up for what it drops."""

from __future__ import annotations

from engine.backend import Array, ArrayModule, Generator
from engine.errors import ShapeError, ValueRangeError
from engine.ops.elementwise import values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import text

__all__ = ["dropout_mask"]


def need_probability(p: float) -> None:
    """ValueRangeError unless p is a probability."""
    if not 0.0 <= p <= 1.0:
        raise ValueRangeError(
            "The dropout probability is between 0 and 1", expected="0 to 1", actual=p
        )


def _mask_shape(x: Shape, *, p: float, features: bool = False) -> Shape:
    need_probability(p)
    if not features:
        return x
    if len(x) < 2:
        raise ShapeError(
            "Dropout of features takes a batch of features",
            expected="batch × features × …",
            actual=text(x),
        )
    return (*x[:2], *(1 for _ in x[2:]))


def _mask_forward(
    xp: ArrayModule, x: Array, *, p: float, features: bool = False, generator: Generator
) -> Array:
    shape = _mask_shape(x.shape, p=p, features=features)
    drawn = generator.next(xp).random(shape, dtype=xp.float32)
    if p == 1.0:
        return xp.zeros(shape, x.dtype)
    return xp.greater_equal(drawn, p).astype(x.dtype) * x.dtype.type(1 / (1 - p))


dropout_mask: Primitive = Primitive(
    name="dropout_mask",
    shape=_mask_shape,
    forward=_mask_forward,
    formula="m = 0 with probability p, else 1 / (1 − p)",
    inputs=("input",),
    random=True,
    samples=lambda: [
        Sample((values(3, 4),), {"p": 0.5}),
        Sample((values(3, 4, 2, 2),), {"p": 0.5, "features": True}),
        Sample((values(),), {"p": 1.0}),
        Sample((values(0, 4),), {"p": 0.0}),
    ],
)
