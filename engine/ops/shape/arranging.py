"""The same numbers turned round, shifted in a circle, or repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import ShapeError, ValueRangeError
from engine.ops.elementwise import values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import axes, need_not_negative

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["flip", "repeat", "roll"]


def _flip_shape(x: Shape, *, dims: tuple[int, ...]) -> Shape:
    axes(dims, len(x))
    return x


def _roll_shape(x: Shape, *, shifts: tuple[int, ...], dims: tuple[int, ...]) -> Shape:
    if len(shifts) != len(dims):
        raise ValueRangeError(
            "roll needs one shift for each dimension",
            expected=f"{len(dims)} shifts",
            actual=f"{len(shifts)} shifts",
        )
    for dim in dims:
        axes(dim, len(x))
    return x


def _repeat_shape(x: Shape, *, sizes: tuple[int, ...]) -> Shape:
    if len(sizes) < len(x):
        raise ShapeError(
            "repeat names every dimension",
            expected=f"{len(x)} numbers or more",
            actual=f"{len(sizes)}",
            mend="Write 1 for a dimension that stays",
        )
    need_not_negative(repeats=sizes)
    shape = (1,) * (len(sizes) - len(x)) + x
    return tuple(n * times for n, times in zip(shape, sizes, strict=True))


def _repeat_gradient(
    needs: object, g: tuple[Tensor, ...], y: object, x: Tensor, *, sizes: tuple[int, ...]
) -> tuple[Tensor]:
    shape = (1,) * (len(sizes) - x.ndim) + x.shape
    pairs = [size for pair in zip(sizes, shape, strict=True) for size in pair]
    copies = tuple(range(0, len(pairs), 2))
    return (g[0].reshape(*pairs).sum(copies).reshape(x.shape),)


flip: Primitive = Primitive(
    name="flip",
    shape=_flip_shape,
    forward=lambda xp, x, *, dims: xp.array(xp.flip(x, axes(dims, x.ndim))),
    gradient=lambda needs, g, y, x, *, dims: (flip(g[0], dims=dims),),
    formula="y[i] = x[n − 1 − i]",
    gradient_formulas=("∂L/∂x[i] = δ[n − 1 − i]",),
    samples=lambda: [
        Sample((values(2, 3, 4),), {"dims": (0, -1)}),
        Sample((values(0, 3),), {"dims": (1,)}),
        Sample((values(),), {"dims": ()}),
    ],
)

roll: Primitive = Primitive(
    name="roll",
    shape=_roll_shape,
    forward=lambda xp, x, *, shifts, dims: xp.roll(x, shifts, dims) if dims else xp.array(x),
    gradient=lambda needs, g, y, x, *, shifts, dims: (
        roll(g[0], shifts=tuple(-shift for shift in shifts), dims=dims),
    ),
    formula="y[(i + shift) mod n] = x[i]",
    gradient_formulas=("∂L/∂x[i] = δ[(i + shift) mod n]",),
    samples=lambda: [
        Sample((values(3, 4),), {"shifts": (1, -2), "dims": (0, 1)}),
        Sample((values(2, 5),), {"shifts": (7,), "dims": (-1,)}),
        Sample((values(0, 3),), {"shifts": (1,), "dims": (0,)}),
    ],
)

repeat: Primitive = Primitive(
    name="repeat",
    shape=_repeat_shape,
    forward=lambda xp, x, *, sizes: xp.tile(x, sizes),
    gradient=_repeat_gradient,
    formula="y[i] = x[i mod n]",
    gradient_formulas=("∂L/∂x[j] = Σ δ[i] where i mod n = j",),
    samples=lambda: [
        Sample((values(2, 3),), {"sizes": (2, 1)}),
        Sample((values(3),), {"sizes": (2, 2)}),
        Sample((values(2, 3),), {"sizes": (0, 2)}),
        Sample((values(),), {"sizes": ()}),
    ],
)
