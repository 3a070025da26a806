"""Value cards: everything that goes into an operation and comes out of it, forward and backward."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from nodegraph_app.stepper.names import StepInfo, ValueInfo
from nodegraph_app.stepper.timeline import Timeline
from widgets.common.theme import Theme
from widgets.common.workspace import Workspace
from widgets.views.figure import Index
from widgets.views.value_form import Kind
from widgets.views.value_panel import ValuePanel

_WIDTH = 272
_MOST = 8


@dataclass(frozen=True)
class Entry:
    """One value of the step: what it is called, where it is kept, and of what kind it is."""

    title: str
    value: int
    kind: Kind


class ValueCards(QScrollArea):
    """A row of cards: operands, result, then the gradients that arrive and are handed on."""

    def __init__(self, workspace: Workspace, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._theme = theme
        self._panels: list[ValuePanel] = []
        self._frames: list[QFrame] = []
        self._result: int | None = None
        self._entries: tuple[Entry, ...] = ()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setAccessibleName(self.tr("Values of the operation"))
        body = QWidget()
        body.setProperty("surface", "window")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._row = QHBoxLayout(body)
        self._row.setContentsMargins(16, 12, 16, 12)
        self._row.setSpacing(12)
        self._row.addStretch(1)
        self.setWidget(body)
        workspace.timeline_changed.connect(self.refresh)

    @property
    def panels(self) -> tuple[ValuePanel, ...]:
        """The panels that show a value now, in the order of the entries."""
        return tuple(self._panels[: len(self._entries)])

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What the cards show."""
        return self._entries

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the timeline."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Show the values of the operation that was done last; nothing while hidden."""
        if not self.isVisible():
            return
        timeline = self._workspace.timeline
        step = timeline.current if timeline is not None else None
        if timeline is None or step is None:
            self._entries = ()
        else:
            self._entries = tuple(_entries(timeline, step))[:_MOST]
            self._result = step.outputs[0].id
        while len(self._panels) < len(self._entries):
            self._add_card()
        for place, frame in enumerate(self._frames):
            frame.setVisible(place < len(self._entries))
        if timeline is not None:
            for entry, panel in zip(self._entries, self._panels, strict=False):
                panel.show_value(entry.title, timeline.value(entry.value), entry.kind)

    def set_now(self, index: Index) -> None:
        """Outline the cell of the result that is explained."""
        for entry, panel in zip(self._entries, self._panels, strict=False):
            if entry.value == self._result:
                panel.set_now(index)

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self._theme = theme
        for panel in self._panels:
            panel.set_theme(theme)

    def _add_card(self) -> None:
        frame = QFrame()
        frame.setProperty("surface", "card")
        panel = ValuePanel(self._theme)
        panel.setFixedWidth(_WIDTH)
        column = QVBoxLayout(frame)
        column.setContentsMargins(14, 10, 14, 10)
        column.addWidget(panel)
        self._row.insertWidget(len(self._frames), frame, 0, Qt.AlignmentFlag.AlignTop)
        self._frames.append(frame)
        self._panels.append(panel)


def _entries(timeline: Timeline, step: StepInfo) -> Iterator[Entry]:
    """Operands and result, and for a forward step the gradients, arrived or to come."""
    operands = [info for info in step.inputs if info is not None and info.shape]
    learned = _parameter_gradients(timeline)
    for info in (*operands, step.outputs[0]):
        yield Entry(info.name, info.id, _kind(info, learned))
    if step.phase != "forward":
        return
    for info in (step.outputs[0], *operands):
        gradient = timeline.gradient_of(info.id)
        if gradient is not None:
            kind: Kind = "parameter_gradient" if info.role == "parameter" else "gradient"
            yield Entry(timeline.info(gradient).name, gradient, kind)


def _parameter_gradients(timeline: Timeline) -> frozenset[int]:
    parameters = {
        info.id
        for step in timeline.steps
        for info in step.inputs
        if info is not None and info.role == "parameter"
    }
    gradients = (timeline.gradient_of(value) for value in parameters)
    return frozenset(gradient for gradient in gradients if gradient is not None)


def _kind(info: ValueInfo, parameter_gradients: frozenset[int]) -> Kind:
    if info.id in parameter_gradients:
        return "parameter_gradient"
    if info.role == "constant" and len(info.shape) > 1:
        return "parameter"
    return info.role
