"""Several tensors as one, and one as several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine import ops
from engine.errors import ShapeError, ValueRangeError
from engine.functions.dimensions import wrapped
from engine.functions.shaping import atleast_1d, atleast_2d, atleast_3d

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "cat", "chunk", "column_stack", "concat", "concatenate", "dsplit", "dstack", "hsplit",
    "hstack", "row_stack", "split", "split_with_sizes", "stack", "tensor_split", "unbind",
    "vsplit", "vstack",
]  # fmt: skip


# ---- joining


def cat(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Tensors joined along a dimension that they have. Raises ShapeError where others differ.

    Tensors of shape (0,) join anything, as in PyTorch.
    """
    ndim = max((x.ndim for x in tensors), default=0)
    joined = [x for x in tensors if x.shape != (0,) or ndim == 1]
    return ops.concatenate(*joined, dim=dim)


def concat(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Tensors joined along a dimension; the same as `cat`."""
    return cat(tensors, dim)


def concatenate(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Tensors joined along a dimension; the same as `cat`."""
    return cat(tensors, dim)


def stack(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Tensors of one shape joined along a new dimension. Raises ShapeError for other shapes."""
    shapes = {tensor.shape for tensor in tensors}
    if len(shapes) > 1:
        raise ShapeError(
            "Stacked tensors have one shape",
            expected=tensors[0].shape,
            actual=", ".join(str(tensor.shape) for tensor in tensors),
        )
    return ops.concatenate(*(tensor.unsqueeze(dim) for tensor in tensors), dim=dim)


def hstack(tensors: Sequence[Tensor]) -> Tensor:
    """Tensors side by side: joined along the columns, vectors end to end."""
    raised = atleast_1d(list(tensors))
    return cat(raised, dim=0 if raised[0].ndim == 1 else 1)


def vstack(tensors: Sequence[Tensor]) -> Tensor:
    """Tensors below each other: joined along the rows; vectors are rows."""
    return cat(atleast_2d(list(tensors)), dim=0)


def row_stack(tensors: Sequence[Tensor]) -> Tensor:
    """Tensors below each other; the same as `vstack`."""
    return vstack(tensors)


def dstack(tensors: Sequence[Tensor]) -> Tensor:
    """Tensors behind each other: joined along the third dimension."""
    return cat(atleast_3d(list(tensors)), dim=2)


def column_stack(tensors: Sequence[Tensor]) -> Tensor:
    """Tensors side by side; vectors and numbers are columns."""
    return cat([x if x.ndim > 1 else x.reshape(-1, 1) for x in tensors], dim=1)


# ---- splitting


def split(
    tensor: Tensor, split_size_or_sections: int | Sequence[int], dim: int = 0
) -> tuple[Tensor, ...]:
    """Parts of one size along a dimension (the last may be smaller), or of the sizes listed."""
    if not isinstance(split_size_or_sections, int):
        return split_with_sizes(tensor, split_size_or_sections, dim)
    at, size, step = wrapped(dim, tensor.ndim), _length(tensor, dim), split_size_or_sections
    if step < 0 or (step == 0 and size != 0):
        raise ValueRangeError("Parts have a size of 1 or more", expected="1 or more", actual=step)
    starts = range(0, size, step) if size else [0]
    return tuple(_part(tensor, at, start, min(start + step, size)) for start in starts)


def split_with_sizes(input: Tensor, split_sizes: Sequence[int], dim: int = 0) -> tuple[Tensor, ...]:
    """Parts of these sizes along a dimension. ShapeError where they do not add up to it."""
    at, size = wrapped(dim, input.ndim), _length(input, dim)
    if sum(split_sizes) != size or any(n < 0 for n in split_sizes):
        raise ShapeError(
            "The parts add up to the dimension",
            expected=f"sizes that add up to {size}",
            actual=list(split_sizes),
        )
    parts, start = [], 0
    for n in split_sizes:
        parts.append(_part(input, at, start, start + n))
        start += n
    return tuple(parts)


def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """At most `chunks` parts of one size along a dimension; the last may be smaller."""
    if chunks < 1:
        raise ValueRangeError("There is one chunk or more", expected="1 or more", actual=chunks)
    size = _length(input, dim)
    step = -(-size // chunks)
    if not step:
        return split_with_sizes(input, [0] * chunks, dim)
    return split(input, step, dim)


def tensor_split(input: Tensor, indices_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """So many parts as equal as can be (the first are larger), or parts that end at the indices."""
    at, size = wrapped(dim, input.ndim), _length(input, dim)
    cuts = indices_or_sections
    if not isinstance(cuts, int | tuple | list):
        cuts = cuts.array.tolist()
    if isinstance(cuts, int):
        if cuts < 1:
            raise ValueRangeError("There is one part or more", expected="1 or more", actual=cuts)
        share, more = divmod(size, cuts)
        return split_with_sizes(input, [share + (k < more) for k in range(cuts)], at)
    ends = [slice(None, cut).indices(size)[1] for cut in (*cuts, size)]
    return tuple(
        _part(input, at, start, max(start, end))
        for start, end in zip([0, *ends[:-1]], ends, strict=True)
    )


def hsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """Parts along the columns (of a vector: along its one dimension)."""
    return _split_evenly(input, indices_or_sections, 0 if input.ndim == 1 else 1, 1)


def vsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """Parts along the rows."""
    return _split_evenly(input, indices_or_sections, 0, 2)


def dsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """Parts along the third dimension."""
    return _split_evenly(input, indices_or_sections, 2, 3)


def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    """Every place along a dimension by itself, without that dimension."""
    at = wrapped(dim, input.ndim)
    before = (slice(None),) * at
    return tuple(ops.getitem(input, (*before, k)) for k in range(_length(input, dim)))


def _part(input: Tensor, dim: int, start: int, stop: int) -> Tensor:
    return ops.getitem(input, (*(slice(None),) * dim, slice(start, stop)))


def _length(input: Tensor, dim: int) -> int:
    """The size of a dimension that is known. ShapeError where it depends on the batch."""
    size = input.shape[wrapped(dim, input.ndim)]
    if not isinstance(size, int):
        raise ShapeError(
            "The batch is not split", expected="a known size", actual=size,
            mend="Split along another dimension",
        )  # fmt: skip
    return size


def _split_evenly(input: Tensor, parts: Any, dim: int, least: int) -> tuple[Tensor, ...]:
    if input.ndim < least:
        raise ShapeError(
            "This split needs {least} dimensions or more", least=least, actual=input.shape
        )
    if isinstance(parts, int) and (parts < 1 or _length(input, dim) % parts):
        raise ShapeError(
            "The dimension divides into {parts} equal parts",
            parts=parts,
            expected=f"a size that {parts} divides",
            actual=input.shape[dim],
        )
    return tensor_split(input, parts, dim)
