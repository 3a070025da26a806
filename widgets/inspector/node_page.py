"""The inspector's page for one node: head, problems, form, facts and help."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nodegraph_app.catalog.node_type import NodeType
from nodegraph_app.catalog.registry import Catalog
from nodegraph_app.compiler import NodeState
from nodegraph_app.document.edits import RenameNode, SetParameter
from widgets.common.line import hairline
from widgets.common.theme import ThemeManager
from widgets.common.translation import shown
from widgets.common.workspace import Workspace
from widgets.inspector.facts import Facts
from widgets.inspector.form import ParameterForm
from widgets.inspector.header import Header
from widgets.inspector.problem_card import ProblemCard


class NodePage(QWidget):
    """Shows one node by id; made anew for another node, filled anew for a change of this one."""

    def __init__(
        self, node_id: str, workspace: Workspace, catalog: Catalog, theme: ThemeManager
    ) -> None:
        super().__init__()
        self.node_id = node_id
        self._workspace, self._theme = workspace, theme
        self._node_type = catalog.get(workspace.document.nodes[node_id].type)
        self.header, self.facts = Header(theme), Facts(theme)
        self.header.renamed.connect(lambda name: workspace.apply(RenameNode(node_id, name)))
        self.form: ParameterForm | None = None
        self._cards = QVBoxLayout()
        self._cards.setContentsMargins(16, 0, 16, 0)
        self._cards.setSpacing(8)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.header)
        self._column.addLayout(self._cards)
        if self._node_type is not None:
            self._add_declared(self._node_type)
        else:
            self._add_help(self.tr("This node type is not known here. Its data is kept as it is."))
        self.refresh()

    def refresh(self) -> None:
        """Fill everything from the document and the compilation."""
        node = self._workspace.document.nodes.get(self.node_id)
        if node is None:
            return
        state = self._workspace.compilation.nodes.get(self.node_id)
        self.header.title.setText(node.type)
        self.header.show_name(node.name)
        family, icon = "user", "node"
        if self._node_type is not None:
            family, icon = self._node_type.family, self._node_type.icon or self._node_type.family
        self.header.swatch.show_icon(icon, family)
        self.refresh_status()
        self._show_problems(state)
        self.facts.show_state(state)
        if self.form is not None:
            inputs = {} if state is None else state.inputs
            shapes = {name: port.shape for name, port in inputs.items() if port is not None}
            resolved = node.parameters if state is None else state.parameters
            self.form.show_values(node.parameters, resolved, shapes)

    def refresh_status(self) -> None:
        """The chip: failed, at work, waiting or ready."""
        state = self._workspace.compilation.nodes.get(self.node_id)
        timeline, chip = self._workspace.timeline, self.header.chip
        step = None if timeline is None else timeline.current
        if state is None or state.status == "failed":
            chip.show_status("failed", self.tr("Failed"))
        elif state.status == "waiting":
            chip.show_status("stale", self.tr("Waiting"))
        elif timeline is not None and step is not None and step.node == self.node_id:
            phase = {
                "forward": self.tr("forward"),
                "backward": self.tr("backward"),
                "update": self.tr("update"),
            }[step.phase]
            number = timeline.position
            chip.show_status("running", self.tr("Step {0}, {1}").format(number, phase))
        else:
            chip.show_status("ready", self.tr("Ready"))

    def _add_declared(self, node_type: NodeType) -> None:
        if node_type.parameters:
            self.form = ParameterForm(node_type, self._theme)
            self.form.edited.connect(self._edit)
            self._column.addWidget(self.form)
            self._column.addWidget(hairline())
        self._column.addWidget(self.facts)
        self._column.addWidget(hairline())
        self._add_help(shown(node_type.help))

    def _add_help(self, text: str) -> None:
        label = QLabel(text)
        label.setProperty("look", "secondary")
        label.setFont(self._theme.theme.font("label"))
        label.setWordWrap(True)
        label.setContentsMargins(16, 9, 16, 10)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column.addWidget(label)

    def _edit(self, name: str, value: object) -> None:
        self._workspace.apply(SetParameter(self.node_id, name, value))

    def _show_problems(self, state: NodeState | None) -> None:
        while item := self._cards.takeAt(0):
            item.widget().deleteLater()
        problems = () if state is None else state.problems
        for problem in problems:
            card = ProblemCard(problem, self._theme, self)
            card.mend_requested.connect(self._workspace.apply)
            self._cards.addWidget(card)
        top = 12 if problems else 0
        self._cards.setContentsMargins(16, top, 16, 0)
