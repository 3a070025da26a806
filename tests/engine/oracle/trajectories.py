"""Where optimizers and schedules lead, step by step, in whatever library it is asked of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

UNOFFERED = ("foreach", "fused", "capturable", "differentiable")


def plain(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings that the engine has, as plain numbers."""
    return {
        key: float(value) if hasattr(value, "dtype") else value
        for key, value in settings.items()
        if key not in UNOFFERED
    }


def numbers(*shape: int, seed: int = 0) -> np.ndarray[Any, Any]:
    return np.random.default_rng((seed, *shape)).normal(size=shape)


def trajectory(library: Any, optimizers: Any, name: str, settings: dict[str, Any]) -> np.ndarray:
    """Where 20 steps on a crooked bowl lead, step by step; a rate is halved on the way."""
    dtype = library.float64
    starts = [numbers(3, 2), numbers(4, seed=1), numbers(seed=2)]
    parameters = [library.tensor(a, dtype=dtype, requires_grad=True) for a in starts]
    unused = library.tensor(numbers(2, seed=3), dtype=dtype, requires_grad=True)
    scales = [library.tensor(abs(numbers(*a.shape, seed=5)) + 0.1, dtype=dtype) for a in starts]
    optimizer = getattr(optimizers, name)([*parameters, unused], **settings)

    def closure() -> Any:
        optimizer.zero_grad()
        terms = [
            (s * p * p).sum() + p.tanh().sum() for p, s in zip(parameters, scales, strict=True)
        ]
        gap = terms[0] - terms[1]
        loss = terms[0] + terms[1] * 0.5 + terms[2] * terms[2] + gap * gap * 0.01
        loss.backward()
        return loss

    path = []
    for step in range(20):
        if step == 10:
            group = optimizer.param_groups[0]
            group["lr"] = float(group["lr"]) / 2
        optimizer.step(closure)
        path.append(np.concatenate([p.detach().numpy().copy().ravel() for p in parameters]))
    return np.array(path)


Make = Callable[[Any, Any], Any]


def rates(library: Any, optimizers: Any, schedulers: Any, make: Make, epochs: int) -> list[Any]:
    """The rates and momenta of two groups, epoch by epoch."""
    parameters = [library.tensor([1.0], requires_grad=True) for _ in range(2)]
    groups = [{"params": parameters[:1], "lr": 0.05}, {"params": parameters[1:], "lr": 0.5}]
    optimizer = optimizers.SGD(groups, lr=0.1, momentum=0.9)
    scheduler = make(schedulers, optimizer)
    found = []
    for epoch in range(epochs):
        found.append([(group["lr"], group["momentum"]) for group in optimizer.param_groups])
        optimizer.step()
        if type(scheduler).__name__ == "ReduceLROnPlateau":
            scheduler.step(abs(np.sin(epoch * 0.7)) + 1 / (epoch + 1))
        else:
            scheduler.step()
        assert scheduler.get_last_lr() == [group["lr"] for group in optimizer.param_groups]
    return found


SCHEDULES: dict[str, Make] = {
    "lambda": lambda s, o: s.LambdaLR(o, lambda e: 0.95**e),
    "lambda-each": lambda s, o: s.LambdaLR(o, [lambda e: 0.9**e, lambda e: 1 / (1 + e)]),
    "multiplicative": lambda s, o: s.MultiplicativeLR(o, lambda e: 0.9 if e % 3 else 1.1),
    "step": lambda s, o: s.StepLR(o, 7, 0.5),
    "multistep": lambda s, o: s.MultiStepLR(o, [3, 8, 8, 20], 0.3),
    "constant": lambda s, o: s.ConstantLR(o, 0.4, 6),
    "linear": lambda s, o: s.LinearLR(o, 0.2, 0.9, 9),
    "linear-default": lambda s, o: s.LinearLR(o),
    "exponential": lambda s, o: s.ExponentialLR(o, 0.93),
    "polynomial": lambda s, o: s.PolynomialLR(o, 12, 2.0),
    "cosine": lambda s, o: s.CosineAnnealingLR(o, 10, 0.001),
    "restarts": lambda s, o: s.CosineAnnealingWarmRestarts(o, 5, 2, 0.001),
    "triangular": lambda s, o: s.CyclicLR(o, 0.01, [0.1, 0.3], 4),
    "triangular2": lambda s, o: s.CyclicLR(o, [0.01, 0.02], 0.1, 4, 6, "triangular2"),
    "exp-range": lambda s, o: s.CyclicLR(o, 0.01, 0.1, 4, mode="exp_range", gamma=0.97),
    "cyclic-own": lambda s, o: s.CyclicLR(
        o, 0.01, 0.1, 4, scale_fn=lambda n: 1 / (1 + n), scale_mode="iterations"
    ),
    "cyclic-still": lambda s, o: s.CyclicLR(o, 0.01, 0.1, 4, cycle_momentum=False),
    "one-cycle": lambda s, o: s.OneCycleLR(o, [0.1, 1.0], total_steps=41),
    "one-cycle-linear": lambda s, o: s.OneCycleLR(
        o, 0.1, epochs=10, steps_per_epoch=5, anneal_strategy="linear", three_phase=True
    ),
    "plateau": lambda s, o: s.ReduceLROnPlateau(o, factor=0.5, patience=2, cooldown=1),
    "plateau-max": lambda s, o: s.ReduceLROnPlateau(
        o, "max", 0.3, 1, threshold=0.01, threshold_mode="abs", min_lr=[0.01, 0.1]
    ),
    "sequential": lambda s, o: s.SequentialLR(
        o, [s.LinearLR(o, 0.1, 1.0, 5), s.CosineAnnealingLR(o, 20), s.ExponentialLR(o, 0.9)],
        [5, 25],
    ),
    "sequential-restarts": lambda s, o: s.SequentialLR(
        o, [s.ConstantLR(o, 0.5, 3), s.CosineAnnealingWarmRestarts(o, 4), s.MultiplicativeLR(
            o, lambda e: 0.9)], [4, 17]
    ),
    "chained": lambda s, o: s.ChainedScheduler([s.LinearLR(o, 0.3, 1, 4), s.StepLR(o, 6, 0.5)], o),
}  # fmt: skip
