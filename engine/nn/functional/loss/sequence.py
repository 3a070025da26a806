"""Losses of sequences whose alignment is unknown."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import ops
from engine.errors import ShapeError
from engine.nn.functional.loss.reduction import reduced
from engine.tensors import Tensor

__all__ = ["ctc_loss"]


def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Any,
    target_lengths: Any,
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
) -> Tensor:
    """−ln of the chance that the labels are read, over all alignments with blanks between.

    A. Graves et al., "Connectionist temporal classification", 2006. log_probs: (T, N, C) or
    (T, C), logarithms of probabilities: they are made to add up to 1, as the gradient supposes
    that they do. targets: (N, S) padded, or one after the other (Σ lengths); (S) for one sample.
    Lengths: tensors or lists of ints. reduction "mean" divides each loss by its target's length
    first. zero_infinity: what cannot be aligned counts as 0. Raises ShapeError, and
    ValueRangeError for lengths that do not fit and labels that are no class.
    """
    if log_probs.ndim not in (2, 3):
        raise ShapeError(
            "CTC reads log-probabilities over time",
            expected="(T, N, C) or (T, C)",
            actual=log_probs.shape,
        )
    inputs, lengths = _lengths(input_lengths), _lengths(target_lengths)
    single = log_probs.ndim == 2
    if single:
        log_probs, targets = log_probs.unsqueeze(1), targets.reshape(1, -1)
        inputs, lengths = inputs.reshape(1), lengths.reshape(1)
    losses = ops.ctc_loss(
        ops.log_softmax(log_probs, dim=2),
        targets,
        inputs,
        lengths,
        blank=blank,
        zero_infinity=zero_infinity,
    )
    if reduction == "mean":
        losses = losses / ops.cast(ops.maximum(lengths, 1), to=losses.dtype)
    return reduced(losses.reshape(()) if single else losses, reduction)


def _lengths(lengths: Any) -> Tensor:
    if isinstance(lengths, Tensor):
        return lengths
    return Tensor(np.asarray(lengths, dtype=np.int64))
