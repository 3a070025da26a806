"""What is known of a node before it runs: output shape, parameters as a product, multiply-adds."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from nodegraph_app.compiler import NodeState
from nodegraph_app.insight.numbers import count_text
from widgets.common.theme import ThemeManager
from widgets.inspector.form import LABEL_WIDTH


def product_text(shapes: Iterable[tuple[int, ...]]) -> str:
    """How a parameter count comes about: ``32·1·3·3 + 32``."""
    return " + ".join("·".join(str(side) for side in shape) or "1" for shape in shapes)


def parameter_shapes(state: NodeState) -> list[tuple[int, ...]]:
    """The shapes of what a node learns, in the module's order."""
    module = state.module
    if module is None or not hasattr(module, "parameters"):
        return []
    return [tuple(int(side) for side in value.shape) for value in module.parameters()]


class Facts(QWidget):
    """Three lines: Output, Parameters, Multiply-adds."""

    def __init__(self, theme: ThemeManager) -> None:
        super().__init__()
        self._theme = theme
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 8, 16, 8)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, round(LABEL_WIDTH * theme.theme.text_scale))
        self._grid.setColumnStretch(1, 1)
        self.output = self._line(self.tr("Output"))
        self.parameters = self._line(self.tr("Parameters"))
        self.multiply_adds = self._line(self.tr("Multiply-adds"))

    def show_state(self, state: NodeState | None) -> None:
        """The facts of a node as it compiled."""
        unknown = state is None or state.status != "ready"
        outputs = [] if state is None else [port.label() for port in state.outputs.values()]
        self.output.setText("  ".join(outputs) or "?")
        self.parameters.setText("?" if unknown else self._parameter_text(state))
        per_image = self._dim(self.tr("per sample"))
        adds = 0 if unknown or state.multiply_adds is None else state.multiply_adds
        self.multiply_adds.setText("?" if unknown else f"{count_text(adds)} {per_image}")

    def _parameter_text(self, state: NodeState) -> str:
        count, shapes = count_text(state.parameter_count), parameter_shapes(state)
        product = product_text(shapes)
        if not shapes or product == str(state.parameter_count):
            return count
        return f"{count} {self._dim('= ' + product)}"

    def _dim(self, text: str) -> str:
        return (
            f'<span style="color:{self._theme.theme.color("text.tertiary").name()}">{text}</span>'
        )

    def _line(self, title: str) -> QLabel:
        row = self._grid.rowCount()
        label, value = QLabel(title), QLabel()
        label.setProperty("look", "secondary")
        label.setFont(self._theme.theme.font("label"))
        value.setProperty("look", "mono")
        value.setAccessibleName(title)
        value.setWordWrap(True)
        value.setTextFormat(Qt.TextFormat.RichText)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, row, 1)
        return value
