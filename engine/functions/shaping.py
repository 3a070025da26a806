"""The same elements in another shape or order of dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine import dims as sizes_of
from engine import ops
from engine.errors import ShapeError
from engine.functions.dimensions import unpacked, wrapped, wrapped_all
from engine.ops import rules

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "atleast_1d", "atleast_2d", "atleast_3d", "broadcast_shapes", "broadcast_tensors",
    "broadcast_to", "flatten", "moveaxis", "movedim", "numel", "permute", "ravel", "reshape",
    "squeeze", "swapaxes", "swapdims", "t", "transpose", "unflatten", "unsqueeze",
]  # fmt: skip


def size(input: Tensor, dim: int | None = None) -> Any:
    """The shape, or one size of it."""
    return input.shape if dim is None else input.shape[wrapped(dim, input.ndim)]


def numel(input: Tensor) -> Any:
    """How many elements there are."""
    return sizes_of.product(input.shape)


# ---- reshape


def reshape(input: Tensor, shape: Any = (), *more: Any) -> Tensor:
    """The same elements in another shape; one size may be −1 and is computed.

    Sizes are given as one tuple or one by one. Raises ShapeError for another number of elements.
    """
    return ops.reshape(input, shape=unpacked((shape, *more)))


def reshape_as(input: Tensor, other: Tensor) -> Tensor:
    """The same elements in the shape of `other`. A method only."""
    return reshape(input, other.shape)


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """The dimensions from `start_dim` to `end_dim` as one."""
    if not input.ndim:
        return reshape(input, 1)
    start, end = wrapped(start_dim, input.ndim), wrapped(end_dim, input.ndim)
    if start > end:
        raise ShapeError("flatten needs start_dim at or before end_dim", actual=f"{start}, {end}")
    middle = sizes_of.product(input.shape[start : end + 1])
    return reshape(input, *input.shape[:start], middle, *input.shape[end + 1 :])


def ravel(input: Tensor) -> Tensor:
    """All elements in one dimension."""
    return reshape(input, -1) if numel(input) else reshape(input, 0)


def unflatten(input: Tensor, dim: int, sizes: Sequence[int]) -> Tensor:
    """One dimension as several of these sizes; one of them may be −1 and is computed.

    Raises ShapeError where their product is not the dimension's size.
    """
    at = wrapped(dim, input.ndim)
    shape = ops.reshape.shape((input.shape[at],), shape=tuple(sizes))
    return reshape(input, *input.shape[:at], *shape, *input.shape[at + 1 :])


def squeeze(input: Tensor, dim: Any = None) -> Tensor:
    """Without the dimensions of size 1, or without those of `dim` (one or several) that have it."""
    dropped = _dims(dim, input.ndim)
    kept = [n for d, n in enumerate(input.shape) if not (d in dropped and n == 1)]
    return reshape(input, kept)


def unsqueeze(input: Tensor, dim: int) -> Tensor:
    """With a new dimension of size 1 before `dim`."""
    at = wrapped(dim, input.ndim + 1)
    return reshape(input, *input.shape[:at], 1, *input.shape[at:])


def atleast_1d(*tensors: Any) -> Any:
    """Tensors (or each of a list) of one dimension or more: a number becomes one of size 1."""
    return _each(tensors, lambda x: x if x.ndim else reshape(x, 1))


def atleast_2d(*tensors: Any) -> Any:
    """Tensors of two dimensions or more: a vector becomes a row."""
    return _each(tensors, lambda x: x if x.ndim > 1 else reshape(x, 1, *(x.shape or (1,))))


def atleast_3d(*tensors: Any) -> Any:
    """Tensors of three dimensions or more: a vector is 1×n×1, a matrix n×m×1."""
    shapes: dict[int, Any] = {
        0: lambda x: reshape(x, 1, 1, 1),
        1: lambda x: reshape(x, 1, *x.shape, 1),
        2: lambda x: reshape(x, *x.shape, 1),
    }
    return _each(tensors, lambda x: shapes[x.ndim](x) if x.ndim < 3 else x)


# ---- the order of dimensions


def permute(input: Tensor, dims: Any = (), *more: int) -> Tensor:
    """The dimensions in another order. ShapeError unless each is named once."""
    order = unpacked((dims, *more))
    return ops.permute(input, dims=tuple(wrapped(d, input.ndim) for d in order))


def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two dimensions swapped."""
    order = list(range(input.ndim))
    if not order:
        wrapped_all((dim0, dim1), 1)
        return ops.permute(input, dims=())
    first, second = wrapped(dim0, input.ndim), wrapped(dim1, input.ndim)
    order[first], order[second] = order[second], order[first]
    return ops.permute(input, dims=tuple(order))


