"""A whole training in one call: what it brought."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nodegraph_app.document.document import Document
from nodegraph_app.training.events import EpochDone, Event, Finished, Weights
from nodegraph_app.training.run import run
from nodegraph_app.training.threads import one_blas_thread


@dataclass(frozen=True)
class TrainingResult:
    """What a training brought: one record an epoch, and the weights by name."""

    epochs: tuple[EpochDone, ...]
    weights: Weights


def train_to_the_end(
    document: Document,
    *,
    epochs: int | None = None,
    seed: int | None = None,
    device: str | None = None,
    weights: Weights | None = None,
    on_event: Callable[[Event], object] | None = None,
) -> TrainingResult:
    """Drive a run to its end. Raises what `run` raises."""
    done: list[EpochDone] = []
    learned: Weights = {}
    with one_blas_thread():
        for event in run(document, epochs=epochs, seed=seed, device=device, weights=weights):
            if on_event is not None:
                on_event(event)
            if isinstance(event, EpochDone):
                done.append(event)
            elif isinstance(event, Finished):
                learned = event.weights
    return TrainingResult(tuple(done), learned)
