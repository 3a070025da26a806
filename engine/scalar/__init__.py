"""The scalar engine: one Value for each number, so that a whole network can be drawn and stepped.

It is for looking, not for speed: plain Python, no arrays. The rules are the array engine's, and so
are the answers.

    x, w, b = Value(2.0, "x"), Value(-3.0, "w"), Value(1.0, "b")
    y = (w * x + b).sigmoid()
    y.backward()
    w.grad  # ∂y/∂w
"""

from engine.guard import guard as _guard
from engine.scalar.losses import binary_cross_entropy_with_logits, mse_loss
from engine.scalar.network import MLP, Layer, Neuron
from engine.scalar.optimizers import SGD, Adam
from engine.scalar.value import Value

__all__ = [
    "MLP",
    "SGD",
    "Adam",
    "Layer",
    "Neuron",
    "Value",
    "binary_cross_entropy_with_logits",
    "mse_loss",
]

_guard(globals())
