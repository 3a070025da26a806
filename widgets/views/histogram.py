"""Histogram: how the elements of a value are spread, counts on a log scale, zero in the middle."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen

from nodegraph_app.insight.histogram import histogram
from nodegraph_app.insight.numbers import count_text, result_text
from widgets.common.theme import Theme
from widgets.views.figure import Figure, Index, Reading

_HEIGHT = 34


class HistogramFigure(Figure):
    """One bar a bin: blue below zero, orange above, as in the maps."""

    def __init__(
        self, values: npt.ArrayLike, *, name: str = "", width: float = 272, bins: int = 48
    ) -> None:
        self.histogram = histogram(values, bins)
        self.name = name
        self._width = width

    def size(self, theme: Theme) -> QSizeF:
        """As wide as asked for."""
        return QSizeF(self._width, _HEIGHT * theme.text_scale)

    def paint(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        """Bars on a base line."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        heights = np.log1p(self.histogram.counts)
        top = float(heights.max()) or 1.0
        below, above = theme.color("chart.series.0"), theme.color("chart.series.1")
        for bin_, height in enumerate(heights):
            if height:
                bar = self._bar(rect, bin_)
                tall = rect.height() * height / top
                bar.setTop(rect.bottom() - max(1.0, tall))
                painter.fillRect(bar, below if self.histogram.edges[bin_] < 0 else above)
        painter.setPen(QPen(theme.color("border.strong"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if self.now is not None:
            painter.setPen(QPen(theme.color("now.main"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self._bar(rect, self.now[0]).adjusted(-1, 0, 0, 0))

    def _bar(self, rect: QRectF, bin_: int) -> QRectF:
        step = rect.width() / len(self.histogram.counts)
        left = round(rect.left() + bin_ * step)
        right = round(rect.left() + (bin_ + 1) * step)
        return QRectF(left, rect.top(), max(1, right - left - 1), rect.height())

    def index_at(self, rect: QRectF, point: QPointF) -> Index | None:
        """The bin under a point."""
        if not rect.contains(point):
            return None
        bins = len(self.histogram.counts)
        return (min(int((point.x() - rect.left()) * bins / rect.width()), bins - 1),)

    def cell_rect(self, rect: QRectF, index: Index) -> QRectF | None:
        """Where the column of a bin lies."""
        return self._bar(rect, index[0])

    def reading(self, index: Index) -> Reading | None:
        """Between which numbers how many elements lie."""
        low, high = self.histogram.edges[index[0]], self.histogram.edges[index[0] + 1]
        count = int(self.histogram.counts[index])
        between = f"{result_text(float(low), 4)} … {result_text(float(high), 4)}"
        return Reading(between, count_text(count), float(count))

    def neighbour(self, index: Index | None, rows: int, columns: int) -> Index | None:
        """The next bin."""
        if index is None:
            return (0,)
        return (min(max(index[0] + columns, 0), len(self.histogram.counts) - 1),)

    def described(self) -> str:
        """Limits and how many elements are counted."""
        low, high = self.histogram.edges[0], self.histogram.edges[-1]
        return QCoreApplication.translate(
            "views", "Histogram of {count} values from {low} to {high}"
        ).format(
            count=count_text(self.histogram.total),
            low=result_text(float(low), 3),
            high=result_text(float(high), 3),
        )
