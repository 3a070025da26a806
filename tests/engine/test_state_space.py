"""State spaces against their formulas written out step by step, and one step at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
import engine.nn.functional as F
from engine import nn, program
from engine.errors import ShapeError, ValueRangeError
from engine.program import Interpreter, Plan

sizes = st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 9), st.integers(1, 3))


def numbers(*shape: int, seed: int = 0) -> np.ndarray[Any, Any]:
    return np.random.default_rng(seed).standard_normal(shape)


def leaf(*shape: int, seed: int = 0) -> engine.Tensor:
    return engine.tensor(numbers(*shape, seed=seed), requires_grad=True)


def silu(x: Any) -> Any:
    return x / (1 + np.exp(-x))


def softplus(x: Any) -> Any:
    return np.log1p(np.exp(x))


# ---- the scan


def scan_operands(batch: int, channels: int, steps: int, states: int) -> list[engine.Tensor]:
    """u, delta, A, B, C, D, z, delta_bias, initial_state."""
    sequence, own, read = (batch, channels, steps), (channels, states), (batch, states, steps)
    shapes = [sequence, sequence, own, read, read, (channels,), sequence, (channels,)]
    return [leaf(*s, seed=n) for n, s in enumerate([*shapes, (batch, channels, states)])]


def recurrence(
    u: engine.Tensor, delta: engine.Tensor, a: engine.Tensor, b: engine.Tensor, c: engine.Tensor,
    d: engine.Tensor, z: engine.Tensor, bias: engine.Tensor, h: Any,
) -> tuple[engine.Tensor, Any]:  # fmt: skip
    """The paper's recurrence, one step after the other, in plain tensor operations."""
    dt = F.softplus(delta + bias.unsqueeze(-1))
    outputs = []
    for t in range(u.shape[2]):
        size = dt[:, :, t].unsqueeze(-1)
        h = (size * a).exp() * h + size * b[:, :, t].unsqueeze(1) * u[:, :, t].unsqueeze(-1)
        y = (h * c[:, :, t].unsqueeze(1)).sum(-1) + d * u[:, :, t]
        outputs.append(y * F.silu(z[:, :, t]))
    return engine.stack(outputs, -1), h


@settings(max_examples=30, deadline=None)
@given(sizes)
def test_the_selective_scan_is_its_recurrence(shape: tuple[int, int, int, int]) -> None:
    ours, plain = scan_operands(*shape), scan_operands(*shape)
    y, last = F.selective_scan(
        *ours[:8], delta_softplus=True, return_last_state=True, initial_state=ours[8]
    )
    expected, expected_last = recurrence(*plain)
    np.testing.assert_allclose(
        y.detach().numpy(), expected.detach().numpy(), rtol=1e-10, atol=1e-12
    )
    np.testing.assert_allclose(
        last.detach().numpy(), expected_last.detach().numpy(), rtol=1e-10, atol=1e-12
    )
    weights = engine.tensor(numbers(*y.shape, seed=20))
    ((y * weights).sum() + (last * last).sum()).backward()
    ((expected * weights).sum() + (expected_last * expected_last).sum()).backward()
    for a, b in zip(ours, plain, strict=True):
        assert a.grad is not None and b.grad is not None
        np.testing.assert_allclose(a.grad.numpy(), b.grad.numpy(), rtol=1e-10, atol=1e-11)


def test_the_linear_scan_runs_both_ways() -> None:
    a, b = numbers(2, 5, 3), numbers(2, 5, 3, seed=1)
    forward, back = np.zeros_like(b), np.zeros_like(b)
    for t in range(5):
        forward[:, t] = b[:, t] + (a[:, t] * forward[:, t - 1] if t else 0)
        back[:, 4 - t] = b[:, 4 - t] + (a[:, 4 - t] * back[:, 5 - t] if t else 0)
    x, y = engine.tensor(a), engine.tensor(b)
    np.testing.assert_allclose(F.linear_scan(x, y).numpy(), forward, rtol=1e-13)
    np.testing.assert_allclose(F.linear_scan(x, y, reverse=True).numpy(), back, rtol=1e-13)


def test_the_causal_convolution_is_its_sum() -> None:
    u, k = numbers(2, 3, 6), numbers(3, 6, seed=1)
    expected = np.zeros_like(u)
    for t in range(6):
        for s in range(t + 1):
            expected[:, :, t] += k[:, t - s] * u[:, :, s]
    actual = F.causal_convolution(engine.tensor(u), engine.tensor(k)).numpy()
    np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=1e-13)


def test_scans_refuse_what_does_not_fit() -> None:
    u, delta, a, b, c, *_ = scan_operands(2, 3, 4, 5)
    with pytest.raises(ShapeError, match=r"operand B .*expected 2×5×4"):
        F.selective_scan(u, delta, a, b[:, :2], c)
    with pytest.raises(ShapeError, match=r"operand initial_state .*expected 2×3×5"):
        F.selective_scan(u, delta, a, b, c, initial_state=u)
    with pytest.raises(ShapeError, match="channels × states"):
        F.selective_scan(u, delta, u, b, c)
    with pytest.raises(ShapeError, match="one shape"):
        F.linear_scan(u, b)
    with pytest.raises(ShapeError, match="3×4"):
        F.causal_convolution(u, a)


