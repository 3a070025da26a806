"""Domain adaptation: the reversed gradient, and the numbers that two-sample statistics need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine.backend import Array, ArrayModule, DType
from engine.errors import ShapeError, ValueRangeError
from engine.ops.elementwise import first, floating, values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import axis, need_floating, text

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["kernel_width", "reverse_gradient", "sample_count"]


# ---- gradient reversal (Ganin & Lempitsky, 2015)


def _reverse_shape(x: Shape, scale: Shape) -> Shape:
    if scale:
        raise ShapeError("The scale of a reversed gradient is one number", actual=text(scale))
    return x


def _reverse_dtype(x: DType, scale: DType) -> DType:
    need_floating("reverse_gradient", x)
    return x


def _reversed(
    needs: object, g: Sequence[Tensor], y: object, x: Tensor, scale: Tensor
) -> tuple[Tensor, None]:
    turned = -(g[0] * scale)
    return (turned if turned.dtype == x.dtype else turned.type(x.dtype), None)


reverse_gradient: Primitive = Primitive(
    name="reverse_gradient",
    shape=_reverse_shape,
    dtype=_reverse_dtype,
    forward=lambda xp, x, scale: x.copy(),
    gradient=_reversed,
    formula="y = x",
    gradient_formulas=("∂L/∂x = −λ · δ", ""),
    inputs=("x", "λ"),
    # With λ = −1 the gradient is the slope, which is what the general test can hold it against.
    elementwise=True,
    samples=lambda: [
        Sample((values(2, 3), np.array(-1.0)), {}, (True, False)),
        Sample((values(), np.array(-1.0)), {}, (True, False)),
    ],
)


# ---- how many samples there are, as a number to compute with


def _count_forward(xp: ArrayModule, x: Array, *, dim: int, correction: int = 0) -> Array:
    count = x.shape[dim] - correction
    if count <= 0:
        raise ValueRangeError(
            "There are too few samples for a spread between them",
            expected=f"{correction + 1} or more",
            actual=x.shape[dim],
            mend="Use larger batches",
        )
    return xp.full((), count, floating(x.dtype))


def _count_shape(x: Shape, *, dim: int, correction: int = 0) -> Shape:
    axis(dim, len(x))
    return ()


sample_count: Primitive = Primitive(
    name="sample_count",
    shape=_count_shape,
    dtype=floating,
    forward=_count_forward,
    formula="y = the size of a dimension, less the correction",
    samples=lambda: [
        Sample((values(3, 2),), {"dim": 0}),
        Sample((values(3, 2),), {"dim": 0, "correction": 1}),
    ],
)


# ---- how wide a kernel is


def _width_shape(squares: Shape, *, rule: str) -> Shape:
    if len(squares) != 2 or squares[0] != squares[1]:
        raise ShapeError("The distances are a square matrix", expected="n×n", actual=text(squares))
    if rule not in ("median", "mean"):
        raise ValueRangeError("There is no such rule", expected="median or mean", actual=rule)
    return ()


def _width_forward(xp: ArrayModule, squares: Array, *, rule: str) -> Array:
    pairs = squares[xp.triu_indices(squares.shape[0], 1)]
    if not pairs.size:
        return xp.ones((), squares.dtype)
    # exp(−d²/2σ²): σ is the median distance (Gretton), or 2σ² the mean squared one (Long).
    square = xp.median(pairs) if rule == "median" else xp.mean(pairs, dtype=float) / 2
    return xp.where(square > 0, xp.sqrt(square), 1).astype(squares.dtype)


kernel_width: Primitive = Primitive(
    name="kernel_width",
    shape=_width_shape,
    dtype=first,
    forward=_width_forward,
    formula="σ = √(median d²)  or  √(½ · mean d²), over pairs",
    inputs=("squares",),
    samples=lambda: [
        Sample((np.abs(values(4, 4)),), {"rule": "median"}),
        Sample((np.abs(values(3, 3)),), {"rule": "mean"}),
    ],
)
