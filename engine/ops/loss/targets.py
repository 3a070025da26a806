"""Targets and probabilities, looked at before they are used.

A loss of a wrong target is a number like any other, so a mistake in the data would go on unseen.
These primitives hand on what they are given, or say what is wrong and where. The look is taken
when numbers are there: eagerly, in every step, in every run of a plan.
"""

from __future__ import annotations

import numpy as np

from engine.backend import Array, ArrayModule, DType, bool_
from engine.errors import ShapeError, ValueRangeError
from engine.ops.elementwise import binary, first
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import first_outside, need_integer, same_shape, text

__all__ = ["checked", "class_numbers", "label_sets", "residual"]


# ---- numbers


def _checked_forward(
    xp: ArrayModule,
    x: Array,
    *,
    operand: str,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[float, ...] = (),
) -> Array:
    wrong = xp.isnan(x)
    if low is not None:
        wrong = wrong | (x < low)
    if high is not None:
        wrong = wrong | (x > high)
    if choices:
        wrong = wrong | ~xp.isin(x, xp.asarray(choices))
    if wrong.any():
        place = np.unravel_index(int(wrong.argmax()), x.shape)
        number = float(x[place])
        raise ValueRangeError(
            "The {operand} is {number} at {place}",
            operand=operand,
            number=number,
            place=f"[{', '.join(str(int(p)) for p in place)}]",
            expected=_wanted(low, high, choices),
            actual=number,
            mend="Look at the data it comes from, or at the layer before the loss",
        )
    return x.copy()


def _wanted(low: float | None, high: float | None, choices: tuple[float, ...]) -> str:
    if choices:
        return " or ".join(f"{choice:g}" for choice in choices)
    if low is None and high is None:
        return "a number"
    if high is None:
        return f"{low:g} or more"
    return f"{high:g} or less" if low is None else f"{low:g} to {high:g}"


_SHARES = np.array([[0.1, 0.5, 0.9], [0.2, 0.7, 0.4]])

checked: Primitive = Primitive(
    name="checked",
    shape=same_shape,
    dtype=first,
    forward=_checked_forward,
    gradient=lambda needs, g, y, x, **how: (g[0],),
    formula="y = x, refused where it is not a number or out of range",
    gradient_formulas=("∂L/∂x = δ",),
    elementwise=True,
    samples=lambda: [
        Sample((_SHARES,), {"operand": "target"}),
        Sample((_SHARES,), {"operand": "target", "low": 0.0, "high": 1.0}),
        Sample((_SHARES[:0],), {"operand": "target", "low": 0.0}),
        Sample((np.array([1, -1]),), {"operand": "target", "choices": (-1.0, 1.0)}),
    ],
)

residual: Primitive = binary(
    "residual",
    lambda xp, x, target: x - _checked_forward(xp, target, operand="target"),
    (lambda g, y, x, target: g, lambda g, y, x, target: -g),
    "e = x − t, refused where the target t is not a number",
    ("δ", "−δ"),
)


# ---- class numbers


def need_classes(numbers: Array, classes: int) -> None:
    """ValueRangeError unless every number is a class: 0 … classes − 1."""
    wrong = first_outside(numbers, classes)
    if wrong is not None:
        raise ValueRangeError(
            "The target {label} is not one of the {classes} classes",
            label=wrong,
            classes=classes,
            expected=f"0 to {classes - 1}",
            actual=wrong,
            mend="Number the classes from 0, or give the network as many outputs as classes",
        )


def _labels_dtype(target: DType, **_: object) -> DType:
    need_integer("targets", target)
    return target


def _class_numbers_forward(xp: ArrayModule, target: Array, *, classes: int) -> Array:
    need_classes(target, classes)
    return target.copy()


class_numbers: Primitive = Primitive(
    name="class_numbers",
    shape=same_shape,
    dtype=_labels_dtype,
    forward=_class_numbers_forward,
    formula="y = t, refused where it is not a class",
    inputs=("target",),
    elementwise=True,
    samples=lambda: [Sample((np.array([2, 0, 1]),), {"classes": 3})],
)


# ---- sets of classes: the multi-label margin's targets


def _label_sets_shape(target: Shape, *, classes: int) -> list[Shape]:
    if len(target) != 2 or target[1] != classes:
        raise ShapeError(
            "The target lists the classes of each sample, ended by −1",
            expected=f"batch×{classes}",
            actual=text(target),
        )
    return [target, target]


def _label_sets_dtype(target: DType, **_: object) -> list[DType]:
    need_integer("targets", target)
    return [bool_, bool_]


def _label_sets_forward(xp: ArrayModule, target: Array, *, classes: int) -> tuple[Array, Array]:
    listed = xp.cumsum(target == -1, axis=1) == 0
    numbers = xp.where(listed, target, 0)
    need_classes(numbers, classes)
    hits = (numbers[:, :, None] == xp.arange(classes)) & listed[:, :, None]
    return listed, hits.any(axis=1)


label_sets: Primitive = Primitive(
    name="label_sets",
    shape=_label_sets_shape,
    dtype=_label_sets_dtype,
    forward=_label_sets_forward,
    formula="listed[n,j] = no −1 up to j;  member[n,c] = [c is listed]",
    inputs=("target",),
    samples=lambda: [Sample((np.array([[2, 0, -1, 1], [-1, 3, 0, 1]]),), {"classes": 4})],
)
