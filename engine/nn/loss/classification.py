"""Losses of classes."""

from __future__ import annotations

import math
from typing import Any

import engine.nn.functional as F
from engine.nn.functional.loss.reduction import need_class_weights
from engine.nn.linear import Linear
from engine.nn.loss.base import WeightedLoss
from engine.tensors import Tensor

__all__ = ["CrossEntropyLoss", "LinearCrossEntropyLoss", "NLLLoss", "NLLLoss2d"]


class CrossEntropyLoss(WeightedLoss):
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


class NLLLoss(WeightedLoss):
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


class NLLLoss2d(NLLLoss):
    """`NLLLoss` under its older name for images, input (N, C, H, W)."""


class LinearCrossEntropyLoss(WeightedLoss):
    """A linear layer and the cross-entropy of what it gives.

    The layer's weight is (num_classes · d₁ · …, in_features), for out_features (d₁, …). options:
    PyTorch's ways to save memory, accepted and not needed for the result.
    """

    def __init__(
        self,
        in_features: int,
        num_classes: int,
        *,
        out_features: tuple[int, ...] = (),
        bias: bool = False,
        device: Any = None,
        dtype: Any = None,
        reduction: str = "mean",
        weight: Tensor | None = None,
        ignore_index: int | None = None,
        label_smoothing: float = 0.0,
        options: Any = None,
    ) -> None:
        need_class_weights(weight, num_classes)
        super().__init__(weight, None, None, reduction)
        self.num_classes, self.out_features = num_classes, out_features
        self.ignore_index, self.label_smoothing = ignore_index, label_smoothing
        wide = math.prod(out_features, start=num_classes)
        self.linear = Linear(in_features, wide, bias, device, dtype)
        self.options = options

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """input (N, in_features) or (in_features); targets of `CrossEntropyLoss`'s logits."""
        places = (self.num_classes, *self.out_features)
        bias = self.linear.bias
        return F.linear_cross_entropy(
            input,
            self.linear.weight.reshape(*places, self.linear.in_features),
            target,
            linear_bias=None if bias is None else bias.reshape(*places),
            weight=self.weight,
            reduction=self.reduction,
            ignore_index=self.ignore_index,
            label_smoothing=self.label_smoothing,
            options=self.options,
        )

    def extra_repr(self) -> str:
        return (
            f"in_features={self.linear.in_features}, num_classes={self.num_classes},"
            f" out_features={self.out_features}, bias={self.linear.bias is not None},"
            f" reduction={self.reduction}, ignore_index={self.ignore_index},"
            f" label_smoothing={self.label_smoothing}, options={self.options}"
        )
