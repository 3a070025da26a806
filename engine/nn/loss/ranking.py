"""Losses of pairs and triplets."""

from __future__ import annotations

from collections.abc import Callable

import engine.nn.functional as F
from engine.nn.functional.loss.ranking import need_margin
from engine.nn.loss.base import Loss
from engine.tensors import Tensor

__all__ = [
    "ContrastiveLoss", "CosineEmbeddingLoss", "HingeEmbeddingLoss", "MarginRankingLoss",
    "TripletMarginLoss", "TripletMarginWithDistanceLoss",
]  # fmt: skip


class _MarginLoss(Loss):
    """A loss with a margin, which comes first in the constructor."""

    def __init__(
        self,
        margin: float = 0.0,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.margin = margin


class MarginRankingLoss(_MarginLoss):
    """The first input is to be above the second by a margin, or below it."""

    def forward(self, input1: Tensor, input2: Tensor, target: Tensor) -> Tensor:
        """All of one shape; targets 1 (above) and −1 (below)."""
        return F.margin_ranking_loss(
            input1, input2, target, margin=self.margin, reduction=self.reduction
        )


class CosineEmbeddingLoss(_MarginLoss):
    """Similar pairs point the same way, others have a cosine below the margin."""

    def forward(self, input1: Tensor, input2: Tensor, target: Tensor) -> Tensor:
        """inputs (N, D), target (N); or (D) and (). Targets 1 (similar) and −1."""
        return F.cosine_embedding_loss(
            input1, input2, target, margin=self.margin, reduction=self.reduction
        )


class HingeEmbeddingLoss(_MarginLoss):
    """Distances of similar pairs are small, those of others above the margin."""

    def __init__(
        self,
        margin: float = 1.0,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(margin, size_average, reduce, reduction)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Both of one shape; targets 1 (similar) and −1."""
        return F.hinge_embedding_loss(input, target, margin=self.margin, reduction=self.reduction)


class ContrastiveLoss(Loss):
    """½ (1 − t) · D² + ½ t · max(0, margin − D)² (Hadsell, Chopra, LeCun, 2006)."""

    def __init__(self, margin: float = 1.0, reduction: str = "mean") -> None:
        super().__init__(reduction=reduction)
        self.margin = margin

    def forward(self, input1: Tensor, input2: Tensor, target: Tensor) -> Tensor:
        """inputs (N, D), target (N); or (D) and (). Targets 0 (similar) and 1."""
        return F.contrastive_loss(input1, input2, target, self.margin, self.reduction)


class TripletMarginLoss(Loss):
    """The anchor is nearer to the positive than to the negative, by a margin."""

    def __init__(
        self,
        margin: float = 1.0,
        p: float = 2.0,
        eps: float = 1e-6,
        swap: bool = False,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        need_margin(margin)
        self.margin, self.p, self.eps, self.swap = margin, p, eps, swap

    def forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Tensor:
        """(N, D) or (D) each."""
        return F.triplet_margin_loss(
            anchor,
            positive,
            negative,
            margin=self.margin,
            p=self.p,
            eps=self.eps,
            swap=self.swap,
            reduction=self.reduction,
        )


class TripletMarginWithDistanceLoss(Loss):
    """`TripletMarginLoss` with a distance of one's own: distance_function(a, b), such as
    `PairwiseDistance`, gives one number for each pair."""

    def __init__(
        self,
        *,
        distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
        margin: float = 1.0,
        swap: bool = False,
        reduction: str = "mean",
    ) -> None:
        super().__init__(reduction=reduction)
        need_margin(margin)
        self.distance_function = distance_function or F.pairwise_distance
        self.margin, self.swap = margin, swap

    def forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Tensor:
        """What the distance takes."""
        return F.triplet_margin_with_distance_loss(
            anchor,
            positive,
            negative,
            distance_function=self.distance_function,
            margin=self.margin,
            swap=self.swap,
            reduction=self.reduction,
        )
