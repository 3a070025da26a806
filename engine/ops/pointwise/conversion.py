"""Another dtype."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.backend import as_dtype
from engine.ops.elementwise import values
from engine.ops.primitive import Primitive, Sample
from engine.ops.rules import same_shape

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["cast"]

cast: Primitive = Primitive(
    name="cast",
    shape=same_shape,
    dtype=lambda _, *, to: as_dtype(to),
    forward=lambda xp, x, *, to: x.astype(to),
    gradient=lambda needs, g, y, x, *, to: (cast(g[0], to=x.dtype),),
    formula="y = x as another dtype",
    gradient_formulas=("∂L/∂x = δ",),
    elementwise=True,
    samples=lambda: [
        Sample((values(2, 3),), {"to": np.dtype("float64")}),
        Sample((values(2, 3),), {"to": np.dtype("int64")}),
    ],
)


def in_dtype_of(gradient: Tensor, operand: Tensor) -> Tensor:
    """A gradient in its operand's dtype."""
    return gradient if gradient.dtype == operand.dtype else cast(gradient, to=operand.dtype)
