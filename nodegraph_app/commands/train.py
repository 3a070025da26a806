"""`train`: learn from the network's data, with a progress bar, metrics and weights in files."""

from __future__ import annotations

import json
import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from nodegraph_app.commands.command import (
    Command,
    CommandError,
    console,
    json_argument,
    network_argument,
    plain,
    print_json,
    whole_number,
)

if TYPE_CHECKING:
    from rich.progress import Progress

    from nodegraph_app.document.document import Document
    from nodegraph_app.training.events import EpochDone, Event, Started

LARGEST_SEED = 2**32 - 1
MOST_EPOCHS = 100_000
MOST_LINES = 50
"""Above this, only some epochs are printed; the metrics file has all."""


def configure(parser: ArgumentParser) -> None:
    """Arguments of `train`."""
    network_argument(parser)
    parser.add_argument("--epochs", metavar="N", type=whole_number(1, MOST_EPOCHS))
    parser.add_argument("--seed", metavar="S", type=whole_number(0, LARGEST_SEED))
    parser.add_argument("--device", metavar="cpu|cuda", type=_device, help="where to compute")
    parser.add_argument("--metrics", metavar="FILE.jsonl", type=Path, help="one line an epoch")
    parser.add_argument(
        "--weights",
        metavar="OUT.safetensors",
        type=Path,
        help="where the weights go (default: beside a project file; an example keeps none)",
    )
    parser.add_argument(
        "--start", metavar="FILE", type=Path, help="weights to start from, instead of fresh ones"
    )
    json_argument(parser)


def run(arguments: Namespace) -> int:
    """Train to the end, or say in one line why that cannot be."""
    from engine.memory import keep_freed
    from nodegraph_app import gallery
    from nodegraph_app import weights as weight_files
    from nodegraph_app.commands.weights import read_weights
    from nodegraph_app.training.result import train_to_the_end

    document = gallery.open_document(arguments.network)
    start = read_weights(arguments.start)
    target = _weights_target(document, arguments.weights)
    if target is not None:
        weight_files.check_free(target)
    _check_metrics(arguments.metrics)
    keep_freed()  # this process does nothing else than the same step over and over
    with _Follower(arguments.metrics) as follow:
        result = train_to_the_end(
            document,
            epochs=arguments.epochs,
            seed=arguments.seed,
            device=arguments.device,
            weights=start,
            on_event=follow,
        )
    if target is not None:
        weight_files.save(result.weights, target)
    _report(result.epochs, target, as_json=arguments.json)
    return 0


def _weights_target(document: Document, chosen: Path | None) -> Path | None:
    """Where the weights go; None for an example, whose folder is not the user's."""
    from nodegraph_app import gallery
    from nodegraph_app.document.files import weights_path

    if chosen is not None or document.path is None or gallery.is_example(document):
        return chosen
    return weights_path(document.path)


class _Follower(ExitStack):
    """Shows every event and writes every epoch down, from the moment that training begins."""

    def __init__(self, metrics_path: Path | None) -> None:
        super().__init__()
        self._metrics_path = metrics_path
        self._metrics: TextIO | None = None
        self._progress = _progress()
        self._task = self._progress.add_task("training")
        self._digits = self._every = 1

    def __call__(self, event: Event) -> None:
        from nodegraph_app.training.events import EpochDone, Started, StepDone

        if isinstance(event, Started):
            self._begin(event)
        elif isinstance(event, StepDone):
            self._progress.advance(self._task)
        elif isinstance(event, EpochDone):
            if event.epoch % self._every == 0:
                line = f"epoch {event.epoch:>{self._digits}}  {_words(event)}"
                self._progress.console.print(line, soft_wrap=True)
            if self._metrics is not None:
                self._metrics.write(json.dumps(plain(event.record())) + "\n")
                self._metrics.flush()

    def _begin(self, started: Started) -> None:
        self._digits = len(str(started.epochs))
        self._every = max(1, started.epochs // MOST_LINES)
        if self._metrics_path is not None:
            self._metrics = self.enter_context(self._metrics_path.open("w", encoding="utf-8"))
        self._progress.update(self._task, total=started.epochs * started.steps_per_epoch)
        self.enter_context(self._progress)


def _words(event: EpochDone) -> str:
    """One epoch's figures as a line."""
    words = [f"train_loss {event.train_loss:.5f}"]
    if event.val_loss is not None:
        words.append(f"val_loss {event.val_loss:.5f}")
    if event.train_accuracy is not None:
        words.append(f"train_accuracy {event.train_accuracy:.2%}")
    if event.val_accuracy is not None:
        words.append(f"val_accuracy {event.val_accuracy:.2%}")
    return "  ".join(words)


def _progress() -> Progress:
    """A bar on standard error: how far, how long so far, how long still."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("training"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("steps"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    screen = Console(stderr=True, highlight=False, markup=False, emoji=False)
    return Progress(*columns, console=screen)


def _device(text: str) -> str:
    """A type for arguments: cpu, cuda or cuda:1."""
    if not re.fullmatch(r"cpu|cuda(:\d+)?", text):
        raise ArgumentTypeError(f"expected cpu, cuda or cuda:1, …, got {text!r}")
    return text


def _check_metrics(path: Path | None) -> None:
    """Raise an error when metrics cannot be written there, or would destroy something else."""
    if path is None:
        return
    from nodegraph_app.weights import check_writable

    check_writable(path)
    if not _holds_metrics(path):
        raise CommandError(
            "This file holds something else than metrics",
            where=str(path),
            mend="Choose another name, or move the file away",
        )


def _holds_metrics(path: Path) -> bool:
    """Whether a file may be overwritten: it is not there, is empty, or is an earlier run's."""
    if not path.exists() or path.stat().st_size == 0 or not path.is_file():
        return True
    with path.open(encoding="utf-8", errors="replace") as file:
        first = file.readline(4096)
    try:
        record: Any = json.loads(first)
    except ValueError:
        return False
    return isinstance(record, dict) and "epoch" in record and "train_loss" in record


def _report(epochs: tuple[EpochDone, ...], target: Path | None, *, as_json: bool) -> None:
    if as_json:
        kept = str(target) if target else None
        print_json({"epochs": [each.record() for each in epochs], "weights": kept})
        return
    seconds = sum(each.seconds for each in epochs)
    out = console()
    out.print(f"{len(epochs)} epochs in {seconds:.1f} s: {_words(epochs[-1])}", soft_wrap=True)
    if target is not None:
        out.print(f"weights: {target}", soft_wrap=True)
    else:
        out.print("weights: not kept; --weights OUT.safetensors keeps them")


COMMAND = Command("train", "train a network", configure, run)
