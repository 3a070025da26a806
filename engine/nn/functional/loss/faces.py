"""Angular margins: classes apart on a sphere, as face recognition wants them."""

from __future__ import annotations

import math

import numpy as np

from engine import ops
from engine.errors import ShapeError, ValueRangeError
from engine.nn.functional.distance import normalized
from engine.nn.functional.loss.classification import cross_entropy
from engine.tensors import Tensor

__all__ = ["arcface", "arcface_loss", "sphereface", "sphereface_loss"]


def arcface(
    input: Tensor,
    weight: Tensor,
    target: Tensor,
    scale: float = 64.0,
    margin: float = 0.5,
    easy_margin: bool = False,
) -> Tensor:
    """Logits (N, C): s · cos θ, and s · cos(θ + m) for the right class.

    J. Deng et al., "ArcFace: additive angular margin loss for deep face recognition", 2019. θ is
    the angle between the features (N, D) and a class's row of the weight (C, D); target: (N).
    Where θ + m would pass π, cos θ − m · sin m goes on falling; easy_margin: cos θ where θ > 90°.
    The gradient is finite at cos θ = ±1. Raises ShapeError, ValueRangeError.
    """
    cosine, marks = _cosines(input, weight, target)
    if not 0 <= margin < math.pi:
        raise ValueRangeError("The margin is an angle", expected="0 to π", actual=margin)
    # √(1 − cos²) has an infinite slope at ±1: there sin θ counts as constant.
    least = float(np.finfo(cosine.dtype).eps)
    sine = ops.sqrt(ops.clip(1 - ops.square(cosine), min=least))
    turned = cosine * math.cos(margin) - sine * math.sin(margin)
    if easy_margin:
        turned = ops.where(ops.greater(cosine, 0.0), turned, cosine)
    else:
        beyond = cosine - math.sin(margin) * margin
        turned = ops.where(ops.greater(cosine, -math.cos(margin)), turned, beyond)
    return ops.where(marks, turned, cosine) * scale


def sphereface(
    input: Tensor,
    weight: Tensor,
    target: Tensor,
    margin: int = 4,
    annealing: float | Tensor = 0.0,
) -> Tensor:
    """Logits (N, C): ‖x‖ · cos θ, and ‖x‖ · (λ cos θ + ψ(θ)) / (1 + λ) for the right class.

    W. Liu et al., "SphereFace: deep hypersphere embedding for face recognition", 2017.
    ψ(θ) = (−1)ᵏ cos(mθ) − 2k for θ in [kπ/m, (k+1)π/m], which falls all the way; m is an integer.
    annealing: λ, large at the start of training. input: (N, D), weight: (C, D), target: (N).
    """
    if not isinstance(margin, int) or margin < 1:
        raise ValueRangeError(
            "SphereFace's margin multiplies the angle",
            expected="an integer of at least 1",
            actual=margin,
        )
    cosine, marks = _cosines(input, weight, target)
    length = ops.vector_norm(input, p=2.0, dim=(1,), keepdim=True)
    psi = _multiple_angle(cosine, margin)
    passed = [
        ops.cast(ops.less(cosine, math.cos(j * math.pi / margin)), to=cosine.dtype)
        for j in range(1, margin)
    ]
    for step in passed:
        psi = psi * (1 - step * 2)
    for step in passed:
        psi = psi - step * 2
    blended = (cosine * annealing + psi) / (annealing + 1)
    return ops.where(marks, blended, cosine) * length


def arcface_loss(
    input: Tensor,
    weight: Tensor,
    target: Tensor,
    scale: float = 64.0,
    margin: float = 0.5,
    easy_margin: bool = False,
    reduction: str = "mean",
) -> Tensor:
    """The cross-entropy of `arcface`'s logits."""
    logits = arcface(input, weight, target, scale, margin, easy_margin)
    return cross_entropy(logits, target, reduction=reduction)


def sphereface_loss(
    input: Tensor,
    weight: Tensor,
    target: Tensor,
    margin: int = 4,
    annealing: float | Tensor = 0.0,
    reduction: str = "mean",
) -> Tensor:
    """The cross-entropy of `sphereface`'s logits."""
    logits = sphereface(input, weight, target, margin, annealing)
    return cross_entropy(logits, target, reduction=reduction)


def _cosines(input: Tensor, weight: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """(cos θ of every sample and class, in [−1, 1]; where the right class is)."""
    fits = input.ndim == 2 and weight.ndim == 2 and input.shape[1] == weight.shape[1]
    if not fits or target.shape != input.shape[:1]:
        raise ShapeError(
            "An angular margin compares features with a row for each class",
            expected="input (N, D), weight (C, D), target (N)",
            actual=f"{input.shape}, {weight.shape}, {target.shape}",
        )
    classes = weight.shape[0]
    labels = ops.class_numbers(target, classes=classes)
    marks = ops.equal(ops.one_hot(labels, num_classes=classes), 1)
    cosine = ops.linear(normalized(input), normalized(weight), None)
    return ops.clip(cosine, min=-1.0, max=1.0), marks


def _multiple_angle(cosine: Tensor, m: int) -> Tensor:
    """cos(mθ) from cos θ: the Chebyshev polynomial T_m, which needs no arc cosine."""
    before, now = cosine * 0 + 1, cosine
    for _ in range(m - 1):
        before, now = now, cosine * now * 2 - before
    return now
