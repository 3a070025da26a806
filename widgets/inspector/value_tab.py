"""The tabs Values and Gradient: what flows out of the selected node, or back; what it learns."""

from typing import Literal

from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QVBoxLayout, QWidget

from nodegraph_app.stepper import Timeline
from widgets.common.theme import Theme, ThemeManager
from widgets.common.workspace import Workspace
from widgets.views.value_panel import ValuePanel

Kind = Literal["value", "gradient"]


class ValueTab(QWidget):
    """Chooses a value of the selected node and shows it as the timeline has it now."""

    def __init__(self, kind: Kind, workspace: Workspace, theme: ThemeManager) -> None:
        super().__init__()
        self._kind: Kind = kind
        self._workspace = workspace
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Which value"))
        self.panel = ValuePanel(theme.theme)
        self.note = QLabel()
        self.note.setProperty("look", "secondary")
        self.note.setWordWrap(True)
        self.run_button = QPushButton(self.tr("Run once"))
        self.run_button.clicked.connect(workspace.run_once)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.choice)
        column.addWidget(self.note)
        column.addWidget(self.run_button)
        column.addWidget(self.panel, 1)
        column.addStretch()
        self.choice.activated.connect(lambda _: self._show())
        for signal in (
            workspace.selection_changed,
            workspace.timeline_changed,
            workspace.document_replaced,
            workspace.compiled,
        ):
            signal.connect(self.refresh)
        theme.changed.connect(self._retouch)
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Offer what the selected node has, keep the choice where it still is there, show it."""
        wanted = self.choice.currentText()
        names = self._names()
        if names != [self.choice.itemText(i) for i in range(self.choice.count())]:
            self.choice.clear()
            self.choice.addItems(names)
            self.choice.setCurrentText(wanted if wanted in names else (names or [""])[0])
        self._show()

    def _retouch(self, theme: Theme) -> None:
        self.panel.set_theme(theme)

    @property
    def _node(self) -> str | None:
        selection = self._workspace.selection
        return next(iter(selection)) if len(selection) == 1 else None

    def _names(self) -> list[str]:
        """Outputs first, then what the node learns."""
        node = self._node
        if node is None:
            return []
        state = self._workspace.compilation.nodes.get(node)
        outputs = [] if state is None else list(state.outputs)
        timeline = self._workspace.timeline
        learned = [] if timeline is None else list(timeline.parameters_of(node))
        return [*outputs, *learned]

    def _show(self) -> None:
        node, timeline = self._node, self._workspace.timeline
        self.choice.setVisible(self.choice.count() > 1)
        has_values = node is not None and timeline is not None
        self.panel.setVisible(has_values)
        self.note.setVisible(not has_values)
        self.run_button.setVisible(node is not None and timeline is None)
        self.run_button.setEnabled(not self._workspace.compilation.obstacles)
        if node is None:
            self.note.setText(self.tr("Select one node to see what flows through it."))
        elif timeline is None:
            self.note.setText(self.tr("Nothing has run yet."))
        else:
            self._show_value(timeline, node, self.choice.currentText())

    def _show_value(self, timeline: Timeline, node: str, name: str) -> None:
        learned = timeline.parameters_of(node)
        is_learned = name in learned
        value = learned[name] if is_learned else timeline.node_output(node, name)
        title = name if is_learned else self.tr("Output {0}").format("y")
        if self._kind == "gradient":
            value = None if value is None else timeline.gradient_of(value)
            title = f"∂L/∂{name if is_learned else 'y'}"
        array = None if value is None else timeline.value(value)
        if array is None:
            self.panel.clear(title, self._absence(timeline, value is None))
            return
        kinds = {
            ("value", False): "activation",
            ("value", True): "parameter",
            ("gradient", False): "gradient",
            ("gradient", True): "parameter_gradient",
        }
        self.panel.show_value(title, array, kinds[self._kind, is_learned])

    def _absence(self, timeline: Timeline, never: bool) -> str:
        if never and self._kind == "gradient":
            return self.tr("No gradient reaches this: the loss does not depend on it.")
        if timeline.position == 0:
            return self.tr("Nothing has run yet.")
        return self.tr("Not computed yet at this step.")
