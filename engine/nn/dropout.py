"""Dropout as modules: noise in training, nothing in evaluation.

Sources: Srivastava et al. 2014; Tompson et al. 2015 (whole features); Klambauer et al. 2017
(alpha).
"""

from __future__ import annotations

import engine.nn.functional as F
from engine.nn.module import Module
from engine.ops.dropout import need_probability
from engine.tensors import Tensor

__all__ = [
    "AlphaDropout", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "FeatureAlphaDropout",
]  # fmt: skip


class _Dropout(Module):
    """What all of them have: the probability p of dropping; ValueRangeError outside 0 to 1."""

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        need_probability(p)
        self.p = p
        self.inplace = inplace

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_Dropout):
    """In training, zeroes elements with probability p and scales the rest by 1 / (1 − p)."""

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.dropout(input, self.p, self.training, self.inplace)


class Dropout1d(_Dropout):
    """Dropout of whole channels of sequences."""

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, L) or (C, L), kept."""
        return F.dropout1d(input, self.p, self.training, self.inplace)


class Dropout2d(_Dropout):
    """Dropout of whole channels of images."""

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, H, W), kept."""
        return F.dropout2d(input, self.p, self.training, self.inplace)


class Dropout3d(_Dropout):
    """Dropout of whole channels of volumes."""

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, D, H, W) or (C, D, H, W), kept."""
        return F.dropout3d(input, self.p, self.training, self.inplace)


class AlphaDropout(_Dropout):
    """Sets elements to SELU's lowest value, and keeps mean 0 and variance 1: dropout for SELU."""

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.alpha_dropout(input, self.p, self.training)


class FeatureAlphaDropout(_Dropout):
    """AlphaDropout of whole channels."""

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, …), kept."""
        return F.feature_alpha_dropout(input, self.p, self.training)
