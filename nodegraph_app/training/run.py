"""A training run: a plain generator. Whoever asks for the next event drives it."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from nodegraph_app.text import translate
from nodegraph_app.training.control import Control
from nodegraph_app.training.events import (
    EpochDone,
    Event,
    Finished,
    Paused,
    Resumed,
    Started,
    StepDone,
    Weights,
)
from nodegraph_app.training.failure import TrainingError

if TYPE_CHECKING:
    from nodegraph_app.document.document import Document


def run(
    document: Document,
    *,
    epochs: int | None = None,
    seed: int | None = None,
    device: str | None = None,
    weights: Weights | None = None,
    control: Control | None = None,
    revision: int | None = None,
) -> Iterator[Event]:
    """Train the document's network; its training set-up says what is left out.

    One seed gives the same bits every time: initial weights, split, order of samples, dropout.
    `control` is looked at before every step. Raises CompileError for an unsound document and
    TrainingError where it cannot be trained or the loss is no number any more.
    """
    from nodegraph_app.training.trainer import Trainer

    setup = document.training
    epochs = setup.epochs if epochs is None else epochs
    seed = setup.seed if seed is None else seed
    device = setup.device if device is None else device
    control = control or Control()
    _check_epochs(epochs)
    trainer = Trainer(document, seed=seed, device=device, weights=weights)
    yield Started(
        epochs,
        trainer.steps_per_epoch,
        len(trainer.split.training),
        len(trainer.split.validation),
        seed,
        device,
        document.revision if revision is None else revision,
    )
    step = 0
    for epoch in range(1, epochs + 1):
        began = time.perf_counter()
        for batch in trainer.batches(epoch):
            yield from _hold(control, step)
            if control.stopped:
                yield Finished("stopped", trainer.weights())
                return
            loss = trainer.step(batch)
            step += 1
            if not math.isfinite(loss):
                raise _diverged(loss, step)
            yield StepDone(step, epoch, loss)
        train, held_out = trainer.take_training_figures(), trainer.validate()
        yield EpochDone(
            epoch,
            train.loss,
            held_out.loss if held_out else None,
            held_out.accuracy if held_out else None,
            train.accuracy,
            time.perf_counter() - began,
            trainer.learning_rate,
        )
    yield Finished("complete", trainer.weights())


def _check_epochs(epochs: int) -> None:
    if epochs < 1:
        raise TrainingError(
            translate("training", "A training has at least one epoch."),
            expected="1",
            actual=str(epochs),
        )


def _diverged(loss: float, step: int) -> TrainingError:
    return TrainingError(
        translate("training", "The loss is no number any more: training has diverged."),
        expected=translate("training", "a finite loss"),
        actual=translate("training", "{loss} at step {step}", loss=loss, step=step),
        mend=translate("training", "Set a smaller learning rate (lr)."),
    )


def _hold(control: Control, step: int) -> Iterator[Event]:
    """Take in requests, and wait while the run is to hold."""
    control.look()
    if not control.paused:
        return
    yield Paused(step)
    while control.paused:
        control.wait()
    if not control.stopped:
        yield Resumed(step)
