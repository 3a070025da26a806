"""Tensors joined one after the other."""

from __future__ import annotations

from typing import Any

from engine.backend import promote
from engine.errors import ShapeError
from engine.ops.elementwise import converted, values
from engine.ops.pointwise.conversion import in_dtype_of
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import Size, axis, text
from engine.ops.shape.slicing import slice

__all__ = ["concatenate"]


def _concatenate_shape(*shapes: Shape, dim: int) -> Shape:
    if not shapes:
        raise ShapeError("There is nothing to join", expected="at least one tensor", actual="none")
    along = axis(dim, len(shapes[0]))
    rests = {(*shape[:along], *shape[along + 1 :]) for shape in shapes}
    if len(rests) > 1 or not shapes[0]:
        raise ShapeError(
            "Tensors joined along dimension {dim} have the other sizes in common",
            dim=along,
            expected=text((*shapes[0][:along], "…", *shapes[0][along + 1 :])),
            actual=", ".join(map(text, shapes)),
            mend="Bring the other dimensions to one size, for example by padding",
        )
    total: Size = 0
    for shape in shapes:
        total = total + shape[along]
    return (*shapes[0][:along], total, *shapes[0][along + 1 :])


def _concatenate_gradient(
    needs: tuple[bool, ...], g: tuple[Any, ...], y: object, *xs: Any, dim: int
) -> list[Any]:
    gradients, start = [], 0
    for needed, x in zip(needs, xs, strict=True):
        along = axis(dim, x.ndim)
        size = x.shape[along]
        part = (start, start + size, 1)
        parts = tuple(part if d == along else None for d in range(x.ndim))
        gradients.append(in_dtype_of(slice(g[0], parts=parts), x) if needed else None)
        start += size
    return gradients


concatenate: Primitive = Primitive(
    name="concatenate",
    shape=_concatenate_shape,
    forward=lambda xp, *xs, dim: xp.concatenate(
        converted(promote(*(x.dtype for x in xs)), *xs), axis=dim
    ),
    gradient=_concatenate_gradient,
    formula="y = x₁, x₂, … one after the other",
    gradient_formulas=("∂L/∂xₖ = the part of δ that came from xₖ",),
    inputs=("x",),
    samples=lambda: [
        Sample((values(2, 3), values(2, 1, seed=1), values(2, 2, seed=2)), {"dim": 1}),
        Sample((values(2, 3), values(0, 3)), {"dim": -2}),
    ],
)
