"""The dock below the canvas: pages behind the icons of a rail; it folds, pages can leave it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from widgets.common.line import hairline
from widgets.common.theme import Theme, ThemeManager

RAIL = 40
FOLDED = 42


class TornOff(QDialog):
    """A dock page as a window of its own; closing it brings the page back."""

    def __init__(self, title: str, page: QWidget, dock: "Dock") -> None:
        super().__init__(dock, Qt.WindowType.Window)
        self._page, self._dock = page, dock
        self.setWindowTitle(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        page.show()
        self.resize(1200, 700)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give the page back."""
        super().closeEvent(event)
        self._dock.take_back(self._page)


class Dock(QWidget):
    """Pages; which one is in front is chosen on the rail at the left."""

    opened = Signal(object)
    """A page came to the front of the dock; the page."""

    def __init__(self, theme: ThemeManager) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Steps and training"))
        self._pages: list[QWidget] = []
        self._titles: dict[QWidget, str] = {}
        self._icons: dict[QToolButton, str] = {}
        self._windows: dict[QWidget, TornOff] = {}
        self.choices = QButtonGroup(self)
        self.choices.idClicked.connect(lambda index: self.open(self._pages[index]))
        self.stack = QStackedWidget()
        self.tear_button = self._button("external", self.tr("Open in a window of its own"))
        self.fold_button = self._button("chevron-down", self.tr("Fold"))
        self._rail = QVBoxLayout()
        self._rail.setContentsMargins(6, 7, 5, 7)
        self._rail.setSpacing(4)
        self._rail.addStretch(1)
        self._rail.addWidget(self.tear_button)
        self._rail.addWidget(self.fold_button)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(self._rail)
        row.addWidget(hairline(vertical=True))
        row.addWidget(self.stack, 1)
        self.tear_button.clicked.connect(self.tear_off)
        self.fold_button.clicked.connect(lambda: self.set_folded(not self.is_folded))
        theme.changed.connect(self._retouch)

    @property
    def is_folded(self) -> bool:
        """Whether only the first line of the page is there."""
        return self.maximumHeight() == FOLDED

    @property
    def page(self) -> QWidget:
        """The page in front."""
        return self._pages[self.stack.currentIndex()]

    def add(self, title: str, icon: str, page: QWidget) -> None:
        """One more page, at the bottom of the rail."""
        button = self._button(icon, title)
        button.setCheckable(True)
        self.choices.addButton(button, len(self._pages))
        self._rail.insertWidget(len(self._pages), button)
        self._pages.append(page)
        self._titles[page] = title
        self.stack.addWidget(page)
        button.setChecked(len(self._pages) == 1)
        self._retouch(self._theme.theme)

    def open(self, page: QWidget) -> None:
        """Bring a page to the front, wherever it is."""
        if page in self._windows:
            self._windows[page].raise_()
            self._windows[page].activateWindow()
            return
        index = self._pages.index(page)
        self.stack.setCurrentIndex(index)
        self.choices.button(index).setChecked(True)
        self.set_folded(False)
        self._retouch(self._theme.theme)
        self.opened.emit(page)

    def set_folded(self, folded: bool) -> None:
        """Fold to the first line of the first page, or unfold."""
        if folded == self.is_folded:
            return
        self.setMaximumHeight(FOLDED if folded else 16777215)
        for button in (*self.choices.buttons(), self.tear_button):
            button.setVisible(not folded)
        if folded:
            self.stack.setCurrentIndex(0)
            self.choices.button(0).setChecked(True)
        self._icons[self.fold_button] = "chevron-up" if folded else "chevron-down"
        self.fold_button.setToolTip(self.tr("Unfold") if folded else self.tr("Fold"))
        self._retouch(self._theme.theme)

    def tear_off(self) -> None:
        """The page in front becomes a window."""
        page, index = self.page, self.stack.currentIndex()
        if page in self._windows:
            return
        note = QLabel(self.tr("This page is open in a window of its own."))
        note.setProperty("look", "secondary")
        note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack.removeWidget(page)
        self.stack.insertWidget(index, note)
        self.stack.setCurrentIndex(index)
        self._windows[page] = TornOff(self._titles[page], page, self)
        self._windows[page].show()

    def take_back(self, page: QWidget) -> None:
        """The page of a window that is closing stands in the dock again."""
        index = self._pages.index(page)
        note = self.stack.widget(index)
        self.stack.removeWidget(note)
        note.deleteLater()
        self.stack.insertWidget(index, page)
        self._windows.pop(page).deleteLater()
        self.open(page)

    def _button(self, icon: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "ghost")
        button.setFixedSize(28, 28)
        button.setIconSize(QSize(16, 16))
        button.setToolTip(name)
        button.setAccessibleName(name)
        self._icons[button] = icon
        return button

    def _retouch(self, theme: Theme) -> None:
        chosen = theme.color("accent.soft").name()
        self.setStyleSheet(f'QToolButton[kind="ghost"]:checked {{ background: {chosen}; }}')
        for button, icon in self._icons.items():
            color = "accent.text" if button.isChecked() else "text.secondary"
            button.setIcon(theme.icon(icon, color))
