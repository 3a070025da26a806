"""The same elements in another shape or order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import dims, ops
from engine.errors import ShapeError
from engine.functions.dimensions import unpacked, wrapped

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "flatten", "numel", "permute", "reshape", "squeeze", "transpose", "unsqueeze",
]  # fmt: skip


def size(input: Tensor, dim: int | None = None) -> Any:
    """The shape, or one size of it."""
    return input.shape if dim is None else input.shape[wrapped(dim, input.ndim)]


def numel(input: Tensor) -> Any:
    """How many elements there are."""
    return dims.product(input.shape)


def reshape(input: Tensor, *shape: Any) -> Tensor:
    """The same elements in another shape; one size may be −1 and is computed."""
    return ops.reshape(input, shape=unpacked(shape))


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """The dimensions from `start_dim` to `end_dim` as one."""
    if not input.ndim:
        return reshape(input, 1)
    start, end = wrapped(start_dim, input.ndim), wrapped(end_dim, input.ndim)
    if start > end:
        raise ShapeError("flatten needs start_dim at or before end_dim", actual=f"{start}, {end}")
    middle = dims.product(input.shape[start : end + 1])
    return reshape(input, *input.shape[:start], middle, *input.shape[end + 1 :])


def permute(input: Tensor, *dims: Any) -> Tensor:
    """The dimensions in another order."""
    return ops.permute(input, dims=tuple(wrapped(d, input.ndim) for d in unpacked(dims)))


def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two dimensions swapped."""
    order = list(range(input.ndim))
    first, second = wrapped(dim0, input.ndim), wrapped(dim1, input.ndim)
    order[first], order[second] = order[second], order[first]
    return ops.permute(input, dims=tuple(order))


def squeeze(input: Tensor, dim: int | None = None) -> Tensor:
    """Without the dimensions of size 1, or without that one if its size is 1."""
    dropped = range(input.ndim) if dim is None else (wrapped(dim, input.ndim),)
    kept = [n for d, n in enumerate(input.shape) if not (d in dropped and n == 1)]
    return reshape(input, *kept)


def unsqueeze(input: Tensor, dim: int) -> Tensor:
    """With a new dimension of size 1 before `dim`."""
    at = wrapped(dim, input.ndim + 1)
    return reshape(input, *input.shape[:at], 1, *input.shape[at:])


def expand(input: Tensor, *sizes: Any) -> Tensor:
    """Dimensions of size 1 repeated up to `sizes`; −1 keeps a size. A method only."""
    wanted = unpacked(sizes)
    if len(wanted) < input.ndim:
        raise ShapeError(
            "A tensor does not expand to fewer dimensions",
            expected=f"{input.ndim} sizes or more",
            actual=len(wanted),
        )
    old = (1,) * (len(wanted) - input.ndim) + input.shape
    shape = tuple(
        o if isinstance(w, int) and w == -1 else w for o, w in zip(old, wanted, strict=True)
    )
    return ops.expand(input, shape=shape)
