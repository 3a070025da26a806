"""Pooling whose output has a given size: adaptive, global, fractional; and unpooling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import engine.nn.functional as F
from engine.errors import ValueRangeError
from engine.nn.functional.pool import IntOrMissing
from engine.nn.functional.windows import IntOrSizes, along_each
from engine.nn.module import Module
from engine.ops.rules import need_ndim
from engine.tensors import Tensor

__all__ = [
    "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d",
    "AdaptiveMaxPool1d", "AdaptiveMaxPool2d", "AdaptiveMaxPool3d",
    "FractionalMaxPool2d", "FractionalMaxPool3d", "GlobalAvgPool2d", "GlobalMaxPool2d",
    "MaxUnpool1d", "MaxUnpool2d", "MaxUnpool3d",
]  # fmt: skip


_AVG: dict[int, Any] = {
    1: F.adaptive_avg_pool1d, 2: F.adaptive_avg_pool2d, 3: F.adaptive_avg_pool3d,
}  # fmt: skip
_MAX: dict[int, Any] = {
    1: F.adaptive_max_pool1d, 2: F.adaptive_max_pool2d, 3: F.adaptive_max_pool3d,
}  # fmt: skip
_FRACTIONAL: dict[int, Any] = {2: F.fractional_max_pool2d, 3: F.fractional_max_pool3d}
_UNPOOL: dict[int, Any] = {1: F.max_unpool1d, 2: F.max_unpool2d, 3: F.max_unpool3d}


# ---- adaptive


class _AdaptiveAvgPool(Module):
    rank: ClassVar[int]

    def __init__(self, output_size: IntOrMissing) -> None:
        super().__init__()
        self.output_size = output_size

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, …) → (N, C, *output_size), or both without N."""
        return _AVG[self.rank](input, self.output_size)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class AdaptiveAvgPool1d(_AdaptiveAvgPool):
    """The mean of each of output_size windows that share a line evenly. (N, C, L)."""

    rank = 1


class AdaptiveAvgPool2d(_AdaptiveAvgPool):
    """The mean of each of output_size windows that share the map evenly. (N, C, H, W).

    output_size: a number, or one for each side; None keeps the input's.
    """

    rank = 2


class AdaptiveAvgPool3d(_AdaptiveAvgPool):
    """The mean of each of output_size windows that share the space evenly. (N, C, D, H, W)."""

    rank = 3


class _AdaptiveMaxPool(Module):
    rank: ClassVar[int]

    def __init__(self, output_size: IntOrMissing, return_indices: bool = False) -> None:
        super().__init__()
        self.output_size = output_size
        self.return_indices = return_indices

    def forward(self, input: Tensor) -> Any:
        """(N, C, …) → (N, C, *output_size), or both without N; and the indices, if asked for."""
        return _MAX[self.rank](input, self.output_size, self.return_indices)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class AdaptiveMaxPool1d(_AdaptiveMaxPool):
    """The largest of each of output_size windows that share a line evenly. (N, C, L)."""

    rank = 1


class AdaptiveMaxPool2d(_AdaptiveMaxPool):
    """The largest of each of output_size windows that share the map evenly. (N, C, H, W).

    output_size: a number, or one for each side; None keeps the input's.
    """

    rank = 2


class AdaptiveMaxPool3d(_AdaptiveMaxPool):
    """The largest of each of output_size windows that share the space evenly. (N, C, D, H, W)."""

    rank = 3


# ---- global


class GlobalAvgPool2d(Module):
    """The mean of each map: (N, C, H, W) → (N, C), or (C, H, W) → (C).

    Not PyTorch's: there it is AdaptiveAvgPool2d(1) and Flatten (Lin, Chen, Yan, "Network in
    network", 2014).
    """

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, H, W) → (N, C), or (C, H, W) → (C)."""
        _need_maps(input)
        return input.mean((-2, -1))


class GlobalMaxPool2d(Module):
    """The largest of each map, of equals the first: (N, C, H, W) → (N, C), or (C, H, W) → (C).

    Not PyTorch's: there it is AdaptiveMaxPool2d(1) and Flatten (Oquab et al., "Is object
    localization for free?", 2015).
    """

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, H, W) → (N, C), or (C, H, W) → (C)."""
        _need_maps(input)
        pooled = F.adaptive_max_pool2d(input, 1)
        return pooled.reshape(pooled.shape[:-2])


