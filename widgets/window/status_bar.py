"""The status bar: problems at the left; counts, number format and saved state at the right."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from nodegraph_app.insight.numbers import count_text
from widgets.common.theme import ThemeManager
from widgets.common.translation import shown
from widgets.common.workspace import Workspace

HEIGHT = 22
COMPACT_BELOW = 1100


class StatusBar(QWidget):
    """One line that says how the document stands."""

    problem_requested = Signal(str)
    """Show the node of a problem; its id."""

    def __init__(self, workspace: Workspace, theme: ThemeManager) -> None:
        super().__init__()
        self._workspace, self._theme = workspace, theme
        self.setProperty("surface", "status-bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Status"))
        self.setFixedHeight(round(HEIGHT * theme.theme.text_scale) + 1)
        self.problems = QPushButton()
        self.problems.setObjectName("problems")
        self.problems.setIconSize(QSize(13, 13))
        self.problems.clicked.connect(self._show_problems)
        self.training, self.nodes, self.parameters = QLabel(), QLabel(), QLabel()
        self.dtype, self.saved = QLabel("float32"), QLabel()
        self._details = (self.nodes, self.parameters, self.dtype, self.saved)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 1, 12, 0)
        row.setSpacing(18)
        row.addWidget(self.problems)
        row.addWidget(self.training)
        row.addStretch(1)
        for label in self._details:
            row.addWidget(label)
        for signal in (workspace.document_replaced, workspace.document_changed, workspace.compiled,
                       workspace.saved_changed, workspace.training_state_changed):  # fmt: skip
            signal.connect(self.refresh)
        theme.changed.connect(self._retouch)
        self._retouch()

    def refresh(self, *_: object) -> None:
        """Say it again."""
        workspace, compilation = self._workspace, self._workspace.compilation
        found = compilation.problems
        icon, color = ("warning", "status.failed") if found else ("check", "status.ready")
        self.problems.setIcon(self._theme.theme.icon(icon, f"{color}.main", 13))
        if not workspace.document.nodes:
            text, color = self.tr("Empty canvas"), "status.stale"
        elif not found:
            text = self.tr("No problems")
        elif len(found) == 1:
            text = self.tr("1 problem: {0}").format(shown(found[0].message))
        else:
            text = self.tr("{0} problems: {1}").format(len(found), shown(found[0].message))
        self.problems.setText(text)
        ink = self._theme.theme.color(f"{color}.text").name()
        self.problems.setStyleSheet(
            f"QPushButton {{ color: {ink}; border: none; background: transparent; padding: 0;"
            " min-height: 0; text-align: left; }"
            f"QPushButton:focus {{ text-decoration: underline; }}"
        )
        self.nodes.setText(self.tr("{0} nodes").format(count_text(len(workspace.document.nodes))))
        parameters = count_text(compilation.parameter_count)
        self.parameters.setText(self.tr("{0} parameters").format(parameters))
        if workspace.document.path is None:
            saved = self.tr("Not saved yet")
        else:
            saved = self.tr("Saved") if workspace.is_saved else self.tr("Unsaved changes")
        self.saved.setText(saved)
        self.saved.setToolTip(str(workspace.document.path or ""))
        states = {
            "running": self.tr("Training…"),
            "paused": self.tr("Training is paused"),
            "stopping": self.tr("Stopping…"),
        }
        self.training.setText(states.get(workspace.training.state, ""))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where room is short, only the problems are told."""
        super().resizeEvent(event)
        for label in self._details[1:]:
            label.setVisible(event.size().width() > COMPACT_BELOW)

    def _show_problems(self) -> None:
        found = [p for p in self._workspace.compilation.problems if p.node is not None]
        if len(found) == 1:
            self.problem_requested.emit(found[0].node)
        elif found:
            menu = QMenu(self)
            for problem in found:
                action = menu.addAction(shown(problem.message))
                action.triggered.connect(
                    lambda _=False, node=problem.node: self.problem_requested.emit(node)
                )
            menu.exec(self.mapToGlobal(self.problems.geometry().topLeft()))

    def _retouch(self, *_: object) -> None:
        theme = self._theme.theme
        caption, mono = theme.font("caption"), theme.font("number_cell")
        self.problems.setFont(caption)
        for label in (self.training, self.saved):
            label.setFont(caption)
        for label in (self.nodes, self.parameters, self.dtype):
            label.setFont(mono)
        ink = theme.color("text.tertiary").name()
        for label in (self.training, *self._details):
            label.setStyleSheet(f"color: {ink};")
        self.refresh()
