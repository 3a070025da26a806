"""One operation at a time: the timeline of a program and the explanation of every number in it."""

from nodegraph_app.stepper.describe import facts
from nodegraph_app.stepper.explain import explain, explain_arriving
from nodegraph_app.stepper.explanation import Explanation, Factor, Grid, Term, Working
from nodegraph_app.stepper.names import StepInfo, ValueInfo
from nodegraph_app.stepper.timeline import Timeline

__all__ = [
    "Explanation",
    "Factor",
    "Grid",
    "StepInfo",
    "Term",
    "Timeline",
    "ValueInfo",
    "Working",
    "explain",
    "explain_arriving",
    "facts",
]