# ---- S4D


def s4d(seed: int = 0, **arguments: Any) -> nn.S4D:
    with engine.backend.seeded(seed):
        return nn.S4D(3, **{"d_state": 8, "dt_min": 0.05, "dt_max": 0.5, **arguments}).double()


def numpy_kernel(kernel: nn.S4DKernel, steps: int) -> np.ndarray[Any, Any]:
    """The kernel by the paper's formulas, in complex numbers."""
    state = {name: value.numpy() for name, value in kernel.state_dict().items()}
    a = -np.exp(state["log_A_real"]) + 1j * state["A_imag"]
    c = state["C"][..., 0] + 1j * state["C"][..., 1]
    dt = np.exp(state["log_dt"])[:, None]
    if kernel.disc == "zoh":
        a_bar, b_bar = np.exp(dt * a), (np.exp(dt * a) - 1) / a
    else:
        a_bar, b_bar = (1 + dt * a / 2) / (1 - dt * a / 2), dt / (1 - dt * a / 2)
    powers = a_bar[..., None] ** np.arange(steps)
    return 2 * ((c * b_bar)[..., None] * powers).sum(1).real  # type: ignore[no-any-return]


@pytest.mark.parametrize("disc", ["zoh", "bilinear"])
@pytest.mark.parametrize("start", ["lin", "inv"])
@pytest.mark.parametrize("steps", [1, 2, 7, 33])
def test_the_kernel_of_s4d_is_the_papers(disc: str, start: str, steps: int) -> None:
    kernel = s4d(disc=disc, init=start).kernel
    expected = numpy_kernel(kernel, steps)
    np.testing.assert_allclose(kernel(steps).detach().numpy(), expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("disc", ["zoh", "bilinear"])
def test_s4d_as_a_convolution_is_s4d_as_a_recurrence(disc: str) -> None:
    layers = [s4d(disc=disc), s4d(disc=disc)]
    u = [leaf(2, 3, 40) for _ in layers]
    whole = layers[0](u[0])
    outputs, state = [], None
    for t in range(40):
        y, state = layers[1].step(u[1][:, :, t], state)
        outputs.append(y)
    stepped = engine.stack(outputs, -1)
    np.testing.assert_allclose(stepped.detach().numpy(), whole.detach().numpy(), rtol=0, atol=1e-10)
    weights = engine.tensor(numbers(2, 3, 40, seed=9))
    (whole * weights).sum().backward()
    (stepped * weights).sum().backward()
    leaves = [[u[n], *layers[n].parameters()] for n in (0, 1)]
    for a, b in zip(*leaves, strict=True):
        assert a.grad is not None and b.grad is not None
        np.testing.assert_allclose(a.grad.numpy(), b.grad.numpy(), rtol=1e-9, atol=1e-9)


def test_s4d_keeps_the_authors_names_and_both_layouts() -> None:
    layer, other = s4d(), s4d(transposed=False)
    other.load_state_dict(layer.state_dict())
    assert {k: v.shape for k, v in layer.state_dict().items()} == {
        "D": (3,),
        "kernel.C": (3, 4, 2),
        "kernel.log_dt": (3,),
        "kernel.log_A_real": (3, 4),
        "kernel.A_imag": (3, 4),
        "output_linear.0.weight": (6, 3, 1),
        "output_linear.0.bias": (6,),
    }
    u = engine.tensor(numbers(2, 3, 5))
    np.testing.assert_array_equal(
        layer(u).detach().numpy(), other(u.transpose(1, 2)).transpose(1, 2).detach().numpy()
    )
    np.testing.assert_allclose(layer.kernel.A_imag.detach().numpy()[0], np.pi * np.arange(4))


# ---- Mamba


def mamba(seed: int = 0, **arguments: Any) -> nn.Mamba:
    with engine.backend.seeded(seed):
        return nn.Mamba(4, **{"d_state": 3, "dt_rank": 2, **arguments}).double()


def numpy_mamba(block: nn.Mamba, hidden: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The paper's figure 3 and algorithm 2, written out."""
    p = {name: value.numpy() for name, value in block.state_dict().items()}
    batch, steps, _ = hidden.shape
    x, z = np.split(hidden @ p["in_proj.weight"].T, 2, axis=-1)
    seen = np.concatenate([np.zeros((batch, block.d_conv - 1, block.d_inner)), x], axis=1)
    x = np.stack(
        [
            (seen[:, t : t + block.d_conv] * p["conv1d.weight"][:, 0].T).sum(1) + p["conv1d.bias"]
            for t in range(steps)
        ],
        axis=1,
    )
    x = silu(x)
    dt, b, c = np.split(
        x @ p["x_proj.weight"].T, [block.dt_rank, block.dt_rank + block.d_state], axis=-1
    )
    dt = softplus(dt @ p["dt_proj.weight"].T + p["dt_proj.bias"])
    a = -np.exp(p["A_log"])
    h = np.zeros((batch, block.d_inner, block.d_state))
    y = np.empty_like(x)
    for t in range(steps):
        h = np.exp(dt[:, t, :, None] * a) * h + (dt[:, t] * x[:, t])[..., None] * b[:, t, None]
        y[:, t] = (h * c[:, t, None]).sum(-1) + p["D"] * x[:, t]
    return (y * silu(z)) @ p["out_proj.weight"].T  # type: ignore[no-any-return]


def test_mamba_is_the_papers_block() -> None:
    block, hidden = mamba(), numbers(2, 7, 4)
    actual = block(engine.tensor(hidden)).detach().numpy()
    np.testing.assert_allclose(actual, numpy_mamba(block, hidden), rtol=1e-10, atol=1e-12)


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 5), st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_mamba_gives_the_same_numbers_however_a_sequence_is_cut(
    d_conv: int, cuts: list[int]
) -> None:
    block = mamba(d_conv=d_conv)
    hidden = engine.tensor(numbers(2, sum(cuts), 4))
    whole = block(hidden).detach().numpy()
    parts, state, at = [], None, 0
    for cut in cuts:
        y, state = block.run(hidden[:, at : at + cut], state)
        parts.append(y.detach().numpy())
        at += cut
    np.testing.assert_allclose(np.concatenate(parts, 1), whole, rtol=0, atol=1e-10)
    parts, state = [], None
    for t in range(sum(cuts)):
        y, state = block.step(hidden[:, t : t + 1], state)
        parts.append(y.detach().numpy())
    np.testing.assert_allclose(np.concatenate(parts, 1), whole, rtol=0, atol=1e-10)


def test_mamba_keeps_the_authors_names_and_starts_as_theirs() -> None:
    block = nn.Mamba(32)
    assert {k: v.shape for k, v in block.state_dict().items()} == {
        "A_log": (64, 16),
        "D": (64,),
        "in_proj.weight": (128, 32),
        "conv1d.weight": (64, 1, 4),
        "conv1d.bias": (64,),
        "x_proj.weight": (34, 64),
        "dt_proj.weight": (64, 2),
        "dt_proj.bias": (64,),
        "out_proj.weight": (32, 64),
    }
    state = {name: value.numpy() for name, value in block.state_dict().items()}
    np.testing.assert_allclose(np.exp(state["A_log"])[0], np.arange(1, 17), rtol=1e-6)
    dt = softplus(state["dt_proj.bias"])
    assert (dt > 0.00099).all() and (dt < 0.101).all()
    assert abs(state["dt_proj.weight"]).max() <= 2**-0.5


@pytest.mark.parametrize("kind", ["S4D", "Mamba"])
def test_a_program_of_a_state_space_has_the_eager_numbers(kind: str) -> None:
    module: Any = s4d(transposed=False) if kind == "S4D" else mamba()
    shape = (2, 5, 3 if kind == "S4D" else 4)

    def run(x: engine.Tensor) -> dict[str, engine.Tensor]:
        y = module(x)
        (y * y).sum().backward()
        return {"y": y, "input": x.grad, **{n: p.grad for n, p in module.named_parameters()}}  # type: ignore[dict-item]

    graph = program.trace(run, {"x": (shape, engine.float64)}, requires_grad=["x"])
    graph.verify()
    array = numbers(*shape)
    expected = run(engine.tensor(array, requires_grad=True))
    stepped = Interpreter(graph, {"x": array})
    stepped.run()
    planned = Plan(graph).run({"x": array})
    for name, value in expected.items():
        np.testing.assert_array_equal(stepped.value(graph.outputs[name]), value.detach().numpy())
        np.testing.assert_array_equal(planned[name], value.detach().numpy())


@pytest.mark.parametrize("kind", ["S4D", "Mamba"])
def test_a_symbol_for_the_batch_passes_through(kind: str) -> None:
    with engine.device("meta"):
        module: Any = nn.S4D(3, 4, transposed=False) if kind == "S4D" else nn.Mamba(3)
        x = engine.Tensor(None, shape=(engine.N, 7, 3), dtype=engine.float32)
        assert module(x).shape == (engine.N, 7, 3)


def test_layers_refuse_what_does_not_fit() -> None:
    with pytest.raises(ShapeError, match="batch×3×steps"):
        s4d()(engine.tensor(numbers(2, 5, 3)))
    with pytest.raises(ShapeError, match="batch×steps×4"):
        mamba()(engine.tensor(numbers(2, 5, 3)))
    with pytest.raises(ShapeError, match="batch×1×4"):
        mamba().step(engine.tensor(numbers(2, 5, 4)))
    with pytest.raises(ValueRangeError, match="even"):
        nn.S4D(3, 5)
    with pytest.raises(ValueRangeError, match="zoh or bilinear"):
        nn.S4D(3, 4, disc="euler")
    with pytest.raises(ValueRangeError, match="lin or inv"):
        nn.S4D(3, 4, init="legs")
    with pytest.raises(ValueRangeError, match="random or constant"):
        nn.Mamba(4, dt_init="zeros")
