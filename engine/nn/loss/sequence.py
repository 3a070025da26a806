"""Losses of sequences whose alignment is unknown."""

from __future__ import annotations

from typing import Any

import engine.nn.functional as F
from engine.nn.loss.base import Loss
from engine.tensors import Tensor

__all__ = ["CTCLoss"]


class CTCLoss(Loss):
    """Connectionist temporal classification (Graves et al., 2006): minus the logarithm of the
    probability of a sequence of labels, over all ways to spread it over the steps.

    log_probs (T, N, C) or (T, C); targets (N, S), or all of them end to end; the lengths are one
    whole number for each sample. blank: the class that stands for no label.
    """

    def __init__(
        self, blank: int = 0, reduction: str = "mean", zero_infinity: bool = False
    ) -> None:
        super().__init__(reduction=reduction)
        self.blank, self.zero_infinity = blank, zero_infinity

    def forward(
        self, log_probs: Tensor, targets: Tensor, input_lengths: Any, target_lengths: Any
    ) -> Tensor:
        """log_probs (T, N, C) or (T, C); targets padded, or one after the other."""
        return F.ctc_loss(
            log_probs,
            targets,
            input_lengths,
            target_lengths,
            self.blank,
            self.reduction,
            self.zero_infinity,
        )
