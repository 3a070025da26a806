"""Losses of numbers: squared, absolute, and between the two."""

from __future__ import annotations

from engine import ops
from engine.errors import ValueRangeError
from engine.nn.functional.loss.reduction import (
    chosen_reduction,
    need_same_shape,
    reduced,
    weighted,
)
from engine.tensors import Tensor

__all__ = ["huber_loss", "l1_loss", "mse_loss", "smooth_l1_loss"]


def _residual(input: Tensor, target: Tensor, weight: Tensor | None = None) -> Tensor:
    need_same_shape(input, target=target, weight=weight)
    return ops.residual(input, target)


def mse_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """(input − target)², element by element, then the mean, the sum or neither.

    weight: of the input's shape; the mean is then weighted. Raises ShapeError where the shapes
    differ: PyTorch broadcasts with a warning, and the loss is seldom what was meant.
    ValueRangeError for a target that is NaN, here and in all losses of this file.
    """
    squares = ops.square(_residual(input, target, weight))
    return weighted(squares, weight, chosen_reduction(size_average, reduce, reduction))


def l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """|input − target|, element by element, then the mean, the sum or neither.

    weight: of the input's shape; the mean is then weighted. Raises ShapeError where shapes differ.
    """
    sizes = ops.abs(_residual(input, target, weight))
    return weighted(sizes, weight, chosen_reduction(size_average, reduce, reduction))


def smooth_l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    beta: float = 1.0,
) -> Tensor:
    """d²/2β where |d| < β, else |d| − β/2, of d = input − target; β = 0 is the absolute loss.

    R. Girshick, "Fast R-CNN", 2015. Raises ShapeError where shapes differ, ValueRangeError for a
    negative β.
    """
    if beta < 0:
        raise ValueRangeError("beta cannot be {beta}", beta=beta, expected="0 or more", actual=beta)
    residual = _residual(input, target)
    losses = ops.huber(residual, delta=float(beta)) / beta if beta else ops.abs(residual)
    return reduced(losses, chosen_reduction(size_average, reduce, reduction))


def huber_loss(
    input: Tensor,
    target: Tensor,
    reduction: str = "mean",
    delta: float = 1.0,
    weight: Tensor | None = None,
) -> Tensor:
    """½d² where |d| ≤ δ, else δ · (|d| − δ/2), of d = input − target.

    P. Huber, "Robust estimation of a location parameter", 1964. weight: of the input's shape; the
    mean is then weighted. Raises ShapeError where shapes differ, ValueRangeError unless δ > 0.
    """
    if not delta > 0:
        raise ValueRangeError(
            "delta cannot be {delta}", delta=delta, expected="more than 0", actual=delta
        )
    losses = ops.huber(_residual(input, target, weight), delta=float(delta))
    return weighted(losses, weight, reduction)
