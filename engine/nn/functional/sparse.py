"""Class numbers and indices as vectors."""

from __future__ import annotations

from engine import ops
from engine.errors import ShapeError
from engine.tensors import Tensor

__all__ = ["one_hot"]


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """Class numbers (…) as rows of 0 and one 1: (…, num_classes), int64.

    num_classes −1: one more than the largest number. ValueRangeError for a number outside.
    """
    if num_classes == -1:
        if not tensor.array.size:
            raise ShapeError("No class numbers and no num_classes", mend="Pass num_classes")
        num_classes = int(tensor.array.max()) + 1
    return ops.one_hot(tensor, num_classes=num_classes)
