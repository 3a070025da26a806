"""The timeline: a training step of a program, operation by operation, forward and back in time."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from engine import Tensor, backend
from engine.program import Graph, Interpreter, Step
from nodegraph_app.stepper.names import Names, StepInfo, ValueInfo

if TYPE_CHECKING:
    from nodegraph_app.compiler.program import Program

Array = npt.NDArray[Any]


_BATCHES_KEPT = 32


@dataclass(frozen=True)
class _Moment:
    """The start of a batch: which one, the state of chance, what was fed and what gets written."""

    number: int
    chance: tuple[int, int]
    fed: Mapping[str, Array]
    kept: Mapping[int, Any]


class Timeline:
    """One batch through a program: forward, loss, backward and update, a step at a time.

    What has been computed is kept, so going back shows the same bits again, whatever chance had a
    part in. ``position`` counts the steps done; a value is there once its step is done.
    """

    def __init__(self, program: Program, batch: Mapping[str, Array] | None = None) -> None:
        """Step through ``batch``, or the first samples of the data where it is left out.

        Where there are fewer samples than the program's batch size, all of them are the batch.
        Raises CompileError where there is neither data nor a batch.
        """
        self.program = program
        self.batch_number = 0
        self.is_training = bool(program.layout.losses and program.module.state_dict())
        """Whether there is a backward pass and an update after the forward pass."""
        self.batch_size = (
            min(program.batch_size, len(program.data))
            if batch is None
            else len(next(iter(batch.values())))
        )
        traced = program.traced(self.batch_size, self.is_training, with_losses=True)
        self.graph: Graph = traced.graph
        self._generator = backend.Generator(program.seed)
        self._names = Names(program, traced)
        self.steps: tuple[StepInfo, ...] = tuple(map(self._info, self.graph.steps))
        self.loss_index = self._loss_index()
        self._seeds = frozenset(self.graph.gradients.values())
        self._past: deque[_Moment] = deque(maxlen=_BATCHES_KEPT)
        self._start(batch if batch is not None else self._batch(0))

    # ---- moving

    @property
    def current(self) -> StepInfo | None:
        """The step that was done last; None at the start."""
        return self.steps[self.position - 1] if self.position else None

    def step(self) -> StepInfo | None:
        """Do one step; None at the end."""
        if self.position == len(self.steps):
            return None
        self.go_to(self.position + 1)
        return self.current

    def back(self) -> StepInfo | None:
        """Take one step back; returns the step that is then the last one done."""
        if self.position:
            self.go_to(self.position - 1)
        return self.current

    def go_to(self, position: int) -> None:
        """Move to where ``position`` steps are done. IndexError outside 0 … len(steps)."""
        if not 0 <= position <= len(self.steps):
            raise IndexError(f"expected a position from 0 to {len(self.steps)}, actual {position}")
        self._interpreter.run(until=position)
        self.position = position

    def next_node(self) -> StepInfo | None:
        """Do all steps up to the end of the next run of steps that belong to one node and phase."""
        if self.position == len(self.steps):
            return None
        first = self.steps[self.position]
        end = self.position + 1
        while end < len(self.steps) and _together(first, self.steps[end]):
            end += 1
        self.go_to(end)
        return self.current

    def run_forward(self) -> None:
        """Move to where the loss is known."""
        self.go_to(self.loss_index + 1)

    def run_all(self) -> None:
        """Move to the end."""
        self.go_to(len(self.steps))

    def next_batch(self) -> None:
        """Finish the step, keep the updated parameters, and start over with the next samples."""
        before = _Moment(self.batch_number, self._chance, self._fed, self._kept())
        self._interpreter.run()
        self._interpreter.commit()
        self._past.append(before)
        self.batch_number += 1
        self._start(self._batch(self.batch_number))

    def previous_batch(self) -> bool:
        """Go back to the start of the batch before, to the bit; False where it is not kept.

        Parameters, optimizer state and chance are as they were. The last few batches are kept.
        """
        if not self._past:
            return False
        moment = self._past.pop()
        for value, array in moment.kept.items():
            self.graph.captures[value].assign(Tensor(array))
        self._generator.state = moment.chance
        self.batch_number = moment.number
        self._start(moment.fed)
        return True

    # ---- values

    def value(self, value_id: int) -> Array | None:
        """A value as a read-only array on the CPU; None while its step is not done.

        The gradient of the loss, 1, is there once the loss is.
        """
        step = self.graph.values[value_id].step
        if step is None and value_id in self._seeds:
            step = self.loss_index
        if step is not None and step >= self.position:
            return None
        array = self._interpreter.value(value_id)
        if array is None:
            return None
        view: Array = np.asarray(backend.move(array, backend.CPU)).view()
        view.flags.writeable = False
        return view

    def info(self, value_id: int) -> ValueInfo:
        """What is known of a value before it is computed."""
        return self._names.info(self.graph.values[value_id])

    def node_output(self, node: str, port: str | None = None) -> int | None:
        """The value that leaves a node at a port (the first where none is named)."""
        return self._names.output(node, port)

    def node_gradient(self, node: str, port: str | None = None) -> int | None:
        """The gradient that arrives at a node's output; None where no gradient gets."""
        output = self._names.output(node, port)
        return None if output is None else self.graph.gradients.get(output)

    def handed_on(self, node: str) -> dict[str, int]:
        """The gradient that a node hands on through each of its inputs: port -> value."""
        return self._names.handed_on(node)

    def contributions(self, value_id: int) -> tuple[int, ...]:
        """The gradients whose sum arrives at a value, one for each place it feeds."""
        return tuple(self.graph.contributions.get(value_id, ()))

    def routes(self, value_id: int) -> tuple[tuple[int, str], ...]:
        """Those gradients, each with the id of the node that it came through."""
        return self._names.routes(value_id)

    def parameters_of(self, node: str) -> dict[str, int]:
        """A node's parameters as this batch finds them: "weight" -> value."""
        prefix = f"{self.program.document.nodes[node].name}."
        return {
            value.name.removeprefix(prefix): value.id
            for value in self.graph.values
            if value.name.startswith(prefix) and self._names.is_parameter(value)
        }

    def gradient_of(self, value_id: int) -> int | None:
        """The whole gradient of an activation or a parameter; None where none gets."""
        return self.graph.gradients.get(value_id)

    def parameter_update(self, value_id: int) -> int | None:
        """The value that a parameter has after the update."""
        tensor = self.graph.captures.get(value_id)
        return next((u.value for u in self.graph.updates if u.tensor is tensor), None)

    # ---- the work

    def _kept(self) -> dict[int, Any]:
        """Copies of what the program writes to, as it is now, on its device."""
        written = {id(update.tensor) for update in self.graph.updates}
        captures = self.graph.captures.items()
        return {value: t.array.copy() for value, t in captures if id(t) in written}

    def _start(self, batch: Mapping[str, Array]) -> None:
        device = self.program.device
        arrays = {
            self.program.named(port): backend.move(np.asarray(array), device)
            for port, array in self.program.fed(batch).items()
        }
        self.position = 0
        self._fed = batch
        self._chance = self._generator.state
        self._interpreter: Interpreter = Interpreter(self.graph, arrays, self._generator)

    def _batch(self, number: int) -> dict[str, Array]:
        first = number * self.batch_size
        places = np.arange(first, first + self.batch_size) % len(self.program.data)
        return self.program.batch(places)

    def _loss_index(self) -> int:
        before_backward = self.graph.loss_step()
        return len(self.steps) - 1 if before_backward is None else before_backward

    def _info(self, step: Step) -> StepInfo:
        node = self._names.node_of(step)
        return StepInfo(
            index=step.index,
            phase=step.phase,
            op=step.primitive.name,
            node=node,
            path=step.scope if step.scope[:1] == (node,) else (node, *step.scope),
            inputs=tuple(None if i is None else self.info(i) for i in step.inputs),
            outputs=tuple(map(self.info, step.outputs)),
            formula=step.primitive.formula,
            source=step.source,
            gradient_formula=self._names.gradient_formula(step),
        )


def _together(one: StepInfo, other: StepInfo) -> bool:
    return (one.phase, one.node) == (other.phase, other.node)
