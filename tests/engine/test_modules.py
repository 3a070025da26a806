"""Modules and optimizers: what they hold, save, load and change."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import engine
import engine.nn.functional as F
from engine import nn, optim, program
from engine.errors import EngineError, ShapeError, ValueRangeError


class Residual(nn.Module):
    """A module with children, a list and a buffer."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Linear(3, 3)
        self.blocks = nn.ModuleList([nn.Linear(3, 3, bias=False), nn.BatchNorm2d(3)])
        self.register_buffer("scale", engine.ones(1))

    def forward(self, x: engine.Tensor) -> engine.Tensor:
        """(N, 3) → (N, 3)."""
        y: engine.Tensor = x + self.blocks[0](self.stem(x)) * self.scale
        return y


def test_a_state_dict_names_everything_in_order() -> None:
    assert list(Residual().state_dict()) == [
        "scale",
        "stem.weight",
        "stem.bias",
        "blocks.0.weight",
        "blocks.1.weight",
        "blocks.1.bias",
        "blocks.1.running_mean",
        "blocks.1.running_var",
        "blocks.1.num_batches_tracked",
    ]


def test_a_loaded_state_gives_the_same_numbers() -> None:
    one, other, x = Residual(), Residual(), engine.randn(4, 3)
    assert (one(x).detach().numpy() != other(x).detach().numpy()).any()
    other.load_state_dict({name: t.numpy() for name, t in one.state_dict().items()})
    np.testing.assert_array_equal(one(x).detach().numpy(), other(x).detach().numpy())


def test_a_state_that_does_not_fit_changes_nothing() -> None:
    layer = nn.Linear(3, 2)
    before = layer.weight.detach().numpy().copy()
    good = {name: t.numpy() * 2 for name, t in layer.state_dict().items()}
    with pytest.raises(ValueRangeError, match="bias"):
        layer.load_state_dict({"weight": good["weight"]})
    with pytest.raises(ShapeError, match="bias"):
        layer.load_state_dict({**good, "bias": np.zeros(5, np.float32)})
    np.testing.assert_array_equal(layer.weight.detach().numpy(), before)
    assert layer.load_state_dict({"weight": good["weight"]}, strict=False).missing_keys == ["bias"]


def test_a_tied_parameter_is_found_once_and_saved_twice() -> None:
    net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    net[1].weight = net[0].weight
    assert [name for name, _ in net.named_parameters()] == ["0.weight", "0.bias", "1.bias"]
    assert "1.weight" in net.state_dict()


def test_training_mode_reaches_every_module() -> None:
    net = nn.Sequential(nn.Dropout(1.0), nn.Sequential(nn.Dropout(1.0)))
    assert net(engine.ones(2)).numpy().sum() == 0
    assert net.eval()(engine.ones(2)).numpy().sum() == 2
    assert [module.training for module in net.modules()] == [False] * 4


def test_an_attribute_set_too_early_is_told() -> None:
    class Early(nn.Module):
        def __init__(self) -> None:
            self.layer = nn.Linear(1, 1)

    with pytest.raises(EngineError, match="super"):
        Early()
    with pytest.raises(AttributeError):
        _ = nn.Linear(1, 1).missing


def test_a_module_converted_keeps_its_parameters_as_objects() -> None:
    net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm2d(2))
    before = list(net.parameters())
    net.double()
    assert all(a is b for a, b in zip(before, net.parameters(), strict=True))
    assert {str(t.dtype) for t in net.state_dict().values()} == {"float64", "int64"}


def test_the_scope_of_a_step_is_the_path_of_its_module() -> None:
    net = nn.Sequential(nn.Sequential(nn.Linear(2, 2)), nn.ReLU())
    graph = program.trace(lambda x: {"y": net(x)}, inputs={"x": ((1, 2), engine.float32)})
    assert [(step.primitive.name, step.scope) for step in graph.steps] == [
        ("linear", ("0", "0")),
        ("relu", ("1",)),
    ]


# ---- optimizers


