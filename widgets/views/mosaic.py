"""Feature maps: all channels of one sample as one picture, with one map and cell outlined."""

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainter

from nodegraph_app.insight.mosaic import MosaicLayout, mosaic
from nodegraph_app.insight.numbers import TIMES, index_text, shape_text
from widgets.common.theme import Theme
from widgets.views.colour import CLEAR, ColourScale, ThemedPicture
from widgets.views.figure import Figure, Index, Reading
from widgets.views.marks import hatch, paint_now

TILE = 28
_GAP = 4
_COLUMNS = 8


class MosaicFigure(Figure):
    """Maps (C, H, W) side by side within ``width`` px, in one colour scale. Cells are (c, i, j).

    ``now`` may be (c,) to outline a map, or (c, i, j) to outline a cell in it as well.
    """

    def __init__(
        self,
        values: npt.ArrayLike,
        *,
        name: str = "",
        prefix: Index = (),
        colours: ColourScale | None = None,
        columns: int | None = None,
        width: float = 252,
        tile: float = TILE,
    ) -> None:
        """``columns`` is 8, or what fits in ``width``, when it is not given."""
        self.values = np.asarray(values)
        self.name = name
        self.prefix = prefix
        self.colours = colours or ColourScale.of(self.values)
        longest = max(self.values.shape[1:])
        self._unit = float(tile // longest) if longest <= tile else tile / longest
        gap = max(1, round(_GAP / self._unit))
        fitting = int((width / self._unit + gap) // (self.values.shape[2] + gap))
        self._mosaic = mosaic(self.values, columns or max(1, min(fitting, _COLUMNS)), gap)
        self._picture = ThemedPicture(self._levels(), self.colours.kind)

    @property
    def layout(self) -> MosaicLayout:
        """Where each map lies, in cells."""
        return self._mosaic.layout

    def size(self, theme: Theme) -> QSizeF:
        """Whole pixels a cell, as long as a map fits its tile."""
        rows, columns = self.layout.shape
        return QSizeF(columns * self._unit, rows * self._unit) * theme.text_scale

    def paint(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        """One image, hatches, and the outline of the map and the cell at work."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawImage(rect, self._picture.image(theme))
        broken = np.argwhere(~np.isfinite(self.values)).tolist()
        hatch(painter, theme, (self._cells(rect, (c, i, j), 1, 1) for c, i, j in broken))
        if self.now is None:
            return
        paint_now(painter, self.tile_rect(rect, self.now[0]).adjusted(-2, -2, 2, 2), theme)
        if len(self.now) == 3:
            paint_now(painter, self._cells(rect, self.now, 1, 1), theme)

    def tile_rect(self, rect: QRectF, tile: int) -> QRectF:
        """Where a whole map lies."""
        return self._cells(rect, (tile, 0, 0), self.layout.height, self.layout.width)

    def index_at(self, rect: QRectF, point: QPointF) -> Index | None:
        """(c, i, j) under a point, or None in a gap."""
        rows, columns = self.layout.shape
        row = math.floor((point.y() - rect.top()) * rows / rect.height())
        column = math.floor((point.x() - rect.left()) * columns / rect.width())
        return self.layout.cell_at(row, column)

    def cell_rect(self, rect: QRectF, index: Index) -> QRectF | None:
        """Where (c, i, j) lies."""
        return self._cells(rect, index, 1, 1)

    def reading(self, index: Index) -> Reading | None:
        """The cell's full index and its number with seven digits."""
        return Reading.of(self.name, self.place(index), self.values[index])

    def place(self, index: Index) -> Index:
        """The index in the whole value of a cell (c, i, j)."""
        return (*self.prefix, *index)

    def neighbour(self, index: Index | None, rows: int, columns: int) -> Index | None:
        """The next cell in a direction, across the gap into the next map."""
        if index is None:
            return (0, 0, 0)
        layout = self.layout
        top, left = layout.origin(index[0])
        row, column = top + index[1] + rows, left + index[2] + columns
        near = layout.cell_at(row, column)
        return near or layout.cell_at(row + rows * layout.gap, column + columns * layout.gap)

    def described(self) -> str:
        """Name, how many maps, their size and the colour limits."""
        count, *size = self.values.shape
        return f"{index_text(self.name, self.prefix)}, {count}{TIMES}({shape_text(size)})"

    def _levels(self) -> npt.NDArray[np.uint8]:
        layout = self.layout
        levels = self.colours.levels(self._mosaic.array)
        rows, columns = (np.arange(size) for size in layout.shape)
        tile_row, i = np.divmod(rows, layout.height + layout.gap)
        tile_column, j = np.divmod(columns, layout.width + layout.gap)
        missing = tile_row[:, None] * layout.columns + tile_column >= layout.count
        clear = (i >= layout.height)[:, None] | (j >= layout.width)[None, :] | missing
        levels[clear] = CLEAR
        return levels

    def _cells(self, rect: QRectF, index: Index, height: int, width: int) -> QRectF:
        rows, columns = self.layout.shape
        top, left = self.layout.origin(index[0])
        unit_x, unit_y = rect.width() / columns, rect.height() / rows
        return QRectF(
            rect.left() + (left + index[2]) * unit_x,
            rect.top() + (top + index[1]) * unit_y,
            width * unit_x,
            height * unit_y,
        )
