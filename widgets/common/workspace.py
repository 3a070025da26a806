"""Workspace: what every panel of one window shares, and the one door through which it changes.

Data flows one way. A panel calls ``apply(edit)``; the document applies it and sends one event; the
compiler looks at what the edit touched; ``document_changed`` and ``compiled`` follow, and views ask
again. No panel knows another.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from engine.errors import EngineError
from nodegraph_app.compiler import Compilation, CompileError, Compiler
from nodegraph_app.compiler import compile as compile_document
from nodegraph_app.document import files
from nodegraph_app.document.document import Document
from nodegraph_app.document.edits import DocumentError, Edit
from nodegraph_app.document.events import DocumentChanged
from nodegraph_app.fault import FaultError
from nodegraph_app.stepper import Timeline
from nodegraph_app.training.events import Failed, Finished
from nodegraph_app.weights import fit
from widgets.common import weights as weight_files
from widgets.common.notice import Notice
from widgets.common.training_session import TrainingSession
from widgets.common.undo import EditCommand

STEP_BATCH = 8
"""Samples that are stepped at once: enough to look at, few enough to be instant."""


class Workspace(QObject):
    """Document, undo stack, live compilation, selection, timeline and training of one window."""

    document_replaced = Signal()
    """Another document is open: every view starts anew."""
    document_changed = Signal(object)
    """One edit was applied (DocumentChanged); the compilation is already up to date."""
    compiled = Signal(object)
    """Ids of the nodes whose shapes, parameters or problems changed (frozenset)."""
    selection_changed = Signal()
    timeline_changed = Signal()
    """The playhead moved, or the timeline came or went."""
    training_event = Signal(object)
    training_state_changed = Signal()
    saved_changed = Signal()
    """The document was saved, or differs from its file now, or has another file."""
    history_changed = Signal()
    """There is more or less to undo than before."""
    notified = Signal(object)
    """Something a person should read (Notice)."""

    def __init__(
        self,
        document: Document | None = None,
        parent: QObject | None = None,
        *,
        undo_stack: QUndoStack | None = None,
        training: TrainingSession | None = None,
    ) -> None:
        """``undo_stack`` and ``training`` are those of a workspace that this one goes on with."""
        super().__init__(parent)
        self.undo_stack = undo_stack or QUndoStack()
        self.training = training or TrainingSession()
        self.undo_stack.setParent(self)
        self.training.setParent(self)
        self.undo_stack.cleanChanged.connect(self._tell_saved)
        self.undo_stack.indexChanged.connect(self._tell_history)
        self.training.event.connect(self._follow_training)
        self.training.state_changed.connect(self._tell_training)
        self.selection: frozenset[str] = frozenset()
        self.timeline: Timeline | None = None
        self.weights: dict[str, np.ndarray] | None = None
        self._starting_weights: dict[str, np.ndarray] | None = None
        self._unsubscribe: Callable[[], None] = lambda: None
        self._adopt(document if document is not None else Document())

    def hand_over(self) -> "Workspace":
        """A workspace that goes on with all of this one, for another window."""
        self._unsubscribe()
        self.undo_stack.cleanChanged.disconnect(self._tell_saved)
        self.undo_stack.indexChanged.disconnect(self._tell_history)
        self.training.event.disconnect(self._follow_training)
        self.training.state_changed.disconnect(self._tell_training)
        heir = Workspace(self.document, undo_stack=self.undo_stack, training=self.training)
        heir.selection, heir.timeline, heir.weights = self.selection, self.timeline, self.weights
        heir._starting_weights = self._starting_weights
        heir._has_learned = self._has_learned
        return heir

    def _tell_saved(self) -> None:
        self.saved_changed.emit()

    def _tell_history(self) -> None:
        self.history_changed.emit()

    def _tell_training(self) -> None:
        self.training_state_changed.emit()

    # Document and files

    @property
    def compilation(self) -> Compilation:
        """Shapes, parameters and problems of the document as it stands."""
        return self.compiler.compilation

    @property
    def is_saved(self) -> bool:
        """Whether the file holds what the window shows, and what training has learned since.

        An untouched new document counts as saved.
        """
        return self.undo_stack.isClean() and not self._has_learned

    def replace(self, document: Document, weights: Mapping[str, np.ndarray] | None = None) -> None:
        """Show another document; its history starts empty."""
        self.training.close()
        self._adopt(document)
        self.undo_stack.clear()
        self.weights = dict(weights) if weights is not None else None
        self._starting_weights = None
        self.document_replaced.emit()
        self.selection_changed.emit()
        self.timeline_changed.emit()
        self.saved_changed.emit()

    def new(self) -> None:
        """An empty document without a file."""
        self.replace(Document())

    def open(self, path: Path) -> None:
        """Show the document of a file, with the weights beside it. Raises FileProblem."""
        document = files.read(path)
        self.replace(document, weight_files.read_beside(path))

    def open_copy(self, path: Path) -> None:
        """Show what a file holds as a new document without a file. Raises FileProblem.

        Training starts from the weights that it brings along, while they fit.
        """
        document = files.read(path)
        document.path, document.saved_digest = None, None
        self.replace(document, weight_files.read_beside(path))
        self._starting_weights = self.weights

    def save(self, path: Path | None = None, *, force: bool = False) -> None:
        """Write the document, and its weights beside it.

        ``force`` writes over what another program has put there meanwhile. Raises FileProblem, or
        ValueError for a document that has no path yet.
        """
        target = path if path is not None else self.document.path
        if target is None:
            raise ValueError("save: expected a path for a document that has no file yet")
        files.write(self.document, target, force=force)
        if self.weights is not None:
            weight_files.write_beside(target, self.weights)
        self._has_learned = False
        self.undo_stack.setClean()
        self.saved_changed.emit()

    def _adopt(self, document: Document) -> None:
        self._unsubscribe()
        self.document = document
        self.compiler = Compiler(document)
        self._unsubscribe = document.subscribe(self._follow_document)
        self.selection = frozenset()
        self.timeline = None
        self._has_learned = False

    # Edits

    def apply(self, edit: Edit, *, gesture: Hashable | None = None) -> bool:
        """Apply an edit and remember how to take it back; False when the document refused it.

        Edits of the same kind and target that share a ``gesture`` are one undo step, and so are
        edits of one field that follow each other within moments.
        """
        try:
            inverse = self.document.apply(edit)
        except DocumentError as error:
            self.notified.emit(Notice.of(error))
            return False
        self.undo_stack.push(EditCommand(self.document, edit, inverse, gesture))
        return True

    def select(self, ids: Iterable[str]) -> None:
        """Make these nodes the selection."""
        selection = frozenset(ids) & self.document.nodes.keys()
        if selection != self.selection:
            self.selection = selection
            self.selection_changed.emit()

    def _follow_document(self, change: DocumentChanged) -> None:
        recompiled = self.compiler.update(change)
        if self.timeline is not None and _changes_the_network(change):
            self._set_timeline(None)
        self.select(self.selection - change.removed_nodes)  # Before anyone looks for what is gone.
        self.document_changed.emit(change)
        if recompiled:
            self.compiled.emit(frozenset(recompiled))

    # Stepping: each call moves the playhead and says so once

    def ensure_timeline(self) -> Timeline | None:
        """The timeline, made now if there is none; None (and a notice) while there are problems."""
        if self.timeline is None:
            try:
                timeline = self._new_timeline()
            except (CompileError, FaultError, EngineError) as error:
                self.notified.emit(Notice.of(error))
                return None
            self._set_timeline(timeline)
        return self.timeline

    def run_once(self) -> None:
        """The whole batch forward and backward from the start."""
        self._move(lambda timeline: timeline.run_all())

    def step(self) -> None:
        """One operation."""
        self._move(lambda timeline: timeline.step())

    def step_back(self) -> None:
        """The last operation is undone, to the bit."""
        self._move(lambda timeline: timeline.back())

    def step_over(self) -> None:
        """All operations up to the next node."""
        self._move(lambda timeline: timeline.next_node())

    def run_to_loss(self) -> None:
        """Forward until the loss is known."""
        self._move(lambda timeline: timeline.run_forward())

    def go_to(self, position: int) -> None:
        """Playhead to a position, forward or back."""
        self._move(lambda timeline: timeline.go_to(position))

    def next_batch(self) -> None:
        """Keep the updated parameters and start over with the next batch."""
        self._move(lambda timeline: timeline.next_batch())

    def _move(self, move: Callable[[Timeline], object]) -> None:
        timeline = self.ensure_timeline()
        if timeline is None:
            return
        before = timeline.position
        move(timeline)
        if timeline.position != before or before == 0:
            self.timeline_changed.emit()

    def _new_timeline(self) -> Timeline:
        batch = min(STEP_BATCH, self.document.training.batch_size)
        program = compile_document(self.document, batch, seed=self.document.training.seed)
        if self.weights is not None:
            program.load(weight_files.fitting(self.weights, program.parameters()))
        return program.steps()

    def _set_timeline(self, timeline: Timeline | None) -> None:
        self.timeline = timeline
        self.timeline_changed.emit()

    # Training

    def train(self) -> None:
        """Start training in a process of its own, or go on with a paused run."""
        if self.training.state == "paused":
            self.training.resume()
        elif not self.compilation.obstacles:
            self.training.start(self.document, self._start())
        else:
            self.notified.emit(Notice.of(CompileError(self.compilation.obstacles)))

    def _start(self) -> dict[str, np.ndarray] | None:
        """What an example brings to start from, if the network still is the example's."""
        start = self._starting_weights
        if start is None:
            return None
        program = compile_document(self.document, 1, seed=self.document.training.seed)
        return start if fit(start, program.parameters()) else None

    def pause(self) -> None:
        """Hold the run."""
        self.training.pause()

    def resume(self) -> None:
        """Go on with a held run."""
        self.training.resume()

    def stop(self) -> None:
        """End the run and keep what it learned."""
        self.training.stop()

    def _follow_training(self, event: object) -> None:
        if isinstance(event, Failed):
            self.notified.emit(Notice.of(event))
        if isinstance(event, Finished) and event.weights is not None:
            self.weights = dict(event.weights)
            self._has_learned = True
            self.saved_changed.emit()
            self._show_what_was_learned()
        self.training_event.emit(event)

    def _show_what_was_learned(self) -> None:
        """Values on the canvas are those of the new weights, at the step where the playhead was."""
        if self.timeline is None:
            return
        position = self.timeline.position
        self.timeline = None
        timeline = self.ensure_timeline()
        if timeline is not None and position <= len(timeline.steps):
            self.go_to(position)


def _changes_the_network(change: DocumentChanged) -> bool:
    """Whether values computed before the change may differ after it."""
    return bool(
        change.added_nodes
        or change.removed_nodes
        or change.changed_nodes
        or change.added_wires
        or change.removed_wires
        or change.training
    )
