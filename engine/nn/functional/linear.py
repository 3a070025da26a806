"""Affine maps."""

from __future__ import annotations

from engine import ops
from engine.tensors import Tensor

__all__ = ["bilinear", "linear"]


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """input · weightᵀ + bias. input (…, in), weight (out, in), bias (out) → (…, out)."""
    return ops.linear(input, weight, bias)


def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Σᵢⱼ input1ᵢ · weightₒᵢⱼ · input2ⱼ + biasₒ.

    input1 (…, in1), input2 (…, in2), weight (out, in1, in2), bias (out) → (…, out).
    """
    return ops.bilinear(input1, input2, weight, bias)
