"""One field per kind of parameter. A field shows a value and says what the user made of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QToolButton,
    QWidget,
)

from nodegraph_app.catalog.parameter import Parameter
from widgets.common.theme import ThemeManager
from widgets.inspector.number_field import NumberField, written
from widgets.inspector.toggle import Toggle


class Field(QWidget):
    """A parameter's editor; ``edited(value)`` says what the user made of it."""

    edited = Signal(object)
    is_tall = False

    def __init__(self, parameter: Parameter, theme: ThemeManager) -> None:
        super().__init__()
        self.parameter, self.theme = parameter, theme
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(6)
        self.row.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_value(self, value: object, resolved: object) -> None:
        """``value`` as the document has it, ``resolved`` with what the wire says filled in."""
        raise NotImplementedError

    def set_limits(self, least: float | None, most: float | None) -> None:
        """What the value may be; fields that are no number do not care."""


class WholeOrDecimalField(Field):
    """An integer or a float."""

    def __init__(self, parameter: Parameter, theme: ThemeManager) -> None:
        super().__init__(parameter, theme)
        self.number = NumberField(parameter.name, theme, whole=parameter.kind == "integer")
        self.row.addWidget(self.number)
        self.number.edited.connect(self.edited)
        self.setFocusProxy(self.number)

    def show_value(self, value: object, resolved: object) -> None:
        if isinstance(resolved, int | float):
            self.number.show_value(resolved)

    def set_limits(self, least: float | None, most: float | None) -> None:
        self.number.set_limits(least, most)


class InferredField(WholeOrDecimalField):
    """A number that comes from the wire until it is pinned by hand."""

    def __init__(self, parameter: Parameter, theme: ThemeManager) -> None:
        super().__init__(parameter, theme)
        self._resolved: object = None
        self.number.hide()
        self.reading = QLabel()
        self.reading.setProperty("look", "mono")
        self.lock = QToolButton()
        self.lock.setProperty("kind", "ghost")
        self.lock.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.lock.setCursor(Qt.CursorShape.PointingHandCursor)
        self.lock.clicked.connect(self._turn)
        self.lock.setFont(theme.theme.font("caption"))
        self.row.insertWidget(0, self.reading)
        self.row.addWidget(self.lock)

    def show_value(self, value: object, resolved: object) -> None:
        self._resolved = resolved
        ink = self.theme.theme.color("text.tertiary").name()
        self.lock.setStyleSheet(f"color: {ink};")
        is_pinned = value is not None
        super().show_value(value, resolved)
        self.number.setVisible(is_pinned)
        self.reading.setVisible(not is_pinned)
        self.reading.setText(written(resolved) if isinstance(resolved, int | float) else "?")
        self.lock.setIcon(
            self.theme.theme.icon("unlock" if is_pinned else "lock", "text.tertiary", 12)
        )
        self.lock.setText("" if is_pinned else "\N{EN SPACE}" + self.tr("from wire"))
        hint = (
            self.tr("Take it from the wire again")
            if is_pinned
            else self.tr("Comes from the wire. Click to set it by hand.")
        )
        self.lock.setToolTip(hint)
        self.lock.setAccessibleName(f"{self.parameter.name}: {hint}")

    def _turn(self) -> None:
        is_pinned = self.number.isVisibleTo(self)
        if is_pinned:
            self.edited.emit(None)
        else:
            least, _ = self.parameter.limits({}, {})
            start = self._resolved if isinstance(self._resolved, int) else int(least or 1)
            self.edited.emit(start)


