"""Windows as columns, and columns put back, as modules."""

from __future__ import annotations

import engine.nn.functional as F
from engine.nn.functional.windows import IntOrSizes
from engine.nn.module import Module
from engine.tensors import Tensor

__all__ = ["Fold", "Unfold"]


class Unfold(Module):
    """Every window as a column: (N, C, H, W) → (N, C · KH · KW, windows), or both without N."""

    def __init__(
        self,
        kernel_size: IntOrSizes,
        dilation: IntOrSizes = 1,
        padding: IntOrSizes = 0,
        stride: IntOrSizes = 1,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.dilation = dilation
        self.padding = padding
        self.stride = stride

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, H, W) → (N, C · KH · KW, windows), or both without N."""
        return F.unfold(input, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self) -> str:
        return (
            f"kernel_size={self.kernel_size}, dilation={self.dilation}, padding={self.padding}, "
            f"stride={self.stride}"
        )


class Fold(Module):
    """Columns added up where their windows lie: (N, C · KH · KW, windows) → (N, C, *output_size).

    The adjoint of `Unfold`, not its inverse: places in several windows are sums.
    """

    def __init__(
        self,
        output_size: IntOrSizes,
        kernel_size: IntOrSizes,
        dilation: IntOrSizes = 1,
        padding: IntOrSizes = 0,
        stride: IntOrSizes = 1,
    ) -> None:
        super().__init__()
        self.output_size = output_size
        self.kernel_size = kernel_size
        self.dilation = dilation
        self.padding = padding
        self.stride = stride

    def forward(self, input: Tensor) -> Tensor:
        """(N, C · KH · KW, windows) → (N, C, *output_size), or both without N."""
        return F.fold(
            input, self.output_size, self.kernel_size, self.dilation, self.padding, self.stride
        )

    def extra_repr(self) -> str:
        return (
            f"output_size={self.output_size}, kernel_size={self.kernel_size}, "
            f"dilation={self.dilation}, padding={self.padding}, stride={self.stride}"
        )
