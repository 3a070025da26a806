"""The same numbers in another shape or order; parts, joins and borders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import engine
from engine.backend import Array, ArrayModule, promote
from engine.dims import Dim, product
from engine.errors import ShapeError, ValueRangeError
from engine.ops.elementwise import converted, first, values
from engine.ops.pointwise.conversion import cast
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import Pair, Size, axis, text

__all__ = [
    "concatenate", "pad", "permute", "reshape", "slice", "slice_input", "slice_put",
]  # fmt: skip


Range: TypeAlias = tuple[int, int, int] | None  # start, stop, step; None takes all there is


# ---- reshape and permute


def _reshape_shape(x: Shape, *, shape: Shape) -> Shape:
    total = product(x)
    unknown = [place for place, size in enumerate(shape) if isinstance(size, int) and size == -1]
    if len(unknown) == 1:
        known = product(size for place, size in enumerate(shape) if place != unknown[0])
        if known != 0 and total % known == 0:
            inferred = total // known
            shape = tuple(inferred if p == unknown[0] else size for p, size in enumerate(shape))
    if len(unknown) > 1 or product(shape) != total or any(size < 0 for size in shape):
        raise ShapeError(
            "{actual_shape} cannot be reshaped to {wanted}",
            actual_shape=text(x),
            wanted=text(shape),
            expected=f"{total} elements",
            actual=text(shape),
            mend="Give sizes whose product is the number of elements; one of them may be −1",
        )
    return shape


reshape: Primitive = Primitive(
    name="reshape",
    view=True,
    shape=_reshape_shape,
    forward=lambda xp, x, *, shape: xp.reshape(x, _reshape_shape(x.shape, shape=shape)),
    gradient=lambda needs, g, y, x, *, shape: (g[0].reshape(x.shape),),
    formula="y = the elements of x in their order",
    gradient_formulas=("∂L/∂x = δ in the shape of x",),
    samples=lambda: [
        Sample((values(2, 6),), {"shape": (2, 3, 2)}),
        Sample((values(2, 6),), {"shape": (3, -1)}),
        Sample((values(),), {"shape": (1, 1)}),
        Sample((values(0, 3),), {"shape": (3, 0)}),
    ],
)


def _permute_shape(x: Shape, *, dims: tuple[int, ...]) -> Shape:
    if sorted(dims) != list(range(len(x))):
        raise ShapeError(
            "permute names every dimension once",
            expected=", ".join(map(str, range(len(x)))),
            actual=", ".join(map(str, dims)),
        )
    return tuple(x[d] for d in dims)


permute: Primitive = Primitive(
    name="permute",
    view=True,
    shape=_permute_shape,
    forward=lambda xp, x, *, dims: xp.transpose(x, dims),
    gradient=lambda needs, g, y, x, *, dims: (
        permute(g[0], dims=tuple(dims.index(d) for d in range(len(dims)))),
    ),
    formula="y[j,i] = x[i,j]",
    gradient_formulas=("∂L/∂x[i,j] = δ[j,i]",),
    samples=lambda: [
        Sample((values(2, 3, 4),), {"dims": (2, 0, 1)}),
        Sample((values(),), {"dims": ()}),
    ],
)


# ---- slice


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


def _as(gradient: Any, operand: Any) -> Any:
    """A gradient in its operand's dtype."""
    return gradient if gradient.dtype == operand.dtype else cast(gradient, to=operand.dtype)


slice_put: Primitive = Primitive(
    name="slice_put",
    shape=_slice_put_shape,
    dtype=first,
    forward=_slice_put_forward,
    gradient=lambda needs, g, y, x, value, *, parts: (
        slice_put(g[0], engine.zeros_like(value), parts=parts),
        _as(slice(g[0], parts=parts), value),
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


# ---- concatenate


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
        gradients.append(_as(slice(g[0], parts=parts), x) if needed else None)
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


# ---- pad


def _pad_shape(x: Shape, *, padding: Sequence[Pair], value: float = 0.0) -> Shape:
    if len(padding) != len(x):
        raise ShapeError(
            "Padding names every dimension",
            expected=f"{len(x)} pairs",
            actual=f"{len(padding)} pairs",
        )
    if any(n < 0 for pair in padding for n in pair):
        raise ValueRangeError("Padding is 0 or more", expected="0 or more", actual=padding)
    return tuple(size + before + after for size, (before, after) in zip(x, padding, strict=True))


def _inside(x: Shape, padding: Sequence[Pair]) -> tuple[Range, ...]:
    """The parts of a padded tensor that are the tensor."""
    return tuple(
        None if (before, after) == (0, 0) else (before, before + _known(size), 1)
        for size, (before, after) in zip(x, padding, strict=True)
    )


def _known(size: Size) -> int:
    if isinstance(size, Dim):
        raise ShapeError("The batch is not padded", expected="a known size", actual=size)
    return size


pad: Primitive = Primitive(
    name="pad",
    shape=_pad_shape,
    forward=lambda xp, x, *, padding, value=0.0: xp.pad(x, padding, constant_values=value),
    gradient=lambda needs, g, y, x, *, padding, value=0.0: (
        slice(g[0], parts=_inside(x.shape, padding)),
    ),
    formula="y = x with a border of one value",
    gradient_formulas=("∂L/∂x = δ without the border",),
    samples=lambda: [
        Sample((values(2, 3),), {"padding": ((0, 0), (1, 2)), "value": 0.5}),
        Sample((values(0, 2),), {"padding": ((0, 0), (1, 0))}),
    ],
)
