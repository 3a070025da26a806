"""Dropout (Srivastava et al., 2014)."""

from __future__ import annotations

import engine.nn.functional as F
from engine.errors import ValueRangeError
from engine.nn.module import Module
from engine.tensors import Tensor

__all__ = ["Dropout"]


class Dropout(Module):
    """In training, zeroes elements with probability p and scales the rest by 1 / (1 − p)."""

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        if not 0.0 <= p <= 1.0:
            raise ValueRangeError(
                "The dropout probability is between 0 and 1", expected="0 to 1", actual=p
            )
        self.p = p
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        """Any shape, kept."""
        return F.dropout(input, self.p, self.training, self.inplace)

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"
