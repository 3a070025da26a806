"""The dock below the canvas: pages behind tabs, that fold to their head or leave as a window."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from widgets.common.theme import Theme, ThemeManager

HEAD = 30


class TornOff(QDialog):
    """A dock page as a window of its own; closing it brings the page back."""

    closing = Signal()

    def __init__(self, title: str, page: QWidget, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        page.show()
        self.resize(1200, 700)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give the page back."""
        self.closing.emit()
        super().closeEvent(event)


class Dock(QWidget):
    """Pages with tabs at the top left; fold and tear off at the top right."""

    folded_changed = Signal(bool)

    def __init__(self, theme: ThemeManager) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Steps and training"))
        self._titles: list[str] = []
        self._pages: list[QWidget] = []
        self._windows: dict[int, TornOff] = {}
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(self.tr("Dock pages"))
        self.stack = QStackedWidget()
        self.tear_button = self._button(self.tr("Open in a window of its own"))
        self.fold_button = self._button(self.tr("Fold"))
        head = QHBoxLayout()
        head.setContentsMargins(3, 0, 8, 0)
        head.setSpacing(2)
        head.addWidget(self.tabs)
        head.addStretch(1)
        head.addWidget(self.tear_button)
        head.addWidget(self.fold_button)
        self._head = QWidget()
        self._head.setLayout(head)
        self._head.setFixedHeight(round(HEAD * theme.theme.text_scale))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self.stack, 1)
        self.tabs.currentChanged.connect(self.stack.setCurrentIndex)
        self.tabs.tabBarClicked.connect(lambda _: self.set_folded(False))
        self.tear_button.clicked.connect(self.tear_off)
        self.fold_button.clicked.connect(lambda: self.set_folded(not self.is_folded))
        theme.changed.connect(self._retouch)
        self._retouch(theme.theme)

    @property
    def is_folded(self) -> bool:
        """Whether only the tabs are there."""
        return self.stack.isHidden()

    def add(self, title: str, page: QWidget) -> None:
        """One more page at the right."""
        self._titles.append(title)
        self._pages.append(page)
        self.stack.addWidget(page)
        self.tabs.addTab(title)

    def open(self, page: QWidget) -> None:
        """Bring a page to the front, wherever it is."""
        index = self._pages.index(page)
        if index in self._windows:
            self._windows[index].raise_()
            return
        self.tabs.setCurrentIndex(index)
        self.set_folded(False)

    def set_folded(self, folded: bool) -> None:
        """Fold to the tabs, or unfold."""
        if folded == self.is_folded:
            return
        self.stack.setVisible(not folded)
        self.setMaximumHeight(self._head.height() if folded else 16777215)
        self._retouch(self._theme.theme)
        self.folded_changed.emit(folded)

    def tear_off(self) -> None:
        """The current page becomes a window."""
        index = self.tabs.currentIndex()
        if index in self._windows:
            self._windows[index].raise_()
            return
        placeholder = QWidget()
        self.stack.removeWidget(self._pages[index])
        self.stack.insertWidget(index, placeholder)
        window = TornOff(self._titles[index], self._pages[index], self)
        self._windows[index] = window
        window.closing.connect(lambda: self._take_back(index, placeholder))
        self.tabs.setCurrentIndex(1 - index if len(self._pages) == 2 else 0)
        self.stack.setCurrentIndex(self.tabs.currentIndex())
        window.show()

    def _take_back(self, index: int, placeholder: QWidget) -> None:
        self._windows.pop(index).deleteLater()
        self.stack.removeWidget(placeholder)
        placeholder.deleteLater()
        self.stack.insertWidget(index, self._pages[index])
        self.open(self._pages[index])
        self.stack.setCurrentIndex(index)

    def _button(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "ghost")
        button.setIconSize(QSize(14, 14))
        button.setToolTip(name)
        button.setAccessibleName(name)
        return button

    def _retouch(self, theme: Theme) -> None:
        self.tear_button.setIcon(theme.icon("external", "text.tertiary", 14))
        chevron = "chevron-up" if self.is_folded else "chevron-down"
        self.fold_button.setIcon(theme.icon(chevron, "text.tertiary", 14))
