"""Losses of classes: negative log-likelihood and cross-entropy.

Logits and probabilities are (N, C), (N, C, d₁, …) or (C); class numbers (N), (N, d₁, …) or ().
"""

from __future__ import annotations

from engine import ops
from engine.backend import is_floating
from engine.errors import DTypeError, ShapeError, ValueRangeError
from engine.nn.functional.loss.reduction import (
    checked,
    chosen_reduction,
    need_class_weights,
    reduced,
)
from engine.tensors import Tensor

__all__ = ["cross_entropy", "linear_cross_entropy", "nll_loss"]


def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """−input at each target's class, where input holds log-probabilities.

    weight: (C), of each class; the mean divides by the weights that took part. Targets equal to
    ignore_index take no part. Raises ValueRangeError for a target that is not a class.
    """
    how = chosen_reduction(size_average, reduce, reduction)
    return ops.nll_loss(input, target, weight, reduction=how, ignore_index=ignore_index)


def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """−Σ target · ln softmax(input) over the classes, then the mean, the sum or neither.

    input: logits. target: class numbers, or probabilities in the shape of the input.
    label_smoothing: this share of each target is spread evenly over all classes (Szegedy et al.,
    "Rethinking the Inception architecture", 2016).
    """
    how = chosen_reduction(size_average, reduce, reduction)
    if not 0.0 <= label_smoothing <= 1.0:
        raise ValueRangeError(
            "Label smoothing is between 0 and 1", expected="0 to 1", actual=label_smoothing
        )
    if input.ndim:
        need_class_weights(weight, input.shape[_class_dim(input)])
    logarithms = ops.log_softmax(input, dim=_class_dim(input))
    if target.shape == input.shape and input.ndim:
        if not is_floating(target.dtype):
            raise DTypeError(
                "Targets in the shape of the input are probabilities",
                expected="a floating-point dtype",
                actual=target.dtype,
                mend="Give class numbers, one for each sample, or probabilities as floats",
            )
        return _of_probabilities(logarithms, checked(target), weight, how, label_smoothing)
    loss = ops.nll_loss(logarithms, target, weight, reduction=how, ignore_index=ignore_index)
    if label_smoothing == 0.0:
        return loss
    even = _of_even_target(logarithms, target, weight, how, ignore_index)
    return loss * (1 - label_smoothing) + even * label_smoothing


def linear_cross_entropy(
    input: Tensor,
    linear_weight: Tensor,
    target: Tensor,
    *,
    linear_bias: Tensor | None = None,
    weight: Tensor | None = None,
    reduction: str = "mean",
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
    options: object = None,
) -> Tensor:
    """The cross-entropy of input · linear_weightᵀ + linear_bias.

    input: (in_features) or (N, in_features). linear_weight: (C, in_features), or
    (C, d₁, …, in_features) for a loss at every place d₁, …; linear_bias without in_features.
    target, weight, reduction, label_smoothing: as `cross_entropy`. ignore_index: only of class
    numbers; −100 unless given. options: PyTorch's ways to save memory, accepted and not needed
    for the result. Raises ShapeError and ValueRangeError.
    """
    if input.ndim not in (1, 2) or linear_weight.ndim < 2:
        raise ShapeError(
            "The loss takes samples and a weight with a row for each class",
            expected="input (N, in_features), weight (C, in_features)",
            actual=f"{input.shape}, {linear_weight.shape}",
        )
    classes, *places, features = linear_weight.shape
    if input.shape[-1] != features or (places and input.ndim == 1):
        raise ShapeError(
            "The input does not fit the weight",
            expected=f"(N, {features})",
            actual=input.shape,
        )
    if linear_bias is not None and linear_bias.shape != (classes, *places):
        raise ShapeError(
            "The bias does not fit the weight",
            expected=(classes, *places),
            actual=linear_bias.shape,
        )
    bias = None if linear_bias is None else linear_bias.reshape(-1)
    logits = ops.linear(input, linear_weight.reshape(-1, features), bias)
    logits = logits.reshape(*input.shape[:-1], classes, *places)
    if target.shape == logits.shape and ignore_index is not None:
        raise ValueRangeError(
            "Only class numbers can be ignored", expected="ignore_index=None", actual=ignore_index
        )
    return cross_entropy(
        logits,
        target,
        weight=weight,
        ignore_index=-100 if ignore_index is None else ignore_index,
        reduction=reduction,
        label_smoothing=label_smoothing,
    )


def _class_dim(input: Tensor) -> int:
    return 1 if input.ndim > 1 else 0


def _over_classes(weight: Tensor, input: Tensor) -> Tensor:
    """Class weights (C) in a shape that broadcasts over the input."""
    return weight.reshape((-1,) + (1,) * (input.ndim - _class_dim(input) - 1))


def _of_probabilities(
    logarithms: Tensor, target: Tensor, weight: Tensor | None, reduction: str, smoothing: float
) -> Tensor:
    dim = _class_dim(logarithms)
    if smoothing:
        target = target * (1 - smoothing) + smoothing / logarithms.shape[dim]
    terms = logarithms * target
    if weight is not None:
        terms = terms * _over_classes(weight, logarithms)
    return reduced(-terms.sum(dim), reduction)


def _of_even_target(
    logarithms: Tensor, target: Tensor, weight: Tensor | None, reduction: str, ignore_index: int
) -> Tensor:
    """The loss against a target that is spread evenly over the classes."""
    dim = _class_dim(logarithms)
    counted = target != ignore_index
    terms = logarithms if weight is None else logarithms * _over_classes(weight, logarithms)
    losses = ops.where(counted, -terms.sum(dim) / logarithms.shape[dim], 0.0)
    if reduction != "mean":
        return reduced(losses, reduction)
    shares = ops.cast(counted, to=logarithms.dtype)
    if weight is not None:
        shares = shares * weight[ops.where(counted, target, 0)]
    return losses.sum() / shares.sum()
