"""Optimizers of single numbers; the same updates as `engine.optim`'s."""

from __future__ import annotations

import math
from collections.abc import Iterable

from engine.errors import ValueRangeError, unwritten
from engine.scalar.value import Value


class Optimizer:
    """The numbers to change, and their rate."""

    def __init__(self, parameters: Iterable[Value], lr: float) -> None:
        self.parameters = list(parameters)
        if not self.parameters:
            raise ValueRangeError(
                "An optimizer takes the numbers it is to change",
                expected="at least one Value",
                actual="none",
                mend="Pass network.parameters()",
            )
        if not lr >= 0.0:
            raise ValueRangeError(
                "lr cannot be {lr}", lr=lr, expected="a rate of 0 or more", actual=lr
            )
        self.lr = lr

    def zero_grad(self) -> None:
        """Forget the gradients."""
        for parameter in self.parameters:
            parameter.grad = 0.0

    def step(self) -> None:
        """Change every number by its gradient."""
        raise unwritten(self, "step(self)")


class SGD(Optimizer):
    """θ ← θ − lr · v, where v gathers momentum · v + gradient (Sutskever et al., 2013)."""

    def __init__(self, parameters: Iterable[Value], lr: float = 1e-3, momentum: float = 0.0):
        super().__init__(parameters, lr)
        self.momentum = momentum
        self.velocity: list[float] | None = None

    def step(self) -> None:
        """Change every number by its gradient."""
        gradients = [parameter.grad for parameter in self.parameters]
        if self.momentum and self.velocity is not None:
            gradients = [
                self.momentum * v + g for v, g in zip(self.velocity, gradients, strict=True)
            ]
        self.velocity = gradients
        for parameter, change in zip(self.parameters, gradients, strict=True):
            parameter.data -= self.lr * change


class Adam(Optimizer):
    """Rates of their own by the gradients' first two moments (Kingma & Ba, 2015)."""

    def __init__(
        self,
        parameters: Iterable[Value],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
    ):
        super().__init__(parameters, lr)
        self.betas = betas
        self.eps = eps
        self.steps = 0
        self.first = [0.0] * len(self.parameters)
        self.second = [0.0] * len(self.parameters)

    def step(self) -> None:
        """Change every number by its gradient's moments."""
        self.steps += 1
        beta1, beta2 = self.betas
        for place, parameter in enumerate(self.parameters):
            g = parameter.grad
            self.first[place] = beta1 * self.first[place] + (1 - beta1) * g
            self.second[place] = beta2 * self.second[place] + (1 - beta2) * g * g
            mean = self.first[place] / (1 - beta1**self.steps)
            spread = math.sqrt(self.second[place] / (1 - beta2**self.steps))
            parameter.data -= self.lr * mean / (spread + self.eps)
