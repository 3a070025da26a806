"""What is wrong with a node: the sentence, expected and actual, and mends of one click each."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nodegraph_app.compiler import Problem
from widgets.common.theme import ThemeManager
from widgets.common.translation import shown


class ProblemCard(QFrame):
    """One problem on a red card."""

    mend_requested = Signal(object)
    """The edit that makes the problem vanish."""

    def __init__(
        self, problem: Problem, theme: ThemeManager, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "failed")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        message = QLabel(shown(problem.message))
        message.setProperty("look", "failed")
        message.setWordWrap(True)
        font = theme.theme.font("body")
        font.setWeight(font.Weight.DemiBold)
        message.setFont(font)
        column.addWidget(message)
        if problem.expected or problem.actual:
            column.addLayout(self._comparison(problem))
        for index, mend in enumerate(problem.mends):
            button = QPushButton(shown(mend.title))
            button.setObjectName(f"mend{index}")
            if index == 0:
                button.setProperty("kind", "primary")
                button.setIcon(theme.theme.icon("wrench", "text.on_accent", 14))
            button.clicked.connect(lambda _=False, edit=mend.edit: self.mend_requested.emit(edit))
            column.addWidget(button)

    def _comparison(self, problem: Problem) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for row, (title, value) in enumerate(
            ((self.tr("expected"), problem.expected), (self.tr("actual"), problem.actual))
        ):
            label, text = QLabel(title), QLabel(str(value))
            label.setProperty("look", "failed")
            text.setProperty("look", "mono")
            text.setWordWrap(True)
            grid.addWidget(label, row, 0)
            grid.addWidget(text, row, 1)
        return grid
