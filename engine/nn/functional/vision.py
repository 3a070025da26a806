"""Pictures: other sizes, channels for places, and windows as columns. (N, C, H, W) and the like."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

from engine import ops
from engine.dims import product
from engine.errors import ShapeError, ValueRangeError
from engine.nn.functional.pool import adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d
from engine.nn.functional.windows import IntOrSizes, along_each, batched, unbatched
from engine.ops.rules import need_ndim, need_positive, text
from engine.ops.windows import Sizes
from engine.tensors import Tensor

__all__ = [
    "channel_shuffle", "fold", "interpolate", "pixel_shuffle", "pixel_unshuffle", "unfold",
    "upsample", "upsample_bilinear", "upsample_nearest",
]  # fmt: skip


Factors: TypeAlias = float | Sequence[float]

_AREA = {1: adaptive_avg_pool1d, 2: adaptive_avg_pool2d, 3: adaptive_avg_pool3d}
# PyTorch's name of a mode: the name of its curve, and the dimensions it is for.
_CURVES = {
    "linear": ("linear", 1),
    "bilinear": ("linear", 2),
    "trilinear": ("linear", 3),
    "bicubic": ("cubic", 2),
}
_ANY = ("nearest", "nearest-exact", "area")


# ---- another size


def interpolate(
    input: Tensor,
    size: IntOrSizes | None = None,
    scale_factor: Factors | None = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Tensor:
    """The picture in another size: (N, C, L), (N, C, H, W) or (N, C, D, H, W).

    size, or scale_factor: one number or one for each dimension. mode: nearest, nearest-exact,
    linear (3 dimensions), bilinear, bicubic (4), trilinear (5) or area (means).
    align_corners: the middles of the corners keep their places, not the corners' outer edges.
    recompute_scale_factor: go by the rounded size, not by the factor. antialias: shrink without
    aliasing (bilinear and bicubic).
    Raises ValueRangeError for a mode that does not fit, ShapeError for an input that does not.
    """
    rank = input.ndim - 2
    if not 1 <= rank <= 3:
        need_ndim(input.shape, 4, "input of interpolation", "batch × channels × height × width")
    curve = _curve(mode, rank, align_corners, antialias)
    sizes, factors = _sizes(input, size, scale_factor, rank)
    if recompute_scale_factor and scale_factor is None:
        raise ValueRangeError(
            "recompute_scale_factor goes with a scale_factor",
            expected="a scale_factor",
            actual="none",
        )
    if curve == "area":
        return _AREA[rank](input, sizes)
    return ops.interpolate(
        input,
        size=sizes,
        mode=curve,
        align_corners=bool(align_corners),
        factors=None if recompute_scale_factor else factors,
        antialias=antialias,
    )


def _curve(mode: str, rank: int, align_corners: bool | None, antialias: bool) -> str:
    """The mode without the number of dimensions, after checking that everything goes together."""
    curve, dimensions = _CURVES.get(mode, (mode, rank))
    if (mode not in _ANY and mode not in _CURVES) or dimensions != rank:
        here = [name for name, (_, d) in _CURVES.items() if d == rank]
        raise ValueRangeError(
            "There is no interpolation {mode} over {rank} dimensions",
            mode=mode,
            rank=rank,
            expected=", ".join([*_ANY, *here]),
            actual=mode,
        )
    if align_corners is not None and mode in _ANY:
        raise ValueRangeError(
            "align_corners goes with linear, bilinear, bicubic and trilinear",
            expected="one of them",
            actual=mode,
        )
    if antialias and mode not in ("bilinear", "bicubic"):
        raise ValueRangeError(
            "antialias goes with bilinear and bicubic", expected="one of them", actual=mode
        )
    return curve


def _sizes(
    input: Tensor, size: IntOrSizes | None, scale_factor: Factors | None, rank: int
) -> tuple[Sizes, tuple[float, ...] | None]:
    """The new size, and the factors where they were given."""
    if (size is None) == (scale_factor is None):
        raise ValueRangeError(
            "Interpolation takes a size or a scale_factor",
            expected="one of the two",
            actual="neither" if size is None else "both",
        )
    if size is not None:
        sizes = along_each(size, rank)
        need_positive(size=sizes)
        return sizes, None
    assert scale_factor is not None
    factors = [scale_factor] * rank if isinstance(scale_factor, int | float) else [*scale_factor]
    if len(factors) != rank or not all(factor > 0 for factor in factors):
        raise ValueRangeError(
            "scale_factor is one positive number, or one for each dimension",
            expected=f"a number or {rank}",
            actual=scale_factor,
        )
    grown = (math.floor(n * f) for n, f in zip(input.shape[2:], factors, strict=True))
    return tuple(grown), tuple(map(float, factors))


def upsample(
    input: Tensor,
    size: IntOrSizes | None = None,
    scale_factor: Factors | None = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
) -> Tensor:
    """`interpolate` under its older name."""
    return interpolate(input, size, scale_factor, mode, align_corners)


def upsample_nearest(
    input: Tensor, size: IntOrSizes | None = None, scale_factor: Factors | None = None
) -> Tensor:
    """`interpolate` with mode nearest."""
    return interpolate(input, size, scale_factor)


def upsample_bilinear(
    input: Tensor, size: IntOrSizes | None = None, scale_factor: Factors | None = None
) -> Tensor:
    """`interpolate` with mode bilinear and align_corners."""
    return interpolate(input, size, scale_factor, "bilinear", align_corners=True)


# ---- channels for places


def _need_picture(input: Tensor, least: int) -> None:
    if input.ndim < least:
        raise ShapeError(
            "The input has {actual_ndim} dimensions",
            actual_ndim=input.ndim,
            expected="channels × height × width, or more before them",
            actual=text(input.shape),
        )


def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """(…, C·r², H, W) → (…, C, H·r, W·r): channels become places (Shi et al., "Real-time single
    image and video super-resolution", 2016). ShapeError where r² does not divide the channels."""
    _need_picture(input, 3)
    need_positive(upscale_factor=upscale_factor)
    *lead, channels, height, width = input.shape
    r = upscale_factor
    if channels % (r * r):
        raise ShapeError(
            "The square of upscale_factor divides the channels",
            expected=f"a multiple of {r * r} channels",
            actual=channels,
        )
    cells = input.reshape((*lead, channels // (r * r), r, r, height, width))
    n = len(lead)
    turned = cells.permute(*range(n), n, n + 3, n + 1, n + 4, n + 2)
    return turned.reshape((*lead, channels // (r * r), height * r, width * r))


def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Tensor:
    """(…, C, H·r, W·r) → (…, C·r², H, W): what `pixel_shuffle` undoes."""
    _need_picture(input, 3)
    need_positive(downscale_factor=downscale_factor)
    *lead, channels, height, width = input.shape
    r = downscale_factor
    if height % r or width % r:
        raise ShapeError(
            "downscale_factor divides height and width",
            expected=f"multiples of {r}",
            actual=f"{height}×{width}",
        )
    cells = input.reshape((*lead, channels, height // r, r, width // r, r))
    n = len(lead)
    turned = cells.permute(*range(n), n, n + 2, n + 4, n + 1, n + 3)
    return turned.reshape((*lead, channels * r * r, height // r, width // r))


def channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """(N, C, …) with the channels of `groups` groups dealt out in turns (Zhang et al.,
    "ShuffleNet", 2018). ShapeError where groups does not divide the channels."""
    _need_picture(input, 3)
    need_positive(groups=groups)
    batch, channels, *rest = input.shape
    if channels % groups:
        raise ShapeError(
            "groups divides the channels", expected=f"a multiple of {groups}", actual=channels
        )
    dealt = input.reshape((batch, groups, channels // groups, product(rest)))
    return dealt.permute(0, 2, 1, 3).reshape(input.shape)


# ---- windows as columns


def unfold(
    input: Tensor,
    kernel_size: IntOrSizes,
    dilation: IntOrSizes = 1,
    padding: IntOrSizes = 0,
    stride: IntOrSizes = 1,
) -> Tensor:
    """Every window as a column: (N, C, H, W) → (N, C · KH · KW, windows), or without N."""
    pictures, single = batched(input, 2)
    columns = ops.im2col(
        pictures,
        kernel_size=along_each(kernel_size, 2),
        stride=along_each(stride, 2),
        padding=along_each(padding, 2),
        dilation=along_each(dilation, 2),
    )
    return unbatched(columns, single)


def fold(
    input: Tensor,
    output_size: IntOrSizes,
    kernel_size: IntOrSizes,
    dilation: IntOrSizes = 1,
    padding: IntOrSizes = 0,
    stride: IntOrSizes = 1,
) -> Tensor:
    """Columns added up where their windows lie: (N, C · KH · KW, windows) → (N, C, *output_size).

    The adjoint of `unfold`, not its inverse: places in several windows are sums.
    """
    columns, single = batched(input, 1)
    pictures = ops.col2im(
        columns,
        size=along_each(output_size, 2),
        kernel_size=along_each(kernel_size, 2),
        stride=along_each(stride, 2),
        padding=along_each(padding, 2),
        dilation=along_each(dilation, 2),
    )
    return unbatched(pictures, single)
