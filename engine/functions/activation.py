"""Activations that PyTorch offers beside the tensor's other functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import ops
from engine.backend import as_dtype

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["log_softmax", "softmax"]


def softmax(input: Tensor, dim: int, dtype: Any = None) -> Tensor:
    """e^xᵢ / Σⱼ e^xⱼ along `dim`. dtype: convert the input first."""
    return ops.softmax(_converted(input, dtype), dim=dim)


def log_softmax(input: Tensor, dim: int, dtype: Any = None) -> Tensor:
    """xᵢ − ln Σⱼ e^xⱼ along `dim`. dtype: convert the input first."""
    return ops.log_softmax(_converted(input, dtype), dim=dim)


def _converted(input: Tensor, dtype: Any) -> Tensor:
    return input if dtype is None else input.type(as_dtype(dtype))
