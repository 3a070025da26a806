"""Optimizers and schedules: 20 steps and 40 epochs, step by step PyTorch's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("expecttest")

from torch.testing._internal.common_optimizers import optim_db  # noqa: E402

import engine  # noqa: E402
from engine import optim  # noqa: E402
from engine.optim import lr_scheduler  # noqa: E402
from tests.engine.oracle.trajectories import SCHEDULES, plain, rates, trajectory  # noqa: E402

# What of PyTorch's is not here, and why.
NOT_MAPPED = {
    "Adafactor": "saves memory by factors of its state; nothing here is that large",
    "Muon": "for matrices of large models only",
    "SparseAdam": "the engine has no sparse tensors",
}

CASES = [
    pytest.param(info, number, id=f"{info.optim_cls.__name__}-{number}-{case.desc}")
    for info in optim_db
    if hasattr(optim, info.optim_cls.__name__)
    for number, case in enumerate(info.optim_inputs_func("cpu"))
]


def test_every_optimizer_of_pytorchs_is_here_or_its_absence_is_explained() -> None:
    names = {info.optim_cls.__name__ for info in optim_db}
    here = {name for name in names if hasattr(optim, name)}
    assert names - here == set(NOT_MAPPED)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("info", "number"), CASES)
def test_twenty_steps_are_pytorchs(info: Any, number: int) -> None:
    name = info.optim_cls.__name__
    case = info.optim_inputs_func("cpu")[number]
    settings = plain(case.kwargs)
    torch.set_default_dtype(torch.float64)  # the precision of numbers that it keeps as tensors
    try:
        theirs = trajectory(torch, torch.optim, name, dict(settings))
    finally:
        torch.set_default_dtype(torch.float32)
    ours = trajectory(engine, optim, name, settings)
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", SCHEDULES)
def test_forty_epochs_of_a_schedule_are_pytorchs(name: str) -> None:
    make = SCHEDULES[name]
    theirs = rates(torch, torch.optim, torch.optim.lr_scheduler, make, 40)
    ours = rates(engine, optim, lr_scheduler, make, 40)
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


def test_every_schedule_of_pytorchs_is_compared() -> None:
    assert set(torch.optim.lr_scheduler.__all__) <= {*lr_scheduler.__dict__}
