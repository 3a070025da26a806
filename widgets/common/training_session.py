"""A training run as the window sees it: the worker process, polled, and what it has said so far."""

from collections.abc import Mapping
from typing import Literal

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from nodegraph_app.document.document import Document
from nodegraph_app.training.events import Failed, Finished, Paused, Resumed
from nodegraph_app.training.worker import TrainingWorker

State = Literal["idle", "running", "paused", "stopping", "finished", "failed"]

POLLS_PER_SECOND = 30


class TrainingSession(QObject):
    """Starts, pauses and stops one run at a time; every event of the run is kept in ``events``.

    The document is copied when a run starts, so drawing goes on while it trains.
    """

    event = Signal(object)
    state_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state: State = "idle"
        self.events: list[object] = []
        self.run_number = 0
        self.revision: int | None = None
        self._worker: TrainingWorker | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(1000 // POLLS_PER_SECOND)
        self._timer.timeout.connect(self._poll)

    @property
    def is_active(self) -> bool:
        """Whether a worker process is at work or paused."""
        return self._worker is not None

    def start(self, document: Document, weights: Mapping[str, np.ndarray] | None = None) -> None:
        """Train a copy of the document in a process of its own; ends a run that is still active.

        The run starts from ``weights``, or from fresh ones drawn by the document's seed.
        """
        self.close()
        self.events = []
        self.run_number += 1
        self.revision = document.revision
        self._worker = TrainingWorker(document.copy(), weights=weights)
        self._worker.start()
        self._timer.start()
        self._enter("running")

    def pause(self) -> None:
        """Hold after the step now computed."""
        if self._worker is not None and self.state == "running":
            self._worker.pause()
            self._enter("paused")

    def resume(self) -> None:
        """Go on from where it was held."""
        if self._worker is not None and self.state == "paused":
            self._worker.resume()
            self._enter("running")

    def stop(self) -> None:
        """End after the step now computed; what was learned arrives with ``Finished``."""
        if self._worker is not None and self.state in ("running", "paused"):
            self._worker.stop()
            self._enter("stopping")

    def close(self) -> None:
        """End the process without waiting for its weights."""
        if self._worker is not None:
            self._release("idle")

    def _enter(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit()

    def _poll(self) -> None:
        if self._worker is None:
            return
        for event in self._worker.poll():
            self.events.append(event)
            self._follow(event)
            self.event.emit(event)

    def _follow(self, event: object) -> None:
        match event:
            case Paused():
                self._enter("paused")
            case Resumed():
                self._enter("running")
            case Finished():
                self._release("finished")
            case Failed():
                self._release("failed")

    def _release(self, state: State) -> None:
        """Let the process go and rest in ``state``."""
        self._timer.stop()
        if self._worker is not None:
            worker, self._worker = self._worker, None
            worker.close()
        self._enter(state)
