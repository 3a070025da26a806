"""How elements lie in memory: copies in order, views by strides, windows that slide."""

from __future__ import annotations

from math import prod

from engine.backend import Array, ArrayModule
from engine.dims import product
from engine.errors import ShapeError, ValueRangeError
from engine.ops.elementwise import values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import axis, need_not_negative, need_positive, positions, same_shape

__all__ = ["as_strided", "as_strided_input", "contiguous", "sliding", "sliding_input"]


contiguous: Primitive = Primitive(
    name="contiguous",
    shape=same_shape,
    forward=lambda xp, x: xp.array(x, order="C"),
    gradient=lambda needs, g, y, x: (g[0],),
    formula="y = x, its last dimension next to each other in memory",
    gradient_formulas=("∂L/∂x = δ",),
    elementwise=True,
    samples=lambda: [Sample((values(2, 3),)), Sample((values(),)), Sample((values(0, 3),))],
)


# ---- as_strided


def _as_strided_shape(
    x: Shape, *, size: tuple[int, ...], stride: tuple[int, ...], offset: int
) -> Shape:
    if len(size) != len(stride):
        raise ShapeError(
            "as_strided needs one stride for each size", expected=len(size), actual=len(stride)
        )
    need_not_negative(size=size, stride=stride, storage_offset=offset)
    elements = product(x)
    last = offset + sum((n - 1) * step for n, step in zip(size, stride, strict=True))
    if product(size) and not last < elements:
        raise ValueRangeError(
            "These strides leave the tensor's memory",
            expected=f"positions below {elements}",
            actual=last,
        )
    return size


def _addresses(
    xp: ArrayModule, size: tuple[int, ...], stride: tuple[int, ...], offset: int
) -> Array:
    """The position in memory of every element."""
    total = xp.full(size, offset)
    for place, step in zip(positions(xp, size), stride, strict=True):
        total = total + place * step
    return total


def _as_strided_forward(
    xp: ArrayModule, x: Array, *, size: tuple[int, ...], stride: tuple[int, ...], offset: int
) -> Array:
    memory = xp.ascontiguousarray(x).reshape(-1)[offset:]
    return xp.lib.stride_tricks.as_strided(memory, size, tuple(s * x.itemsize for s in stride))


def _as_strided_input_forward(
    xp: ArrayModule,
    g: Array,
    *,
    shape: tuple[int, ...],
    size: tuple[int, ...],
    stride: tuple[int, ...],
    offset: int,
) -> Array:
    total = xp.zeros(prod(shape), g.dtype)
    xp.add.at(total, _addresses(xp, size, stride, offset), g)
    return total.reshape(shape)


as_strided: Primitive = Primitive(
    name="as_strided",
    view=True,
    shape=_as_strided_shape,
    forward=_as_strided_forward,
    gradient=lambda needs, g, y, x, **layout: (as_strided_input(g[0], shape=x.shape, **layout),),
    formula="y[i,j] = memory[offset + i · stride₀ + j · stride₁]",
    gradient_formulas=("∂L/∂memory[k] = Σ δ[i,j] where k = offset + i · stride₀ + j · stride₁",),
    samples=lambda: [
        Sample((values(3, 3),), {"size": (2, 2), "stride": (1, 2), "offset": 1}),
        Sample((values(6),), {"size": (4, 3), "stride": (1, 1), "offset": 0}),
        Sample((values(2),), {"size": (0, 3), "stride": (1, 1), "offset": 0}),
        Sample((values(2),), {"size": (), "stride": (), "offset": 1}),
    ],
)

as_strided_input: Primitive = Primitive(
    name="as_strided_input",
    shape=lambda g, *, shape, **_: shape,
    forward=_as_strided_input_forward,
    gradient=lambda needs, g, y, x, *, shape, **layout: (as_strided(g[0], **layout),),
    formula="∂L/∂memory[k] = Σ δ[i,j] where k = offset + i · stride₀ + j · stride₁",
    gradient_formulas=("δ[offset + i · stride₀ + j · stride₁]",),
    inputs=("gradient",),
    samples=lambda: [
        Sample((values(4, 3),), {"shape": (6,), "size": (4, 3), "stride": (1, 1), "offset": 0}),
    ],
)


# ---- sliding windows along one dimension


def _sliding_shape(x: Shape, *, dim: int, size: int, step: int) -> Shape:
    along = axis(dim, len(x))
    need_positive(step=step)
    need_not_negative(size=size)
    if not size <= x[along]:
        raise ShapeError(
            "A window of {size} does not fit into {length}",
            size=size,
            length=x[along],
            expected=f"a window of at most {x[along]}",
            actual=size,
        )
    return (*x[:along], (x[along] - size) // step + 1, *x[along + 1 :], size)


def _sliding_forward(xp: ArrayModule, x: Array, *, dim: int, size: int, step: int) -> Array:
    along = axis(dim, x.ndim)
    shape = _sliding_shape(x.shape, dim=dim, size=size, step=step)
    strides = list(x.strides)
    strides[along] *= step
    return xp.lib.stride_tricks.as_strided(x, shape, (*strides, x.strides[along]))


def _sliding_input_forward(
    xp: ArrayModule, g: Array, *, shape: tuple[int, ...], dim: int, size: int, step: int
) -> Array:
    total = xp.zeros(shape, g.dtype)
    spread = xp.moveaxis(total, dim, -1)
    windows = xp.moveaxis(g, axis(dim, len(shape)), -2)
    count = windows.shape[-2]
    for place in range(size):
        spread[..., place : place + (count - 1) * step + 1 : step] += windows[..., place]
    return total


sliding: Primitive = Primitive(
    name="sliding",
    view=True,
    shape=_sliding_shape,
    forward=_sliding_forward,
    gradient=lambda needs, g, y, x, **window: (sliding_input(g[0], shape=x.shape, **window),),
    formula="y[i,k] = x[i · step + k]",
    gradient_formulas=("∂L/∂x[j] = Σ δ[i,k] where i · step + k = j",),
    samples=lambda: [
        Sample((values(2, 7),), {"dim": 1, "size": 3, "step": 2}),
        Sample((values(4, 3),), {"dim": 0, "size": 2, "step": 1}),
        Sample((values(5),), {"dim": 0, "size": 2, "step": 3}),
        Sample((values(0, 3),), {"dim": 1, "size": 3, "step": 1}),
    ],
)

sliding_input: Primitive = Primitive(
    name="sliding_input",
    shape=lambda g, *, shape, **_: shape,
    forward=_sliding_input_forward,
    gradient=lambda needs, g, y, x, *, shape, **window: (sliding(g[0], **window),),
    formula="∂L/∂x[j] = Σ δ[i,k] where i · step + k = j",
    gradient_formulas=("δ[i · step + k]",),
    inputs=("gradient",),
    samples=lambda: [
        Sample((values(2, 3, 3),), {"shape": (2, 7), "dim": 1, "size": 3, "step": 2}),
    ],
)
