"""The top bar: menu, document, undo, run, train, search, device, language, theme, export."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from nodegraph_app.document.edits import SetTraining
from widgets.actions import Actions
from widgets.common.search_box import KeyCap
from widgets.common.theme import ThemeManager
from widgets.common.workspace import Workspace
from widgets.inspector.training_form import DEVICES

HEIGHT = 48
COMPACT_BELOW = 1100
GAP = "\N{EN SPACE}"
"""Between icon and words; Qt has no setting for it."""


class TopBar(QWidget):
    """Shows actions; knows no other panel."""

    def __init__(self, workspace: Workspace, actions: Actions, theme: ThemeManager) -> None:
        super().__init__()
        self._workspace, self._actions, self._theme = workspace, actions, theme
        self.setProperty("surface", "top-bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Main tools"))
        self.setFixedHeight(HEIGHT)
        self.menu_button = self._ghost("menu", self.tr("Menu"))
        self.document_name, self.saved = QLabel(), QLabel()
        self.document_name.setTextFormat(Qt.TextFormat.PlainText)
        self.document_name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.undo = self._ghost_for("edit.undo")
        self.redo = self._ghost_for("edit.redo")
        self.run = self._button_for("run.once", self.tr("Run once"))
        self.train = self._button_for("run.train", self.tr("Train"))
        self.pause = self._button_for("run.pause", self.tr("Pause"))
        self.stop = self._button_for("run.stop", self.tr("Stop"))
        self.search = SearchButton(actions["help.search"], theme)
        self.device = self._ghost("cpu", self.tr("Device"))
        self.device.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.device.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.device.setMenu(self._device_menu())
        self.language = self._ghost_for("view.language")
        self.language.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.theme_button = self._ghost_for("view.theme")
        self.export = self._button_for("file.export", self.tr("Export code"))
        self._logo = QLabel()
        self._lay_out()
        workspace.document_replaced.connect(self.refresh)
        workspace.document_changed.connect(self.refresh)
        workspace.saved_changed.connect(self.refresh)
        workspace.training_state_changed.connect(self.refresh)
        theme.changed.connect(self._retouch)
        self._retouch()

    def set_menu(self, menu: QMenu) -> None:
        """The main menu, behind the button at the left."""
        self.menu_button.setMenu(menu)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def set_language(self, other: str) -> None:
        """What the language button says: the language that a click leads to."""
        self._actions["view.language"].setIconText(other)

    def _device_menu(self) -> QMenu:
        menu = QMenu(self)
        for device in DEVICES:
            edit = SetTraining("device", device)
            action = menu.addAction(device.upper())
            action.triggered.connect(lambda _=False, e=edit: self._workspace.apply(e))
        return menu

    def refresh(self, *_: object) -> None:
        """Name, saved state, device, and whether Train stands there or Pause."""
        workspace = self._workspace
        self.document_name.setText(workspace.document.name or self.tr("Untitled"))
        if workspace.is_saved:
            self.saved.setText("" if workspace.document.path is None else self.tr("Saved"))
        else:
            self.saved.setText(self.tr("Unsaved"))
        self.device.setText(GAP + workspace.document.training.device.upper())
        is_running = workspace.training.state == "running"
        self.pause.setVisible(is_running)
        self.train.setVisible(not is_running)
        is_paused = workspace.training.state == "paused"
        self.train.setText(GAP + (self.tr("Resume") if is_paused else self.tr("Train")))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words go where room is short, icons stay."""
        super().resizeEvent(event)
        compact = event.size().width() <= COMPACT_BELOW
        self.search.set_compact(compact)
        for button in (self.run, self.export):
            button.setText("" if compact else GAP + button.accessibleName())

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        for item in (self._logo, self.menu_button, self.document_name, self.saved):
            row.addWidget(item)
        for group in ((self.undo, self.redo), (self.run, self.train, self.pause, self.stop)):
            row.addWidget(self._separator())
            for item in group:
                row.addWidget(item)
        row.addStretch(1)
        row.addWidget(self.search)
        row.addStretch(1)
        for item in (self.device, self.language, self.theme_button, self.export):
            row.addWidget(item)

    def _separator(self) -> QWidget:
        line = QWidget()
        line.setFixedSize(1, 20)
        line.setObjectName("separator")
        return line

    def _ghost(self, icon: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "ghost")
        button.setProperty("icon-name", icon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setIconSize(QSize(16, 16))
        button.setToolTip(name)
        button.setAccessibleName(name)
        return button

    def _ghost_for(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "ghost")
        button.setDefaultAction(self._actions[name])
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setIconSize(QSize(16, 16))
        return button

    def _button_for(self, name: str, words: str) -> QPushButton:
        """A button that follows an action: icon, tooltip, enabled."""
        button, action = QPushButton(GAP + words), self._actions[name]
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

        def follow() -> None:
            button.setToolTip(action.toolTip())
            button.setEnabled(action.isEnabled())
            button.setIcon(action.icon())

        button.clicked.connect(action.trigger)
        action.changed.connect(follow)
        follow()
        return button

    def _retouch(self, *_: object) -> None:
        theme = self._theme.theme
        self._logo.setPixmap(theme.pixmap("logo", "accent.main", 22, self.devicePixelRatioF()))
        for button in (self.menu_button, self.device):
            button.setIcon(theme.icon(button.property("icon-name"), "text.secondary"))
        font = theme.font("panel_title")
        font.setPointSizeF(font.pointSizeF() * 13.5 / 12.5)
        self.document_name.setFont(font)
        self.saved.setProperty("look", "caption")
        self.saved.setFont(theme.font("caption"))
        line = theme.color("border.default").name()
        self.setStyleSheet(f"QWidget#separator {{ background: {line}; }}")
        self._actions["run.train"].setIcon(theme.icon("play-solid", "accent.main"))
        self._actions["view.theme"].setIcon(theme.icon("sun" if theme.is_dark else "moon"))
        self.refresh()


class SearchButton(QPushButton):
    """Looks like a search field and opens the command palette."""

    def __init__(self, action: QAction, theme: ThemeManager) -> None:
        super().__init__()
        self._theme = theme
        self._compact = False
        self._words = QLabel(action.text(), self)
        self._glass = QLabel(self)
        self._cap = KeyCap(action.shortcut().toString().replace("+", " "), theme, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(self._glass)
        row.addWidget(self._words, 1)
        row.addWidget(self._cap)
        for part in (self._glass, self._words, self._cap):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(action.text())
        self.setToolTip(action.toolTip())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(28)
        self.clicked.connect(action.trigger)
        theme.changed.connect(self._retouch)
        self._retouch()
        self.set_compact(False)

    def set_compact(self, compact: bool) -> None:
        """Only the magnifier where room is short."""
        self._words.setVisible(not compact)
        self._cap.setVisible(not compact)
        self.setMinimumWidth(36 if compact else 200)
        self.setMaximumWidth(36 if compact else 300)

    def sizeHint(self) -> QSize:
        """As wide as there is room for, up to 300 px."""
        return QSize(self.maximumWidth(), 28)

    def _retouch(self, *_: object) -> None:
        theme = self._theme.theme
        self._glass.setPixmap(theme.pixmap("search", "text.tertiary", 14, self.devicePixelRatioF()))
        self._words.setStyleSheet(f"color: {theme.color('text.tertiary').name()};")
        self.setStyleSheet(
            f"QPushButton {{ background: {theme.color('surface.sunken').name()}; border: none;"
            " border-radius: 6px; padding: 0; }"
            f"QPushButton:hover {{ background: {theme.color('surface.pressed').name()}; }}"
            f"QPushButton:focus {{ border: 2px solid {theme.color('focus.ring').name()}; }}"
        )
