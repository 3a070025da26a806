"""Losses.

Logits and probabilities are (N, C), (N, C, d₁, …) or (C); class numbers (N), (N, d₁, …) or ().
"""

from __future__ import annotations

from engine import ops
from engine.backend import is_floating
from engine.errors import DTypeError, ShapeError, ValueRangeError
from engine.ops.loss import need_reduction
from engine.tensors import Tensor

__all__ = ["cross_entropy", "mse_loss", "nll_loss"]


def mse_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """(input − target)², element by element, then the mean, the sum or neither.

    weight: of the input's shape; the mean is then weighted. Raises ShapeError where the shapes
    differ: PyTorch broadcasts with a warning, and the loss is seldom what was meant.
    """
    for name, other in (("target", target), ("weight", weight)):
        if other is not None and other.shape != input.shape:
            raise ShapeError(
                "The {operand} of the loss has the shape of its input",
                operand=name,
                expected=input.shape,
                actual=other.shape,
                mend="Reshape one to the other: (N, 1) and (N,) are different shapes",
            )
    squares = ops.square(input - target)
    if weight is None:
        return _reduced(squares, chosen_reduction(size_average, reduce, reduction))
    how = chosen_reduction(size_average, reduce, reduction)
    weighted = squares * weight
    return weighted.sum() / weight.sum() if how == "mean" else _reduced(weighted, how)


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
    logarithms = ops.log_softmax(input, dim=_class_dim(input))
    if target.shape == input.shape and input.ndim:
        if not is_floating(target.dtype):
            raise DTypeError(
                "Targets in the shape of the input are probabilities",
                expected="a floating-point dtype",
                actual=target.dtype,
                mend="Give class numbers, one for each sample, or probabilities as floats",
            )
        return _of_probabilities(logarithms, target, weight, how, label_smoothing)
    loss = ops.nll_loss(logarithms, target, weight, reduction=how, ignore_index=ignore_index)
    if label_smoothing == 0.0:
        return loss
    even = _of_even_target(logarithms, target, weight, how, ignore_index)
    return loss * (1 - label_smoothing) + even * label_smoothing


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
    return _reduced(-terms.sum(dim), reduction)


def _of_even_target(
    logarithms: Tensor, target: Tensor, weight: Tensor | None, reduction: str, ignore_index: int
) -> Tensor:
    """The loss against a target that is spread evenly over the classes."""
    dim = _class_dim(logarithms)
    counted = target != ignore_index
    terms = logarithms if weight is None else logarithms * _over_classes(weight, logarithms)
    losses = ops.where(counted, -terms.sum(dim) / logarithms.shape[dim], 0.0)
    if reduction != "mean":
        return _reduced(losses, reduction)
    shares = ops.cast(counted, to=logarithms.dtype)
    if weight is not None:
        shares = shares * weight[ops.where(counted, target, 0)]
    return losses.sum() / shares.sum()


def _reduced(losses: Tensor, reduction: str) -> Tensor:
    if reduction == "none":
        return losses
    return losses.mean() if reduction == "mean" else losses.sum()


def chosen_reduction(size_average: bool | None, reduce: bool | None, reduction: str) -> str:
    """The reduction; the two older flags, where given, stand for one of them."""
    if size_average is None and reduce is None:
        need_reduction(reduction)
        return reduction
    if reduce is False:
        return "none"
    return "sum" if size_average is False else "mean"
