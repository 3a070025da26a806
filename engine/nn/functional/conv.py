"""Convolutions. Shapes are (N, C, H, W): batch, channels, height, width."""

from __future__ import annotations

from engine import ops
from engine.nn.functional.padding import pad
from engine.nn.functional.windows import IntOrPair, batched, pair, same_or_valid
from engine.tensors import Tensor

__all__ = ["conv2d"]


def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: IntOrPair = 1,
    padding: IntOrPair | str = 0,
    dilation: IntOrPair = 1,
    groups: int = 1,
) -> Tensor:
    """Cross-correlation. input (N, C, H, W) or (C, H, W), weight (O, C/groups, KH, KW), bias (O).

    padding: sizes, "valid" (none) or "same" (the output is as large as the input; stride 1 only).
    Raises ShapeError for channels or sizes that do not fit, ValueRangeError for bad arguments.
    """
    images, single = batched(input)
    steps, gaps = pair(stride), pair(dilation)
    if isinstance(padding, str):
        before, after = same_or_valid(padding, weight.shape[2:], steps, gaps)
        border = [(b, a) for b, a in zip(before, after, strict=True)]
        if before != after:
            (top, bottom), (left, right) = border
            images, before = pad(images, (left, right, top, bottom)), (0, 0)
    else:
        before = pair(padding)
    result = ops.conv2d(
        images, weight, bias, stride=steps, padding=before, dilation=gaps, groups=groups
    )
    return result.reshape(result.shape[1:]) if single else result
