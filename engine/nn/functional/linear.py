"""Affine maps."""

from __future__ import annotations

from engine import ops
from engine.tensors import Tensor

__all__ = ["linear"]


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """input · weightᵀ + bias. input (…, in), weight (out, in), bias (out) → (…, out)."""
    return ops.linear(input, weight, bias)
