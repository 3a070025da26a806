"""Several losses on one network, whose gradients may pull against each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import engine
from engine import autograd, ops
from engine.backend import Generator, default_generator
from engine.errors import ValueRangeError
from engine.optim.optimizer import Optimizer
from engine.tensors import Tensor

__all__ = ["PCGrad"]


class PCGrad:
    """Gradient surgery: where two losses' gradients conflict, each gives up its part that hurts.

    `backward(losses)` sets every parameter's gradient to the sum of the losses' projected
    gradients; `step()` is the optimizer's. The other losses are taken in a random order.
    Source: Yu et al., "Gradient surgery for multi-task learning", 2020, algorithm 1. Not in
    PyTorch.
    """

    def __init__(self, optimizer: Optimizer, generator: Generator | None = None) -> None:
        self.optimizer = optimizer
        self.generator = generator

    def backward(self, losses: Sequence[Tensor]) -> None:
        """Set the gradients. ValueRangeError without a loss."""
        if not losses:
            raise ValueRangeError(
                "Gradient surgery needs losses", expected="one or more", actual="none"
            )
        parameters = [
            parameter
            for group in self.optimizer.param_groups
            for parameter in group["params"]
            if parameter.requires_grad
        ]
        found = [
            autograd.grad(loss, parameters, retain_graph=True, allow_unused=True) for loss in losses
        ]
        with engine.no_grad():
            kept = self._projected([_vector(parameters, gradients) for gradients in found])
            total = kept[0]
            for vector in kept[1:]:
                total = total + vector
            start = 0
            for number, parameter in enumerate(parameters):
                end = start + parameter.numel()
                if any(gradients[number] is not None for gradients in found):
                    parameter.grad = total[start:end].reshape(parameter.shape)
                start = end

    def _projected(self, vectors: list[Tensor]) -> list[Tensor]:
        """Each vector without its parts against the others, taken away one after the other."""
        stream = (self.generator or default_generator).next()
        kept = []
        for own, vector in enumerate(vectors):
            for other in stream.permutation(len(vectors)):
                if other != own:
                    against = ops.minimum((vector * vectors[other]).sum(), 0.0)
                    length = ops.maximum((vectors[other] * vectors[other]).sum(), 1e-300)
                    vector = vector - vectors[other] * (against / length)
            kept.append(vector)
        return kept

    def step(self) -> None:
        """The optimizer's step."""
        self.optimizer.step()

    def zero_grad(self, set_to_none: bool = True) -> None:
        """The optimizer's."""
        self.optimizer.zero_grad(set_to_none)


def _vector(parameters: Sequence[Tensor], gradients: Sequence[Any]) -> Tensor:
    """All gradients in one row; zeros where a loss has none."""
    return engine.cat(
        [
            (engine.zeros_like(p) if g is None else g).reshape(-1)
            for p, g in zip(parameters, gradients, strict=True)
        ]
    )
