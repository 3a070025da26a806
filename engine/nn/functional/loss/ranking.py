"""Losses of pairs and triplets: what should be near, and what apart."""

from __future__ import annotations

from collections.abc import Callable

from engine import ops
from engine.errors import ShapeError, ValueRangeError
from engine.nn.functional.distance import pairwise_distance
from engine.nn.functional.loss.reduction import (
    checked,
    chosen_reduction,
    need_same_shape,
    reduced,
)
from engine.tensors import Tensor

__all__ = [
    "contrastive_loss", "cosine_embedding_loss", "hinge_embedding_loss", "margin_ranking_loss",
    "triplet_margin_loss", "triplet_margin_with_distance_loss",
]  # fmt: skip

_EPSILON = 1e-12


def margin_ranking_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """max(0, −t · (input1 − input2) + margin): t = 1 asks for input1 above input2, −1 for below."""
    need_same_shape(input1, input2=input2)
    losses = ops.clip(-checked(target) * (input1 - input2) + margin, min=0)
    return reduced(losses, chosen_reduction(size_average, reduce, reduction))


def hinge_embedding_loss(
    input: Tensor,
    target: Tensor,
    margin: float = 1.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """input where the target is 1, max(0, margin − input) where it is −1; input is a distance."""
    need_same_shape(input, target=target)
    target = checked(target)
    far = ops.where(ops.equal(target, 1), 0.0, ops.clip(margin - input, min=0))
    near = ops.where(ops.equal(target, -1), 0.0, input)
    return reduced(far + near, chosen_reduction(size_average, reduce, reduction))


def cosine_embedding_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """1 − cos where the target is 1, max(0, cos − margin) where it is −1.

    input1, input2: (N, D) or (D). target: (N) or ().
    """
    if target.ndim > 1 or input1.ndim != target.ndim + 1 or input2.ndim != target.ndim + 1:
        raise ShapeError(
            "There is one target for each pair",
            expected="inputs (N, D) and target (N), or (D) and ()",
            actual=f"{input1.shape}, {input2.shape}, {target.shape}",
        )
    target = checked(target)
    products = (input1 * input2).sum(-1)
    first, second = (ops.square(x).sum(-1) + _EPSILON for x in (input1, input2))
    cosine = products / ops.sqrt(first * second)
    near = ops.where(ops.equal(target, 1), 1 - cosine, 0.0)
    far = ops.where(ops.equal(target, -1), ops.clip(cosine - margin, min=0), 0.0)
    return reduced(near + far, chosen_reduction(size_average, reduce, reduction))


def contrastive_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 1.0,
    reduction: str = "mean",
) -> Tensor:
    """½ (1 − t) · D² + ½ t · max(0, margin − D)², D the distance of the two.

    R. Hadsell, S. Chopra, Y. LeCun, "Dimensionality reduction by learning an invariant mapping",
    2006: t = 0 for a similar pair, 1 for a dissimilar one. inputs: (N, D) or (D); target: (N) or
    (). Raises ShapeError, and ValueRangeError for other targets.
    """
    need_same_shape(input1, input2=input2)
    if not input1.ndim or target.shape != input1.shape[:-1]:
        raise ShapeError(
            "There is one target for each pair", expected=input1.shape[:-1], actual=target.shape
        )
    apart = checked(target, choices=(0.0, 1.0))
    distance = ops.vector_norm(input1 - input2, p=2.0, dim=(-1,))
    near = ops.square(distance) * (1 - apart)
    far = ops.square(ops.relu(margin - distance)) * apart
    return reduced((near + far) / 2, reduction)


def triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float = 1.0,
    p: float = 2,
    eps: float = 1e-6,
    swap: bool = False,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """max(0, d(anchor, positive) − d(anchor, negative) + margin), d the p-norm's distance.

    V. Balntas et al., "Learning local feature descriptors with triplets and shallow convolutional
    neural networks", 2016; swap: the negative's distance is the nearer one of anchor and positive.
    """

    def distance(a: Tensor, b: Tensor) -> Tensor:
        return pairwise_distance(a, b, p, eps)

    how = chosen_reduction(size_average, reduce, reduction)
    return _triplet(anchor, positive, negative, distance, margin, swap, how)


def triplet_margin_with_distance_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    *,
    distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
    margin: float = 1.0,
    swap: bool = False,
    reduction: str = "mean",
) -> Tensor:
    """`triplet_margin_loss` with a distance of one's own; `pairwise_distance` unless given."""
    distance = distance_function or pairwise_distance
    return _triplet(anchor, positive, negative, distance, margin, swap, reduction)


def _triplet(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    distance: Callable[[Tensor, Tensor], Tensor],
    margin: float,
    swap: bool,
    reduction: str,
) -> Tensor:
    need_margin(margin)
    if not anchor.ndim == positive.ndim == negative.ndim:
        raise ShapeError(
            "Anchor, positive and negative have equally many dimensions",
            expected=anchor.shape,
            actual=f"{positive.shape}, {negative.shape}",
        )
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = ops.minimum(far, distance(positive, negative))
    return reduced(ops.clip(near - far + margin, min=0), reduction)


def need_margin(margin: float) -> None:
    """ValueRangeError unless the margin is above 0."""
    if not margin > 0:
        raise ValueRangeError(
            "The margin cannot be {margin}", margin=margin, expected="more than 0", actual=margin
        )
