"""Trainer: a network, its data and its optimizer, one batch at a time and one look at the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import backend
from engine.program import Plan
from nodegraph_app import gallery
from nodegraph_app import weights as weight_files
from nodegraph_app.compiler import Program, compile
from nodegraph_app.document.document import Document
from nodegraph_app.training.events import Weights
from nodegraph_app.training.split import Indices, split

LARGEST_LOOK = 512
"""Samples that are looked at together when the network is tested."""

ORDER, DROPOUT = 1, 2
"""Streams of chance besides the seed's own, which draws weights and split."""


@dataclass
class Figures:
    """Loss and hits, summed over samples."""

    samples: int = 0
    loss_sum: float = 0.0
    hits: int = 0
    counts_hits: bool = False

    @property
    def loss(self) -> float:
        """Mean loss of a sample."""
        return self.loss_sum / max(self.samples, 1)

    @property
    def accuracy(self) -> float | None:
        """Share of samples whose largest score is their class; None without classes."""
        return self.hits / max(self.samples, 1) if self.counts_hits else None


class Trainer:
    """What a run drives. Raises CompileError for a network that cannot be trained."""

    def __init__(
        self, document: Document, *, seed: int, device: str, weights: Weights | None
    ) -> None:
        setup = document.training
        self.seed = seed
        self.learning_rate = setup.lr
        self.program = compile(document, setup.batch_size, seed=seed, device=device)
        if weights is not None:
            self.program.load(weights)
        elif start := _own_start(document, self.program):
            self.program.load(start)
        data = self.program.data
        classes = data.targets if data.target_kind == "class" else None
        self.split = split(len(data), setup.validation, seed, classes)
        self.batch_size = min(setup.batch_size, len(self.split.training))
        self._names = _names(self.program)
        self._chance = backend.Generator(_stream(seed, DROPOUT))
        self._plans: dict[int, Plan] = {}
        self._plan(self.batch_size)
        self._figures = Figures()

    @property
    def steps_per_epoch(self) -> int:
        """Batches in one pass; the last one may be smaller."""
        return -(-len(self.split.training) // self.batch_size)

    def batches(self, epoch: int) -> Iterator[Indices]:
        """The training samples in the order of this epoch, in batches."""
        order = np.random.default_rng((_stream(self.seed, ORDER), epoch))
        shuffled = order.permutation(self.split.training)
        for start in range(0, len(shuffled), self.batch_size):
            yield shuffled[start : start + self.batch_size]

    def step(self, batch: Indices) -> float:
        """Forward, backward and update on these samples; the loss before the update."""
        fed = self.program.batch(batch)
        moved = {name: backend.move(array, self.program.device) for name, array in fed.items()}
        outputs = self._plan(len(batch)).run(moved)
        return self._add(self._figures, fed, outputs)

    def take_training_figures(self) -> Figures:
        """The figures of all steps since they were last taken."""
        figures, self._figures = self._figures, Figures()
        return figures

    def validate(self) -> Figures | None:
        """The network as it is on the held-out samples; None where none are held out."""
        held_out = self.split.validation
        if not len(held_out):
            return None
        figures = Figures()
        for start in range(0, len(held_out), LARGEST_LOOK):
            fed = self.program.batch(held_out[start : start + LARGEST_LOOK])
            self._add(figures, fed, self.program.forward(fed))
        return figures

    def weights(self) -> dict[str, NDArray[Any]]:
        """Copies of all parameters and buffers, on the CPU."""
        return self.program.parameters()

    def _plan(self, size: int) -> Plan:
        if size not in self._plans:
            graph = self.program.graph(training=True, batch_size=size)
            self._plans[size] = Plan(graph, self.program.device, self._chance)
        return self._plans[size]

    def _add(self, figures: Figures, fed: Weights, outputs: Weights) -> float:
        """Take one batch's outputs into the figures; its loss, the sum of all losses."""
        size = len(next(iter(fed.values())))
        figures.samples += size
        total = 0.0
        for name, is_sum in self._names.losses.items():
            loss = float(outputs[name])
            total += loss
            figures.loss_sum += loss if is_sum else loss * size
        if self._names.labels in fed:
            scores = backend.move(outputs[self._names.prediction], backend.CPU)
            figures.counts_hits = True
            figures.hits += int((scores.argmax(axis=1) == fed[self._names.labels]).sum())
        return total


@dataclass(frozen=True)
class _Names:
    """What the program calls what is looked at."""

    losses: dict[str, bool]
    """Every loss, and whether it sums over its samples instead of taking the mean."""
    prediction: str
    labels: str
    """The scores and the classes that accuracy compares; empty where nothing is classified."""


def _names(program: Program) -> _Names:
    nodes, layout = program.document.nodes, program.layout
    losses = {
        loss.node.name: program.compilation.nodes[loss.node.id].parameters.get("reduction") == "sum"
        for loss in layout.losses
    }
    for loss in layout.losses:
        scores, labels = loss.operands
        if program.compilation.nodes[labels.node].outputs[labels.port].classes is not None:
            return _Names(losses, nodes[scores.node].name, program.named(labels))
    return _Names(losses, "", "")


def _own_start(document: Document, program: Program) -> Weights | None:
    """The weights that an example brings along, while they still fit."""
    start = weight_files.beside(document) if gallery.is_example(document) else None
    return start if start and weight_files.fit(start, program.parameters()) else None


def _stream(seed: int, number: int) -> int:
    """A seed of its own for each use of chance, all from the one seed."""
    return int(np.random.SeedSequence((seed, number)).generate_state(1)[0])
