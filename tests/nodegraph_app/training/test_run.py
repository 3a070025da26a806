"""Training as a plain generator: its events, its figures, its seed, its control."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import nodegraph_app
from nodegraph_app.compiler import CompileError
from nodegraph_app.document.document import Document
from nodegraph_app.document.edits import DisconnectPorts, SetParameter, SetTraining
from nodegraph_app.training.control import Control
from nodegraph_app.training.events import (
    EpochDone,
    Event,
    Finished,
    Paused,
    Resumed,
    Started,
    StepDone,
)
from nodegraph_app.training.failure import TrainingError
from nodegraph_app.training.run import run


def opened(name: str, **training: object) -> Document:
    document = nodegraph_app.open(name)
    for field, value in training.items():
        document.apply(SetTraining(field, value))
    return document


def kinds(events: list[Event]) -> list[str]:
    return [type(event).__name__ for event in events if not isinstance(event, StepDone)]


def test_a_run_tells_start_steps_epochs_and_end_in_order() -> None:
    events = list(run(opened("spirals"), epochs=2))
    assert kinds(events) == ["Started", "EpochDone", "EpochDone", "Finished"]
    started, finished = events[0], events[-1]
    assert isinstance(started, Started)
    assert isinstance(finished, Finished)
    steps = [event for event in events if isinstance(event, StepDone)]
    assert [event.step for event in steps] == list(range(1, 2 * started.steps_per_epoch + 1))
    assert finished.reason == "complete"
    assert finished.weights["hidden1.weight"].shape == (32, 2)


def test_the_validation_split_is_stratified_and_disjoint() -> None:
    from nodegraph_app.training.split import split

    classes = np.arange(200) % 4
    parts = split(200, 0.2, 7, classes)
    assert not set(parts.training) & set(parts.validation)
    assert sorted([*parts.training, *parts.validation]) == list(range(200))
    assert np.bincount(classes[parts.validation]).tolist() == [10, 10, 10, 10]


def test_too_few_samples_to_hold_any_out_are_all_learned() -> None:
    from nodegraph_app.training.split import split

    assert len(split(1, 0.5, 0).training) == 1
    assert len(split(2, 0.1, 0).validation) == 0
    assert len(split(10, 0.0, 0, np.zeros(10)).training) == 10


def test_one_seed_gives_the_same_bits_and_another_seed_others() -> None:
    def weights(seed: int) -> dict[str, np.ndarray]:
        return dict(nodegraph_app.train(opened("digits-cnn"), epochs=1, seed=seed).weights)

    first, again, other = weights(3), weights(3), weights(4)
    assert all(np.array_equal(first[name], again[name]) for name in first)
    assert not np.array_equal(first["conv1.weight"], other["conv1.weight"])


def test_every_training_sample_is_seen_once_an_epoch() -> None:
    from nodegraph_app.training.trainer import Trainer

    document = opened("spirals", batch_size=64)
    trainer = Trainer(document, seed=0, device="cpu", weights=None)
    batches = list(trainer.batches(1))
    assert len(batches) == trainer.steps_per_epoch
    assert sorted(np.concatenate(batches)) == list(trainer.split.training)
    assert {len(batch) for batch in batches} == {64, len(trainer.split.training) % 64}
    assert not np.array_equal(np.concatenate(batches), np.concatenate([*trainer.batches(2)]))


def test_an_epoch_tells_the_mean_loss_of_its_steps_whatever_their_sizes() -> None:
    events = list(run(opened("spirals", batch_size=200), epochs=1))
    started, done = events[0], events[-2]
    assert isinstance(started, Started)
    assert isinstance(done, EpochDone)
    losses = [event.loss for event in events if isinstance(event, StepDone)]
    sizes = [200, 200, 80]
    assert started.training_samples == sum(sizes)
    assert done.train_loss == pytest.approx(np.average(losses, weights=sizes))


def test_a_summed_loss_is_told_per_sample_too() -> None:
    document = opened("curve-fit", lr=1e-9)
    mean = nodegraph_app.train(document, epochs=1).epochs[0]
    document.apply(SetParameter("loss", "reduction", "sum"))
    summed = nodegraph_app.train(document, epochs=1).epochs[0]
    assert summed.train_loss == pytest.approx(mean.train_loss, rel=1e-4)
    assert summed.val_loss == pytest.approx(mean.val_loss, rel=1e-4)


def test_there_is_no_accuracy_without_classes_and_no_validation_without_samples() -> None:
    curve = nodegraph_app.train(opened("curve-fit"), epochs=1).epochs[0]
    assert curve.val_accuracy is None
    assert curve.val_loss is not None
    by_hand = nodegraph_app.train(opened("hand-worked-2-2-2"), epochs=1).epochs[0]
    assert by_hand.val_loss is None
    assert by_hand.record() == {
        "epoch": 1,
        "train_loss": pytest.approx(0.298371109),
        "val_loss": None,
        "learning_rate": 0.5,
    }


def test_a_network_that_repeats_its_input_has_no_accuracy(draw: Callable[..., Any]) -> None:
    canvas = draw(batch_size=64)
    canvas.chain(("Spirals", {"n": 100}), ("Linear", {"out_features": 2}), "MSE")
    canvas.wire("spirals1.x", "mse1.target")
    epoch = nodegraph_app.train(canvas.document, epochs=1).epochs[0]
    assert epoch.val_loss is not None
    assert (epoch.train_accuracy, epoch.val_accuracy) == (None, None)


def test_accuracy_is_of_the_loss_that_gets_classes(draw: Callable[..., Any]) -> None:
    canvas = draw(batch_size=64)
    canvas.chain(("Spirals", {"n": 100}), ("Linear", {"out_features": 2}), "MSE")
    canvas.wire("spirals1.x", "mse1.target")
    canvas.chain(("Linear", {"out_features": 2}), "CrossEntropy")
    canvas.wire("linear1.output", "linear2.input")
    canvas.wire("spirals1.y", "crossentropy1.target")
    accuracy = nodegraph_app.train(canvas.document, epochs=1).epochs[0].val_accuracy
    assert accuracy is not None
    assert 0 <= accuracy <= 1


def test_pause_holds_and_resume_goes_on_with_the_same_bits() -> None:
    control = Control()
    plain = list(run(opened("spirals"), epochs=1))
    events: list[Event] = []
    for event in run(opened("spirals"), epochs=1, control=control):
        events.append(event)
        if isinstance(event, StepDone) and event.step == 2:
            control.pause()
        if isinstance(event, Paused):
            control.resume()
    assert kinds(events) == ["Started", "Paused", "Resumed", "EpochDone", "Finished"]
    assert events.index(Paused(2)) + 1 == events.index(Resumed(2))
    assert isinstance(plain[-1], Finished)
    assert isinstance(events[-1], Finished)
    for name, array in plain[-1].weights.items():
        assert np.array_equal(array, events[-1].weights[name])


@pytest.mark.parametrize("held", [False, True])
def test_stop_ends_a_run_with_what_it_learned(held: bool) -> None:
    control = Control()
    events: list[Event] = []
    for event in run(opened("spirals"), epochs=50, control=control):
        events.append(event)
        if isinstance(event, StepDone) and event.step == 3:
            if held:
                control.pause()
            control.stop()
    assert isinstance(events[-1], Finished)
    assert events[-1].reason == "stopped"
    assert sum(isinstance(event, StepDone) for event in events) == 3


def test_a_diverging_training_says_so_instead_of_going_on_with_nan() -> None:
    document = opened("curve-fit", optimizer="SGD", lr=1000.0)
    with pytest.raises(TrainingError, match=r"diverged.*nan|inf.*smaller learning rate"):
        list(run(document, epochs=5))


def test_an_unsound_network_is_refused_before_anything_starts() -> None:
    document = opened("spirals")
    document.apply(DisconnectPorts(document.wires_into("output")[0]))
    with pytest.raises(CompileError):
        next(run(document))


def test_zero_epochs_are_refused() -> None:
    with pytest.raises(TrainingError, match="at least one epoch"):
        next(run(opened("spirals"), epochs=0))


def test_the_document_itself_is_never_changed_by_training() -> None:
    document = opened("spirals")
    before = document.project
    nodegraph_app.train(document, epochs=1)
    assert document.project == before
    assert document.revision == 0


def test_training_goes_on_from_given_weights() -> None:
    document = opened("spirals")
    first = nodegraph_app.train(document, epochs=3)
    second = nodegraph_app.train(document, epochs=1, weights=first.weights)
    assert second.epochs[0].train_loss < first.epochs[0].train_loss
