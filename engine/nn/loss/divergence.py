"""Losses between two distributions."""

from __future__ import annotations

import engine.nn.functional as F
from engine.nn.functional.loss.reduction import chosen_reduction
from engine.nn.loss.base import Loss
from engine.nn.module import Module
from engine.tensors import Tensor

__all__ = ["DistillationLoss", "KLDivLoss"]


class KLDivLoss(Module):
    """Kullback–Leibler divergence of log-probabilities from targets; reduction also "batchmean"."""

    def __init__(
        self,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
        log_target: bool = False,
    ) -> None:
        super().__init__()
        is_new = size_average is None and reduce is None and reduction == "batchmean"
        self.reduction = reduction if is_new else chosen_reduction(size_average, reduce, reduction)
        self.log_target = log_target

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Both of one shape; input log-probabilities, target probabilities (or logarithms too)."""
        return F.kl_div(input, target, reduction=self.reduction, log_target=self.log_target)


class DistillationLoss(Loss):
    """Learning from a teacher's softened answers (Hinton, Vinyals, Dean, 2015).

    α · T² · KL(softmax(teacher/T) ‖ softmax(input/T)) + (1 − α) · cross-entropy(input, target).
    """

    def __init__(
        self, temperature: float = 2.0, alpha: float = 0.5, reduction: str = "mean"
    ) -> None:
        super().__init__(reduction=reduction)
        self.temperature, self.alpha = temperature, alpha

    def forward(self, input: Tensor, teacher: Tensor, target: Tensor | None = None) -> Tensor:
        """Logits of both (N, C, …); class numbers (N, …), or none: the first term alone."""
        return F.distillation_loss(
            input, teacher, target, self.temperature, self.alpha, self.reduction
        )
