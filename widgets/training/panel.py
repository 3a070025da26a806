"""Training panel: progress with the time left, pause and stop, curves, and this session's runs."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout
from PySide6.QtWidgets import QWidget as Widget

from nodegraph_app.insight.numbers import result_text
from widgets.common.theme import Theme
from widgets.common.workspace import Workspace
from widgets.training.charts import Charts, card
from widgets.training.history import Run
from widgets.training.progress import ProgressStrip
from widgets.training.runs import RunsModel, RunsTable

_REFRESH = 200
_MINIMUM_CHARTS = 150


class TrainingPanel(Widget):
    """Follows the workspace's training; every button is one of its verbs."""

    def __init__(self, workspace: Workspace, theme: Theme, parent: Widget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._workspace = workspace
        self._theme = theme
        self.runs: list[Run] = []
        self._title, self._settings = QLabel(), QLabel()
        self._title.setProperty("look", "panel")
        self._settings.setProperty("look", "caption")
        self.train_button = self._button(self.tr("Train"), workspace.train)
        self.resume_button = self._button(self.tr("Resume"), workspace.resume)
        self.pause_button = self._button(self.tr("Pause"), workspace.pause)
        self.stop_button = self._button(self.tr("Stop"), workspace.stop)
        self.progress = ProgressStrip()
        self.model = RunsModel(theme)
        self.table = RunsTable(theme, self.model)
        self.charts = Charts(theme, self.model)
        self.note = QLabel()
        self.note.setProperty("look", "secondary")
        self.note.setWordWrap(True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH)
        self._timer.timeout.connect(self.refresh)
        self._lay_out()
        self.set_theme(theme)
        self.model.shown_changed.connect(self.refresh)
        workspace.training_event.connect(self._follow)
        workspace.training_state_changed.connect(self._follow_state)
        workspace.compiled.connect(lambda _: self._enable())
        workspace.document_replaced.connect(self._enable)
        self.refresh()

    def _button(self, text: str, action: object) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(action)
        return button

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._title)
        names.addWidget(self._settings)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addLayout(names, 1)
        for button in self._buttons():
            head.addWidget(button)
        top = Widget()
        top.setProperty("surface", "panel")
        top_column = QVBoxLayout(top)
        top_column.setContentsMargins(16, 8, 16, 8)
        top_column.setSpacing(8)
        top_column.addLayout(head)
        top_column.addWidget(self.progress)
        self._rule = QFrame()
        self._rule.setFrameShape(QFrame.Shape.HLine)
        self._runs_card = card(self.tr("Runs"), self.table)
        cards = Widget()
        column = QVBoxLayout(cards)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.note)
        column.addWidget(self.charts, 1)
        column.addWidget(self._runs_card)
        column.addStretch(0)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(cards)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(top)
        whole.addWidget(self._rule)
        whole.addWidget(self._scroll, 1)

    def _buttons(self) -> tuple[QPushButton, ...]:
        return self.train_button, self.resume_button, self.pause_button, self.stop_button

    @property
    def run(self) -> Run | None:
        """The newest run."""
        return self.runs[-1] if self.runs else None

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self._theme = theme
        self.charts.set_theme(theme)
        self.model.set_theme(theme)
        self.table.set_theme(theme)
        self._enable()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Charts stand side by side in a flat dock."""
        super().resizeEvent(event)
        self.charts.arrange(self._scroll.height() - self._runs_card.height())

    def _follow_state(self) -> None:
        training = self._workspace.training
        known = self.run.number if self.run is not None else 0
        if training.is_active and training.run_number != known:
            document = self._workspace.document
            self.runs.append(Run(training.run_number, document.name, document.training))
        self.refresh()

    def _follow(self, event: object) -> None:
        if self.run is not None:
            self.run.follow(event)
        if not self._timer.isActive():
            self._timer.start()

    def refresh(self) -> None:
        """Print and draw what the runs have told so far; done five times a second at most."""
        run = self.run
        for widget in (self.progress, self._runs_card):
            widget.setVisible(run is not None)
        self.charts.setVisible(run is not None and (bool(run.steps) or not run.is_over))
        self._enable()
        self._show_note(run)
        if run is None:
            self._title.setText(self.tr("Training"))
            self._settings.setText(self._described(self._workspace.document.name))
            return
        self._title.setText(self.tr("Training, run {number}").format(number=run.number))
        self._settings.setText(self._described(run.project, run))
        self.progress.show_run(run)
        self.model.set_runs(self.runs)
        others = tuple(other for other in self.runs[:-1] if self.model.is_shown(other))
        self.charts.show_runs(run, others)

    def _show_note(self, run: Run | None) -> None:
        text = ""
        if run is None:
            text = self.tr("Nothing has been trained yet. Train starts a run.")
        elif run.failure is not None:
            failure = run.failure
            text = "\n".join(
                str(part) for part in (failure.what, failure.where, failure.mend) if part
            )
        look = "failed" if run is not None else "secondary"
        if self.note.property("look") != look:
            self.note.setProperty("look", look)
            self.note.style().polish(self.note)
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def _described(self, project: str, run: Run | None = None) -> str:
        training = run.training if run is not None else self._workspace.document.training
        parts = [
            project or self.tr("Untitled"),
            f"{training.optimizer} {result_text(training.lr, 3).rstrip('0').rstrip('.')}",
            self.tr("batch {size}").format(size=training.batch_size),
            self.tr("seed {seed}").format(seed=training.seed),
            training.device,
        ]
        return ", ".join(parts)

    def _enable(self) -> None:
        """One button is primary: what is most likely wanted next."""
        state = self._workspace.training.state
        active = state in ("running", "paused", "stopping")
        can_run = not self._workspace.compilation.obstacles
        self.train_button.setVisible(not active)
        for button in (self.resume_button, self.pause_button, self.stop_button):
            button.setVisible(active)
        self._set(self.train_button, "play", can_run, self.tr("The network has problems."), True)
        why = self.tr("The run is not paused.")
        self._set(self.resume_button, "play", state == "paused", why, state == "paused")
        why = self.tr("The run is not at work.")
        self._set(self.pause_button, "pause", state == "running", why, state != "paused")
        why = self.tr("The run is coming to an end.")
        self._set(self.stop_button, "stop", state in ("running", "paused"), why, False)

    def _set(
        self, button: QPushButton, icon: str, enabled: bool, why_not: str, primary: bool
    ) -> None:
        button.setEnabled(enabled)
        button.setToolTip("" if enabled else why_not)
        kind = "primary" if primary else ""
        if button.property("kind") != kind:
            button.setProperty("kind", kind)
            button.style().unpolish(button)
            button.style().polish(button)
        ink = "text.on_accent" if primary and enabled else "text.primary"
        button.setIcon(self._theme.icon(icon, ink, 14))
