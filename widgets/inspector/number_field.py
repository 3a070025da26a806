"""A number with − and +: typed, clicked, turned with the wheel or the arrow keys."""

import math

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from widgets.common.theme import ThemeManager

_BARE = "border: none; background: transparent; padding: 0; min-height: 0; min-width: 0;"


class NumberField(QWidget):
    """Whole or decimal number between two limits.

    ``edited(value)`` is sent for every change by hand that gives a valid number, also while the
    digits are typed: shapes follow the keys, and the undo stack merges them.
    """

    edited = Signal(object)

    def __init__(self, name: str, theme: ThemeManager, *, whole: bool, width: int = 96) -> None:
        super().__init__()
        self._theme, self._whole = theme, whole
        self._value: float | int = 0
        self._least: float | None = None
        self._most: float | None = None
        self.setFixedSize(width, round(24 * theme.theme.text_scale))
        self.editor = QLineEdit(self)
        self.editor.setFrame(False)
        self.editor.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.editor.setAccessibleName(name)
        self.editor.installEventFilter(self)
        self.minus = self._button("minus", self.tr("{0}: less").format(name), -1)
        self.plus = self._button("plus", self.tr("{0}: more").format(name), 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        row.addWidget(self.minus, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.editor, 1)
        row.addWidget(self.plus, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setFocusProxy(self.editor)
        self.editor.textEdited.connect(self._follow_typing)
        self.editor.editingFinished.connect(self._settle)
        theme.changed.connect(self._retouch)
        self._retouch()

    @property
    def value(self) -> float | int:
        """The number now shown."""
        return self._value

    def show_value(self, value: float | int) -> None:
        """Show a number that came from the document; text that is being typed stays."""
        self._value = value
        typed = self._parse(self.editor.text())
        if not (self.editor.hasFocus() and typed == value):
            self.editor.setText(written(value))
        self._mark(None)
        self._update_buttons()

    def set_limits(self, least: float | None, most: float | None) -> None:
        """What the number may be; None: no limit on that side."""
        self._least, self._most = least, most
        self._update_buttons()

    def step(self, direction: int) -> None:
        """One more or one less; a decimal number moves by its leading digit."""
        value = self._limited(self._value + direction * self._stride(direction))
        if value != self._value:
            self._value = value
            self.editor.setText(written(value))
            self.edited.emit(value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down step; focus redraws the ring."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            direction = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(event.key())
            if direction is not None:
                self.step(direction)
                return True
        return super().eventFilter(watched, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel turns the number only while the field has the focus."""
        if not self.editor.hasFocus():
            event.ignore()
            return
        self.step(1 if event.angleDelta().y() > 0 else -1)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame, with the focus ring or the red of a number that will not do."""
        theme = self._theme.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color, width = theme.color("border.default"), 1.0
        if self.editor.toolTip():
            color, width = theme.color("status.failed.main"), 1.5
        elif self.editor.hasFocus():
            color, width = theme.color("focus.ring"), 2.0
        painter.setPen(QPen(color, width))
        painter.setBrush(theme.color("surface.raised" if self.isEnabled() else "surface.sunken"))
        inset = width / 2
        frame = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(frame, 5, 5)
        painter.end()

    def _button(self, icon: str, name: str, direction: int) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(icon)
        button.setAccessibleName(name)
        button.setStyleSheet(_BARE + "padding-top: 2px;")
        button.setFixedSize(22 if self.width() > 80 else 19, self.height() - 4)
        button.setIconSize(QSize(12, 12))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setAutoRepeat(True)
        button.setAutoRepeatDelay(400)
        button.clicked.connect(lambda: self.step(direction))
        return button

    def _retouch(self, *_: object) -> None:
        theme = self._theme.theme
        self.minus.setIcon(theme.icon("minus", "text.tertiary", 12))
        self.plus.setIcon(theme.icon("plus", "text.tertiary", 12))
        self.editor.setStyleSheet(_BARE)
        self.editor.setFont(theme.font("number"))

    def _parse(self, text: str) -> float | int | None:
        text = text.strip().replace("−", "-").replace(" ", "").replace(" ", "")
        try:
            value = int(text) if self._whole else float(text)
        except ValueError:
            return None
        return value if math.isfinite(value) else None

    def _complaint(self, value: float | int | None) -> str | None:
        if value is None:
            return (
                self.tr("A whole number is needed.")
                if self._whole
                else self.tr("A number is needed.")
            )
        if self._least is not None and value < self._least:
            return self.tr("At least {0}.").format(written(self._least))
        if self._most is not None and value > self._most:
            return self.tr("At most {0}.").format(written(self._most))
        return None

    def _follow_typing(self, text: str) -> None:
        value = self._parse(text)
        complaint = self._complaint(value)
        self._mark(complaint)
        if complaint is None and value is not None and value != self._value:
            self._value = value
            self._update_buttons()
            self.edited.emit(value)

    def _settle(self) -> None:
        self.editor.setText(written(self._value))
        self._mark(None)

    def _mark(self, complaint: str | None) -> None:
        self.editor.setToolTip(complaint or "")
        self.update()

    def _limited(self, value: float | int) -> float | int:
        if self._least is not None:
            value = max(value, int(self._least) if self._whole else self._least)
        if self._most is not None:
            value = min(value, int(self._most) if self._whole else self._most)
        return value if self._whole else float(f"{value:.10g}")

    def _stride(self, direction: int) -> float | int:
        if self._whole:
            return 1
        size = abs(self._value)
        if size == 0:
            return 0.1
        decade = 10.0 ** math.floor(math.log10(size) + 1e-9)
        shrinks = direction * self._value < 0 and math.isclose(size, decade)
        return decade / 10 if shrinks else decade

    def _update_buttons(self) -> None:
        self.minus.setEnabled(self._least is None or self._value > self._least)
        self.plus.setEnabled(self._most is None or self._value < self._most)


def written(value: float | int) -> str:
    """A number as a field shows it: true minus sign, no needless zeros."""
    text = str(value) if isinstance(value, int) else f"{value:.10g}"
    return text.replace("-", "−")
