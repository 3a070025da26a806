"""Scrubber: all steps as one line, in their phases; click, drag and keys go anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QToolTip, QWidget

from widgets.common.theme import Theme

_LINE = 20.0
_BAND = 6.0
_MARGIN = 14.0
_HEIGHT = 42
_PHASE_GAP = 8.0
_DOT = 1.6
_LEAST_DOT_ROOM = 5.0
_HEAD = 7.0
_FEW_STEPS = 10


@dataclass(frozen=True)
class StepMark:
    """One step on the line: its phase (forward, backward or update) and what its tip says."""

    phase: str
    title: str


class Scrubber(QAbstractSlider):
    """Position 0 is before the first step; position k stands on the k-th."""

    wanted = Signal(int)
    """The position that was asked for by hand."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._steps: tuple[StepMark, ...] = ()
        self._loss: int | None = None
        self._shown = 0
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setAccessibleName(self.tr("Position in the steps"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.valueChanged.connect(self._tell)

    def set_steps(self, steps: Sequence[StepMark], loss: int | None) -> None:
        """Show other steps; ``loss`` is the index of the one that computes the loss."""
        self._steps, self._loss = tuple(steps), loss
        self._shown = min(self._shown, len(steps))
        self.setRange(0, len(steps))
        self.setPageStep(max(1, len(steps) // _FEW_STEPS))
        self.setEnabled(bool(steps))
        self.update()

    def set_position(self, position: int) -> None:
        """Stand on a position; sends nothing."""
        self._shown = position
        self.setValue(position)
        title = self._steps[position - 1].title if 0 < position <= len(self._steps) else ""
        self.setAccessibleDescription(title)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as a dot a step asks for, within bounds."""
        return QSize(min(max(200, 17 * len(self._steps) + 28), 640), self._height())

    def minimumSizeHint(self) -> QSize:
        """Still easy to hit."""
        return QSize(140, self._height())

    def x_of(self, position: int) -> float:
        """Where a position lies, in px; step k stands at position k + 1."""
        room = self.width() - 2 * _MARGIN
        if position <= 0 or not self._steps:
            return _MARGIN - 8
        return _MARGIN + room * (position - 1) / max(1, len(self._steps) - 1)

    def position_at(self, x: float) -> int:
        """The position nearest to a point."""
        room = self.width() - 2 * _MARGIN
        if x < _MARGIN / 2 or room <= 0:
            return 0
        step = round((x - _MARGIN) / room * max(1, len(self._steps) - 1))
        return min(max(step, 0), len(self._steps) - 1) + 1

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bands, dots, loss, playhead, captions."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        bands = self._bands()
        for phase, first, last in bands:
            self._paint_band(painter, phase, first, last)
        room = (self.width() - 2 * _MARGIN) / max(1, len(self._steps) - 1)
        for index, step in enumerate(self._steps):
            if room >= _LEAST_DOT_ROOM and index != self._loss and index != self._shown - 1:
                done = index < self._shown
                ink = "surface.panel" if done else _INKS.get(step.phase, "text.tertiary")
                painter.setBrush(self._theme.color(ink))
                painter.drawEllipse(QPointF(self.x_of(index + 1), self._line()), _DOT, _DOT)
        if self._loss is not None:
            self._paint_loss(painter, self.x_of(self._loss + 1))
        if self._steps:
            self._paint_head(painter)
        self._paint_captions(painter, bands)

    def _height(self) -> int:
        return round(_HEIGHT * self._theme.text_scale)

    def _line(self) -> float:
        return _LINE * self._theme.text_scale - (self._theme.text_scale - 1) * 4

    def _bands(self) -> list[tuple[str, int, int]]:
        """Phase, first and last step of each run of steps of one phase."""
        found = []
        first = 0
        for phase, group in groupby(self._steps, key=lambda step: step.phase):
            length = len(tuple(group))
            found.append((phase, first, first + length - 1))
            first += length
        return found

    def _paint_band(self, painter: QPainter, phase: str, first: int, last: int) -> None:
        left = self.x_of(first + 1) - (6 if first == 0 else _PHASE_GAP / 2)
        right = self.x_of(last + 1) + (6 if last == len(self._steps) - 1 else _PHASE_GAP / 2)
        if first == last and self._loss != first:
            left, right = self.x_of(first + 1) - 5, self.x_of(first + 1) + 5
        top = self._line() - _BAND / 2
        soft, full = self._theme.color(_SOFT[phase]), self._theme.color(_FULL[phase])
        painter.setBrush(soft)
        painter.drawRoundedRect(QRectF(left, top, right - left, _BAND), 3, 3)
        end = min(self.x_of(self._shown), right) if self._shown <= last else right
        if self._shown > first and end > left:
            painter.setBrush(full)
            painter.drawRoundedRect(QRectF(left, top, end - left, _BAND), 3, 3)

    def _paint_loss(self, painter: QPainter, x: float) -> None:
        y = self._line()
        painter.setPen(QPen(self._theme.color("surface.panel"), 2))
        painter.setBrush(self._theme.color("family.loss.main"))
        painter.drawPolygon(
            [QPointF(x, y - 7), QPointF(x + 7, y), QPointF(x, y + 7), QPointF(x - 7, y)]
        )
        painter.setPen(Qt.PenStyle.NoPen)

    def _paint_head(self, painter: QPainter) -> None:
        centre = QPointF(max(_HEAD + 1, self.x_of(self._shown)), self._line())
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("focus.ring"), self._theme.size("stroke.focus")))
            painter.drawEllipse(centre, _HEAD + 3, _HEAD + 3)
        painter.setPen(QPen(self._theme.color("surface.panel"), 2))
        painter.setBrush(self._theme.color("now.main"))
        painter.drawEllipse(centre, _HEAD, _HEAD)

    def _paint_captions(self, painter: QPainter, bands: list[tuple[str, int, int]]) -> None:
        words = {
            "forward": self.tr("Forward"),
            "backward": self.tr("Backward"),
            "update": self.tr("Update"),
        }
        font = self._theme.font("caption")
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(self._theme.color("text.tertiary"))
        base = self._line() + 17 * self._theme.text_scale
        end = 0.0
        for phase, first, last in bands:
            for word, x in self._words_of(phase, first, last, words, metrics):
                left = max(x, end)
                if left <= self.x_of(last + 1):
                    painter.drawText(QPointF(left, base), word)
                    end = left + metrics.horizontalAdvance(word) + 10

    def _words_of(
        self, phase: str, first: int, last: int, words: dict[str, str], metrics: QFontMetricsF
    ) -> list[tuple[str, float]]:
        """Captions below a band: its phase at its start, the loss below its diamond."""
        found = [(words[phase], max(0.0, self.x_of(first + 1) - 6))]
        if self._loss is not None and first <= self._loss <= last:
            word = self.tr("Loss")
            middle = self.x_of(self._loss + 1) - metrics.horizontalAdvance(word) / 2
            found.append((word, middle))
        return found

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the step under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton and self._steps:
            self.setSliderDown(True)
            self.setValue(self.position_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the playhead; without a button, say which step lies under the pointer."""
        position = self.position_at(event.position().x())
        if self.isSliderDown():
            self.setValue(position)
        elif self._steps:
            title = (
                self._steps[position - 1].title if position else self.tr("Before the first step")
            )
            QToolTip.showText(event.globalPosition().toPoint(), title, self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The drag is over."""
        self.setSliderDown(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows step, Page Up and Page Down leap, Home and End go to the ends."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Right, Qt.Key.Key_Up):
            self.setValue(self._shown + 1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Down):
            self.setValue(self._shown - 1)
        elif key == Qt.Key.Key_PageUp:
            self.setValue(self._shown + self.pageStep())
        elif key == Qt.Key.Key_PageDown:
            self.setValue(self._shown - self.pageStep())
        elif key == Qt.Key.Key_Home:
            self.setValue(0)
        elif key == Qt.Key.Key_End:
            self.setValue(len(self._steps))
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint when it is enabled or disabled."""
        self.update()
        super().changeEvent(event)

    def _tell(self, value: int) -> None:
        if value != self._shown:
            self.wanted.emit(value)


_SOFT = {
    "forward": "phase.forward_soft",
    "backward": "phase.backward_soft",
    "update": "surface.pressed",
}
_FULL = {
    "forward": "phase.forward",
    "backward": "phase.backward",
    "update": "phase.update",
}
_INKS = {"forward": "phase.forward", "backward": "phase.backward"}


def phase_colour(theme: Theme, phase: str) -> QColor:
    """The full colour of a phase."""
    return theme.color(_FULL[phase])
