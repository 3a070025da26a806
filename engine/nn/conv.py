"""Convolution as a module."""

from __future__ import annotations

import math
from typing import Any

import engine.nn.functional as F
from engine.errors import ValueRangeError
from engine.nn import init
from engine.nn.functional.windows import IntOrPair, pair, same_or_valid
from engine.nn.module import Module
from engine.nn.parameter import Parameter, empty_parameter
from engine.ops.rules import need_not_negative, need_positive
from engine.tensors import Tensor

__all__ = ["Conv2d"]


_MODES = ("zeros", "reflect", "replicate", "circular")


class Conv2d(Module):
    """Cross-correlation with learned kernels: weight (out, in / groups, KH, KW), bias (out).

    padding: numbers, "valid" or "same". padding_mode: what the border holds. Parameters start
    evenly in ±1/√(in / groups · KH · KW). Raises ValueRangeError for arguments that do not fit.
    """

    bias: Parameter | None

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: IntOrPair,
        stride: IntOrPair = 1,
        padding: IntOrPair | str = 0,
        dilation: IntOrPair = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = pair(kernel_size)
        self.stride = pair(stride)
        self.padding = padding if isinstance(padding, str) else pair(padding)
        self.dilation = pair(dilation)
        self.groups = groups
        self.padding_mode = padding_mode
        self._check()
        factory = {"device": device, "dtype": dtype}
        self.weight = empty_parameter(
            out_channels, in_channels // groups, *self.kernel_size, **factory
        )
        self.bias = empty_parameter(out_channels, **factory) if bias else None
        self.reset_parameters()

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

    def forward(self, input: Tensor) -> Tensor:
        """(N, in, H, W) → (N, out, H', W'), or without N."""
        how = {"stride": self.stride, "dilation": self.dilation, "groups": self.groups}
        if self.padding_mode == "zeros":
            return F.conv2d(input, self.weight, self.bias, padding=self.padding, **how)  # type: ignore[arg-type]
        return F.conv2d(self._bordered(input), self.weight, self.bias, **how)  # type: ignore[arg-type]

    def _bordered(self, input: Tensor) -> Tensor:
        if isinstance(self.padding, str):
            (top, left), (bottom, right) = same_or_valid(
                self.padding, self.kernel_size, self.stride, self.dilation
            )
        else:
            (top, left), (bottom, right) = self.padding, self.padding
        return F.pad(input, (left, right, top, bottom), mode=self.padding_mode)

    def extra_repr(self) -> str:
        parts = [
            f"{self.in_channels}, {self.out_channels}",
            f"kernel_size={self.kernel_size}, stride={self.stride}",
        ]
        if self.padding != (0, 0):
            parts.append(f"padding={self.padding}")
        if self.dilation != (1, 1):
            parts.append(f"dilation={self.dilation}")
        if self.groups != 1:
            parts.append(f"groups={self.groups}")
        if self.bias is None:
            parts.append("bias=False")
        if self.padding_mode != "zeros":
            parts.append(f"padding_mode={self.padding_mode}")
        return ", ".join(parts)
