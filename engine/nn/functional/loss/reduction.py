"""What all losses share: how single losses become one, and what a target must be."""

from __future__ import annotations

from engine import ops
from engine.backend import is_floating
from engine.errors import ShapeError
from engine.ops.loss import nll
from engine.ops.loss.nll import need_reduction
from engine.ops.rules import Size
from engine.tensors import Tensor


def chosen_reduction(size_average: bool | None, reduce: bool | None, reduction: str) -> str:
    """The reduction; the two older flags, where given, stand for one of them."""
    if size_average is None and reduce is None:
        need_reduction(reduction)
        return reduction
    if reduce is False:
        return "none"
    return "sum" if size_average is False else "mean"


def reduced(losses: Tensor, reduction: str) -> Tensor:
    """The mean of the losses, their sum, or themselves. ValueRangeError for another word."""
    need_reduction(reduction)
    if reduction == "none":
        return losses
    return losses.mean() if reduction == "mean" else losses.sum()


def weighted(losses: Tensor, weight: Tensor | None, reduction: str) -> Tensor:
    """As `reduced`; with weights, the mean is the weighted one."""
    if weight is None:
        return reduced(losses, reduction)
    shares = losses * weight
    return shares.sum() / weight.sum() if reduction == "mean" else reduced(shares, reduction)


def need_same_shape(input: Tensor, **others: Tensor | None) -> None:
    """ShapeError unless every other operand has the input's shape."""
    for name, other in others.items():
        if other is not None and other.shape != input.shape:
            raise ShapeError(
                "The {operand} of the loss has the shape of its input",
                operand=name,
                expected=input.shape,
                actual=other.shape,
                mend="Reshape one to the other: (N, 1) and (N,) are different shapes",
            )


def need_class_weights(weight: Tensor | None, classes: Size) -> None:
    """ShapeError unless there is one weight for each class, or none at all."""
    nll.need_class_weights(None if weight is None else weight.shape, classes)


def checked(
    target: Tensor,
    operand: str = "target",
    low: float | None = None,
    high: float | None = None,
    choices: tuple[float, ...] = (),
) -> Tensor:
    """The operand, refused (ValueRangeError) where it is NaN or outside of what is allowed.

    Whole numbers that may be anything are handed on as they are.
    """
    limited = low is not None or high is not None or bool(choices)
    if not limited and not is_floating(target.dtype):
        return target
    return ops.checked(target, operand=operand, low=low, high=high, choices=choices)
