"""The same elements turned round, shifted, repeated, or set against each other in a grid."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import engine
from engine import ops
from engine.errors import ShapeError, ValueRangeError
from engine.functions.dimensions import unpacked, wrapped, wrapped_all
from engine.functions.shaping import broadcast_tensors, flatten, transpose

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "block_diag", "cartesian_prod", "combinations", "flip", "fliplr", "flipud", "meshgrid",
    "repeat_interleave", "roll", "rot90", "tile",
]  # fmt: skip


# ---- turned and shifted


def flip(input: Tensor, dims: Any, *more: int) -> Tensor:
    """The order turned round along `dims`: flip(x, (0, 1)), or x.flip(0, 1)."""
    listed = unpacked((dims, *more))
    return ops.flip(input, dims=wrapped_all(listed, input.ndim) if input.ndim else ())


def fliplr(input: Tensor) -> Tensor:
    """Columns from right to left. ShapeError for less than two dimensions."""
    _need_ndim(input, 2, "fliplr")
    return ops.flip(input, dims=(1,))


def flipud(input: Tensor) -> Tensor:
    """Rows from bottom to top. ShapeError for a number."""
    _need_ndim(input, 1, "flipud")
    return ops.flip(input, dims=(0,))


def roll(input: Tensor, shifts: Any, dims: Any = None) -> Tensor:
    """Shifted in a circle along `dims`; without `dims` as if it were flat."""
    steps = tuple(shifts) if isinstance(shifts, tuple | list) else (shifts,)
    if dims is None or dims == ():
        flat = ops.roll(flatten(input), shifts=steps, dims=(0,))
        return ops.reshape(flat, shape=input.shape)
    along = wrapped_all(dims, input.ndim) if input.ndim else ()
    return ops.roll(input, shifts=steps if input.ndim else (), dims=along)


def rot90(input: Tensor, k: int = 1, dims: Sequence[int] = (0, 1)) -> Tensor:
    """Turned `k` times by 90° in the plane of two dimensions, from the first to the second."""
    if len(dims) != 2 or input.ndim < 2:
        raise ShapeError("rot90 turns in a plane of two dimensions", actual=dims)
    first, second = (wrapped(d, input.ndim) for d in dims)
    if first == second:
        raise ShapeError("rot90 turns in a plane of two dimensions", actual=dims)
    turns = k % 4
    if turns == 1:
        return transpose(ops.flip(input, dims=(second,)), first, second)
    if turns == 3:
        return ops.flip(transpose(input, first, second), dims=(second,))
    return ops.flip(input, dims=(first, second) if turns else ())


# ---- repeated


def repeat(input: Tensor, repeats: Any = (), *more: int) -> Tensor:
    """Copies set side by side, so many along each dimension. A method only."""
    return ops.repeat(input, sizes=unpacked((repeats, *more)))


def tile(input: Tensor, dims: Any = (), *more: int) -> Tensor:
    """Copies set side by side; dimensions that `dims` does not name stay."""
    sizes = unpacked((dims, *more))
    return ops.repeat(input, sizes=(1,) * (input.ndim - len(sizes)) + sizes)


def repeat_interleave(
    input: Tensor, repeats: Any = None, dim: int | None = None, *, output_size: int | None = None
) -> Tensor:
    """Every element along `dim` repeated, the copies next to each other; flat without `dim`.

    repeats: one number, or one for each element. Alone, `repeat_interleave(repeats)`, it gives
        the positions: 0 so many times, then 1, …
    """
    if repeats is None:
        return _positions(input.array)
    if dim is None:
        input, dim = flatten(input), 0
    if not input.ndim:
        input = ops.reshape(input, shape=(1,))
    at = wrapped(dim, input.ndim)
    counts = repeats.array if isinstance(repeats, engine.Tensor) else np.asarray(repeats)
    if counts.size != 1:
        if counts.shape != input.shape[at : at + 1]:
            raise ShapeError(
                "repeat_interleave needs one number for each element",
                expected=input.shape[at],
                actual=counts.shape,
            )
        return ops.take(input, _positions(counts), dim=at)
    times = int(counts.reshape(()))
    if times < 0:
        raise ValueRangeError("repeats is 0 or more", expected="0 or more", actual=times)
    shape = (*input.shape[: at + 1], 1, *input.shape[at + 1 :])
    copies = ops.expand(
        ops.reshape(input, shape=shape), shape=(*shape[: at + 1], times, *shape[at + 2 :])
    )
    return ops.reshape(copies, shape=(*shape[:at], shape[at] * times, *shape[at + 2 :]))


def _positions(counts: Any) -> Tensor:
    """0 as often as the first number says, 1 as often as the second, …"""
    if (counts < 0).any():
        raise ValueRangeError("repeats is 0 or more", expected="0 or more", actual=counts.min())
    return engine.Tensor(np.arange(len(counts)).repeat(counts))


# ---- grids


def meshgrid(*tensors: Any, indexing: str = "ij") -> tuple[Tensor, ...]:
    """The coordinates of a grid whose axes are these vectors, one tensor an axis.

    indexing: "ij": sizes in the vectors' order; "xy": the first two swapped, as pictures are.
    """
    if indexing not in ("ij", "xy"):
        raise ValueRangeError('indexing is "ij" or "xy"', expected="ij, xy", actual=indexing)
    axes = [flatten(x) for x in unpacked(tensors)]
    if any(x.ndim > 1 for x in unpacked(tensors)):
        raise ShapeError("The axes of a grid are vectors", expected="1 dimension or none")
    if indexing == "xy" and len(axes) > 1:
        axes[:2] = axes[1::-1]
    spread = broadcast_tensors(
        *(x.reshape(-1, *(1,) * (len(axes) - place - 1)) for place, x in enumerate(axes))
    )
    if indexing == "xy" and len(axes) > 1:
        return (spread[1], spread[0], *spread[2:])
    return spread


def cartesian_prod(*tensors: Any) -> Tensor:
    """Every combination of one element from each vector, one a row."""
    listed = unpacked(tensors)
    if len(listed) == 1:
        return listed[0]
    return engine.stack([flatten(x) for x in meshgrid(*listed)], dim=1)


def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Tensor:
    """Every choice of `r` elements of a vector in their order, one a row."""
    if input.ndim != 1:
        raise ShapeError(
            "combinations chooses from a vector",
            expected="1 dimension",
            actual=f"{input.ndim} dimensions",
        )
    if r < 0:
        raise ValueRangeError("r is 0 or more", expected="0 or more", actual=r)
    if r == 0:
        return input[:0]
    choose = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    rows = np.asarray(list(choose(range(input.shape[0]), r)), dtype="int64").reshape(-1, r)
    return ops.take(input, engine.Tensor(rows).to(device=input.device))


def block_diag(*tensors: Any) -> Tensor:
    """Matrices along the diagonal, zeros elsewhere; vectors are rows, numbers 1×1."""
    blocks = [engine.atleast_2d(x) for x in unpacked(tensors)] or [engine.zeros(1, 0)]
    if any(x.ndim > 2 for x in blocks):
        raise ShapeError("block_diag joins matrices", expected="at most 2 dimensions")
    width = sum(x.shape[1] for x in blocks)
    rows, before = [], 0
    for x in blocks:
        after = width - before - x.shape[1]
        rows.append(ops.pad(x, padding=((0, 0), (before, after))))
        before += x.shape[1]
    return ops.concatenate(*rows, dim=0)


def _need_ndim(input: Tensor, least: int, name: str) -> None:
    if input.ndim < least:
        raise ShapeError(
            "{name} needs {least} dimensions or more", name=name, least=least, actual=input.shape
        )
