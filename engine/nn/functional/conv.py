"""Convolutions over one, two or three dimensions.

Shapes are (N, C, L), (N, C, H, W) or (N, C, D, H, W), or the same without the batch N. Sizes follow
Dumoulin & Visin, "A guide to convolution arithmetic for deep learning" (2016).
"""

from __future__ import annotations

from engine import ops
from engine.nn.functional.padding import pad
from engine.nn.functional.windows import (
    IntOrSizes,
    along_each,
    batched,
    last_first,
    same_or_valid,
    unbatched,
)
from engine.tensors import Tensor

__all__ = [
    "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d",
]  # fmt: skip


_CONV = {1: ops.conv1d, 2: ops.conv2d, 3: ops.conv3d}
_TRANSPOSED = {1: ops.conv_transpose1d, 2: ops.conv_transpose2d, 3: ops.conv_transpose3d}


def _conv(
    rank: int,
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    stride: IntOrSizes,
    padding: IntOrSizes | str,
    dilation: IntOrSizes,
    groups: int,
) -> Tensor:
    samples, single = batched(input, rank)
    steps, gaps = along_each(stride, rank), along_each(dilation, rank)
    if isinstance(padding, str):
        before, after = same_or_valid(padding, weight.shape[2:], steps, gaps)
        if before != after:
            samples, before = pad(samples, last_first(before, after)), (0,) * rank
    else:
        before = along_each(padding, rank)
    result = _CONV[rank](
        samples, weight, bias, stride=steps, padding=before, dilation=gaps, groups=groups
    )
    return unbatched(result, single)


def conv1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: IntOrSizes = 1,
    padding: IntOrSizes | str = 0,
    dilation: IntOrSizes = 1,
    groups: int = 1,
) -> Tensor:
    """Cross-correlation along a line: input (N, C, L), weight (O, C / groups, K), bias (O).

    As `conv2d` in everything else.
    """
    return _conv(1, input, weight, bias, stride, padding, dilation, groups)


def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: IntOrSizes = 1,
    padding: IntOrSizes | str = 0,
    dilation: IntOrSizes = 1,
    groups: int = 1,
) -> Tensor:
    """Cross-correlation. input (N, C, H, W) or (C, H, W), weight (O, C / groups, KH, KW), bias (O).

    Each side of the output has ⌊(n + 2p − d(k − 1) − 1) / s⌋ + 1 places. padding: sizes, "valid"
    (none) or "same" (the output is as large as the input; stride 1 only).
    Raises ShapeError for channels or sizes that do not fit, ValueRangeError for bad arguments.
    """
    return _conv(2, input, weight, bias, stride, padding, dilation, groups)


def conv3d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: IntOrSizes = 1,
    padding: IntOrSizes | str = 0,
    dilation: IntOrSizes = 1,
    groups: int = 1,
) -> Tensor:
    """Cross-correlation in space: input (N, C, D, H, W), weight (O, C / groups, KD, KH, KW).

    As `conv2d` in everything else.
    """
    return _conv(3, input, weight, bias, stride, padding, dilation, groups)


def _transposed(
    rank: int,
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    stride: IntOrSizes,
    padding: IntOrSizes,
    output_padding: IntOrSizes,
    groups: int,
    dilation: IntOrSizes,
) -> Tensor:
    samples, single = batched(input, rank)
    result = _TRANSPOSED[rank](
        samples,
        weight,
        bias,
        stride=along_each(stride, rank),
        padding=along_each(padding, rank),
        output_padding=along_each(output_padding, rank),
        dilation=along_each(dilation, rank),
        groups=groups,
    )
    return unbatched(result, single)


def conv_transpose1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: IntOrSizes = 1,
    padding: IntOrSizes = 0,
    output_padding: IntOrSizes = 0,
    groups: int = 1,
    dilation: IntOrSizes = 1,
) -> Tensor:
    """Transposed convolution along a line: input (N, C, L), weight (C, O / groups, K), bias (O).

    As `conv_transpose2d` in everything else.
    """
    return _transposed(1, input, weight, bias, stride, padding, output_padding, groups, dilation)


def conv_transpose2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: IntOrSizes = 1,
    padding: IntOrSizes = 0,
    output_padding: IntOrSizes = 0,
    groups: int = 1,
    dilation: IntOrSizes = 1,
) -> Tensor:
    """Each cell lays its kernel, times itself, into the output: the adjoint of `conv2d`.

    input (N, C, H, W) or (C, H, W), weight (C, O / groups, KH, KW), bias (O). Each side of the
    output has (n − 1)·s − 2p + d(k − 1) + output_padding + 1 places.
    Raises ShapeError for channels or sizes that do not fit, ValueRangeError for bad arguments.
    """
    return _transposed(2, input, weight, bias, stride, padding, output_padding, groups, dilation)


def conv_transpose3d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: IntOrSizes = 1,
    padding: IntOrSizes = 0,
    output_padding: IntOrSizes = 0,
    groups: int = 1,
    dilation: IntOrSizes = 1,
) -> Tensor:
    """Transposed convolution in space: input (N, C, D, H, W), weight (C, O / groups, KD, KH, KW).

    As `conv_transpose2d` in everything else.
    """
    return _transposed(3, input, weight, bias, stride, padding, output_padding, groups, dilation)
