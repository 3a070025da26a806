"""Tabs whose pages take only the height that they need, so that the inspector scrolls as one."""

from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget


class Tabs(QWidget):
    """A tab bar and its pages; only the current page is there."""

    def __init__(self) -> None:
        super().__init__()
        self.bar = QTabBar()
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        self.bar.setAccessibleName(self.tr("Details"))
        self.pages: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(7, 0, 7, 0)
        head.addWidget(self.bar)
        self._column.addLayout(head)
        self.bar.currentChanged.connect(self._show)

    def add(self, title: str, page: QWidget) -> None:
        """One more page at the right."""
        self.pages.append(page)
        page.setVisible(len(self.pages) == 1)
        self._column.addWidget(page, 1)
        self.bar.addTab(title)

    def open(self, page: QWidget) -> None:
        """Make a page the current one."""
        self.bar.setCurrentIndex(self.pages.index(page))

    @property
    def current(self) -> QWidget:
        """The page in front."""
        return self.pages[self.bar.currentIndex()]

    def _show(self, index: int) -> None:
        for number, page in enumerate(self.pages):
            page.setVisible(number == index)
