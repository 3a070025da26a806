"""Functions of one element each: exponentials, roots, waves, rounding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import ops

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["abs", "clamp", "clip", "exp", "log", "relu", "sigmoid", "sqrt", "tanh"]


def exp(input: Tensor) -> Tensor:
    """e to the power of each element."""
    return ops.exp(input)


def log(input: Tensor) -> Tensor:
    """The natural logarithm of each element."""
    return ops.log(input)


def sqrt(input: Tensor) -> Tensor:
    """The square root of each element."""
    return ops.sqrt(input)


def abs(input: Tensor) -> Tensor:
    """The absolute value of each element."""
    return ops.abs(input)


def sigmoid(input: Tensor) -> Tensor:
    """1 / (1 + e^−x) of each element."""
    return ops.sigmoid(input)


def tanh(input: Tensor) -> Tensor:
    """The hyperbolic tangent of each element."""
    return ops.tanh(input)


def relu(input: Tensor) -> Tensor:
    """Each element, or 0 where it is negative."""
    return ops.relu(input)


def clamp(input: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """Each element, moved into [min, max]."""
    return ops.clip(input, min=min, max=max)


clip = clamp