def _need_maps(input: Tensor) -> None:
    if input.ndim != 3:
        need_ndim(input.shape, 4, "input of pooling", "batch × channels × height × width")


# ---- fractional


class _FractionalMaxPool(Module):
    rank: ClassVar[int]

    def __init__(
        self,
        kernel_size: IntOrSizes,
        output_size: IntOrSizes | None = None,
        output_ratio: float | Sequence[float] | None = None,
        return_indices: bool = False,
        _random_samples: Tensor | None = None,
    ) -> None:
        super().__init__()
        if (output_size is None) == (output_ratio is None):
            raise ValueRangeError(
                "Fractional pooling takes an output_size or an output_ratio",
                expected="one of the two",
                actual="neither" if output_size is None else "both",
            )
        self.kernel_size = along_each(kernel_size, self.rank)
        self.return_indices = return_indices
        self.output_size = None if output_size is None else along_each(output_size, self.rank)
        self.output_ratio = output_ratio
        if output_ratio is not None:
            one = isinstance(output_ratio, int | float)
            ratios = (output_ratio,) * self.rank if one else tuple(output_ratio)  # type: ignore[arg-type]
            if len(ratios) != self.rank or not all(0 < ratio < 1 for ratio in ratios):  # type: ignore[operator]
                raise ValueRangeError(
                    "output_ratio is between 0 and 1",
                    expected=f"a number between 0 and 1, or {self.rank}",
                    actual=output_ratio,
                )
            self.output_ratio = ratios  # type: ignore[assignment]
        self.register_buffer("_random_samples", _random_samples)

    def forward(self, input: Tensor) -> Any:
        """(N, C, …) → (N, C, *output_size), or both without N; and the indices, if asked for."""
        return _FRACTIONAL[self.rank](
            input,
            self.kernel_size,
            self.output_size,
            self.output_ratio,
            self.return_indices,
            self._random_samples,
        )


class FractionalMaxPool2d(_FractionalMaxPool):
    """Max pooling that shrinks the sides by a ratio that need not be whole. (N, C, H, W).

    Windows begin at pseudo-random distances, drawn anew each time, in evaluation too (Graham,
    "Fractional max-pooling", 2015).
    """

    rank = 2


class FractionalMaxPool3d(_FractionalMaxPool):
    """Max pooling in space that shrinks the sides by a ratio that need not be whole, as
    `FractionalMaxPool2d`. (N, C, D, H, W)."""

    rank = 3


# ---- unpooling


class _MaxUnpool(Module):
    rank: ClassVar[int]

    def __init__(
        self, kernel_size: IntOrSizes, stride: IntOrSizes | None = None, padding: IntOrSizes = 0
    ) -> None:
        super().__init__()
        self.kernel_size = along_each(kernel_size, self.rank)
        self.stride = along_each(kernel_size if stride is None else stride, self.rank)
        self.padding = along_each(padding, self.rank)

    def forward(
        self, input: Tensor, indices: Tensor, output_size: Sequence[int] | None = None
    ) -> Tensor:
        """Each element of input at the place that indices tell, 0 everywhere else."""
        return _UNPOOL[self.rank](
            input, indices, self.kernel_size, self.stride, self.padding, output_size
        )

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxUnpool1d(_MaxUnpool):
    """Maxima of `MaxPool1d` back at their places in the line, 0 everywhere else. (N, C, L)."""

    rank = 1


class MaxUnpool2d(_MaxUnpool):
    """Maxima of `MaxPool2d` back at their places, 0 everywhere else. (N, C, H, W).

    Takes the indices that pooling gave (Zeiler & Fergus, "Visualizing and understanding
    convolutional networks", 2014).
    """

    rank = 2


class MaxUnpool3d(_MaxUnpool):
    """Maxima of `MaxPool3d` back at their places in space, 0 everywhere else. (N, C, D, H, W)."""

    rank = 3
