"""Borders around the last dimensions."""

from __future__ import annotations

from collections.abc import Sequence

from engine import ops
from engine.errors import ShapeError, ValueRangeError
from engine.tensors import Tensor

__all__ = ["pad"]


def pad(
    input: Tensor, pad: Sequence[int], mode: str = "constant", value: float | None = None
) -> Tensor:
    """A border around the last dimensions: (left, right, top, bottom, …), from the last one on.

    mode: constant (`value`, 0 unless given), reflect (mirrored at the edge), replicate (the edge
    repeated) or circular (begun again at the other end). Negative sizes cut.
    Raises ShapeError where the sizes do not fit the input, ValueRangeError for an unknown mode.
    """
    if len(pad) % 2 or len(pad) > 2 * input.ndim:
        raise ShapeError(
            "Padding has two sizes for each dimension, the last dimension first",
            expected=f"an even number of sizes, at most {2 * input.ndim}",
            actual=len(pad),
        )
    pairs = [(int(b), int(a)) for b, a in zip(pad[::2], pad[1::2], strict=True)][::-1]
    if mode == "constant":
        return _constant(input, pairs, 0.0 if value is None else value)
    if value:
        raise ValueRangeError(
            "Only constant padding has a value", expected="no value", actual=value
        )
    return ops.border(input, padding=tuple(pairs), mode=mode)


def _constant(input: Tensor, pairs: list[tuple[int, int]], value: float) -> Tensor:
    """Cut where sizes are negative, then surrounded by one value."""
    pairs = [(0, 0)] * (input.ndim - len(pairs)) + pairs
    for size, (before, after) in zip(input.shape, pairs, strict=True):
        if (before or after) and size + before + after < 0:
            raise ShapeError(
                "Negative padding leaves nothing",
                expected=f"to cut at most {size}",
                actual=(before, after),
            )
    cut = [(max(-before, 0), max(-after, 0)) for before, after in pairs]
    if any(map(any, cut)):
        input = input[tuple(_kept(n, *sizes) for n, sizes in zip(input.shape, cut, strict=True))]
    grown = tuple((max(before, 0), max(after, 0)) for before, after in pairs)
    return ops.pad(input, padding=grown, value=value)


def _kept(size: int, before: int, after: int) -> slice:
    return slice(before, size - after) if before or after else slice(None)
