"""Where elements lie in memory: strides, views that share it, copies that put it in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import engine
from engine import backend, ops
from engine.errors import ShapeError
from engine.functions.dimensions import unpacked, wrapped
from engine.ops import rules

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["as_strided", "as_strided_scatter"]


def contiguous_strides(shape: Sequence[Any]) -> tuple[Any, ...]:
    """The strides, in elements, of a shape whose last dimension lies next to each other."""
    strides: list[Any] = []
    step: Any = 1
    for size in reversed(shape):
        strides.append(step)
        step = step * (size if size != 0 else 1)
    return tuple(reversed(strides))


def stride(input: Tensor, dim: int | None = None) -> Any:
    """How many elements of memory lie between neighbours, for every dimension or for one.

    A tensor without memory (device meta, or while a program is traced) counts as contiguous.
    """
    if is_contiguous(input):
        strides = contiguous_strides(input.shape)
    else:
        strides = tuple(step // input.array.itemsize for step in input.array.strides)
    return strides if dim is None else strides[wrapped(dim, input.ndim)]


def storage_offset(input: Tensor) -> int:
    """How many elements of its memory lie before its first one."""
    return 0 if input.is_meta else backend.memory_offset(input.array) // input.array.itemsize


def is_contiguous(input: Tensor) -> bool:
    """Whether its elements lie in memory in order, the last dimension next to each other."""
    return bool(input.is_meta or input.array.flags.c_contiguous)


def contiguous(input: Tensor) -> Tensor:
    """Itself where it is contiguous, else a copy that is."""
    return input if is_contiguous(input) else ops.contiguous(input)


def view(input: Tensor, size: Any = (), *more: Any) -> Tensor:
    """The same memory in another shape; one size may be −1 and is computed.

    Raises ShapeError where the strides allow no such view.
    """
    wanted = ops.reshape.shape(input.shape, shape=unpacked((size, *more)))
    if not is_contiguous(input) and not _fits(input.shape, stride(input), wanted):
        raise ShapeError(
            "This memory cannot be seen in the shape {wanted} without a copy",
            wanted=rules.text(wanted),
            expected="dimensions that lie in order where they are joined",
            actual=f"shape {rules.text(input.shape)} with strides {stride(input)}",
            mend="Use .reshape(...), or .contiguous() first",
        )
    return ops.reshape(input, shape=wanted)


def view_as(input: Tensor, other: Tensor) -> Tensor:
    """The same memory in the shape of `other`. A method only."""
    return view(input, other.shape)


def _fits(shape: Sequence[int], strides: Sequence[int], wanted: Sequence[int]) -> bool:
    """Whether memory of these strides can be seen in another shape.

    Neighbouring dimensions that lie in order form a block; each block must be cut into whole
    dimensions of the wanted shape.
    """
    if 0 in shape:
        return True
    blocks: list[int] = []
    expected = None
    for size, step in zip(reversed(shape), reversed(strides), strict=True):
        if size == 1:
            continue
        if step == expected:
            blocks[-1] *= size
        else:
            blocks.append(size)
        expected = step * size
    left = iter(blocks)
    room = 1
    for size in reversed(wanted):
        if size == 1:
            continue
        if room == 1:
            room = next(left, 1)
        if room % size:
            return False
        room //= size
    return room == 1


# ---- views by strides


def as_strided(
    input: Tensor, size: Sequence[int], stride: Sequence[int], storage_offset: int | None = None
) -> Tensor:
    """The memory of a contiguous tensor seen with other sizes and strides, in elements.

    Raises ShapeError where the tensor is not contiguous or is itself a part of other memory,
    ValueRangeError where the strides leave its memory.
    """
    _need_whole(input)
    return ops.as_strided(input, size=tuple(size), stride=tuple(stride), offset=storage_offset or 0)


def as_strided_scatter(
    input: Tensor,
    src: Tensor,
    size: Sequence[int],
    stride: Sequence[int],
    storage_offset: int | None = None,
) -> Tensor:
    """`input` with `src` in place of as_strided(input, size, stride, storage_offset)."""
    _need_whole(input)
    flat = ops.reshape(input, shape=(-1,) if input.ndim else (1,))
    places = ops.as_strided(
        _counted(input), size=tuple(size), stride=tuple(stride), offset=storage_offset or 0
    )
    return ops.reshape(ops.index_put(flat, src, places), shape=input.shape)


def unfold(input: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """Windows of `size` along a dimension, one every `step`, as a new last dimension.

    A method only (F.unfold is another operation). Raises ShapeError where no window fits.
    """
    if not input.ndim:
        one = ops.sliding(ops.reshape(input, shape=(1,)), dim=0, size=size, step=step)
        return ops.reshape(one, shape=(size,))
    return ops.sliding(input, dim=wrapped(dimension, input.ndim), size=size, step=step)


def _counted(input: Tensor) -> Tensor:
    """The position of every element in order."""
    return engine.arange(input.numel(), device=input.device)


def _need_whole(input: Tensor) -> None:
    if not is_contiguous(input) or storage_offset(input):
        raise ShapeError(
            "as_strided reads a contiguous tensor from the beginning of its memory",
            expected="contiguous, offset 0",
            actual=f"strides {stride(input)}, offset {storage_offset(input)}",
            mend="Copy it first with .clone()",
        )
