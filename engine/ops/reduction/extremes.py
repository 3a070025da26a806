"""The largest and the smallest, where they stand, and whether all or any are true."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

from engine.backend import Array, ArrayModule, bool_, int64
from engine.errors import ShapeError
from engine.ops.elementwise import values
from engine.ops.pointwise.comparison import equal
from engine.ops.pointwise.conversion import cast
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.reduction.shapes import Dims, reduced_shape, samples, samples_of_none, spread_over
from engine.ops.rules import axes, axis, reduced

__all__ = ["all", "amax", "amin", "any", "argmax", "argmin"]


def _extreme_shape(x: Shape, *, dim: Dims = None, keepdim: bool = False) -> Shape:
    dims = axes(dim, len(x))
    if builtins.any(x[d] == 0 for d in dims):
        raise ShapeError("There is no largest or smallest of no numbers", actual=x)
    return reduced(x, dims, keepdim)


def _place_samples() -> list[Sample]:
    return [
        Sample((values(2, 3, 4),), {"dim": 1}),
        Sample((values(2, 3),), {"dim": -1, "keepdim": True}),
        Sample((values(2, 3),), {}),
    ]


def _reduction(name: str) -> Callable[..., Array]:
    def forward(xp: ArrayModule, x: Array, *, dim: Dims = None, keepdim: bool = False) -> Array:
        return getattr(xp, name)(x, axis=axes(dim, x.ndim), keepdims=keepdim)

    return forward


def _place(name: str) -> Callable[..., Array]:
    def forward(
        xp: ArrayModule, x: Array, *, dim: int | None = None, keepdim: bool = False
    ) -> Array:
        along = axis(dim, x.ndim) if dim is not None and x.ndim else None
        return getattr(xp, name)(x, axis=along, keepdims=keepdim)

    return forward


def extreme_gradient(
    needs: object, g: Any, y: Any, x: Any, *, dim: Dims = None, keepdim: bool = False, **_: object
) -> tuple[Any]:
    """What arrives, shared evenly among the elements that equal the result."""
    ties = cast(equal(x, spread_over(y[0], x, dim)), to=x.dtype)
    return (ties * spread_over(g[0] / ties.sum(dim).reshape(g[0].shape), x, dim),)


def _extreme(name: str, formula: str) -> Primitive:
    return Primitive(
        name=name,
        shape=_extreme_shape,
        forward=_reduction(name),
        gradient=extreme_gradient,
        formula=formula,
        gradient_formulas=("∂L/∂xᵢ = δ · [xᵢ = y], shared among equals",),
        samples=samples,
    )


def _index(name: str, formula: str) -> Primitive:
    return Primitive(
        name=name,
        shape=_extreme_shape,
        dtype=lambda dtype, **_: int64,
        forward=_place(name),
        formula=formula,
        samples=_place_samples,
    )


def _truth(name: str, formula: str) -> Primitive:
    return Primitive(
        name=name,
        shape=reduced_shape,
        dtype=lambda dtype, **_: bool_,
        forward=_reduction(name),
        formula=formula,
        samples=samples_of_none,
    )


amax: Primitive = _extreme("amax", "y = maxᵢ xᵢ")
amin: Primitive = _extreme("amin", "y = minᵢ xᵢ")
argmax: Primitive = _index("argmax", "y = the first i where xᵢ is largest")
argmin: Primitive = _index("argmin", "y = the first i where xᵢ is smallest")
all: Primitive = _truth("all", "y = [every xᵢ ≠ 0]")
any: Primitive = _truth("any", "y = [some xᵢ ≠ 0]")
