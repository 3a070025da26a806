"""Index picker: one small field for each dimension that a view does not show whole."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from widgets.common.theme import Theme
from widgets.views.figure import Index

_MOST_CHOICES = 64
_STEPS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}


class IndexField(QToolButton):
    """Reads "n = 7": wheel and arrow keys change it, a click opens the list of places."""

    changed = Signal(int)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._size, self._value = name, 1, 0
        self.setProperty("kind", "ghost")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setIconSize(QSize(12, 12))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Index {name}").format(name=name))
        self.setToolTip(self.tr("Which {name} is shown: wheel, arrow keys").format(name=name))
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self.set_theme(theme)

    @property
    def value(self) -> int:
        """The place that is shown."""
        return self._value

    def set_place(self, size: int, value: int) -> None:
        """Show a place of so many; sends nothing."""
        self._size, self._value = size, value
        self.setText(f"\u2066{self._name} = {value}\u2069")
        self.setAccessibleDescription(f"{self._name} = {value}")
        self.setEnabled(size > 1)
        widest = QFontMetrics(self.font()).horizontalAdvance(f"{self._name} = {max(0, size - 1)}")
        self.setMinimumWidth(widest + 26)

    def choose(self, value: int) -> None:
        """Go to a place, as by hand; it stays within the size."""
        chosen = min(max(value, 0), self._size - 1)
        if chosen != self._value:
            self.set_place(self._size, chosen)
            self.changed.emit(chosen)

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self.setFont(theme.font("number_cell"))
        self.setIcon(theme.icon("chevron-down", "text.tertiary", 12))

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

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)
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
            field.deleteLater()
        self._fields = {}
        for name in names:
            field = IndexField(self._theme, name)
            field.changed.connect(lambda _: self.picked.emit(self.index))
            self._row.addWidget(field)
            self._fields[name] = field
