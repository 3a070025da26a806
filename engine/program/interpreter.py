"""Interpreter: runs a Graph one step at a time and keeps every value."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine import backend, scope
from engine.backend import Array, Generator
from engine.errors import ValueRangeError
from engine.program.graph import Graph, Step
from engine.program.run import checked_inputs, compute, start_values


class Interpreter:
    """One run of a program, step by step.

    Captured tensors are copied when the run begins, and nothing is written back before `commit`,
    so every value that has been computed stays as it was: going back is looking at fewer of them.

    inputs: name -> array, of the shapes and dtypes the program was traced for.
    generator: where random steps draw from; the engine's default generator if None.
    """

    def __init__(
        self, graph: Graph, inputs: Mapping[str, Array], generator: Generator | None = None
    ) -> None:
        self.graph = graph
        self.position = 0  # steps done
        self.generator = generator or backend.default_generator
        self.values: list[Array | None] = start_values(
            graph, checked_inputs(graph, inputs), copy=True
        )

    @property
    def next_step(self) -> Step | None:
        """The step that `step` will run; None at the end."""
        steps = self.graph.steps
        return steps[self.position] if self.position < len(steps) else None

    def step(self) -> Step:
        """Run one step. Raises ValueRangeError at the end of the program."""
        step = self.next_step
        if step is None:
            raise ValueRangeError("The program has ended", actual=f"{self.position} steps")
        with scope.at(step.scope), np.errstate(all="ignore"):
            results = compute(step, self.values, self.generator)
        for value, array in zip(step.outputs, results, strict=True):
            self.values[value] = array
        self.position += 1
        return step

    def run(self, until: int | None = None) -> None:
        """Run up to step `until`, not included; to the end if None."""
        end = len(self.graph.steps) if until is None else until
        while self.position < end:
            self.step()

    def value(self, value: int) -> Array | None:
        """A value's array; None where it is not computed yet."""
        return self.values[value]

    def commit(self) -> None:
        """Write the updates into the captured tensors. Needs the whole program to have run."""
        if self.next_step is not None:
            raise ValueRangeError(
                "Updates are written at the end of a program",
                expected=f"step {len(self.graph.steps)}",
                actual=f"step {self.position}",
                mend="Run to the end first",
            )
        for update in self.graph.updates:
            update.tensor.assign(self.values[update.value])
