"""Stepper dock: the transport bar over the working of the operation that was done last.

Where it is high, torn off into a window for instance, every value of the operation stands below.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from nodegraph_app.stepper.names import StepInfo
from nodegraph_app.stepper.timeline import Timeline
from widgets.actions import needs_runnable
from widgets.common.theme import Theme
from widgets.common.translation import shown
from widgets.common.workspace import Workspace
from widgets.stepper.cards import ValueCards
from widgets.stepper.detail import StepDetail
from widgets.stepper.scrubber import StepMark
from widgets.stepper.transport import TransportBar

_DETAIL = 164
_TALL = 420
_ANY = 16_777_215


class StepperDock(QWidget):
    """Steps through a batch. Its verbs are the workspace's; the keys stand in the action table."""

    def __init__(self, workspace: Workspace, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._workspace = workspace
        self._theme = theme
        self._timeline: Timeline | None = None
        self.transport = TransportBar(
            theme,
            {
                "start": self.to_start,
                "back": self.step_back,
                "step": self.step,
                "over": self.step_over,
                "loss": self.to_loss,
                "end": self.to_end,
                "next_batch": self.next_batch,
            },
        )
        self.transport.scrubber.wanted.connect(workspace.go_to)
        self.detail = StepDetail(workspace, theme)
        self.cards = ValueCards(workspace, theme)
        self._cards_line = QFrame()
        self._cards_line.setFrameShape(QFrame.Shape.HLine)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.transport)
        column.addWidget(line)
        column.addWidget(self.detail, 1)
        column.addWidget(self._cards_line)
        column.addWidget(self.cards, 3)
        self.detail.index_changed.connect(self.cards.set_now)
        workspace.timeline_changed.connect(self._refresh)
        workspace.document_changed.connect(lambda _: self._refresh())
        workspace.document_replaced.connect(self._refresh)
        self._refresh()

    def step(self) -> None:
        """One operation."""
        self._workspace.step()

    def step_back(self) -> None:
        """The last operation is undone."""
        self._workspace.step_back()

    def step_over(self) -> None:
        """All operations of the next node."""
        self._workspace.step_over()

    def to_loss(self) -> None:
        """Forward until the loss is known."""
        self._workspace.run_to_loss()

    def to_start(self) -> None:
        """Before the first operation."""
        self._workspace.go_to(0)

    def to_end(self) -> None:
        """Forward, backward and update."""
        self._workspace.run_once()

    def next_batch(self) -> None:
        """Keep the updated parameters and start over with the next batch."""
        self._workspace.next_batch()

    def toggle_play(self) -> None:
        """Play, or hold."""
        self.transport.toggle_play()

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self._theme = theme
        self.transport.set_theme(theme)
        self.detail.set_theme(theme)
        self.cards.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A high dock shows the values in full."""
        super().resizeEvent(event)
        tall = self.height() >= _TALL
        self.detail.setMaximumHeight(self._detail_height() if tall else _ANY)
        self._cards_line.setVisible(tall)
        self.cards.setVisible(tall)

    def sizeHint(self) -> QSize:
        """Transport 40, detail 164."""
        return QSize(1136, self.transport.sizeHint().height() + 1 + self._detail_height())

    def minimumSizeHint(self) -> QSize:
        """The transport alone."""
        return QSize(480, self.transport.sizeHint().height())

    def _detail_height(self) -> int:
        return round(_DETAIL * self._theme.text_scale)

    def _refresh(self) -> None:
        timeline = self._workspace.timeline
        if timeline is not self._timeline:
            self._timeline = timeline
            self._show_steps(timeline)
        if timeline is None:
            self.transport.hold()
            obstacle = needs_runnable(self._workspace)
            self.transport.show_place(0, 0, "", "" if obstacle is None else shown(obstacle))
            self.detail.refresh()
            return
        current = timeline.current
        where = self.described(current) if current is not None else self._batch_text(timeline)
        self.transport.show_place(timeline.position, len(timeline.steps), where)

    def _show_steps(self, timeline: Timeline | None) -> None:
        if timeline is None:
            self.transport.scrubber.set_steps((), None)
            return
        count = len(timeline.steps)
        words = self.tr("Step {number} of {count}: {where}")
        marks = [
            StepMark(
                step.phase,
                words.format(number=step.index + 1, count=count, where=self.described(step)),
            )
            for step in timeline.steps
        ]
        self.transport.scrubber.set_steps(marks, timeline.loss_index)

    def _batch_text(self, timeline: Timeline) -> str:
        number = timeline.batch_number + 1
        return self.tr("batch {number}, before the first step").format(number=number)

    def described(self, step: StepInfo) -> str:
        """What a step is: "Conv2d conv1, forward"."""
        phases = {
            "forward": self.tr("forward"),
            "backward": self.tr("backward"),
            "update": self.tr("update"),
        }
        node = self._workspace.document.nodes.get(step.node)
        name = f"{node.type} {node.name}" if node is not None else step.op
        return f"{name}, {phases[step.phase]}"
