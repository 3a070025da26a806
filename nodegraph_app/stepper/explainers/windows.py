"""Which cells a sliding window reads: shared by convolution and pooling."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from nodegraph_app.stepper.explanation import FloatArray


@dataclass(frozen=True)
class Geometry:
    """How a window slides: stride, padding and dilation, each (rows, columns)."""

    kernel: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: tuple[int, int]

    def window(self, i: int, j: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The rows and columns of the input that output cell (i, j) reads; padding lies outside."""
        return _places(self, 0, i), _places(self, 1, j)

    def readers(
        self, i: int, j: int, output: tuple[int, int]
    ) -> tuple[tuple[int | None, ...], tuple[int | None, ...]]:
        """For input cell (i, j) and each tap (u, v): the output row and column that read it there.

        None where no window stands so that this tap meets the cell.
        """
        return _readers(self, 0, i, output[0]), _readers(self, 1, j, output[1])


def pair(value: object) -> tuple[int, int]:
    """A number for both axes, or (rows, columns)."""
    if isinstance(value, int):
        return value, value
    rows, columns = cast("tuple[int, int]", value)
    return int(rows), int(columns)


def geometry(attributes: Mapping[str, object], kernel: tuple[int, int]) -> Geometry:
    """The geometry that a primitive's attributes describe for a kernel (KH, KW)."""
    return Geometry(
        kernel,
        pair(attributes.get("stride", 1)),
        pair(attributes.get("padding", 0)),
        pair(attributes.get("dilation", 1)),
    )


def cut(
    maps: FloatArray, rows: tuple[int, ...], columns: tuple[int, ...], outside: float = 0.0
) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """The cells (…, KH, KW) of maps (…, H, W) at the rows and columns, and which lie inside."""
    row, column = np.asarray(rows), np.asarray(columns)
    height, width = maps.shape[-2:]
    inside = np.logical_and.outer((row >= 0) & (row < height), (column >= 0) & (column < width))
    cells = maps[..., np.clip(row, 0, height - 1)[:, None], np.clip(column, 0, width - 1)]
    return np.where(inside, cells, outside), inside


def _places(geometry: Geometry, axis: int, position: int) -> tuple[int, ...]:
    first = position * geometry.stride[axis] - geometry.padding[axis]
    return tuple(first + tap * geometry.dilation[axis] for tap in range(geometry.kernel[axis]))


def _readers(geometry: Geometry, axis: int, position: int, size: int) -> tuple[int | None, ...]:
    found: list[int | None] = []
    for tap in range(geometry.kernel[axis]):
        start = position + geometry.padding[axis] - tap * geometry.dilation[axis]
        reader, between = divmod(start, geometry.stride[axis])
        found.append(reader if between == 0 and 0 <= reader < size else None)
    return tuple(found)
