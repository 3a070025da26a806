"""Activations of a whole row as modules: softmax and its kin, and the gated linear unit."""

from __future__ import annotations

import engine.nn.functional as F
from engine.errors import ShapeError
from engine.nn.module import Module
from engine.ops.rules import text
from engine.tensors import Tensor

__all__ = ["GLU", "LogSoftmax", "Softmax", "Softmax2d", "Softmin"]


class GLU(Module):
    """a · σ(b), a and b the halves of the input along `dim`."""

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        """(…, 2 · D, …) → (…, D, …)."""
        return F.glu(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class _Row(Module):
    """A function of the numbers along `dim`."""

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Softmax(_Row):
    """e^xᵢ / Σⱼ e^xⱼ along `dim`: positive numbers that sum to 1."""

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.softmax(input, self.dim)


class Softmin(_Row):
    """softmax(−x) along `dim`: the smallest number gets the largest share."""

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.softmin(input, self.dim)


class LogSoftmax(_Row):
    """The logarithm of softmax along `dim`."""

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.log_softmax(input, self.dim)


class Softmax2d(Module):
    """Softmax over the channels of every pixel."""

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, H, W) or (C, H, W), kept."""
        if input.ndim not in (3, 4):
            raise ShapeError(
                "Softmax2d takes images",
                expected="N×channels×height×width, or channels×height×width",
                actual=text(input.shape),
            )
        return F.softmax(input, -3)
