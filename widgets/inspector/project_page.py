"""The inspector's page while no single node is selected: the project, its size and its problems."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nodegraph_app.compiler import Problem
from nodegraph_app.document.edits import SetProjectName
from nodegraph_app.insight.numbers import count_text
from widgets.common.line import hairline
from widgets.common.theme import ThemeManager
from widgets.common.translation import shown
from widgets.common.workspace import Workspace
from widgets.inspector.header import Header
from widgets.inspector.problem_line import ProblemLine


class ProjectPage(QWidget):
    """Name, description, counts, and a list of problems that lead to their nodes."""

    node_requested = Signal(str)
    """Show this node; its id."""

    def __init__(self, workspace: Workspace, theme: ThemeManager) -> None:
        super().__init__()
        self._workspace, self._theme = workspace, theme
        self.header = Header(theme)
        self.header.swatch.show_icon("layers", "linear")
        self.header.name.setToolTip(self.tr("The project's name. Click to change it."))
        self.header.name.setPlaceholderText(self.tr("Untitled"))
        self.header.renamed.connect(lambda name: workspace.apply(SetProjectName(name)))
        self._counts = self._label("secondary")
        self._hint = self._label("secondary")
        self._problems = QVBoxLayout()
        self._problems.setContentsMargins(12, 4, 12, 8)
        self._problems.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._counts)
        column.addWidget(hairline())
        column.addLayout(self._problems)
        column.addWidget(self._hint)
        self.refresh()

    def refresh(self) -> None:
        """Fill everything from the document and the compilation."""
        document, compilation = self._workspace.document, self._workspace.compilation
        selected = len(self._workspace.selection)
        many = self.tr("{0} nodes selected").format(selected)
        self.header.title.setText(many if selected > 1 else self.tr("Project"))
        self.header.show_name(document.name)
        self.header.name.setVisible(selected < 2)
        states = compilation.nodes
        if selected > 1:
            count = sum(states[node].parameter_count for node in self._workspace.selection)
        else:
            count = compilation.parameter_count
        nodes = selected if selected > 1 else len(document.nodes)
        self._counts.setText(
            self.tr("{0} nodes · {1} parameters").format(count_text(nodes), count_text(count))
        )
        self._show_problems(compilation.problems)
        self._hint.setText(
            self.tr("Select a node to see its parameters and values.")
            if document.nodes
            else self.tr("Drag a layer onto the canvas, press Space to search, or open an example.")
        )
        self.refresh_status()

    def refresh_status(self) -> None:
        """The chip: sound, or how many problems."""
        count = len(self._workspace.compilation.problems)
        chip = self.header.chip
        if not self._workspace.document.nodes:
            chip.show_status("stale", self.tr("Empty"))
        elif count:
            chip.show_status("failed", self.tr("{0} to mend").format(count))
        else:
            chip.show_status("ready", self.tr("Sound"))

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        while item := self._problems.takeAt(0):
            item.widget().deleteLater()
        for problem in problems:
            line = ProblemLine(shown(problem.message), self._theme)
            if problem.node is not None:
                line.clicked.connect(
                    lambda _=False, node=problem.node: self.node_requested.emit(node)
                )
            self._problems.addWidget(line)

    def _label(self, look: str) -> QLabel:
        label = QLabel()
        label.setProperty("look", look)
        label.setFont(self._theme.theme.font("label"))
        label.setWordWrap(True)
        label.setContentsMargins(16, 9, 16, 9)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label
