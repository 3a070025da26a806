"""Dropout: noise that only training knows.

`inplace` is accepted and changes nothing. Sources: Srivastava et al. 2014; Tompson et al. 2015
(whole features); Klambauer et al. 2017 (alpha).
"""

from __future__ import annotations

import math

from engine import ops
from engine.errors import ShapeError
from engine.nn.functional.activation import SELU_ALPHA, SELU_SCALE
from engine.ops.dropout import need_probability
from engine.ops.rules import text
from engine.tensors import Tensor

__all__ = [
    "alpha_dropout", "dropout", "dropout1d", "dropout2d", "dropout3d", "feature_alpha_dropout",
]  # fmt: skip


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Zeroes elements with probability p and scales the rest by 1 / (1 − p), in training only."""
    return _dropped(input, p, training, features=False)


def dropout1d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
    """Dropout of whole channels. input (N, C, L) or (C, L)."""
    if input.ndim not in (2, 3):
        raise ShapeError(
            "dropout1d takes sequences of channels",
            expected="N×channels×length, or channels×length",
            actual=text(input.shape),
            mend="Use dropout",
        )
    if input.ndim == 2:
        return _dropped(input.unsqueeze(0), p, training, features=True).squeeze(0)
    return _dropped(input, p, training, features=True)


def dropout2d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
    """Dropout of whole channels. input (N, C, H, W)."""
    return _dropped(input, p, training, features=True)


def dropout3d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
    """Dropout of whole channels. input (N, C, D, H, W); (C, D, H, W) is one sample."""
    if input.ndim == 4:
        return _dropped(input.unsqueeze(0), p, training, features=True).squeeze(0)
    return _dropped(input, p, training, features=True)


def alpha_dropout(
    input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False
) -> Tensor:
    """Sets elements to SELU's lowest value with probability p, in training only, then scales and
    shifts so that mean 0 and variance 1 stay."""
    return _alpha_dropped(input, p, training, features=False)


def feature_alpha_dropout(
    input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False
) -> Tensor:
    """alpha_dropout of whole channels. input (N, C, …)."""
    return _alpha_dropped(input, p, training, features=True)


def _dropped(input: Tensor, p: float, training: bool, features: bool) -> Tensor:
    need_probability(p)
    if not training or p == 0.0:
        return input
    return input * ops.dropout_mask(input, p=float(p), features=features)


def _alpha_dropped(input: Tensor, p: float, training: bool, features: bool) -> Tensor:
    need_probability(p)
    if not training or p == 0.0:
        return input
    mask = ops.dropout_mask(input, p=float(p), features=features)
    if p == 1.0:
        return input * mask
    # k = (1 − p) · mask is 1 for what is kept: a · (x k − λα (1 − k)) + a · λα · p.
    lowest = SELU_ALPHA * SELU_SCALE
    scale = 1 / math.sqrt((1 - p) * (1 + p * lowest**2))
    return (input * mask + (mask - 1) * lowest) * (scale * (1 - p))
