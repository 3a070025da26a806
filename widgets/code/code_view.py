"""The code of the document, read-only, following every edit; lines of the selection are marked."""

import re

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QShowEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPlainTextEdit,
    QTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nodegraph_app.exchange import TARGETS, ExportError
from nodegraph_app.exchange.source import source_code
from widgets.code.highlighter import PythonHighlighter
from widgets.common.notice import Notice
from widgets.common.theme import Theme, ThemeManager
from widgets.common.workspace import Workspace

DELAY = 120
"""Milliseconds of rest after an edit before the code is written anew."""


class CodeView(QWidget):
    """A target to choose, a button that copies, and the text."""

    def __init__(self, workspace: Workspace, theme: ThemeManager) -> None:
        super().__init__()
        self._workspace, self._theme = workspace, theme
        self._is_stale = True
        self.target = QComboBox()
        self.target.setAccessibleName(self.tr("Target"))
        for name, target in TARGETS.items():
            self.target.addItem(target.title, name)
        self.copy_button = QToolButton()
        self.copy_button.setProperty("kind", "ghost")
        self.copy_button.setToolTip(self.tr("Copy the code"))
        self.copy_button.setAccessibleName(self.tr("Copy the code"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName(self.tr("Code"))
        self.text.setMinimumHeight(260)
        self._highlighter = PythonHighlighter(self.text.document(), theme.theme)
        head = QHBoxLayout()
        head.addWidget(self.target)
        head.addStretch()
        head.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.text, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY)
        self._timer.timeout.connect(self.write)
        self.target.currentIndexChanged.connect(self.write)
        self.copy_button.clicked.connect(
            lambda: QGuiApplication.clipboard().setText(self.text.toPlainText())
        )
        workspace.document_changed.connect(self._later)
        workspace.document_replaced.connect(self._later)
        workspace.selection_changed.connect(self._mark_selection)
        theme.changed.connect(self.set_theme)
        self.set_theme(theme.theme)

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self.text.setFont(theme.font("number_cell"))
        self.copy_button.setIcon(theme.icon("copy", "text.secondary", 14))
        self._highlighter.set_theme(theme)
        self._mark_selection()

    def showEvent(self, event: QShowEvent) -> None:
        """The code is written only while someone looks."""
        super().showEvent(event)
        if self._is_stale:
            self.write()

    def write(self) -> None:
        """Write the code of the document as it is now."""
        if not self.isVisible():
            self._is_stale = True
            return
        self._is_stale = False
        workspace = self._workspace
        try:
            code = source_code(workspace.document, workspace.compilation, self.target.currentData())
        except ExportError as error:
            notice = Notice.of(error)
            code = "\n".join(f"# {line}" for line in f"{notice.what}\n{notice.mend}".splitlines())
        if code != self.text.toPlainText():
            place = self.text.verticalScrollBar().value()
            self.text.setPlainText(code)
            self.text.verticalScrollBar().setValue(place)
        self._mark_selection()

    def _later(self, *_: object) -> None:
        self._is_stale = True
        self._timer.start()

    def _mark_selection(self) -> None:
        """Colour the lines that name a selected node."""
        document = self._workspace.document
        names = [document.nodes[node].name for node in self._workspace.selection]
        marks: list[QTextEdit.ExtraSelection] = []
        first: QTextCursor | None = None
        if names:
            pattern = re.compile(r"\b(" + "|".join(map(re.escape, names)) + r")\b")
            block = self.text.document().begin()
            while block.isValid():
                if pattern.search(block.text()):
                    mark = QTextEdit.ExtraSelection()
                    mark.cursor = QTextCursor(block)
                    mark.format.setBackground(self._theme.theme.color("accent.soft"))
                    mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
                    marks.append(mark)
                    first = first or mark.cursor
                block = block.next()
        self.text.setExtraSelections(marks)
        if first is not None:
            self.text.setTextCursor(first)
            self.text.ensureCursorVisible()
