"""A status as a pill: a dot and two or three words."""

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from widgets.common.theme import ThemeManager

Status = Literal["ready", "running", "stale", "failed"]


class StatusChip(QWidget):
    """Says how a node is; colour and words agree."""

    def __init__(self, theme: ThemeManager, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._status: Status = "stale"
        self._text = ""
        theme.changed.connect(lambda _: self.updateGeometry())

    @property
    def text(self) -> str:
        """The words on the chip."""
        return self._text

    def show_status(self, status: Status, text: str) -> None:
        """Change colour and words."""
        if (status, text) != (self._status, self._text):
            self._status, self._text = status, text
            self.setAccessibleName(text)
            self.setFixedSize(self.sizeHint())
            self.update()

    def sizeHint(self) -> QSize:
        """Dot, gap, words and the round ends."""
        metrics = QFontMetrics(self._theme.theme.font("caption"))
        return QSize(metrics.horizontalAdvance(self._text) + 32, metrics.height() + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pill."""
        theme = self._theme.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(f"status.{self._status}.soft"))
        radius = self.height() / 2
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        painter.setBrush(theme.color(f"status.{self._status}.main"))
        painter.drawEllipse(QRectF(10, self.height() / 2 - 3.5, 7, 7))
        painter.setPen(theme.color(f"status.{self._status}.text"))
        painter.setFont(theme.font("caption"))
        painter.drawText(
            self.rect().adjusted(22, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter, self._text
        )
        painter.end()
