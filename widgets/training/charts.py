"""Charts: the loss and the accuracy of the runs over their steps, with one pointer through both."""

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QVBoxLayout, QWidget

from nodegraph_app.insight.numbers import count_text, result_text
from widgets.common.theme import Theme
from widgets.training.history import Run
from widgets.training.runs import RunsModel
from widgets.training.tip import CurveTip, TipRow
from widgets.views.curves import CurvesView, Series, tick_stride

_MOST_TICKS = 100
_SIDE_BY_SIDE_BELOW = 340
_NONE = "–"


class Charts(QWidget):
    """Two cards: the loss on a logarithmic axis, and the accuracy where there is one."""

    def __init__(self, theme: Theme, runs: RunsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = runs
        self._run: Run | None = None
        self._others: tuple[Run, ...] = ()
        self.loss = CurvesView(theme, self.tr("Loss"), logarithmic=True)
        self.accuracy = CurvesView(theme, self.tr("Accuracy"))
        self._cards = (card(self.tr("Loss"), self.loss), card(self.tr("Accuracy"), self.accuracy))
        self.tip = CurveTip(theme, self)
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        for one, stretch in zip(self._cards, (3, 2), strict=True):
            self._row.addWidget(one, stretch)
        for chart in (self.loss, self.accuracy):
            chart.pointer_moved.connect(self._point)

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self.loss.set_theme(theme)
        self.accuracy.set_theme(theme)
        self.tip.set_theme(theme)

    def arrange(self, height: int) -> None:
        """Stand the charts side by side where there is little height."""
        flat = height < _SIDE_BY_SIDE_BELOW
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.LeftToRight if flat else ways.TopToBottom)

    def show_runs(self, run: Run, others: tuple[Run, ...]) -> None:
        """Draw a run in full, and the held-out curves of others behind it."""
        self._run, self._others = run, others
        end = max([run.total_steps, *(other.done_steps for other in others)], default=1)
        for chart in (self.loss, self.accuracy):
            chart.set_span(end, self._ticks(run), run.done_steps)
        self.loss.set_series([*self._other_losses(), *self._losses(run)])
        accuracies = [*self._other_accuracies(), *self._accuracies(run)]
        self._cards[1].setVisible(bool(accuracies))
        self.accuracy.set_series(accuracies)

    def _losses(self, run: Run) -> list[Series]:
        steps = np.asarray(run.steps, dtype=np.float64)
        losses = np.asarray(run.losses, dtype=np.float64)
        blue, orange = "chart.series.0", "chart.series.1"
        lines = []
        if self._model.is_shown(run):
            lines.append(Series(self.tr("this batch"), steps, losses, blue, faint=True))
            lines.append(Series(self.tr("training"), steps, run.smoothed_losses(), blue))
            lines += _epochs(run, "val_loss", self.tr("validation"), orange)
        return lines

    def _accuracies(self, run: Run) -> list[Series]:
        if not self._model.is_shown(run):
            return []
        return [
            *_epochs(run, "train_accuracy", self.tr("training"), "chart.series.0"),
            *_epochs(run, "val_accuracy", self.tr("validation"), "chart.series.1"),
        ]

    def _other_losses(self) -> list[Series]:
        return [line for run in self._others for line in self._other(run, "val_loss")]

    def _other_accuracies(self) -> list[Series]:
        return [line for run in self._others for line in self._other(run, "val_accuracy")]

    def _other(self, run: Run, field: str) -> list[Series]:
        name = self.tr("run {number}").format(number=run.number)
        return _epochs(run, field, name, self._model.colour_of(run))

    def _ticks(self, run: Run) -> list[tuple[float, str]]:
        if run.started is None:
            return []
        epochs, length = run.started.epochs, run.started.steps_per_epoch
        words = self.tr("epoch {number}")
        stride = tick_stride(epochs, _MOST_TICKS)
        return [
            (float(number * length), words.format(number=number))
            for number in range(stride, epochs + 1, stride)
        ]

    def _point(self, x: float | None) -> None:
        run = self._run
        if x is None or run is None or not run.steps or run.started is None:
            for chart in (self.loss, self.accuracy):
                chart.set_pointer(None)
            self.tip.hide()
            return
        step = min(max(round(x), 1), run.done_steps)
        for chart in (self.loss, self.accuracy):
            chart.set_pointer(float(step))
        epoch = result_text(step / run.started.steps_per_epoch, 3)
        head = self.tr("step {step}, epoch {epoch}").format(step=count_text(step), epoch=epoch)
        columns: tuple[str, ...] = (self.tr("loss"),)
        if self._cards[1].isVisible():
            columns = (*columns, self.tr("accuracy"))
        place = self.loss.mapTo(self, self.loss.rect().topLeft())
        at = QPointF(place.x() + self.loss.screen_x(step), place.y() + 4)
        self.tip.show_rows(at, head, columns, self._rows(step, len(columns)))

    def _rows(self, step: int, columns: int) -> tuple[TipRow, ...]:
        accuracies = {series.name: series for series in self.accuracy.series}
        rows = []
        for series in sorted(self.loss.series, key=self._order):
            values = [_text(series, step)]
            if columns == 2:
                values.append(_text(accuracies.get(series.name), step))
            rows.append(TipRow(series.name, series.colour, tuple(values)))
        return tuple(rows)

    def _order(self, series: Series) -> int:
        return 1 if series.colour in ("chart.series.0", "chart.series.1") else 2


def card(title: str, content: QWidget) -> QFrame:
    """A raised card with a title."""
    frame = QFrame()
    frame.setProperty("surface", "card")
    heading = QLabel(title)
    heading.setProperty("look", "panel")
    column = QVBoxLayout(frame)
    column.setContentsMargins(12, 10, 12, 8)
    column.setSpacing(6)
    column.addWidget(heading, 0, Qt.AlignmentFlag.AlignLeft)
    column.addWidget(content, 1)
    return frame


def _text(series: Series | None, step: int) -> str:
    found = series.at(step) if series is not None else None
    return _NONE if found is None else result_text(found[1])


def _epochs(run: Run, field: str, name: str, colour: str) -> list[Series]:
    """The line of a figure that is measured once an epoch; nothing when it never is."""
    if run.started is None:
        return []
    points = [
        (float(epoch.epoch * run.started.steps_per_epoch), float(value))
        for epoch in run.epochs
        if (value := getattr(epoch, field)) is not None
    ]
    if not points:
        return []
    x, y = np.array(points).T
    return [Series(name, x, y, colour)]
