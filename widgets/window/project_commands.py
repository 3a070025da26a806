"""New, open, save, revert: the questions they ask and the problems they tell."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from engine.errors import EngineError
from nodegraph_app.document.files import FileProblem
from nodegraph_app.fault import FaultError
from widgets.common.notice import Notice
from widgets.common.settings import Settings
from widgets.common.workspace import Workspace

SUFFIX = ".nodegraph"


class ProjectCommands(QObject):
    """What the File menu does. Nothing is lost without a question."""

    opened = Signal()
    """Another project is on the canvas."""

    def __init__(self, window: QWidget, workspace: Workspace, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._workspace, self._settings = window, workspace, settings

    def new(self) -> None:
        """An empty project."""
        if self.may_leave():
            self._workspace.new()
            self.opened.emit()

    def open(self) -> None:
        """Ask for a file and show it."""
        if not self.may_leave():
            return
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open a project"), self._folder(), self._filter()
        )
        if name:
            self.show_file(Path(name))

    def open_path(self, path: Path) -> None:
        """Show a file, after the question about unsaved changes."""
        if self.may_leave():
            self.show_file(path)

    def open_example(self, path: Path) -> None:
        """Show an example as a new project without a file, so that it cannot be written over."""
        if self.may_leave() and self._show(path, self._workspace.open_copy):
            self.opened.emit()

    def show_file(self, path: Path) -> None:
        """Show a file; a problem with it is told and the open project stays."""
        if self._show(path, self._workspace.open):
            self._settings.remember_file(path)
            self.opened.emit()

    def save(self) -> bool:
        """Write the file; ask for one when there is none. False when it was not written."""
        path = self._workspace.document.path
        return self.save_as() if path is None else self._write(path)

    def save_as(self) -> bool:
        """Ask for a file and write it."""
        document = self._workspace.document
        stem = document.path.stem if document.path else (document.name or self.tr("untitled"))
        name, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Save the project"),
            str(Path(self._folder()) / f"{stem}{SUFFIX}"),
            self._filter(),
        )
        if not name:
            return False
        path = Path(name)
        return self._write(path if path.suffix else path.with_suffix(SUFFIX))

    def revert(self) -> None:
        """Show the saved file again; the changes since are lost, after a question."""
        path = self._workspace.document.path
        if path is None:
            return
        answer = QMessageBox.question(
            self._window,
            self.tr("Revert"),
            self.tr("Go back to “{0}” as it was saved? The changes since then are lost.").format(
                path.name
            ),
        )
        if answer == QMessageBox.StandardButton.Yes:
            self.show_file(path)

    def may_leave(self) -> bool:
        """Ask what becomes of unsaved changes; True when the project may be left."""
        if self._workspace.is_saved:
            return True
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Unsaved changes"))
        name = self._workspace.document.name or self.tr("this project")
        box.setText(self.tr("Save the changes to “{0}” first?").format(name))
        save = box.addButton(self.tr("Save"), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(self.tr("Discard"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.exec()
        if box.clickedButton() is save:
            return self.save()
        return box.clickedButton() is discard

    def _show(self, path: Path, show: Callable[[Path], None]) -> bool:
        try:
            show(path)
        except (FaultError, EngineError, OSError) as problem:
            self._tell(problem)
            return False
        return True

    def _write(self, path: Path, *, force: bool = False) -> bool:
        try:
            self._workspace.save(path, force=force)
        except (FileProblem, EngineError, OSError) as problem:
            self._tell(problem)
            return False
        self._settings.remember_file(path)
        self._workspace.notified.emit(
            Notice(self.tr("Saved {0}").format(path.name), level="success")
        )
        return True

    def _tell(self, problem: Exception) -> None:
        notice = Notice.of(problem)
        box = QMessageBox(
            QMessageBox.Icon.Warning, self.tr("Project file"), notice.what, parent=self._window
        )
        box.setInformativeText(notice.mend)
        box.exec()

    def _folder(self) -> str:
        path = self._workspace.document.path
        if path is None:
            recent = self._settings.recent_files()
            path = recent[0] if recent else None
        return str(path.parent if path else Path.home())

    def _filter(self) -> str:
        return self.tr("Projects (*{0});;All files (*)").format(SUFFIX)
