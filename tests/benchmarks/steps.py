"""Training steps a second: the engine and PyTorch, each in a process of its own, in turns.

PyTorch runs the code that the studio exports, on the same batches in the same order. A round asks
one, then the other, so that what else the machine does meets both; the median of the rounds'
ratios is the figure, their quartiles its spread.
"""

from __future__ import annotations

import importlib.util
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median, quantiles
from typing import Any

EXAMPLES = ("digits-cnn", "digits-mlp")
ROUNDS = 15
SECONDS_A_TURN = 0.4
WARM_UP = 20

Step = Callable[[int], object]


def measure() -> list[dict[str, Any]]:
    """One row an example. Without PyTorch, its columns are None."""
    return [_compared(name) for name in EXAMPLES]


def _compared(name: str) -> dict[str, Any]:
    has_torch = importlib.util.find_spec("torch") is not None
    with tempfile.TemporaryDirectory() as folder:
        makers = [engine_step, torch_step] if has_torch else [engine_step]
        contenders = [_start(maker, name, folder) for maker in makers]
        try:
            rounds = [[_turn(pipe) for _, pipe in contenders] for _ in range(ROUNDS)]
        finally:
            for process, pipe in contenders:
                pipe.close()
                process.join()
    ours = [speeds[0] for speeds in rounds]
    ratios = [speeds[0] / speeds[1] for speeds in rounds] if has_torch else []
    low, _, high = quantiles(ratios, n=4) if ratios else (None, None, None)
    return {
        "example": name,
        "engine_steps_per_s": median(ours),
        "torch_steps_per_s": median(speeds[1] for speeds in rounds) if has_torch else None,
        "ratio": median(ratios) if ratios else None,
        "ratio_low": low,
        "ratio_high": high,
    }


def _start(maker: Callable[[str, str], Step], name: str, folder: str) -> tuple[Any, Connection]:
    context = multiprocessing.get_context("spawn")
    ours, childs = context.Pipe()
    process = context.Process(target=contend, args=(maker, name, folder, childs))
    process.start()
    childs.close()
    ours.recv()  # it is warm
    return process, ours


def _turn(pipe: Connection) -> float:
    pipe.send(SECONDS_A_TURN)
    return float(pipe.recv())


def contend(maker: Callable[[str, str], Step], name: str, folder: str, pipe: Connection) -> None:
    """A contender's process: warm up, then answer each request with steps a second."""
    step = maker(name, folder)
    for number in range(WARM_UP):
        step(number)
    pipe.send("warm")
    number = 0
    while True:
        try:
            seconds = pipe.recv()
        except EOFError:
            return
        began, first = time.perf_counter(), number
        while time.perf_counter() - began < seconds:
            step(number)
            number += 1
        pipe.send((number - first) / (time.perf_counter() - began))


def engine_step(name: str, folder: str) -> Step:
    """One training step as the training process makes it."""
    import nodegraph_app
    from nodegraph_app.training.trainer import Trainer

    trainer = Trainer(nodegraph_app.open(name), seed=0, device="cpu", weights=None)
    batches = list(_full_batches(trainer))
    return lambda number: trainer.step(batches[number % len(batches)])


def torch_step(name: str, folder: str) -> Step:
    """The same step on the exported model, as a PyTorch user writes it."""
    import torch

    import nodegraph_app
    from nodegraph_app.training.trainer import Trainer

    torch.set_num_threads(1)
    document = nodegraph_app.open(name)
    trainer = Trainer(document, seed=0, device="cpu", weights=None)
    data = trainer.program.data
    inputs, targets = torch.from_numpy(data.inputs), torch.from_numpy(data.targets)
    batches = [torch.from_numpy(batch) for batch in _full_batches(trainer)]
    report = nodegraph_app.export(document, "pytorch", Path(folder) / name)
    model = _exported_model(next(path for path in report.files if path.suffix == ".py"))
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=document.training.lr)

    def step(number: int) -> object:
        batch = batches[number % len(batches)]
        optimizer.zero_grad()
        loss = criterion(model(inputs[batch]), targets[batch])
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def _full_batches(trainer: Any) -> Iterator[Any]:
    """The first epoch's batches of full size."""
    return (batch for batch in trainer.batches(1) if len(batch) == trainer.batch_size)


def _exported_model(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.load().train()
