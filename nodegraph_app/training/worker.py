"""Training in a process of its own, so that the window never waits. No Qt.

The process is spawned and gets a copy of the document as text. Requests go down a pipe, events come
up the same pipe, and the many small step events through a ring of shared memory. It may die at any
time: what the window has is untouched, and the run ends with `Failed`.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from nodegraph_app.text import translate
from nodegraph_app.training.control import PipeControl, Request, send
from nodegraph_app.training.events import (
    EpochDone,
    Event,
    Failed,
    Finished,
    StepDone,
    Weights,
)
from nodegraph_app.training.ring import StepRing

if TYPE_CHECKING:
    from nodegraph_app.document.document import Document

PATIENCE_SECONDS = 2.0
"""How long a process is given to end by itself before it is killed."""


class Options(TypedDict):
    """What `run` is given besides the document and the control."""

    epochs: int | None
    seed: int | None
    device: str | None
    weights: Weights | None
    revision: int


class TrainingWorker:
    """One run of one document. `start`, `poll` for events until Finished or Failed, `close`."""

    def __init__(
        self,
        document: Document,
        *,
        epochs: int | None = None,
        seed: int | None = None,
        device: str | None = None,
        weights: Weights | None = None,
    ) -> None:
        self._document = document
        self._options = Options(
            epochs=epochs, seed=seed, device=device, weights=weights, revision=document.revision
        )
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._ring: StepRing | None = None
        self._over = False

    @property
    def is_running(self) -> bool:
        """Whether events may still come."""
        return self._pipe is not None and not self._over

    def start(self) -> None:
        """Start the process; it takes a few tenths of a second until the first event."""
        if self._process is not None:
            raise RuntimeError("This worker was started before; make another one for another run")
        from nodegraph_app.document import files

        project = files.dump(self._document)
        context = multiprocessing.get_context("spawn")
        self._pipe, childs_end = context.Pipe()
        self._ring = StepRing(context)
        self._process = context.Process(
            target=serve,
            args=(project, self._document.path, self._options, self._ring, childs_end),
            name="nodegraph training",
            daemon=True,
        )
        self._process.start()
        childs_end.close()  # so that the pipe tells when the process is gone

    def pause(self) -> None:
        """Ask to hold after the step now computed."""
        self._ask("pause")

    def resume(self) -> None:
        """Ask to go on."""
        self._ask("resume")

    def stop(self) -> None:
        """Ask to end after the step now computed; Finished brings the weights."""
        self._ask("stop")

    def poll(self) -> list[Event]:
        """What has happened since the last poll, in order. Never waits."""
        if self._pipe is None or self._ring is None or self._over:
            return []
        told, gone = _received(self._pipe)
        # Read after the pipe: the steps of every epoch that was told are in the ring by then.
        events = merged(self._ring.read(), told)
        if any(isinstance(event, Finished | Failed) for event in told):
            self._over = True
        elif gone:
            self._over = True
            events.append(self._death())
        return events

    def close(self) -> None:
        """End the process, at once if need be, and let everything go. May be called again."""
        self._over = True
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if self._process is not None:
            self._process.join(0 if self._process.is_alive() else PATIENCE_SECONDS)
            if self._process.is_alive():
                self._process.terminate()
                self._process.join(PATIENCE_SECONDS)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
            self._process.close()
            self._process = None
        self._ring = None

    def _ask(self, request: Request) -> None:
        if self._pipe is not None:
            send(self._pipe, request)

    def _death(self) -> Failed:
        assert self._process is not None
        self._process.join(PATIENCE_SECONDS)
        return Failed(
            translate("training", "The training process ended before it was done."),
            expected=translate("training", "a finished run"),
            actual=translate("training", "exit code {code}", code=self._process.exitcode),
            mend=translate("training", "Train again; the project is unchanged."),
        )


def _received(pipe: Connection) -> tuple[list[Event], bool]:
    """All events that wait in the pipe, and whether its other end is gone."""
    events: list[Event] = []
    try:
        while pipe.poll():
            events.append(pipe.recv())
    except (EOFError, OSError):
        return events, True
    return events, False


def merged(steps: list[StepDone], told: list[Event]) -> list[Event]:
    """Steps among the other events: each epoch's steps before its end, the rest last but one.

    What ends the run comes after every step.
    """
    events: list[Event] = []
    position = 0
    for event in told:
        upto = position
        if isinstance(event, EpochDone):
            while upto < len(steps) and steps[upto].epoch <= event.epoch:
                upto += 1
        elif isinstance(event, Finished | Failed):
            upto = len(steps)
        events += [*steps[position:upto], event]
        position = upto
    return events + steps[position:]


def serve(
    project: str,
    path: Path | None,
    options: Options,
    ring: StepRing,
    connection: Connection,
) -> None:
    """The training process: run, and tell. Ends quietly when nobody listens any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    with contextlib.suppress(BrokenPipeError, ConnectionResetError), connection:
        for event in _events(project, path, options, PipeControl(connection)):
            if isinstance(event, StepDone):
                ring.write(event)
            else:
                connection.send(event)


def _events(
    project: str, path: Path | None, options: Options, control: PipeControl
) -> Iterator[Event]:
    from engine.memory import keep_freed
    from nodegraph_app.document import files
    from nodegraph_app.training.failure import failure
    from nodegraph_app.training.run import run
    from nodegraph_app.training.threads import one_blas_thread

    keep_freed()  # this process does nothing else than the same step over and over
    try:
        document = files.parse(project)
        document.path = path
        with one_blas_thread():
            yield from run(document, **options, control=control)
    except Exception as error:
        yield failure(error)
