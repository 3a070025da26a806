"""Negative log-likelihood of class numbers, and its adjoint.

The loss is linear in its input, so the adjoint's gradient is the loss again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.backend import Array, ArrayModule, DType
from engine.errors import ShapeError, ValueRangeError
from engine.ops.elementwise import values
from engine.ops.loss.targets import need_classes
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import Size, need_floating, need_integer, positions, text

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["nll_loss", "nll_loss_input"]


REDUCTIONS = ("none", "mean", "sum")


def need_reduction(reduction: str) -> None:
    """ValueRangeError unless `reduction` is one of the three."""
    if reduction not in REDUCTIONS:
        raise ValueRangeError(
            "There is no reduction {name}",
            name=reduction,
            expected=", ".join(REDUCTIONS),
            actual=reduction,
        )


def need_class_weights(weight: Shape | None, classes: Size) -> None:
    """ShapeError unless there is one weight for each class, or none at all."""
    if weight is not None and weight != (classes,):
        raise ShapeError(
            "There is one weight for each class", expected=text((classes,)), actual=text(weight)
        )


def _nll_shape(
    x: Shape,
    target: Shape,
    weight: Shape | None = None,
    *,
    reduction: str = "mean",
    ignore_index: int = -100,
) -> Shape:
    need_reduction(reduction)
    if not x:
        raise ShapeError("There are no classes", expected="batch × classes", actual=text(x))
    per_sample = x[:1] + x[2:] if len(x) > 1 else ()
    if target != per_sample:
        raise ShapeError(
            "There is one target for each sample",
            expected=text(per_sample),
            actual=text(target),
            mend="Give class numbers, one for each sample of the batch",
        )
    classes = x[1 if len(x) > 1 else 0]
    need_class_weights(weight, classes)
    return target if reduction == "none" else ()


def _nll_dtype(x: DType, target: DType, weight: DType | None = None, **_: object) -> DType:
    need_floating("nll_loss", x, weight)
    need_integer("targets", target)
    return x


def _classes(
    xp: ArrayModule, x_shape: tuple[int, ...], target: Array, ignore_index: int
) -> tuple[Array, Array]:
    """(class of each sample, with 0 in place of ignored ones; which samples count)."""
    classes = x_shape[1 if len(x_shape) > 1 else 0]
    counted = target != ignore_index
    index = xp.where(counted, target, 0)
    need_classes(index, classes)
    return index, counted


def _shares(
    xp: ArrayModule,
    shape: tuple[int, ...],
    dtype: DType,
    target: Array,
    weight: Array | None,
    reduction: str,
    ignore_index: int,
) -> tuple[Array, Array]:
    """(class of each sample, how much its −log p weighs in the loss)."""
    index, counted = _classes(xp, shape, target, ignore_index)
    share = counted.astype(dtype)
    if weight is not None:
        share *= weight[index]
    if reduction == "mean":  # float16 cannot count past 65504
        share = share / share.sum(dtype=xp.promote_types(dtype, "float32"))
    return index, share.astype(dtype, copy=False)


def _at(xp: ArrayModule, index: Array) -> tuple[Array | slice, ...]:
    """Where the target's element of each sample stands in (N, C, …), or in (C,)."""
    if index.ndim == 0:
        return (index,)
    grid = positions(xp, index.shape)
    return (grid[0], index, *grid[1:])


def _nll_forward(
    xp: ArrayModule,
    x: Array,
    target: Array,
    weight: Array | None = None,
    *,
    reduction: str = "mean",
    ignore_index: int = -100,
) -> Array:
    index, share = _shares(xp, x.shape, x.dtype, target, weight, reduction, ignore_index)
    picked = xp.where(share == 0, 0, x[_at(xp, index)])  # an ignored −∞ weighs nothing
    losses = -picked * share
    if reduction == "none":
        return losses
    if reduction == "mean" and not losses.size:  # the mean of nothing is not a number
        return xp.full((), xp.nan, x.dtype)
    return losses.sum(dtype=x.dtype)


def _nll_input_forward(
    xp: ArrayModule,
    g: Array,
    target: Array,
    weight: Array | None = None,
    *,
    shape: tuple[int, ...],
    reduction: str = "mean",
    ignore_index: int = -100,
) -> Array:
    index, share = _shares(xp, shape, g.dtype, target, weight, reduction, ignore_index)
    total = xp.zeros(shape, g.dtype)
    counted = target != ignore_index  # where none counts, shares are not numbers
    total[_at(xp, index)] = xp.where(counted, -share * g, 0)
    return total


def _nll_gradient(
    needs: tuple[bool, ...],
    g: tuple[Tensor, ...],
    y: object,
    x: Tensor,
    *targets: Tensor,
    **how: object,
) -> list[Tensor | None]:
    return [nll_loss_input(g[0], *targets, shape=x.shape, **how), *(None for _ in targets)]


def _nll_input_gradient(
    needs: tuple[bool, ...],
    g: tuple[Tensor, ...],
    y: object,
    delta: Tensor,
    *targets: Tensor,
    shape: Shape,
    **how: object,
) -> list[Tensor | None]:
    return [nll_loss(g[0], *targets, **how), *(None for _ in targets)]


_TARGET = np.array([2, 0, 1, -100])
_WEIGHT = np.array([0.5, 1.0, 2.0])


def _samples() -> list[Sample]:
    only_input = (True, False, False)
    return [
        Sample((values(4, 3), _TARGET)),
        Sample((values(4, 3), _TARGET, _WEIGHT), {}, only_input),
        Sample((values(4, 3), _TARGET, _WEIGHT), {"reduction": "none"}, only_input),
        Sample((values(4, 3, 2), _TARGET.repeat(2).reshape(4, 2), None), {"reduction": "sum"}),
        Sample((values(3), np.array(1))),
        Sample((values(0, 3), np.zeros(0, "int64")), {"reduction": "sum"}),
    ]


def _input_samples() -> list[Sample]:
    only_gradient = (True, False, False)
    return [
        Sample((values(), _TARGET), {"shape": (4, 3)}),
        Sample(
            (values(4), _TARGET, _WEIGHT), {"shape": (4, 3), "reduction": "none"}, only_gradient
        ),
    ]


nll_loss: Primitive = Primitive(
    name="nll_loss",
    shape=_nll_shape,
    dtype=_nll_dtype,
    forward=_nll_forward,
    gradient=_nll_gradient,
    formula="L = −Σₙ w[tₙ] · x[n, tₙ] / Σₙ w[tₙ]",
    gradient_formulas=("∂L/∂x[n,c] = −δ · w[c] / Σₙ w[tₙ] where c = tₙ, else 0", "", ""),
    inputs=("input", "target", "weight"),
    samples=_samples,
)

nll_loss_input: Primitive = Primitive(
    name="nll_loss_input",
    shape=lambda g, *targets, shape, **how: shape,
    dtype=lambda g, *_, **__: g,
    forward=_nll_input_forward,
    gradient=_nll_input_gradient,
    formula="∂L/∂x[n,c] = −δ · w[c] / Σₙ w[tₙ] where c = tₙ, else 0",
    gradient_formulas=("−Σₙ w[tₙ] · g[n, tₙ] / Σₙ w[tₙ]", "", ""),
    inputs=("gradient", "target", "weight"),
    samples=_input_samples,
)
