"""What a run has told, counted and timed."""

import numpy as np

from nodegraph_app.document.records import Training
from nodegraph_app.training.events import (
    EpochDone,
    Finished,
    Paused,
    Resumed,
    Started,
    StepDone,
)
from widgets.training.history import Run
from widgets.training.words import clock_text, duration_text, left_text


class Clock:
    """Time that only passes when told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def started(epochs: int = 5, steps: int = 100) -> Started:
    return Started(epochs, steps, 3200, 800, 0, "cpu", 1)


def test_time_left_follows_from_the_work_done_so_far() -> None:
    clock = Clock()
    run = Run(1, "digits", Training(batch_size=64), clock)
    run.follow(started())
    for step in range(1, 101):
        clock.now += 0.1
        run.follow(StepDone(step, 1, 1.0))
    assert run.total_steps == 500
    assert abs(run.seconds_per_step - 0.1) < 1e-9  # type: ignore[operator]
    assert abs(run.samples_per_second - 640) < 1e-6  # type: ignore[operator]
    assert abs(run.seconds_left - 40) < 1e-6  # type: ignore[operator]
    assert run.epoch == 2


def test_a_pause_does_not_count_as_work() -> None:
    clock = Clock()
    run = Run(1, "digits", Training(), clock)
    run.follow(started())
    clock.now = 2.0
    run.follow(Paused(3))
    clock.now = 60.0
    assert run.elapsed == 2.0
    assert run.state == "paused"
    run.follow(Resumed(3))
    clock.now = 61.0
    assert run.elapsed == 3.0
    run.follow(Finished("stopped", {}))
    clock.now = 99.0
    assert (run.elapsed, run.state, run.seconds_left) == (3.0, "stopped", None)


def test_the_smoothed_loss_is_the_mean_of_the_last_batches() -> None:
    run = Run(1, "digits", Training())
    run.follow(started(steps=16))
    losses = np.random.default_rng(0).random(30)
    for step, loss in enumerate(losses, 1):
        run.follow(StepDone(step, 1, float(loss)))
    smoothed = run.smoothed_losses()
    assert np.allclose(smoothed[0], losses[0])
    assert np.allclose(smoothed[-1], losses[-4:].mean())


def test_the_best_figures_skip_what_was_not_measured() -> None:
    run = Run(1, "digits", Training())
    run.follow(started())
    assert run.best_accuracy is None
    run.follow(EpochDone(1, 1.0, None, None, None, 1.0, 0.001))
    run.follow(EpochDone(2, 0.9, 0.8, 0.7, 0.9, 1.0, 0.001))
    run.follow(EpochDone(3, 0.8, float("nan"), 0.6, 0.9, 1.0, 0.001))
    assert (run.best_validation_loss, run.best_accuracy) == (0.8, 0.7)


def test_times_read_as_people_write_them() -> None:
    assert (clock_text(43.9), clock_text(3723)) == ("0:43", "1:02:03")
    assert (duration_text(0.084), duration_text(0.0017)) == ("84 ms", "1.7 ms")
    assert left_text(15.2) == "about 15 s left"
    assert left_text(240) == "about 4 min left"
