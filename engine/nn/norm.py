"""Batch normalisation as a module."""

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

__all__ = ["BatchNorm2d"]


class BatchNorm2d(Module):
    """Each channel of (N, C, H, W) with mean 0 and variance 1, then · weight + bias.

    momentum: how far the running statistics move towards each batch's; None: their plain mean so
    far. track_running_stats=False: the batch's own statistics in evaluation too.
    """

    weight: Parameter | None
    bias: Parameter | None
    running_mean: Tensor | None
    running_var: Tensor | None
    num_batches_tracked: Tensor | None

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

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, H, W), kept."""
        if input.ndim != 4:
            raise ShapeError(
                "BatchNorm2d takes images",
                expected=f"N×{self.num_features}×height×width",
                actual=text(input.shape),
            )
        momentum: float | Tensor = 0.0 if self.momentum is None else self.momentum
        if self.training and self.num_batches_tracked is not None:
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

    def extra_repr(self) -> str:
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, "
            f"affine={self.affine}, bias={self.bias is not None}, "
            f"track_running_stats={self.track_running_stats}"
        )
