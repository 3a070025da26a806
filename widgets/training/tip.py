"""The dark card beside the pointer line: each line's exact values at one step."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from widgets.common.theme import Theme

_PADDING = 12
_ROW = 18
_MARK = 16
_GAP = 16


@dataclass(frozen=True)
class TipRow:
    """One line of the curves: name, colour, and its value in each column."""

    name: str
    colour: str
    values: tuple[str, ...]


class CurveTip(QWidget):
    """A head line and one row for each series; it never catches the mouse."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._head = ""
        self._columns: tuple[str, ...] = ()
        self._rows: tuple[TipRow, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def rows(self) -> tuple[TipRow, ...]:
        """What is printed."""
        return self._rows

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self._theme = theme
        self.update()

    def show_rows(
        self, at: QPointF, head: str, columns: tuple[str, ...], rows: tuple[TipRow, ...]
    ) -> None:
        """Show rows to the right of a point of the parent, or to its left at the border."""
        self._head, self._columns, self._rows = head, columns, rows
        self.resize(self.sizeHint())
        x = at.x() + 14
        if x + self.width() > self.parentWidget().width():
            x = at.x() - 14 - self.width()
        self.move(round(max(0.0, x)), round(max(0.0, at.y())))
        self.setAccessibleName(head)
        lines = (f"{row.name} {' '.join(row.values)}" for row in rows)
        self.setAccessibleDescription("\n".join(lines))
        self.show()
        self.raise_()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the longest name and all columns."""
        width = 2 * _PADDING + self._name_width() + sum(self._column_widths())
        return QSize(round(width), round(2 * _PADDING + self._line() * (len(self._rows) + 1)) - 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card, the dim head, the rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("surface.tooltip"))
        painter.drawRoundedRect(QRectF(self.rect()), 7, 7)
        caption = self._theme.font("caption")
        top = float(_PADDING - 3)
        self._paint_line(painter, top, self._head, self._columns, caption, caption, dim=True)
        for row in self._rows:
            top += self._line()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color(row.colour))
            mark = QRectF(_PADDING, top + self._line() / 2 - 1.5, 10, 3)
            painter.drawRoundedRect(mark, 1.5, 1.5)
            fonts = (self._theme.font("label"), self._theme.font("number"))
            self._paint_line(painter, top, row.name, row.values, *fonts, left=_MARK)

    def _paint_line(
        self,
        painter: QPainter,
        top: float,
        name: str,
        values: tuple[str, ...],
        name_font: QFont,
        value_font: QFont,
        *,
        left: float = 0.0,
        dim: bool = False,
    ) -> None:
        painter.setPen(self._theme.color("text.on_tooltip_dim" if dim else "text.on_tooltip"))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        painter.setFont(name_font)
        painter.drawText(QRectF(_PADDING + left, top, self.width(), self._line()), middle, name)
        painter.setFont(value_font)
        x = _PADDING + self._name_width()
        for text, width in zip(values, self._column_widths(), strict=True):
            painter.drawText(QRectF(x, top, width, self._line()), right, text)
            x += width

    def _line(self) -> float:
        return _ROW * self._theme.text_scale

    def _name_width(self) -> float:
        label = QFontMetricsF(self._theme.font("label"))
        caption = QFontMetricsF(self._theme.font("caption"))
        names = [label.horizontalAdvance(row.name) + _MARK for row in self._rows]
        return max([caption.horizontalAdvance(self._head), *names])

    def _column_widths(self) -> list[float]:
        number = QFontMetricsF(self._theme.font("number"))
        caption = QFontMetricsF(self._theme.font("caption"))
        widths = []
        for column, head in enumerate(self._columns):
            texts = [number.horizontalAdvance(row.values[column]) for row in self._rows]
            widths.append(_GAP + max([caption.horizontalAdvance(head), *texts]))
        return widths
