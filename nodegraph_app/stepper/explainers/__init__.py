"""How each primitive's numbers come about: one file a family, as in engine/ops."""

from nodegraph_app.stepper.explainers import (
    convolution,
    elementwise,
    linear,
    loss,
    movement,
    normalisation,
    optimizer,
    pooling,
    reduction,
)
from nodegraph_app.stepper.explainers.registry import Operation, explain_operation

__all__ = [
    "Operation",
    "convolution",
    "elementwise",
    "explain_operation",
    "linear",
    "loss",
    "movement",
    "normalisation",
    "optimizer",
    "pooling",
    "reduction",
]
