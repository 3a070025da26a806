"""Fractional max pooling, and max-unpooling, which undoes max pooling as far as can be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine import ops
from engine.errors import ValueRangeError
from engine.nn.functional.windows import IntOrSizes, along_each, batched, strides, unbatched
from engine.ops.rules import text
from engine.ops.windows import Sizes
from engine.tensors import Tensor

__all__ = [
    "fractional_max_pool2d", "fractional_max_pool3d",
    "max_unpool1d", "max_unpool2d", "max_unpool3d",
]  # fmt: skip

_FRACTIONAL = {2: ops.fractional_max_pool2d, 3: ops.fractional_max_pool3d}
_UNPOOL = {1: ops.max_unpool1d, 2: ops.max_unpool2d, 3: ops.max_unpool3d}


def _fractional(
    rank: int,
    input: Tensor,
    kernel_size: IntOrSizes,
    output_size: IntOrSizes | None,
    output_ratio: float | Sequence[float] | None,
    return_indices: bool,
    samples: Tensor | None,
) -> Any:
    maps, single = batched(input, rank)
    if output_size is None:
        output_size = _shrunk(maps, output_ratio, rank)
    if samples is None:
        samples = ops.fractional_samples(maps, rank=rank)
    elif single:
        samples = samples[:1]  # as PyTorch, which reads the first sample's only
    results = _FRACTIONAL[rank](
        maps,
        samples,
        kernel_size=along_each(kernel_size, rank),
        output_size=along_each(output_size, rank),
    )
    return unbatched(results if return_indices else results[0], single)


def _shrunk(maps: Tensor, ratio: float | Sequence[float] | None, rank: int) -> Sizes:
    ratios = [ratio] * rank if isinstance(ratio, float | int | None) else list(ratio)
    if len(ratios) != rank or any(r is None or not 0 < r < 1 for r in ratios):
        raise ValueRangeError(
            "Fractional pooling needs an output_size, or an output_ratio between 0 and 1",
            expected="one of the two",
            actual=ratio,
        )
    return tuple(int(n * r) for n, r in zip(maps.shape[2:], ratios, strict=True))


def fractional_max_pool2d(
    input: Tensor,
    kernel_size: IntOrSizes,
    output_size: IntOrSizes | None = None,
    output_ratio: float | Sequence[float] | None = None,
    return_indices: bool = False,
    _random_samples: Tensor | None = None,
) -> Any:
    """The largest of each window, where windows begin at pseudo-random distances: sides shrink by
    a ratio that need not be whole (Graham, "Fractional max-pooling", 2015). (N, C, H, W).

    output_size, or output_ratio of the input's sides. return_indices: also give where each maximum
    stands in its flattened map. _random_samples: (N, C, 2), 0 to 1; drawn anew where not given.
    """
    return _fractional(
        2, input, kernel_size, output_size, output_ratio, return_indices, _random_samples
    )


def fractional_max_pool3d(
    input: Tensor,
    kernel_size: IntOrSizes,
    output_size: IntOrSizes | None = None,
    output_ratio: float | Sequence[float] | None = None,
    return_indices: bool = False,
    _random_samples: Tensor | None = None,
) -> Any:
    """Fractional max pooling in space, as `fractional_max_pool2d`. (N, C, D, H, W)."""
    return _fractional(
        3, input, kernel_size, output_size, output_ratio, return_indices, _random_samples
    )


def _unpool(
    rank: int,
    input: Tensor,
    indices: Tensor,
    kernel_size: IntOrSizes,
    stride: IntOrSizes | None,
    padding: IntOrSizes,
    output_size: Sequence[int] | None,
) -> Tensor:
    maps, single = batched(input, rank)
    places, _ = batched(indices, rank)
    steps = strides(stride, kernel_size, rank)
    sizes = tuple(
        (n - 1) * s + k - 2 * p
        for n, s, k, p in zip(
            maps.shape[maps.ndim - rank :],
            steps,
            along_each(kernel_size, rank),
            along_each(padding, rank),
            strict=True,
        )
    )
    if output_size is not None:
        sizes = _near(sizes, steps, tuple(output_size)[-rank:])
    return unbatched(_UNPOOL[rank](maps, places, size=sizes), single)


def _near(sizes: Sizes, steps: Sizes, wanted: Sizes) -> Sizes:
    """The wanted size, where pooling it gives what is unpooled."""
    if len(wanted) != len(sizes) or any(
        not n - s < size < n + s for n, s, size in zip(sizes, steps, wanted, strict=True)
    ):
        raise ValueRangeError(
            "This output_size does not pool to the input's size",
            expected=f"less than {text(steps)} away from {text(sizes)}",
            actual=text(wanted),
        )
    return wanted


def max_unpool1d(
    input: Tensor,
    indices: Tensor,
    kernel_size: IntOrSizes,
    stride: IntOrSizes | None = None,
    padding: IntOrSizes = 0,
    output_size: Sequence[int] | None = None,
) -> Tensor:
    """Maxima back at their places in a line, as `max_unpool2d`. (N, C, L) or (C, L)."""
    return _unpool(1, input, indices, kernel_size, stride, padding, output_size)


def max_unpool2d(
    input: Tensor,
    indices: Tensor,
    kernel_size: IntOrSizes,
    stride: IntOrSizes | None = None,
    padding: IntOrSizes = 0,
    output_size: Sequence[int] | None = None,
) -> Tensor:
    """Maxima back at their places, 0 everywhere else. (N, C, H, W) or (C, H, W).

    indices: what max pooling gave with return_indices. output_size: where several sizes pool to
    the input's. Raises ValueRangeError for an index outside of the map (Zeiler & Fergus,
    "Visualizing and understanding convolutional networks", 2014).
    """
    return _unpool(2, input, indices, kernel_size, stride, padding, output_size)


def max_unpool3d(
    input: Tensor,
    indices: Tensor,
    kernel_size: IntOrSizes,
    stride: IntOrSizes | None = None,
    padding: IntOrSizes = 0,
    output_size: Sequence[int] | None = None,
) -> Tensor:
    """Maxima back at their places in space, as `max_unpool2d`. (N, C, D, H, W)."""
    return _unpool(3, input, indices, kernel_size, stride, padding, output_size)
