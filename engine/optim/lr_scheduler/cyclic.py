"""Schedules along waves: cosines, restarts, triangles, and one long cycle."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from engine.errors import ValueRangeError
from engine.optim.lr_scheduler.base import LRScheduler, one_for_each_group
from engine.optim.optimizer import Optimizer

__all__ = ["CosineAnnealingLR", "CosineAnnealingWarmRestarts", "CyclicLR", "OneCycleLR"]

PerGroup = float | Sequence[float]


class CosineAnnealingLR(LRScheduler):
    """Half a cosine from the initial rate to eta_min in T_max epochs, then up again.

    Source: Loshchilov & Hutter, "SGDR", 2017, without its restarts.
    """

    def __init__(
        self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0, last_epoch: int = -1
    ) -> None:  # fmt: skip
        self.T_max = T_max
        self.eta_min = eta_min
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """From the rates in force."""
        if self.last_epoch == 0:
            return self._rates()
        if (self.last_epoch - 1 - self.T_max) % (2 * self.T_max) == 0:
            rise = (1 - math.cos(math.pi / self.T_max)) / 2
            return [
                rate + (base - self.eta_min) * rise
                for rate, base in zip(self._rates(), self.base_lrs, strict=True)
            ]
        now = 1 + math.cos(math.pi * self.last_epoch / self.T_max)
        before = 1 + math.cos(math.pi * (self.last_epoch - 1) / self.T_max)
        return [now / before * (rate - self.eta_min) + self.eta_min for rate in self._rates()]


class CosineAnnealingWarmRestarts(LRScheduler):
    """A cosine from the initial rate to eta_min, again and again; each T_mult times as long.

    Source: Loshchilov & Hutter, "SGDR", 2017.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        T_0: int,
        T_mult: int = 1,
        eta_min: float = 0.0,
        last_epoch: int = -1,
    ) -> None:
        if T_0 < 1 or T_mult < 1:
            raise ValueRangeError(
                "Restarts come after whole epochs, and not sooner each time",
                expected="T_0 and T_mult of 1 or more",
                actual=f"{T_0}, {T_mult}",
            )
        self.T_0 = T_0
        self.T_i = T_0
        self.T_mult = T_mult
        self.eta_min = eta_min
        self.T_cur = last_epoch
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """From the initial rates."""
        wave = (1 + math.cos(math.pi * self.T_cur / self.T_i)) / 2
        return [self.eta_min + (base - self.eta_min) * wave for base in self.base_lrs]

    def step(self, epoch: float | None = None) -> None:
        """One epoch further, or to an epoch, which may be a fraction (batches within one)."""
        if epoch is None:
            epoch = self.last_epoch + 1
            self.T_cur += 1
            if self.T_cur >= self.T_i:
                self.T_cur -= self.T_i
                self.T_i *= self.T_mult
        else:
            self.T_cur, self.T_i = self._place(epoch)
        self.last_epoch = math.floor(epoch)
        self._set(self.get_lr())

    def restart(self) -> None:
        """Back to its epoch 0."""
        self.T_cur = -1
        super().restart()

    def _place(self, epoch: float) -> Any:
        """(epochs since the last restart, length of this cycle)."""
        if epoch < 0:
            raise ValueRangeError("There is no epoch {epoch}", epoch=epoch, expected="0 or more")
        start, length = 0.0, self.T_0
        while epoch >= start + length:
            start += length
            length *= self.T_mult
        return epoch - start, length


class _Momentum(LRScheduler):
    """A schedule that moves the momentum against the rate: "momentum", or the first of "betas"."""

    def _begin_momentum(self, base: list[float], most: list[float], start: list[float]) -> None:
        self.base_momentums, self.max_momentums = base, most
        for group, value in zip(self.optimizer.param_groups, start, strict=True):
            if "momentum" not in group and "betas" not in group:
                raise ValueRangeError(
                    "This optimizer has no momentum to cycle",
                    expected="momentum or betas",
                    actual=type(self.optimizer).__name__,
                    mend="Pass cycle_momentum=False",
                )
            group["base_momentum"] = min(base[0], most[0])
            group["max_momentum"] = most[0]
            self._set_momentum(group, value)

    @staticmethod
    def _set_momentum(group: Any, value: float) -> None:
        if "betas" in group:
            group["betas"] = (value, *group["betas"][1:])
        else:
            group["momentum"] = value


