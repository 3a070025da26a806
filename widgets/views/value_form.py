"""Which figure a whole value gets: maps, bars, cells or one number, by its rank and its kind."""

from typing import Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSizeF

from widgets.views.bars import BarsFigure
from widgets.views.colour import ColourScale
from widgets.views.figure import Figure, Index
from widgets.views.grid import CellGrid
from widgets.views.mosaic import MosaicFigure
from widgets.views.picture import MapPicture

Kind = Literal["activation", "parameter", "gradient", "parameter_gradient", "constant", "target"]

_BATCHED: frozenset[str] = frozenset({"activation", "gradient", "target"})
_SIGNED: frozenset[str] = frozenset({"gradient", "parameter_gradient", "parameter"})
_MOST_BARS = 16
_MOST_CELLS = 4096
_WRAPPED_CELL = 49


def held(shape: tuple[int, ...], kind: Kind) -> tuple[str, ...]:
    """Names of the leading dimensions that are picked and not shown whole.

    Of a batch one sample is picked, except of a vector (N,): its numbers stand together. Maps of
    one sample show together; beyond that, all but the last two dimensions are picked.
    """
    rank = len(shape)
    maps_together = 3
    if kind in _BATCHED:
        if rank < 2:
            return ()
        names = ("n", *(f"d{place}" for place in range(1, rank)))
        return names[: max(1, rank - maps_together)]
    return tuple(f"d{place}" for place in range(max(0, rank - maps_together)))


def is_kernels(shape: tuple[int, ...], kind: Kind) -> bool:
    """Whether the value is the weight of a convolution (O, I, KH, KW), or its gradient."""
    return len(shape) == 4 and kind in ("parameter", "parameter_gradient")


def value_figure(
    value: npt.NDArray[np.generic], kind: Kind, lead: Index, *, name: str, width: float
) -> Figure:
    """The figure of ``value[lead]``, three dimensions at most; all leads share a colour scale."""
    part = value[lead] if lead else value
    colours = ColourScale.signed(value) if kind in _SIGNED else ColourScale.of(value)
    if part.ndim == 3:
        return MosaicFigure(part, name=name, prefix=lead, colours=colours, width=width)
    if part.ndim == 1 and part.size <= _MOST_BARS and part.dtype.kind == "f":
        return BarsFigure(part, name=name, prefix=lead, width=width)
    if part.size > _MOST_CELLS:
        plane = np.atleast_2d(part)
        return MapPicture(plane, name=name, prefix=lead, colours=colours, box=_box(plane, width))
    if part.ndim == 1:
        columns = max(2, int(width // _WRAPPED_CELL))
        return _wrapped(part, name, lead, colours, columns)
    plane = np.atleast_2d(part)
    return CellGrid(plane, name=name, indices=_indices(plane, part.ndim, lead), colours=colours)


def _indices(plane: npt.NDArray[np.generic], rank: int, lead: Index) -> npt.NDArray[np.intp]:
    places = np.stack(np.indices(plane.shape), axis=-1)[..., 2 - rank :]
    fixed = np.broadcast_to(np.array(lead, dtype=np.intp), (*plane.shape, len(lead)))
    return np.concatenate([fixed, places], axis=-1)


def _wrapped(
    part: npt.NDArray[np.generic], name: str, lead: Index, colours: ColourScale, most: int
) -> CellGrid:
    """A long vector as rows of ``most`` cells."""
    columns = min(most, max(1, part.size))
    rows = -(-part.size // columns)
    order = np.arange(rows * columns).reshape(rows, columns)
    absent = order >= part.size
    if part.dtype.kind != "f" and not absent.any():
        cells = part[order]
    else:
        cells = np.where(absent, np.nan, part[np.minimum(order, max(part.size - 1, 0))])
    fixed = np.broadcast_to(np.array(lead, dtype=np.intp), (rows, columns, len(lead)))
    indices = np.concatenate([fixed, order[..., None]], axis=-1)
    return CellGrid(cells, name=name, indices=indices, colours=colours, masked=absent)


def _box(plane: npt.NDArray[np.generic], width: float) -> QSizeF:
    rows, columns = plane.shape
    unit = min(width / columns, 14)
    return QSizeF(columns * unit, min(max(rows * unit, 28), width))
