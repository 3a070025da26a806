"""Domain terms as modules."""

from __future__ import annotations

from collections.abc import Sequence

import engine.nn.functional as F
from engine.nn.loss.base import Loss
from engine.nn.module import Module
from engine.tensors import Tensor

__all__ = [
    "CORALLoss", "ContentLoss", "GradientReversal", "GramMatrix", "MKMMDLoss", "MMDLoss",
    "StyleLoss",
]  # fmt: skip


class GradientReversal(Module):
    """Hands on what it gets; the gradient comes back times −scale (Ganin & Lempitsky, 2015).

    scale: a number, or a tensor of one number, which may change while a traced program runs.
    """

    def __init__(self, scale: float | Tensor = 1.0) -> None:
        super().__init__()
        self.scale = scale

    def forward(self, input: Tensor) -> Tensor:
        """Any shape."""
        return F.reverse_gradient(input, self.scale)

    def extra_repr(self) -> str:
        return f"scale={self.scale}"


class MMDLoss(Module):
    """Maximum mean discrepancy, squared, with one Gaussian kernel (Gretton et al., 2012)."""

    def __init__(self, bandwidth: float | str = "median", biased: bool = True) -> None:
        super().__init__()
        self.bandwidth, self.biased = bandwidth, biased

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """(N, D) and (M, D) → a number."""
        return F.mmd_loss(input, target, self.bandwidth, self.biased)


class MKMMDLoss(Module):
    """Maximum mean discrepancy, squared, with several Gaussian kernels (Long et al., 2015)."""

    def __init__(
        self,
        bandwidths: Sequence[float | str] | str = "mean",
        weights: Sequence[float] | None = None,
        biased: bool = True,
        kernels: int = 5,
        factor: float = 2.0,
    ) -> None:
        super().__init__()
        self.bandwidths, self.weights, self.biased = bandwidths, weights, biased
        self.kernels, self.factor = kernels, factor

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """(N, D) and (M, D) → a number."""
        return F.mk_mmd_loss(
            input,
            target,
            self.bandwidths,
            self.weights,
            self.biased,
            self.kernels,
            self.factor,
        )


class CORALLoss(Module):
    """The distance of two covariances (Sun & Saenko, 2016)."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """(N, D) and (M, D) → a number."""
        return F.coral_loss(input, target)


class GramMatrix(Module):
    """How feature maps go together (Gatys et al., 2016)."""

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, …) → (N, C, C)."""
        return F.gram_matrix(input)


class StyleLoss(Loss):
    """The distance of two Gram matrices (Gatys et al., 2016)."""

    def __init__(self, reduction: str = "mean") -> None:
        super().__init__(reduction=reduction)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Feature maps (N, C, …) of both."""
        return F.style_loss(input, target, self.reduction)


class ContentLoss(Loss):
    """Half the squared distance of two sets of feature maps (Gatys et al., 2016)."""

    def __init__(self, reduction: str = "mean") -> None:
        super().__init__(reduction=reduction)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """Both of one shape."""
        return F.content_loss(input, target, self.reduction)
