"""Pieces: the part of a value of any rank that one figure shows, and how its cells are indexed.

A value (N, C, H, W) shows one map at a time; a matrix, a row or a number shows whole.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSizeF

from widgets.views.colour import ColourScale
from widgets.views.figure import Figure, Index
from widgets.views.grid import CellGrid
from widgets.views.picture import MapPicture

_HEIGHT = 84
_MOST_WIDTH = 84
_CELL = 14
_MOST_ROWS, _MOST_COLUMNS = 4, 4


@dataclass(frozen=True)
class Piece:
    """A figure of some dimensions of a value; ``lead`` are the indices that are held fixed."""

    figure: Figure
    lead: Index
    rank: int

    def index(self, cell: Index) -> Index:
        """The index in the value of a cell (row, column) of the figure."""
        kept = min(self.rank, 2)
        return self.lead + cell[2 - kept :]

    def cell(self, index: Index) -> Index | None:
        """Where an index of the value lies in the figure; None when another piece shows it."""
        kept = min(self.rank, 2)
        if len(index) != self.rank or index[: self.rank - kept] != self.lead:
            return None
        return (0,) * (2 - kept) + tuple(index[self.rank - kept :])

    def mark(self, index: Index | None) -> None:
        """Outline the cell of that index, when this piece shows it."""
        self.figure.now = self.cell(index) if index is not None else None


def piece(
    value: npt.NDArray[np.generic],
    at: Index = (),
    *,
    name: str = "",
    colours: ColourScale | None = None,
    numbers: bool = True,
) -> Piece:
    """The piece of ``value`` that holds the cell ``at``: numbers when they fit, else a picture.

    Missing indices count as zero. Without ``numbers`` a map is a picture even when it is small.
    """
    rank = value.ndim
    kept = min(rank, 2)
    lead = tuple((*at, *(0,) * rank)[: rank - kept])
    plane = np.atleast_2d(value[lead] if lead else value)
    scale = colours or ColourScale.of(plane)
    rows, columns = plane.shape
    figure: Figure
    if rows <= _MOST_ROWS and columns <= _MOST_COLUMNS and (numbers or rank < 3):
        places = np.stack(np.indices(plane.shape), axis=-1)[..., 2 - kept :]
        fixed = np.broadcast_to(np.array(lead, dtype=np.intp), (*plane.shape, len(lead)))
        indices = np.concatenate([fixed, places], axis=-1)
        figure = CellGrid(plane, name=name, indices=indices, colours=scale, height=_HEIGHT)
    elif kept == 2 and rank > 2:
        figure = MapPicture(plane, name=name, prefix=lead, colours=scale, side=_HEIGHT)
    else:
        box = QSizeF(
            max(min(_MOST_WIDTH, _CELL * columns), _CELL),
            max(min(_HEIGHT, _CELL * rows), _CELL),
        )
        form = _Row if kept == 1 else MapPicture
        figure = form(plane, name=name, colours=scale, box=box)
    return Piece(figure, lead, rank)


class _Row(MapPicture):
    """A vector as a row of cells, named by one index."""

    def place(self, index: Index) -> Index:
        """The row has no index of its own."""
        return index[1:]
