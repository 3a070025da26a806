"""Batch and instance normalisation as modules: what keeps running statistics.

Sources: Ioffe & Szegedy 2015 (batch), Ulyanov et al. 2016 (instance).
"""

from __future__ import annotations

from typing import Any

import engine
import engine.nn.functional as F
from engine.errors import ShapeError
from engine.nn import init
from engine.nn.module import Module
from engine.nn.parameter import Parameter, empty_parameter
from engine.ops.rules import need_positive, text
from engine.tensors import Tensor

__all__ = [
    "BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "InstanceNorm1d", "InstanceNorm2d",
    "InstanceNorm3d",
]  # fmt: skip


class _Norm(Module):
    """What all of them have: weight and bias where `affine`, running statistics where tracked.

    momentum: how far the running statistics move towards each batch's; None: their plain mean so
    far. bias=False: a weight alone.
    """

    weight: Parameter | None
    bias: Parameter | None
    running_mean: Tensor | None
    running_var: Tensor | None
    num_batches_tracked: Tensor | None
    layouts: tuple[str, ...]  # the dimensions that an input may have

    def __init__(
        self,
        num_features: int,
        eps: float,
        momentum: float | None,
        affine: bool,
        track_running_stats: bool,
        device: Any,
        dtype: Any,
        bias: bool,
    ) -> None:
        super().__init__()
        need_positive(num_features=num_features)
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = track_running_stats
        factory = {"device": device, "dtype": dtype}
        self.weight = empty_parameter(num_features, **factory) if affine else None
        self.bias = empty_parameter(num_features, **factory) if affine and bias else None
        tracked = track_running_stats
        self.register_buffer(
            "running_mean", engine.zeros(num_features, **factory) if tracked else None
        )
        self.register_buffer(
            "running_var", engine.ones(num_features, **factory) if tracked else None
        )
        batches = engine.zeros((), dtype=engine.int64, device=device) if tracked else None
        self.register_buffer("num_batches_tracked", batches)
        self.reset_parameters()

    def reset_running_stats(self) -> None:
        """Forget the batches seen: mean 0, variance 1."""
        if self.running_mean is not None and self.running_var is not None:
            init.zeros_(self.running_mean)
            init.ones_(self.running_var)
        if self.num_batches_tracked is not None:
            init.zeros_(self.num_batches_tracked)

    def reset_parameters(self) -> None:
        """Weight 1, bias 0, and no batches seen."""
        self.reset_running_stats()
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def _channel_place(self, input: Tensor) -> int:
        """Which dimension the channels are; ShapeError for an input that the layer does not take.

        Only a layer without weights or statistics takes another number of channels, as PyTorch's.
        """
        fixed = self.affine or self.track_running_stats or isinstance(self, _BatchNorm)
        channels: object = self.num_features if fixed else "channels"
        mend: dict[str, Any] = {}
        for layout in self.layouts:
            names = layout.split("×")
            if len(names) == input.ndim:
                place = names.index("C")
                if not fixed or input.shape[place] == self.num_features:
                    return place
                mend = {
                    "mend": "Set num_features to {channels}", "channels": input.shape[place],
                }  # fmt: skip
        raise ShapeError(
            "{kind} takes input of another shape",
            kind=type(self).__name__,
            expected=" or ".join(self.layouts).replace("C", str(channels)),
            actual=text(input.shape),
            **mend,
        )

    def extra_repr(self) -> str:
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, "
            f"affine={self.affine}, bias={self.bias is not None}, "
            f"track_running_stats={self.track_running_stats}"
        )


# ---- over the batch


class _BatchNorm(_Norm):
    """Each channel with mean 0 and variance 1 over the batch, then · weight + bias.

    track_running_stats=False: the batch's own statistics in evaluation too.
    """

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(
            num_features, eps, momentum, affine, track_running_stats, device, dtype, bias
        )

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, …), kept."""
        self._channel_place(input)
        momentum: float | Tensor = 0.0 if self.momentum is None else self.momentum
        if self.training and self.track_running_stats and self.num_batches_tracked is not None:
            self.num_batches_tracked.assign(self.num_batches_tracked + 1)
            if self.momentum is None:
                momentum = 1.0 / self.num_batches_tracked.type(input.dtype)
        remember = not self.training or self.track_running_stats
        return F.batch_norm(
            input,
            self.running_mean if remember else None,
            self.running_var if remember else None,
            self.weight,
            self.bias,
            self.training or self.running_mean is None,
            momentum,
            self.eps,
        )


class BatchNorm1d(_BatchNorm):
    """Batch normalisation of (N, C) or (N, C, L): each channel with mean 0 and variance 1."""

    layouts = ("N×C", "N×C×length")


class BatchNorm2d(_BatchNorm):
    """Batch normalisation of (N, C, H, W): each channel with mean 0 and variance 1."""

    layouts = ("N×C×height×width",)


class BatchNorm3d(_BatchNorm):
    """Batch normalisation of (N, C, D, H, W): each channel with mean 0 and variance 1."""

    layouts = ("N×C×depth×height×width",)


# ---- over each sample


class _InstanceNorm(_Norm):
    """Each channel of each sample with mean 0 and variance 1, then · weight + bias where affine.

    track_running_stats=True: evaluation normalises by the running statistics.
    """

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(
            num_features, eps, momentum, affine, track_running_stats, device, dtype, bias
        )

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, …) or one sample without N, kept."""
        if self._channel_place(input) == 0:
            return self._normalised(input.unsqueeze(0)).squeeze(0)
        return self._normalised(input)

    def _normalised(self, input: Tensor) -> Tensor:
        return F.instance_norm(
            input,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training or not self.track_running_stats,
            0.0 if self.momentum is None else self.momentum,
            self.eps,
        )


class InstanceNorm1d(_InstanceNorm):
    """Instance normalisation of (N, C, L) or (C, L)."""

    layouts = ("N×C×length", "C×length")


class InstanceNorm2d(_InstanceNorm):
    """Instance normalisation of (N, C, H, W) or (C, H, W)."""

    layouts = ("N×C×height×width", "C×height×width")


class InstanceNorm3d(_InstanceNorm):
    """Instance normalisation of (N, C, D, H, W) or (C, D, H, W)."""

    layouts = ("N×C×depth×height×width", "C×depth×height×width")
