"""Max pooling over windows at pseudo-random distances (Graham, "Fractional max-pooling", 2015)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine import ops
from engine.errors import ValueRangeError
from engine.nn.functional.windows import IntOrSizes, along_each, batched, unbatched
from engine.ops.windows import Sizes
from engine.tensors import Tensor

__all__ = ["fractional_max_pool2d", "fractional_max_pool3d"]


_FRACTIONAL = {2: ops.fractional_max_pool2d, 3: ops.fractional_max_pool3d}


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
