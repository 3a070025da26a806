"""Lengths of vectors and matrices, and distances."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

import engine
from engine import backend, ops
from engine.errors import ShapeError, ValueRangeError
from engine.functions.dimensions import wrapped, wrapped_all
from engine.ops.rules import axes, broadcast_shapes

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["cdist", "dist", "norm", "renorm"]


def norm(
    input: Tensor, p: Any = "fro", dim: Any = None, keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    """The p-norm over `dim` (one, several, or None: over everything).

    p: any number, ±inf, "fro" (the same as 2), or "nuc": the sum of the singular values.
    """
    if p == "nuc":
        return matrix_norm(input, "nuc", (0, 1) if dim is None else dim, keepdim, dtype=dtype)
    if isinstance(p, str) and p != "fro":
        raise ValueRangeError("There is no norm {p}", p=p, expected='a number, "fro" or "nuc"')
    return vector_norm(input, 2 if p in ("fro", None) else p, dim, keepdim, dtype=dtype)


def vector_norm(
    x: Tensor, ord: Any = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    """(Σ |x|ᵖ)^(1/p) over `dim`, p = ord; the largest for inf, the smallest for −inf, the number
    of elements that are not 0 for 0."""
    x = x if dtype is None else x.type(dtype)
    if not isinstance(ord, int | float):
        raise ValueRangeError("The order of a norm is a number", actual=repr(ord))
    return ops.vector_norm(x, p=float(ord), dim=axes(dim, x.ndim), keepdim=keepdim)


def matrix_norm(
    A: Tensor,  # noqa: N803
    ord: Any = "fro",
    dim: Any = (-2, -1),
    keepdim: bool = False,
    *,
    dtype: Any = None,
) -> Tensor:
    """A norm of matrices in two dimensions.

    ord: "fro"; "nuc", 2, −2: the sum, the largest, the smallest of the singular values; 1, −1: the
        largest and smallest sum of a column; inf, −inf: of a row.
    """
    A = A if dtype is None else A.type(dtype)  # noqa: N806
    rows, columns = wrapped_all(dim, A.ndim)
    if rows == columns:
        raise ShapeError("A matrix lies in two different dimensions", actual=dim)
    if ord == "fro":
        return ops.vector_norm(A, p=2.0, dim=(rows, columns), keepdim=keepdim)
    if ord in (1, -1, inf, -inf):
        over, then = (rows, columns) if ord in (1, -1) else (columns, rows)
        sums = ops.vector_norm(A, p=1.0, dim=(over,), keepdim=True)
        extreme = sums.amax((then,), True) if ord > 0 else sums.amin((then,), True)
        return extreme if keepdim else _without(extreme, (rows, columns))
    if ord not in ("nuc", 2, -2):
        raise ValueRangeError(
            "There is no norm {ord} of matrices", ord=repr(ord),
            expected='"fro", "nuc", ±1, ±2, ±inf', actual=repr(ord),
        )  # fmt: skip
    values = ops.svd(A.movedim((rows, columns), (-2, -1)), full_matrices=False)[1]
    result = values.sum(-1) if ord == "nuc" else values.amax(-1) if ord == 2 else values.amin(-1)
    if not keepdim:
        return result
    return result.reshape([1 if d in (rows, columns) else n for d, n in enumerate(A.shape)])


def matrix_or_vector_norm(
    A: Tensor,  # noqa: N803
    ord: Any = None,
    dim: Any = None,
    keepdim: bool = False,
    *,
    dtype: Any = None,
) -> Tensor:
    """torch.linalg.norm: of matrices where `dim` names two dimensions or, with an order, where A
    is a matrix; else of vectors."""
    if ord is None:
        return vector_norm(A, 2, dim, keepdim, dtype=dtype)
    dims = (dim,) if isinstance(dim, int) else dim
    if dims is None and A.ndim > 2:
        raise ShapeError(
            "A norm of this order is of vectors or matrices",
            actual=A.shape,
            mend="Name one or two dimensions",
        )
    if (A.ndim == 2 and dims is None) or (dims is not None and len(dims) == 2):
        return matrix_norm(A, ord, (0, 1) if dims is None else dims, keepdim, dtype=dtype)
    return vector_norm(A, ord, dims, keepdim, dtype=dtype)


def renorm(input: Tensor, p: float, dim: int, maxnorm: float) -> Tensor:
    """Every part along `dim` whose p-norm is above `maxnorm`, scaled down to it."""
    if p <= 0 or maxnorm < 0:
        raise ValueRangeError("renorm needs p > 0 and maxnorm ≥ 0", actual=f"{p}, {maxnorm}")
    at = wrapped(dim, input.ndim)
    over = tuple(d for d in range(input.ndim) if d != at)
    length = ops.vector_norm(input, p=float(p), dim=over, keepdim=True)
    factor = ops.where(ops.greater(length, maxnorm), maxnorm / (length + 1e-7), 1)
    return input * factor


def dist(input: Tensor, other: Tensor, p: float = 2) -> Tensor:
    """The p-norm of the difference."""
    return vector_norm(input - other, p)


def cdist(
    x1: Tensor,
    x2: Tensor,
    p: float = 2.0,
    compute_mode: str = "use_mm_for_euclid_dist_if_necessary",
) -> Tensor:
    """The p-norm distance of every row of x1 (…, P, M) to every row of x2 (…, R, M): (…, P, R).

    compute_mode: taken as PyTorch takes it; differences are always computed, never products.
    """
    if x1.ndim < 2 or x2.ndim < 2 or x1.shape[-1] != x2.shape[-1]:
        raise ShapeError(
            "cdist compares rows of one length", expected=f"…×R×{x1.shape[-1:]}", actual=x2.shape
        )
    need_order(p)
    if x1.shape[-1] == 0:
        batch = broadcast_shapes(x1.shape[:-2], x2.shape[:-2])
        return engine.zeros(
            (*batch, x1.shape[-2], x2.shape[-2]),
            dtype=backend.promote(x1.dtype, x2.dtype),
            device=x1.device,
        )
    return ops.vector_norm(x1.unsqueeze(-2) - x2.unsqueeze(-3), p=float(p), dim=(-1,))


def need_order(p: float) -> None:
    """ValueRangeError for an order below 0."""
    if p < 0:
        raise ValueRangeError("The order of a distance is 0 or more", expected="p ≥ 0", actual=p)


def _without(x: Tensor, dims: tuple[int, ...]) -> Tensor:
    return x.reshape([n for d, n in enumerate(x.shape) if d not in dims])
