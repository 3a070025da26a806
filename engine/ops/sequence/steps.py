"""Sequences in a batch: its steps one by one, and which of them a sequence has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

import engine
from engine.backend import Array, ArrayModule, DType, bool_
from engine.errors import ShapeError, ValueRangeError
from engine.ops.elementwise import values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import Size, need_integer, need_ndim, text

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["join_steps", "sequence_mask", "time_steps"]


def _steps_shapes(x: Shape, *, sizes: tuple[Size, ...]) -> list[Shape]:
    total: Size = 0
    for size in sizes:
        total = total + size
    if not x or not sizes or x[0] != total:
        raise ShapeError(
            "The steps do not add up to the rows there are",
            expected=f"{total} rows",
            actual=text(x),
        )
    return [(size, *x[1:]) for size in sizes]


def _steps_forward(xp: ArrayModule, x: Array, *, sizes: tuple[int, ...]) -> tuple[Array, ...]:
    ends = np.cumsum(sizes).tolist()
    return tuple(x[end - size : end].copy() for size, end in zip(sizes, ends, strict=True))


def _steps_gradient(
    needs: object, arrived: Sequence[Tensor | None], outputs: Sequence[Tensor], x: Tensor, *,
    sizes: tuple[int, ...],
) -> tuple[Tensor]:  # fmt: skip
    rows = [engine.zeros_like(y) if g is None else g for g, y in zip(arrived, outputs, strict=True)]
    return (join_steps(*rows),)


time_steps: Primitive = Primitive(
    name="time_steps",
    shape=_steps_shapes,
    dtype=lambda dtype, *, sizes: [dtype] * len(sizes),
    forward=_steps_forward,
    gradient=_steps_gradient,
    formula="yₜ = the rows of x that belong to step t",
    gradient_formulas=("∂L/∂x = δ₁, δ₂, … one after the other",),
    samples=lambda: [
        Sample((values(5, 3),), {"sizes": (2, 2, 1)}),
        Sample((values(4, 2, 3),), {"sizes": (1, 3)}),
    ],
)


def _join_shape(*steps: Shape) -> Shape:
    rows: Size = 0
    for step in steps:
        if not step or step[1:] != steps[0][1:]:
            raise ShapeError(
                "The steps of a sequence differ in their number of rows only",
                expected=text(("…", *steps[0][1:])),
                actual=text(step),
            )
        rows = rows + step[0]
    return (rows, *steps[0][1:])


join_steps: Primitive = Primitive(
    name="join_steps",
    shape=_join_shape,
    forward=lambda xp, *steps: xp.concatenate(steps),
    gradient=lambda needs, g, y, *steps: time_steps(
        g[0], sizes=tuple(step.shape[0] for step in steps)
    ),
    formula="y = x₁, x₂, … one after the other",
    gradient_formulas=("∂L/∂xₜ = the rows of δ that came from step t",),
    samples=lambda: [
        Sample((values(2, 3), values(2, 3, seed=1), values(1, 3, seed=2))),
        Sample((values(2, 3), values(0, 3))),
    ],
)


def _mask_shape(lengths: Shape, *, steps: int) -> Shape:
    need_ndim(lengths, 1, "lengths", "one number for each sequence")
    return (steps, lengths[0], 1)


def _mask_dtype(lengths: DType, *, steps: int) -> DType:
    need_integer("lengths", lengths)
    return bool_


def _mask_forward(xp: ArrayModule, lengths: Array, *, steps: int) -> Array:
    if lengths.size and (lengths.min() < 1 or lengths.max() > steps):
        wrong = lengths[(lengths < 1) | (lengths > steps)][0]
        raise ValueRangeError(
            "A sequence of length {length} is not in a batch of {steps} steps",
            length=int(wrong),
            steps=steps,
            expected=f"1 to {steps}",
            actual=int(wrong),
        )
    return (xp.arange(steps)[:, None] < lengths)[..., None]


sequence_mask: Primitive = Primitive(
    name="sequence_mask",
    shape=_mask_shape,
    dtype=_mask_dtype,
    forward=_mask_forward,
    formula="y[t,n] = [t < length[n]]",
    inputs=("lengths",),
    samples=lambda: [
        Sample((np.array([2, 3, 1]),), {"steps": 4}),
        Sample((np.zeros((0,), dtype="int64"),), {"steps": 2}),
    ],
)
