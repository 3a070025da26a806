"""Angular margins: heads and losses of face recognition, with a row of weights for each class."""

from __future__ import annotations

from typing import Any

import engine.nn.functional as F
from engine import ops
from engine.nn import init
from engine.nn.loss.base import Loss
from engine.nn.parameter import Parameter, empty_parameter
from engine.ops.rules import need_positive
from engine.tensors import Tensor

__all__ = ["ArcFace", "ArcFaceLoss", "SphereFace", "SphereFaceLoss"]


class _Head(Loss):
    """Features (N, in_features) against the directions of num_classes classes."""

    weight: Parameter

    def __init__(
        self, in_features: int, num_classes: int, reduction: str, device: Any, dtype: Any
    ) -> None:
        super().__init__(reduction=reduction)
        need_positive(in_features=in_features, num_classes=num_classes)
        self.in_features, self.num_classes = in_features, num_classes
        self.weight = empty_parameter(num_classes, in_features, device=device, dtype=dtype)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the directions anew."""
        init.xavier_uniform_(self.weight)

    def extra_repr(self) -> str:
        return f"in_features={self.in_features}, num_classes={self.num_classes}"


class ArcFaceLoss(_Head):
    """Cross-entropy with an angle added to the right class's (Deng et al., "ArcFace", 2019)."""

    def __init__(
        self,
        in_features: int,
        num_classes: int,
        scale: float = 64.0,
        margin: float = 0.5,
        easy_margin: bool = False,
        reduction: str = "mean",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(in_features, num_classes, reduction, device, dtype)
        self.scale, self.margin, self.easy_margin = scale, margin, easy_margin

    def logits(self, input: Tensor, target: Tensor) -> Tensor:
        """(N, num_classes), the margin in them."""
        return F.arcface(input, self.weight, target, self.scale, self.margin, self.easy_margin)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Features (N, in_features) and class numbers (N)."""
        return F.cross_entropy(self.logits(input, target), target, reduction=self.reduction)


class ArcFace(ArcFaceLoss):
    """The head of `ArcFaceLoss` alone: it gives the logits, for a cross-entropy of one's own."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Features (N, in_features) and class numbers (N) → (N, num_classes)."""
        return self.logits(input, target)


class SphereFaceLoss(_Head):
    """Cross-entropy with the right class's angle multiplied (Liu et al., "SphereFace", 2017).

    margin: the integer m. It comes in slowly: λ = max(least, base · (1 + growth · i)^−power) in
    training step i; outside of training λ is `least`. `iterations` counts the steps.
    """

    iterations: Tensor

    def __init__(
        self,
        in_features: int,
        num_classes: int,
        margin: int = 4,
        base: float = 1000.0,
        growth: float = 0.12,
        power: float = 1.0,
        least: float = 5.0,
        reduction: str = "mean",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(in_features, num_classes, reduction, device, dtype)
        self.margin = margin
        self.base, self.growth, self.power, self.least = base, growth, power, least
        self.register_buffer("iterations", (self.weight.detach()[0, 0] * 0))

    def annealing(self) -> Tensor | float:
        """λ of the step at hand."""
        if not self.training:
            return self.least
        counted = self.iterations * self.growth + 1
        return ops.maximum(ops.power(counted, -self.power) * self.base, self.least)

    def logits(self, input: Tensor, target: Tensor) -> Tensor:
        """(N, num_classes), the margin in them. In training it counts the step."""
        made = F.sphereface(input, self.weight, target, self.margin, self.annealing())
        if self.training:
            self.iterations.assign(self.iterations + 1)
        return made

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Features (N, in_features) and class numbers (N)."""
        return F.cross_entropy(self.logits(input, target), target, reduction=self.reduction)


class SphereFace(SphereFaceLoss):
    """The head of `SphereFaceLoss` alone: it gives the logits, for a cross-entropy of one's own."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Features (N, in_features) and class numbers (N) → (N, num_classes)."""
        return self.logits(input, target)
