"""Max-unpooling, which undoes max pooling as far as can be (Zeiler & Fergus, 2014)."""

from __future__ import annotations

from collections.abc import Sequence

from engine import ops
from engine.errors import ValueRangeError
from engine.nn.functional.windows import IntOrSizes, along_each, batched, strides, unbatched
from engine.ops.rules import text
from engine.ops.windows import Sizes
from engine.tensors import Tensor

__all__ = ["max_unpool1d", "max_unpool2d", "max_unpool3d"]


_UNPOOL = {1: ops.max_unpool1d, 2: ops.max_unpool2d, 3: ops.max_unpool3d}


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
