"""Transport bar: start, step, over, to the loss, play; the scrubber; where it stands."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from nodegraph_app.insight.numbers import count_text, result_text
from widgets.actions import ACTIONS, ActionSpec
from widgets.common.theme import Theme
from widgets.common.translation import shown
from widgets.stepper.scrubber import Scrubber

SPEEDS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
_WORDS_FROM = 900
_WHERE = 168


class TransportBar(QWidget):
    """Buttons on the left, scrubber in the middle, "Step 2 of 28" on the right.

    ``verbs`` says what each button does, by its name: start, back, step, over, loss, end,
    next_batch.
    """

    def __init__(
        self,
        theme: Theme,
        verbs: dict[str, Callable[[], None]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._verbs = verbs
        self._speed = 2.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(verbs["step"])
        self.buttons: dict[str, QToolButton] = {}
        self.scrubber = Scrubber(theme)
        self._step_label, self._where_label = QLabel(), QLabel()
        self._step_label.setProperty("look", "panel")
        self._where_label.setProperty("look", "caption")
        self._words: dict[str, str] = {}
        self._lay_out()
        self.set_theme(theme)
        self.set_speed(2.0)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(4)
        hints = self._hints()
        for name in ("start", "back", "step", "over", "loss", "end"):
            row.addWidget(self._button(name, hints[name]))
        row.addWidget(_separator())
        self.play_button = self._button("play", hints["play"])
        self.play_button.clicked.connect(self.toggle_play)
        row.addWidget(self.play_button)
        row.addWidget(self._speed_button())
        row.addWidget(self._button("next_batch", hints["next_batch"]))
        row.addWidget(_separator())
        row.addWidget(self.scrubber, 1)
        where = QVBoxLayout()
        where.setSpacing(0)
        where.addStretch(1)
        for label in (self._step_label, self._where_label):
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            label.setMinimumWidth(_WHERE)
            where.addWidget(label)
        where.addStretch(1)
        row.addLayout(where)

    def _hints(self) -> dict[str, tuple[str, str]]:
        """Word on the button, where it has one, and tooltip: the title and key of its action."""
        words = {
            "step": self.tr("Step"),
            "over": self.tr("Over"),
            "loss": self.tr("To loss"),
            "end": self.tr("To end"),
        }
        specs = {spec.id: spec for spec in ACTIONS}
        hints = {name: _titled(specs[action]) for name, action in _ACTIONS.items()}
        hints["play"] = self.tr("Play")
        return {name: (words.get(name, ""), hint) for name, hint in hints.items()}

    def _button(self, name: str, hint: tuple[str, str]) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "primary" if name == "step" else "ghost")
        button.setIconSize(QSize(16, 16))
        button.setToolTip(hint[1])
        button.setAccessibleName(hint[0] or hint[1])
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if name in self._verbs:
            button.clicked.connect(self._verbs[name])
        self._words[name] = hint[0]
        self.buttons[name] = button
        return button

    def _speed_button(self) -> QToolButton:
        self.speed_button = QToolButton()
        self.speed_button.setProperty("kind", "ghost")
        self.speed_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.speed_button.setToolTip(self.tr("Steps a second while playing"))
        menu = QMenu(self.speed_button)
        for speed in SPEEDS:
            menu.addAction(_speed_text(speed), lambda speed=speed: self.set_speed(speed))
        self.speed_button.setMenu(menu)
        return self.speed_button

    @property
    def is_playing(self) -> bool:
        """Whether it steps by itself."""
        return self._timer.isActive()

    @property
    def speed(self) -> float:
        """Steps a second while playing."""
        return self._speed

    @property
    def where(self) -> str:
        """What is printed on the right: "Step 2 of 28", "Conv2d conv1, forward"."""
        return f"{self._step_label.text()}\n{self._where_label.text()}"

    def set_speed(self, speed: float) -> None:
        """Steps a second while playing."""
        self._speed = speed
        self._timer.setInterval(round(1000 / speed))
        self.speed_button.setText(_speed_text(speed))
        self.speed_button.setAccessibleName(
            self.tr("{speed} steps a second").format(speed=result_text(speed, 2))
        )

    def toggle_play(self) -> None:
        """Play, or hold."""
        if self.is_playing:
            self.hold()
        else:
            self._timer.start()
            self._verbs["step"]()
            self._paint_play()

    def hold(self) -> None:
        """Stop playing."""
        self._timer.stop()
        self._paint_play()

    def show_place(self, position: int, count: int, where: str, obstacle: str = "") -> None:
        """Show the position, what the operation at work is, and what keeps it from stepping."""
        self.scrubber.set_position(position)
        place = self.tr("Step {position} of {count}")
        self._step_label.setText(
            place.format(position=count_text(position), count=count_text(count)) if count else ""
        )
        self._where_label.setText(where)
        at_start, at_end = position == 0, count > 0 and position >= count
        if at_end and self.is_playing:
            self.hold()
        for name in ("start", "back"):
            self._enable(name, not at_start, self.tr("Nothing has run yet."))
        for name in ("step", "over", "end", "play"):
            why_not = obstacle or self.tr("This is the last step.")
            self._enable(name, not at_end and not obstacle, why_not)
        self._enable("loss", not obstacle, obstacle)
        self._enable("next_batch", count > 0, self.tr("Nothing has run yet."))

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self._theme = theme
        self.scrubber.set_theme(theme)
        for name, icon in _ICONS.items():
            ink = "text.on_accent" if name == "step" else "text.primary"
            self.buttons[name].setIcon(theme.icon(icon, ink))
        self.speed_button.setFont(theme.font("number"))
        self._paint_play()

    def set_compact(self, compact: bool) -> None:
        """Buttons lose their words where there is little room."""
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        alone = Qt.ToolButtonStyle.ToolButtonIconOnly
        for name, button in self.buttons.items():
            word = "" if compact and name != "step" else self._words[name]
            button.setText(f" {word}" if word else "")
            button.setToolButtonStyle(beside if word else alone)

    def resizeEvent(self, event: object) -> None:
        """Words go before the scrubber does."""
        self.set_compact(self.width() < _WORDS_FROM)

    def sizeHint(self) -> QSize:
        """40 px high."""
        return QSize(900, round(40 * self._theme.text_scale))

    def _enable(self, name: str, enabled: bool, why_not: str) -> None:
        button = self.buttons[name]
        button.setEnabled(enabled)
        button.setToolTip(self._hints()[name][1] if enabled else why_not)

    def _paint_play(self) -> None:
        icon, words = ("pause", self.tr("Hold")) if self.is_playing else ("play", self.tr("Play"))
        self.play_button.setIcon(self._theme.icon(icon))
        self.play_button.setAccessibleName(words)


_ACTIONS = {
    "start": "run.restart",
    "back": "run.back",
    "step": "run.step",
    "over": "run.over",
    "loss": "run.to_loss",
    "end": "run.once",
    "next_batch": "run.next_batch",
}
_ICONS = {
    "start": "to-start",
    "back": "back",
    "step": "step",
    "over": "over",
    "loss": "to-loss",
    "end": "run",
    "next_batch": "next-batch",
}


def _titled(spec: ActionSpec) -> str:
    """What an action is called, with its key: "Step one operation (F10)"."""
    return f"{shown(spec.title)} ({spec.shortcuts[0]})" if spec.shortcuts else shown(spec.title)


def _speed_text(speed: float) -> str:
    return f"{speed:g}/s"


def _separator() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.VLine)
    line.setFixedHeight(20)
    return line
