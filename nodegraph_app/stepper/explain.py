"""How a number on the timeline came about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nodegraph_app.insight.numbers import index_text
from nodegraph_app.stepper.explainers import Operation, explain_operation
from nodegraph_app.stepper.explanation import Array, Explanation, Factor, Term, total
from nodegraph_app.stepper.names import StepInfo
from nodegraph_app.stepper.timeline import Timeline
from nodegraph_app.text import translate

_LETTERS = {
    "input": "x",
    "weight": "w",
    "bias": "b",
    "gradient": "δ",
    "target": "t",
    "output": "y",
    "parameter": "θ",
}


def explain(
    timeline: Timeline,
    step_index: int,
    value_id: int,
    index: Sequence[int],
    channel: int | None = None,
) -> Explanation:
    """How the cell ``index`` of a step's output came about, with the real numbers.

    channel: which channel the grids of a convolution show; the one that counts most if None.

    Raises ValueError where the step has not been done or does not make that value, IndexError for
    a cell that the value does not have.
    """
    step = timeline.steps[step_index]
    if step_index >= timeline.position:
        raise ValueError(
            f"expected a step that is done, before {timeline.position}, actual step {step_index}"
        )
    made = [output.id for output in step.outputs]
    if value_id not in made:
        raise ValueError(
            f"expected one of the values {made} of step {step_index}, actual {value_id}"
        )
    operation = operation_of(timeline, step, made.index(value_id), channel)
    explanation = explain_operation(operation, tuple(int(place) for place in index))
    return replace(explanation, formula=step.formula)


def explain_arriving(timeline: Timeline, value_id: int, index: Sequence[int]) -> Explanation:
    """The gradient that arrives at a value as the sum over the places that the value feeds.

    Raises ValueError where no gradient arrives, or it is not computed yet.
    """
    whole = timeline.gradient_of(value_id)
    routes = timeline.routes(value_id)
    total_gradient = None if whole is None else timeline.value(whole)
    parts = [timeline.value(part) for part, _ in routes]
    if total_gradient is None or any(part is None for part in parts):
        raise ValueError(f"expected a value whose gradient is computed, actual value {value_id}")
    place = tuple(int(at) for at in index)
    nodes = timeline.program.document.nodes
    terms = []
    for (gradient, node), part in zip(routes, parts, strict=True):
        number = float(np.asarray(part)[place])
        name = nodes[node].name if node in nodes else timeline.info(gradient).name
        cell = index_text(timeline.info(gradient).name, place)
        label = translate("stepper", "through {node}", node=name)
        terms.append(Term(label, number, (Factor(cell, number),)))
    return Explanation(
        translate("stepper", "The sum over the places that it feeds"),
        "sum",
        total(terms),
        tuple(terms),
        formula="g = Σ gₖ",
        index=place,
        expected_value=float(total_gradient[place]),
    )


def operation_of(
    timeline: Timeline, step: StepInfo, output: int = 0, channel: int | None = None
) -> Operation:
    """A step that is done, with its numbers."""
    traced = timeline.graph.steps[step.index]
    inputs = [None if value is None else timeline.value(value.id) for value in step.inputs]
    outputs = [timeline.value(value.id) for value in step.outputs]
    symbols = _symbols(step, traced.primitive.inputs)
    return Operation(
        step.op, tuple(inputs), _all_there(outputs), traced.attributes, symbols, output, channel
    )


def _symbols(step: StepInfo, operands: tuple[str, ...]) -> tuple[str, ...]:
    """The letters of a step's operands: x, w, b; δ for a gradient that comes from above."""
    symbols = []
    for position, value in enumerate(step.inputs):
        name = operands[min(position, len(operands) - 1)]
        letter = _LETTERS.get(name, name)
        is_upstream = value is not None and value.role == "gradient" and step.phase == "backward"
        symbols.append("δ" if is_upstream and position == 0 else letter)
    return tuple(symbols)


def _all_there(arrays: Sequence[Array | None]) -> tuple[Array, ...]:
    return tuple(array for array in arrays if array is not None)
