"""Losses that are the negative logarithm of a likelihood: Bernoulli, Poisson, Gauss."""

from __future__ import annotations

import math

from engine import ops
from engine.errors import ShapeError
from engine.nn.functional.loss.reduction import (
    checked,
    chosen_reduction,
    need_same_shape,
    reduced,
)
from engine.tensors import Tensor

__all__ = [
    "binary_cross_entropy", "binary_cross_entropy_with_logits", "gaussian_nll_loss",
    "poisson_nll_loss",
]  # fmt: skip


def binary_cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """−t · ln p − (1 − t) · ln(1 − p) of probabilities p; a logarithm is −100 at least.

    weight: broadcast over the input. Raises ShapeError where the shapes differ, ValueRangeError
    where a probability is outside 0 to 1.
    """
    need_same_shape(input, target=target)
    losses = ops.binary_cross_entropy(
        checked(input, "input", 0.0, 1.0), checked(target, "target", 0.0, 1.0)
    )
    losses = losses if weight is None else losses * weight
    return reduced(losses, chosen_reduction(size_average, reduce, reduction))


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """The binary cross-entropy of σ(input), from logits: exact where σ is 0 or 1 to all digits.

    weight: broadcast over the input. pos_weight: how much a target of 1 counts, broadcast too.
    Raises ShapeError where the shapes differ, ValueRangeError for targets that are NaN.
    """
    need_same_shape(input, target=target)
    target = checked(target)
    losses = ops.logistic_loss(input)
    if pos_weight is not None:
        losses = losses * ((pos_weight - 1) * target + 1)
    losses = (1 - target) * input + losses
    losses = losses if weight is None else losses * weight
    return reduced(losses, chosen_reduction(size_average, reduce, reduction))


def poisson_nll_loss(
    input: Tensor,
    target: Tensor,
    log_input: bool = True,
    full: bool = False,
    size_average: bool | None = None,
    eps: float = 1e-8,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """e^input − t · input, for counts t of a Poisson distribution with rate e^input.

    log_input=False: the input is the rate itself, and the loss input − t · ln(input + eps).
    full: with ln t! by Stirling's formula, for t above 1.
    """
    need_same_shape(input, target=target)
    target = checked(target)
    rate = ops.exp(input) if log_input else input
    log_rate = input if log_input else ops.log(input + eps)
    losses = rate - target * log_rate
    if full:
        many = ops.greater(target, 1)
        count = ops.where(many, target, 1.0)  # so that nothing below 1 meets the logarithm
        stirling = count * ops.log(count) - count + ops.log(count * (2 * math.pi)) / 2
        losses = losses + ops.where(many, stirling, 0.0)
    return reduced(losses, chosen_reduction(size_average, reduce, reduction))


def gaussian_nll_loss(
    input: Tensor,
    target: Tensor,
    var: Tensor | float,
    full: bool = False,
    eps: float = 1e-6,
    reduction: str = "mean",
) -> Tensor:
    """½ (ln v + (input − target)² / v), v = max(var, eps): a Gaussian with its own variance.

    D. Nix, A. Weigend, "Estimating the mean and variance of the target probability distribution",
    1994. var: a number, the input's shape, the input's without its last dimension, or with one
    dimension of size 1. full: with the constant ½ ln 2π. As in PyTorch, var gets its gradient also
    where eps takes its place. Raises ValueRangeError for a negative variance, ShapeError.
    """
    spread = checked(_variance(input, var), "variance", low=0.0)
    # The clamped value, with the gradient of the unclamped one.
    clamped = spread + (ops.maximum(spread, eps) - spread).detach()
    losses = (ops.log(clamped) + ops.square(input - checked(target)) / clamped) / 2
    if full:
        losses = losses + 0.5 * math.log(2 * math.pi)
    return reduced(losses, reduction)


def _variance(input: Tensor, var: Tensor | float) -> Tensor:
    if not isinstance(var, Tensor):
        return input.detach() * 0 + var
    if var.shape == input.shape:
        return var
    if var.shape == input.shape[:-1]:
        return var.unsqueeze(-1)
    other = [v for v, i in zip(var.shape, input.shape, strict=False) if v != i]
    if var.ndim != input.ndim or other != [1]:
        raise ShapeError(
            "The variance has the input's shape, or one value for a dimension of it",
            expected=input.shape,
            actual=var.shape,
        )
    return var
