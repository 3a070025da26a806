"""The small picture on a node's face: what the node last produced for one sample of the batch."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from nodegraph_app.insight.mosaic import FloatArray, mosaic, symmetric_limit

Kind = Literal["image", "sequence", "tokens", "features", "labels", "scalar_loss", "unknown"]
Form = Literal["tiles", "bars", "cells", "number"]

TILE = 28
GAP = 4
_MOST_BARS = 24


@dataclass(frozen=True)
class Thumbnail:
    """A picture in one of four forms.

    tiles: ``array`` is a picture of 28×28 tiles, 4 apart, gaps NaN, ``shown`` the channels drawn.
    bars: ``array`` holds one value a bar. cells: ``array`` (rows, columns) holds one value a cell.
    number: ``array`` holds the one value.
    """

    form: Form
    array: FloatArray
    limit: float
    """The colour scale or the bars reach from −limit to +limit."""
    shown: tuple[int, ...] = ()


def thumbnail(
    value: npt.ArrayLike, kind: Kind = "unknown", sample: int = 0, tiles: int = 8, columns: int = 4
) -> Thumbnail:
    """The face picture of a batch value (N, ...) as its role on the wire asks for it.

    Images (N, C, H, W) show up to ``tiles`` channels; features (N, F) bars, or a block of cells
    when there are many; labels and losses the number. Raises IndexError for a sample not there.
    """
    array = np.asarray(value)
    if kind == "scalar_loss" or array.ndim == 0:
        number = np.atleast_1d(array.astype(np.float64)).ravel()[:1]
        return Thumbnail("number", number, symmetric_limit(number))
    one = array[sample]
    if kind == "labels" and one.ndim == 0:
        return Thumbnail("number", np.asarray([one], dtype=np.float64), symmetric_limit(one))
    if one.ndim >= 2:
        return _tiles(one.reshape(-1, *one.shape[-2:]), tiles, columns)
    return _row(np.atleast_1d(one).astype(np.float64))


def fit_tile(values: FloatArray, size: int = TILE) -> FloatArray:
    """A map (H, W) in a square of ``size`` cells: magnified by a whole number, or block-averaged.

    What a whole number leaves over is NaN around the map.
    """
    height, width = values.shape
    reduction = -(-max(height, width) // size)
    if reduction > 1:
        values = _block_mean(values, reduction)
        height, width = values.shape
    scale = max(1, size // max(height, width))
    drawn = np.repeat(np.repeat(values, scale, axis=0), scale, axis=1)
    tile = np.full((size, size), np.nan, dtype=drawn.dtype)
    top, left = (size - drawn.shape[0]) // 2, (size - drawn.shape[1]) // 2
    tile[top : top + drawn.shape[0], left : left + drawn.shape[1]] = drawn
    return tile


def _tiles(maps: npt.NDArray[np.generic], tiles: int, columns: int) -> Thumbnail:
    floats = maps[:tiles].astype(np.float32)
    picture = mosaic(np.stack([fit_tile(one) for one in floats]), columns, GAP)
    return Thumbnail("tiles", picture.array, symmetric_limit(floats), tuple(range(len(floats))))


def _row(values: npt.NDArray[np.float64]) -> Thumbnail:
    if values.size <= _MOST_BARS:
        return Thumbnail("bars", values, symmetric_limit(values))
    columns = int(np.ceil(np.sqrt(2 * values.size)))
    rows = -(-values.size // columns)
    cells = np.full(rows * columns, np.nan)
    cells[: values.size] = values
    return Thumbnail("cells", cells.reshape(rows, columns), symmetric_limit(values))


def _block_mean(values: FloatArray, reduction: int) -> FloatArray:
    height, width = values.shape
    rows = np.arange(0, height, reduction)
    columns = np.arange(0, width, reduction)
    sums = np.add.reduceat(np.add.reduceat(values, rows, axis=0), columns, axis=1)
    sizes = np.outer(np.diff([*rows, height]), np.diff([*columns, width]))
    return (sums / sizes).astype(values.dtype)  # type: ignore[no-any-return]
