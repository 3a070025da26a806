"""What is saved crosses both ways: weights in safetensors files, the state of optimizers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("expecttest")

import safetensors.torch  # noqa: E402
from torch.testing._internal.common_modules import module_db  # noqa: E402

import engine  # noqa: E402
from engine import nn, optim  # noqa: E402
from engine.errors import ValueRangeError  # noqa: E402
from engine.files import load_file, save_file  # noqa: E402
from tests.engine.oracle import comparison, modules, samples  # noqa: E402

WITH_WEIGHTS = [
    pytest.param(info, id=info.module_cls.__name__)
    for info in module_db
    if hasattr(nn, info.module_cls.__name__)
]
OPTIMIZERS: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    ("Adam", {"lr": 0.01}),
    ("Adam", {"lr": 0.01, "amsgrad": True, "weight_decay": 0.1}),
    ("AdamW", {"lr": 0.01}),
    ("RMSprop", {"lr": 0.01}),
    ("RMSprop", {"lr": 0.01, "momentum": 0.9, "centered": True}),
    ("Adagrad", {"lr": 0.1, "lr_decay": 0.1}),
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("info", WITH_WEIGHTS)
def test_weights_of_every_layer_cross_both_ways_in_a_file(info: Any, tmp_path: Path) -> None:
    name = info.module_cls.__name__
    for number, sample, made, fed in samples.of_layer(info, False):
        build, call = sample.constructor_input, sample.forward_input
        theirs = info.module_cls(*build.args, **build.kwargs).to(torch.float64).eval()
        if not theirs.state_dict():
            continue
        ours = getattr(nn, name)(*made[0], **made[1]).to(engine.float64).eval()
        there, back = tmp_path / f"{number}-there", tmp_path / f"{number}-back"

        safetensors.torch.save_file(dict(theirs.state_dict()), there)
        ours.load_state_dict(load_file(there))
        if name not in modules.RANDOM:
            comparison.assert_same_results(
                ours(*fed[0], **fed[1]), theirs(*call.args, **call.kwargs)
            )

        save_file(ours.state_dict(), back)
        returned = safetensors.torch.load_file(back)
        assert list(returned) == sorted(theirs.state_dict()) or set(returned) == set(
            theirs.state_dict()
        )
        for key, value in theirs.state_dict().items():
            assert returned[key].dtype == value.dtype, key
            assert torch.equal(returned[key], value), key
        theirs.load_state_dict(returned)


def of(library: Any, kind: str, settings: dict[str, Any], start: Any) -> tuple[Any, Any]:
    weight = library.tensor(start, dtype=library.float64, requires_grad=True)
    room = torch.optim if library is torch else optim
    return weight, getattr(room, kind)([weight], **settings)


def steps(weight: Any, optimizer: Any, count: int) -> None:
    for _ in range(count):
        optimizer.zero_grad()
        (weight**4).sum().backward()
        optimizer.step()


def numbers(state: dict[str, Any], make: Any) -> dict[str, Any]:
    """An optimizer's state with its tensors made anew by `make`."""
    return {
        "param_groups": state["param_groups"],
        "state": {
            number: {
                key: make(comparison.array(value)) if hasattr(value, "shape") else value
                for key, value in own.items()
            }
            for number, own in state["state"].items()
        },
    }


@pytest.mark.parametrize(("kind", "settings"), OPTIMIZERS)
def test_an_optimizer_goes_on_where_the_other_stopped(kind: str, settings: dict[str, Any]) -> None:
    start = np.random.default_rng(0).normal(size=(3, 2))
    for first, second in ((torch, engine), (engine, torch)):
        weight, optimizer = of(first, kind, settings, start)
        steps(weight, optimizer, 5)
        halfway = comparison.array(weight.detach()).copy()
        state = numbers(optimizer.state_dict(), lambda a, lib=second: lib.tensor(a.copy()))
        steps(weight, optimizer, 5)

        other, taken_over = of(second, kind, settings, halfway)
        taken_over.load_state_dict(state)
        steps(other, taken_over, 5)
        np.testing.assert_allclose(
            comparison.array(other.detach()), comparison.array(weight.detach()), rtol=1e-12
        )


SCHEDULES: list[tuple[str, dict[str, Any]]] = [
    ("StepLR", {"step_size": 2}),
    ("MultiStepLR", {"milestones": [2, 5]}),
    ("ExponentialLR", {"gamma": 0.9}),
    ("CosineAnnealingLR", {"T_max": 8}),
    ("CosineAnnealingWarmRestarts", {"T_0": 3}),
    ("OneCycleLR", {"max_lr": 1.0, "total_steps": 20}),
    ("CyclicLR", {"base_lr": 0.1, "max_lr": 1.0, "step_size_up": 3}),
    ("LinearLR", {"total_iters": 6}),
    ("ConstantLR", {"total_iters": 6}),
    ("PolynomialLR", {"total_iters": 9}),
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("kind", "settings"), SCHEDULES)
def test_a_schedule_goes_on_where_it_stopped(kind: str, settings: dict[str, Any]) -> None:
    def made() -> tuple[Any, Any]:
        optimizer = optim.SGD([nn.Parameter(engine.ones(1))], lr=0.5, momentum=0.9)
        return optimizer, getattr(optim.lr_scheduler, kind)(optimizer, **settings)

    optimizer, schedule = made()
    other, resumed = made()
    for _ in range(4):
        schedule.step()
    saved, rates = schedule.state_dict(), optimizer.state_dict()
    other.load_state_dict(rates)
    resumed.load_state_dict(saved)
    for _ in range(6):
        schedule.step()
        resumed.step()
        assert optimizer.param_groups[0]["lr"] == other.param_groups[0]["lr"]
        assert schedule.get_last_lr() == resumed.get_last_lr()


def test_the_state_of_another_kind_of_optimizer_is_refused() -> None:
    weight, optimizer = of(engine, "SGD", {"lr": 0.1, "momentum": 0.9}, np.ones(2))
    steps(weight, optimizer, 1)
    _, other = of(engine, "Adam", {"lr": 0.1}, np.ones(2))
    with pytest.raises(ValueRangeError, match="it lacks exp_avg"):
        other.load_state_dict(optimizer.state_dict())
