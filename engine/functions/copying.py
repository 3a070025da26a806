"""The same values in memory of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import ops

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["clone"]


def clone(input: Tensor) -> Tensor:
    """A copy that gradients flow through."""
    return ops.clone(input)
