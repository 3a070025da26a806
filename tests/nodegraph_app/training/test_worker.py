"""Training in a process of its own: events, requests, death, and nothing left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import nodegraph_app
from nodegraph_app.training.events import (
    EpochDone,
    Event,
    Failed,
    Finished,
    Paused,
    Resumed,
    Started,
    StepDone,
)
from nodegraph_app.training.ring import StepRing
from nodegraph_app.training.worker import TrainingWorker, merged

ROOT = Path(__file__).parents[3]
PATIENCE = 60.0


@pytest.fixture
def worker() -> Iterator[TrainingWorker]:
    made = TrainingWorker(nodegraph_app.open("spirals"), epochs=2, seed=5)
    yield made
    made.close()


def polled(worker: TrainingWorker, until: Callable[[Event], bool]) -> list[Event]:
    """Events up to the first for which `until` holds, or to the end of the run."""
    events: list[Event] = []
    deadline = time.monotonic() + PATIENCE
    while worker.is_running and not any(map(until, events)):
        assert time.monotonic() < deadline, "the worker tells nothing"
        events += worker.poll()
        time.sleep(0.01)
    return events


@pytest.mark.slow
def test_the_worker_tells_the_same_figures_as_a_run_in_this_process(worker: TrainingWorker) -> None:
    worker.start()
    events = polled(worker, lambda event: isinstance(event, Finished))
    here = nodegraph_app.train(nodegraph_app.open("spirals"), epochs=2, seed=5)
    epochs = [event for event in events if isinstance(event, EpochDone)]
    assert [e.record() for e in epochs] == [e.record() for e in here.epochs]
    assert isinstance(events[0], Started)
    assert isinstance(events[-1], Finished)
    for name, array in here.weights.items():
        assert np.array_equal(array, events[-1].weights[name])
    steps = [event.step for event in events if isinstance(event, StepDone)]
    assert steps == list(range(1, len(steps) + 1))


@pytest.mark.slow
def test_a_worker_pauses_resumes_and_stops(worker: TrainingWorker) -> None:
    worker.start()
    worker.pause()
    assert isinstance(polled(worker, lambda e: isinstance(e, Paused))[-1], Paused)
    time.sleep(0.1)
    assert worker.poll() == []
    worker.resume()
    assert any(isinstance(e, Resumed) for e in polled(worker, lambda e: isinstance(e, Resumed)))
    worker.stop()
    events = polled(worker, lambda e: isinstance(e, Finished))
    assert isinstance(events[-1], Finished)
    assert not worker.is_running


@pytest.mark.slow
def test_a_worker_that_dies_ends_the_run_with_a_message(worker: TrainingWorker) -> None:
    worker.start()
    worker.pause()
    polled(worker, lambda e: isinstance(e, Paused))
    (process,) = multiprocessing.active_children()
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    (failed,) = polled(worker, lambda e: isinstance(e, Failed))
    assert isinstance(failed, Failed)
    assert "ended before it was done" in str(failed.what)
    assert str(failed.actual) == "exit code -9"
    assert not worker.is_running
    worker.stop()
    assert worker.poll() == []


@pytest.mark.slow
def test_an_error_in_the_worker_arrives_as_a_message(worker: TrainingWorker) -> None:
    broken = TrainingWorker(nodegraph_app.open("spirals"), device="cuda:7")
    broken.start()
    (failed,) = polled(broken, lambda e: isinstance(e, Failed))
    assert isinstance(failed, Failed)
    assert "no such GPU" in str(failed.what)
    assert failed.actual == "cuda:7"
    broken.close()


@pytest.mark.slow
def test_close_at_any_moment_leaves_no_process_no_memory_and_no_warning() -> None:
    """Closed while starting, while running and after the end; the resource tracker says nothing."""
    code = """
import time
import nodegraph_app
from nodegraph_app.training.events import StepDone
from nodegraph_app.training.worker import TrainingWorker

if __name__ == "__main__":
    for moment in ("new", "starting", "running", "stopped"):
        worker = TrainingWorker(nodegraph_app.open("spirals"), epochs=1000)
        if moment != "new":
            worker.start()
        while moment in ("running", "stopped") and worker.is_running:
            if any(isinstance(event, StepDone) for event in worker.poll()):
                if moment == "running":
                    break
                worker.stop()
            time.sleep(0.01)
        worker.close()
        worker.close()
    import multiprocessing
    print(len(multiprocessing.active_children()))
"""
    shared = Path("/dev/shm")
    before = set(shared.iterdir()) if shared.is_dir() else set()
    script = [sys.executable, "-W", "error", "-c", code]
    answer = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert (answer.stdout.strip(), answer.stderr) == ("0", "")
    after = set(shared.iterdir()) if shared.is_dir() else set()
    assert not {path for path in after - before if "pym" in path.name or "psm" in path.name}


def test_a_worker_that_was_never_started_has_nothing_to_tell(worker: TrainingWorker) -> None:
    assert worker.poll() == []
    assert not worker.is_running
    worker.pause()
    worker.close()


def test_a_worker_is_started_once(worker: TrainingWorker) -> None:
    worker.start()
    with pytest.raises(RuntimeError, match="another"):
        worker.start()


def test_the_ring_gives_every_step_once_and_in_order() -> None:
    ring = StepRing(multiprocessing.get_context("spawn"), capacity=8)
    for step in range(1, 4):
        ring.write(StepDone(step, 1, 0.5 * step))
    assert ring.read() == [StepDone(1, 1, 0.5), StepDone(2, 1, 1.0), StepDone(3, 1, 1.5)]
    assert ring.read() == []


def test_a_reader_that_falls_behind_loses_the_oldest_steps_only() -> None:
    ring = StepRing(multiprocessing.get_context("spawn"), capacity=8)
    for step in range(1, 101):
        ring.write(StepDone(step, 1, float(step)))
    assert [done.step for done in ring.read()] == list(range(94, 101))
    ring.write(StepDone(101, 2, 0.0))
    assert ring.read() == [StepDone(101, 2, 0.0)]


def test_steps_of_an_epoch_come_before_its_end_and_all_before_the_end_of_the_run() -> None:
    first = EpochDone(1, 0.0, None, None, None, 0.0, 0.1)
    finished = Finished("complete", {})
    steps = [StepDone(1, 1, 0.0), StepDone(2, 1, 0.0), StepDone(3, 2, 0.0)]
    assert merged(steps, [first]) == [*steps[:2], first, steps[2]]
    assert merged(steps, [first, finished]) == [*steps[:2], first, steps[2], finished]