class CyclicLR(_Momentum):
    """Up from base_lr to max_lr in step_size_up batches and down in step_size_down, over and over.

    mode: triangular; triangular2 (half as high each time); exp_range (gamma^batches as high); or
    scale_fn of the cycle or the batch. cycle_momentum: the momentum moves the other way.
    Source: Smith, "Cyclical learning rates for training neural networks", 2017. Step per batch.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        base_lr: PerGroup,
        max_lr: PerGroup,
        step_size_up: int = 2000,
        step_size_down: int | None = None,
        mode: str = "triangular",
        gamma: float = 1.0,
        scale_fn: Callable[[float], float] | None = None,
        scale_mode: str = "cycle",
        cycle_momentum: bool = True,
        base_momentum: PerGroup = 0.8,
        max_momentum: PerGroup = 0.9,
        last_epoch: int = -1,
    ) -> None:
        self.optimizer = optimizer
        lowest = one_for_each_group(optimizer, "base_lr", base_lr)
        if last_epoch == -1:
            for group, rate in zip(optimizer.param_groups, lowest, strict=True):
                group["lr"] = rate
                group.pop("initial_lr", None)
        self.max_lrs = one_for_each_group(optimizer, "max_lr", max_lr)
        down = step_size_up if step_size_down is None else step_size_down
        self.total_size = float(step_size_up + down)
        self.step_ratio = step_size_up / self.total_size
        scales: dict[str, tuple[Callable[[float], float], str]] = {
            "triangular": (lambda cycle: 1.0, "cycle"),
            "triangular2": (lambda cycle: 0.5 ** (cycle - 1), "cycle"),
            "exp_range": (lambda batches: gamma**batches, "iterations"),
        }
        if scale_fn is None and mode not in scales:
            raise ValueRangeError(
                "There is no mode {mode}", mode=mode, expected=", ".join(scales), actual=mode
            )
        self._scale, self.scale_mode = scales[mode] if scale_fn is None else (scale_fn, scale_mode)
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            base = one_for_each_group(optimizer, "base_momentum", base_momentum)
            most = one_for_each_group(optimizer, "max_momentum", max_momentum)
            self._begin_momentum(base, most, most)
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """From the lowest rates; it also sets the momentum."""
        cycle = math.floor(1 + self.last_epoch / self.total_size)
        within = 1.0 + self.last_epoch / self.total_size - cycle
        height = (
            within / self.step_ratio
            if within <= self.step_ratio
            else (within - 1) / (self.step_ratio - 1)
        )
        height *= self._scale(cycle if self.scale_mode == "cycle" else self.last_epoch)
        if self.cycle_momentum:
            ranges = zip(
                self.optimizer.param_groups, self.base_momentums, self.max_momentums, strict=True
            )
            for group, base, most in ranges:
                self._set_momentum(group, most - (most - base) * height)
        return [
            base + (most - base) * height
            for base, most in zip(self.base_lrs, self.max_lrs, strict=True)
        ]


class OneCycleLR(_Momentum):
    """One cycle over the whole training: up to max_lr, down to far below where it began.

    total_steps, or epochs · steps_per_epoch. pct_start: the share that goes up. The rate begins at
    max_lr / div_factor and ends at that / final_div_factor. three_phase: down as it went up, and
    only then on to the end. Source: Smith & Topin, "Super-convergence", 2018. Step per batch.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: PerGroup,
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: PerGroup = 0.85,
        max_momentum: PerGroup = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ) -> None:
        self.optimizer = optimizer
        if total_steps is None:
            if epochs is None or steps_per_epoch is None:
                raise ValueRangeError(
                    "One cycle has a known length",
                    expected="total_steps, or epochs and steps_per_epoch",
                    actual="neither",
                )
            total_steps = epochs * steps_per_epoch
        if total_steps < 1 or not 0.0 <= pct_start <= 1.0:
            raise ValueRangeError(
                "One cycle has steps, and goes up for a share of them",
                expected="total_steps of 1 or more, pct_start from 0 to 1",
                actual=f"{total_steps}, {pct_start}",
            )
        if anneal_strategy not in ("cos", "linear"):
            raise ValueRangeError(
                "There is no strategy {name}",
                name=anneal_strategy,
                expected="cos or linear",
                actual=anneal_strategy,
            )
        self.total_steps = total_steps
        self.anneal_strategy = anneal_strategy
        self.cycle_momentum = cycle_momentum
        peak = float(pct_start * total_steps) - 1
        # (last step of the phase, rate at its start and end, momentum at its start and end)
        if three_phase:
            self._phases = [
                (peak, "initial_lr", "max_lr", "max_momentum", "base_momentum"),
                (2 * peak, "max_lr", "initial_lr", "base_momentum", "max_momentum"),
                (total_steps - 1.0, "initial_lr", "min_lr", "max_momentum", "max_momentum"),
            ]
        else:
            self._phases = [
                (peak, "initial_lr", "max_lr", "max_momentum", "base_momentum"),
                (total_steps - 1.0, "max_lr", "min_lr", "base_momentum", "max_momentum"),
            ]
        if last_epoch == -1:
            highest = one_for_each_group(optimizer, "max_lr", max_lr)
            for group, most in zip(optimizer.param_groups, highest, strict=True):
                group["initial_lr"] = most / div_factor
                group["max_lr"] = most
                group["min_lr"] = group["initial_lr"] / final_div_factor
            if cycle_momentum:
                base = one_for_each_group(optimizer, "base_momentum", base_momentum)
                most_momentum = one_for_each_group(optimizer, "max_momentum", max_momentum)
                self._begin_momentum(base, most_momentum, most_momentum)
                ranges = zip(optimizer.param_groups, base, most_momentum, strict=True)
                for group, low, high in ranges:
                    group["base_momentum"], group["max_momentum"] = low, high
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """From the groups' lowest and highest rates; it also sets the momentum.

        Raises ValueRangeError after the last step.
        """
        step = self.last_epoch
        if step > self.total_steps:
            raise ValueRangeError(
                "The cycle is over after {total} steps",
                total=self.total_steps,
                expected=f"at most {self.total_steps} steps",
                actual=step,
            )
        start = 0.0
        for place, phase in enumerate(self._phases):
            if step <= phase[0] or place == len(self._phases) - 1:
                share = (step - start) / (phase[0] - start)
                break
            start = phase[0]
        rates = []
        for group in self.optimizer.param_groups:
            rates.append(self._between(group[phase[1]], group[phase[2]], share))
            if self.cycle_momentum:
                momentum = self._between(group[phase[3]], group[phase[4]], share)
                self._set_momentum(group, momentum)
        return rates

    def _between(self, start: float, end: float, share: float) -> float:
        if self.anneal_strategy == "linear":
            return (end - start) * share + start
        return end + (start - end) / 2.0 * (math.cos(math.pi * share) + 1)
