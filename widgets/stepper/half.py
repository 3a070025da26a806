"""Half: one direction of the operation at work: its formula, its strip, or why it is empty."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from widgets.common.theme import Theme
from widgets.stepper.scrubber import phase_colour
from widgets.stepper.task import Task
from widgets.stepper.working import MAPS, OUTPUT, Arrangement, Working
from widgets.views.figure import Index
from widgets.views.formula import FormulaLabel
from widgets.views.indices import IndexPicker
from widgets.views.strip import EquationStrip

_CHANNEL = "c"
_HEAD = 26


class PhaseChip(QWidget):
    """The word of a phase on its soft colour."""

    def __init__(self, theme: Theme, phase: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._phase = theme, phase
        self.setAccessibleName(self.text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """The printed word."""
        words = {
            "forward": self.tr("Forward"),
            "backward": self.tr("Backward"),
            "update": self.tr("Update"),
        }
        return words[self._phase]

    def set_phase(self, phase: str) -> None:
        """Show another phase."""
        self._phase = phase
        self.setAccessibleName(self.text)
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """The word with 11 px on both sides."""
        width = QFontMetricsF(self._font()).horizontalAdvance(self.text) + 22
        return QSize(round(width), round(20 * self._theme.text_scale))

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A rounded box and the word."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        softs = {"forward": "phase.forward_soft", "backward": "phase.backward_soft"}
        painter.setBrush(self._theme.color(softs.get(self._phase, "status.ready.soft")))
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        painter.setPen(phase_colour(self._theme, self._phase))
        painter.setFont(self._font())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.text)

    def _font(self) -> QFont:
        font = self._theme.font("label")
        font.setWeight(QFont.Weight.DemiBold)
        return font


class WorkingHalf(QWidget):
    """Shows a task at an index. The pointer leads, a click pins, the fields and arrow keys pick."""

    index_changed = Signal(object)
    """The index that is explained now."""
    other_wanted = Signal()
    """The other direction is asked for, where only one has room."""

    def __init__(self, theme: Theme, phase: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._task: Task | None = None
        self._working: Working | None = None
        self._arrangement: Arrangement | None = None
        self._pinned: Index = ()
        self._channel: int | None = None
        self.chip = PhaseChip(theme, phase)
        self.formula = FormulaLabel(theme)
        self.picker = IndexPicker(theme, compact=True)
        self.note = QLabel()
        self.note.setProperty("look", "caption")
        self.other = QToolButton()
        self.other.setProperty("kind", "ghost")
        self.strip = EquationStrip(theme)
        self.message = QLabel()
        self.message.setProperty("look", "secondary")
        self.message.setWordWrap(True)
        self.button = QPushButton()
        self._action: Callable[[], object] = lambda: None
        self.button.clicked.connect(lambda: self._action())
        self.other.clicked.connect(self.other_wanted)
        self.strip.cell_hovered.connect(self._follow_pointer)
        self.strip.cell_clicked.connect(self._follow_click)
        self.picker.picked.connect(self._follow_fields)
        self._lay_out()

    def _lay_out(self) -> None:
        head_line = QWidget()
        head_line.setMinimumHeight(_HEAD)
        head = QHBoxLayout(head_line)
        head.setContentsMargins(14, 0, 14, 0)
        head.setSpacing(10)
        head.addWidget(self.chip)
        head.addWidget(self.formula, 1)
        head.addWidget(self.note)
        head.addWidget(self.picker)
        head.addWidget(self.other)
        self.other.hide()
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.strip)
        self._scroll.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        strip_page = QWidget()
        strip_row = QHBoxLayout(strip_page)
        strip_row.setContentsMargins(13, 0, 4, 0)
        strip_row.addWidget(self._scroll)
        message_page = QWidget()
        column = QVBoxLayout(message_page)
        column.setContentsMargins(16, 8, 16, 8)
        column.addWidget(self.message)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._pages = QStackedWidget()
        self._pages.addWidget(strip_page)
        self._pages.addWidget(message_page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 5, 0, 0)
        whole.setSpacing(2)
        whole.addWidget(head_line)
        whole.addWidget(self._pages, 1)

    @property
    def index(self) -> Index:
        """The index that is explained now."""
        return self._arrangement.explanation.index if self._arrangement is not None else ()

    @property
    def arrangement(self) -> Arrangement | None:
        """What the strip shows; None while the half is empty."""
        return self._arrangement

    @property
    def is_empty(self) -> bool:
        """Whether it says why there is nothing."""
        return self._task is None

    def show_task(self, task: Task, note: str = "") -> None:
        """Explain a task; the index stays where it was as long as the output has such a cell."""
        same_shape = (
            self._task is not None and self._task.output.value.shape == task.output.value.shape
        )
        self._task, self._working = task, Working(task)
        self.chip.set_phase(task.phase)
        self.formula.set_formula(task.formula)
        self.note.setText(note)
        self._channel = None
        if not same_shape:
            self._pinned = self._nearest(task)
        self._pages.setCurrentIndex(0)
        self._show(self._pinned, anew=True)

    def show_message(
        self, phase: str, text: str, button: str = "", action: Callable[[], object] | None = None
    ) -> None:
        """Say why there is nothing to show, with one button that leads on."""
        self._task = self._working = self._arrangement = None
        self.chip.set_phase(phase)
        self.formula.set_formula("")
        self.note.clear()
        self.picker.set_dimensions((), (), ())
        self.message.setText(text)
        self.button.setText(button)
        self.button.setVisible(action is not None)
        self._action = action if action is not None else lambda: None
        self._pages.setCurrentIndex(1)

    def set_compact(self, compact: bool) -> None:
        """Leave the index fields out where there is little room; the strip still leads."""
        self.picker.setVisible(not compact)

    def set_other(self, text: str) -> None:
        """Offer the other direction under this word; an empty word offers nothing."""
        self.other.setText(text)
        self.other.setVisible(bool(text))

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self._theme = theme
        for view in (self.chip, self.formula, self.picker, self.strip):
            view.set_theme(theme)

    def _nearest(self, task: Task) -> Index:
        """The pinned index where the new output has it; else where there is most to see."""
        shape = task.output.value.shape
        fits = len(self._pinned) == len(shape) > 0 and all(
            place < size for place, size in zip(self._pinned, shape, strict=True)
        )
        return self._pinned if fits else task.first_index()

    def _show(self, index: Index, *, anew: bool = False) -> None:
        if self._task is None or self._working is None:
            return
        made = self._working.arrange(index, self._channel)
        self._arrangement = made
        self.strip.set_parts(made.parts, links=made.links, keyboard=OUTPUT, anew=anew)
        names = self._task.index_names
        sizes: tuple[int, ...] = self._task.output.value.shape
        places = index
        channels = self._channels(made)
        if channels:
            names = (*names, _CHANNEL if _CHANNEL not in names else "o")
            sizes = (*sizes, channels)
            places = (*index, made.explanation.channel or 0)
        self.picker.set_dimensions(names, sizes, places)
        self.index_changed.emit(index)

    def _channels(self, made: Arrangement) -> int:
        """How many channels the window can be taken from, when there is a choice."""
        window = made.explanation.window
        if window is None or window.operand is None or self._task is None:
            return 0
        source = self._task.operands[window.operand]
        shared = made.explanation.products is not None and len(made.explanation.terms) > 2
        if source is None or source.value.ndim < 4 or not shared:
            return 0
        kernel = made.explanation.kernel
        return source.value.shape[1] if kernel is not None and kernel.values.size > 1 else 0

    def _follow_pointer(self, key: str, cell: Index | None) -> None:
        index = self._index_of(key, cell) if cell is not None else None
        if index is not None:
            self._show(index)
        elif key in (OUTPUT, MAPS) and cell is None and self.index != self._pinned:
            self._show(self._pinned)

    def _follow_click(self, key: str, cell: Index) -> None:
        index = self._index_of(key, cell)
        if index is not None:
            self._pinned = index
            self._show(index)

    def _follow_fields(self, places: Index) -> None:
        if self._task is None:
            return
        rank = self._task.output.value.ndim
        if len(places) > rank and places[:rank] == self.index:
            self._channel = places[rank]
        self._pinned = places[:rank]
        self._show(self._pinned)

    def _index_of(self, key: str, cell: Index) -> Index | None:
        """The output's index that a cell stands for; None for cells of other blocks."""
        if self._arrangement is None:
            return None
        if key == OUTPUT and OUTPUT in self._arrangement.pieces:
            return self._arrangement.pieces[OUTPUT].index(cell)
        if key == MAPS and self.index:
            return (self.index[0], *cell)
        return None
