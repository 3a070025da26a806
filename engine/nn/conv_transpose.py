"""Transposed convolutions as modules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import engine.nn.functional as F
from engine.errors import ValueRangeError
from engine.nn.conv import ConvolutionBase
from engine.nn.functional.windows import IntOrSizes, along_each
from engine.ops.rules import need_not_negative, text
from engine.ops.windows import Sizes
from engine.tensors import Tensor

__all__ = ["ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"]


class _ConvTranspose(ConvolutionBase):
    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: IntOrSizes,
        stride: IntOrSizes = 1,
        padding: IntOrSizes = 0,
        output_padding: IntOrSizes = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: IntOrSizes = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        if padding_mode != "zeros" or isinstance(padding, str):
            raise ValueRangeError(
                "A transposed convolution is padded with zeros, by numbers",
                expected="padding_mode zeros, padding in numbers",
                actual=padding if isinstance(padding, str) else padding_mode,
            )
        super().__init__(
            in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias,
            padding_mode, device, dtype,
        )  # fmt: skip
        self.output_padding = along_each(output_padding, self.rank)
        need_not_negative(output_padding=self.output_padding)

    def _weight_shape(self) -> Sizes:
        return (self.in_channels, self.out_channels // self.groups, *self.kernel_size)

    def forward(self, input: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        """(N, in, …) → (N, out, …), or both without N.

        output_size: of the stride possible sizes, this one instead of what output_padding says.
        """
        more = self.output_padding if output_size is None else self._more_for(input, output_size)
        return _FUNCTIONS[self.rank](
            input, self.weight, self.bias, self.stride, self.padding, more, self.groups,
            self.dilation,
        )  # fmt: skip

    def _more_for(self, input: Tensor, output_size: Sequence[int]) -> Sizes:
        """The output_padding that makes the output that large."""
        wanted = tuple(output_size)[-self.rank :]
        padding: Any = self.padding
        least = tuple(
            (n - 1) * s - 2 * p + d * (k - 1) + 1
            for n, s, p, d, k in zip(
                input.shape[input.ndim - self.rank :],
                self.stride,
                padding,
                self.dilation,
                self.kernel_size,
                strict=True,
            )
        )
        most = tuple(n + s - 1 for n, s in zip(least, self.stride, strict=True))
        fits = len(output_size) in (self.rank, input.ndim) and all(
            low <= n <= high for low, n, high in zip(least, wanted, most, strict=True)
        )
        if not fits:
            raise ValueRangeError(
                "The convolution's stride does not make this output_size",
                expected=f"{text(least)} to {text(most)}",
                actual=text(output_size),
            )
        return tuple(n - low for n, low in zip(wanted, least, strict=True))


_FUNCTIONS: dict[int, Any] = {
    1: F.conv_transpose1d,
    2: F.conv_transpose2d,
    3: F.conv_transpose3d,
}


class ConvTranspose1d(_ConvTranspose):
    """Transposed convolution along a line: weight (in, out / groups, K), bias (out).

    (N, in, L) → (N, out, L'). Arguments and start as `ConvTranspose2d`.
    """

    rank = 1


class ConvTranspose2d(_ConvTranspose):
    """Each cell lays its learned kernel, times itself, into the output: the adjoint of `Conv2d`.

    (N, in, H, W) → (N, out, H', W'); H' = (H − 1)·s − 2p + d(k − 1) + output_padding + 1. weight
    (in, out / groups, KH, KW), bias (out); they start evenly in ±1/√(out / groups · KH · KW).
    Raises ValueRangeError for arguments that do not fit (Dumoulin & Visin, "A guide to convolution
    arithmetic for deep learning", 2016).
    """

    rank = 2


class ConvTranspose3d(_ConvTranspose):
    """Transposed convolution in space: weight (in, out / groups, KD, KH, KW), bias (out).

    (N, in, D, H, W) → (N, out, D', H', W'). Arguments and start as `ConvTranspose2d`.
    """

    rank = 3
