"""Stochastic gradient descent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine import ops
from engine.errors import ValueRangeError
from engine.optim.optimizer import (
    Optimizer,
    ParameterGroup,
    need_not_negative_number,
    step_state,
    zeros_state,
)
from engine.tensors import Tensor


class SGD(Optimizer):
    """θ ← θ − lr · v, where v gathers momentum · v + gradient (Sutskever et al., 2013).

    dampening shrinks new gradients from the second step on; nesterov looks one step ahead.
    """

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
        need_not_negative_number(lr=lr, momentum=momentum, weight_decay=weight_decay)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueRangeError(
                "Nesterov's method needs momentum and no dampening",
                expected="momentum above 0 and dampening 0",
                actual=f"momentum {momentum}, dampening {dampening}",
            )
        settings = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
        }
        super().__init__(params, settings)

    def _new_state(self, parameter: Tensor, group: ParameterGroup) -> dict[str, Tensor]:
        state = {"step": step_state(parameter)}
        if group["momentum"] != 0:
            state["momentum_buffer"] = zeros_state(parameter, "momentum_buffer")
        return state

    def _update(
        self, parameter: Tensor, gradient: Tensor, state: dict[str, Tensor], group: ParameterGroup
    ) -> None:
        buffer = state.get("momentum_buffer")
        names = ("momentum", "dampening", "weight_decay", "nesterov", "maximize")
        results = ops.sgd_update(
            parameter,
            gradient,
            buffer,
            group.rate,
            state["step"],
            **{name: group[name] for name in names},
        )
        targets = (parameter, state["step"], *(() if buffer is None else (buffer,)))
        for tensor, value in zip(targets, results, strict=True):
            tensor.assign(value)
