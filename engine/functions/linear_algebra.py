"""Products of matrices and vectors."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from engine import ops
from engine.errors import DTypeError, ShapeError
from engine.functions.dimensions import unpacked, wrapped
from engine.ops.rules import broadcast_shapes, text

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "addbmm", "addmm", "addmv", "addr", "baddbmm", "bmm", "chain_matmul", "cross", "dot", "ger",
    "inner", "kron", "matmul", "mm", "mv", "outer", "vdot",
]  # fmt: skip


# ---- two operands


def matmul(input: Tensor, other: Tensor) -> Tensor:
    """The product of matrices in the last two dimensions; leading dimensions broadcast.

    A vector on the left is a row and on the right a column. Raises ShapeError.
    """
    return ops.matmul(input, other)


def mm(input: Tensor, mat2: Tensor) -> Tensor:
    """The product of two matrices."""
    _need("mm", input, 2)
    _need("mm", mat2, 2)
    return ops.matmul(input, mat2)


def bmm(input: Tensor, mat2: Tensor) -> Tensor:
    """The products of two batches of matrices, (B, n, m) and (B, m, k)."""
    _need("bmm", input, 3)
    _need("bmm", mat2, 3)
    if input.shape[0] != mat2.shape[0]:
        raise ShapeError(
            "Both batches have one size", expected=text(input.shape), actual=text(mat2.shape)
        )
    return ops.matmul(input, mat2)


def mv(input: Tensor, vec: Tensor) -> Tensor:
    """A matrix times a vector."""
    _need("mv", input, 2)
    _need("mv", vec, 1)
    return ops.matmul(input, vec)


def dot(input: Tensor, tensor: Tensor) -> Tensor:
    """The dot product of two vectors of one dtype."""
    _need("dot", input, 1)
    _need("dot", tensor, 1)
    if input.dtype != tensor.dtype:
        raise DTypeError("dot takes one dtype", expected=input.dtype, actual=tensor.dtype)
    return ops.matmul(input, tensor)


def vdot(input: Tensor, other: Tensor) -> Tensor:
    """The dot product of two vectors; there are no complex numbers to conjugate."""
    return dot(input, other)


def inner(input: Tensor, other: Tensor) -> Tensor:
    """Sums of products over the last dimension of both; with a number, a plain product."""
    if not input.ndim or not other.ndim:
        return ops.multiply(input, other)
    if input.shape[-1] != other.shape[-1]:
        raise ShapeError(
            "inner needs one size in the last dimension",
            expected=input.shape[-1],
            actual=other.shape[-1],
        )
    if input.ndim == other.ndim == 1:
        return ops.matmul(input, other)
    rows, columns = _letters(input.ndim - 1, 0), _letters(other.ndim - 1, input.ndim - 1)
    return ops.einsum(input, other, equation=f"{rows}z,{columns}z->{rows}{columns}")


def outer(input: Tensor, vec2: Tensor) -> Tensor:
    """All products of an element of one vector and one of the other, n×m."""
    _need("outer", input, 1)
    _need("outer", vec2, 1)
    return ops.multiply(input.reshape(-1, 1), vec2)


def ger(input: Tensor, vec2: Tensor) -> Tensor:
    """All products of an element of one vector and one of the other; the same as `outer`."""
    return outer(input, vec2)


def kron(input: Tensor, other: Tensor) -> Tensor:
    """The Kronecker product: `other` once for each element of `input`, times that element."""
    ndim = max(input.ndim, other.ndim)
    a = (1,) * (ndim - input.ndim) + input.shape
    b = (1,) * (ndim - other.ndim) + other.shape
    left = input.reshape([size for n in a for size in (n, 1)])
    right = other.reshape([size for n in b for size in (1, n)])
    sizes = tuple(n * m for n, m in zip(a, b, strict=True))
    return ops.reshape(ops.multiply(left, right), shape=sizes)


def cross(input: Tensor, other: Tensor, dim: int | None = None) -> Tensor:
    """The cross product along a dimension of size 3: `dim`, or the first that has it."""
    shape = broadcast_shapes(input.shape, other.shape)
    if dim is None:
        dim = next((d for d, n in enumerate(shape) if n == 3), 0)
    at = wrapped(dim, len(shape)) - len(shape)
    for x in (input, other):
        if x.ndim < -at or x.shape[at] != 3:
            raise ShapeError(
                "A cross product is of vectors of 3 numbers", expected=3, actual=text(x.shape)
            )

    def turned(x: Tensor, by: int) -> Tensor:
        return ops.roll(x, shifts=(by,), dims=(at,))

    return turned(input, -1) * turned(other, -2) - turned(input, -2) * turned(other, -1)


# ---- a sum and a product


def addmm(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """beta · input + alpha · mat1 @ mat2; `input` broadcasts and is not read where beta is 0."""
    return _plus(input, mm(mat1, mat2), beta, alpha)


def addmv(input: Tensor, mat: Tensor, vec: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """beta · input + alpha · mat @ vec."""
    return _plus(input, mv(mat, vec), beta, alpha)


def addr(input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """beta · input + alpha · outer(vec1, vec2)."""
    return _plus(input, outer(vec1, vec2), beta, alpha)


def baddbmm(
    input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Any = 1, alpha: Any = 1
) -> Tensor:
    """beta · input + alpha · batch1 @ batch2, for batches of matrices."""
    return _plus(input, bmm(batch1, batch2), beta, alpha)


def addbmm(
    input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Any = 1, alpha: Any = 1
) -> Tensor:
    """beta · input + alpha · the sum of all products in a batch."""
    return _plus(input, bmm(batch1, batch2).sum(0), beta, alpha)


def _plus(input: Tensor, product: Tensor, beta: Any, alpha: Any) -> Tensor:
    if broadcast_shapes(input.shape, product.shape) != product.shape:
        raise ShapeError(
            "What is added has the product's shape",
            expected=text(product.shape),
            actual=text(input.shape),
        )
    scaled = product if alpha == 1 else product * alpha
    if beta == 0:
        return scaled
    return ops.add(input if beta == 1 else input * beta, scaled)


# ---- chains


def chain_matmul(*matrices: Any) -> Tensor:
    """The product of several matrices, in the order that needs the fewest multiplications."""
    return multi_dot(unpacked(matrices))


def multi_dot(tensors: Any) -> Tensor:
    """The product of several matrices in the cheapest order; the first and last may be vectors.

    Source: Cormen et al., "Introduction to Algorithms", chapter 14.2.
    """
    chain = list(tensors)
    if not chain:
        raise ShapeError("There is nothing to multiply", expected="a tensor", actual="none")
    if len(chain) == 1:
        return chain[0]
    for place, x in enumerate(chain):
        if x.ndim != 2 and not (x.ndim == 1 and place in (0, len(chain) - 1)):
            raise ShapeError(
                "A chain is of matrices; its first and last may be vectors", actual=text(x.shape)
            )
    first, last = chain[0].ndim == 1, chain[-1].ndim == 1
    chain[0] = chain[0].reshape(1, -1) if first else chain[0]
    chain[-1] = chain[-1].reshape(-1, 1) if last else chain[-1]
    sizes = [_cost(n) for n in (*(x.shape[0] for x in chain), chain[-1].shape[1])]

    @cache
    def cheapest(i: int, j: int) -> tuple[int, int]:
        """(multiplications, last cut) of the product of matrices i … j."""
        if i == j:
            return 0, i
        return min(
            (cheapest(i, k)[0] + cheapest(k + 1, j)[0] + sizes[i] * sizes[k + 1] * sizes[j + 1], k)
            for k in range(i, j)
        )

    def product(i: int, j: int) -> Tensor:
        if i == j:
            return chain[i]
        cut = cheapest(i, j)[1]
        return ops.matmul(product(i, cut), product(cut + 1, j))

    result = product(0, len(chain) - 1)
    shape = (*(() if first else result.shape[:1]), *(() if last else result.shape[1:]))
    return result if len(shape) == 2 else result.reshape(shape)


def _cost(size: Any) -> int:
    """A size for planning; a batch that is not known yet counts as 32."""
    return size if isinstance(size, int) else int(size.at(32))


def _letters(count: int, start: int) -> str:
    return "".join(chr(ord("a") + start + k) for k in range(count))


def _need(name: str, x: Tensor, ndim: int) -> None:
    if x.ndim != ndim:
        raise ShapeError(
            "{name} takes tensors of {ndim} dimensions",
            name=name,
            ndim=ndim,
            expected=f"{ndim} dimensions",
            actual=text(x.shape),
        )
