"""Index picker: one small field for each dimension that a view does not show whole."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from widgets.common.theme import Theme
from widgets.views.figure import Index

_MOST_CHOICES = 64
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter)
_STEPS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}


class IndexField(QToolButton):
    """Reads "n = 7": wheel and arrow keys change it, a click opens the list of places.

    A compact one reads "n=7", in the colour of what is at work, without an arrow.
    """

    changed = Signal(int)

    def __init__(
        self, theme: Theme, name: str, *, compact: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name, self._size, self._value = name, 1, 0
        self._compact = compact
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(self.tr("Index {name}").format(name=name))
        self.setToolTip(self.tr("Which {name} is shown: wheel, arrow keys").format(name=name))
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)

    @property
    def value(self) -> int:
        """The place that is shown."""
        return self._value

    def set_place(self, size: int, value: int) -> None:
        """Show a place of so many; sends nothing."""
        self._size, self._value = size, value
        self.setAccessibleDescription(self.text())
        self.setEnabled(size > 1)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """What is printed."""
        return f"{self._name}={self._value}" if self._compact else f"{self._name} = {self._value}"

    def choose(self, value: int) -> None:
        """Go to a place, as by hand; it stays within the size."""
        chosen = min(max(value, 0), self._size - 1)
        if chosen != self._value:
            self.set_place(self._size, chosen)
            self.changed.emit(chosen)

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the largest place."""
        metrics = QFontMetrics(self._theme.font("number_cell"))
        widest = self.text().replace(str(self._value), str(max(0, self._size - 1)))
        width = metrics.horizontalAdvance(max(widest, self.text(), key=len))
        return QSize(width + (6 if self._compact else 24), metrics.height() + 6)

    def minimumSizeHint(self) -> QSize:
        """An index is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, and the arrow of the menu."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.isEnabled() and (self.underMouse() or self.isDown()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("surface.hover"))
            painter.drawRoundedRect(box, 4, 4)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("focus.ring"), self._theme.size("stroke.focus")))
            painter.drawRoundedRect(box, 4, 4)
        ink = "now.text" if self._compact else "text.secondary"
        painter.setPen(self._theme.color(ink))
        painter.setFont(self._theme.font("number_cell"))
        left = 3 if self._compact else 5
        painter.drawText(box.adjusted(left - 1, 0, 0, 0), _MIDDLE, self.text())
        if not self._compact and self.isEnabled():
            arrow = self._theme.pixmap(
                "chevron-down", "text.tertiary", 12, self.devicePixelRatioF()
            )
            painter.drawPixmap(self.width() - 15, (self.height() - 12) // 2, arrow)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Up is the next place."""
        self.choose(self._value + (1 if event.angleDelta().y() > 0 else -1))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and pages move; Home and End go to the ends."""
        if (step := _STEPS.get(Qt.Key(event.key()))) is not None:
            self.choose(self._value + step)
        elif event.key() == Qt.Key.Key_Home:
            self.choose(0)
        elif event.key() == Qt.Key.Key_End:
            self.choose(self._size - 1)
        else:
            super().keyPressEvent(event)

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        first = max(0, min(self._value - _MOST_CHOICES // 2, self._size - _MOST_CHOICES))
        for place in range(first, min(self._size, first + _MOST_CHOICES)):
            action = QAction(str(place), menu)
            action.setCheckable(True)
            action.setChecked(place == self._value)
            action.triggered.connect(lambda _=False, place=place: self.choose(place))
            menu.addAction(action)


class IndexPicker(QWidget):
    """A row of index fields."""

    picked = Signal(object)
    """The index that was chosen by hand."""

    def __init__(
        self, theme: Theme, *, compact: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._compact = compact
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0 if compact else 2)
        self._fields: dict[str, IndexField] = {}

    @property
    def index(self) -> Index:
        """What the fields say."""
        return tuple(field.value for field in self._fields.values())

    @property
    def fields(self) -> tuple[IndexField, ...]:
        """The fields, first dimension first."""
        return tuple(self._fields.values())

    def set_dimensions(self, names: tuple[str, ...], sizes: tuple[int, ...], index: Index) -> None:
        """Show one field for each name; sends nothing."""
        if names != tuple(self._fields):
            self._rebuild(names)
        for field, size, place in zip(self.fields, sizes, index, strict=True):
            field.set_place(size, place)

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self._theme = theme
        for field in self.fields:
            field.set_theme(theme)

    def _rebuild(self, names: tuple[str, ...]) -> None:
        for field in self.fields:
            self._row.removeWidget(field)
            field.hide()
            field.deleteLater()
        self._fields = {}
        for name in names:
            field = IndexField(self._theme, name, compact=self._compact)
            field.changed.connect(lambda _: self.picked.emit(self.index))
            self._row.addWidget(field)
            self._fields[name] = field