class PairField(Field):
    """One number for both sides, or height × width."""

    def __init__(self, parameter: Parameter, theme: ThemeManager) -> None:
        super().__init__(parameter, theme)
        self.high = NumberField(self.tr("{0}, height").format(parameter.name), theme,
                                  whole=True, width=76)  # fmt: skip
        self.wide = NumberField(self.tr("{0}, width").format(parameter.name), theme,
                                 whole=True, width=76)  # fmt: skip
        self.times = QLabel("×")
        self.times.setProperty("look", "caption")
        self.split = QToolButton()
        self.split.setProperty("kind", "ghost")
        self.split.clicked.connect(self._split_or_join)
        self.row.setSpacing(4)
        for widget in (self.high, self.times, self.wide, self.split):
            self.row.addWidget(widget)
        self.high.edited.connect(lambda _: self._send())
        self.wide.edited.connect(lambda _: self._send())
        self.setFocusProxy(self.high)

    @property
    def is_split(self) -> bool:
        """Whether the two sides are set one by one."""
        return self.wide.isVisibleTo(self)

    def show_value(self, value: object, resolved: object) -> None:
        is_split = isinstance(resolved, list | tuple)
        sides = tuple(resolved) if is_split else (resolved, resolved)
        if isinstance(sides[0], int):
            self.high.show_value(sides[0])
            self.wide.show_value(sides[1])
        self.wide.setVisible(is_split)
        self.times.setVisible(is_split)
        self.high.setFixedWidth(76 if is_split else 96)
        icon = "link" if is_split else "unlink"
        self.split.setIcon(self.theme.theme.icon(icon, "text.tertiary", 12))
        hint = (
            self.tr("One number for both sides")
            if is_split
            else self.tr("Height and width one by one")
        )
        self.split.setToolTip(hint)
        self.split.setAccessibleName(f"{self.parameter.name}: {hint}")

    def set_limits(self, least: float | None, most: float | None) -> None:
        self.high.set_limits(least, most)
        self.wide.set_limits(least, most)

    def _send(self) -> None:
        height, width = self.high.value, self.wide.value
        self.edited.emit([height, width] if self.is_split else height)

    def _split_or_join(self) -> None:
        height = self.high.value
        self.edited.emit(height if self.is_split else [height, height])


class ToggleField(Field):
    """True or false."""

    def __init__(self, parameter: Parameter, theme: ThemeManager) -> None:
        super().__init__(parameter, theme)
        self.toggle = Toggle(parameter.name, theme)
        self.row.addWidget(self.toggle)
        self.toggle.clicked.connect(lambda checked: self.edited.emit(checked))
        self.setFocusProxy(self.toggle)

    def show_value(self, value: object, resolved: object) -> None:
        self.toggle.setChecked(bool(resolved))


class ChoiceField(Field):
    """One of a few words."""

    def __init__(self, parameter: Parameter, theme: ThemeManager) -> None:
        super().__init__(parameter, theme)
        self.box = QComboBox()
        self.box.addItems(list(parameter.choices))
        self.box.setAccessibleName(parameter.name)
        self.box.setMinimumWidth(120)
        self.box.textActivated.connect(lambda text: self.edited.emit(text))
        self.row.addWidget(self.box)
        self.setFocusProxy(self.box)

    def show_value(self, value: object, resolved: object) -> None:
        self.box.setCurrentText(str(resolved))


class TextField(Field):
    """A line of text."""

    def __init__(self, parameter: Parameter, theme: ThemeManager) -> None:
        super().__init__(parameter, theme)
        self.line = QLineEdit()
        self.line.setAccessibleName(parameter.name)
        self.line.setFont(theme.theme.font("number"))
        self.row.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.row.addWidget(self.line, 1)
        self.line.textEdited.connect(lambda text: self.edited.emit(text))
        self.setFocusProxy(self.line)

    def show_value(self, value: object, resolved: object) -> None:
        text = "" if resolved is None else str(resolved)
        if text != self.line.text():
            self.line.setText(text)


class TableField(Field):
    """Several lines of text, such as rows of numbers."""

    is_tall = True

    def __init__(self, parameter: Parameter, theme: ThemeManager) -> None:
        super().__init__(parameter, theme)
        self.area = QPlainTextEdit()
        self.area.setAccessibleName(parameter.name)
        self.area.setFont(theme.theme.font("number"))
        self.area.setFixedHeight(76)
        self.area.setTabChangesFocus(True)
        self.row.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.row.setContentsMargins(0, 4, 0, 4)
        self.row.addWidget(self.area, 1)
        self.area.textChanged.connect(self._send)
        self._shown = ""
        self.setFocusProxy(self.area)

    def show_value(self, value: object, resolved: object) -> None:
        self._shown = str(resolved)
        if self._shown != self.area.toPlainText():
            self.area.setPlainText(self._shown)

    def _send(self) -> None:
        text = self.area.toPlainText()
        if text != self._shown:
            self._shown = text
            self.edited.emit(text)


def field_for(parameter: Parameter, theme: ThemeManager) -> Field:
    """The field that a parameter's declaration asks for."""
    if parameter.infer is not None and parameter.kind == "integer":
        return InferredField(parameter, theme)
    if parameter.kind == "text" and "\n" in str(parameter.default):
        return TableField(parameter, theme)
    kinds: dict[str, type[Field]] = {
        "integer": WholeOrDecimalField,
        "float": WholeOrDecimalField,
        "pair": PairField,
        "boolean": ToggleField,
        "choice": ChoiceField,
        "text": TextField,
    }
    return kinds[parameter.kind](parameter, theme)
