"""Parts by start, stop and step: read, placed among zeros, and written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import engine
from engine.backend import Array, ArrayModule
from engine.errors import ShapeError
from engine.ops.elementwise import first, values
from engine.ops.pointwise.conversion import in_dtype_of
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import Size, text

__all__ = ["slice", "slice_input", "slice_put"]


Range: TypeAlias = tuple[int, int, int] | None  # start, stop, step; None takes all there is


def _taken(size: Size, part: Range) -> Size:
    if part is None:
        return size
    start, stop, step = part
    if start < 0 or step < 1 or not (stop <= size):
        raise ShapeError("This part is not inside", expected=f"0 to {size}", actual=part)
    return max(0, -(-(stop - start) // step))


def _slice_shape(x: Shape, *, parts: tuple[Range, ...]) -> Shape:
    return slice_size(x, parts)


def slice_size(x: Shape, parts: Sequence[Range]) -> Shape:
    """The shape of a part."""
    return tuple(map(_taken, x, parts))


def _slices(parts: tuple[Range, ...]) -> tuple[slice_of_python, ...]:
    return tuple(slice_of_python(None) if p is None else slice_of_python(*p) for p in parts)


def _placed_forward(
    xp: ArrayModule, g: Array, *, shape: tuple[int, ...], parts: tuple[Range, ...]
) -> Array:
    placed = xp.zeros(shape, g.dtype)
    placed[_slices(parts)] = g
    return placed


slice_of_python = slice

slice: Primitive = Primitive(
    name="slice",
    view=True,
    shape=_slice_shape,
    forward=lambda xp, x, *, parts: x[_slices(parts)],
    gradient=lambda needs, g, y, x, *, parts: (slice_input(g[0], shape=x.shape, parts=parts),),
    formula="y[i] = x[start + i · step]",
    gradient_formulas=("∂L/∂x[start + i · step] = δ[i], else 0",),
    samples=lambda: [
        Sample((values(5, 4),), {"parts": ((1, 5, 2), None)}),
        Sample((values(3),), {"parts": ((2, 2, 1),)}),
        Sample((values(),), {"parts": ()}),
        Sample((values(3, 5, 2),), {"parts": (None, (1, 5, 2), (1, 2, 1))}),
    ],
)

slice_input: Primitive = Primitive(
    name="slice_input",
    shape=lambda g, *, shape, parts: shape,
    forward=_placed_forward,
    gradient=lambda needs, g, y, x, *, shape, parts: (slice(g[0], parts=parts),),
    formula="∂L/∂x[start + i · step] = δ[i], else 0",
    gradient_formulas=("δ[start + i · step]",),
    inputs=("gradient",),
    samples=lambda: [Sample((values(2, 4),), {"shape": (5, 4), "parts": ((1, 5, 2), None)})],
)


def _slice_put_shape(x: Shape, value: Shape, *, parts: tuple[Range, ...]) -> Shape:
    part = _slice_shape(x, parts=parts)
    if value != part:
        raise ShapeError(
            "What is written has the shape of the part that it replaces",
            expected=text(part),
            actual=text(value),
        )
    return x


def _slice_put_forward(
    xp: ArrayModule, x: Array, value: Array, *, parts: tuple[Range, ...]
) -> Array:
    y = xp.array(x)
    y[_slices(parts)] = value
    return y


slice_put: Primitive = Primitive(
    name="slice_put",
    shape=_slice_put_shape,
    dtype=first,
    forward=_slice_put_forward,
    gradient=lambda needs, g, y, x, value, *, parts: (
        slice_put(g[0], engine.zeros_like(value), parts=parts),
        in_dtype_of(slice(g[0], parts=parts), value),
    ),
    formula="y = x, but y[start + i · step] = v[i]",
    gradient_formulas=("∂L/∂x = δ, but 0 where v was written", "∂L/∂v[i] = δ[start + i · step]"),
    inputs=("x", "value"),
    samples=lambda: [
        Sample((values(5, 4), values(2, 4, seed=1)), {"parts": ((1, 5, 2), None)}),
        Sample((values(3), values(0)), {"parts": ((2, 2, 1),)}),
        Sample((values(), values(seed=1)), {"parts": ()}),
        Sample((values(3, 5), values(3, 2, seed=1)), {"parts": (None, (1, 5, 2))}),
    ],
)
