"""Map picture: one map (H, W) as an image, with the window and the cell at work outlined."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen

from nodegraph_app.insight.numbers import index_text, shape_text
from widgets.common.theme import Theme
from widgets.views.colour import NOT_A_NUMBER, ColourScale, ThemedPicture
from widgets.views.figure import Figure, Index, Reading
from widgets.views.marks import hatch, paint_now

SIDE = 84
_BEYOND = 4
"""How far, in px, the outline of a window that reaches into the padding leaves the picture."""


class MapPicture(Figure):
    """A heat map without numbers. ``prefix`` are the indices before (row, column): (n, c)."""

    def __init__(
        self,
        values: npt.ArrayLike,
        *,
        name: str = "",
        prefix: Index = (),
        colours: ColourScale | None = None,
        side: float = SIDE,
        box: QSizeF | None = None,
    ) -> None:
        """Cells are square and the longer edge is ``side`` px, unless ``box`` says the size."""
        self.values = np.atleast_2d(np.asarray(values))
        self.name = name
        self.prefix = prefix
        self.colours = colours or ColourScale.of(self.values)
        self._side = side
        self._box = box
        self.window: QRect | None = None
        """Cells (column, row, width, height) outlined in amber; it may reach into the padding."""
        self._levels = self.colours.levels(self.values)
        self._picture = ThemedPicture(self._levels, self.colours.kind)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.values.shape
        return rows, columns

    def size(self, theme: Theme) -> QSizeF:
        """Square cells, or the box that was asked for."""
        if self._box is not None:
            return self._box * theme.text_scale
        rows, columns = self.shape
        unit = self._side * theme.text_scale / max(rows, columns, 1)
        return QSizeF(max(columns * unit, 4), max(rows * unit, 4))

    def paint(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        """Image, hatches, frame, window and cell at work."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawImage(rect, self._picture.image(theme))
        hatch(painter, theme, self._not_numbers(rect))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("border.default"), 1))
        painter.drawRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5))
        if (mark := self.mark_rect(rect)) is not None:
            paint_now(painter, mark, theme)

    def _not_numbers(self, rect: QRectF) -> Iterator[QRectF]:
        for row, column in np.argwhere(self._levels == NOT_A_NUMBER):
            yield self._cells(rect, int(column), int(row), 1, 1)

    def mark_rect(self, rect: QRectF) -> QRectF | None:
        """Where the amber outline lies: around the window, or else around the cell at work."""
        if self.window is not None:
            window = self.window
            mark = self._cells(rect, window.x(), window.y(), window.width(), window.height())
            return mark.intersected(rect.adjusted(-_BEYOND, -_BEYOND, _BEYOND, _BEYOND))
        return self.cell_rect(rect, self.now) if self.now is not None else None

    def _cells(self, rect: QRectF, column: int, row: int, width: int, height: int) -> QRectF:
        rows, columns = self.shape
        unit_x, unit_y = rect.width() / columns, rect.height() / rows
        return QRectF(
            rect.left() + column * unit_x,
            rect.top() + row * unit_y,
            width * unit_x,
            height * unit_y,
        )

    def index_at(self, rect: QRectF, point: QPointF) -> Index | None:
        """Row and column under a point."""
        if not rect.contains(point):
            return None
        rows, columns = self.shape
        row = int((point.y() - rect.top()) * rows / rect.height())
        column = int((point.x() - rect.left()) * columns / rect.width())
        return min(row, rows - 1), min(column, columns - 1)

    def cell_rect(self, rect: QRectF, index: Index) -> QRectF | None:
        """Where (row, column) lies."""
        return self._cells(rect, index[1], index[0], 1, 1)

    def reading(self, index: Index) -> Reading | None:
        """The cell's full index and its number with seven digits."""
        return Reading.of(self.name, self.place(index), self.values[index])

    def place(self, index: Index) -> Index:
        """The index in the whole value of a cell (row, column)."""
        return (*self.prefix, *index)

    def neighbour(self, index: Index | None, rows: int, columns: int) -> Index | None:
        """The next cell in a direction; it stays at the border."""
        if index is None:
            return (0, 0)
        height, width = self.shape
        return (
            min(max(index[0] + rows, 0), height - 1),
            min(max(index[1] + columns, 0), width - 1),
        )

    def described(self) -> str:
        """Name, size and limits."""
        return f"{index_text(self.name, self.prefix)}, {shape_text(self.shape)}"
