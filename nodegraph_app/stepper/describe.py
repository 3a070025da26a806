"""The facts of every step as plain data, for JSON and for tables."""

from __future__ import annotations

from typing import Any

from nodegraph_app.insight.statistics import norm
from nodegraph_app.stepper.names import StepInfo, ValueInfo
from nodegraph_app.stepper.timeline import Timeline


def facts(timeline: Timeline) -> list[dict[str, Any]]:
    """Run the timeline to its end and describe every step."""
    timeline.run_all()
    return [describe(timeline, step) for step in timeline.steps]


def describe(timeline: Timeline, step: StepInfo | int) -> dict[str, Any]:
    """One step: index, phase, op, node (its name), inputs and outputs with shape, dtype and norm.

    The norm is None for a value that is not computed yet.
    """
    if isinstance(step, int):
        step = timeline.steps[step]
    nodes = timeline.program.document.nodes
    return {
        "index": step.index,
        "phase": step.phase,
        "op": step.op,
        "node": nodes[step.node].name if step.node in nodes else "",
        "node_id": step.node,
        "inputs": [_value(timeline, value) for value in step.inputs if value is not None],
        "outputs": [_value(timeline, value) for value in step.outputs],
        "formula": step.formula,
        "gradient_formula": step.gradient_formula,
        "source": step.source,
    }


def _value(timeline: Timeline, value: ValueInfo) -> dict[str, Any]:
    array = timeline.value(value.id)
    return {
        "name": value.name,
        "shape": list(value.shape),
        "dtype": value.dtype,
        "role": value.role,
        "norm": None if array is None else norm(array),
    }
