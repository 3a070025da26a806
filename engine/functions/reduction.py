"""Many numbers to one: sums, means, spreads, extremes and where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from engine import dims, ops
from engine.functions.dimensions import wrapped, wrapped_all

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["amax", "amin", "argmax", "argmin", "max", "mean", "min", "std", "sum", "var"]


class Extremes(NamedTuple):
    """What `max` and `min` over a dimension give, as PyTorch's."""

    values: Tensor
    indices: Tensor


def sum(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """The sum over `dim` (an int or several; None: over everything)."""
    return ops.sum(input, dim=wrapped_all(dim, input.ndim), keepdim=keepdim)


def mean(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """The mean over `dim` (an int or several; None: over everything)."""
    return ops.mean(input, dim=wrapped_all(dim, input.ndim), keepdim=keepdim)


def var(input: Tensor, dim: Any = None, *, correction: int = 1, keepdim: bool = False) -> Tensor:
    """The variance over `dim`, divided by (count − correction)."""
    over = wrapped_all(dim, input.ndim)
    count = dims.product(input.shape[d] for d in over)
    squares = ops.square(input - mean(input, over, keepdim=True))
    return sum(squares, over, keepdim) / (count - correction)


def std(input: Tensor, dim: Any = None, *, correction: int = 1, keepdim: bool = False) -> Tensor:
    """The square root of the variance over `dim`."""
    return ops.sqrt(var(input, dim, correction=correction, keepdim=keepdim))


def amax(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """The largest element over `dim`; a gradient is shared evenly among equals."""
    return ops.amax(input, dim=wrapped_all(dim, input.ndim), keepdim=keepdim)


def amin(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """The smallest element over `dim`; a gradient is shared evenly among equals."""
    return -amax(-input, dim, keepdim)


def max(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
    """The largest element; with `dim`, (values, indices): the largest over it, and where.

    With `dim`, a gradient goes to the first of equals; else it is shared evenly among them.
    """
    return amax(input) if dim is None else _picked(input, argmax(input, dim, True), dim, keepdim)


def min(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
    """The smallest element; with `dim`, (values, indices), as `max`."""
    return amin(input) if dim is None else _picked(input, argmin(input, dim, True), dim, keepdim)


def argmax(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """Where the largest element stands (the first of equals); in the flat tensor for None."""
    return ops.argmax(input, dim=dim, keepdim=keepdim)


def argmin(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """Where the smallest element stands (the first of equals)."""
    return argmax(-input, dim, keepdim)


def _picked(input: Tensor, indices: Tensor, dim: int, keepdim: bool) -> Extremes:
    """The elements at `indices` along `dim`."""
    values = ops.gather(input, indices, dim=dim) if input.ndim else input.reshape(())
    if keepdim or not input.ndim:
        return Extremes(values, indices)
    along = wrapped(dim, input.ndim)
    return Extremes(values.squeeze(along), indices.squeeze(along))
