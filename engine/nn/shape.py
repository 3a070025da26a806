"""Modules that change the shape only."""

from __future__ import annotations

import engine.nn.functional as F
from engine.nn.module import Module
from engine.tensors import Tensor

__all__ = ["Flatten"]


class Flatten(Module):
    """The dimensions from start_dim to end_dim as one; all but the batch unless told otherwise."""

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim = start_dim
        self.end_dim = end_dim

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, H, W) → (N, C · H · W)."""
        return F.flatten(input, self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"
