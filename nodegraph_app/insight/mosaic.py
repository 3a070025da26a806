"""Many maps side by side in one array: the channels of a feature map, the kernels of a layer."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.floating]


@dataclass(frozen=True)
class MosaicLayout:
    """Where each tile lies: ``count`` tiles (height, width) in ``columns``, ``gap`` cells apart."""

    count: int
    height: int
    width: int
    columns: int
    gap: int

    @property
    def rows(self) -> int:
        """How many rows of tiles there are."""
        return math.ceil(self.count / self.columns)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the whole picture in cells."""
        return (
            self.rows * (self.height + self.gap) - self.gap,
            self.columns * (self.width + self.gap) - self.gap,
        )

    def origin(self, tile: int) -> tuple[int, int]:
        """The cell (row, column) of the top left corner of a tile."""
        row, column = divmod(tile, self.columns)
        return row * (self.height + self.gap), column * (self.width + self.gap)

    def cell_at(self, row: int, column: int) -> tuple[int, int, int] | None:
        """The (tile, i, j) that the picture shows at a cell, or None in a gap or outside."""
        if row < 0 or column < 0:
            return None
        tile_row, i = divmod(row, self.height + self.gap)
        tile_column, j = divmod(column, self.width + self.gap)
        tile = tile_row * self.columns + tile_column
        inside = i < self.height and j < self.width and tile_column < self.columns
        return (tile, i, j) if inside and tile < self.count else None


@dataclass(frozen=True)
class Mosaic:
    """One picture of many maps; gaps hold NaN, which a heat map leaves clear."""

    array: FloatArray
    layout: MosaicLayout
    limit: float
    """The largest finite magnitude: the colour scale of all tiles reaches from −limit to +limit."""


def mosaic(values: npt.ArrayLike, columns: int | None = None, gap: int = 1) -> Mosaic:
    """Lay out maps (C, H, W), or one map (H, W), in a grid of ``columns`` (about as wide as high).

    Raises ValueError when ``values`` has another number of dimensions or ``columns`` is below 1.
    """
    maps = np.asarray(values)
    maps = maps[np.newaxis] if maps.ndim == 2 else maps
    if maps.ndim != 3:
        raise ValueError(f"expected maps (C, H, W), actual shape {maps.shape}")
    if not np.issubdtype(maps.dtype, np.floating):
        maps = maps.astype(np.float32)
    count, height, width = maps.shape
    wanted = columns if columns is not None else math.ceil(math.sqrt(count))
    if wanted < 1 and count:
        raise ValueError(f"expected columns of 1 or more, actual {wanted}")
    layout = MosaicLayout(count, height, width, max(1, min(wanted, count or 1)), gap)
    picture = np.full(tuple(max(0, size) for size in layout.shape), np.nan, dtype=maps.dtype)
    for tile in range(count):
        top, left = layout.origin(tile)
        picture[top : top + height, left : left + width] = maps[tile]
    return Mosaic(picture, layout, symmetric_limit(maps))


def symmetric_limit(values: npt.ArrayLike) -> float:
    """The largest finite magnitude, 0 when there is none."""
    array = np.asarray(values)
    finite = array[np.isfinite(array)]
    return float(np.abs(finite.astype(np.float64)).max()) if finite.size else 0.0
