"""Strip: an equation of pictures in one line: input with its window, window × kernel = products …

One widget paints all parts, so following the pointer costs one repaint.
"""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
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

from nodegraph_app.insight.numbers import copy_text
from widgets.common.theme import Theme
from widgets.views.figure import ARROWS, Figure, Index
from widgets.views.picture import MapPicture
from widgets.views.tip import Tip

BODY = 84
"""Height of the figures in a strip."""
_HEAD = 32
_TITLE_LINE = 17
_FOOT = 3
_GAP = 18


@dataclass(frozen=True)
class Block:
    """One part: its key, title, caption and figure. ``gap`` is the room before it."""

    key: str
    title: str
    caption: str
    figure: Figure
    gap: float = _GAP


@dataclass(frozen=True)
class Sign:
    """An operator between two blocks."""

    text: str


Part = Block | Sign


class EquationStrip(QWidget):
    """Blocks and signs from left to right; says which cell of which block is pointed at."""

    cell_hovered = Signal(str, object)
    """Key of the block and the cell's index; the index is None when the pointer left."""
    cell_clicked = Signal(str, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts: tuple[Part, ...] = ()
        self._rects: dict[str, QRectF] = {}
        self._links: tuple[tuple[str, str], ...] = ()
        self._hovered: tuple[str, Index] | None = None
        self._cursor: tuple[str, Index] | None = None
        self._keyboard_block = ""
        self._width = 0.0
        self._room: dict[str, float] = {}
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_parts(
        self,
        parts: tuple[Part, ...],
        *,
        links: tuple[tuple[str, str], ...] = (),
        keyboard: str = "",
        anew: bool = True,
    ) -> None:
        """Show other parts. ``links`` draw from a picture's window to the block that magnifies it;
        ``keyboard`` is the key of the block in which the arrow keys move. Not ``anew``, blocks keep
        the room they have had, so that nothing moves away from the pointer."""
        if anew:
            self._room = {}
        self._parts, self._links, self._keyboard_block = parts, links, keyboard
        if self._cursor is not None and self._cursor[0] != keyboard:
            self._cursor = None
        before = self._width
        self._arrange()
        self.setAccessibleDescription(
            "\n".join(f"{b.title} {b.caption}: {b.figure.described()}" for b in self.blocks)
        )
        if self._width != before:
            self.updateGeometry()
            self.resize(self.sizeHint())
        self.update()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The parts that hold figures."""
        return tuple(part for part in self._parts if isinstance(part, Block))

    def block(self, key: str) -> Block | None:
        """The block of that key."""
        return next((block for block in self.blocks if block.key == key), None)

    def rect_of(self, key: str) -> QRectF:
        """Where the figure of a block is painted."""
        return QRectF(self._rects[key])

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self._theme = theme
        self._room = {}
        self._arrange()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its parts; figures are 84 px high unless one needs more."""
        body = max((rect.height() for rect in self._rects.values()), default=BODY)
        body = max(body, BODY * self._theme.text_scale)
        return QSize(round(self._width) + 4, round(self._head() + body + _FOOT))

    def minimumSizeHint(self) -> QSize:
        """A strip is never squeezed: it stands in a scroll area."""
        return self.sizeHint()

    def _head(self) -> float:
        return _HEAD * self._theme.text_scale

    def _gap(self, gap: float = _GAP) -> float:
        return gap * self._theme.text_scale

    def _title_font(self) -> QFont:
        font = self._theme.font("label")
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _arrange(self) -> None:
        title = QFontMetricsF(self._title_font())
        caption = QFontMetricsF(self._theme.font("caption"))
        sizes = {block.key: block.figure.size(self._theme) for block in self.blocks}
        body = max((size.height() for size in sizes.values()), default=BODY)
        body = max(body, BODY * self._theme.text_scale)
        self._rects, x = {}, 2.0
        for position, part in enumerate(self._parts):
            if isinstance(part, Sign):
                x += self._gap()
                continue
            follows_sign = position > 0 and isinstance(self._parts[position - 1], Sign)
            x += 0 if follows_sign or position == 0 else self._gap(part.gap)
            size = sizes[part.key]
            top = self._head() + (body - size.height()) / 2
            self._rects[part.key] = QRectF(round(x), round(top), size.width(), size.height())
            heads = (title.horizontalAdvance(part.title), caption.horizontalAdvance(part.caption))
            needed = max(size.width(), *(head - self._gap() + 8 for head in heads))
            self._room[part.key] = max(needed, self._room.get(part.key, 0.0))
            x += self._room[part.key]
        self._width = x + 2

    def paintEvent(self, event: QPaintEvent) -> None:
        """Titles, captions, figures, signs and links."""
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        for part in self._parts:
            if isinstance(part, Block):
                self._paint_block(painter, part)
        self._paint_signs(painter)
        for source, target in self._links:
            self._paint_link(painter, source, target)
        if self.hasFocus():
            self._paint_focus(painter)

    def _paint_block(self, painter: QPainter, block: Block) -> None:
        rect = self._rects[block.key]
        width = self.width()
        painter.setPen(self._theme.color("text.primary"))
        painter.setFont(self._title_font())
        line = _TITLE_LINE * self._theme.text_scale
        painter.drawText(QRectF(rect.left(), 0, width, line), _TOP_LEFT, block.title)
        painter.setPen(self._theme.color("text.tertiary"))
        painter.setFont(self._theme.font("caption"))
        painter.drawText(QRectF(rect.left(), line - 3, width, line), _TOP_LEFT, block.caption)
        block.figure.paint(painter, rect, self._theme)

    def _paint_signs(self, painter: QPainter) -> None:
        font = self._theme.font("title")
        font.setWeight(QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(self._theme.color("text.tertiary"))
        height = self.sizeHint().height() - self._head() - _FOOT
        for position, part in enumerate(self._parts):
            if isinstance(part, Sign) and position + 1 < len(self._parts):
                following = self._parts[position + 1]
                assert isinstance(following, Block), "a sign stands between two blocks"
                left = self._rects[following.key].left() - self._gap()
                spot = QRectF(left, self._head(), self._gap(), height)
                painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), part.text)

    def _paint_link(self, painter: QPainter, source: str, target: str) -> None:
        block = self.block(source)
        if block is None or target not in self._rects or not isinstance(block.figure, MapPicture):
            return
        mark = block.figure.mark_rect(self._rects[source])
        if mark is None:
            return
        colour = self._theme.color("now.main")
        colour.setAlphaF(0.7)
        goal = self._rects[target].adjusted(-1, -1, 1, 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 1))
        painter.drawLine(QLineF(mark.topRight(), goal.topLeft()))
        painter.drawLine(QLineF(mark.bottomRight(), goal.bottomLeft()))

    def _paint_focus(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.color("focus.ring"), self._theme.size("stroke.focus")))
        if self._cursor is None or (block := self.block(self._cursor[0])) is None:
            if self._keyboard_block in self._rects:
                painter.drawRect(self._rects[self._keyboard_block].adjusted(-3, -3, 3, 3))
            return
        rect = block.figure.cell_rect(self._rects[block.key], self._cursor[1])
        if rect is not None:
            painter.drawRect(rect.adjusted(-3, -3, 3, 3))

    def cell_at(self, point: QPointF) -> tuple[str, Index] | None:
        """The block and the cell under a point."""
        for block in self.blocks:
            index = block.figure.index_at(self._rects[block.key], point)
            if index is not None:
                return block.key, index
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer from cell to cell."""
        self._hover(self.cell_at(event.position()), event.position())

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
        found = self.cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and found is not None:
            if found[0] == self._keyboard_block:
                self._cursor = found
            self.cell_clicked.emit(*found)
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the output, Enter chooses the cell, copy takes the number."""
        block = self.block(self._keyboard_block)
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif block is None:
            super().keyPressEvent(event)
        elif (step := ARROWS.get(Qt.Key(event.key()))) is not None:
            before = self._cursor[1] if self._cursor else block.figure.now
            index = block.figure.neighbour(before, *step)
            if index is not None:
                self._cursor = (block.key, index)
                self.cell_clicked.emit(block.key, index)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._cursor is not None:
            self.cell_clicked.emit(*self._cursor)
        else:
            super().keyPressEvent(event)

    def _hover(self, found: tuple[str, Index] | None, position: QPointF) -> None:
        if found != self._hovered:
            before, self._hovered = self._hovered, found
            if found is not None:
                self.cell_hovered.emit(*found)
            elif before is not None:
                self.cell_hovered.emit(before[0], None)
        block = self.block(found[0]) if found is not None else None
        reading = block.figure.reading(found[1]) if block is not None and found else None
        if reading is None:
            Tip.of(self).hide()
        else:
            Tip.of(self).show_reading(self, self._theme, position, reading.name, reading.text)

    def _copy(self) -> None:
        found = self._cursor or self._hovered
        block = self.block(found[0]) if found else None
        reading = block.figure.reading(found[1]) if block and found else None
        if reading is not None:
            QGuiApplication.clipboard().setText(copy_text(reading.value))


_TOP_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
