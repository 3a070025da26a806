"""Task: one operation with its numbers, as the working shows it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nodegraph_app.stepper.explain import explain, operation_of
from nodegraph_app.stepper.explanation import Explanation
from nodegraph_app.stepper.names import StepInfo, ValueInfo
from nodegraph_app.stepper.timeline import Timeline
from nodegraph_app.text import Text, translate
from widgets.common.translation import shown
from widgets.views.figure import Index

Array = npt.NDArray[np.generic]

_LETTERS = {1: ("i",), 2: ("n", "i"), 3: ("n", "i", "j"), 4: ("n", "c", "i", "j")}
_LEFT_SIDE = re.compile(r"\[([^\]]*)\]")


@dataclass(frozen=True)
class Operand:
    """A value that goes in or comes out: its title, its letter in the formula, its full name."""

    title: str
    symbol: str
    name: str
    value: Array


@dataclass(frozen=True)
class Task:
    """What one step computes. ``explain`` tells how one cell of the output came about; its second
    argument is the channel whose window is wanted, or None for the one that counts most."""

    phase: str
    formula: str
    operands: tuple[Operand | None, ...]
    output: Operand
    explain: Callable[[Index, int | None], Explanation]

    @property
    def index_names(self) -> tuple[str, ...]:
        """The letters of the output's indices: those of the formula's left side where they fit."""
        rank = self.output.value.ndim
        left = _LEFT_SIDE.search(self.formula.partition("=")[0])
        letters = tuple(part.strip() for part in left[1].split(",")) if left else ()
        if len(letters) == rank:
            return letters
        return _LETTERS.get(rank) or tuple(f"d{place}" for place in range(rank))

    def first_index(self) -> Index:
        """Where to look first: the largest magnitude of the first sample, or of the whole value."""
        value = self.output.value
        if not value.size:
            return (0,) * value.ndim
        sizes = np.abs(np.nan_to_num(value.astype(np.float64), posinf=0.0, neginf=0.0))
        if value.ndim > 2:
            return (0, *(int(i) for i in np.unravel_index(sizes[0].argmax(), sizes.shape[1:])))
        return tuple(int(i) for i in np.unravel_index(sizes.argmax(), sizes.shape))


def task_of(timeline: Timeline, step: StepInfo) -> Task:
    """The task of a step that is done; of several results the first is explained."""
    operation = operation_of(timeline, step)
    operands = tuple(
        None
        if info is None or value is None
        else Operand(_title(step, info), operation.symbol(place), info.name, value)
        for place, (info, value) in enumerate(zip(step.inputs, operation.inputs, strict=True))
    )
    made = step.outputs[0]
    symbol = _result_symbol(step, made)
    output = Operand(shown(_RESULTS[step.phase]), symbol, made.name, operation.outputs[0])
    return Task(
        step.phase,
        step.formula,
        operands,
        output,
        lambda index, channel: explain(timeline, step.index, made.id, index, channel),
    )


def _title(step: StepInfo, info: ValueInfo) -> str:
    if info.role == "gradient":
        return shown(_UPSTREAM if step.phase == "backward" else _GRADIENT)
    if step.phase == "backward":
        return shown(_LOCAL)
    return shown(_ROLES.get(info.role, _STATE) if step.phase == "update" else _inward(info))


def _inward(info: ValueInfo) -> Text:
    return _ROLES.get(info.role, _INPUT)


def _result_symbol(step: StepInfo, made: ValueInfo) -> str:
    """The left side of the formula without its indices: "y", "∂L/∂w"; θ′ of an update."""
    if step.phase == "update":
        return "θ′"
    left, equals, _ = step.formula.partition("=")
    symbol = left.partition("[")[0].strip()
    if step.phase == "forward":
        return symbol if equals and len(symbol) <= 2 else "y"
    return symbol if symbol.startswith("∂") else "g"


_INPUT: Text = translate("stepper", "Input")
_LOCAL: Text = translate("stepper", "Local")
_UPSTREAM: Text = translate("stepper", "Upstream")
_GRADIENT: Text = translate("stepper", "Gradient")
_STATE: Text = translate("stepper", "State")
_ROLES: dict[str, Text] = {
    "parameter": translate("stepper", "Parameter"),
    "target": translate("stepper", "Target"),
    "constant": translate("stepper", "State"),
}
_RESULTS: dict[str, Text] = {
    "forward": translate("stepper", "Output"),
    "backward": translate("stepper", "Downstream"),
    "update": translate("stepper", "New value"),
}
