"""Mixed precision: which operation runs in which, and a scale that recovers from overflow."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from sklearn.datasets import load_digits

import engine
import engine.nn.functional as F
from engine import amp, nn, optim
from engine.errors import EngineError, GradientError


def test_products_are_half_and_careful_things_are_full() -> None:
    x, layer = engine.randn(4, 8), nn.Linear(8, 3)
    with amp.autocast():
        scores = layer(x)
        assert scores.dtype == engine.float16
        assert F.softmax(scores, 1).dtype == engine.float32
        assert F.relu(scores).dtype == engine.float16
        assert F.cross_entropy(scores, engine.tensor([0, 1, 2, 0])).dtype == engine.float32
        assert (x.double() @ engine.randn(8, 2).double()).dtype == engine.float64
        with amp.autocast(enabled=False):
            assert layer(x).dtype == engine.float32
        picture = nn.Conv2d(1, 2, 3)(engine.randn(1, 1, 5, 5))
        assert picture.dtype == engine.float16
    assert layer(x).dtype == engine.float32 and not amp.is_autocast_enabled()


def test_master_weights_and_their_gradients_stay_full() -> None:
    layer = nn.Linear(8, 3)
    with amp.autocast():
        loss = layer(engine.randn(4, 8)).sum()
    loss.backward()
    assert layer.weight.dtype == layer.weight.grad.dtype == engine.float32


def test_digits_are_learned_in_mixed_precision() -> None:
    digits = load_digits()
    x = engine.tensor((digits.data / 16).astype(np.float32))
    y = engine.tensor(digits.target)
    engine.manual_seed(0)
    net = nn.Sequential(nn.Linear(64, 32), nn.LayerNorm(32), nn.GELU(), nn.Linear(32, 10))
    optimizer, scaler = optim.Adam(net.parameters(), lr=0.02), amp.GradScaler()
    for _ in range(60):
        optimizer.zero_grad()
        with amp.autocast():
            loss = F.cross_entropy(net(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
    right = (net(x).argmax(1) == y).float().mean().item()
    assert right > 0.97


def test_a_scale_that_overflows_is_halved_until_it_fits_and_no_step_is_spoilt() -> None:
    layer = nn.Linear(64, 1, bias=False)
    optimizer = optim.SGD(layer.parameters(), lr=0.01)
    scaler = amp.GradScaler(init_scale=2.0**30, growth_interval=3)
    x, before, taken, scales = engine.randn(32, 64), layer.weight.detach().clone(), 0, []
    for _ in range(40):
        optimizer.zero_grad()
        with amp.autocast():
            loss = (layer(x) ** 2).mean()
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        moved = not np.array_equal(layer.weight.detach().numpy(), before.numpy())
        overflow = any(scaler._overflowed.values())
        assert moved != overflow, "an overflow skips the step, and nothing else does"
        taken += moved
        before = layer.weight.detach().clone()
        scaler.update()
        scales.append(scaler.get_scale())
    assert np.isfinite(before.numpy()).all()
    assert scales[0] == 2.0**29 and taken > 15
    assert max(np.diff(np.log2(scales))) == 1.0, "it grows again after three good steps"


def test_small_gradients_survive_with_a_scale() -> None:
    w = engine.full((4, 1), 1.0, requires_grad=True)
    x = engine.full((1, 4), 1e-3)

    def gradient(scale: float) -> float:
        w.grad = None
        with amp.autocast():
            loss = (x @ w).sum() * 1e-6
        (loss * scale).backward()
        return float(w.grad.array.max()) / scale

    assert gradient(1.0) == 0.0
    assert gradient(2.0**16) == pytest.approx(1e-9, rel=0.05)


def test_a_scaler_is_saved_and_goes_on() -> None:
    first, second = amp.GradScaler(init_scale=8.0), amp.GradScaler()
    second.load_state_dict(first.state_dict())
    assert second.get_scale() == 8.0
    assert amp.GradScaler(enabled=False).scale(engine.ones(1)).item() == 1.0


def test_mixed_precision_can_be_traced() -> None:
    from engine.program import Plan, trace

    layer = nn.Linear(3, 2)

    @amp.autocast()
    def run(x: engine.Tensor) -> dict[str, engine.Tensor]:
        return {"y": F.softmax(layer(x), 1)}

    x = engine.randn(4, 3)
    plan = Plan(trace(run, {"x": ((4, 3), engine.float32)}))
    np.testing.assert_array_equal(plan.run({"x": x.numpy()})["y"], run(x)["y"].detach().numpy())


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (lambda: amp.autocast(dtype=engine.int64), "float16"),
        (lambda: amp.GradScaler(growth_factor=0.5), "above 1"),
        (lambda: amp.GradScaler().update(), "step before update"),
    ],
)
def test_wrong_input_is_told(wrong: Callable[[], object], word: str) -> None:
    with pytest.raises(EngineError, match=word):
        wrong()


def test_gradients_are_divided_once() -> None:
    w = engine.ones(1, requires_grad=True)
    optimizer, scaler = optim.SGD([w], lr=1.0), amp.GradScaler(init_scale=4.0)
    scaler.scale((w * 3.0).sum()).backward()
    scaler.unscale_(optimizer)
    assert w.grad.item() == 3.0
    with pytest.raises(GradientError, match="once"):
        scaler.unscale_(optimizer)
    scaler.step(optimizer)
    assert w.item() == -2.0


def test_the_lists_name_operations_that_there_are() -> None:
    from engine import ops

    assert set(ops.ALL) >= amp.IN_HALF
    assert not amp.IN_HALF & amp.IN_FULL
    unknown = amp.IN_FULL - set(ops.ALL)
    assert not unknown, f"no such operation: {unknown}"
