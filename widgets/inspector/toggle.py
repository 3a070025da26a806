"""A switch: on or off, at a glance."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton

from widgets.common.theme import ThemeManager


class Toggle(QAbstractButton):
    """Checkable; blue with the knob at the right while it is on."""

    def __init__(self, name: str, theme: ThemeManager) -> None:
        super().__init__()
        self._theme = theme
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self.sizeHint())
        theme.changed.connect(lambda _: self.update())

    def sizeHint(self) -> QSize:
        """The switch with room for its focus ring."""
        return QSize(36, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Track, knob, and the ring while it has the focus."""
        theme = self._theme.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(3, 3, 30, 18)
        is_on = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen if is_on else QPen(theme.color("border.strong"), 1))
        fill = "accent.main" if is_on else "surface.sunken"
        painter.setBrush(theme.color(fill if self.isEnabled() else "surface.pressed"))
        painter.drawRoundedRect(track if is_on else track.adjusted(0.5, 0.5, -0.5, -0.5), 9, 9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("surface.raised" if is_on else "border.strong"))
        painter.drawEllipse(QRectF(track.right() - 16 if is_on else track.left() + 2, 5, 14, 14))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("focus.ring"), 2))
            painter.drawRoundedRect(QRectF(1, 1, 34, 22), 11, 11)
        painter.end()
