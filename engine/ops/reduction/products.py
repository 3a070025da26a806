"""Products, and the products of all others that are their slopes."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.backend import Array, ArrayModule
from engine.ops.elementwise import values
from engine.ops.pointwise.choice import where
from engine.ops.precision import widened
from engine.ops.primitive import Primitive, Sample
from engine.ops.reduction.shapes import Dims, reduced_shape, spread_over, total_dtype
from engine.ops.reduction.sums import sum
from engine.ops.rules import axes
from engine.ops.shape.broadcast import expand

__all__ = ["prod", "products_of_others"]


def _prod_forward(xp: ArrayModule, x: Array, *, dim: Dims = None, keepdim: bool = False) -> Array:
    dtype = total_dtype(widened(x).dtype)
    product = xp.prod(widened(x), axis=axes(dim, x.ndim), keepdims=keepdim, dtype=dtype)
    return product.astype(total_dtype(x.dtype))


def _prod_gradient(
    needs: object, g: Any, y: Any, x: Any, *, dim: int | None = None, keepdim: bool = False
) -> tuple[Any]:
    if dim is None or not x.ndim:
        return (spread_over(g[0], x, None) * products_of_others(x.reshape(-1)).reshape(x.shape),)
    others = products_of_others(x.transpose(dim, -1)).transpose(dim, -1)
    return (spread_over(g[0], x, dim) * others,)


prod: Primitive = Primitive(
    name="prod",
    shape=reduced_shape,
    dtype=total_dtype,
    forward=_prod_forward,
    gradient=_prod_gradient,
    formula="y = Πᵢ xᵢ",
    gradient_formulas=("∂L/∂xᵢ = δ · Πⱼ xⱼ, j ≠ i",),
    samples=lambda: [
        Sample((values(2, 3, 4),), {"dim": 1}),
        Sample((values(2, 3),), {"dim": -1, "keepdim": True}),
        Sample((values(2, 3) * [[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]],), {"dim": 1}),
        Sample((values(2, 2),), {}),
        Sample((values(),), {}),
        Sample((values(0, 3),), {"dim": 0}),
    ],
)


def _others_forward(xp: ArrayModule, x: Array) -> Array:
    ones = xp.ones((*x.shape[:-1], 1), x.dtype)
    before = xp.cumprod(xp.concatenate([ones, x[..., :-1]], -1), -1)
    after = xp.cumprod(xp.concatenate([ones, x[..., :0:-1]], -1), -1)[..., ::-1]
    return before[..., : x.shape[-1]] * after[..., : x.shape[-1]]


def _others_gradient(needs: object, g: Any, y: Any, x: Any) -> tuple[Any]:
    """Row k of `rows` is x with a 1 in place k, so its products of others leave out two."""
    n = x.shape[-1]
    diagonal = np.eye(n, dtype=bool)
    rows = where(diagonal, 1, expand(x.unsqueeze(-2), shape=(*x.shape[:-1], n, n)))
    shares = g[0].unsqueeze(-1) * where(diagonal, 0, products_of_others(rows))
    return (sum(shares, dim=x.ndim - 1),)


products_of_others: Primitive = Primitive(
    name="products_of_others",
    shape=lambda x: x,
    forward=_others_forward,
    gradient=_others_gradient,
    formula="yᵢ = Πⱼ xⱼ, j ≠ i",
    gradient_formulas=("∂L/∂xᵢ = Σₖ δₖ · Πⱼ xⱼ, j ≠ i, k ≠ i",),
    samples=lambda: [
        Sample((values(2, 3),)),
        Sample((values(4) * [1.0, 0.0, 1.0, 1.0],)),
        Sample((values(2, 0),)),
    ],
)
