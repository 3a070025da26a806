"""What floats over the canvas: zoom buttons, and the sentence that says why a wire may not go."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from widgets.common.theme import Theme

_ROOM = 14
_WIDEST = 320


class ZoomBar(QFrame):
    """Minus, percentage, plus, fit."""

    zoom_out = Signal()
    zoom_actual = Signal()
    zoom_in = Signal()
    fit = Signal()

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 2, 3, 2)
        row.setSpacing(1)
        self._out = self._button(self.tr("Zoom out"), self.zoom_out)
        self._percent = self._button(self.tr("Zoom to 100 %"), self.zoom_actual)
        self._in = self._button(self.tr("Zoom in"), self.zoom_in)
        self._fit = self._button(self.tr("Fit the network into view"), self.fit)
        self._line = QLabel()
        self._line.setFixedSize(1, 18)
        for widget in (self._out, self._percent, self._in, self._line, self._fit):
            row.addWidget(widget)
        self.set_theme(theme)
        self.show_zoom(1.0)

    def _button(self, tip: str, signal: "Signal") -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "ghost")
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setIconSize(QSize(16, 16))
        button.clicked.connect(signal)
        return button

    def set_theme(self, theme: Theme) -> None:
        """Icons and percentage in another theme."""
        for button, icon in ((self._out, "minus"), (self._in, "plus"), (self._fit, "fit")):
            button.setIcon(theme.icon(icon))
        font = theme.font("number")
        self._percent.setFont(font)
        self._percent.setFixedWidth(QFontMetrics(font).horizontalAdvance("100 %") + 16)
        palette = self._line.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.color("border.default"))
        self._line.setPalette(palette)
        self._line.setAutoFillBackground(True)
        self.adjustSize()

    def show_zoom(self, zoom: float) -> None:
        """The percentage; 1.0 is 100 %."""
        text = f"{round(zoom * 100)} %"
        self._percent.setText(text)


class Sentence(QWidget):
    """A dark note beside the pointer. Painted, because it appears and goes many times a second."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self._text = ""
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw in another theme."""
        self._theme = theme
        self.update()

    @property
    def text(self) -> str:
        """What it says now; empty while it is hidden."""
        return self._text if self.isVisible() else ""

    def say(self, text: str, at: QPoint) -> None:
        """Show the sentence below and right of a point of the parent, inside the parent."""
        if not text:
            self.hide()
            return
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            metrics = QFontMetrics(self._theme.font("label"))
            flags = int(Qt.TextFlag.TextWordWrap)
            wanted = metrics.boundingRect(QRect(0, 0, _WIDEST, 400), flags, text).size()
            self.resize(wanted + QSize(2 * 10 + 18, 2 * 7))
            self.update()
        parent = self.parentWidget().rect().adjusted(8, 8, -8, -8)
        x = min(at.x() + _ROOM, parent.right() - self.width())
        y = at.y() + _ROOM + 6
        if y + self.height() > parent.bottom():
            y = at.y() - _ROOM - self.height()
        self.move(max(x, parent.left()), max(y, parent.top()))
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A rounded dark card with a warning sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("surface.tooltip"))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        ratio = self.devicePixelRatioF()
        icon = self._theme.pixmap("warning", "text.on_tooltip", 14, ratio)
        painter.drawPixmap(QPoint(9, 8), icon)
        painter.setFont(self._theme.font("label"))
        painter.setPen(self._theme.color("text.on_tooltip"))
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect().adjusted(28, 0, -8, 0), int(flags), self._text)
