"""Losses as modules."""

from __future__ import annotations

from typing import Any

import engine.nn.functional as F
from engine.nn.functional.loss.reduction import chosen_reduction
from engine.nn.module import Module
from engine.tensors import Tensor

__all__ = ["CrossEntropyLoss", "MSELoss", "NLLLoss"]


class _WeightedLoss(Module):
    """What the classification losses share: class weights, kept as a buffer."""

    weight: Tensor | None

    def __init__(
        self, weight: Tensor | None, size_average: Any, reduce: Any, reduction: str
    ) -> None:
        super().__init__()
        self.register_buffer("weight", weight)
        self.reduction = chosen_reduction(size_average, reduce, reduction)


class CrossEntropyLoss(_WeightedLoss):
    """−Σ target · ln softmax(input): from logits, against class numbers or probabilities."""

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        ignore_index: int = -100,
        reduce: bool | None = None,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index
        self.label_smoothing = label_smoothing

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """input (N, C) or (N, C, d₁, …); target (N), (N, d₁, …) or the input's shape."""
        return F.cross_entropy(
            input,
            target,
            weight=self.weight,
            ignore_index=self.ignore_index,
            reduction=self.reduction,
            label_smoothing=self.label_smoothing,
        )


class NLLLoss(_WeightedLoss):
    """−input at each target's class, where input holds log-probabilities."""

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        ignore_index: int = -100,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """input (N, C) or (N, C, d₁, …); target (N) or (N, d₁, …)."""
        return F.nll_loss(
            input,
            target,
            weight=self.weight,
            ignore_index=self.ignore_index,
            reduction=self.reduction,
        )


class MSELoss(Module):
    """(input − target)², the mean unless told otherwise."""

    def __init__(
        self,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__()
        self.reduction = chosen_reduction(size_average, reduce, reduction)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Both of one shape."""
        return F.mse_loss(input, target, reduction=self.reduction)
