"""A program that trains does what plain code does, bit for bit, or is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import engine
from engine import nn, optim
from engine.errors import TraceError
from engine.nn import functional as F
from engine.program import Plan, trace

OPTIMIZERS = [
    "ASGD", "Adadelta", "Adagrad", "Adam", "AdamW", "Adamax", "NAdam", "RAdam", "RMSprop", "Rprop",
    "SGD",
]  # fmt: skip


def world(kind: str) -> tuple[nn.Module, Any]:
    engine.manual_seed(1)
    net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Dropout(0.3), nn.Linear(8, 3))
    return net, getattr(optim, kind)(net.parameters(), lr=0.02)


def step(net: nn.Module, optimizer: Any, x: Any, y: Any) -> dict[str, Any]:
    optimizer.zero_grad()
    loss = F.cross_entropy(net(x), y)
    loss.backward()
    optimizer.step()
    return {"loss": loss}


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_a_program_made_before_the_first_step_trains_as_plain_code_does(kind: str) -> None:
    random = np.random.default_rng(0)
    x, y = random.normal(size=(6, 4)).astype("float32"), random.integers(0, 3, 6)
    net, optimizer = world(kind)
    engine.manual_seed(2)
    plain = [
        step(net, optimizer, engine.tensor(x), engine.tensor(y))["loss"].item() for _ in range(6)
    ]

    net, optimizer = world(kind)
    specs = {"x": (x.shape, x.dtype), "y": (y.shape, y.dtype)}
    plan = Plan(trace(lambda x, y: step(net, optimizer, x, y), specs))
    engine.manual_seed(2)
    assert [float(plan.run({"x": x, "y": y})["loss"]) for _ in range(6)] == plain


def test_a_number_that_training_changes_is_not_taken_into_a_program() -> None:
    scale = nn.Parameter(engine.tensor(2.0))
    with pytest.raises(TraceError, match=r"stand still.*Compute with the tensor itself"):
        trace(lambda x: {"y": x * scale.item()}, {"x": ((2,), engine.float32)})
    with pytest.raises(TraceError, match="no values"):
        trace(lambda x: {"y": x if scale > 1 else -x}, {"x": ((2,), engine.float32)})


@pytest.mark.parametrize("first", ["read", "write"])
def test_a_buffer_is_not_both_read_as_a_number_and_written_in_a_program(first: str) -> None:
    seen = engine.tensor(2.0)

    def count(x: Any) -> dict[str, Any]:
        before = seen.item() if first == "read" else 0.0
        seen.assign(seen + 1)
        return {"y": x * (before or seen.item())}

    with pytest.raises(TraceError, match="stand still"):
        trace(count, {"x": ((2,), engine.float32)})


def test_a_number_that_nothing_changes_may_be_read_while_a_program_is_made() -> None:
    factor = engine.tensor(3.0)
    graph = trace(lambda x: {"y": x * factor.item()}, {"x": ((2,), engine.float32)})
    assert Plan(graph).run({"x": np.ones(2, "float32")})["y"].tolist() == [3.0, 3.0]
