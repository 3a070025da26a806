"""Normalisation."""

from __future__ import annotations

import engine
from engine import ops
from engine.dims import product
from engine.errors import ValueRangeError
from engine.tensors import Tensor

__all__ = ["batch_norm"]


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
    variance with n − 1 in its divisor. Else: normalise by the running ones.
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
    y, mean, var = ops.batch_norm(input, weight, bias, eps=eps)
    with engine.no_grad():
        if running_mean is not None:
            running_mean.assign(ops.running_average(running_mean, mean, momentum, count=0))
        if running_var is not None:
            count = product((input.shape[0], *input.shape[2:]))
            running_var.assign(ops.running_average(running_var, var, momentum, count=count))
    return y
