"""Half precision: computed in float32 and rounded once, as PyTorch does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.backend import Array, ArrayModule, float16, float32


def wide(function: Callable[..., Array]) -> Callable[..., Array]:
    """A function of (xp, x, **attributes) that gives x's dtype, and computes float16 in float32."""

    def run(xp: ArrayModule, x: Array, **attributes: Any) -> Array:
        return function(xp, widened(x), **attributes).astype(x.dtype, copy=False)

    return run


def widened(x: Array) -> Array:
    """The array; float16 as float32."""
    return x.astype(float32) if x.dtype == float16 else x
