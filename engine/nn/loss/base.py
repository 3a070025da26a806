"""What the losses share: their reduction, and class weights that move with the module."""

from __future__ import annotations

from engine.nn.functional.loss.reduction import chosen_reduction
from engine.nn.module import Module
from engine.tensors import Tensor


class Loss(Module):
    """A loss with a reduction: "none", "mean" or "sum"."""

    def __init__(
        self,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__()
        self.reduction = chosen_reduction(size_average, reduce, reduction)


class WeightedLoss(Loss):
    """A loss with one weight for each class (C), kept as a buffer."""

    weight: Tensor | None

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: bool | None = None,
        reduce: bool | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)
