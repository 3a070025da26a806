"""Sum: a brace, the shares that are added, a line, and the result they give as printed."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from nodegraph_app.insight.numbers import tooltip_text
from widgets.common.theme import Theme
from widgets.views.figure import Figure, Index, Reading
from widgets.views.formula import formula_font

_BRACE = 12
_ROW = 21
_HEIGHT = 84
_LABEL_GAP = 14


@dataclass(frozen=True)
class Line:
    """One share: its label, its printed number and the number itself."""

    label: str
    text: str
    value: float


class SumFigure(Figure):
    """Lines above a rule, the result below it in amber. Cells are the lines, the result last."""

    def __init__(
        self, lines: tuple[Line, ...], result: Line, *, caption: str = "", brace: bool = True
    ) -> None:
        self.lines = lines
        self.result = result
        self.caption = caption
        self.name = result.label
        self._brace = brace

    def size(self, theme: Theme) -> QSizeF:
        """Room for the longest label and number; 84 px high, or more for more than three lines."""
        label = QFontMetricsF(theme.font("label"))
        number = QFontMetricsF(theme.font("number"))
        hero = QFontMetricsF(_hero(theme))
        labels = max((label.horizontalAdvance(line.label) for line in self.lines), default=0.0)
        numbers = max((number.horizontalAdvance(line.text) for line in self.lines), default=0.0)
        result = (
            QFontMetricsF(formula_font(theme)).horizontalAdvance(self.result.label)
            + hero.horizontalAdvance(self.result.text)
            + _LABEL_GAP
        )
        width = max(labels + numbers + _LABEL_GAP, result)
        height = max(_HEIGHT, _ROW * len(self.lines) + 32) * theme.text_scale
        return QSizeF(width + (_BRACE if self._brace else 0), height)

    def paint(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        """Brace, lines, rule, result."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._brace:
            self._paint_brace(painter, rect, theme)
        for row, line in enumerate(self.lines):
            spot = self._row(rect, row)
            painter.setFont(theme.font("label"))
            painter.setPen(theme.color("text.secondary"))
            painter.drawText(spot, int(Qt.AlignmentFlag.AlignVCenter), line.label)
            painter.setFont(theme.font("number"))
            painter.setPen(theme.color("text.primary"))
            painter.drawText(spot, _RIGHT, line.text)
        spot = self._row(rect, len(self.lines))
        if self.lines:
            painter.setPen(QPen(theme.color("border.strong"), 1))
            rule = spot.top() + 0.5
            painter.drawLine(QPointF(spot.left(), rule), QPointF(spot.right(), rule))
        painter.setFont(formula_font(theme))
        painter.setPen(theme.color("text.primary"))
        painter.drawText(spot, int(Qt.AlignmentFlag.AlignVCenter), self.result.label)
        painter.setFont(_hero(theme))
        painter.setPen(theme.color("now.text"))
        painter.drawText(spot, _RIGHT, self.result.text)

    def _paint_brace(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        left, top, bottom, middle = (
            rect.left(),
            rect.top() + 2,
            rect.bottom() - 2,
            rect.center().y(),
        )
        path = QPainterPath(QPointF(left - 6, top))
        path.quadTo(left, top, left, top + 8)
        path.lineTo(left, middle - 6)
        path.quadTo(left, middle, left + 5, middle)
        path.quadTo(left, middle, left, middle + 6)
        path.lineTo(left, bottom - 8)
        path.quadTo(left, bottom, left - 6, bottom)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("border.strong"), 1.2))
        painter.drawPath(path)

    def _row(self, rect: QRectF, row: int) -> QRectF:
        left = rect.left() + (_BRACE if self._brace else 0)
        unit = rect.height() / max(_HEIGHT, _ROW * len(self.lines) + 32)
        top = rect.top() + row * _ROW * unit
        if row < len(self.lines):
            return QRectF(left, top, rect.right() - left, _ROW * unit)
        top += 5 * unit if self.lines else 0
        return QRectF(left, top, rect.right() - left, rect.bottom() - top)

    def index_at(self, rect: QRectF, point: QPointF) -> Index | None:
        """The line under a point; the result is the last."""
        for row in range(len(self.lines) + 1):
            if self._row(rect, row).contains(point):
                return (row,)
        return None

    def cell_rect(self, rect: QRectF, index: Index) -> QRectF | None:
        """Where a line lies."""
        return self._row(rect, index[0])

    def reading(self, index: Index) -> Reading | None:
        """The line with seven digits."""
        line = (*self.lines, self.result)[index[0]]
        return Reading(line.label, tooltip_text(line.value), line.value)

    def neighbour(self, index: Index | None, rows: int, columns: int) -> Index | None:
        """The next line."""
        del columns
        return (0,) if index is None else (min(max(index[0] + rows, 0), len(self.lines)),)

    def described(self) -> str:
        """All printed lines and the result."""
        lines = (f"{line.label} {line.text}" for line in (*self.lines, self.result))
        return ", ".join([*lines, *([self.caption] if self.caption else [])])


def _hero(theme: Theme) -> QFont:
    font = theme.font("number_hero")
    font.setWeight(QFont.Weight.Bold)
    return font


_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
