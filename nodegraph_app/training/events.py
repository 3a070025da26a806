"""What a training run tells, in order. Plain frozen records, so that they cross processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from numpy.typing import NDArray

from nodegraph_app.fault import Words

Weights: TypeAlias = Mapping[str, NDArray[Any]]
Reason: TypeAlias = Literal["complete", "stopped"]


@dataclass(frozen=True)
class Started:
    """The run begins: how long it will be, and on what."""

    epochs: int
    steps_per_epoch: int
    training_samples: int
    validation_samples: int
    seed: int
    device: str
    revision: int
    """The document's revision: results for another one are out of date."""


@dataclass(frozen=True)
class StepDone:
    """One batch: its loss before the update. `step` counts from 1 over all epochs."""

    step: int
    epoch: int
    loss: float


@dataclass(frozen=True)
class EpochDone:
    """One pass over the training samples, and a look at the held-out ones. `epoch` counts from 1.

    Losses are means per sample. What there is no data for is None: validation figures without
    held-out samples, accuracies without classes.
    """

    epoch: int
    train_loss: float
    val_loss: float | None
    val_accuracy: float | None
    train_accuracy: float | None
    seconds: float
    learning_rate: float

    def record(self) -> dict[str, int | float | None]:
        """One line of a metrics file. No times: two runs with one seed write the same bytes."""
        figures: dict[str, int | float | None] = {
            "epoch": self.epoch,
            "train_loss": self.train_loss,
            "val_loss": self.val_loss,
            "train_accuracy": self.train_accuracy,
            "val_accuracy": self.val_accuracy,
            "learning_rate": self.learning_rate,
        }
        without = {name for name in ("train_accuracy", "val_accuracy") if figures[name] is None}
        return {name: figure for name, figure in figures.items() if name not in without}


@dataclass(frozen=True)
class Paused:
    """The run holds before the step after `step`."""

    step: int


@dataclass(frozen=True)
class Resumed:
    """The run goes on with the step after `step`."""

    step: int


@dataclass(frozen=True)
class Finished:
    """The run is over, by itself or because it was stopped; `weights` are what it learned."""

    reason: Reason
    weights: Weights


@dataclass(frozen=True)
class Failed:
    """The run could not go on. The five words of every error; the document is untouched."""

    what: Words
    expected: Words = ""
    actual: Words = ""
    where: Words = ""
    mend: Words = ""


Event: TypeAlias = Started | StepDone | EpochDone | Paused | Resumed | Finished | Failed
