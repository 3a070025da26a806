"""What a window is: its sizes along each dimension, and an input with or without a batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from engine.errors import ValueRangeError
from engine.tensors import Tensor

IntOrPair: TypeAlias = int | Sequence[int]


def pair(value: IntOrPair) -> tuple[int, int]:
    """One number for both directions, or a number for each: (rows, columns)."""
    numbers = (value, value) if isinstance(value, int | np.integer) else tuple(value)
    if len(numbers) == 1:
        numbers = numbers * 2
    if len(numbers) != 2 or not all(isinstance(n, int | np.integer) for n in numbers):
        raise ValueRangeError(
            "This is one integer, or one each for rows and columns",
            expected="an integer or two",
            actual=value,
        )
    return int(numbers[0]), int(numbers[1])


def same_or_valid(
    padding: str, kernel_size: Sequence[int], stride: Sequence[int], dilation: Sequence[int]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """((top, left), (bottom, right)) of "same" or "valid"; an odd rest goes to the bottom right."""
    if padding not in ("same", "valid"):
        raise ValueRangeError(
            "There is no padding {name}",
            name=padding,
            expected="same, valid or numbers",
            actual=padding,
        )
    if padding == "valid":
        return (0, 0), (0, 0)
    if tuple(stride) != (1, 1):
        raise ValueRangeError(
            'Padding "same" goes with stride 1',
            expected="stride 1",
            actual=f"stride {stride[0]}×{stride[1]}",
            mend="Give the padding as numbers",
        )
    rows, columns = (d * (k - 1) for d, k in zip(dilation, kernel_size, strict=True))
    before = (rows // 2, columns // 2)
    return before, (rows - before[0], columns - before[1])


def batched(input: Tensor) -> tuple[Tensor, bool]:
    """(the input as a batch, whether it was a single sample)."""
    if input.ndim != 3:
        return input, False
    return input.reshape((1, *input.shape)), True
