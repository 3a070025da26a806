"""Domain terms: two sets of features made alike, and images compared by their features."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine import ops
from engine.dims import product
from engine.errors import ShapeError, ValueRangeError
from engine.nn.functional.loss.reduction import need_same_shape, reduced
from engine.tensors import Tensor

__all__ = [
    "content_loss", "coral_loss", "gram_matrix", "mk_mmd_loss", "mmd_loss", "reverse_gradient",
    "style_loss",
]  # fmt: skip


def reverse_gradient(input: Tensor, scale: float | Tensor = 1.0) -> Tensor:
    """The input; in the backward pass the gradient comes back times −scale.

    Y. Ganin, V. Lempitsky, "Unsupervised domain adaptation by backpropagation", 2015. A scale that
    is a tensor of one number may change between the runs of a traced program.
    """
    return ops.reverse_gradient(input, scale)


# ---- maximum mean discrepancy


def mmd_loss(
    input: Tensor,
    target: Tensor,
    bandwidth: float | str = "median",
    biased: bool = True,
) -> Tensor:
    """MMD² of two sets of features, with the Gaussian kernel exp(−d²/2σ²).

    A. Gretton et al., "A kernel two-sample test", 2012: mean k(x, x′) + mean k(y, y′) −
    2 mean k(x, y). biased: over all pairs (never negative); else without those of a sample with
    itself. bandwidth: σ; "median": the median distance of all pairs; "mean": √(½ · mean d²). The
    two words' σ is a constant to the gradient. input: (N, D), target: (M, D). Raises ShapeError,
    ValueRangeError for too few samples.
    """
    return mk_mmd_loss(input, target, (bandwidth,), biased=biased)


def mk_mmd_loss(
    input: Tensor,
    target: Tensor,
    bandwidths: Sequence[float | str] | str = "mean",
    weights: Sequence[float] | None = None,
    biased: bool = True,
    kernels: int = 5,
    factor: float = 2.0,
) -> Tensor:
    """MMD² with a sum of Gaussian kernels, Σᵤ βᵤ exp(−d²/2σᵤ²).

    M. Long et al., "Learning transferable features with deep adaptation networks", 2015.
    bandwidths: σ of each kernel; or "mean" or "median": `kernels` of them around that rule's σ,
    each one's σ² `factor` times the last's, as the paper's code. weights: β, even unless given;
    they are not negative. The rest as `mmd_loss`.
    """
    _need_features(input, target)
    both = ops.concatenate(input, target, dim=0)
    inner, outer, cross = (
        _squares(input, input),
        _squares(target, target),
        _squares(input, target),
    )
    widths = _widths(both, bandwidths, kernels, factor)
    shares = [1 / len(widths)] * len(widths) if weights is None else list(weights)
    if len(shares) != len(widths) or any(not share >= 0 for share in shares) or not shares:
        raise ValueRangeError(
            "There is one weight for each kernel, none of them negative",
            expected=len(widths),
            actual=shares,
        )

    def kernel(squares: Tensor) -> Tensor:
        parts = [
            ops.exp(-squares / (width * width * 2)) * share
            for width, share in zip(widths, shares, strict=True)
        ]
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        return total

    within = _within(kernel(inner), input, biased, sum(shares))
    without = _within(kernel(outer), target, biased, sum(shares))
    return within + without - kernel(cross).mean() * 2


def _within(kernel: Tensor, samples: Tensor, biased: bool, own: float) -> Tensor:
    """The mean over all pairs of one set; unbiased: without a sample and itself, worth `own`."""
    if biased:
        return kernel.mean()
    count = ops.sample_count(samples, dim=0)
    pairs = count * ops.sample_count(samples, dim=0, correction=1)
    return (kernel.sum() - count * own) / pairs


def _widths(
    both: Tensor, bandwidths: Sequence[float | str] | str, kernels: int, factor: float
) -> list[Any]:
    if isinstance(bandwidths, str):
        middle = _width(both, bandwidths)
        return [middle * factor ** ((u - kernels // 2) / 2) for u in range(kernels)]
    return [_width(both, width) for width in bandwidths]


def _width(both: Tensor, width: float | str) -> Any:
    if isinstance(width, str):
        apart = both.detach()
        return ops.kernel_width(_squares(apart, apart), rule=width)
    if not width > 0:
        raise ValueRangeError(
            "A bandwidth cannot be {width}", width=width, expected="more than 0", actual=width
        )
    return width


def _squares(a: Tensor, b: Tensor) -> Tensor:
    """‖aᵢ − bⱼ‖² as ‖a‖² + ‖b‖² − 2 a·b, at least 0, about a common middle for the digits' sake."""
    middle = b.mean(0, True).detach()
    a, b = a - middle, b - middle
    lengths = ops.square(a).sum(1).unsqueeze(1) + ops.square(b).sum(1).unsqueeze(0)
    return ops.clip(lengths - ops.matmul(a, ops.permute(b, dims=(1, 0))) * 2, min=0)


