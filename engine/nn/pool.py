"""Pooling as modules, over one, two or three dimensions."""

from __future__ import annotations

from typing import Any, ClassVar

import engine.nn.functional as F
from engine.nn.functional.windows import IntOrSizes, along_each, strides
from engine.nn.module import Module
from engine.tensors import Tensor

__all__ = [
    "AvgPool1d", "AvgPool2d", "AvgPool3d", "LPPool1d", "LPPool2d", "LPPool3d",
    "MaxPool1d", "MaxPool2d", "MaxPool3d",
]  # fmt: skip


_MAX: dict[int, Any] = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
_AVG: dict[int, Any] = {2: F.avg_pool2d, 3: F.avg_pool3d}
_LP: dict[int, Any] = {1: F.lp_pool1d, 2: F.lp_pool2d, 3: F.lp_pool3d}


class _MaxPool(Module):
    rank: ClassVar[int]

    def __init__(
        self,
        kernel_size: IntOrSizes,
        stride: IntOrSizes | None = None,
        padding: IntOrSizes = 0,
        dilation: IntOrSizes = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.dilation = dilation
        self.return_indices = return_indices
        self.ceil_mode = ceil_mode

    def forward(self, input: Tensor) -> Any:
        """(N, C, …) → (N, C, …), or both without N; and the indices, with return_indices."""
        return _MAX[self.rank](
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.dilation,
            self.ceil_mode,
            self.return_indices,
        )

    def extra_repr(self) -> str:
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, "
            f"dilation={self.dilation}, ceil_mode={self.ceil_mode}"
        )


class MaxPool1d(_MaxPool):
    """The largest of each window of a line, (N, C, L); stride: the kernel size unless given."""

    rank = 1


class MaxPool2d(_MaxPool):
    """The largest of each window, (N, C, H, W); the stride is the kernel size unless given.

    Of equals the first gets the gradient. return_indices: also give where each maximum stands.
    """

    rank = 2


class MaxPool3d(_MaxPool):
    """The largest of each window in space, (N, C, D, H, W); the stride is the kernel size unless
    given."""

    rank = 3


class AvgPool1d(Module):
    """The mean of each window of a line, (N, C, L); the stride is the kernel size unless given."""

    def __init__(
        self,
        kernel_size: IntOrSizes,
        stride: IntOrSizes | None = None,
        padding: IntOrSizes = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        super().__init__()
        self.kernel_size = along_each(kernel_size, 1)
        self.stride = strides(stride, kernel_size, 1)
        self.padding = along_each(padding, 1)
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, L) → (N, C, L'), or both without N."""
        return F.avg_pool1d(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
        )

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class _AvgPool(Module):
    rank: ClassVar[int]

    def __init__(
        self,
        kernel_size: IntOrSizes,
        stride: IntOrSizes | None = None,
        padding: IntOrSizes = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad
        self.divisor_override = divisor_override

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, …) → (N, C, …), or both without N."""
        return _AVG[self.rank](
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
            self.divisor_override,
        )

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool2d(_AvgPool):
    """The mean of each window, (N, C, H, W); the stride is the kernel size unless given."""

    rank = 2


class AvgPool3d(_AvgPool):
    """The mean of each window in space, (N, C, D, H, W); the stride is the kernel size unless
    given."""

    rank = 3


class _LPPool(Module):
    rank: ClassVar[int]

    def __init__(
        self,
        norm_type: float,
        kernel_size: IntOrSizes,
        stride: IntOrSizes | None = None,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__()
        self.norm_type = norm_type
        self.kernel_size = kernel_size
        self.stride = stride
        self.ceil_mode = ceil_mode

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, …) → (N, C, …), or both without N."""
        return _LP[self.rank](
            input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode
        )

    def extra_repr(self) -> str:
        return (
            f"norm_type={self.norm_type}, kernel_size={self.kernel_size}, stride={self.stride}, "
            f"ceil_mode={self.ceil_mode}"
        )


class LPPool1d(_LPPool):
    """The p-norm of each window of a line, (Σ xᵖ)^(1/p). (N, C, L)."""

    rank = 1


class LPPool2d(_LPPool):
    """The p-norm of each window, (Σ xᵖ)^(1/p): p = 1 adds up, large p nears the maximum.

    (N, C, H, W) (Gulcehre et al., "Learned-norm pooling", 2014).
    """

    rank = 2


class LPPool3d(_LPPool):
    """The p-norm of each window in space, (Σ xᵖ)^(1/p). (N, C, D, H, W)."""

    rank = 3
