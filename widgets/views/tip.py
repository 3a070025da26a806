"""The dark tip beside the pointer: a cell's index and its value with seven digits."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from widgets.common.theme import Theme

_PADDING = 10
_OFFSET = QPoint(14, 16)


class Tip(QWidget):
    """Two lines over a window that never catch the mouse. A window has one; see ``of``."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._theme: Theme | None = None
        self._lines = ("", "")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @classmethod
    def of(cls, owner: QWidget) -> "Tip":
        """The tip of the window in which ``owner`` stands; made when it is first asked for."""
        window = owner.window()
        here = Qt.FindChildOption.FindDirectChildrenOnly
        return window.findChild(cls, options=here) or cls(window)

    @property
    def text(self) -> str:
        """Both lines as they are printed."""
        return "\n".join(self._lines)

    def show_reading(
        self, owner: QWidget, theme: Theme, position: QPointF, name: str, value: str
    ) -> None:
        """Show name and value beside a point of ``owner``, inside its window."""
        window = self.parentWidget()
        self._theme, self._lines = theme, (name, value)
        self.resize(self.sizeHint())
        place = owner.mapTo(window, position.toPoint()) + _OFFSET
        if place.x() + self.width() > window.width():
            place.setX(place.x() - self.width() - 2 * _OFFSET.x())
        if place.y() + self.height() > window.height():
            place.setY(place.y() - self.height() - 2 * _OFFSET.y())
        self.move(max(0, place.x()), max(0, place.y()))
        self.show()
        self.raise_()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for both lines."""
        if self._theme is None:
            return QSize()
        name, value = self._fonts(self._theme)
        widths = (
            QFontMetricsF(name).horizontalAdvance(self._lines[0]),
            QFontMetricsF(value).horizontalAdvance(self._lines[1]),
        )
        lines = 2 if self._lines[0] else 1
        height = lines * self._theme.line_height("number") + 12
        return QSize(round(max(widths)) + 2 * _PADDING + 1, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A dark card, the name dim, the value bold."""
        theme = self._theme
        if theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("surface.tooltip"))
        radius = theme.size("radius.control") + 1
        painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        colours = (theme.color("text.on_tooltip_dim"), theme.color("text.on_tooltip"))
        height, top = theme.line_height("number"), 6.0
        for text, font, colour in zip(self._lines, self._fonts(theme), colours, strict=True):
            if text:
                painter.setFont(font)
                painter.setPen(colour)
                line = QRectF(_PADDING, top, self.width(), height)
                painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), text)
                top += height

    @staticmethod
    def _fonts(theme: Theme) -> tuple[QFont, QFont]:
        value = theme.font("number")
        value.setWeight(QFont.Weight.Bold)
        return theme.font("number"), value
