"""What a window is: its sizes along each dimension, and an input with or without a batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np

from engine.errors import ValueRangeError
from engine.ops.windows import Sizes, layout
from engine.tensors import Tensor

IntOrSizes: TypeAlias = int | Sequence[int]


def along_each(value: IntOrSizes, rank: int) -> Sizes:
    """One number for all of `rank` dimensions, or a number for each: (rows, columns)."""
    numbers = tuple(value) if isinstance(value, Iterable) else (value,)
    if len(numbers) == 1:
        numbers = numbers * rank
    if len(numbers) != rank or not all(
        isinstance(n, int | np.integer) and not isinstance(n, bool) for n in numbers
    ):
        raise ValueRangeError(
            "This is one integer, or one for each dimension",
            expected=f"an integer, or {rank} of them: {layout(rank, ', ')}",
            actual=value,
        )
    return tuple(map(int, numbers))


def strides(stride: IntOrSizes | None, kernel_size: IntOrSizes, rank: int) -> Sizes:
    """The stride of a pooling: the kernel size unless given."""
    given = stride is not None and (isinstance(stride, int | np.integer) or len(stride) > 0)
    return along_each(stride if given else kernel_size, rank)  # type: ignore[arg-type]


def same_or_valid(
    padding: str, kernel_size: Sequence[int], stride: Sequence[int], dilation: Sequence[int]
) -> tuple[Sizes, Sizes]:
    """(before, after) each dimension of "same" or "valid"; an odd rest goes after."""
    if padding not in ("same", "valid"):
        raise ValueRangeError(
            "There is no padding {name}",
            name=padding,
            expected="same, valid or numbers",
            actual=padding,
        )
    if padding == "valid":
        return (0,) * len(kernel_size), (0,) * len(kernel_size)
    if any(step != 1 for step in stride):
        raise ValueRangeError(
            'Padding "same" goes with stride 1',
            expected="stride 1",
            actual=f"stride {'×'.join(map(str, stride))}",
            mend="Give the padding as numbers",
        )
    rests = [d * (k - 1) for d, k in zip(dilation, kernel_size, strict=True)]
    before = tuple(rest // 2 for rest in rests)
    return before, tuple(rest - b for rest, b in zip(rests, before, strict=True))


def last_first(before: Sequence[int], after: Sequence[int]) -> list[int]:
    """Sizes of a border as `pad` takes them: (left, right, top, bottom, …)."""
    pairs = zip(reversed(before), reversed(after), strict=True)
    return [size for pair in pairs for size in pair]


def batched(input: Tensor, rank: int) -> tuple[Tensor, bool]:
    """(the input as a batch, whether it was a single sample)."""
    if input.ndim != rank + 1:
        return input, False
    return input.reshape((1, *input.shape)), True


def unbatched(result: Any, single: bool) -> Any:
    """A result, or several, without the batch of one that `batched` gave."""
    if not single:
        return result
    if isinstance(result, tuple):
        return tuple(unbatched(part, True) for part in result)
    return result.reshape(result.shape[1:])
