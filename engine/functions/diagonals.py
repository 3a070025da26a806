"""Diagonals and triangles of matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import engine
from engine import ops
from engine.errors import ShapeError
from engine.functions.dimensions import wrapped

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "diag", "diag_embed", "diagflat", "diagonal", "diagonal_scatter", "trace", "tril",
    "tril_indices", "triu", "triu_indices",
]  # fmt: skip


def diagonal(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """The diagonal of two dimensions, as the last one; `offset` counts upward from the main one."""
    return ops.diagonal(input, offset=offset, dim1=dim1, dim2=dim2)


def diag_embed(input: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Square matrices with the last dimension of `input` as diagonal, zeros elsewhere."""
    ndim = input.ndim + 1
    first, second = wrapped(dim1, ndim), wrapped(dim2, ndim)
    side = input.shape[-1] + abs(offset)
    rest = iter(input.shape[:-1])
    shape = tuple(side if d in (first, second) else next(rest) for d in range(ndim))
    return ops.diag_embed(input, shape=shape, offset=offset, dim1=first, dim2=second)


def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """The diagonal of a matrix, or the matrix of a diagonal."""
    if input.ndim not in (1, 2):
        raise ShapeError(
            "diag takes a vector or a matrix", expected="1 or 2 dimensions", actual=input.shape,
            mend="Use diagonal or diag_embed for more dimensions",
        )  # fmt: skip
    if input.ndim == 1:
        return diag_embed(input, diagonal)
    return ops.diagonal(input, offset=diagonal, dim1=0, dim2=1)


def diagflat(input: Tensor, offset: int = 0) -> Tensor:
    """The matrix whose diagonal holds all elements of `input`."""
    return diag_embed(input.flatten(), offset)


def diagonal_scatter(
    input: Tensor, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1
) -> Tensor:
    """`input` with `src` in place of its diagonal."""
    places: dict[str, Any] = {"offset": offset, "dim1": dim1, "dim2": dim2}
    mask = ops.diag_embed(
        engine.ones(src.shape, dtype=engine.bool_, device=src.device), shape=input.shape, **places
    )
    written = ops.diag_embed(src, shape=input.shape, **places)
    return ops.where(mask, written, input)


def tril(input: Tensor, diagonal: int = 0) -> Tensor:
    """What lies on and below a diagonal of the last two dimensions; zeros above it."""
    return ops.tril(input, diagonal=diagonal)


def triu(input: Tensor, diagonal: int = 0) -> Tensor:
    """What lies on and above a diagonal of the last two dimensions; zeros below it."""
    return ops.triu(input, diagonal=diagonal)


def trace(input: Tensor) -> Tensor:
    """The sum of a matrix's diagonal. ShapeError for other dimensions than two."""
    if input.ndim != 2:
        raise ShapeError("trace takes a matrix", expected="2 dimensions", actual=input.shape)
    return ops.diagonal(input, offset=0, dim1=0, dim2=1).sum()


def tril_indices(
    row: int, col: int, offset: int = 0, *, dtype: Any = None, device: Any = None
) -> Tensor:
    """The rows and columns of a lower triangle, 2×count, row by row."""
    return _indices(np.tril_indices(row, offset, col), dtype, device)


def triu_indices(
    row: int, col: int, offset: int = 0, *, dtype: Any = None, device: Any = None
) -> Tensor:
    """The rows and columns of an upper triangle, 2×count, row by row."""
    return _indices(np.triu_indices(row, offset, col), dtype, device)


def _indices(pair: Any, dtype: Any, device: Any) -> Tensor:
    return engine.tensor(np.stack(pair), dtype=dtype or engine.int64, device=device)
