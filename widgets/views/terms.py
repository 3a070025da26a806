"""Terms: the working of a sum, one row a term: label, factors as coloured cells, product, bar."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from nodegraph_app.insight.numbers import TIMES, Scale, result_text, scale_of, tooltip_text
from widgets.common.theme import Theme
from widgets.views.colour import ColourScale, colour_table, inks
from widgets.views.figure import Figure, Index, Reading

_ROW = 21
_GAP = 10
_SIGN = 16
_BAR = 56


@dataclass(frozen=True)
class TermRow:
    """One term: where it comes from, its factors and their product."""

    label: str
    factors: tuple[float, ...]
    value: float


class TermsFigure(Figure):
    """Rows of factors × factors = product under one scale for each column; cells are the rows."""

    def __init__(
        self, rows: tuple[TermRow, ...], numbers: Scale, *, name: str = "", bars: bool = True
    ) -> None:
        """``numbers`` is the scale of the products, shared with the result they give."""
        self.rows = rows
        self.name = name
        self._numbers = numbers
        self._bars = bars
        self._columns = max((len(row.factors) for row in rows), default=0)
        self._factor_texts = [self._column_texts(column) for column in range(self._columns)]
        self._texts = [numbers.text(row.value) for row in rows]
        self._colours = ColourScale.signed([row.value for row in rows])

    def _column_texts(self, column: int) -> list[str]:
        values = [row.factors[column] if column < len(row.factors) else None for row in self.rows]
        scale = scale_of([value for value in values if value is not None], 4)
        if scale.exponent:
            return ["" if value is None else result_text(value, 4) for value in values]
        return ["" if value is None else scale.text(value) for value in values]

    def size(self, theme: Theme) -> QSizeF:
        """21 px a row."""
        widths = self._widths(theme)
        return QSizeF(sum(widths), _ROW * theme.text_scale * max(1, len(self.rows)))

    def _widths(self, theme: Theme) -> list[float]:
        """Label, then factor and sign for each column, product, bar."""
        label = QFontMetricsF(theme.font("number_cell"))
        digit = label.horizontalAdvance("0")
        labels = max((label.horizontalAdvance(row.label) for row in self.rows), default=0.0)
        widths = [labels + _GAP]
        for texts in self._factor_texts:
            widths += [digit * max(map(len, texts), default=0) + 12, float(_SIGN)]
        widths.append(digit * max(map(len, self._texts), default=0) + 4)
        return [*widths, float(_BAR + _GAP if self._bars else 0)]

    def paint(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        """Every row; the row at work has an amber outline."""
        widths = self._widths(theme)
        for row in range(len(self.rows)):
            self._paint_row(painter, self._row(rect, row), row, widths, theme)
        if self._bars and self.rows:
            zero = rect.left() + sum(widths) - _BAR / 2
            painter.setPen(QPen(theme.color("border.strong"), 1))
            painter.drawLine(QPointF(zero, rect.top()), QPointF(zero, rect.bottom()))
        if self.now is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("now.main"), theme.size("stroke.now")))
            painter.drawRect(self._row(rect, self.now[0]))

    def _paint_row(
        self, painter: QPainter, line: QRectF, row: int, widths: list[float], theme: Theme
    ) -> None:
        painter.setFont(theme.font("number_cell"))
        painter.setPen(theme.color("text.secondary"))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), self.rows[row].label)
        x = line.left() + widths[0]
        for column in range(self._columns):
            width, sign = widths[1 + 2 * column], widths[2 + 2 * column]
            cell = QRectF(x, line.top() + 2, width, line.height() - 4)
            if column < len(self.rows[row].factors):
                self._paint_factor(painter, cell, row, column, theme)
                painter.setPen(theme.color("text.tertiary"))
                last = column == len(self.rows[row].factors) - 1
                gap = QRectF(cell.right(), line.top(), sign, line.height())
                painter.drawText(gap, int(Qt.AlignmentFlag.AlignCenter), "=" if last else TIMES)
            x += width + sign
        painter.setPen(theme.color("text.primary"))
        spot = QRectF(x, line.top(), widths[-2], line.height())
        painter.drawText(spot, _RIGHT, self._texts[row])
        if self._bars and self._colours.limit:
            value = self.rows[row].value
            zero = line.left() + sum(widths) - _BAR / 2
            length = value / self._colours.limit * _BAR / 2
            bar = QRectF(zero, line.top() + 5, length, line.height() - 10).normalized()
            painter.fillRect(bar, theme.color("chart.series.0" if value < 0 else "chart.series.1"))

    def _paint_factor(
        self, painter: QPainter, cell: QRectF, row: int, column: int, theme: Theme
    ) -> None:
        values = [line.factors[column] for line in self.rows if column < len(line.factors)]
        colours = ColourScale.of(values)
        level = int(colours.levels(self.rows[row].factors[column]))
        painter.fillRect(cell, QColor.fromRgb(colour_table(theme, colours.kind)[level]))
        painter.setPen(inks(theme, colours.kind)[level])
        painter.drawText(cell.adjusted(0, 0, -5, 0), _RIGHT, self._factor_texts[column][row])

    def _row(self, rect: QRectF, row: int) -> QRectF:
        height = rect.height() / max(1, len(self.rows))
        return QRectF(rect.left(), rect.top() + row * height, rect.width(), height)

    def index_at(self, rect: QRectF, point: QPointF) -> Index | None:
        """The row under a point."""
        if not rect.contains(point) or not self.rows:
            return None
        row = int((point.y() - rect.top()) * len(self.rows) / rect.height())
        return (min(row, len(self.rows) - 1),)

    def cell_rect(self, rect: QRectF, index: Index) -> QRectF | None:
        """Where a row lies."""
        return self._row(rect, index[0])

    def reading(self, index: Index) -> Reading | None:
        """The term with seven digits."""
        row = self.rows[index[0]]
        factors = f" {TIMES} ".join(tooltip_text(factor) for factor in row.factors)
        return Reading(factors or row.label, tooltip_text(row.value), row.value)

    def neighbour(self, index: Index | None, rows: int, columns: int) -> Index | None:
        """The next row."""
        del columns
        return (0,) if index is None else (min(max(index[0] + rows, 0), len(self.rows) - 1),)

    def described(self) -> str:
        """All printed rows."""
        lines = []
        for number, row in enumerate(self.rows):
            factors = [texts[number] for texts in self._factor_texts if texts[number]]
            equals = f" {f' {TIMES} '.join(factors)} =" if factors else ""
            lines.append(f"{row.label}{equals} {self._texts[number]}")
        return "\n".join(lines)


_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
