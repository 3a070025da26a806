"""Plan: runs a Graph as fast as its primitives allow, keeping only what is still needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import backend
from engine.backend import CPU, Array, Device, Generator
from engine.errors import EngineError
from engine.program.graph import Graph, Step
from engine.program.run import checked_inputs, start_values


@dataclass(frozen=True, slots=True)
class _Instruction:
    """A step, resolved: what to call, which slots to read and write, which to let go after.

    skipped_draws: how many dropped random steps stood before this one since the last random one;
        their draws are passed over, so that every step draws the same numbers as when all run.
    """

    forward: Callable[..., Any]
    inputs: tuple[int | None, ...]
    outputs: tuple[int, ...]
    attributes: dict[str, Any]
    random: bool
    skipped_draws: int
    finished: tuple[int, ...]
    scope: tuple[str, ...]


class Plan:
    """A program resolved once and run many times.

    Steps that nothing needs are dropped, and every array is let go after its last use. The
    numbers are the interpreter's: both call the same primitives in the same order.
    """

    def __init__(
        self, graph: Graph, device: Device = CPU, generator: Generator | None = None
    ) -> None:
        self.graph = graph
        self.device = device
        self.generator = generator or backend.default_generator
        self._instructions = _resolved(graph)
        drawn = sum(step.random + step.skipped_draws for step in self._instructions)
        self._draws_after = sum(step.primitive.random for step in graph.steps) - drawn

    def run(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """Run it on these inputs, write the updates, and return the outputs.

        Raises ShapeError and ValueRangeError for inputs it was not made for. A failing step
        leaves every captured tensor as it was, and its error names the node.
        """
        xp = backend.array_module(self.device)
        values = start_values(self.graph, checked_inputs(self.graph, inputs), copy=False)
        with np.errstate(all="ignore"):
            for step in self._instructions:
                keywords = {}
                if step.random:
                    self.generator.skip(step.skipped_draws)
                    keywords = {"generator": self.generator}
                operands = [None if i is None else values[i] for i in step.inputs]
                try:
                    result = step.forward(xp, *operands, **step.attributes, **keywords)
                except EngineError as error:
                    error.where = error.where or ".".join(step.scope)
                    raise
                if isinstance(result, tuple):
                    for slot, array in zip(step.outputs, result, strict=True):
                        values[slot] = array
                else:
                    values[step.outputs[0]] = result
                for slot in step.finished:
                    values[slot] = None
        self.generator.skip(self._draws_after)
        outputs = {name: values[slot] for name, slot in self.graph.outputs.items()}
        for update in self.graph.updates:
            update.tensor.assign(values[update.value])
        return outputs


def _resolved(graph: Graph) -> list[_Instruction]:
    steps = graph.needed_steps()
    last_use = {
        i: n for n, step in enumerate(steps) for i in (*step.inputs, *step.outputs) if i is not None
    }
    promised = {*graph.outputs.values(), *(update.value for update in graph.updates)}
    finished: dict[int, list[int]] = {}
    for value, position in last_use.items():
        if graph.values[value].kind == "result" and value not in promised:
            finished.setdefault(position, []).append(value)
    skipped = _skipped_draws(graph, steps)
    return [
        _Instruction(
            forward=step.primitive.forward,
            inputs=step.inputs,
            outputs=step.outputs,
            attributes=step.attributes,
            random=step.primitive.random,
            skipped_draws=skipped.get(step.index, 0),
            finished=tuple(finished.get(position, ())),
            scope=step.scope,
        )
        for position, step in enumerate(steps)
    ]


def _skipped_draws(graph: Graph, kept: Sequence[Step]) -> dict[int, int]:
    """For each kept random step, how many dropped ones stand between it and the one before."""
    needed = {step.index for step in kept}
    skipped: dict[int, int] = {}
    waiting = 0
    for step in graph.steps:
        if step.primitive.random and step.index in needed:
            skipped[step.index], waiting = waiting, 0
        elif step.primitive.random:
            waiting += 1
    return skipped
