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
_RESULT = 30
_LEAST_ROW = 16
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
        self, lines: tuple[Line, ...], result: Line | None, *, caption: str = "", brace: bool = True
    ) -> None:
        """Without a result the lines stand by themselves: one column of a longer working."""
        self.lines = lines
        self.result = result
        self.caption = caption
        self.name = result.label if result is not None else ""
        self._brace = brace

    def size(self, theme: Theme) -> QSizeF:
        """Room for the longest label and number; 84 px high, or more for more than three lines."""
        label = QFontMetricsF(theme.font("label"))
        number = QFontMetricsF(theme.font("number"))
        hero = QFontMetricsF(_hero(theme))
        labels = max((label.horizontalAdvance(line.label) for line in self.lines), default=0.0)
        numbers = max((number.horizontalAdvance(line.text) for line in self.lines), default=0.0)
        width = labels + numbers + _LABEL_GAP
        if self.result is not None:
            name = QFontMetricsF(formula_font(theme)).horizontalAdvance(self.result.label)
            width = max(width, name + hero.horizontalAdvance(self.result.text) + _LABEL_GAP)
        height = self._units() * theme.text_scale
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
        if self.result is not None:
            self._paint_result(painter, self._row(rect, len(self.lines)), self.result, theme)

    def _paint_result(self, painter: QPainter, spot: QRectF, result: Line, theme: Theme) -> None:
        if self.lines:
            painter.setPen(QPen(theme.color("border.strong"), 1))
            rule = spot.top() + 0.5
            painter.drawLine(QPointF(spot.left(), rule), QPointF(spot.right(), rule))
        painter.setFont(formula_font(theme))
        painter.setPen(theme.color("text.primary"))
        painter.drawText(spot, int(Qt.AlignmentFlag.AlignVCenter), result.label)
        painter.setFont(_hero(theme))
        painter.setPen(theme.color("now.text"))
        painter.drawText(spot, _RIGHT, result.text)

    def _paint_brace(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        left, middle = rect.left(), rect.center().y()
        top, bottom = rect.top() + 2, rect.bottom() - 2
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

    @property
    def _all(self) -> tuple[Line, ...]:
        return self.lines if self.result is None else (*self.lines, self.result)

    def _row_units(self) -> float:
        """Height of a line at text scale 1: three still fit above their result."""
        room = _HEIGHT - (_RESULT if self.result is not None else 0)
        return min(_ROW, max(_LEAST_ROW, room / max(1, len(self.lines))))

    def _units(self) -> float:
        """Height at text scale 1."""
        result = _RESULT if self.result is not None else 0
        return max(_HEIGHT, self._row_units() * len(self.lines) + result)

    def _row(self, rect: QRectF, row: int) -> QRectF:
        left = rect.left() + (_BRACE if self._brace else 0)
        unit = rect.height() / self._units()
        height = self._row_units() * unit
        top = rect.top() + row * height
        if row < len(self.lines):
            return QRectF(left, top, rect.right() - left, height)
        top += 3 * unit if self.lines else 0
        return QRectF(left, top, rect.right() - left, rect.bottom() - top)

    def index_at(self, rect: QRectF, point: QPointF) -> Index | None:
        """The line under a point; the result is the last."""
        for row in range(len(self._all)):
            if self._row(rect, row).contains(point):
                return (row,)
        return None

    def cell_rect(self, rect: QRectF, index: Index) -> QRectF | None:
        """Where a line lies."""
        return self._row(rect, index[0])

    def reading(self, index: Index) -> Reading | None:
        """The line with seven digits."""
        line = self._all[index[0]]
        return Reading(line.label, tooltip_text(line.value), line.value)

    def neighbour(self, index: Index | None, rows: int, columns: int) -> Index | None:
        """The next line."""
        del columns
        return (0,) if index is None else (min(max(index[0] + rows, 0), len(self._all) - 1),)

    def described(self) -> str:
        """All printed lines and the result."""
        lines = (f"{line.label} {line.text}" for line in self._all)
        return ", ".join([*lines, *([self.caption] if self.caption else [])])


def _hero(theme: Theme) -> QFont:
    font = theme.font("number_hero")
    font.setWeight(QFont.Weight.Bold)
    return font


_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
