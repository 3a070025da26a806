"""Gradients held within bounds, before the optimizer's step."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import engine
from engine import ops
from engine.errors import GradientError, ValueRangeError
from engine.tensors import Tensor, active_trace

__all__ = ["clip_grad_norm_", "clip_grad_value_", "clip_grads_with_norm_", "get_total_norm"]


def _listed(parameters: Any) -> list[Tensor]:
    return [parameters] if isinstance(parameters, Tensor) else list(parameters)


def get_total_norm(
    tensors: Iterable[Tensor] | Tensor,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """The norm of all tensors as if they were one vector: a 0-d tensor.

    norm_type: p, or infinity for the largest element. `foreach` is accepted and changes nothing.
    Raises GradientError for NaN or infinity where `error_if_nonfinite`.
    """
    listed = _listed(tensors)
    if not listed:
        return engine.tensor(0.0)
    p = float(norm_type)
    if p <= 0:
        raise ValueRangeError("A norm's order is above 0", expected="above 0", actual=norm_type)
    parts = [_norm(tensor, p) for tensor in listed]
    total = _norm(engine.stack(parts), p)
    if error_if_nonfinite and active_trace.get() is None and not math.isfinite(total.item()):
        raise GradientError(
            "The total norm is not a finite number",
            expected="finite gradients",
            actual=total.item(),
            mend="Look for the first NaN, or pass error_if_nonfinite=False",
        )
    return total


def _norm(tensor: Tensor, p: float) -> Tensor:
    if not tensor.numel():
        return tensor.sum()
    return ops.vector_norm(tensor, p=p, dim=tuple(range(tensor.ndim)))


def clip_grad_norm_(
    parameters: Iterable[Tensor] | Tensor,
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """Scale all gradients together so that their norm is at most `max_norm`; the norm before.

    Source: Pascanu, Mikolov & Bengio, "On the difficulty of training recurrent neural networks",
    2013.
    """
    listed = _listed(parameters)
    gradients = [p.grad for p in listed if p.grad is not None]
    with engine.no_grad():
        total = get_total_norm(gradients, norm_type, error_if_nonfinite)
        clip_grads_with_norm_(listed, max_norm, total)
    return total


def clip_grads_with_norm_(
    parameters: Iterable[Tensor] | Tensor,
    max_norm: float,
    total_norm: Tensor,
    foreach: bool | None = None,
) -> None:
    """Scale all gradients by max_norm / total_norm where that makes them smaller."""
    with engine.no_grad():
        factor = ops.minimum(float(max_norm) / (total_norm + 1e-6), 1.0)
        for parameter in _listed(parameters):
            if parameter.grad is not None:
                parameter.grad = parameter.grad * factor.type(parameter.grad.dtype)


def clip_grad_value_(
    parameters: Iterable[Tensor] | Tensor, clip_value: float, foreach: bool | None = None
) -> None:
    """Move every element of every gradient into [−clip_value, clip_value]."""
    bound = float(clip_value)
    with engine.no_grad():
        for parameter in _listed(parameters):
            if parameter.grad is not None:
                parameter.grad = ops.clip(parameter.grad, min=-bound, max=bound)
