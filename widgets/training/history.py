"""What the runs of this session have told: plain data that the panel draws."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from nodegraph_app.document.records import Training
from nodegraph_app.training.events import (
    EpochDone,
    Failed,
    Finished,
    Paused,
    Resumed,
    Started,
    StepDone,
)

State = Literal["running", "paused", "complete", "stopped", "failed"]
Clock = Callable[[], float]

_MOST_SMOOTHED = 50


@dataclass
class Run:
    """One run: its set-up, what it has measured, and how long it has worked."""

    number: int
    project: str
    training: Training
    clock: Clock = time.monotonic
    state: State = "running"
    started: Started | None = None
    steps: list[int] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    epochs: list[EpochDone] = field(default_factory=list)
    failure: Failed | None = None
    _worked: float = 0.0
    _since: float | None = None

    def follow(self, event: object) -> None:
        """Take in what the worker says."""
        match event:
            case Started():
                self.started = event
                self._go_on()
            case StepDone():
                self.steps.append(event.step)
                self.losses.append(event.loss)
            case EpochDone():
                self.epochs.append(event)
            case Paused():
                self._hold("paused")
            case Resumed():
                self.state = "running"
                self._go_on()
            case Finished():
                self._hold("complete" if event.reason == "complete" else "stopped")
            case Failed():
                self.failure = event
                self._hold("failed")

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ("complete", "stopped", "failed")

    @property
    def total_steps(self) -> int:
        """How many steps it will take; 0 before it has begun."""
        return self.started.epochs * self.started.steps_per_epoch if self.started else 0

    @property
    def done_steps(self) -> int:
        """How many steps it has taken."""
        return self.steps[-1] if self.steps else 0

    @property
    def epoch(self) -> int:
        """The epoch at work, from 1."""
        if self.started is None:
            return 0
        return min(self.done_steps // self.started.steps_per_epoch + 1, self.started.epochs)

    @property
    def elapsed(self) -> float:
        """Seconds of work, without pauses."""
        return self._worked + (self.clock() - self._since if self._since is not None else 0.0)

    @property
    def seconds_per_step(self) -> float | None:
        """Mean over the run, looks at the held-out samples included; None before the first step."""
        return self.elapsed / self.done_steps if self.done_steps else None

    @property
    def samples_per_second(self) -> float | None:
        """How many samples it takes in a second."""
        seconds = self.seconds_per_step
        return self.training.batch_size / seconds if seconds else None

    @property
    def seconds_left(self) -> float | None:
        """Estimated from all of the work so far; None before there is any."""
        seconds = self.seconds_per_step
        if seconds is None or self.is_over:
            return None
        return (self.total_steps - self.done_steps) * seconds

    def smoothed_losses(self) -> npt.NDArray[np.float64]:
        """The mean of each batch's loss and those before it: a quarter epoch, 50 at most."""
        losses = np.asarray(self.losses, dtype=np.float64)
        per_epoch = self.started.steps_per_epoch if self.started else 1
        window = max(1, min(_MOST_SMOOTHED, per_epoch // 4))
        sums = np.cumsum(np.concatenate([[0.0], losses]))
        ends = np.arange(1, len(losses) + 1)
        starts = np.maximum(ends - window, 0)
        return (sums[ends] - sums[starts]) / (ends - starts)

    @property
    def best_validation_loss(self) -> float | None:
        """The lowest loss on held-out samples."""
        return _best([epoch.val_loss for epoch in self.epochs], min)

    @property
    def best_accuracy(self) -> float | None:
        """The highest share of held-out samples that were right."""
        return _best([epoch.val_accuracy for epoch in self.epochs], max)

    def _go_on(self) -> None:
        if self._since is None:
            self._since = self.clock()

    def _hold(self, state: State) -> None:
        self._worked = self.elapsed
        self._since = None
        self.state = state


def _best(values: list[float | None], choose: Callable[[list[float]], float]) -> float | None:
    known = [value for value in values if value is not None and math.isfinite(value)]
    return choose(known) if known else None
