"""Losses that ask for a margin between right and wrong scores."""

from __future__ import annotations

from engine import ops
from engine.errors import ShapeError, ValueRangeError
from engine.nn.functional.loss.reduction import (
    checked,
    chosen_reduction,
    need_class_weights,
    need_same_shape,
    reduced,
)
from engine.tensors import Tensor

__all__ = [
    "hinge_loss", "multi_margin_loss", "multilabel_margin_loss", "multilabel_soft_margin_loss",
    "soft_margin_loss",
]  # fmt: skip


def hinge_loss(
    input: Tensor,
    target: Tensor,
    margin: float = 1.0,
    squared: bool = False,
    reduction: str = "mean",
) -> Tensor:
    """max(0, margin − t · input) for targets t of −1 and 1: the support vector machine's loss.

    C. Cortes, V. Vapnik, "Support-vector networks", 1995. squared: its square (L2-SVM). Raises
    ShapeError where shapes differ, ValueRangeError for other targets.
    """
    need_same_shape(input, target=target)
    gap = ops.relu(margin - checked(target, choices=(-1.0, 1.0)) * input)
    return reduced(ops.square(gap) if squared else gap, reduction)


def soft_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """ln(1 + e^(−t · input)) for targets t of −1 and 1."""
    need_same_shape(input, target=target)
    losses = ops.logistic_loss(checked(target) * input)
    return reduced(losses, chosen_reduction(size_average, reduce, reduction))


def multi_margin_loss(
    input: Tensor,
    target: Tensor,
    p: int = 1,
    margin: float = 1.0,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Σ_{i≠t} max(0, margin − x[t] + x[i])ᵖ / C, times weight[t] outside of the power.

    K. Crammer, Y. Singer, "On the algorithmic implementation of multiclass kernel-based vector
    machines", 2001. input: (N, C) or (C); target: class numbers (N) or (). p: 1 or 2. weight: (C).
    """
    if p not in (1, 2):
        raise ValueRangeError("p cannot be {p}", p=p, expected="1 or 2", actual=p)
    rows, single = _rows(input)
    classes = rows.shape[1]
    labels = target.reshape(-1) if single else target
    if labels.shape != rows.shape[:1]:
        raise ShapeError(
            "There is one target for each sample", expected=rows.shape[:1], actual=target.shape
        )
    need_class_weights(weight, classes)
    labels = ops.class_numbers(labels, classes=classes)
    right = ops.gather(rows, labels.reshape(-1, 1), dim=1)
    gaps = ops.relu(rows - right + margin)
    gaps = ops.square(gaps) if p == 2 else gaps
    if weight is not None:
        gaps = gaps * weight[labels].reshape(-1, 1)
    others = 1 - ops.cast(ops.one_hot(labels, num_classes=classes), to=rows.dtype)
    losses = (gaps * others).sum(1) / classes
    losses = losses.reshape(()) if single else losses
    return reduced(losses, chosen_reduction(size_average, reduce, reduction))


def multilabel_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Σ_j Σ_i max(0, 1 − x[t_j] + x[i]) / C: every listed class j above every other class i.

    input: (N, C) or (C). target: in the same shape, the classes of a sample, ended by −1. Raises
    ShapeError, and ValueRangeError for what is not a class.
    """
    need_same_shape(input, target=target)
    rows, single = _rows(input)
    classes = rows.shape[1]
    labels = target.reshape(*rows.shape)
    listed, member = ops.label_sets(labels, classes=classes)
    right = ops.gather(rows, ops.where(listed, labels, 0), dim=1)
    gaps = ops.relu(rows.unsqueeze(1) - right.unsqueeze(2) + 1)  # sample × listed class × class
    kept = ops.cast(listed, to=rows.dtype).unsqueeze(2)
    others = 1 - ops.cast(member, to=rows.dtype).unsqueeze(1)
    losses = (gaps * kept * others).sum((1, 2)) / classes
    losses = losses.reshape(()) if single else losses
    return reduced(losses, chosen_reduction(size_average, reduce, reduction))


def multilabel_soft_margin_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The mean over the classes of the binary cross-entropy of logits; then over the samples.

    input and target: (…, C), targets 0 and 1. weight: broadcast over the input.
    """
    need_same_shape(input, target=target)
    target = checked(target)
    losses = ops.logistic_loss(input) * target + ops.logistic_loss(-input) * (1 - target)
    losses = losses if weight is None else losses * weight
    return reduced(losses.mean(-1), chosen_reduction(size_average, reduce, reduction))


def _rows(input: Tensor) -> tuple[Tensor, bool]:
    """The scores as (N, C), and whether they were of a single sample."""
    if input.ndim > 2:
        raise ShapeError("The scores are (N, C) or (C)", expected="(N, C)", actual=input.shape)
    return (input, False) if input.ndim == 2 else (input.reshape(1, -1), True)
