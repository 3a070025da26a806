"""Stretching to a shape, and its adjoint: summing back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.backend import Array, ArrayModule
from engine.errors import ShapeError
from engine.ops.precision import widened
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import text

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["expand", "sum_to"]


def _expand_shape(x: Shape, *, shape: Shape) -> Shape:
    stretched = (1,) * (len(shape) - len(x)) + x
    if len(stretched) != len(shape) or any(
        size not in (1, wanted) for size, wanted in zip(stretched, shape, strict=True)
    ):
        raise ShapeError(
            "This shape does not expand to the wanted one",
            expected=text(shape),
            actual=text(x),
            mend="Only dimensions of size 1 stretch",
        )
    return shape


def _sum_to_shape(x: Shape, *, shape: Shape) -> Shape:
    _expand_shape(shape, shape=x)
    return shape


def _sum_to_forward(xp: ArrayModule, x: Array, *, shape: tuple[int, ...]) -> Array:
    lead = x.ndim - len(shape)
    stretched = tuple(d for d in range(lead, x.ndim) if shape[d - lead] == 1 and x.shape[d] != 1)
    total = widened(x).sum(axis=(*range(lead), *stretched), keepdims=True)
    return total.reshape(shape).astype(x.dtype, copy=False)


def summed_to(gradient: Tensor, operand: Tensor) -> Tensor:
    """The gradient in its operand's shape and dtype: what broadcasting stretched is summed."""
    from engine.ops.pointwise.conversion import cast

    if gradient.shape != operand.shape:
        gradient = sum_to(gradient, shape=operand.shape)
    if gradient.dtype != operand.dtype:
        gradient = cast(gradient, to=operand.dtype)
    return gradient


def _ramp(*shape: int) -> Any:
    return np.linspace(-1.0, 1.0, int(np.prod(shape))).reshape(shape)


expand: Primitive = Primitive(
    name="expand",
    view=True,
    shape=_expand_shape,
    forward=lambda xp, x, *, shape: xp.broadcast_to(x, shape),
    gradient=lambda needs, g, y, x, *, shape: (sum_to(g[0], shape=x.shape),),
    formula="y[i,j] = x[j]",
    gradient_formulas=("∂L/∂x[j] = Σᵢ δ[i,j]",),
    samples=lambda: [
        Sample((_ramp(3, 1),), {"shape": (2, 3, 4)}),
        Sample((_ramp(),), {"shape": (2,)}),
        Sample((_ramp(1, 3),), {"shape": (0, 3)}),
    ],
)

sum_to: Primitive = Primitive(
    name="sum_to",
    shape=_sum_to_shape,
    forward=_sum_to_forward,
    gradient=lambda needs, g, y, x, *, shape: (expand(g[0], shape=x.shape),),
    formula="y[j] = Σᵢ x[i,j]",
    gradient_formulas=("∂L/∂x[i,j] = δ[j]",),
    samples=lambda: [
        Sample((_ramp(2, 3, 4),), {"shape": (3, 1)}),
        Sample((_ramp(2, 3),), {"shape": ()}),
        Sample((_ramp(0, 3),), {"shape": (1, 3)}),
    ],
)
