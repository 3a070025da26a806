"""Losses for images where one class fills most: focal and Dice."""

from __future__ import annotations

import engine.nn.functional as F
from engine.nn.loss.base import Loss
from engine.tensors import Tensor

__all__ = ["DiceLoss", "FocalLoss"]


class FocalLoss(Loss):
    """−α · (1 − p)^γ · ln p, p the right answer's share (Lin et al., 2017).

    alpha: a number, or weights (C) of the classes, kept as a buffer.
    """

    def __init__(
        self,
        alpha: float | Tensor | None = None,
        gamma: float = 2.0,
        reduction: str = "mean",
    ) -> None:
        super().__init__(reduction=reduction)
        if isinstance(alpha, Tensor):
            self.register_buffer("alpha", alpha)
        else:
            self.alpha = alpha
        self.gamma = gamma

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Logits (N, C, …) and class numbers (N, …), or 0s and 1s as floats in their shape."""
        return F.focal_loss(input, target, self.alpha, self.gamma, self.reduction)


class DiceLoss(Loss):
    """1 − the overlap of two sets of places (Milletari, Navab, Ahmadi, "V-Net", 2016)."""

    def __init__(self, eps: float = 1e-5, reduction: str = "mean") -> None:
        super().__init__(reduction=reduction)
        self.eps = eps

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Probabilities (N, C, …); targets in that shape, or class numbers (N, …)."""
        return F.dice_loss(input, target, self.eps, self.reduction)
