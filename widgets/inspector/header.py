"""The head of the inspector: icon, type, the node's name to edit in place, and how it is."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from widgets.common.theme import Theme, ThemeManager
from widgets.inspector.chip import StatusChip

HEIGHT = 56


class Swatch(QWidget):
    """The type's icon on a square of its family's tint."""

    def __init__(self, theme: ThemeManager) -> None:
        super().__init__()
        self._theme = theme
        self._icon, self._family = "node", "user"
        self.setFixedSize(QSize(32, 32))
        theme.changed.connect(lambda _: self.update())

    def show_icon(self, icon: str, family: str) -> None:
        """Another type."""
        self._icon, self._family = icon, family
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tint and icon."""
        theme = self._theme.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(f"family.{self._family}.tint"))
        painter.drawRoundedRect(QRectF(self.rect()), 7, 7)
        ratio = self.devicePixelRatioF()
        icon = theme.pixmap(self._icon, f"family.{self._family}.text", 18, ratio)
        painter.drawPixmap(7, 7, icon)
        painter.end()


class Header(QWidget):
    """Title above, editable name below, status chip at the right."""

    renamed = Signal(str)
    """The user gave another name and pressed Enter or left the field."""

    def __init__(self, theme: ThemeManager) -> None:
        super().__init__()
        self._theme = theme
        self._name = ""
        self.swatch, self.chip = Swatch(theme), StatusChip(theme)
        self.title = QLabel()
        self.title.setProperty("look", "panel")
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Name"))
        self.name.setToolTip(self.tr("The name in the exported code. Click to change it."))
        self.name.editingFinished.connect(self._finish)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.setContentsMargins(0, 0, 0, 0)
        texts.addStretch()
        texts.addWidget(self.title)
        texts.addWidget(self.name)
        texts.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(10)
        row.addWidget(self.swatch)
        row.addLayout(texts, 1)
        row.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setMinimumHeight(HEIGHT)
        theme.changed.connect(self._retouch)
        self._retouch(theme.theme)

    def show_name(self, name: str) -> None:
        """The name as the document has it."""
        self._name = name
        if self.name.text() != name:
            self.name.setText(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A hairline below."""
        painter = QPainter(self)
        painter.setPen(self._theme.theme.color("border.hairline"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        painter.end()

    def _finish(self) -> None:
        name = self.name.text().strip()
        if name and name != self._name:
            self.renamed.emit(name)
        self.name.setText(self._name)

    def _retouch(self, theme: Theme) -> None:
        bare = f"color: {theme.color('text.tertiary').name()}; background: transparent;"
        self.name.setStyleSheet(
            f"QLineEdit {{ {bare} border: 1px solid transparent; padding: 0 3px; margin-left: -4px;"
            " min-height: 15px; border-radius: 4px; }"
            f"QLineEdit:hover {{ border-color: {theme.color('border.default').name()}; }}"
            f"QLineEdit:focus {{ border-color: {theme.color('focus.ring').name()};"
            f" color: {theme.color('text.primary').name()}; }}"
        )
        self.name.setFont(theme.font("caption"))
        self.title.setFont(theme.font("panel_title"))
