"""Activations."""

from __future__ import annotations

from typing import Any

from engine import ops
from engine.backend import as_dtype
from engine.tensors import Tensor

__all__ = ["log_softmax", "relu", "sigmoid", "softmax", "tanh"]


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """max(input, 0). `inplace` is accepted; the engine never overwrites an input."""
    return ops.relu(input)


def sigmoid(input: Tensor) -> Tensor:
    """1 / (1 + e^−input)."""
    return ops.sigmoid(input)


def tanh(input: Tensor) -> Tensor:
    """The hyperbolic tangent."""
    return ops.tanh(input)


def softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None
) -> Tensor:
    """e^xᵢ / Σⱼ e^xⱼ along `dim`. dtype: convert the input first."""
    converted, along = _along(input, dim, dtype)
    return ops.softmax(converted, dim=along)


def log_softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None
) -> Tensor:
    """xᵢ − ln Σⱼ e^xⱼ along `dim`. dtype: convert the input first."""
    converted, along = _along(input, dim, dtype)
    return ops.log_softmax(converted, dim=along)


def _along(input: Tensor, dim: int | None, dtype: Any) -> tuple[Tensor, int]:
    """The input in that dtype, and the dimension; PyTorch's choice where none is named."""
    if dim is None:
        dim = 0 if input.ndim in (0, 1, 3) else 1
    return input if dtype is None else input.type(as_dtype(dtype)), dim
