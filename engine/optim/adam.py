"""Adam and its relatives: rates of their own by the gradients' running moments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from engine import ops
from engine.optim.optimizer import Optimizer, ParameterGroup, number_beside
from engine.tensors import Tensor

__all__ = ["Adam", "AdamW", "Adamax", "NAdam", "RAdam"]

Betas = tuple[float, float]
_DECAY = ("eps", "weight_decay", "decoupled_weight_decay", "maximize")


class _Moments(Optimizer):
    """What they share: betas, of which the first is an operand and the second an attribute."""

    numbers = ("lr", "beta1")

    def _settings(self, group: ParameterGroup) -> dict[str, Any]:
        return {**super()._settings(group), "beta2": group["betas"][1]}


class Adam(_Moments):
    """θ ← θ − lr · m̂ / (√v̂ + eps): running means of gradient and squared gradient, unbiased.

    Sources: Kingma & Ba 2015; amsgrad: Reddi et al. 2018; decoupled_weight_decay: Loshchilov &
    Hutter 2019.
    """

    rule = ops.adam_update
    states = ("exp_avg", "exp_avg_sq", "max_exp_avg_sq")
    attributes = _DECAY

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: Betas = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
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

    def _wanted_states(self, group: ParameterGroup) -> Sequence[str]:
        return self.states if group["amsgrad"] else self.states[:2]


class AdamW(Adam):
    """Adam whose weight_decay does not pass through the moments: θ is first multiplied by
    1 − lr · weight_decay (Loshchilov & Hutter, 2019)."""

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: Betas = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            maximize=maximize,
            decoupled_weight_decay=True,
        )


class Adamax(_Moments):
    """Adam by the largest gradient so far, which betas[1] makes fade, not by the squared mean
    (Kingma & Ba, 2015, 7.1)."""

    rule = ops.adamax_update
    states = ("exp_avg", "exp_inf")
    attributes = ("eps", "weight_decay", "maximize")

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 2e-3,
        betas: Betas = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        *,
        maximize: bool = False,
    ) -> None:
        settings = {
            "lr": lr,
            "betas": tuple(betas),
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
        }
        super().__init__(params, settings)


class NAdam(_Moments):
    """Adam with Nesterov's look ahead; momentum_decay lets betas[0] grow with the steps
    (Dozat, 2016)."""

    rule = ops.nadam_update
    states = ("exp_avg", "exp_avg_sq", "mu_product")
    attributes = ("momentum_decay", *_DECAY)

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 2e-3,
        betas: Betas = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        settings = {
            "lr": lr,
            "betas": tuple(betas),
            "eps": eps,
            "weight_decay": weight_decay,
            "momentum_decay": momentum_decay,
            "decoupled_weight_decay": decoupled_weight_decay,
            "maximize": maximize,
        }
        super().__init__(params, settings)

    def _new_state(self, parameter: Tensor, group: ParameterGroup) -> dict[str, Tensor]:
        state = super()._new_state(parameter, group)
        state["mu_product"] = number_beside(parameter, 1.0)
        state["mu_product"].name = "mu_product"
        return state


class RAdam(_Moments):
    """Adam that trusts the second moment, the mean by betas[1], only as far as it is known
    (Liu et al., 2020)."""

    rule = ops.radam_update
    states = ("exp_avg", "exp_avg_sq")
    attributes = _DECAY

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: Betas = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        decoupled_weight_decay: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        settings = {
            "lr": lr,
            "betas": tuple(betas),
            "eps": eps,
            "weight_decay": weight_decay,
            "decoupled_weight_decay": decoupled_weight_decay,
            "maximize": maximize,
        }
        super().__init__(params, settings)
