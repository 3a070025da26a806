"""Distances and similarities of vectors."""

from __future__ import annotations

import numpy as np

from engine import ops
from engine.dims import Dim
from engine.errors import ShapeError
from engine.functions.norms import need_order
from engine.ops.rules import axis, broadcast_shapes
from engine.tensors import Tensor

__all__ = ["cosine_similarity", "pairwise_distance", "pdist"]


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """x1 · x2 / (max(‖x1‖, eps) · max(‖x2‖, eps)) along a dimension; shapes broadcast."""
    shape = broadcast_shapes(x1.shape, x2.shape)
    # The dimension is counted in the common shape, so that it is the same in both.
    along = axis(dim, len(shape)) - len(shape)
    first, second = (
        normalized(ops.expand(x, shape=shape) if x.shape != shape else x, along, eps)
        for x in (x1, x2)
    )
    return (first * second).sum(along) if shape else first * second


def pairwise_distance(
    x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False
) -> Tensor:
    """‖x1 − x2 + eps‖ₚ over the last dimension; shapes broadcast."""
    return ops.vector_norm(x1 - x2 + eps, p=float(p), dim=(-1,), keepdim=keepdim)


def pdist(input: Tensor, p: float = 2.0) -> Tensor:
    """‖x[i] − x[j]‖ₚ of every two rows i < j of (N, D), in the order (0,1), (0,2), …, (1,2), ….

    Raises ShapeError for another number of dimensions, or rows whose number is not known yet.
    """
    if input.ndim != 2 or isinstance(input.shape[0], Dim):
        raise ShapeError(
            "Distances are between the rows of a matrix",
            expected="(N, D), N a number",
            actual=input.shape,
        )
    need_order(p)
    first, second = np.triu_indices(input.shape[0], 1)
    return ops.vector_norm(input[first] - input[second], p=float(p), dim=(1,))


def normalized(x: Tensor, dim: int = -1, eps: float = 1e-12) -> Tensor:
    """x / max(‖x‖, eps) along a dimension; eps is at least the smallest number of the dtype."""
    kind = x.dtype if x.dtype.kind == "f" else np.dtype("float32")
    least = max(eps, float(np.finfo(kind).smallest_subnormal))
    return x / ops.maximum(ops.vector_norm(x, p=2.0, dim=(dim,), keepdim=True), least)
