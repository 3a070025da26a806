"""Dimensions and sizes as callers write them: counted from either end, packed or listed."""

from __future__ import annotations

from typing import Any

from engine.errors import ShapeError


def wrapped(dim: int, ndim: int) -> int:
    """`dim` counted from the front; ShapeError where there is no such dimension."""
    if not -ndim <= dim < ndim:
        raise ShapeError(
            "There is no such dimension",
            expected=f"{-ndim} to {ndim - 1}" if ndim else "none: the tensor is a number",
            actual=dim,
        )
    return dim % ndim


def wrapped_all(dim: Any, ndim: int) -> tuple[int, ...]:
    """One dimension or several, counted from the front; all of them for None."""
    if dim is None:
        return tuple(range(ndim))
    return tuple(wrapped(d, ndim) for d in (dim if isinstance(dim, tuple | list) else (dim,)))


def unpacked(sizes: tuple[Any, ...]) -> tuple[Any, ...]:
    """`f(2, 3)` and `f((2, 3))` mean the same."""
    return tuple(sizes[0]) if len(sizes) == 1 and isinstance(sizes[0], tuple | list) else sizes
