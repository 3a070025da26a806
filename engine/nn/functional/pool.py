"""Pooling: one number for each window.

Shapes are (N, C, L), (N, C, H, W) or (N, C, D, H, W), or the same without the batch N. Functions
that pool over one, two or three dimensions differ in nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from engine import ops
from engine.errors import ValueRangeError
from engine.nn.functional.windows import IntOrSizes, along_each, batched, strides, unbatched
from engine.ops.windows import Sizes
from engine.tensors import Tensor

__all__ = [
    "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d",
    "adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d",
    "avg_pool1d", "avg_pool2d", "avg_pool3d",
    "lp_pool1d", "lp_pool2d", "lp_pool3d",
    "max_pool1d", "max_pool2d", "max_pool3d",
]  # fmt: skip


IntOrMissing: TypeAlias = int | Sequence[int | None] | None

_MAX = {1: ops.max_pool1d, 2: ops.max_pool2d, 3: ops.max_pool3d}
_AVG = {1: ops.avg_pool1d, 2: ops.avg_pool2d, 3: ops.avg_pool3d}
_ADAPTIVE_MAX = {
    1: ops.adaptive_max_pool1d, 2: ops.adaptive_max_pool2d, 3: ops.adaptive_max_pool3d,
}  # fmt: skip
_ADAPTIVE_AVG = {
    1: ops.adaptive_avg_pool1d, 2: ops.adaptive_avg_pool2d, 3: ops.adaptive_avg_pool3d,
}  # fmt: skip


# ---- max pooling


def _max_pool(
    rank: int,
    input: Tensor,
    kernel_size: IntOrSizes,
    stride: IntOrSizes | None,
    padding: IntOrSizes,
    dilation: IntOrSizes,
    ceil_mode: bool,
    return_indices: bool,
) -> Any:
    samples, single = batched(input, rank)
    results = _MAX[rank](
        samples,
        kernel_size=along_each(kernel_size, rank),
        stride=strides(stride, kernel_size, rank),
        padding=along_each(padding, rank),
        dilation=along_each(dilation, rank),
        ceil_mode=ceil_mode,
    )
    return unbatched(results if return_indices else results[0], single)


def max_pool1d(
    input: Tensor,
    kernel_size: IntOrSizes,
    stride: IntOrSizes | None = None,
    padding: IntOrSizes = 0,
    dilation: IntOrSizes = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest of each window of a line, as `max_pool2d`. (N, C, L) or (C, L)."""
    return _max_pool(1, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def max_pool2d(
    input: Tensor,
    kernel_size: IntOrSizes,
    stride: IntOrSizes | None = None,
    padding: IntOrSizes = 0,
    dilation: IntOrSizes = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest of each window; of equals the first gets the gradient. (N, C, H, W) or (C, H, W).

    ceil_mode: a last window may hang over the end. return_indices: also give where each maximum
    stands in its flattened map. Raises ShapeError where no window fits, ValueRangeError for a
    padding of more than half the window.
    """
    return _max_pool(2, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def max_pool3d(
    input: Tensor,
    kernel_size: IntOrSizes,
    stride: IntOrSizes | None = None,
    padding: IntOrSizes = 0,
    dilation: IntOrSizes = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest of each window in space, as `max_pool2d`. (N, C, D, H, W) or (C, D, H, W)."""
    return _max_pool(3, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


# ---- average pooling


def _avg_pool(
    rank: int,
    input: Tensor,
    kernel_size: IntOrSizes,
    stride: IntOrSizes | None,
    padding: IntOrSizes,
    ceil_mode: bool,
    count_include_pad: bool,
    divisor_override: int | None,
) -> Tensor:
    samples, single = batched(input, rank)
    result = _AVG[rank](
        samples,
        kernel_size=along_each(kernel_size, rank),
        stride=strides(stride, kernel_size, rank),
        padding=along_each(padding, rank),
        ceil_mode=ceil_mode,
        count_include_pad=count_include_pad,
        divisor_override=divisor_override,
    )
    return unbatched(result, single)


def avg_pool1d(
    input: Tensor,
    kernel_size: IntOrSizes,
    stride: IntOrSizes | None = None,
    padding: IntOrSizes = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:
    """The mean of each window of a line, as `avg_pool2d`. (N, C, L) or (C, L)."""
    return _avg_pool(1, input, kernel_size, stride, padding, ceil_mode, count_include_pad, None)


def avg_pool2d(
    input: Tensor,
    kernel_size: IntOrSizes,
    stride: IntOrSizes | None = None,
    padding: IntOrSizes = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """The mean of each window. (N, C, H, W) or (C, H, W).

    count_include_pad: zeros of the padding count as elements. divisor_override: divide by this.
    Raises ShapeError where no window fits, ValueRangeError for bad arguments.
    """
    return _avg_pool(
        2, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
    )


def avg_pool3d(
    input: Tensor,
    kernel_size: IntOrSizes,
    stride: IntOrSizes | None = None,
    padding: IntOrSizes = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """The mean of each window in space, as `avg_pool2d`. (N, C, D, H, W) or (C, D, H, W)."""
    return _avg_pool(
        3, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
    )


# ---- pooling to a given size


def _output_size(input: Tensor, output_size: IntOrMissing, rank: int) -> Sizes:
    """One size for each dimension; None keeps the input's."""
    wanted = [output_size] * rank if isinstance(output_size, int | None) else list(output_size)
    if len(wanted) == 1:
        wanted = wanted * rank
    if len(wanted) != rank:
        raise ValueRangeError(
            "The output size is one number, or one for each dimension",
            expected=f"a number or {rank}",
            actual=output_size,
        )
    kept = input.shape[input.ndim - rank :]
    return tuple(n if size is None else size for n, size in zip(kept, wanted, strict=True))


def _adaptive(pools: dict[int, Any], rank: int, input: Tensor, output_size: IntOrMissing) -> Any:
    samples, single = batched(input, rank)
    results = pools[rank](samples, output_size=_output_size(samples, output_size, rank))
    return unbatched(results, single)


def adaptive_avg_pool1d(input: Tensor, output_size: IntOrMissing) -> Tensor:
    """The mean of as many windows of a line as asked for, as `adaptive_avg_pool2d`. (N, C, L)."""
    return _adaptive(_ADAPTIVE_AVG, 1, input, output_size)


def adaptive_avg_pool2d(input: Tensor, output_size: IntOrMissing) -> Tensor:
    """The mean of each of output_size windows, which share the map evenly. (N, C, H, W).

    Window i of a side goes from ⌊i·n/m⌋ to ⌈(i+1)·n/m⌉ − 1. None in output_size keeps the size.
    """
    return _adaptive(_ADAPTIVE_AVG, 2, input, output_size)


def adaptive_avg_pool3d(input: Tensor, output_size: IntOrMissing) -> Tensor:
    """The mean of each of output_size windows, as `adaptive_avg_pool2d`. (N, C, D, H, W)."""
    return _adaptive(_ADAPTIVE_AVG, 3, input, output_size)


def adaptive_max_pool1d(
    input: Tensor, output_size: IntOrMissing, return_indices: bool = False
) -> Any:
    """The largest of as many windows of a line as asked for, as `adaptive_max_pool2d`."""
    results = _adaptive(_ADAPTIVE_MAX, 1, input, output_size)
    return results if return_indices else results[0]


def adaptive_max_pool2d(
    input: Tensor, output_size: IntOrMissing, return_indices: bool = False
) -> Any:
    """The largest of each of output_size windows, which share the map evenly. (N, C, H, W).

    The windows are those of `adaptive_avg_pool2d`. return_indices: also give where each maximum
    stands in its flattened map, the first of equals.
    """
    results = _adaptive(_ADAPTIVE_MAX, 2, input, output_size)
    return results if return_indices else results[0]


def adaptive_max_pool3d(
    input: Tensor, output_size: IntOrMissing, return_indices: bool = False
) -> Any:
    """The largest of each of output_size windows, as `adaptive_max_pool2d`. (N, C, D, H, W)."""
    results = _adaptive(_ADAPTIVE_MAX, 3, input, output_size)
    return results if return_indices else results[0]


# ---- power-average pooling


def _lp_pool(
    rank: int,
    input: Tensor,
    norm_type: float,
    kernel_size: IntOrSizes,
    stride: IntOrSizes | None,
    ceil_mode: bool,
) -> Tensor:
    """(Σ xᵖ)^(1/p): the mean of the powers, times how many there are."""
    means = _avg_pool(rank, input**norm_type, kernel_size, stride, 0, ceil_mode, True, None)
    cells = 1
    for size in along_each(kernel_size, rank):
        cells *= size
    return (ops.relu(means) * cells) ** (1.0 / norm_type)


def lp_pool1d(
    input: Tensor,
    norm_type: float,
    kernel_size: IntOrSizes,
    stride: IntOrSizes | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """The p-norm of each window of a line, as `lp_pool2d`. (N, C, L) or (C, L)."""
    return _lp_pool(1, input, norm_type, kernel_size, stride, ceil_mode)


def lp_pool2d(
    input: Tensor,
    norm_type: float,
    kernel_size: IntOrSizes,
    stride: IntOrSizes | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """The p-norm of each window, (Σ xᵖ)^(1/p): p = 1 adds up, large p nears the maximum.

    (N, C, H, W) or (C, H, W). norm_type: p. The gradient of a window of zeros is not defined
    (Gulcehre et al., "Learned-norm pooling", 2014).
    """
    return _lp_pool(2, input, norm_type, kernel_size, stride, ceil_mode)


def lp_pool3d(
    input: Tensor,
    norm_type: float,
    kernel_size: IntOrSizes,
    stride: IntOrSizes | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """The p-norm of each window in space, as `lp_pool2d`. (N, C, D, H, W) or (C, D, H, W)."""
    return _lp_pool(3, input, norm_type, kernel_size, stride, ceil_mode)
