"""Class numbers and tokens as vectors: one-hot, embeddings, bags of embeddings."""

from __future__ import annotations

import math

import engine
from engine import ops
from engine.errors import ShapeError, ValueRangeError
from engine.ops.rules import need_ndim, text
from engine.tensors import Tensor

__all__ = ["embedding", "embedding_bag", "one_hot"]


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """Class numbers (…) as rows of 0 and one 1: (…, num_classes), int64.

    num_classes −1: one more than the largest number. ValueRangeError for a number outside.
    """
    if num_classes == -1:
        if not tensor.array.size:
            raise ShapeError("No class numbers and no num_classes", mend="Pass num_classes")
        num_classes = int(tensor.array.max()) + 1
    return ops.one_hot(tensor, num_classes=num_classes)


def embedding(
    input: Tensor,
    weight: Tensor,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Tensor:
    """The rows of `weight` that `input` names. input (…) integers, weight (V, D) → (…, D).

    padding_idx: this row gets no gradient.
    max_norm: rows that are used and longer are shortened to it first, in `weight` itself.
    scale_grad_by_freq: each row's gradient is divided by how often it occurs in `input`.
    sparse: accepted; gradients are always dense.

    Raises ValueRangeError for a token outside of the vocabulary, DTypeError for fractions.
    """
    padding_idx = checked_padding(padding_idx, weight.shape[0])
    if max_norm is not None:
        _renormalise(weight, input, max_norm, norm_type)
    return ops.embedding(
        input, weight, padding_idx=padding_idx, scale_grad_by_freq=scale_grad_by_freq
    )


def checked_padding(padding_idx: int | None, num_embeddings: int) -> int | None:
    """padding_idx counted from the front; ValueRangeError where it is outside."""
    if padding_idx is None:
        return None
    if not -num_embeddings <= padding_idx < num_embeddings:
        raise ValueRangeError(
            "padding_idx is one of the vocabulary's numbers",
            expected=f"{-num_embeddings} to {num_embeddings - 1}",
            actual=padding_idx,
        )
    return padding_idx % num_embeddings


def _renormalise(weight: Tensor, input: Tensor, max_norm: float, norm_type: float) -> None:
    with engine.no_grad():
        weight.assign(
            ops.embedding_renorm(
                weight, input, max_norm=float(max_norm), norm_type=float(norm_type)
            )
        )


def embedding_bag(
    input: Tensor,
    weight: Tensor,
    offsets: Tensor | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    mode: str = "mean",
    sparse: bool = False,
    per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> Tensor:
    """Sums, means or maxima of bags of embeddings: (B, D); an empty bag gives 0.

    input: (B, K), B bags of K tokens; or (T) with `offsets` (B), where each bag starts.
    per_sample_weights: a factor for each token, with mode "sum" only.
    include_last_offset: the last offset is the end of the last bag.
    padding_idx: these tokens are not in any bag.

    Raises ShapeError and ValueRangeError for arguments that do not go together.
    """
    _check_bags(input, weight, offsets, mode, scale_grad_by_freq, per_sample_weights)
    if max_norm is not None:
        _renormalise(weight, input, max_norm, norm_type)
    padding_idx = checked_padding(padding_idx, weight.shape[0])
    rows = ops.embedding(
        input, weight, padding_idx=padding_idx, scale_grad_by_freq=scale_grad_by_freq
    )
    if per_sample_weights is not None:
        rows = rows * per_sample_weights.unsqueeze(-1)
    if offsets is None:  # each row of tokens is one bag
        bags = engine.zeros(input.shape[1], dtype=engine.int64, device=input.device)
        size = 1
    else:
        bags = ops.bag_numbers(offsets, count=input.shape[0])
        size = offsets.shape[0]
    used = ops.cast(
        input != (-1 if padding_idx is None else padding_idx), to=weight.dtype
    ).unsqueeze(-1)
    counts = ops.segment_sum(used, bags, size=size, dim=-2)
    if mode == "max":
        kept = ops.where(used == 1, rows, -math.inf)
        found = ops.segment_max(kept, bags, size=size, dim=-2)
        result = ops.where(counts > 0, found, 0.0)
    else:
        result = ops.segment_sum(rows * used, bags, size=size, dim=-2)
        if mode == "mean":
            result = result / counts.clamp(min=1.0)
    if offsets is None:
        return result.reshape(result.shape[0], result.shape[2])
    return result[:-1] if include_last_offset else result


def _check_bags(
    input: Tensor,
    weight: Tensor,
    offsets: Tensor | None,
    mode: str,
    scale_grad_by_freq: bool,
    per_sample_weights: Tensor | None,
) -> None:
    need_ndim(weight.shape, 2, "weight of an embedding", "num_embeddings × embedding_dim")
    if mode not in ("sum", "mean", "max"):
        raise ValueRangeError("There is no such mode", expected="sum, mean or max", actual=mode)
    if input.ndim not in (1, 2):
        raise ShapeError(
            "Bags are rows of tokens, or all tokens with offsets",
            expected="bags×tokens, or tokens",
            actual=text(input.shape),
        )
    if (input.ndim == 1) != (offsets is not None):
        raise ShapeError(
            "Offsets belong to tokens in one row",
            expected="offsets with 1 dimension of tokens, none with 2",
            actual=f"tokens {text(input.shape)}, offsets "
            + ("None" if offsets is None else text(offsets.shape)),
        )
    if offsets is not None:
        need_ndim(offsets.shape, 1, "offsets", "bags")
    if per_sample_weights is not None and (
        mode != "sum" or per_sample_weights.shape != input.shape
    ):
        raise ValueRangeError(
            "There is one weight for each token, and only sums are weighted",
            expected=f'{text(input.shape)} and mode "sum"',
            actual=f'{text(per_sample_weights.shape)} and mode "{mode}"',
        )
    if mode == "max" and scale_grad_by_freq:
        raise ValueRangeError(
            "A maximum does not divide its gradient by frequency",
            expected="scale_grad_by_freq=False",
            actual="scale_grad_by_freq=True",
        )
