"""The form of a node: one row a parameter, made from the type's declaration alone."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nodegraph_app.catalog.node_type import NodeType
from nodegraph_app.catalog.parameter import Parameter
from nodegraph_app.catalog.port import Shapes
from widgets.common.theme import ThemeManager
from widgets.common.translation import shown
from widgets.inspector.fields import Field, field_for

LABEL_WIDTH = 104


class ParameterForm(QWidget):
    """Rows of fields; ``edited(name, value)`` says what the user made of one."""

    edited = Signal(str, object)

    def __init__(self, node_type: NodeType, theme: ThemeManager) -> None:
        super().__init__()
        self._node_type, self._theme = node_type, theme
        self.fields: dict[str, Field] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 10, 16, 8)
        self._column.setSpacing(0)
        self._advanced: list[QWidget] = []
        for parameter in node_type.parameters:
            row = self._add_row(parameter)
            if parameter.advanced:
                self._advanced.append(row)
        if self._advanced:
            self._add_more()

    def show_values(
        self, values: Mapping[str, object], resolved: Mapping[str, object], shapes: Shapes
    ) -> None:
        """Put the document's values, and what the wires say, into the fields."""
        complete = self._node_type.complete(values)
        for name, field in self.fields.items():
            field.set_limits(*field.parameter.limits(complete, shapes))
            field.show_value(complete[name], resolved.get(name, complete[name]))

    def _add_row(self, parameter: Parameter) -> QWidget:
        field = field_for(parameter, self._theme)
        field.edited.connect(lambda value, name=parameter.name: self.edited.emit(name, value))
        self.fields[parameter.name] = field
        label = QLabel(parameter.name)
        label.setProperty("look", "secondary")
        label.setFont(self._theme.theme.font("label"))
        label.setFixedWidth(round(LABEL_WIDTH * self._theme.theme.text_scale))
        label.setBuddy(field)
        hint = shown(parameter.help)
        label.setToolTip(hint)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(label, 0, Qt.AlignmentFlag.AlignTop if field.is_tall else
                       Qt.AlignmentFlag.AlignVCenter)  # fmt: skip
        line.addWidget(field, 1)
        row.setMinimumHeight(round(30 * self._theme.theme.text_scale))
        self._column.addWidget(row)
        return row

    def _add_more(self) -> None:
        """Parameters that few people change stay folded."""
        more = QPushButton(self.tr("{0} more").format(len(self._advanced)))
        more.setProperty("kind", "ghost")
        more.setCursor(Qt.CursorShape.PointingHandCursor)
        for row in self._advanced:
            row.hide()

        def unfold() -> None:
            more.hide()
            for row in self._advanced:
                row.show()

        more.clicked.connect(unfold)
        self._column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
