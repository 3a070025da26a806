"""Figure: something painted from numbers, cell by cell, and FigureView, the widget that shows one.

Figures are plain objects, so the same heat map stands alone, in an equation and in a mosaic.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nodegraph_app.insight.numbers import copy_text, count_text, index_text, tooltip_text
from widgets.common.theme import Theme
from widgets.views.tip import Tip

Index = tuple[int, ...]

ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


@dataclass(frozen=True)
class Reading:
    """What one cell says: its name "y[7, 3, 12, 15]", its text, and the number for a copy."""

    name: str
    text: str
    value: float

    @classmethod
    def of(cls, name: str, index: Index, value: np.generic) -> "Reading":
        """The reading of an element of a value."""
        return cls(index_text(name, index), exact_text(value), float(value))


def exact_text(value: np.generic) -> str:
    """Seven significant digits, or all digits of a whole number."""
    number = value.item()
    if isinstance(number, bool):
        return str(number)
    return count_text(number) if isinstance(number, int) else tooltip_text(float(number))


class Figure(ABC):
    """Painted numbers with cells that can be pointed at. Rectangles are in the widget's px."""

    name: str = ""
    """What it shows, for people and for screen readers."""
    now: Index | None = None
    """The cell at work, outlined in amber."""

    @abstractmethod
    def size(self, theme: Theme) -> QSizeF:
        """Natural size in device-independent px."""

    @abstractmethod
    def paint(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        """Draw into ``rect``."""

    def index_at(self, rect: QRectF, point: QPointF) -> Index | None:
        """The cell under a point, or None."""
        del rect, point
        return None

    def cell_rect(self, rect: QRectF, index: Index) -> QRectF | None:
        """Where a cell lies, or None when it is not shown."""
        del rect, index
        return None

    def reading(self, index: Index) -> Reading | None:
        """What a cell says, for the tip, the clipboard and screen readers."""
        del index
        return None

    def neighbour(self, index: Index | None, rows: int, columns: int) -> Index | None:
        """The cell that an arrow key moves to; the first cell when there was none."""
        del index, rows, columns
        return None

    def described(self) -> str:
        """All that is printed, in words, for screen readers."""
        return self.name


class FigureView(QWidget):
    """Shows one figure; says which cell is under the pointer, and which was chosen."""

    cell_hovered = Signal(object)
    """Index of the cell under the pointer or the keyboard's cursor; None when it left."""
    cell_clicked = Signal(object)

    def __init__(
        self, theme: Theme, figure: Figure | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._figure: Figure | None = None
        self._hovered: Index | None = None
        self._cursor: Index | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_figure(figure)

    @property
    def figure(self) -> Figure | None:
        """What is shown."""
        return self._figure

    def set_figure(self, figure: Figure | None) -> None:
        """Show another figure, or nothing."""
        self._figure = figure
        self.setAccessibleName(figure.name if figure else "")
        self.setAccessibleDescription(figure.described() if figure else "")
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def set_now(self, index: Index | None) -> None:
        """Outline the cell at work."""
        if self._figure is not None and self._figure.now != index:
            self._figure.now = index
            self.update()

    def figure_rect(self) -> QRectF:
        """Where the figure is painted: 2 px inside, room for outlines."""
        return QRectF(self.rect()).adjusted(2, 2, -2, -2)

    def sizeHint(self) -> QSize:
        """Natural size of the figure with room for outlines."""
        if self._figure is None:
            return QSize(0, 0)
        size = self._figure.size(self._theme)
        return QSize(round(size.width()) + 4, round(size.height()) + 4)

    def minimumSizeHint(self) -> QSize:
        """A figure is never squeezed."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the figure, and the ring of the keyboard's cursor."""
        if self._figure is None:
            return
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        self._figure.paint(painter, self.figure_rect(), self._theme)
        if self.hasFocus():
            self._paint_focus(painter)

    def _paint_focus(self, painter: QPainter) -> None:
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._figure is not None and self._cursor is not None:
            rect = self._figure.cell_rect(self.figure_rect(), self._cursor) or rect
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.color("focus.ring"), self._theme.size("stroke.focus")))
        painter.drawRect(rect)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer from cell to cell."""
        index = self._figure and self._figure.index_at(self.figure_rect(), event.position())
        self._hover(index, event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer left: no cell is under it."""
        self._hover(None, QPointF())
        super().leaveEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """The tip goes with what it belongs to."""
        self._hover(None, QPointF())
        super().hideEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the pointer."""
        if event.button() != Qt.MouseButton.LeftButton or self._figure is None:
            return
        index = self._figure.index_at(self.figure_rect(), event.position())
        if index is not None:
            self._cursor = index
            self.cell_clicked.emit(index)
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the cursor, Enter chooses, copy takes the number."""
        figure = self._figure
        if figure is None:
            super().keyPressEvent(event)
        elif (step := ARROWS.get(Qt.Key(event.key()))) is not None:
            self._cursor = figure.neighbour(self._cursor, *step) or self._cursor
            if self._cursor is not None:
                cell = figure.cell_rect(self.figure_rect(), self._cursor)
                self._hover(self._cursor, cell.bottomRight() if cell else QPointF())
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self._cursor is not None:
                self.cell_clicked.emit(self._cursor)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy(self._cursor or self._hovered)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QEvent) -> None:
        """The cursor is only drawn, and its tip only shown, while the keyboard is here."""
        self._hover(None, QPointF())
        super().focusOutEvent(event)

    def _hover(self, index: Index | None, position: QPointF) -> None:
        reading = self._figure.reading(index) if self._figure and index is not None else None
        if reading is None:
            Tip.of(self).hide()
        else:
            Tip.of(self).show_reading(self, self._theme, position, reading.name, reading.text)
        if index != self._hovered:
            self._hovered = index
            self.cell_hovered.emit(index)

    def _copy(self, index: Index | None) -> None:
        reading = self._figure.reading(index) if self._figure and index is not None else None
        if reading is not None:
            QGuiApplication.clipboard().setText(copy_text(reading.value))
