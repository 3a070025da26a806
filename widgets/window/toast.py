"""Messages over the canvas: what happened and how to mend it; they leave by themselves."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from widgets.common.notice import Notice
from widgets.common.theme import ThemeManager

MARGIN, WIDTH = 16, 380
SECONDS = {"info": 5, "success": 6, "warning": 10, "error": 15}
_LOOK = {
    "info": ("info", "accent.main", "border.default"),
    "success": ("check", "status.ready.main", "status.ready.main"),
    "warning": ("warning", "status.running.main", "status.running.main"),
    "error": ("error", "status.failed.main", "status.failed.main"),
}


class Toast(QFrame):
    """One message."""

    dismissed = Signal(object)
    """It leaves, by its button or because its time is over; itself."""

    def __init__(self, notice: Notice, theme: ThemeManager, parent: QWidget) -> None:
        super().__init__(parent)
        self.notice = notice
        icon, color, edge = _LOOK[notice.level]
        look = theme.theme
        self.setObjectName("toast")
        self.setStyleSheet(
            f"QFrame#toast {{ background: {look.color('surface.raised').name()};"
            f" border: 1px solid {look.color(edge).name()}; border-radius: 8px; }}"
        )
        picture = QLabel()
        picture.setPixmap(look.pixmap(icon, color, 16, self.devicePixelRatioF()))
        what = QLabel(notice.what)
        what.setWordWrap(True)
        what.setTextFormat(Qt.TextFormat.PlainText)
        what.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(what)
        if notice.mend:
            mend = QLabel(notice.mend)
            mend.setWordWrap(True)
            mend.setTextFormat(Qt.TextFormat.PlainText)
            mend.setProperty("look", "secondary")
            texts.addWidget(mend)
        self.close_button = QToolButton()
        self.close_button.setProperty("kind", "ghost")
        self.close_button.setIcon(look.icon("close", "text.tertiary", 12))
        self.close_button.setAccessibleName(self.tr("Dismiss"))
        self.close_button.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 8, 10)
        row.setSpacing(10)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(notice.what)
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(self.dismiss)
        timer.start(SECONDS[notice.level] * 1000)

    def fit(self, room: int) -> None:
        """As wide as there is room for, as high as its wrapped words need."""
        width = min(WIDTH, room)
        self.ensurePolished()
        self.setFixedSize(width, self.layout().heightForWidth(width))

    def dismiss(self) -> None:
        """Leave."""
        self.dismissed.emit(self)
        self.deleteLater()


class Toasts(QObject):
    """Stacks messages at the bottom right of a widget; the newest lies lowest."""

    def __init__(self, host: QWidget, theme: ThemeManager) -> None:
        super().__init__(host)
        self._host, self._theme = host, theme
        self.shown: list[Toast] = []
        host.installEventFilter(self)

    def show(self, notice: Notice) -> None:
        """One more message, instead of the same one; the oldest leaves after three."""
        for said in [toast for toast in self.shown if toast.notice == notice]:
            said.dismiss()
        toast = Toast(notice, self._theme, self._host)
        toast.dismissed.connect(self._forget)
        self.shown.append(toast)
        toast.show()
        toast.raise_()
        for old in self.shown[:-3]:
            old.dismiss()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _forget(self, toast: Toast) -> None:
        self.shown = [other for other in self.shown if other is not toast]
        self._place()

    def _place(self) -> None:
        bottom = self._host.height() - MARGIN - 40
        for toast in reversed(self.shown):
            toast.fit(self._host.width() - 2 * MARGIN)
            bottom -= toast.height()
            toast.move(self._host.width() - toast.width() - MARGIN, bottom)
            bottom -= 8
