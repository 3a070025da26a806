"""Several tensors as one, and one as several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine import ops

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["cat", "stack"]


def cat(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Tensors joined along a dimension that they have. Raises ShapeError where others differ."""
    return ops.concatenate(*tensors, dim=dim)


def stack(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Tensors of one shape joined along a new dimension. Raises ShapeError for other shapes."""
    return ops.concatenate(*(tensor.unsqueeze(dim) for tensor in tensors), dim=dim)
