"""Dropout: what is dropped, how often, and what stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
import engine.nn.functional as F
from engine import nn
from engine.errors import ValueRangeError

KINDS = [nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d, nn.AlphaDropout,
         nn.FeatureAlphaDropout]  # fmt: skip
SHAPES: dict[Any, tuple[int, ...]] = {
    nn.Dropout1d: (4, 3, 5), nn.Dropout3d: (4, 3, 2, 2, 2),
}  # fmt: skip


def ones(kind: Any) -> engine.Tensor:
    return engine.ones(*SHAPES.get(kind, (4, 3, 5, 2)))


@pytest.mark.parametrize("kind", KINDS)
def test_evaluation_is_the_identity(kind: Any) -> None:
    x = ones(kind)
    assert kind(0.5).eval()(x) is x


@pytest.mark.parametrize("kind", KINDS)
def test_p_0_drops_nothing_and_p_1_everything(kind: Any) -> None:
    x = ones(kind)
    np.testing.assert_array_equal(kind(0.0)(x).numpy(), x.numpy())
    np.testing.assert_array_equal(kind(1.0)(x).numpy(), 0)


def test_kept_elements_make_up_for_the_dropped() -> None:
    engine.manual_seed(0)
    y = F.dropout(engine.ones(200_000), 0.3).numpy()
    assert (y == 0).mean() == pytest.approx(0.3, abs=0.005)
    np.testing.assert_allclose(y[y != 0], 1 / 0.7, rtol=1e-6)


@pytest.mark.parametrize(
    ("function", "shape"),
    [
        (F.dropout1d, (50, 20, 7)),
        (F.dropout2d, (50, 20, 3, 2)),
        (F.dropout3d, (50, 20, 3, 2, 2)),
        (F.feature_alpha_dropout, (50, 20, 3, 2)),
    ],
)
def test_channels_are_dropped_whole(function: Callable[..., Any], shape: tuple[int, ...]) -> None:
    engine.manual_seed(0)
    y = function(engine.ones(*shape), 0.4, True).numpy().reshape(50, 20, -1)
    assert (y == y[..., :1]).all()
    assert (y[..., 0] == y.min()).mean() == pytest.approx(0.4, abs=0.06)


def test_a_single_sample_loses_whole_channels_too() -> None:
    engine.manual_seed(0)
    for y in (F.dropout1d(engine.ones(64, 5)), F.dropout3d(engine.ones(64, 5, 2, 2))):
        rows = y.numpy().reshape(64, -1)
        assert (rows == rows[:, :1]).all() and 10 < (rows[:, 0] == 0).sum() < 54


@pytest.mark.parametrize("p", [0.1, 0.5])
def test_alpha_dropout_keeps_mean_and_variance(p: float) -> None:
    engine.manual_seed(0)
    x = engine.tensor(np.random.default_rng(0).normal(size=300_000))
    y = F.alpha_dropout(x, p, True).numpy()
    assert y.mean() == pytest.approx(0, abs=0.02)
    assert y.std() == pytest.approx(1, abs=0.02)


def test_alpha_dropout_computes_what_pytorch_does_with_the_same_draw() -> None:
    engine.manual_seed(3)
    x, p, alpha = np.random.default_rng(1).normal(size=50), 0.3, 1.7580993408473766
    y = F.alpha_dropout(engine.tensor(x), p, True).numpy()
    a = 1 / np.sqrt((alpha**2 * p + 1) * (1 - p))
    dropped = np.isclose(y, -alpha * a + alpha * a * p)
    assert 5 < dropped.sum() < 25
    np.testing.assert_allclose(y[~dropped], (x * a + alpha * a * p)[~dropped])


def test_the_gradient_passes_where_the_value_did() -> None:
    engine.manual_seed(0)
    x = engine.ones(100, requires_grad=True)
    y = F.dropout(x, 0.5)
    y.sum().backward()
    assert x.grad is not None
    np.testing.assert_array_equal(x.grad.numpy(), y.detach().numpy())


@pytest.mark.parametrize("name", ["dropout", "dropout2d", "alpha_dropout"])
def test_a_probability_is_between_0_and_1(name: str) -> None:
    with pytest.raises(ValueRangeError, match=r"expected 0 to 1; got 1\.5"):
        getattr(F, name)(engine.ones(2, 3, 4, 4), 1.5)