def swapaxes(input: Tensor, axis0: int, axis1: int) -> Tensor:
    """Two dimensions swapped; NumPy's name of `transpose`."""
    return transpose(input, axis0, axis1)


def swapdims(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two dimensions swapped; the same as `transpose`."""
    return transpose(input, dim0, dim1)


def t(input: Tensor) -> Tensor:
    """A matrix transposed; vectors and numbers stay. ShapeError for more than two dimensions."""
    if input.ndim > 2:
        raise ShapeError(
            "t() transposes matrices",
            expected="at most 2 dimensions",
            actual=rules.text(input.shape),
            mend="Use transpose(dim0, dim1), or mT for the matrices of a batch",
        )
    return (
        transpose(input, 0, 1)
        if input.ndim == 2
        else ops.permute(input, dims=tuple(range(input.ndim)))
    )


def movedim(input: Tensor, source: Any, destination: Any) -> Tensor:
    """The dimensions `source` (one or several) moved to the places `destination`."""
    moved, places = wrapped_all(source, input.ndim), wrapped_all(destination, input.ndim)
    if len(moved) != len(places) or any(len(set(d)) < len(d) for d in (moved, places)):
        raise ShapeError(
            "movedim names each dimension once, and one place for each",
            expected=f"{len(moved)} different places",
            actual=f"{source} and {destination}",
        )
    rest = iter(d for d in range(input.ndim) if d not in moved)
    at = dict(zip(places, moved, strict=True))
    return ops.permute(
        input, dims=tuple(at[d] if d in at else next(rest) for d in range(input.ndim))
    )


def moveaxis(input: Tensor, source: Any, destination: Any) -> Tensor:
    """Dimensions moved to other places; NumPy's name of `movedim`."""
    return movedim(input, source, destination)


# ---- expand


def expand(input: Tensor, size: Any = (), *more: Any) -> Tensor:
    """Dimensions of size 1 repeated up to `size`; −1 keeps a size. A method only."""
    wanted = unpacked((size, *more))
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


def expand_as(input: Tensor, other: Tensor) -> Tensor:
    """Dimensions of size 1 repeated up to the shape of `other`. A method only."""
    return expand(input, other.shape)


def broadcast_to(input: Tensor, size: Any) -> Tensor:
    """Dimensions of size 1 repeated up to `size`; the same as the method `expand`."""
    return expand(input, size)


def broadcast_shapes(*shapes: Any) -> tuple[Any, ...]:
    """The shape that shapes (or sizes) have together: a 1 stretches. Raises ShapeError."""
    return rules.broadcast_shapes(
        *(tuple(s) if isinstance(s, tuple | list) else (s,) for s in shapes)
    )


def broadcast_tensors(*tensors: Any) -> tuple[Tensor, ...]:
    """Tensors (or a list of them) expanded to the one shape that they have together."""
    listed = unpacked(tensors)
    shape = rules.broadcast_shapes(*(x.shape for x in listed))
    return tuple(x if x.shape == shape else ops.expand(x, shape=shape) for x in listed)


def sum_to_size(input: Tensor, size: Any = (), *more: int) -> Tensor:
    """Summed over what would have to be stretched to expand `size` to this shape. A method only."""
    return ops.sum_to(input, shape=unpacked((size, *more)))


# ---- helpers


def _dims(dim: Any, ndim: int) -> tuple[int, ...]:
    """Dimensions counted from the front; a number has the dimensions 0 and −1 here."""
    return wrapped_all(dim, ndim) if ndim else ()


def _each(tensors: tuple[Any, ...], change: Any) -> Any:
    """One tensor changed, or a tuple of all of them."""
    made = tuple(change(x) for x in unpacked(tensors))
    single = len(tensors) == 1 and not isinstance(tensors[0], tuple | list)
    return made[0] if single else made