def _two() -> tuple[nn.Sequential, engine.Tensor, engine.Tensor]:
    engine.manual_seed(0)
    net = nn.Sequential(
        nn.Conv2d(1, 3, 3, padding=1), nn.BatchNorm2d(3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(12, 4),
    )  # fmt: skip
    return net, engine.randn(6, 1, 4, 4), engine.randint(0, 4, (6,))


OPTIMIZERS: list[tuple[type[optim.Optimizer], dict[str, Any]]] = [
    (optim.SGD, {"lr": 0.1}),
    (optim.SGD, {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01}),
    (optim.Adam, {"lr": 0.01}),
    (optim.Adam, {"lr": 0.01, "amsgrad": True, "weight_decay": 0.1}),
]


@pytest.mark.parametrize(("kind", "settings"), OPTIMIZERS)
def test_a_traced_training_step_trains_as_the_eager_one(
    kind: Any, settings: dict[str, Any]
) -> None:
    eager, x, y = _two()
    traced, _, _ = _two()
    optimizer = kind(eager.parameters(), **settings)
    planned = kind(traced.parameters(), **settings)
    planned.prepare()

    def step(x: engine.Tensor, y: engine.Tensor) -> dict[str, engine.Tensor]:
        loss = F.cross_entropy(traced(x), y)
        loss.backward()
        planned.step()
        return {"loss": loss}

    graph = program.trace(step, inputs={"x": (x.shape, x.dtype), "y": (y.shape, y.dtype)})
    assert {s.phase for s in graph.steps} == {"forward", "backward", "update"}
    plan = program.Plan(graph)
    for round_number in range(5):
        if round_number == 3:  # a new rate reaches the program that was traced before
            optimizer.param_groups[0]["lr"] = planned.param_groups[0]["lr"] = 0.003
        optimizer.zero_grad()
        loss = F.cross_entropy(eager(x), y)
        loss.backward()
        optimizer.step()
        assert plan.run({"x": x.numpy(), "y": y.numpy()})["loss"] == loss.item()
    for (name, ours), theirs in zip(
        eager.state_dict().items(), traced.state_dict().values(), strict=True
    ):
        np.testing.assert_array_equal(ours.numpy(), theirs.numpy(), err_msg=name)


@pytest.mark.parametrize(("kind", "settings"), OPTIMIZERS)
def test_a_saved_optimizer_goes_on_as_if_nothing_had_happened(
    kind: Any, settings: dict[str, Any]
) -> None:
    def run(net: nn.Sequential, optimizer: optim.Optimizer, times: int) -> None:
        for _ in range(times):
            optimizer.zero_grad()
            F.cross_entropy(net(x), y).backward()
            optimizer.step()

    net, x, y = _two()
    optimizer = kind(net.parameters(), **settings)
    run(net, optimizer, 3)
    other, _, _ = _two()
    other.load_state_dict({name: t.numpy().copy() for name, t in net.state_dict().items()})
    resumed = kind(other.parameters(), lr=9.0)
    resumed.load_state_dict(optimizer.state_dict())
    run(net, optimizer, 3)
    run(other, resumed, 3)
    for ours, theirs in zip(net.parameters(), other.parameters(), strict=True):
        np.testing.assert_array_equal(ours.detach().numpy(), theirs.detach().numpy())


def test_wrong_settings_of_an_optimizer_are_told() -> None:
    layer = nn.Linear(1, 1)
    for make in (
        lambda: optim.SGD(layer.parameters(), lr=-1),
        lambda: optim.SGD(layer.parameters(), nesterov=True),
        lambda: optim.Adam(layer.parameters(), betas=(1.0, 0.9)),
        lambda: optim.SGD([]),
        lambda: optim.SGD(layer.weight),
        lambda: optim.SGD([layer.weight, layer.weight]),
        lambda: optim.SGD([layer.weight * 2]),
    ):
        with pytest.raises(ValueRangeError):
            make()


# Facts worked by hand: weight 1, loss ½w², so the gradient is w.
@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda p: optim.SGD(p, lr=0.01, momentum=0.9), [0.99, 0.9711]),
        (lambda p: optim.Adam(p, lr=0.001), [0.999, 0.998]),
    ],
)
def test_the_first_two_steps_are_the_ones_worked_by_hand(make: Any, path: list[float]) -> None:
    weight = engine.tensor(1.0, dtype=engine.float64, requires_grad=True)
    optimizer = make([weight])
    for expected in path:
        optimizer.zero_grad()
        (weight * weight * 0.5).backward()
        optimizer.step()
        assert weight.item() == pytest.approx(expected, abs=1e-6)
