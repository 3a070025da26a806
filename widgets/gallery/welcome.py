"""The welcome page: start empty, open an example, go on with a recent file."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from nodegraph_app.gallery import examples
from widgets.common.settings import Settings
from widgets.common.theme import Theme, ThemeManager
from widgets.gallery.card import WIDTH as CARD_WIDTH
from widgets.gallery.card import ExampleCard

GAP = 16
MOST_COLUMNS = 3


class WelcomePage(QScrollArea):
    """Asks for things; the window does them."""

    new_requested = Signal()
    open_requested = Signal()
    file_requested = Signal(object)
    """A recent file; its Path."""
    example_requested = Signal(object)
    """An example; the Path of its file."""
    closed = Signal()
    """Back to the canvas as it was."""

    def __init__(self, settings: Settings, theme: ThemeManager) -> None:
        super().__init__()
        self._settings, self._theme = settings, theme
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("Welcome"))
        body = QWidget()
        body.setProperty("surface", "window")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout()
        self._column.setSpacing(12)
        outer = QHBoxLayout(body)
        outer.setContentsMargins(32, 40, 32, 32)
        outer.addStretch(1)
        outer.addLayout(self._column)
        outer.addStretch(1)
        self.cards = [ExampleCard(example, theme, body) for example in examples()]
        for card in self.cards:
            card.clicked.connect(
                lambda _=False, c=card: self.example_requested.emit(c.example.path)
            )
        self.new_button = QPushButton(self.tr("Empty canvas"))
        self.new_button.setProperty("kind", "primary")
        self.new_button.clicked.connect(self.new_requested)
        self.open_button = QPushButton(self.tr("Open a project…"))
        self.open_button.clicked.connect(self.open_requested)
        self._logo = QLabel()
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        self._recent_title = self._heading(self.tr("Recent"))
        self._lay_out()
        self.setWidget(body)
        theme.changed.connect(self._retouch)
        self._retouch(theme.theme)
        self.refresh()

    def refresh(self) -> None:
        """Read the recent files again."""
        while item := self._recent.takeAt(0):
            item.widget().deleteLater()
        paths = self._settings.recent_files()[:5]
        self._recent_title.setVisible(bool(paths))
        for path in paths:
            self._recent.addWidget(self._recent_button(path), 0, Qt.AlignmentFlag.AlignLeft)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns of cards as fit."""
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leads back to the canvas."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        title = QLabel(self.tr("Build a network, and watch it think"))
        title.setProperty("look", "display")
        about = QLabel(
            self.tr(
                "Drag layers onto a canvas and wire them. Step a real image forward and its "
                "gradient back, train, and take the code with you."
            )
        )
        about.setProperty("look", "secondary")
        about.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(16)
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(title)
        texts.addWidget(about)
        head.addWidget(self._logo, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(texts, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.new_button)
        buttons.addWidget(self.open_button)
        buttons.addStretch()
        self._column.addLayout(head)
        self._column.addSpacing(4)
        self._column.addLayout(buttons)
        self._column.addSpacing(8)
        self._column.addWidget(self._heading(self.tr("Examples")))
        self._column.addLayout(self._grid)
        self._column.addSpacing(8)
        self._column.addWidget(self._recent_title)
        self._column.addLayout(self._recent)
        self._column.addStretch(1)

    def _arrange(self) -> None:
        room = self.viewport().width() - 64
        columns = max(1, min(MOST_COLUMNS, (room + GAP) // (CARD_WIDTH + GAP)))
        for number, card in enumerate(self.cards):
            card.setFixedSize(card.sizeHint())
            self._grid.addWidget(card, number // columns, number % columns)

    def _heading(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setProperty("look", "panel")
        return label

    def _recent_button(self, path: Path) -> QPushButton:
        button = QPushButton(f"{path.stem}   {path.parent}")
        button.setProperty("kind", "ghost")
        button.setIcon(self._theme.theme.icon("file", "text.secondary"))
        button.setToolTip(str(path))
        button.clicked.connect(lambda: self.file_requested.emit(path))
        return button

    def _retouch(self, theme: Theme) -> None:
        self._logo.setPixmap(theme.pixmap("logo", "accent.main", 48, self.devicePixelRatioF()))
