"""Modules of modules, lists of parameters, clipping, vectors: what PyTorch's do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
from engine import nn, optim
from engine.errors import EngineError
from engine.nn import utils
from engine.optim import PCGrad


def test_a_sequential_can_be_changed_in_the_middle() -> None:
    net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
    net.insert(1, nn.Tanh())
    assert [type(m).__name__ for m in net] == ["Linear", "Tanh", "ReLU", "Linear"]
    assert isinstance(net.pop(2), nn.ReLU)
    net[1] = nn.Sigmoid()
    del net[0]
    assert list(net.state_dict()) == ["1.weight", "1.bias"]
    joined = nn.Sequential(nn.Linear(1, 2)) + net
    assert [type(m).__name__ for m in joined] == ["Linear", "Sigmoid", "Linear"]
    assert net[0] in net and nn.ReLU() not in net


def test_modules_and_parameters_by_name_are_found() -> None:
    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.heads = nn.ModuleDict({"a": nn.Linear(2, 1), "b": nn.Linear(2, 2)})
            self.scales = nn.ParameterList([engine.ones(2), engine.zeros(3)])
            self.named = nn.ParameterDict({"x": engine.ones(1)})
            self.register_buffer("table", engine.ones(2), persistent=False)

    net = Net()
    assert [name for name, _ in net.named_parameters()] == [
        "heads.a.weight", "heads.a.bias", "heads.b.weight", "heads.b.bias",
        "scales.0", "scales.1", "named.x",
    ]  # fmt: skip
    assert "table" not in net.state_dict()
    assert [name for name, _ in net.named_buffers()] == ["table"]
    assert list(net.heads) == ["a", "b"] and "a" in net.heads and len(net.scales) == 2
    assert net.get_submodule("heads.b") is net.heads["b"]
    assert net.get_parameter("heads.a.bias") is net.heads["a"].bias
    assert net.get_buffer("table") is net.table
    net.table = engine.zeros(2)
    assert "table" not in net.state_dict()


def test_a_shared_module_is_named_once_or_every_time() -> None:
    layer = nn.Linear(1, 1)
    net = nn.Sequential(layer, layer)
    assert len(list(net.named_modules())) == 2
    assert len(list(net.named_modules(remove_duplicate=False))) == 3
    assert len(list(net.named_parameters(remove_duplicate=False))) == 4
    assert list(net.state_dict()) == ["0.weight", "0.bias", "1.weight", "1.bias"]


def test_a_state_can_be_prefixed_and_taken_over() -> None:
    first, second = nn.Linear(2, 2), nn.Linear(2, 2)
    state = first.state_dict(prefix="encoder.")
    assert list(state) == ["encoder.weight", "encoder.bias"]
    second.load_state_dict({k.removeprefix("encoder."): v for k, v in state.items()}, assign=True)
    assert np.shares_memory(second.weight.detach().numpy(), first.weight.detach().numpy())


@pytest.mark.parametrize("norm", [1.0, 2.0, 3.0, float("inf")])
@pytest.mark.parametrize("most", [0.1, 100.0])
def test_clipping_the_norm_is_pytorchs(norm: float, most: float) -> None:
    torch = pytest.importorskip("torch")

    def run(library: Any, clip: Any) -> list[Any]:
        rng = np.random.default_rng(0)
        parameters = [
            library.tensor(rng.normal(size=s), requires_grad=True) for s in ((2, 3), (), (4,))
        ]
        loss = sum(((p * p * p).sum() for p in parameters[:2]), library.tensor(0.0).double())
        loss.backward()
        total = clip(parameters, most, norm)
        return [total.item(), *(p.grad.numpy().tolist() for p in parameters[:2])]

    ours, theirs = run(engine, utils.clip_grad_norm_), run(torch, torch.nn.utils.clip_grad_norm_)
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12)


def test_clipping_the_value_bounds_every_element() -> None:
    x = engine.tensor([-3.0, 0.1, 5.0], requires_grad=True)
    (x * x).sum().backward()
    utils.clip_grad_value_(x, 1.0)
    assert x.grad is not None and x.grad.numpy().tolist() == pytest.approx([-1.0, 0.2, 1.0])


def test_parameters_become_a_vector_and_come_back() -> None:
    net = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))
    vector = utils.parameters_to_vector(net.parameters())
    assert vector.shape == (13,)
    (vector * vector).sum().backward()
    assert all(p.grad is not None for p in net.parameters())
    utils.vector_to_parameters(vector * 0.0 + 2.0, net.parameters())
    assert all((p.detach().numpy() == 2.0).all() for p in net.parameters())


def test_a_norm_of_nan_can_be_refused() -> None:
    x = engine.tensor([float("nan")], requires_grad=True)
    (x * x).sum().backward()
    with pytest.raises(EngineError, match="finite"):
        utils.clip_grad_norm_([x], 1.0, error_if_nonfinite=True)


# ---- conflicting losses


def test_two_conflicting_gradients_give_up_what_hurts_the_other() -> None:
    """The formula of Yu et al. 2020, written out for two losses."""
    rng = np.random.default_rng(0)
    for _ in range(5):
        a, b = rng.normal(size=(2, 4))
        x = engine.tensor(rng.normal(size=4), requires_grad=True)
        surgery = PCGrad(optim.SGD([x], lr=0.1))
        losses = [(x * engine.tensor(g)).sum() for g in (a, b)]
        surgery.backward(losses)
        dot = a @ b
        own = (a - dot / (b @ b) * b) + (b - dot / (a @ a) * a) if dot < 0 else a + b
        assert x.grad is not None
        np.testing.assert_allclose(x.grad.numpy(), own, rtol=1e-10)
        surgery.step()


def test_three_losses_keep_their_parameters_apart() -> None:
    x, y = (engine.tensor([1.0, 2.0], requires_grad=True) for _ in range(2))
    z = engine.tensor([1.0], requires_grad=True)
    surgery = PCGrad(optim.SGD([x, y, z], lr=0.1), engine.Generator(0))
    surgery.backward([x.sum(), (x * y).sum(), -(y * y).sum()])
    assert x.grad is not None and y.grad is not None and z.grad is None


# ---- gradient accumulation


def test_two_half_batches_add_up_to_a_whole_one() -> None:
    engine.manual_seed(0)
    net = nn.Linear(3, 2)
    x = engine.randn(4, 3)
    (net(x) ** 2).sum().backward()
    whole = [p.grad.numpy().copy() for p in net.parameters()]
    net.zero_grad()
    for part in (x[:2], x[2:]):
        (net(part) ** 2).sum().backward()
    for p, expected in zip(net.parameters(), whole, strict=True):
        np.testing.assert_allclose(p.grad.numpy(), expected, rtol=1e-5)


# ---- optimizers


@pytest.mark.parametrize("name", ["AdamW", "RMSprop", "NAdam", "LBFGS", "ASGD", "Rprop"])
def test_a_saved_optimizer_goes_on_as_if_it_had_not_stopped(name: str) -> None:
    def fresh() -> tuple[engine.Tensor, Any]:
        x = engine.tensor([1.5, -2.0, 0.5], dtype=engine.float64, requires_grad=True)
        return x, getattr(optim, name)([x], lr=0.05)

    def go(x: engine.Tensor, optimizer: Any, steps: int) -> None:
        def closure() -> engine.Tensor:
            optimizer.zero_grad()
            loss = (x**4).sum() + (x * x).sum() * 0.5
            loss.backward()
            return loss

        for _ in range(steps):
            optimizer.step(closure)

    x, whole = fresh()
    go(x, whole, 8)
    y, first = fresh()
    go(y, first, 5)
    _, second = fresh()
    second.param_groups[0]["params"][0].assign(y.detach())
    second.load_state_dict(first.state_dict())
    go(second.param_groups[0]["params"][0], second, 3)
    np.testing.assert_allclose(
        second.param_groups[0]["params"][0].detach().numpy(), x.detach().numpy(), rtol=1e-12
    )


def test_a_schedule_of_rate_and_momentum_reaches_a_traced_program() -> None:
    from engine.optim import lr_scheduler
    from engine.program import Plan, trace

    def run(traced: bool) -> list[float]:
        w = engine.tensor([1.0], dtype=engine.float64, requires_grad=True)
        optimizer = optim.SGD([w], lr=0.1, momentum=0.9)
        optimizer.prepare()
        schedule = lr_scheduler.OneCycleLR(optimizer, 0.3, total_steps=12)

        def step() -> dict[str, engine.Tensor]:
            optimizer.zero_grad()
            loss = (w * w).sum()
            loss.backward()
            optimizer.step()
            return {"loss": loss}

        plan = Plan(trace(step, {})) if traced else None
        path = []
        for _ in range(10):
            step() if plan is None else plan.run({})
            schedule.step()
            path.append(w.item())
        return path

    assert run(True) == run(False)


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (lambda: nn.Sequential(nn.ReLU())[3], "0 to 0"),
        (lambda: nn.ModuleDict({"a": nn.ReLU()})["b"], "a"),
        (lambda: nn.ParameterList(["x"]), "Tensor"),
        (lambda: nn.ParameterDict()["x"], "none"),
        (lambda: utils.vector_to_parameters(engine.ones(3), nn.Linear(2, 2).parameters()), "6"),
        (lambda: utils.get_total_norm([engine.ones(2)], 0), "above 0"),
        (lambda: optim.LBFGS([engine.ones(1, requires_grad=True)]).step(), "closure"),
        (lambda: optim.Adam([engine.ones(1, requires_grad=True)], betas=(1.0, 0.9)), "betas"),
        (lambda: optim.Rprop([engine.ones(1, requires_grad=True)], etas=(1.5, 2.0)), "below 1"),
        (lambda: optim.SGD([engine.ones(1, requires_grad=True)], nesterov=True), "momentum above"),
        (lambda: PCGrad(optim.SGD([engine.ones(1, requires_grad=True)])).backward([]), "one or"),
    ],
)
def test_wrong_input_is_told(wrong: Callable[[], object], word: str) -> None:
    with pytest.raises(EngineError, match=word):
        wrong()
