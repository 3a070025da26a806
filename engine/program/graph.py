"""Graph: a whole training step as a flat list of primitives.

Forward, backward and update are steps of the same kind, in an order that can be run as it stands.
The interpreter, the plan and the stepper all read it; nothing in it is mutable state of a run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.backend import Array, DType
from engine.ops.primitive import Primitive
from engine.tensors import Tensor

Phase = Literal["forward", "backward", "update"]
Kind = Literal["input", "capture", "constant", "result"]


@dataclass(frozen=True, slots=True)
class Value:
    """One array of a program: fed (input), kept between runs (capture), fixed, or computed.

    name: the input's name, or the parameter's or buffer's (`conv1.weight`); empty for the rest.
    step: the step that computes it; None unless it is a result.
    """

    id: int
    shape: tuple[int, ...]
    dtype: DType
    kind: Kind
    name: str = ""
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One primitive applied to values.

    inputs: value ids in the primitive's order; None for an absent operand.
    scope: canvas node, then module path, that it belongs to.
    source: for a backward step, the forward step that it differentiates.
    """

    index: int
    primitive: Primitive
    inputs: tuple[int | None, ...]
    outputs: tuple[int, ...]
    attributes: dict[str, Any]
    scope: tuple[str, ...]
    phase: Phase
    source: int | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """A store: after the run, `tensor` holds the value."""

    tensor: Tensor
    value: int


@dataclass
class Graph:
    """The program of one function: what it is fed, what it keeps, its steps and what it returns.

    gradients: value id -> the value that is the total gradient arriving at it.
    contributions: value id -> the gradients whose sum that total is, in order of arrival.
    """

    values: list[Value] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    inputs: dict[str, int] = field(default_factory=dict)
    captures: dict[int, Tensor] = field(default_factory=dict)
    constants: dict[int, Array] = field(default_factory=dict)
    outputs: dict[str, int] = field(default_factory=dict)
    updates: list[Update] = field(default_factory=list)
    gradients: dict[int, int] = field(default_factory=dict)
    contributions: dict[int, list[int]] = field(default_factory=dict)

    def needed_steps(self, targets: Iterable[int] | None = None) -> list[Step]:
        """The steps that the targets need, in order; by default what outputs and updates need."""
        if targets is None:
            targets = [*self.outputs.values(), *(update.value for update in self.updates)]
        needed = set(targets)
        kept: list[Step] = []
        for step in reversed(self.steps):
            if needed.intersection(step.outputs):
                kept.append(step)
                needed.update(i for i in step.inputs if i is not None)
        return kept[::-1]

    def loss_step(self) -> int | None:
        """The last forward step before the backward pass begins; None without a backward pass."""
        for step in self.steps:
            if step.phase == "backward":
                return step.index - 1
        return None

    def verify(self) -> None:
        """Check that every stage of the compiler left a program that can run.

        Every operand is known before its step, every value has one maker, shapes and dtypes are
        what the primitives' own rules say. Raises AssertionError: a failure is a defect of ours.
        """
        known = {v.id for v in self.values if v.kind != "result"}
        for position, step in enumerate(self.steps):
            assert step.index == position, f"step {position} is numbered {step.index}"
            operands = [None if i is None else self.values[i] for i in step.inputs]
            for operand in operands:
                assert operand is None or operand.id in known, f"step {position} is too early"
            types, _ = step.primitive.result_types(
                [None if v is None else v.shape for v in operands],
                [None if v is None else v.dtype for v in operands],
                step.attributes,
            )
            made = [(self.values[i].shape, self.values[i].dtype) for i in step.outputs]
            assert made == types, f"step {position} makes {made}, its rule says {types}"
            assert not known.intersection(step.outputs), f"step {position} writes a value again"
            known.update(step.outputs)
        for target in [*self.outputs.values(), *(u.value for u in self.updates)]:
            assert target in known, f"value {target} is promised and never computed"
