"""A copy, and a tensor with a part replaced: what writing in place is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.backend import Array, ArrayModule, DType
from engine.errors import ShapeError
from engine.ops.elementwise import flat, values
from engine.ops.primitive import REGISTRY, Primitive, Sample, Shape
from engine.ops.rules import same_shape, text

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["clone", "view_written"]

clone: Primitive = Primitive(
    name="clone",
    shape=same_shape,
    forward=lambda xp, x: x.copy(order="K"),
    gradient=lambda needs, g, y, x: (g[0],),
    formula="y = x, in memory of its own",
    gradient_formulas=("∂L/∂x = δ",),
    elementwise=True,
    samples=lambda: [Sample((values(2, 3),)), Sample((values(),)), Sample((values(0, 3),))],
)


# ---- a part replaced


Views = tuple[tuple[str, tuple[tuple[str, Any], ...]], ...]  # (primitive, attributes), in order


def _seen(x: Tensor, views: Views) -> Tensor:
    """The part of x that the views show."""
    for name, attributes in views:
        x = REGISTRY[name](x, **dict(attributes))
    return x


def _view_written_shape(x: Shape, value: Shape, *, views: Views) -> Shape:
    part = x
    for name, attributes in views:
        part = REGISTRY[name].shape(part, **dict(attributes))
    if part != value:
        raise ShapeError(
            "The value does not fill the part that it replaces",
            expected=text(part),
            actual=text(value),
        )
    return x


def _view_written_forward(xp: ArrayModule, x: Array, value: Array, *, views: Views) -> Array:
    y = x.copy(order="K")
    part = y
    for name, attributes in views:
        part = REGISTRY[name].forward(xp, part, **dict(attributes))
    part[...] = value
    return y


def _view_written_dtype(x: DType, value: DType, *, views: Views) -> DType:
    return x


view_written: Primitive = Primitive(
    name="view_written",
    shape=_view_written_shape,
    dtype=_view_written_dtype,
    forward=_view_written_forward,
    gradient=lambda needs, g, y, x, value, *, views: (
        view_written(g[0], flat(_seen(g[0], views)), views=views) if needs[0] else None,
        _seen(g[0], views) if needs[1] else None,
    ),
    formula="y = x, but v in the part that was written",
    gradient_formulas=("∂L/∂x = δ, but 0 in the part that was written", "∂L/∂v = δ in that part"),
    inputs=("x", "value"),
    samples=lambda: [
        Sample(
            (values(4, 3), values(3, seed=1)),
            {"views": (
                ("slice", (("parts", ((1, 2, 1), None)),)),
                ("reshape", (("shape", (3,)),)),
            )},
        ),
        Sample(
            (values(2, 3), values(3, 2, seed=1)), {"views": (("permute", (("dims", (1, 0)),)),)}
        ),
        Sample((values(2), values(2, seed=1)), {"views": ()}),
    ],
)  # fmt: skip
