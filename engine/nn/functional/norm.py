"""Normalisation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

import engine
from engine import ops
from engine.backend import float16, float32
from engine.dims import product
from engine.errors import ShapeError, ValueRangeError
from engine.ops.rules import axes, text
from engine.tensors import Tensor

__all__ = [
    "batch_norm", "group_norm", "instance_norm", "layer_norm", "local_response_norm", "normalize",
    "rms_norm",
]  # fmt: skip


def batch_norm(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float | Tensor = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Each channel with mean 0 and variance 1, then · weight + bias. input (N, C, …).

    training: normalise by the batch's statistics and move the running ones towards them, the
    variance with n − 1 in its divisor (an empty batch moves nothing). Else: normalise by the
    running ones. Source: Ioffe & Szegedy 2015.
    """
    if not training:
        if running_mean is None or running_var is None:
            raise ValueRangeError(
                "Evaluation needs running statistics",
                expected="running_mean and running_var",
                actual="None",
                mend="Pass them, or training=True",
            )
        return ops.batch_norm_eval(input, running_mean, running_var, weight, bias, eps=eps)
    if not eps > 0:
        raise ValueRangeError("eps is positive in training", expected="above 0", actual=eps)
    y, mean, var = ops.batch_norm(input, weight, bias, eps=eps)
    count = product((input.shape[0], *input.shape[2:]))
    if count != 0:
        _remember(running_mean, mean, momentum)
        _remember(running_var, var, momentum, count)
    return y


def _remember(
    running: Tensor | None, latest: Tensor, momentum: float | Tensor, count: object = 0
) -> None:
    """Move a running statistic towards the latest; a variance of `count` values, corrected."""
    if running is not None:
        with engine.no_grad():
            running.assign(ops.running_average(running, latest, momentum, count=count))


def instance_norm(
    input: Tensor,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Each channel of each sample with mean 0 and variance 1, then · weight + bias. (N, C, L, …).

    use_input_stats: by the sample's own statistics, whose mean over the batch the running ones
    move towards. Else: by the running ones. Source: Ulyanov et al. 2016.
    """
    if not use_input_stats:
        return batch_norm(input, running_mean, running_var, weight, bias, False, momentum, eps)
    space = product(input.shape[2:])
    if space == 1:
        raise ShapeError(
            "Instance normalisation needs more than one value for each channel",
            expected="batch × channels × 2 or more",
            actual=text(input.shape),
            mend="Use a larger input, or GroupNorm",
        )
    y = ops.instance_norm(input, weight, bias, eps=eps)
    if (running_mean is not None or running_var is not None) and product(input.shape) != 0:
        with engine.no_grad():
            over = tuple(range(2, input.ndim))
            mean = input.mean(over, keepdim=True)
            var = ops.square(input - mean).mean(over).mean(0)
            _remember(running_mean, mean.reshape(input.shape[:2]).mean(0), momentum)
            _remember(running_var, var, momentum, space)
    return y


def layer_norm(
    input: Tensor,
    normalized_shape: int | Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """The last dimensions with mean 0 and variance 1, then · weight + bias.

    normalized_shape: their sizes, which weight and bias have too. Source: Ba et al. 2016.
    """
    sizes = normalized_sizes(normalized_shape)
    return ops.layer_norm(input, weight, bias, normalized_shape=sizes, eps=eps)


def rms_norm(
    input: Tensor,
    normalized_shape: int | Sequence[int],
    weight: Tensor | None = None,
    eps: float | None = None,
) -> Tensor:
    """The last dimensions divided by the root of their mean square, then · weight.

    eps: the spacing of the dtype at 1 where it is None. Source: Zhang & Sennrich 2019.
    """
    if eps is None:
        eps = float(np.finfo(float32 if input.dtype == float16 else input.dtype).eps)
    return ops.rms_norm(input, weight, normalized_shape=normalized_sizes(normalized_shape), eps=eps)


def normalized_sizes(normalized_shape: int | Sequence[int]) -> tuple[int, ...]:
    """The sizes that are normalised together, as a tuple."""
    return (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)


def group_norm(
    input: Tensor,
    num_groups: int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """Each group of channels of each sample with mean 0 and variance 1, then · weight + bias.

    input (N, C, …); weight and bias (C,). Source: Wu & He 2018.
    """
    if input.ndim > 1 and num_groups > 0 and product(input.shape) == num_groups:
        raise ShapeError(
            "Group normalisation needs more than one value for each group",
            expected="2 or more",
            actual=text(input.shape),
            mend="Use fewer groups",
        )
    return ops.group_norm(input, weight, bias, num_groups=num_groups, eps=eps)


def local_response_norm(
    input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Tensor:
    """x / (k + α/size · Σ x²)^β, the sum over `size` neighbouring channels. input (N, C, L, …).

    Source: Krizhevsky et al. 2012.
    """
    if input.ndim < 3:
        raise ShapeError(
            "Local response normalisation takes channels with at least one more dimension",
            expected="batch × channels × length × …",
            actual=text(input.shape),
        )
    return ops.local_response_norm(
        input, size=size, alpha=float(alpha), beta=float(beta), k=float(k)
    )


def normalize(
    input: Tensor, p: float = 2.0, dim: int | tuple[int, ...] = 1, eps: float = 1e-12
) -> Tensor:
    """input / max(‖input‖ₚ, eps), the norm along `dim`."""
    along = axes(dim, input.ndim)
    return input / ops.vector_norm(input, p=float(p), dim=along, keepdim=True).clamp(min=eps)
