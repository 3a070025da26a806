"""Schedules one after the other, and several at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from engine.errors import ValueRangeError
from engine.optim.lr_scheduler.base import LRScheduler
from engine.optim.optimizer import Optimizer

__all__ = ["ChainedScheduler", "SequentialLR"]


class SequentialLR(LRScheduler):
    """Each schedule until its milestone, then the next from its beginning."""

    schedulers: list[LRScheduler]

    def __init__(
        self,
        optimizer: Optimizer,
        schedulers: list[LRScheduler],
        milestones: list[int],
        last_epoch: int = -1,
    ) -> None:
        _need_one_optimizer(schedulers, optimizer)
        if len(milestones) != len(schedulers) - 1:
            raise ValueRangeError(
                "There is a milestone between each two schedules",
                expected=len(schedulers) - 1,
                actual=len(milestones),
            )
        self.optimizer = optimizer
        self.schedulers = schedulers
        self.milestones = milestones
        self.last_epoch = last_epoch + 1
        # Each schedule has set the rates when it was made: begin again with the first alone.
        for group in optimizer.param_groups:
            group["lr"] = group["initial_lr"]
        for scheduler in schedulers:
            _undo(scheduler)
        schedulers[0].step()
        self._last_lr = schedulers[0].get_last_lr()

    def step(self) -> None:
        """One epoch further, in the schedule whose turn it is."""
        self.last_epoch += 1
        turn = bisect_right(self.milestones, self.last_epoch)
        scheduler = self.schedulers[turn]
        if turn > 0 and self.milestones[turn - 1] == self.last_epoch:
            scheduler.restart()
        else:
            scheduler.step()
        self._last_lr = scheduler.get_last_lr()

    def state_dict(self) -> dict[str, Any]:
        """Its own state and that of each schedule."""
        return _state(self, super().state_dict())

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Take the state of another of the same schedules."""
        super().load_state_dict(_load(self, state_dict))


class ChainedScheduler(LRScheduler):
    """All schedules at once: each changes the rate that the one before has left."""

    schedulers: list[LRScheduler]

    def __init__(
        self, schedulers: Sequence[LRScheduler], optimizer: Optimizer | None = None
    ) -> None:
        optimizer = optimizer or (schedulers[0].optimizer if schedulers else None)
        _need_one_optimizer(schedulers, optimizer)
        assert optimizer is not None
        self.optimizer = optimizer
        self.schedulers = list(schedulers)
        self._last_lr = self._rates()

    def step(self) -> None:
        """One epoch further, in each."""
        for scheduler in self.schedulers:
            scheduler.step()
        self._last_lr = self._rates()

    def state_dict(self) -> dict[str, Any]:
        """Its own state and that of each schedule."""
        return _state(self, super().state_dict())

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Take the state of another of the same schedules."""
        super().load_state_dict(_load(self, state_dict))


def _undo(scheduler: Any) -> None:
    """Take back the first step of a schedule and of those inside it."""
    scheduler.last_epoch -= 1
    for inner in getattr(scheduler, "schedulers", []):
        _undo(inner)


def _need_one_optimizer(schedulers: Sequence[LRScheduler], optimizer: Optimizer | None) -> None:
    if not schedulers or any(s.optimizer is not optimizer for s in schedulers):
        raise ValueRangeError(
            "Schedules are combined on one optimizer",
            expected="one or more schedules of the same optimizer",
            actual="none" if not schedulers else "schedules of several",
        )


def _state(scheduler: Any, own: dict[str, Any]) -> dict[str, Any]:
    return {**own, "schedulers": [inner.state_dict() for inner in scheduler.schedulers]}


def _load(scheduler: Any, state: Mapping[str, Any]) -> dict[str, Any]:
    for inner, saved in zip(scheduler.schedulers, state["schedulers"], strict=True):
        inner.load_state_dict(saved)
    return {name: value for name, value in state.items() if name != "schedulers"}
