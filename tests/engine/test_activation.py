"""Activations where PyTorch's samples do not look: kinks, extremes, half precision, chance."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest

import engine
import engine.nn.functional as F
from engine import nn, program
from engine.errors import ShapeError, ValueRangeError

CALLS: list[tuple[str, dict[str, Any]]] = [
    ("relu", {}), ("relu6", {}), ("leaky_relu", {"negative_slope": 0.2}), ("elu", {}),
    ("elu", {"alpha": 1.7}), ("celu", {"alpha": 0.5}), ("celu", {"alpha": -0.5}), ("selu", {}),
    ("gelu", {}), ("gelu", {"approximate": "tanh"}), ("silu", {}), ("mish", {}), ("sigmoid", {}),
    ("logsigmoid", {}), ("tanh", {}), ("tanhshrink", {}), ("softplus", {}),
    ("softplus", {"beta": 2.0, "threshold": 6.0}), ("softsign", {}),
    ("hardshrink", {"lambd": 3.0}), ("softshrink", {"lambd": 3.0}), ("hardsigmoid", {}),
    ("hardswish", {}), ("hardtanh", {}), ("hardtanh", {"min_val": -3.0, "max_val": 6.0}),
    ("threshold", {"threshold": 3.0, "value": -2.0}), ("rrelu", {"lower": 0.1, "upper": 0.3}),
]  # fmt: skip
IDS = [f"{name}-{'-'.join(f'{k}{v}' for k, v in how.items())}" for name, how in CALLS]
KINKS = [-6.0, -3.0, -1.0, -0.5, -0.0, 0.0, 0.5, 1.0, 3.0, 6.0, 20.0]
EXTREMES = [-1e30, -1e4, -700.0, -90.0, -40.0, -12.0, 12.0, 40.0, 90.0, 700.0, 1e4, 1e30]


def both(name: str, how: dict[str, Any], x: np.ndarray[Any, Any]) -> list[np.ndarray[Any, Any]]:
    """Value and gradient, the engine's and PyTorch's."""
    torch = pytest.importorskip("torch")
    ours = engine.tensor(x, requires_grad=True)
    theirs = torch.tensor(x, requires_grad=True)
    y, z = getattr(F, name)(ours, **how), getattr(torch.nn.functional, name)(theirs, **how)
    y.sum().backward()
    z.sum().backward()
    assert ours.grad is not None
    return [y.detach().numpy(), z.detach().numpy(), ours.grad.numpy(), theirs.grad.numpy()]


@pytest.mark.parametrize(("name", "how"), CALLS, ids=IDS)
def test_value_and_slope_at_kinks_are_pytorchs(name: str, how: dict[str, Any]) -> None:
    y, z, dy, dz = both(name, how, np.array(KINKS))
    np.testing.assert_allclose(y, z, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(dy, dz, rtol=1e-12, atol=1e-8)  # PyTorch's 1/6 is a float32


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("name", "how"), CALLS, ids=IDS)
def test_far_out_nothing_overflows_and_nothing_warns(
    name: str, how: dict[str, Any], dtype: str
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        y, z, dy, dz = both(name, how, np.array(EXTREMES, dtype))
    tolerance = 1e-4 if dtype == "float32" else 1e-11
    np.testing.assert_allclose(y, z, rtol=tolerance, atol=1e-15)
    sane = np.isfinite(dz)  # PyTorch's own slope of tanh-GELU is not a number at 1e30
    assert np.isfinite(dy[sane]).all()
    np.testing.assert_allclose(dy[sane], dz[sane], rtol=tolerance, atol=1e-15)


@pytest.mark.parametrize(("name", "how"), CALLS, ids=IDS)
def test_what_is_not_a_number_stays_so(name: str, how: dict[str, Any]) -> None:
    y, z, _, _ = both(name, how, np.array([math.nan, 1.0]))
    np.testing.assert_array_equal(np.isnan(y), np.isnan(z))


@pytest.mark.parametrize(("name", "how"), CALLS, ids=IDS)
def test_half_precision_stays_and_is_rounded_once(name: str, how: dict[str, Any]) -> None:
    x = np.linspace(-8, 8, 201).astype("float16")
    y, z, dy, dz = both(name, how, x)
    assert y.dtype == dy.dtype == np.float16
    np.testing.assert_allclose(y, z, rtol=2e-3, atol=1e-3)
    np.testing.assert_allclose(dy, dz, rtol=2e-3, atol=2e-3)


def test_softmax_in_half_precision_is_right_for_a_long_row() -> None:
    x = engine.zeros(1, 4096, dtype=engine.float16)
    shares = F.softmax(x, 1).numpy().astype("float64")
    assert shares.sum() == pytest.approx(1.0)


def test_the_way_back_through_an_activation_is_one_step() -> None:
    def loss(x: engine.Tensor) -> dict[str, engine.Tensor]:
        total = F.gelu(x).sum()
        total.backward()
        return {"loss": total}

    graph = program.trace(loss, {"x": ((3, 4), engine.float32)}, requires_grad=["x"])
    names = [step.primitive.name for step in graph.steps]
    assert names.count("gelu") == names.count("gelu_input") == 1
    assert not {"erf", "exp", "tanh"} & set(names)


def test_swish_is_silu() -> None:
    assert nn.Swish is nn.SiLU and F.swish is F.silu


# ---- slopes that are learned or drawn


def test_prelu_says_how_many_slopes_there_must_be() -> None:
    with pytest.raises(ShapeError, match=r"1 or 3 slopes.*got 2.*Set num_parameters to 3"):
        nn.PReLU(2)(engine.zeros(5, 3, 4))


def test_rrelu_draws_slopes_in_its_range_and_hands_the_gradient_back_by_them() -> None:
    engine.manual_seed(0)
    x = engine.tensor(-np.ones(10_000), requires_grad=True)
    y = F.rrelu(x, 0.1, 0.3, training=True)
    slopes = -y.detach().numpy()
    assert slopes.min() >= 0.1 and slopes.max() <= 0.3
    assert slopes.mean() == pytest.approx(0.2, abs=0.002)
    assert slopes.std() == pytest.approx(0.2 / math.sqrt(12), abs=0.002)
    y.sum().backward()
    assert x.grad is not None
    np.testing.assert_array_equal(x.grad.numpy(), slopes)
    np.testing.assert_array_equal(
        F.rrelu(engine.ones(5), 0.1, 0.3, training=True).numpy(), np.ones(5)
    )


def test_rrelu_in_evaluation_takes_the_mean_slope() -> None:
    module = nn.RReLU(0.2, 0.4).eval()
    assert module(engine.tensor([-1.0])).item() == pytest.approx(-0.3)


# ---- Gumbel-softmax


def test_gumbel_softmax_draws_as_often_as_softmax_says() -> None:
    engine.manual_seed(1)
    logits = engine.tensor(np.log(np.tile([0.1, 0.2, 0.7], (20_000, 1))))
    drawn = F.gumbel_softmax(logits, hard=True).numpy()
    assert set(np.unique(drawn.round(12))) == {0.0, 1.0}
    np.testing.assert_allclose(drawn.sum(1), 1.0)
    np.testing.assert_allclose(drawn.mean(0), [0.1, 0.2, 0.7], atol=0.01)


@pytest.mark.parametrize("dim", [0, 1, -1])
def test_a_hard_draw_has_the_gradient_of_the_soft_one(dim: int) -> None:
    x = np.random.default_rng(0).normal(size=(3, 4, 5))
    weights = engine.tensor(np.random.default_rng(1).normal(size=(3, 4, 5)))
    found = []
    for hard in (False, True):
        engine.manual_seed(2)
        leaf = engine.tensor(x, requires_grad=True)
        y = F.gumbel_softmax(leaf, tau=0.7, hard=hard, dim=dim)
        (y * weights).sum().backward()
        found.append((y.detach().numpy(), leaf.grad))
    (soft, soft_grad), (hard_one, hard_grad) = found
    np.testing.assert_allclose(soft.sum(dim), 1.0)
    np.testing.assert_allclose(hard_one.sum(dim), 1.0)
    np.testing.assert_array_equal(hard_one.argmax(dim), soft.argmax(dim))
    np.testing.assert_allclose(hard_grad.numpy(), soft_grad.numpy())


# ---- what is refused


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda x: F.gelu(x, "cubic"), "no approximation cubic; expected none, tanh"),
        (lambda x: F.softshrink(x, -1.0), "expected 0 or more"),
        (lambda x: F.celu(x, 0.0), "alpha of CELU is not 0"),
        (lambda x: F.hardtanh(x, 1.0, -1.0), "lower end is above"),
        (lambda x: F.rrelu(x, 0.5, 0.1, training=True), "lower slope is above"),
        (lambda x: F.softmax(x, 5), "no dimension 5; expected -2 to 1"),
    ],
)
def test_settings_that_make_no_sense_are_refused(call: Any, match: str) -> None:
    with pytest.raises(ValueRangeError, match=match):
        call(engine.zeros(2, 3))


def test_a_gated_unit_needs_an_even_size() -> None:
    with pytest.raises(ShapeError, match="an even size; got 2×3"):
        nn.GLU()(engine.zeros(2, 3))


def test_softmax2d_takes_images() -> None:
    with pytest.raises(ShapeError, match="N×channels×height×width"):
        nn.Softmax2d()(engine.zeros(2, 3))
