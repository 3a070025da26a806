"""Stochastic gradient descent, plain, with momentum, and averaged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine import ops
from engine.errors import ValueRangeError
from engine.optim.optimizer import Optimizer, ParameterGroup, number_beside
from engine.tensors import Tensor

__all__ = ["ASGD", "SGD"]


class SGD(Optimizer):
    """θ ← θ − lr · v, where v gathers momentum · v + gradient (Sutskever et al., 2013).

    dampening shrinks new gradients from the second step on; nesterov looks one step ahead.
    """

    rule = ops.sgd_update
    states = ("momentum_buffer",)
    numbers = ("lr", "momentum")
    attributes = ("dampening", "weight_decay", "nesterov", "maximize")

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        settings = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
        }
        super().__init__(params, settings)

    def _check(self, settings: Mapping[str, Any]) -> None:
        super()._check(settings)
        momentum, dampening = settings["momentum"], settings["dampening"]
        if settings["nesterov"] and (momentum <= 0 or dampening != 0):
            raise ValueRangeError(
                "Nesterov's method needs momentum and no dampening",
                expected="momentum above 0 and dampening 0",
                actual=f"momentum {momentum}, dampening {dampening}",
            )

    def _wanted_states(self, group: ParameterGroup) -> Sequence[str]:
        return self.states if group["momentum"] != 0 else ()

    def _load(self, parameter: Tensor, group: ParameterGroup, saved: Mapping[str, Any]) -> None:
        # PyTorch saves no number of steps: a buffer that is there has seen one.
        super()._load(parameter, group, {"step": 1, **saved})


class ASGD(Optimizer):
    """SGD with a falling rate, and the mean of the parameters from step t0 on in state "ax".

    Source: Polyak & Juditsky, "Acceleration of stochastic approximation by averaging", 1992.
    """

    rule = ops.asgd_update
    states = ("ax", "eta", "mu")
    attributes = ("lambd", "alpha", "t0", "weight_decay", "maximize")

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0,
        maximize: bool = False,
    ) -> None:
        settings = {
            "lr": lr,
            "lambd": lambd,
            "alpha": alpha,
            "t0": t0,
            "weight_decay": weight_decay,
            "maximize": maximize,
        }
        super().__init__(params, settings)

    def _new_state(self, parameter: Tensor, group: ParameterGroup) -> dict[str, Tensor]:
        state = super()._new_state(parameter, group)
        for name, start in (("eta", group["lr"]), ("mu", 1.0)):
            state[name] = number_beside(parameter, start)
            state[name].name = name
        return state
