"""Curves over training steps: thin lines, own decimation, a pointer line with exact values."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nodegraph_app.insight.numbers import MINUS
from widgets.common.theme import Theme

FloatArray = npt.NDArray[np.float64]

_BUCKETS = 700
_AXIS_WIDTH = 46
_NAME_ROOM = 66
_TICK_ROOM = 62
_TICK_HEIGHT = 18
_STRIDES = (1, 2, 5)
_MANTISSAS = (1.0, 3.0)
_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Series:
    """One line: its name, its points in order of x, its colour as a path of the theme."""

    name: str
    x: FloatArray
    y: FloatArray
    colour: str
    faint: bool = False
    """Drawn pale behind the others, without a name: the single batches behind their mean."""

    def at(self, x: float) -> tuple[float, float] | None:
        """The last point at or before x; None before the first."""
        place = int(np.searchsorted(self.x, x, side="right")) - 1
        return (float(self.x[place]), float(self.y[place])) if place >= 0 else None


def decimate(
    x: FloatArray, y: FloatArray, buckets: int = _BUCKETS
) -> tuple[FloatArray, FloatArray]:
    """At most ``2 * buckets`` points that draw the same line: each bucket's lowest and highest."""
    if len(x) <= 2 * buckets:
        return x, y
    size = -(-len(x) // buckets)
    rows = np.full(buckets * size, np.nan)
    rows[: len(y)] = y
    rows = rows.reshape(buckets, size)
    lowest = np.where(np.isnan(rows), np.inf, rows).argmin(axis=1)
    highest = np.where(np.isnan(rows), -np.inf, rows).argmax(axis=1)
    first = np.arange(buckets) * size
    kept = np.unique(np.concatenate((first + lowest, first + highest)))
    kept = kept[kept < len(x)]
    return x[kept], y[kept]


def log_ticks(low: float, high: float, most: int = 12) -> list[float]:
    """1, 3, 10, 30 … between two positive limits; every how many-th power of ten has room."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    ticks = [float(f"{m:g}e{power}") for power in range(first, last + 1) for m in _MANTISSAS]
    ticks = [tick for tick in ticks if low <= tick <= high]
    if len(ticks) <= most:
        return ticks
    powers = range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)
    return [float(f"1e{power}") for power in powers[:: tick_stride(len(powers), most)]]


def even_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers at equal distances between two limits."""
    if not high > low:
        return [low]
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(nice * power for nice in _NICE if nice * power >= rough * (1 - 1e-9))
    first = math.ceil(low / step - 1e-9)
    return [round(k * step, 12) for k in range(first, math.floor(high / step + 1e-9) + 1)]


def tick_stride(count: int, most: int) -> int:
    """1, 2, 5, 10 …: every how many-th of ``count`` ticks is drawn, so that ``most`` have room."""
    strides = (m * 10**power for power in range(12) for m in _STRIDES)
    return next(stride for stride in strides if count <= most * stride)


class CurvesView(pg.PlotWidget):
    """Several series over one axis. Following the pointer is said, and can be told by others."""

    pointer_moved = Signal(object)
    """x under the pointer, None when it left."""

    def __init__(
        self, theme: Theme, name: str, *, logarithmic: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self._theme = theme
        self._series: tuple[Series, ...] = ()
        self._logarithmic = logarithmic
        self._end, self._ticks = 1.0, ()
        self._done = 0.0
        self._pointer: float | None = None
        self._names: list[pg.TextItem] = []
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setMouseEnabled(False, False)
        self._rest = pg.LinearRegionItem(movable=False)
        self._line = pg.InfiniteLine(angle=90)
        self._dots = pg.ScatterPlotItem(size=8)
        for item, depth in ((self._rest, -20), (self._line, 10), (self._dots, 20)):
            item.setZValue(depth)
            self.addItem(item, ignoreBounds=True)
        self._curves: list[pg.PlotDataItem] = []
        self.set_theme(theme)

    @property
    def series(self) -> tuple[Series, ...]:
        """What is drawn."""
        return self._series

    @property
    def pointer(self) -> float | None:
        """Where the pointer line stands."""
        return self._pointer

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self._theme = theme
        self.setBackground(theme.color("surface.raised"))
        rest = theme.color("surface.sunken")
        rest.setAlphaF(0.5)
        self._rest.setBrush(rest)
        for edge in self._rest.lines:
            edge.setPen(pg.mkPen(None))
        self._line.setPen(pg.mkPen(theme.color("chart.pointer"), width=1))
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setTickFont(theme.font("number_cell" if side == "left" else "caption"))
            axis.setPen(pg.mkPen(theme.color("chart.grid")))
            axis.setTextPen(pg.mkPen(theme.color("text.tertiary")))
            axis.setTickPen(pg.mkPen(theme.color("chart.grid")))
            axis.setStyle(tickLength=0, hideOverlappingLabels=False)
            axis.setZValue(-30)
        self.getAxis("left").setWidth(_AXIS_WIDTH * theme.text_scale)
        self.getAxis("bottom").setHeight(20 * theme.text_scale)
        self.showGrid(x=True, y=True, alpha=1.0)
        self._draw()

    def set_span(self, end: float, ticks: Sequence[tuple[float, str]], done: float) -> None:
        """The x axis reaches from 0 to ``end``; what lies behind ``done`` is still to come."""
        self._end, self._ticks, self._done = max(end, 1.0), tuple(ticks), done
        self._rest.setRegion((done, self._end))
        self._rest.setVisible(done < self._end)
        self._fit_width()

    def set_series(self, series: Sequence[Series]) -> None:
        """Draw other lines."""
        self._series = tuple(series)
        self._draw()

    def set_pointer(self, x: float | None) -> None:
        """Stand the pointer line at x, with a dot on each line; None takes it away."""
        self._pointer = x
        self._line.setVisible(x is not None)
        self._dots.setData([])
        if x is None:
            return
        self._line.setPos(x)
        points = [(s, s.at(x)) for s in self._series if not s.faint]
        self._dots.setData(
            [
                {
                    "pos": (x, self._place(found[1])),
                    "pen": pg.mkPen(self._theme.color(series.colour), width=2),
                    "brush": self._theme.color("surface.raised"),
                }
                for series, found in points
                if found is not None and math.isfinite(self._place(found[1]))
            ]
        )

    def screen_x(self, x: float) -> float:
        """Where x lies, in px from the widget's left."""
        point = self.plotItem.vb.mapViewToScene(QPointF(x, 0))
        return float(self.mapFromScene(point).x())

    def sizeHint(self) -> QSize:
        """Room for a readable curve."""
        return QSize(480, 150)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many ticks as have room; the names keep theirs behind the end."""
        super().resizeEvent(event)
        if hasattr(self, "_ticks"):
            self._fit_width()
            self._draw()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        super().mouseMoveEvent(event)
        x = self.plotItem.vb.mapSceneToView(self.mapToScene(event.position().toPoint())).x()
        self.pointer_moved.emit(min(max(x, 0.0), self._done) if self._done > 0 else None)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer left."""
        self.pointer_moved.emit(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right move the pointer line by a hundredth of the axis, with Ctrl by a tenth."""
        way = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
            return
        large = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        step = max(1.0, self._end / (10 if large else 100))
        x = (self._pointer if self._pointer is not None else self._done) + way * step
        self.pointer_moved.emit(min(max(x, 0.0), self._done))

    def _fit_width(self) -> None:
        scale = self._theme.text_scale
        width = max(40.0, self.width() - (_AXIS_WIDTH + _NAME_ROOM) * scale)
        self.setXRange(0, self._end * (1 + _NAME_ROOM * scale / width), padding=0)
        stride = tick_stride(len(self._ticks), max(1, int(width / (_TICK_ROOM * scale))))
        shown = self._ticks[stride - 1 :: stride]
        self.getAxis("bottom").setTicks([list(shown), []])

    def _place(self, y: float) -> float:
        """Where y stands on the axis: its logarithm on a logarithmic one."""
        if not self._logarithmic:
            return y
        return math.log10(y) if y > 0 else math.nan

    def _draw(self) -> None:
        while len(self._curves) < len(self._series):
            curve = pg.PlotDataItem(antialias=False, connect="finite")
            self._curves.append(curve)
            self.addItem(curve)
        for name in self._names:
            self.removeItem(name)
        self._names = []
        for position, curve in enumerate(self._curves):
            if position < len(self._series):
                self._draw_line(curve, self._series[position])
            else:
                curve.setData([], [])
        self._draw_axis()
        self._draw_names()
        self.setAccessibleDescription("\n".join(self._described()))
        self.set_pointer(self._pointer)

    def _draw_line(self, curve: pg.PlotDataItem, series: Series) -> None:
        colour = self._theme.color(series.colour)
        if series.faint:
            colour.setAlphaF(0.22)
        x, y = decimate(series.x, self._places(series.y), self._columns(series))
        curve.setData(x, y)
        curve.setPen(pg.mkPen(colour, width=1 if series.faint else 2))
        curve.setZValue(-10 if series.faint else 0)

    def _columns(self, series: Series) -> int:
        """How many columns of px a line covers: more points than that only cost time."""
        if not len(series.x):
            return 1
        share = float(series.x[-1] - series.x[0]) / self._end
        return min(_BUCKETS, max(2, math.ceil(share * self.width())))

    def _places(self, y: FloatArray) -> FloatArray:
        if not self._logarithmic:
            return y
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(y > 0, np.log10(np.where(y > 0, y, 1.0)), np.nan)

    def _draw_axis(self) -> None:
        drawn = [self._places(s.y) for s in self._series if len(s.y)]
        values = np.concatenate(drawn) if drawn else np.zeros(0)
        values = values[np.isfinite(values)]
        low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
        room = max((high - low) * 0.06, 0.02 if self._logarithmic else 1e-9)
        if not self._logarithmic and values.size and low >= 0 and high <= 1:
            low, high = max(0.0, low - room), 1.0
            room = 0.1 * (high - low)
        low, high = low - room, high + room
        self.setYRange(low, high, padding=0)
        most = max(2, int(self.height() / (_TICK_HEIGHT * self._theme.text_scale)))
        if self._logarithmic:
            ticks = [(math.log10(t), f"{t:g}") for t in log_ticks(10**low, 10**high, most)]
        else:
            places = even_ticks(low, high, min(5, most))
            step = places[1] - places[0] if len(places) > 1 else 1.0
            decimals = max(0, -math.floor(math.log10(step) + 1e-9)) if step < 1 else 0
            if decimals and abs(step * 10**decimals - round(step * 10**decimals)) > 1e-6:
                decimals += 1
            ticks = [(t, f"{t:.{decimals}f}".replace("-", MINUS)) for t in places]
        self.getAxis("left").setTicks([ticks, []])

    def _draw_names(self) -> None:
        """The name of each line behind what is done; names that meet step apart."""
        low, high = self.viewRange()[1]
        apart = (high - low) * 15 * self._theme.text_scale / max(60.0, float(self.height() - 24))
        ends = [
            (self._places(s.y)[-1], s) for s in self._series if not s.faint and len(s.y) and s.name
        ]
        taken: list[float] = []
        for y, series in sorted(ends, key=lambda end: -end[0] if math.isfinite(end[0]) else 0.0):
            if not math.isfinite(y):
                continue
            place = min(y, taken[-1] - apart) if taken else y
            taken.append(place)
            label = pg.TextItem(series.name, self._theme.color(series.colour), anchor=(0, 0.5))
            font = self._theme.font("caption")
            font.setWeight(QFont.Weight.DemiBold)
            label.setFont(font)
            label.setPos(max(float(series.x[-1]), self._done), place)
            self.addItem(label, ignoreBounds=True)
            self._names.append(label)

    def _described(self) -> list[str]:
        return [f"{s.name}: {s.y[-1]:.5g}" for s in self._series if len(s.y) and not s.faint]
