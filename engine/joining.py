"""Several tensors as one, with PyTorch's names and arguments."""

from __future__ import annotations

from collections.abc import Sequence

from engine.ops import concatenate
from engine.tensors import Tensor


def cat(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Tensors joined along a dimension that they have. Raises ShapeError where others differ."""
    return concatenate(*tensors, dim=dim)


def stack(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Tensors of one shape joined along a new dimension. Raises ShapeError for other shapes."""
    return concatenate(*(tensor.unsqueeze(dim) for tensor in tensors), dim=dim)
