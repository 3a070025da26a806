"""Losses that ask for a margin between right and wrong scores."""

from __future__ import annotations

import engine.nn.functional as F
from engine.errors import ShapeError, ValueRangeError
from engine.nn.loss.base import Loss, WeightedLoss
from engine.tensors import Tensor

__all__ = [
    "HingeLoss", "MultiLabelMarginLoss", "MultiLabelSoftMarginLoss", "MultiMarginLoss",
    "SoftMarginLoss",
]  # fmt: skip


class HingeLoss(Loss):
    """max(0, margin − t · input), targets −1 and 1 (Cortes & Vapnik, 1995); squared: L2-SVM."""

    def __init__(self, margin: float = 1.0, squared: bool = False, reduction: str = "mean") -> None:
        super().__init__(reduction=reduction)
        self.margin, self.squared = margin, squared

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Both of one shape."""
        return F.hinge_loss(input, target, self.margin, self.squared, self.reduction)


class SoftMarginLoss(Loss):
    """ln(1 + e^(−t · input)), targets −1 and 1."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Both of one shape."""
        return F.soft_margin_loss(input, target, reduction=self.reduction)


class MultiMarginLoss(WeightedLoss):
    """Every wrong class's score is to stay a margin below the right one's."""

    def __init__(
        self,
        p: int = 1,
        margin: float = 1.0,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(weight, size_average, reduce, reduction)
        if p not in (1, 2):
            raise ValueRangeError("p cannot be {p}", p=p, expected="1 or 2", actual=p)
        if weight is not None and weight.ndim != 1:
            raise ShapeError(
                "There is one weight for each class", expected="(C)", actual=weight.shape
            )
        self.p, self.margin = p, margin

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """input (N, C) or (C); class numbers (N) or ()."""
        return F.multi_margin_loss(
            input,
            target,
            p=self.p,
            margin=self.margin,
            weight=self.weight,
            reduction=self.reduction,
        )


class MultiLabelMarginLoss(Loss):
    """Every listed class's score is to be 1 above every other's."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Both (N, C) or (C); a target lists classes, ended by −1."""
        return F.multilabel_margin_loss(input, target, reduction=self.reduction)


class MultiLabelSoftMarginLoss(WeightedLoss):
    """Binary cross-entropy of every class, the mean over the classes."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Both (…, C)."""
        return F.multilabel_soft_margin_loss(input, target, self.weight, reduction=self.reduction)
