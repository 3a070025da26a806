"""Starting the studio: application, language, theme, and the window that is made anew with them."""

import sys
from pathlib import Path
from threading import Thread

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from widgets.common import translation
from widgets.common.settings import Settings
from widgets.common.theme import TEXT_SCALES, THEMES, ThemeManager
from widgets.common.workspace import Workspace
from widgets.studio import Studio

WARM_UP = 600
"""Milliseconds after which a window that is open prepares for the first run."""


class Application(QObject):
    """Holds the one window. Another language or text size means another window, same workspace."""

    def __init__(self, application: QApplication, settings: Settings) -> None:
        super().__init__(application)
        self._application, self._settings = application, settings
        self.language = translation.install(application, settings.language)
        name = settings.theme if settings.theme in THEMES else ThemeManager.system_name()
        scale = settings.text_scale if settings.text_scale in TEXT_SCALES else 1.0
        self.theme = ThemeManager(name, scale)
        self.theme.apply()
        application.setWindowIcon(QIcon(self.theme.theme.pixmap("logo", "accent.main", 64)))
        self.window = self._new_window(Workspace())

    def open(self, path: Path | None) -> None:
        """Show the window, with a project where one is named, else with the welcome page."""
        geometry = self._settings.geometry
        if geometry is not None:
            self.window.restoreGeometry(geometry)
        self.window.show()
        if path is None:
            self.window.show_welcome()
        else:
            self.window.project.show_file(path)

    def _new_window(self, workspace: Workspace) -> Studio:
        window = Studio(workspace, self.theme, self._settings, self.language)
        window.language_requested.connect(self._switch_language)
        window.text_scale_requested.connect(self._set_text_scale)
        return window

    def _switch_language(self) -> None:
        other = translation.ENGLISH if self.language != translation.ENGLISH else translation.CHINESE
        self.language = translation.install(self._application, other)
        self._settings.language = self.language
        QTimer.singleShot(0, self, self._replace_window)

    def _set_text_scale(self, factor: float) -> None:
        self._settings.text_scale = factor
        QTimer.singleShot(0, self, self._replace_window)

    def _replace_window(self) -> None:
        """The same workspace in a new window; the old one goes without a question."""
        old = self.window
        self.theme = ThemeManager(self.theme.theme.name, self._settings.text_scale)
        self.theme.apply()
        self.window = self._new_window(old.workspace.hand_over())
        self.window.setGeometry(old.geometry())
        if old.shows_welcome:
            self.window.show_welcome()
        self.window.show()
        old.hide()
        old.deleteLater()


def _warm_up() -> None:
    """Import what the first run of real digits needs, so that the first step is instant."""
    import sklearn.datasets  # noqa: F401


def run(argv: list[str]) -> int:
    """Make the application, open the window, and stay until it is closed."""
    application = QApplication.instance() or QApplication([sys.argv[0], *argv])
    assert isinstance(application, QApplication)
    application.setApplicationName("Nodegraph")
    application.setDesktopFileName("nodegraph")
    studio = Application(application, Settings())
    studio.open(Path(argv[0]) if argv else None)
    QTimer.singleShot(WARM_UP, lambda: Thread(target=_warm_up, daemon=True).start())
    return application.exec()
