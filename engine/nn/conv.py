"""Convolutions as modules, over one, two or three dimensions."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import engine.nn.functional as F
from engine.errors import ValueRangeError
from engine.nn import init
from engine.nn.functional.windows import IntOrSizes, along_each, last_first, same_or_valid
from engine.nn.module import Module
from engine.nn.parameter import Parameter, empty_parameter
from engine.ops.rules import need_not_negative, need_positive
from engine.ops.windows import Sizes
from engine.tensors import Tensor

__all__ = ["CausalConv1d", "Conv1d", "Conv2d", "Conv3d"]


_MODES = ("zeros", "reflect", "replicate", "circular")


class ConvolutionBase(Module):
    """What convolutions and transposed ones share: their arguments, checked, and parameters."""

    rank: ClassVar[int]
    bias: Parameter | None

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: IntOrSizes,
        stride: IntOrSizes,
        padding: IntOrSizes | str,
        dilation: IntOrSizes,
        groups: int,
        bias: bool,
        padding_mode: str,
        device: Any,
        dtype: Any,
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = along_each(kernel_size, self.rank)
        self.stride = along_each(stride, self.rank)
        self.padding = padding if isinstance(padding, str) else along_each(padding, self.rank)
        self.dilation = along_each(dilation, self.rank)
        self.groups = groups
        self.padding_mode = padding_mode
        self._check()
        self.weight = empty_parameter(*self._weight_shape(), device=device, dtype=dtype)
        self.bias = empty_parameter(out_channels, device=device, dtype=dtype) if bias else None
        self.reset_parameters()

    def _weight_shape(self) -> Sizes:
        return (self.out_channels, self.in_channels // self.groups, *self.kernel_size)

    def _check(self) -> None:
        need_positive(
            in_channels=self.in_channels,
            out_channels=self.out_channels,
            kernel_size=self.kernel_size,
            stride=self.stride,
            dilation=self.dilation,
            groups=self.groups,
        )
        if isinstance(self.padding, str):
            same_or_valid(self.padding, self.kernel_size, self.stride, self.dilation)
        else:
            need_not_negative(padding=self.padding)
        for name in ("in_channels", "out_channels"):
            if getattr(self, name) % self.groups:
                raise ValueRangeError(
                    "{groups} groups do not divide {name} evenly",
                    groups=self.groups,
                    name=name,
                    expected=f"a multiple of {self.groups}",
                    actual=getattr(self, name),
                )
        if self.padding_mode not in _MODES:
            raise ValueRangeError(
                "There is no padding mode {name}",
                name=self.padding_mode,
                expected=", ".join(_MODES),
                actual=self.padding_mode,
            )

    def reset_parameters(self) -> None:
        """Draw weight and bias anew."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            bound = 1 / math.sqrt(init.fans(self.weight)[0])
            init.uniform_(self.bias, -bound, bound)

    def extra_repr(self) -> str:
        parts = [
            f"{self.in_channels}, {self.out_channels}",
            f"kernel_size={self.kernel_size}, stride={self.stride}",
        ]
        if self.padding != (0,) * self.rank:
            parts.append(f"padding={self.padding}")
        if self.dilation != (1,) * self.rank:
            parts.append(f"dilation={self.dilation}")
        more = getattr(self, "output_padding", None)
        if more and any(more):
            parts.append(f"output_padding={more}")
        if self.groups != 1:
            parts.append(f"groups={self.groups}")
        if self.bias is None:
            parts.append("bias=False")
        if self.padding_mode != "zeros":
            parts.append(f"padding_mode={self.padding_mode}")
        return ", ".join(parts)


class _Conv(ConvolutionBase):
    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: IntOrSizes,
        stride: IntOrSizes = 1,
        padding: IntOrSizes | str = 0,
        dilation: IntOrSizes = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(
            in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias,
            padding_mode, device, dtype,
        )  # fmt: skip

    def forward(self, input: Tensor) -> Tensor:
        """(N, in, …) → (N, out, …), or both without N."""
        padding: Any = self.padding
        if self.padding_mode != "zeros":
            input, padding = self._bordered(input), 0
        return _FUNCTIONS[self.rank](
            input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups
        )

    def _bordered(self, input: Tensor) -> Tensor:
        if isinstance(self.padding, str):
            before, after = same_or_valid(
                self.padding, self.kernel_size, self.stride, self.dilation
            )
        else:
            before = after = self.padding
        return F.pad(input, last_first(before, after), mode=self.padding_mode)


_FUNCTIONS: dict[int, Any] = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}


class Conv1d(_Conv):
    """Cross-correlation along a line: weight (out, in / groups, K), bias (out).

    (N, in, L) → (N, out, L'). Arguments and start as `Conv2d`.
    """

    rank = 1


class Conv2d(_Conv):
    """Cross-correlation with learned kernels: weight (out, in / groups, KH, KW), bias (out).

    (N, in, H, W) → (N, out, H', W'). padding: numbers, "valid" or "same". padding_mode: what the
    border holds. Parameters start evenly in ±1/√(in / groups · KH · KW). Raises ValueRangeError for
    arguments that do not fit.
    """

    rank = 2


class Conv3d(_Conv):
    """Cross-correlation in space: weight (out, in / groups, KD, KH, KW), bias (out).

    (N, in, D, H, W) → (N, out, D', H', W'). Arguments and start as `Conv2d`.
    """

    rank = 3


class CausalConv1d(Conv1d):
    """A convolution along time that sees no later step: output t reads inputs … t.

    (N, in, T) → (N, out, ⌈T / stride⌉), or without N. d(k − 1) zeros stand before the line and none
    after it. Not PyTorch's; parameters are `Conv1d`'s (van den Oord et al., "WaveNet", 2016; Bai,
    Kolter, Koltun, "An empirical evaluation of generic convolutional and recurrent networks for
    sequence modeling", 2018).
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: IntOrSizes,
        stride: IntOrSizes = 1,
        dilation: IntOrSizes = 1,
        groups: int = 1,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(
            in_channels, out_channels, kernel_size, stride, 0, dilation, groups, bias,
            device=device, dtype=dtype,
        )  # fmt: skip

    def forward(self, input: Tensor) -> Tensor:
        """(N, in, T) → (N, out, ⌈T / stride⌉), or both without N."""
        before = self.dilation[0] * (self.kernel_size[0] - 1)
        return super().forward(F.pad(input, (before, 0)))
