"""Losses of regions: how well two sets overlap."""

from __future__ import annotations

from engine import ops
from engine.backend import is_floating
from engine.errors import ShapeError
from engine.nn.functional.loss.reduction import checked, need_same_shape, reduced
from engine.tensors import Tensor

__all__ = ["dice_loss"]


def dice_loss(
    input: Tensor,
    target: Tensor,
    eps: float = 1e-5,
    reduction: str = "mean",
) -> Tensor:
    """1 − (2 Σ p·t + eps) / (Σ p² + Σ t² + eps), over the places of each sample and class.

    F. Milletari, N. Navab, S.-A. Ahmadi, "V-Net", 2016. input: probabilities (N, C, d₁, …).
    target: of the same shape, 0 to 1, or class numbers (N, d₁, …). eps makes two empty sets equal.
    reduction "none" gives (N, C). Raises ShapeError, and ValueRangeError for what is no
    probability or no class.
    """
    if input.ndim < 2:
        raise ShapeError(
            "The Dice loss takes a map for each class", expected="(N, C, …)", actual=input.shape
        )
    shares = checked(input, "input", 0.0, 1.0)
    if is_floating(target.dtype):
        need_same_shape(input, target=target)
        wanted = checked(target, "target", 0.0, 1.0)
    else:
        wanted = _of_classes(input, target)
    places = tuple(range(2, input.ndim))

    def summed(x: Tensor) -> Tensor:
        return x.sum(places) if places else x

    shared = summed(shares * wanted)
    sizes = summed(ops.square(shares)) + summed(ops.square(wanted))
    return reduced(1 - (shared * 2 + eps) / (sizes + eps), reduction)


def _of_classes(input: Tensor, target: Tensor) -> Tensor:
    """Class numbers (N, d₁, …) as a set for each class (N, C, d₁, …)."""
    if target.shape != input.shape[:1] + input.shape[2:]:
        raise ShapeError(
            "There is one target for each place",
            expected=input.shape[:1] + input.shape[2:],
            actual=target.shape,
        )
    classes = input.shape[1]
    marks = ops.one_hot(ops.class_numbers(target, classes=classes), num_classes=classes)
    order = (0, marks.ndim - 1, *range(1, marks.ndim - 1))
    return ops.cast(ops.permute(marks, dims=order), to=input.dtype)
