"""An example as a card: its picture, its title, what it teaches."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap, QTextOption
from PySide6.QtWidgets import QAbstractButton, QWidget

from nodegraph_app.document import files
from nodegraph_app.gallery import Example
from widgets.common.theme import ThemeManager
from widgets.common.translation import shown
from widgets.gallery.preview import paint_network

WIDTH, HEIGHT, PICTURE = 308, 236, 128


class ExampleCard(QAbstractButton):
    """A button; clicking it opens the example."""

    def __init__(self, example: Example, theme: ThemeManager, parent: QWidget) -> None:
        super().__init__(parent)
        self.example = example
        self._theme = theme
        self._document = files.read(example.path)
        self._picture: QPixmap | None = None
        self.setText(shown(example.title))
        self.setAccessibleName(shown(example.title))
        self.setAccessibleDescription(shown(example.description))
        self.setToolTip(shown(example.description))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self._retouch)

    def sizeHint(self) -> QSize:
        """All cards are equally large."""
        return QSize(WIDTH, round(HEIGHT * self._theme.theme.text_scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Picture above, words below."""
        theme = self._theme.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        edge, width = theme.color("border.default"), 1.0
        if self.hasFocus():
            edge, width = theme.color("focus.ring"), 2.0
        elif self.underMouse():
            edge = theme.color("accent.main")
        painter.setPen(QPen(edge, width))
        painter.setBrush(theme.color("surface.raised"))
        painter.drawRoundedRect(card, 8, 8)
        painter.drawPixmap(2, 2, self._network())
        painter.setPen(theme.color("border.hairline"))
        painter.drawLine(2, PICTURE + 1, self.width() - 3, PICTURE + 1)
        painter.setPen(theme.color("text.primary"))
        painter.setFont(theme.font("panel_title"))
        title = QRect(14, PICTURE + 10, self.width() - 28, 20)
        painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setPen(theme.color("text.secondary"))
        painter.setFont(theme.font("label"))
        words = QTextOption()
        words.setWrapMode(QTextOption.WrapMode.WordWrap)
        below = title.bottom() + 4
        room = QRectF(14, below, self.width() - 28, self.height() - below - 10)
        painter.setClipRect(room)
        painter.drawText(room, self._summary(room, painter.fontMetrics()), words)
        painter.end()

    def _network(self) -> QPixmap:
        if self._picture is None:
            theme, ratio = self._theme.theme, self.devicePixelRatioF()
            size = QSize(self.width() - 4, PICTURE - 2)
            self._picture = QPixmap(size * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("surface.canvas"))
            area = QRectF(0, 0, size.width(), size.height())
            painter.drawRoundedRect(area, 7, 7)
            painter.drawRect(area.adjusted(0, 8, 0, 0))
            paint_network(painter, area.adjusted(16, 14, -16, -14), self._document, theme)
            painter.end()
        return self._picture

    def _summary(self, room: QRectF, metrics: QFontMetrics) -> str:
        """The description, or as many of its first words as there is room for."""
        words = shown(self.example.description).split(" ")
        flags = Qt.TextFlag.TextWordWrap

        def fits(count: int) -> bool:
            text = " ".join(words[:count]) + ("…" if count < len(words) else "")
            return metrics.boundingRect(room.toRect(), flags, text).height() <= room.height()

        count = next(n for n in range(len(words), -1, -1) if n == 0 or fits(n))
        return " ".join(words[:count]).rstrip(",;:") + ("…" if count < len(words) else "")

    def _retouch(self, *_: object) -> None:
        self._picture = None
        self.update()
