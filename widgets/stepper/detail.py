"""Detail: the forward and the backward half of the operation at work, side by side or in turn."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from nodegraph_app.stepper.names import StepInfo
from nodegraph_app.stepper.timeline import Timeline
from widgets.actions import needs_runnable
from widgets.common.theme import Theme
from widgets.common.translation import shown
from widgets.common.workspace import Workspace
from widgets.stepper.half import WorkingHalf
from widgets.stepper.task import task_of
from widgets.views.figure import Index

_SIDE_BY_SIDE_FROM = 1000
_AT_WORK, _OTHER = 72, 28


class StepDetail(QWidget):
    """Follows the timeline: what the operation computes, and what comes back through it."""

    index_changed = Signal(object)
    """Index, in the result of the operation at work, of the cell that is explained."""

    def __init__(self, workspace: Workspace, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._workspace = workspace
        self.forward = WorkingHalf(theme, "forward")
        self.backward = WorkingHalf(theme, "backward")
        self._rule = QFrame()
        self._rule.setFrameShape(QFrame.Shape.VLine)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for half in (self.forward, self._rule, self.backward):
            row.addWidget(half)
        self._row = row
        for half in (self.forward, self.backward):
            half.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.forward.other_wanted.connect(lambda: self._turn(to_backward=True))
        self.backward.other_wanted.connect(lambda: self._turn(to_backward=False))
        self.forward.index_changed.connect(lambda index: self._tell(self.forward, index))
        self.backward.index_changed.connect(lambda index: self._tell(self.backward, index))
        self._is_backward = False
        workspace.timeline_changed.connect(self.refresh)
        self.refresh()

    @property
    def is_wide(self) -> bool:
        """Whether both halves have room."""
        return self.width() >= _SIDE_BY_SIDE_FROM

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self.forward.set_theme(theme)
        self.backward.set_theme(theme)

    def refresh(self) -> None:
        """Show the operation that was done last."""
        timeline = self._workspace.timeline
        step = timeline.current if timeline is not None else None
        if timeline is None or step is None:
            self._show_start()
        elif step.phase == "forward":
            self.forward.show_task(task_of(timeline, step))
            self._show_to_come(timeline, step)
        elif step.phase == "backward":
            self._show_forward_of(timeline, step)
            self.backward.show_task(task_of(timeline, step))
        else:
            self.forward.show_task(task_of(timeline, step))
            self._show_gradient_of(timeline, step)
        self._turn(to_backward=step is not None and step.phase == "backward")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the halves take turns."""
        super().resizeEvent(event)
        self._turn(to_backward=self._is_backward)

    def _show_start(self) -> None:
        obstacle = needs_runnable(self._workspace)
        if obstacle is not None:
            self.forward.show_message("forward", shown(obstacle))
        else:
            self.forward.show_message(
                "forward",
                self.tr("Nothing has run yet. Step computes one operation on a real batch."),
                self.tr("Run once"),
                self._workspace.run_once,
            )
        self.backward.show_message(
            "backward", self.tr("Gradients come back once the loss is known.")
        )

    def _show_to_come(self, timeline: Timeline, step: StepInfo) -> None:
        """Backward half of a forward step: at which step its gradient will come."""
        coming = [other.index for other in timeline.steps if other.source == step.index]
        if not coming:
            passes = any(
                info is not None and timeline.gradient_of(info.id) is not None
                for info in step.inputs
            )
            unchanged = self.tr("Its gradient passes through unchanged: no step is needed.")
            none = self.tr("No gradient flows back through this operation.")
            self.backward.show_message("backward", unchanged if passes else none)
            return
        text = self.tr("No gradient has arrived yet. It comes in step {number} of {count}.")
        number = coming[0] + 1
        self.backward.show_message(
            "backward",
            text.format(number=number, count=len(timeline.steps)),
            self.tr("Go to step {number}").format(number=number),
            lambda: self._workspace.go_to(number),
        )

    def _show_forward_of(self, timeline: Timeline, step: StepInfo) -> None:
        """Forward half of a backward step: the operation that it differentiates."""
        if step.source is None:
            self.forward.show_message(
                "forward", self.tr("This step adds gradients; it has no forward operation.")
            )
            return
        source = timeline.steps[step.source]
        note = self.tr("recorded, step {number}").format(number=source.index + 1)
        self.forward.show_task(task_of(timeline, source), note)

    def _show_gradient_of(self, timeline: Timeline, step: StepInfo) -> None:
        """Backward half of an update: the step that made its gradient."""
        wanted = {info.id for info in step.inputs if info is not None and info.role == "gradient"}
        makers = [other for other in timeline.steps if wanted & {made.id for made in other.outputs}]
        if not makers:
            self.backward.show_message("backward", self.tr("This update uses no gradient."))
            return
        note = self.tr("recorded, step {number}").format(number=makers[0].index + 1)
        self.backward.show_task(task_of(timeline, makers[0]), note)

    def _tell(self, half: WorkingHalf, index: Index) -> None:
        timeline = self._workspace.timeline
        step = timeline.current if timeline is not None else None
        if step is not None and (step.phase == "backward") == (half is self.backward):
            self.index_changed.emit(index)

    def _turn(self, *, to_backward: bool) -> None:
        self._is_backward = to_backward
        wide = self.is_wide
        self.forward.setVisible(wide or not to_backward)
        self.backward.setVisible(wide or to_backward)
        self._rule.setVisible(wide)
        self._row.setStretchFactor(self.forward, _OTHER if to_backward else _AT_WORK)
        self._row.setStretchFactor(self.backward, _AT_WORK if to_backward else _OTHER)
        self.forward.set_compact(wide and to_backward)
        self.backward.set_compact(wide and not to_backward)
        self.forward.set_other("" if wide else self.backward.chip.text)
        self.backward.set_other("" if wide else self.forward.chip.text)
