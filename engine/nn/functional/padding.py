"""Borders around the last dimensions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

import engine
from engine import ops
from engine.errors import ShapeError, ValueRangeError
from engine.tensors import Tensor

__all__ = ["pad"]


_BORDERS = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def pad(
    input: Tensor, pad: Sequence[int], mode: str = "constant", value: float | None = None
) -> Tensor:
    """A border around the last dimensions: (left, right, top, bottom, …), from the last one on.

    mode: constant (`value`, 0 unless given), reflect, replicate or circular. Negative sizes cut.
    """
    if len(pad) % 2 or len(pad) > 2 * input.ndim:
        raise ShapeError(
            "Padding has two sizes for each dimension, the last dimension first",
            expected=f"an even number of sizes, at most {2 * input.ndim}",
            actual=len(pad),
        )
    pairs = list(zip(pad[::2], pad[1::2], strict=True))[::-1]
    pairs = [(0, 0)] * (input.ndim - len(pairs)) + pairs
    if mode == "constant":
        grown = tuple((max(before, 0), max(after, 0)) for before, after in pairs)
        if any(map(any, grown)):
            input = ops.pad(input, padding=grown, value=0.0 if value is None else value)
        cut = [(max(-before, 0), max(-after, 0)) for before, after in pairs]
        if any(map(any, cut)):
            input = input[tuple(slice(b or None, -a or None) for b, a in cut)]
        return input
    if mode not in _BORDERS:
        raise ValueRangeError(
            "There is no padding mode {name}",
            name=mode,
            expected="constant, reflect, replicate or circular",
            actual=mode,
        )
    for dim, (before, after) in enumerate(pairs):
        if (before, after) != (0, 0):
            input = _bordered(input, dim, before, after, mode)
    return input


def _bordered(input: Tensor, dim: int, before: int, after: int, mode: str) -> Tensor:
    """One dimension continued by its own elements."""
    size = input.shape[dim]
    most = size - 1 if mode == "reflect" else size
    if (mode != "replicate" and max(before, after) > most) or min(before, after) < 0:
        raise ValueRangeError(
            "Padding by {mode} is at most {most} here",
            mode=mode,
            most=most,
            expected=f"0 to {most}",
            actual=max(before, after) if min(before, after) >= 0 else min(before, after),
        )
    places = np.pad(np.arange(size), (before, after), mode=_BORDERS[mode])  # type: ignore[call-overload]
    index = engine.tensor(places, device=input.device)
    return input[(slice(None),) * dim + (index,)]
