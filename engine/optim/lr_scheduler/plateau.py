"""A schedule that waits for the loss to stop falling."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from engine.errors import ValueRangeError
from engine.optim.lr_scheduler.base import LRScheduler, one_for_each_group
from engine.optim.optimizer import Optimizer

__all__ = ["ReduceLROnPlateau"]


class ReduceLROnPlateau(LRScheduler):
    """Times `factor` when a number has not improved for more than `patience` epochs.

    mode: "min" or "max" of the number given to `step`. threshold: what counts as better, as a
    share (threshold_mode "rel") or a difference ("abs"). cooldown: epochs to wait after a change.
    min_lr: the floor. eps: smaller changes are not made.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: float | Sequence[float] = 0,
        eps: float = 1e-8,
    ) -> None:
        if factor >= 1.0:
            raise ValueRangeError(
                "The factor of the schedule is below 1", expected="below 1", actual=factor
            )
        if mode not in ("min", "max") or threshold_mode not in ("rel", "abs"):
            raise ValueRangeError(
                "This schedule looks for a minimum or maximum, by share or by difference",
                expected="min or max; rel or abs",
                actual=f"{mode}; {threshold_mode}",
            )
        self.min_lrs: list[float] = one_for_each_group(optimizer, "min_lr", min_lr)
        self.optimizer = optimizer
        self.mode, self.factor, self.patience = mode, factor, patience
        self.threshold, self.threshold_mode = threshold, threshold_mode
        self.cooldown, self.eps = cooldown, eps
        self.best = math.inf if mode == "min" else -math.inf
        self.num_bad_epochs = 0
        self.cooldown_counter = 0
        self.last_epoch = 0
        self._last_lr = self._rates()

    def step(self, metrics: Any = None) -> None:
        """One epoch further, with its number. ValueRangeError without one."""
        if metrics is None:
            raise ValueRangeError(
                "This schedule needs a number of each epoch",
                expected="step(loss)",
                actual="step()",
            )
        current = float(metrics)
        self.last_epoch += 1
        if self.is_better(current, self.best):
            self.best = current
            self.num_bad_epochs = 0
        else:
            self.num_bad_epochs += 1
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            self._reduce()
            self.cooldown_counter = self.cooldown
            self.num_bad_epochs = 0
        self._last_lr = self._rates()

    def is_better(self, a: float, best: float) -> bool:
        """Whether `a` is better than the best so far by the threshold."""
        sign = 1.0 if self.mode == "max" else -1.0
        if self.threshold_mode == "rel":
            return sign * a > sign * best * (1.0 + sign * self.threshold)
        return sign * a > sign * best + self.threshold

    def _reduce(self) -> None:
        for group, least in zip(self.optimizer.param_groups, self.min_lrs, strict=True):
            rate = max(float(group["lr"]) * self.factor, float(least))
            if float(group["lr"]) - rate > self.eps:
                group["lr"] = rate
