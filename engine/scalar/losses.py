"""Losses of single numbers."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import ShapeError
from engine.scalar.value import Number, Value, total


def mse_loss(inputs: Sequence[Value], targets: Sequence[Value | Number]) -> Value:
    """The mean of (input − target)²."""
    _need_pairs(inputs, targets)
    squares = [(x - t) ** 2 for x, t in zip(inputs, targets, strict=True)]
    return total(squares) / len(squares)


def binary_cross_entropy_with_logits(
    inputs: Sequence[Value], targets: Sequence[Value | Number]
) -> Value:
    """Mean of ln(1 + eˣ) − t · x: minus the logarithm of the probability that σ(x) gives to t."""
    _need_pairs(inputs, targets)
    terms = [x.softplus() - x * t for x, t in zip(inputs, targets, strict=True)]
    return total(terms) / len(terms)


def _need_pairs(inputs: Sequence[Value], targets: Sequence[Value | Number]) -> None:
    if len(inputs) != len(targets) or not inputs:
        raise ShapeError(
            "A loss compares each output with its target",
            expected=f"{len(inputs) or 'some'} targets",
            actual=len(targets),
        )
