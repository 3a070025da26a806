"""A problem in a list: its whole sentence, and a click that leads to its node."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from widgets.common.theme import ThemeManager


class ProblemLine(QPushButton):
    """Wraps its words, which a plain button would push out of the panel."""

    def __init__(self, sentence: str, theme: ThemeManager) -> None:
        super().__init__()
        self.setProperty("kind", "ghost")
        self.setAccessibleName(sentence)
        mark, words = QLabel(), QLabel(sentence)
        mark.setPixmap(
            theme.theme.pixmap("warning", "status.failed.main", 14, self.devicePixelRatioF())
        )
        words.setWordWrap(True)
        words.setFont(theme.theme.font("label"))
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 4, 4, 4)
        row.setSpacing(6)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        for label in (mark, words):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """As its words need."""
        return self.layout().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the panel wants it."""
        return self.layout().minimumSize()

    def hasHeightForWidth(self) -> bool:
        """Words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of the wrapped words."""
        return self.layout().heightForWidth(width)
