"""Dimensions and sizes as callers write them: counted from either end, packed or listed."""

from __future__ import annotations

from typing import Any

from engine.errors import ShapeError
from engine.ops.rules import axis


def wrapped(dim: int, ndim: int) -> int:
    """As `axis`, of a tensor that has dimensions: ShapeError for a single number."""
    if not ndim:
        raise ShapeError("A single number has no dimensions", actual=dim)
    return axis(dim, ndim)


def wrapped_all(dim: Any, ndim: int) -> tuple[int, ...]:
    """One dimension or several, counted from the front; all of them for None."""
    if dim is None:
        return tuple(range(ndim))
    return tuple(wrapped(d, ndim) for d in (dim if isinstance(dim, tuple | list) else (dim,)))


def unpacked(sizes: tuple[Any, ...]) -> tuple[Any, ...]:
    """`f(2, 3)` and `f((2, 3))` mean the same."""
    return tuple(sizes[0]) if len(sizes) == 1 and isinstance(sizes[0], tuple | list) else sizes
