"""Pooling: one number for each window."""

from __future__ import annotations

from typing import Any

from engine import ops
from engine.nn.functional.windows import IntOrPair, batched, pair
from engine.tensors import Tensor

__all__ = ["avg_pool2d", "max_pool2d"]


def max_pool2d(
    input: Tensor,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: IntOrPair = 0,
    dilation: IntOrPair = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest of each window; of equals the first gets the gradient. (N, C, H, W) or (C, H, W).

    return_indices: also give where each maximum stands in its flattened map.
    """
    images, single = batched(input)
    results = ops.max_pool2d(
        images,
        kernel_size=pair(kernel_size),
        stride=pair(kernel_size if stride is None else stride),
        padding=pair(padding),
        dilation=pair(dilation),
        ceil_mode=ceil_mode,
    )
    if single:
        results = tuple(result.reshape(result.shape[1:]) for result in results)
    return results if return_indices else results[0]


def avg_pool2d(
    input: Tensor,
    kernel_size: IntOrPair,
    stride: IntOrPair | None = None,
    padding: IntOrPair = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """The mean of each window. (N, C, H, W) or (C, H, W).

    count_include_pad: zeros of the padding count as elements. divisor_override: divide by this.
    """
    images, single = batched(input)
    result = ops.avg_pool2d(
        images,
        kernel_size=pair(kernel_size),
        stride=pair(kernel_size if stride is None else stride),
        padding=pair(padding),
        ceil_mode=ceil_mode,
        count_include_pad=count_include_pad,
        divisor_override=divisor_override,
    )
    return result.reshape(result.shape[1:]) if single else result
