"""Arithmetic of two tensors, or of a tensor and a number; shapes broadcast as in NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import ops

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["neg", "pow", "square"]


def neg(input: Tensor) -> Tensor:
    """−input."""
    return ops.negative(input)


def pow(input: Tensor, exponent: Any) -> Tensor:
    """Each element to the power of `exponent`."""
    return ops.power(input, exponent)


def square(input: Tensor) -> Tensor:
    """Each element times itself."""
    return ops.square(input)
