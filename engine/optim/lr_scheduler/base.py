"""What every schedule shares: the rates it began with, counting epochs, and its saving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import ValueRangeError, unwritten
from engine.optim.optimizer import Optimizer

__all__ = ["LRScheduler"]


class LRScheduler:
    """The base of the schedules: a subclass says in `get_lr` what the rates are now.

    optimizer: whose groups' "lr" it sets. last_epoch: −1 begins; another number goes on after
    that epoch, for which every group must know its "initial_lr".

    `step()` after each epoch (or each batch, if that is what the schedule counts).
    """

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        if not isinstance(optimizer, Optimizer):
            raise ValueRangeError(
                "A schedule sets the rates of an optimizer",
                expected="an Optimizer",
                actual=type(optimizer).__name__,
            )
        for group in optimizer.param_groups:
            if last_epoch == -1:
                group.setdefault("initial_lr", group["lr"])
            elif "initial_lr" not in group:
                raise ValueRangeError(
                    "To go on with a schedule, every group must know the rate it began with",
                    expected="initial_lr in each group",
                    actual="none",
                    mend="Load the optimizer's state, or begin with last_epoch=-1",
                )
        self.optimizer = optimizer
        self.base_lrs = [float(group["initial_lr"]) for group in optimizer.param_groups]
        self.last_epoch = last_epoch
        self.step()

    def get_lr(self) -> list[float]:
        """The rates for `last_epoch`, one a group, from those in force."""
        raise unwritten(self, "get_lr(self)")

    def get_last_lr(self) -> list[float]:
        """The rates in force, one a group."""
        return list(self._last_lr)

    def step(self) -> None:
        """One epoch further: set the rates."""
        self.last_epoch += 1
        self._set(self.get_lr())

    def restart(self) -> None:
        """Back to its epoch 0, from the initial rates."""
        for group in self.optimizer.param_groups:
            group["lr"] = group["initial_lr"]
        self.last_epoch = -1
        self.step()

    def _set(self, rates: list[float]) -> None:
        for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
            group["lr"] = rate
        self._last_lr = [float(rate) for rate in rates]

    def _rates(self) -> list[float]:
        """The rates in force."""
        return [float(group["lr"]) for group in self.optimizer.param_groups]

    def _times(self, factor: float) -> list[float]:
        """The rates in force, times a factor."""
        return [rate * factor for rate in self._rates()]

    # ---- saving

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimizer and functions."""
        return {
            name: value
            for name, value in vars(self).items()
            if name != "optimizer" and not _is_function(value)
        }

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Take the state of a schedule of the same kind."""
        vars(self).update(state_dict)


def _is_function(value: Any) -> bool:
    return callable(value) or (isinstance(value, list) and any(map(callable, value)))


def one_for_each_group(optimizer: Optimizer, name: str, given: Any) -> list[Any]:
    """The values of the groups of parameters: those given, or one for all of them."""
    groups = len(optimizer.param_groups)
    values = list(given) if isinstance(given, list | tuple) else [given] * groups
    if len(values) != groups:
        raise ValueRangeError(
            "{name} has one value, or one for each group of parameters",
            name=name,
            expected=groups,
            actual=len(values),
        )
    return values
