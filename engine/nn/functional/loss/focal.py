"""Focal loss: cross-entropy that looks away from what is already right."""

from __future__ import annotations

from engine import ops
from engine.backend import is_floating
from engine.errors import ShapeError, ValueRangeError
from engine.nn.functional.loss.reduction import (
    checked,
    need_class_weights,
    need_same_shape,
    reduced,
)
from engine.tensors import Tensor

__all__ = ["focal_loss"]


def focal_loss(
    input: Tensor,
    target: Tensor,
    alpha: float | Tensor | None = None,
    gamma: float = 2.0,
    reduction: str = "mean",
) -> Tensor:
    """−α · (1 − p)^γ · ln p, p what softmax or σ gives to the right answer.

    T.-Y. Lin et al., "Focal loss for dense object detection", 2017. input: logits. Two kinds:
    target of class numbers (N, d₁, …) for input (N, C, d₁, …): α is a number, or weights (C);
    target of 0s and 1s as floats in the input's shape: α counts the 1s, and 1 − α the 0s.
    γ = 0 is (weighted) cross-entropy. Raises ShapeError, and ValueRangeError for γ < 0 and for
    targets that are neither.
    """
    if not gamma >= 0:
        raise ValueRangeError(
            "gamma cannot be {gamma}", gamma=gamma, expected="0 or more", actual=gamma
        )
    if is_floating(target.dtype):
        return _binary(input, target, alpha, gamma, reduction)
    dim = 1 if input.ndim > 1 else 0
    places = input.shape[:dim] + input.shape[dim + 1 :]
    if not input.ndim or target.shape != places:
        raise ShapeError(
            "There is one target for each sample", expected=places, actual=target.shape
        )
    classes = input.shape[dim]
    need_class_weights(alpha if isinstance(alpha, Tensor) and alpha.ndim else None, classes)
    labels = ops.class_numbers(target, classes=classes)
    losses = _focused(_lead(input, labels, dim), gamma)
    if isinstance(alpha, Tensor) and alpha.ndim:
        losses = losses * alpha[labels]
    elif alpha is not None:
        losses = losses * alpha
    return reduced(losses, reduction)


def _binary(
    input: Tensor, target: Tensor, alpha: float | Tensor | None, gamma: float, reduction: str
) -> Tensor:
    need_same_shape(input, target=target)
    target = checked(target, choices=(0.0, 1.0))
    losses = _focused(input * (target * 2 - 1), gamma)
    if alpha is not None:
        losses = losses * (alpha * target + (1 - alpha) * (1 - target))
    return reduced(losses, reduction)


def _focused(lead: Tensor, gamma: float) -> Tensor:
    """(1 − p)^γ · (−ln p) of p = σ(lead): in logarithms, so that no p is rounded to 1."""
    losses = ops.logistic_loss(lead)
    return losses * ops.exp(ops.logistic_loss(-lead) * -gamma) if gamma else losses


def _lead(input: Tensor, labels: Tensor, dim: int) -> Tensor:
    """By how much the right class's logit leads: the z with σ(z) = softmax(input)[right]."""
    marks = ops.one_hot(labels, num_classes=input.shape[dim])
    if marks.ndim > 2:  # the classes stand last, and belong to dimension 1
        marks = ops.permute(marks, dims=(0, marks.ndim - 1, *range(1, marks.ndim - 1)))
    right = ops.equal(marks, 1)
    score = ops.where(right, input, 0.0).sum(dim)
    # The logarithm of the others' sum of exponentials, in units of the largest.
    others = ops.where(right, -3e4, input)
    largest = others.detach().amax(dim, keepdim=True)
    sums = ops.exp(others - largest).sum(dim)
    return score - ops.log(sums) - largest.squeeze(dim)
