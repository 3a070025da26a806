"""Cell grid: a small matrix as a heat map with its exact numbers in the cells."""

from functools import cached_property

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from nodegraph_app.insight.numbers import (
    GridText,
    Scale,
    count_text,
    grid_text,
    scale_of,
)
from widgets.common.theme import Theme
from widgets.views.colour import NOT_A_NUMBER, ColourScale, ThemedPicture, inks
from widgets.views.figure import Figure, Index, Reading
from widgets.views.marks import hatch, paint_now

CELL_HEIGHT = 28
_CELL_MINIMUM = 40
_CELL_PADDING = 3


class CellGrid(Figure):
    """Numbers (H, W) as coloured cells. ``origin`` and ``index_of`` name what a cell stands for."""

    def __init__(
        self,
        values: npt.ArrayLike,
        *,
        name: str = "",
        indices: npt.NDArray[np.intp] | None = None,
        colours: ColourScale | None = None,
        numbers: Scale | None = None,
        digits: int = 3,
        masked: npt.NDArray[np.bool_] | None = None,
        framed: bool = False,
        height: float | None = None,
    ) -> None:
        """``indices`` (H, W, rank) holds the index of each cell in the value called ``name``;
        ``masked`` cells are padding: drawn dashed, without fill; a masked NaN is no cell at all.
        ``height`` bounds the grid's."""
        self.values = np.atleast_2d(np.asarray(values))
        self.name = name
        self.framed = framed
        self._indices = indices
        self.colours = colours or ColourScale.of(self.values)
        self._numbers = numbers
        self._digits = digits
        self._masked = masked
        self._height = height
        self._levels = self.colours.levels(self.values)
        self._picture = ThemedPicture(self._levels, self.colours.kind)

    @property
    def rows(self) -> int:
        """How many rows of cells."""
        return int(self.values.shape[0])

    @property
    def columns(self) -> int:
        """How many columns of cells."""
        return int(self.values.shape[1])

    @cached_property
    def text(self) -> GridText:
        """The printed cells, under one count of decimals and one exponent."""
        if self.values.dtype.kind in "iub":
            plain = Scale(0, 0)
            cells = [[count_text(int(cell)) for cell in row] for row in self.values]
            return GridText(tuple(map(tuple, cells)), plain)
        scale = self._numbers or _grid_scale(self.values, self._digits)
        return grid_text(self.values, self._digits, scale)

    @property
    def caption(self) -> str:
        """The exponent that all cells share: "×10⁻³", or nothing."""
        return self.text.caption

    def size(self, theme: Theme) -> QSizeF:
        """Cells as wide as their longest number, 28 high or what the bound leaves."""
        metrics = QFontMetricsF(theme.font("number_cell"))
        longest = max((len(text) for row in self.text.rows for text in row), default=5)
        width = max(
            _CELL_MINIMUM * theme.text_scale,
            metrics.horizontalAdvance("0") * longest + _CELL_PADDING,
        )
        height = CELL_HEIGHT * theme.text_scale
        if self._height is not None:
            height = min(height, self._height * theme.text_scale / max(1, self.rows))
        return QSizeF(round(width) * self.columns, height * self.rows)

    def paint(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        """Fill, hatches, hairlines between the cells, numbers, frame."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(rect, self._picture.image(theme))
        self._paint_special(painter, rect, theme)
        self._paint_lines(painter, rect, theme)
        self._paint_numbers(painter, rect, theme)
        self._paint_frame(painter, rect, theme)

    def _paint_special(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        broken = np.argwhere(self._levels == NOT_A_NUMBER).tolist()
        hatch(painter, theme, (self._rect_of(rect, row, column) for row, column in broken))
        if self._masked is None:
            return
        painter.setPen(QPen(theme.color("border.strong"), 1, Qt.PenStyle.DashLine))
        for row, column in np.argwhere(self._masked):
            cell = self._rect_of(rect, row, column)
            painter.fillRect(cell, theme.color("surface.raised"))
            if not np.isnan(self.values[row, column]):
                painter.drawRect(cell.adjusted(2, 2, -2, -2))

    def _paint_lines(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(theme.color("surface.raised"), 0))
        width, height = rect.width() / self.columns, rect.height() / self.rows
        lines = [
            QLineF(rect.left(), rect.top() + row * height, rect.right(), rect.top() + row * height)
            for row in range(1, self.rows)
        ]
        lines += [
            QLineF(rect.left() + col * width, rect.top(), rect.left() + col * width, rect.bottom())
            for col in range(1, self.columns)
        ]
        painter.drawLines(lines)

    def _paint_numbers(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        font = theme.font("number_cell")
        metrics = QFontMetricsF(font)
        if rect.height() / self.rows < metrics.capHeight() + 2:
            return
        painter.setFont(font)
        ink = inks(theme, self.colours.kind)
        plain = theme.color("text.tertiary")
        half = metrics.capHeight() / 2
        clip = painter.clipBoundingRect() if painter.hasClipping() else rect
        digit = metrics.horizontalAdvance("0")
        for row, column in self._visible(rect, clip):
            cell = self._rect_of(rect, row, column)
            text = self.text.rows[row][column]
            masked = self._masked is not None and self._masked[row, column]
            if masked and np.isnan(self.values[row, column]):
                continue
            painter.setPen(plain if masked else ink[self._levels[row, column]])
            left = cell.center().x() - digit * len(text) / 2
            painter.drawText(QPointF(left, cell.center().y() + half), text)

    def _paint_frame(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.framed:
            painter.setPen(QPen(theme.color("now.main"), theme.size("stroke.now")))
            painter.drawRect(rect.adjusted(-1, -1, 1, 1))
        else:
            painter.setPen(QPen(theme.color("border.default"), 1))
            painter.drawRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5))
        if self.now is not None and (cell := self.cell_rect(rect, self.now)) is not None:
            paint_now(painter, cell, theme)

    def _visible(self, rect: QRectF, clip: QRectF) -> list[tuple[int, int]]:
        width, height = rect.width() / self.columns, rect.height() / self.rows
        first = max(0, int((clip.top() - rect.top()) // height))
        last = min(self.rows, int((clip.bottom() - rect.top()) // height) + 1)
        left = max(0, int((clip.left() - rect.left()) // width))
        right = min(self.columns, int((clip.right() - rect.left()) // width) + 1)
        return [(row, column) for row in range(first, last) for column in range(left, right)]

    def _rect_of(self, rect: QRectF, row: int, column: int) -> QRectF:
        width, height = rect.width() / self.columns, rect.height() / self.rows
        return QRectF(rect.left() + column * width, rect.top() + row * height, width, height)

    def index_at(self, rect: QRectF, point: QPointF) -> Index | None:
        """Row and column under a point."""
        if not rect.contains(point):
            return None
        row = int((point.y() - rect.top()) * self.rows / rect.height())
        column = int((point.x() - rect.left()) * self.columns / rect.width())
        return min(row, self.rows - 1), min(column, self.columns - 1)

    def cell_rect(self, rect: QRectF, index: Index) -> QRectF | None:
        """Where (row, column) lies."""
        row, column = index
        inside = 0 <= row < self.rows and 0 <= column < self.columns
        return self._rect_of(rect, row, column) if inside else None

    def reading(self, index: Index) -> Reading | None:
        """The cell's index in the whole value, and its number with seven digits."""
        return Reading.of(self.name, self.place(index), self.values[index])

    def place(self, index: Index) -> Index:
        """The index in the whole value of a cell (row, column)."""
        return index if self._indices is None else tuple(int(i) for i in self._indices[index])

    def neighbour(self, index: Index | None, rows: int, columns: int) -> Index | None:
        """The next cell in a direction; it stays at the border."""
        if index is None:
            return (0, 0)
        row, column = index[0] + rows, index[1] + columns
        return min(max(row, 0), self.rows - 1), min(max(column, 0), self.columns - 1)

    def described(self) -> str:
        """Name, exponent and the printed rows."""
        head = f"{self.name} {self.caption}".strip()
        return "\n".join([head, *("  ".join(row) for row in self.text.rows)])


def _grid_scale(values: npt.NDArray[np.generic], digits: int) -> Scale:
    """The scale of all cells; without decimals where every number is whole."""
    scale = scale_of(values, digits)
    finite = values[np.isfinite(values)]
    if not scale.exponent and finite.size and bool(np.all(finite == np.rint(finite))):
        return Scale(0, 0)
    return scale
