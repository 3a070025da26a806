"""A step size for every element: Adagrad, Adadelta, RMSprop, Rprop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import engine
from engine import ops
from engine.errors import ValueRangeError
from engine.optim.optimizer import Optimizer, ParameterGroup
from engine.tensors import Tensor

__all__ = ["Adadelta", "Adagrad", "RMSprop", "Rprop"]


class Adagrad(Optimizer):
    """θ ← θ − lr · gradient / (√(sum of squared gradients) + eps).

    Source: Duchi, Hazan & Singer, "Adaptive subgradient methods", 2011.
    """

    rule = ops.adagrad_update
    states = ("sum",)
    attributes = ("lr_decay", "eps", "weight_decay", "maximize")

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        *,
        maximize: bool = False,
    ) -> None:
        settings = {
            "lr": lr,
            "lr_decay": lr_decay,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
            "eps": eps,
            "maximize": maximize,
        }
        super().__init__(params, settings)

    def _new_state(self, parameter: Tensor, group: ParameterGroup) -> dict[str, Tensor]:
        return _started(
            super()._new_state(parameter, group), sum=group["initial_accumulator_value"]
        )


class Adadelta(Optimizer):
    """Steps in the units of the parameters themselves: θ ← θ − lr · Δ with
    Δ = g · √(mean of Δ² + eps) / √(mean of g² + eps), both means fading by rho.

    Source: Zeiler, "ADADELTA", 2012.
    """

    rule = ops.adadelta_update
    states = ("square_avg", "acc_delta")
    attributes = ("rho", "eps", "weight_decay", "maximize")

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        *,
        maximize: bool = False,
    ) -> None:
        settings = {
            "lr": lr,
            "rho": rho,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
        }
        super().__init__(params, settings)


class RMSprop(Optimizer):
    """θ ← θ − lr · gradient / (√(running mean of squared gradients) + eps).

    centered: by the variance instead, the mean gradient taken away. Sources: Tieleman & Hinton,
    lecture 6.5, 2012; centred: Graves, 2013.
    """

    rule = ops.rmsprop_update
    states = ("square_avg", "grad_avg", "momentum_buffer")
    numbers = ("lr", "momentum")
    attributes = ("alpha", "eps", "weight_decay", "maximize")

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        maximize: bool = False,
    ) -> None:
        settings = {
            "lr": lr,
            "alpha": alpha,
            "eps": eps,
            "weight_decay": weight_decay,
            "momentum": momentum,
            "centered": centered,
            "maximize": maximize,
        }
        super().__init__(params, settings)

    def _wanted_states(self, group: ParameterGroup) -> Sequence[str]:
        absent = {"grad_avg": not group["centered"], "momentum_buffer": group["momentum"] == 0}
        return [name for name in self.states if not absent.get(name, False)]


class Rprop(Optimizer):
    """Steps that grow while a gradient keeps its sign and shrink when it turns; its size is not
    looked at, so it wants the whole data in one batch.

    etas: the factors (shrink, grow). step_sizes: (least, most). Source: Riedmiller & Braun, 1993.
    """

    rule = ops.rprop_update
    states = ("prev", "step_size")
    attributes = ("etas", "step_sizes", "maximize")

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
        *,
        maximize: bool = False,
    ) -> None:
        settings = {
            "lr": lr,
            "etas": tuple(etas),
            "step_sizes": tuple(step_sizes),
            "maximize": maximize,
        }
        super().__init__(params, settings)

    def _check(self, settings: Mapping[str, Any]) -> None:
        super()._check(settings)
        shrink, grow = settings["etas"]
        if not 0.0 < shrink < 1.0 < grow:
            raise ValueRangeError(
                "Rprop shrinks its steps by a factor below 1 and grows them by one above",
                expected="0 < first < 1 < second",
                actual=settings["etas"],
            )

    def _new_state(self, parameter: Tensor, group: ParameterGroup) -> dict[str, Tensor]:
        return _started(super()._new_state(parameter, group), step_size=group["lr"])


def _started(state: dict[str, Tensor], **starts: float) -> dict[str, Tensor]:
    """The state with these tensors filled with a number instead of zeros."""
    for name, number in starts.items():
        state[name].assign(engine.full_like(state[name], number))
    return state
