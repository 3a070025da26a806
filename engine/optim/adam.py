"""Adam, with AMSGrad and decoupled weight decay."""

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


class Adam(Optimizer):
    """θ ← θ − lr · m̂ / (√v̂ + eps): running means of gradient and squared gradient, unbiased.

    Sources: Kingma & Ba 2015; amsgrad: Reddi et al. 2018; decoupled_weight_decay: Loshchilov &
    Hutter 2019.
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
        need_not_negative_number(lr=lr, eps=eps, weight_decay=weight_decay)
        if not all(0.0 <= beta < 1.0 for beta in betas):
            raise ValueRangeError(
                "Adam's betas are at least 0 and below 1", expected="0 to 1", actual=betas
            )
        settings = {
            "lr": lr,
            "betas": tuple(betas),
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        super().__init__(params, settings)

    def _new_state(self, parameter: Tensor, group: ParameterGroup) -> dict[str, Tensor]:
        names = ["exp_avg", "exp_avg_sq", *(["max_exp_avg_sq"] if group["amsgrad"] else [])]
        return {
            "step": step_state(parameter),
            **{name: zeros_state(parameter, name) for name in names},
        }

    def _update(
        self, parameter: Tensor, gradient: Tensor, state: dict[str, Tensor], group: ParameterGroup
    ) -> None:
        names = ("betas", "eps", "weight_decay", "decoupled_weight_decay", "maximize")
        results = ops.adam_update(
            parameter,
            gradient,
            state["exp_avg"],
            state["exp_avg_sq"],
            state.get("max_exp_avg_sq"),
            group.rate,
            state["step"],
            **{name: group[name] for name in names},
        )
        for tensor, value in zip((parameter, *state.values()), results, strict=True):
            tensor.assign(value)
