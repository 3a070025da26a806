"""A search field: magnifier left, the key that leads here right, as long as nothing is typed."""

from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from widgets.common.theme import Theme, ThemeManager


class KeyCap(QLabel):
    """A key as a little framed cap."""

    def __init__(self, text: str, theme: ThemeManager, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._theme = theme
        theme.changed.connect(self._retouch)
        self._retouch(theme.theme)

    def _retouch(self, theme: Theme) -> None:
        self.setFont(theme.font("caption"))
        self.setStyleSheet(
            f"color: {theme.color('text.tertiary').name()};"
            f"background: {theme.color('surface.raised').name()};"
            f"border: 1px solid {theme.color('border.default').name()};"
            "border-radius: 4px; padding: 0 4px;"
        )
        self.setFixedHeight(self.fontMetrics().height() + 4)


class SearchBox(QLineEdit):
    """Line edit dressed as a search field."""

    def __init__(self, theme: ThemeManager, hint: str, keys: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("kind", "search")
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setClearButtonEnabled(False)
        self._cap = KeyCap(keys, theme, self)
        self._cap.setVisible(bool(keys))
        self._has_keys = bool(keys)
        self.textChanged.connect(lambda text: self._cap.setVisible(self._has_keys and not text))
        self.setTextMargins(22, 0, 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The cap stays at the right end."""
        super().resizeEvent(event)
        width, height = self._cap.sizeHint().width(), self._cap.height()
        self._cap.setGeometry(
            self.width() - width - 6, (self.height() - height) // 2, width, height
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, then the magnifier."""
        super().paintEvent(event)
        painter = QPainter(self)
        glass = self._theme.theme.pixmap("search", "text.tertiary", 14, self.devicePixelRatioF())
        painter.drawPixmap(9, (self.height() - 14) // 2, glass)
        painter.end()