# ---- correlation alignment


def coral_loss(input: Tensor, target: Tensor) -> Tensor:
    """‖C_input − C_target‖²_F / 4D², C the covariance of features over the samples.

    B. Sun, K. Saenko, "Deep CORAL: correlation alignment for deep domain adaptation", 2016.
    input: (N, D), target: (M, D), at least two samples each. Raises ShapeError, ValueRangeError.
    """
    _need_features(input, target)
    difference = _covariance(input) - _covariance(target)
    return ops.square(difference).sum() / (4 * input.shape[1] ** 2)


def _covariance(x: Tensor) -> Tensor:
    centred = x - x.mean(0, True)
    products = ops.matmul(ops.permute(centred, dims=(1, 0)), centred)
    return products / ops.sample_count(x, dim=0, correction=1)


def _need_features(input: Tensor, target: Tensor) -> None:
    if input.ndim != 2 or target.ndim != 2 or input.shape[1] != target.shape[1]:
        raise ShapeError(
            "Two sets of features have equally many features",
            expected="(N, D) and (M, D)",
            actual=f"{input.shape} and {target.shape}",
            mend="Flatten the features to (N, D)",
        )


# ---- style and content (Gatys, Ecker, Bethge, "Image style transfer using CNNs", 2016)


def gram_matrix(input: Tensor) -> Tensor:
    """G[i,j] = Σₖ F[i,k] F[j,k]: how feature maps go together, wherever in the image.

    L. Gatys, A. Ecker, M. Bethge, "Image style transfer using convolutional neural networks",
    2016. input: (N, C, d₁, …) → (N, C, C). Raises ShapeError.
    """
    if input.ndim < 3:
        raise ShapeError(
            "A Gram matrix is of feature maps", expected="(N, C, …)", actual=input.shape
        )
    rows = input.reshape(*input.shape[:2], product(input.shape[2:]))
    return ops.matmul(rows, ops.permute(rows, dims=(0, 2, 1)))


def style_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Σ (G − A)² / 4C²M² of the Gram matrices of two sets of feature maps, M places each.

    Gatys et al., 2016: the term of one layer. input: (N, C, d₁, …); target: so too, its places may
    be others, its batch 1 or N. reduction: over the samples.
    """
    if target.ndim != input.ndim or target.shape[1:2] != input.shape[1:2]:
        raise ShapeError(
            "Input and target have feature maps of one shape",
            expected=input.shape,
            actual=target.shape,
        )
    channels = input.shape[1]
    ours, theirs = (
        gram_matrix(maps) / (2 * channels * product(maps.shape[2:])) for maps in (input, target)
    )
    return reduced(ops.square(ours - theirs).sum((1, 2)), reduction)


def content_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """½ Σ (F − P)² of two sets of feature maps (Gatys et al., 2016); reduction: over the samples.

    Both (N, …). Raises ShapeError where the shapes differ.
    """
    need_same_shape(input, target=target)
    squares = ops.square(input - target)
    others = tuple(range(1, input.ndim))
    return reduced((squares.sum(others) if others else squares) / 2, reduction)
