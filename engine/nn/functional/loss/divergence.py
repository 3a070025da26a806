"""Losses between two distributions."""

from __future__ import annotations

from engine import ops
from engine.errors import ValueRangeError
from engine.nn.functional.loss.classification import cross_entropy
from engine.nn.functional.loss.reduction import (
    checked,
    chosen_reduction,
    need_same_shape,
    reduced,
)
from engine.tensors import Tensor

__all__ = ["distillation_loss", "kl_div"]


def kl_div(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Tensor:
    """t · (ln t − input), the Kullback–Leibler divergence of log-probabilities from targets.

    reduction: also "batchmean", the sum over the batch's size, which is what the mathematics says.
    log_target: the targets are log-probabilities too. Raises ShapeError where shapes differ,
    ValueRangeError for a negative probability.
    """
    need_same_shape(input, target=target)
    looked_at = checked(target, low=None if log_target else 0.0)
    losses = ops.kl_div(input, looked_at, log_target=log_target)
    if reduction == "batchmean" and size_average is None and reduce is None:
        return _batch_mean(losses)
    return reduced(losses, chosen_reduction(size_average, reduce, reduction))


def distillation_loss(
    input: Tensor,
    teacher: Tensor,
    target: Tensor | None = None,
    temperature: float = 2.0,
    alpha: float = 0.5,
    reduction: str = "mean",
) -> Tensor:
    """α · T² · KL(softmax(teacher/T) ‖ softmax(input/T)) + (1 − α) · cross-entropy(input, target).

    G. Hinton, O. Vinyals, J. Dean, "Distilling the knowledge in a neural network", 2015: T² keeps
    the soft targets' gradient at its size when T changes. input and teacher are logits (N, C) or
    (N, C, d₁, …); no gradient flows into the teacher. Without a target only the first term is
    there, unscaled by α. Raises ValueRangeError unless T > 0 and 0 ≤ α ≤ 1.
    """
    need_same_shape(input, teacher=teacher)
    if not temperature > 0 or not 0 <= alpha <= 1:
        raise ValueRangeError(
            "A temperature is above 0, and alpha a share",
            expected="temperature > 0, alpha from 0 to 1",
            actual=f"{temperature}, {alpha}",
        )
    dim = 1 if input.ndim > 1 else 0
    soft = ops.softmax(teacher.detach() / temperature, dim=dim)
    student = ops.log_softmax(input / temperature, dim=dim)
    terms = ops.kl_div(student, soft, log_target=False).sum(dim) * temperature**2
    soft_loss = reduced(terms, reduction)
    if target is None:
        return soft_loss
    hard_loss = cross_entropy(input, target, reduction=reduction)
    return soft_loss * alpha + hard_loss * (1 - alpha)


def _batch_mean(losses: Tensor) -> Tensor:
    others = tuple(range(1, losses.ndim))
    return (losses.sum(others) if others else losses).mean()
