"""Export code: choose library and folder; written and checked in the background; the report."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from nodegraph_app.document import files
from nodegraph_app.exchange import TARGETS, ExportReport, export
from widgets.common.background import Background
from widgets.common.notice import Notice
from widgets.common.theme import ThemeManager
from widgets.common.translation import shown
from widgets.common.workspace import Workspace

WIDTH, MARGIN, PADDING = 480, 24, 14


def export_text(
    project: str,
    target: str,
    folder: str,
    weights: Mapping[str, np.ndarray] | None,
    force: bool,
) -> ExportReport:
    """The job of the background process: a copy of the document, as text, becomes code."""
    return export(files.parse(project), target, folder, weights=weights, force=force)


class ExportDialog(QDialog):
    """Stays open while it works; the window behind it goes on."""

    def __init__(
        self, workspace: Workspace, theme: ThemeManager, folder: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._theme = workspace, theme
        self._work = Background(self)
        self._work.finished.connect(self._show_report)
        self._work.failed.connect(self._show_error)
        self.report: ExportReport | None = None
        self.setWindowTitle(self.tr("Export code"))
        self.setFixedWidth(WIDTH)
        self.targets = {
            name: QRadioButton(target.title[:1].upper() + target.title[1:])
            for name, target in TARGETS.items()
        }
        next(iter(self.targets.values())).setChecked(True)
        self.folder = QLineEdit(str(folder))
        self.folder.setAccessibleName(self.tr("Folder"))
        self.overwrite = QCheckBox(self.tr("Overwrite files that are in the way"))
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.result = QFrame()
        self.result_text, self.result_files = QLabel(), QLabel()
        self.start_button = QPushButton(self.tr("Export"))
        self.start_button.setProperty("kind", "primary")
        self.start_button.setDefault(True)
        self.start_button.clicked.connect(self.start)
        self.open_button = QPushButton(self.tr("Open the folder"))
        self.open_button.clicked.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(self.folder.text()))
        )
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.clicked.connect(self.reject)
        self._lay_out()
        self._show_state(busy=False)

    @property
    def target(self) -> str:
        """Name of the chosen library."""
        return next(name for name, button in self.targets.items() if button.isChecked())

    def start(self) -> None:
        """Write and check, in a process of its own."""
        document = self._workspace.document
        self.result.hide()
        self._show_state(busy=True)
        self._work.start(
            export_text,
            files.dump(document),
            self.target,
            self.folder.text(),
            self._workspace.weights,
            self.overwrite.isChecked(),
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing ends the work; files are moved only when all is done."""
        self._work.close()
        super().closeEvent(event)

    def reject(self) -> None:
        """Escape and Close."""
        self._work.close()
        super().reject()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 20, MARGIN, 20)
        column.setSpacing(10)
        title = QLabel(self.tr("Export code"))
        title.setProperty("look", "title")
        about = QLabel(
            self.tr(
                "Readable Python with its weights beside it. It is run against the canvas before "
                "it is handed over, and the largest difference is reported."
            )
        )
        about.setProperty("look", "secondary")
        about.setWordWrap(True)
        for widget in (title, about, *self.targets.values()):
            column.addWidget(widget)
        browse = QPushButton(self.tr("Choose…"))
        browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        column.addLayout(row)
        column.addWidget(self.overwrite)
        column.addWidget(self.progress)
        inner = QVBoxLayout(self.result)
        inner.setContentsMargins(PADDING, 12, PADDING, 12)
        for label in (self.result_text, self.result_files):
            label.setWordWrap(True)
            inner.addWidget(label)
        self.result_files.setProperty("look", "mono")
        column.addWidget(self.result)
        buttons = QHBoxLayout()
        buttons.addWidget(self.open_button)
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.start_button)
        column.addSpacing(4)
        column.addLayout(buttons)
        self.result.hide()
        self.open_button.hide()

    def _browse(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Export to"), self.folder.text())
        if name:
            self.folder.setText(name)

    def _show_state(self, *, busy: bool) -> None:
        self.progress.setVisible(busy)
        self.start_button.setEnabled(not busy)
        self.start_button.setText(self.tr("Exporting…") if busy else self.tr("Export"))
        self.close_button.setText(self.tr("Cancel") if busy else self.tr("Close"))

    def _show_report(self, report: ExportReport) -> None:
        self.report = report
        self._show_state(busy=False)
        note = shown(report.note)
        self.result_files.setText("\n".join(path.name for path in report.files))
        self.result_files.show()
        self.open_button.show()
        look = "ready" if report.verified else "now"
        self._show_result("card", look, note[:1].upper() + note[1:])

    def _show_error(self, error: Exception) -> None:
        self._show_state(busy=False)
        notice = Notice.of(error)
        self.result_files.hide()
        self._show_result("failed", "failed", f"{notice.what}\n{notice.mend}".strip())

    def _show_result(self, surface: str, look: str, text: str) -> None:
        self.result.setProperty("surface", surface)
        self.result_text.setProperty("look", look)
        self.result_text.setText(text)
        for widget in (self.result, self.result_text):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self.result.show()
        room = WIDTH - 2 * MARGIN - 2 * PADDING - 2
        self.result_text.setMinimumHeight(self.result_text.heightForWidth(room))
        QTimer.singleShot(0, self, self.adjustSize)
