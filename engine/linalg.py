"""Linear algebra under the names of torch.linalg."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

import engine
from engine import ops
from engine.errors import ShapeError, ValueRangeError
from engine.functions import diagonals, linear_algebra
from engine.functions.linear_algebra import matmul as matmul
from engine.functions.linear_algebra import multi_dot as multi_dot
from engine.functions.norms import matrix_norm as matrix_norm
from engine.functions.norms import matrix_or_vector_norm as norm
from engine.functions.norms import vector_norm as vector_norm
from engine.guard import guard
from engine.ops.rules import text

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "cholesky", "cond", "cross", "det", "diagonal", "inv", "lstsq", "matmul", "matrix_norm",
    "matrix_power",
    "matrix_rank", "multi_dot", "norm", "pinv", "slogdet", "solve", "solve_triangular", "svd",
    "svdvals", "tensorinv", "tensorsolve", "vander", "vecdot", "vector_norm",
]  # fmt: skip


class SignAndLogarithm(NamedTuple):
    """What `slogdet` gives: det = sign · exp(logabsdet)."""

    sign: Tensor
    logabsdet: Tensor


class SingularValues(NamedTuple):
    """What `svd` gives: A = U diag(S) Vh."""

    U: Tensor
    S: Tensor
    Vh: Tensor


# ---- inverses and systems


def inv(A: Tensor) -> Tensor:  # noqa: N803
    """The inverse of square matrices. ValueRangeError where one is singular."""
    return ops.inv(A)


def pinv(
    A: Tensor,  # noqa: N803
    *,
    rtol: float | None = None,
) -> Tensor:
    """The Moore-Penrose inverse: A⁺b is the shortest least-squares solution.

    rtol: singular values below rtol times the largest count as 0; max(n, m) · ε unless given.
    """
    if rtol is None:
        rtol = max(A.shape[-2:]) * _epsilon(A)
    return ops.pinv(A, rcond=float(rtol))


def solve(A: Tensor, B: Tensor, *, left: bool = True) -> Tensor:  # noqa: N803
    """X with A X = B, or with X A = B where left is False; B may be a vector.

    Raises ValueRangeError where a matrix is singular.
    """
    is_vector = B.ndim == 1 or (A.ndim - 1 == B.ndim and B.shape == A.shape[:-1])
    if is_vector:
        if not left:
            raise ShapeError("solve(left=False) takes matrices on the right", actual=text(B.shape))
        return ops.solve(A, B.unsqueeze(-1)).squeeze(-1)
    return ops.solve(A, B) if left else ops.solve(A.mT, B.mT).mT


def solve_triangular(
    A: Tensor,  # noqa: N803
    B: Tensor,  # noqa: N803
    *,
    upper: bool,
    left: bool = True,
    unitriangular: bool = False,
) -> Tensor:
    """X with A X = B (X A = B where left is False), reading one triangle of A.

    unitriangular: the diagonal counts as ones and is not read.
    """
    cut = 1 if unitriangular else 0
    triangle = ops.triu(A, diagonal=cut) if upper else ops.tril(A, diagonal=-cut)
    if unitriangular:
        triangle = triangle + engine.eye(A.shape[-1], dtype=A.dtype, device=A.device)
    return ops.solve(triangle, B) if left else ops.solve(triangle.mT, B.mT).mT


def matrix_power(A: Tensor, n: int) -> Tensor:  # noqa: N803
    """A multiplied by itself, n factors; of the inverse where n is below 0."""
    if n < 0:
        return matrix_power(ops.inv(A), -n)
    ops.inv.shape(A.shape)
    result, square = None, A
    while n:
        if n % 2:
            result = square if result is None else ops.matmul(result, square)
        n //= 2
        square = ops.matmul(square, square) if n else square
    if result is None:
        one = engine.eye(A.shape[-1], dtype=A.dtype, device=A.device)
        return ops.expand(one, shape=A.shape) * 1
    return result


def tensorinv(A: Tensor, ind: int = 2) -> Tensor:  # noqa: N803
    """The inverse of tensordot(A, ·, ind): the first `ind` dimensions against the others."""
    if ind < 1:
        raise ValueRangeError("ind is 1 or more", expected="1 or more", actual=ind)
    rows = A.shape[:ind]
    square = A.reshape(engine.dims.product(rows), -1)
    return ops.inv(square).reshape(*A.shape[ind:], *rows)


def tensorsolve(
    A: Tensor,  # noqa: N803
    B: Tensor,  # noqa: N803
    dims: Any = None,
) -> Tensor:
    """X with tensordot(A, X, X.ndim) = B."""
    if dims is not None:
        A = A.movedim(tuple(dims), tuple(range(A.ndim - len(dims), A.ndim)))  # noqa: N806
    shape = A.shape[B.ndim :]
    square = A.reshape(engine.dims.product(B.shape), engine.dims.product(shape))
    return solve(square, B.flatten()).reshape(shape)


# ---- determinants and factors


def det(A: Tensor) -> Tensor:  # noqa: N803
    """The determinant of square matrices."""
    return ops.det(A)


def slogdet(A: Tensor) -> SignAndLogarithm:  # noqa: N803
    """The sign of the determinant and the logarithm of its size, which does not overflow."""
    return SignAndLogarithm(*ops.slogdet(A))


def cholesky(A: Tensor, *, upper: bool = False) -> Tensor:  # noqa: N803
    """L below the diagonal with L Lᵀ = A (or U = Lᵀ), for symmetric positive-definite matrices.

    Raises ValueRangeError where a matrix is not positive definite.
    """
    factor = ops.cholesky(A)
    return factor.mT if upper else factor


def svdvals(A: Tensor) -> Tensor:  # noqa: N803
    """The singular values, largest first."""
    return ops.svd(A, full_matrices=False)[1]


def svd(A: Tensor, full_matrices: bool = True) -> SingularValues:  # noqa: N803
    """U, S and Vh with A = U diag(S) Vh, S falling; columns are unique up to their signs.

    The gradient of U and Vh needs singular values that differ.
    """
    return SingularValues(*ops.svd(A, full_matrices=full_matrices))


def matrix_rank(
    A: Tensor,  # noqa: N803
    *,
    atol: Any = None,
    rtol: Any = None,
    hermitian: bool = False,
) -> Tensor:
    """How many singular values are above max(atol, rtol · the largest one).

    atol, rtol: a number, or one for each matrix; rtol is max(n, m) · ε unless one is given.
    hermitian: taken and needless: the singular values are found the same way.
    """
    values = svdvals(A.detach())
    if rtol is None:
        rtol = max(A.shape[-2:]) * _epsilon(A) if atol is None else 0.0
    if not values.shape[-1]:
        return engine.zeros(A.shape[:-2], dtype=engine.int64, device=A.device)
    relative = values.amax(-1) * rtol
    limit = relative if atol is None else engine.maximum(relative, relative * 0 + atol)
    return (values > limit.unsqueeze(-1)).sum(-1)


def cond(A: Tensor, p: Any = None) -> Tensor:  # noqa: N803
    """How much solving can enlarge errors: ‖A‖ · ‖A⁻¹‖, or largest ∕ smallest singular value."""
    if p in (None, 2, -2):
        values = svdvals(A)
        largest, smallest = values[..., 0], values[..., -1]
        return smallest / largest if p == -2 else largest / smallest
    return matrix_norm(A, p) * matrix_norm(ops.inv(A), p)


def logdet(input: Tensor) -> Tensor:
    """The logarithm of the determinant; NaN where it is below 0, −inf where it is 0."""
    sign, logarithm = ops.slogdet(input)
    return ops.where(ops.less(sign, 0), math.nan, logarithm)


# ---- least squares


class LeastSquares(NamedTuple):
    """What `lstsq` gives; what a driver does not compute is empty."""

    solution: Tensor
    residuals: Tensor
    rank: Tensor
    singular_values: Tensor


def lstsq(
    A: Tensor,  # noqa: N803
    B: Tensor,  # noqa: N803
    rcond: float | None = None,
    *,
    driver: str | None = None,
) -> LeastSquares:
    """The X with the smallest ‖A X − B‖², the shortest one where several have it.

    rcond: singular values below rcond times the largest count as 0; max(n, m) · ε unless given.
    driver: which of LAPACK's results PyTorch would give: "gels" none beside the solution, "gelsy"
        (the default) the rank, "gelss" and "gelsd" the rank and the singular values.
    """
    driver = driver or "gelsy"
    if driver not in ("gels", "gelsy", "gelss", "gelsd"):
        raise ValueRangeError(
            "There is no such driver", expected="gels, gelsy, gelss or gelsd", actual=repr(driver)
        )
    if rcond is None:
        rcond = max(A.shape[-2:]) * _epsilon(A)
    is_vector = A.ndim - 1 == B.ndim and B.shape == A.shape[:-1]
    columns = B.unsqueeze(-1) if is_vector else B
    solution = ops.matmul(ops.pinv(A, rcond=float(rcond)), columns)
    rank = matrix_rank(A, rtol=rcond)
    nothing = engine.zeros(0, dtype=A.dtype, device=A.device)
    residuals = solution.flatten()[:0]
    if A.shape[-2] > A.shape[-1] and driver != "gelsy" and (rank.array == A.shape[-1]).all():
        residuals = engine.square(ops.matmul(A, solution) - columns).sum(-2)
    return LeastSquares(
        solution.squeeze(-1) if is_vector else solution,
        residuals,
        nothing.long() if driver == "gels" else rank,
        svdvals(A.detach()) if driver in ("gelss", "gelsd") else nothing,
    )


# ---- vectors


def vecdot(x: Tensor, y: Tensor, *, dim: int = -1) -> Tensor:
    """The dot product along a dimension; the others broadcast."""
    return (x * y).sum(dim)


def cross(input: Tensor, other: Tensor, *, dim: int = -1) -> Tensor:
    """The cross product along a dimension of size 3."""
    return linear_algebra.cross(input, other, dim)


def diagonal(
    A: Tensor,  # noqa: N803
    *,
    offset: int = 0,
    dim1: int = -2,
    dim2: int = -1,
) -> Tensor:
    """The diagonal of matrices."""
    return diagonals.diagonal(A, offset, dim1, dim2)


def vander(x: Tensor, N: int | None = None) -> Tensor:  # noqa: N803
    """The powers 0 … N − 1 of each element, as rows."""
    x = engine.atleast_1d(x)
    count = x.shape[-1] if N is None else N
    powers = engine.arange(count, device=x.device)
    return ops.power(x.unsqueeze(-1), powers.type(x.dtype))


def _epsilon(A: Tensor) -> float:  # noqa: N803
    return float(np.finfo(A.dtype).eps)


guard(globals())
