"""The main menu, made from the table of actions, with the recent files and the undo history."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QMenu, QWidget

from widgets.actions import ACTIONS, MENUS, Actions
from widgets.common.settings import Settings
from widgets.common.translation import shown
from widgets.common.workspace import Workspace

HISTORY_LENGTH = 30


def main_menu(
    parent: QWidget,
    actions: Actions,
    workspace: Workspace,
    settings: Settings,
    open_path: Callable[[Path], object],
) -> QMenu:
    """Menus of the table under each other, as one menu behind the button of the top bar."""
    menu = QMenu(parent)
    for name, title in MENUS.items():
        part = menu.addMenu(shown(title))
        part.setToolTipsVisible(True)
        for spec in ACTIONS:
            if spec.menu != name:
                continue
            if spec.separated:
                part.addSeparator()
            part.addAction(actions[spec.id])
            if spec.id == "file.open":
                _add_recent(part, settings, open_path)
            if spec.id == "edit.redo":
                _add_history(part, workspace)
    return menu


def _add_recent(menu: QMenu, settings: Settings, open_path: Callable[[Path], object]) -> None:
    recent = menu.addMenu(QMenu.tr("Open recent"))

    def fill() -> None:
        recent.clear()
        for path in settings.recent_files():
            action = recent.addAction(path.name)
            action.setToolTip(str(path))
            action.triggered.connect(lambda _=False, p=path: open_path(p))
        if recent.isEmpty():
            recent.addAction(QMenu.tr("Nothing yet")).setEnabled(False)

    menu.aboutToShow.connect(fill)
    fill()


def _add_history(menu: QMenu, workspace: Workspace) -> None:
    """The named edits; choosing one goes back or forward to it."""
    history = menu.addMenu(QMenu.tr("History"))

    def fill() -> None:
        history.clear()
        stack = workspace.undo_stack
        first = max(0, stack.count() - HISTORY_LENGTH)
        for index in range(first, stack.count() + 1):
            text = stack.text(index - 1) if index else QMenu.tr("Start")
            action = history.addAction(text)
            action.setCheckable(True)
            action.setChecked(index == stack.index())
            action.triggered.connect(lambda _=False, i=index: stack.setIndex(i))

    history.aboutToShow.connect(fill)
    menu.aboutToShow.connect(fill)
    fill()
