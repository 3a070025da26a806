"""Progress: how far a run is, how fast, and how long it still takes."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from nodegraph_app.insight.numbers import count_text, percent_text
from widgets.training.history import Run
from widgets.training.words import clock_text, duration_text, left_text, speed_text

_PARTS = ("epoch", "step", "share", "pace", "speed", "elapsed", "left")
_BOLD = ("epoch", "left")
_FINE = 1000


class ProgressStrip(QWidget):
    """A bar over a line of figures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = QProgressBar()
        self.bar.setRange(0, _FINE)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Training progress"))
        self._labels = {part: QLabel() for part in _PARTS}
        line = QHBoxLayout()
        line.setSpacing(18)
        for part, label in self._labels.items():
            label.setProperty("look", "panel" if part in _BOLD else "mono")
            if part == "pace":
                line.addStretch(1)
            line.addWidget(label)
        self._labels["epoch"].setProperty("look", "panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.bar)
        column.addLayout(line)

    def text(self, part: str) -> str:
        """What one figure reads: epoch, step, share, pace, speed, elapsed or left."""
        return self._labels[part].text()

    def show_run(self, run: Run) -> None:
        """Show where a run stands."""
        total, done = run.total_steps, run.done_steps
        share = done / total if total else 0.0
        texts = dict.fromkeys(_PARTS, "")
        if run.started is None and not run.is_over:
            texts["epoch"] = self.tr("Starting the worker…")
        elif run.started is not None:
            texts["epoch"] = self.tr("Epoch {epoch} of {epochs}").format(
                epoch=run.epoch, epochs=run.started.epochs
            )
            texts["step"] = self.tr("step {step} of {steps}").format(
                step=count_text(done), steps=count_text(total)
            )
            texts["share"] = percent_text(int(100 * share) / 100)
            texts["elapsed"] = self.tr("elapsed {time}").format(time=clock_text(run.elapsed))
        texts["left"] = self._left(run)
        if run.seconds_per_step is not None and run.samples_per_second is not None:
            pace, speed = duration_text(run.seconds_per_step), speed_text(run.samples_per_second)
            texts["pace"] = self.tr("{time} per step").format(time=pace)
            texts["speed"] = self.tr("{count} samples/s").format(count=speed)
        self.bar.setValue(round(share * _FINE))
        for part, text in texts.items():
            self._labels[part].setText(text)
        self.bar.setAccessibleDescription(", ".join(text for text in texts.values() if text))

    def _left(self, run: Run) -> str:
        words = {
            "paused": self.tr("paused"),
            "complete": self.tr("finished"),
            "stopped": self.tr("stopped"),
            "failed": self.tr("failed"),
        }
        if run.state in words:
            return words[run.state]
        return left_text(run.seconds_left) if run.seconds_left is not None else ""
