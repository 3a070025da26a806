"""Dropout: noise that only training knows."""

from __future__ import annotations

from engine import ops
from engine.errors import ValueRangeError
from engine.tensors import Tensor

__all__ = ["dropout"]


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Zeroes elements with probability p and scales the rest by 1 / (1 − p), in training only."""
    if not 0.0 <= p <= 1.0:
        raise ValueRangeError(
            "The dropout probability is between 0 and 1", expected="0 to 1", actual=p
        )
    if not training or p == 0.0:
        return input
    return input * ops.dropout_mask(input, p=p)
