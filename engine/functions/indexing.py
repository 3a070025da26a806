"""Parts of a tensor by position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import ops

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__: list[str] = []


def getitem(input: Tensor, index: Any) -> Tensor:
    """input[index]: integers, slices, None, …, lists, boolean masks and integer tensors.

    Raises ShapeError for more indices than dimensions, ValueRangeError for a position outside.
    """
    return ops.getitem(input, index)
