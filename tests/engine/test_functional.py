"""Shapes inferred, and bad input told in the engine's own words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
import engine.nn.functional as F
from engine import nn
from engine.dims import with_batch
from engine.errors import DTypeError, EngineError, ShapeError, ValueRangeError

SMALL = st.integers(1, 3)
PAIRS = st.tuples(SMALL, SMALL)


def _image(*shape: Any) -> engine.Tensor:
    return engine.randn(*shape)


@given(PAIRS, PAIRS, st.tuples(*[st.integers(0, 2)] * 2), PAIRS, st.sampled_from([1, 2]))
def test_a_convolution_has_the_shape_that_was_inferred_for_every_batch(
    kernel: tuple[int, int],
    stride: tuple[int, int],
    padding: tuple[int, int],
    dilation: tuple[int, int],
    groups: int,
) -> None:
    layer = nn.Conv2d(2, 4, kernel, stride, padding, dilation, groups)
    abstract = layer(engine.empty((engine.N, 2, 7, 8), device="meta"))
    for batch in (1, 3):
        assert layer(_image(batch, 2, 7, 8)).shape == with_batch(abstract.shape, batch)


@given(PAIRS, PAIRS, st.integers(0, 1), st.booleans())
def test_a_pooling_has_the_shape_that_was_inferred_for_every_batch(
    kernel: tuple[int, int], stride: tuple[int, int], padding: int, ceil_mode: bool
) -> None:
    border = min(padding, min(kernel) // 2)
    for pool in (F.max_pool2d, F.avg_pool2d):
        abstract = pool(
            engine.empty((engine.N, 2, 7, 8), device="meta"),
            kernel,
            stride,
            border,
            ceil_mode=ceil_mode,
        )
        real = pool(_image(3, 2, 7, 8), kernel, stride, border, ceil_mode=ceil_mode)
        assert real.shape == with_batch(abstract.shape, 3)


def test_a_whole_network_is_inferred_for_a_batch_of_unknown_size() -> None:
    with engine.device("meta"):
        net = nn.Sequential(
            nn.Conv2d(1, 4, 3, padding=1),
            nn.BatchNorm2d(4),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Dropout(),
            nn.Linear(64, 10),
        )
        images = engine.empty((engine.N, 1, 8, 8))
        labels = engine.empty((engine.N,), dtype=engine.int64)
    logits = net(images)
    assert logits.shape == (engine.N, 10)
    for smoothing in (0.0, 0.1):
        assert F.cross_entropy(logits, labels, label_smoothing=smoothing).shape == ()
    assert F.mse_loss(logits, logits).shape == ()
    assert all(parameter.is_meta for parameter in net.parameters())


BAD: dict[str, tuple[type[EngineError], Callable[[], Any]]] = {
    "label outside": (
        ValueRangeError,
        lambda: F.cross_entropy(engine.zeros(2, 3), engine.tensor([0, 3])),
    ),
    "negative label": (
        ValueRangeError,
        lambda: F.cross_entropy(engine.zeros(2, 3), engine.tensor([0, -1])),
    ),
    "labels of another batch": (
        ShapeError,
        lambda: F.cross_entropy(engine.zeros(2, 3), engine.tensor([0, 1, 2])),
    ),
    "labels that are floats": (
        DTypeError,
        lambda: F.cross_entropy(engine.zeros(2, 3), engine.tensor([0.0, 1.0])),
    ),
    "probabilities that are integers": (
        DTypeError,
        lambda: F.cross_entropy(engine.zeros(2, 3), engine.zeros(2, 3, dtype=engine.int64)),
    ),
    "too few weights": (
        ShapeError,
        lambda: F.cross_entropy(engine.zeros(2, 3), engine.tensor([0, 1]), engine.ones(2)),
    ),
    "unknown reduction": (
        ValueRangeError,
        lambda: F.mse_loss(engine.zeros(2), engine.zeros(2), reduction="average"),
    ),
    "targets of another shape": (
        ShapeError,
        lambda: F.mse_loss(engine.zeros(2, 1), engine.zeros(2)),
    ),
    "features that do not fit": (ShapeError, lambda: nn.Linear(3, 2)(engine.zeros(4, 5))),
    "channels that do not fit": (ShapeError, lambda: nn.Conv2d(3, 2, 3)(engine.zeros(1, 1, 8, 8))),
    "a kernel larger than the image": (
        ShapeError,
        lambda: nn.Conv2d(1, 2, 5)(engine.zeros(1, 1, 3, 3)),
    ),
    "an image without channels": (ShapeError, lambda: nn.Conv2d(1, 2, 3)(engine.zeros(8, 8))),
    "integers into a layer": (
        DTypeError,
        lambda: nn.Linear(3, 2)(engine.zeros(4, 3, dtype=engine.int64)),
    ),
    "no features": (ValueRangeError, lambda: nn.Linear(0, 2)),
    "a negative kernel": (ValueRangeError, lambda: nn.Conv2d(1, 2, -3)),
    "no stride": (ValueRangeError, lambda: nn.Conv2d(1, 2, 3, stride=0)),
    "a negative padding": (ValueRangeError, lambda: nn.Conv2d(1, 2, 3, padding=-1)),
    "groups that do not divide": (ValueRangeError, lambda: nn.Conv2d(3, 4, 3, groups=2)),
    "a kernel of three numbers": (ValueRangeError, lambda: nn.Conv2d(1, 2, (1, 2, 3))),
    "an unknown padding": (ValueRangeError, lambda: nn.Conv2d(1, 2, 3, padding="full")),
    "same padding with a stride": (
        ValueRangeError,
        lambda: nn.Conv2d(1, 2, 3, stride=2, padding="same"),
    ),
    "a padding over half the window": (
        ValueRangeError,
        lambda: F.max_pool2d(engine.zeros(1, 1, 8, 8), 2, padding=2),
    ),
    "pooling of a flat input": (ShapeError, lambda: F.max_pool2d(engine.zeros(2, 8), 2)),
    "a divisor of 0": (
        ValueRangeError,
        lambda: F.avg_pool2d(engine.zeros(1, 1, 4, 4), 2, divisor_override=0),
    ),
    "one value to normalise": (
        ShapeError,
        lambda: nn.BatchNorm2d(2)(engine.zeros(1, 2, 1, 1)),
    ),
    "a norm of other channels": (ShapeError, lambda: nn.BatchNorm2d(2)(engine.zeros(2, 3, 2, 2))),
    "a dropout above 1": (ValueRangeError, lambda: nn.Dropout(1.5)),
    "a reflection wider than the image": (
        ValueRangeError,
        lambda: F.pad(engine.zeros(1, 1, 2, 2), (2, 2), mode="reflect"),
    ),
    "an odd number of paddings": (ShapeError, lambda: F.pad(engine.zeros(2, 2), (1,))),
    "a class outside": (ValueRangeError, lambda: F.one_hot(engine.tensor([3]), 2)),
    "a reshape of other size": (ShapeError, lambda: engine.zeros(2, 3).reshape(4, 2)),
    "shapes that do not broadcast": (ShapeError, lambda: engine.zeros(2, 3) + engine.zeros(2)),
    "a dtype that is a word": (DTypeError, lambda: engine.zeros(2, dtype="single word")),
    "a size that is no whole number": (ValueRangeError, lambda: nn.Linear(2.0, 2)),  # type: ignore[arg-type]
    "a whole number to a negative power": (ValueRangeError, lambda: engine.tensor([2]) ** -1),
    "an index that is a word": (ValueRangeError, lambda: engine.zeros(3)["first"]),
    "an index that is a float": (ValueRangeError, lambda: engine.zeros(3)[1.0]),
    "an index that is a truth": (ValueRangeError, lambda: engine.zeros(3)[True]),
    "fewer than no points": (ValueRangeError, lambda: engine.linspace(0, 1, -2)),
    "a seed that is a word": (ValueRangeError, lambda: engine.manual_seed("first")),  # type: ignore[arg-type]
    "an expansion to fewer dimensions": (ShapeError, lambda: engine.zeros(2, 3).expand(3)),
    "an expansion of more than one": (ShapeError, lambda: engine.zeros(2).expand(3)),
    "matrices that do not multiply": (ShapeError, lambda: engine.zeros(2, 3) @ engine.zeros(2, 3)),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_told_in_the_engines_words(name: str) -> None:
    kind, call = BAD[name]
    with pytest.raises(kind) as caught:
        call()
    assert caught.value.message
    assert caught.value.expected
    assert caught.value.actual


def test_an_error_names_the_layer_it_came_from() -> None:
    net = nn.Sequential(nn.Flatten(), nn.Linear(3, 2))
    with pytest.raises(ShapeError) as caught:
        net(engine.zeros(4, 5))
    assert caught.value.where == "1"
    assert "in_features" in caught.value.mend


def test_max_pool_gradient_goes_to_the_first_maximum() -> None:
    x = engine.ones(1, 1, 4, 4, requires_grad=True)
    F.max_pool2d(x, 2).sum().backward()
    assert x.grad is not None
    expected = np.zeros((4, 4), np.float32)
    expected[::2, ::2] = 1
    np.testing.assert_array_equal(x.grad.numpy()[0, 0], expected)


def test_max_pool_of_nothing_but_minus_infinity_stays_inside() -> None:
    x = engine.full((1, 1, 3, 3), -np.inf, requires_grad=True)
    y, places = F.max_pool2d(x, 2, stride=2, padding=1, return_indices=True)
    assert np.isneginf(y.detach().numpy()).all()
    np.testing.assert_array_equal(places.numpy().ravel(), [0, 1, 3, 4])
    y.sum().backward()
    assert x.grad is not None
    assert x.grad.numpy().sum() == 4


def test_max_pool_passes_on_what_is_not_a_number() -> None:
    x = engine.tensor([[[[1.0, np.nan], [2.0, 3.0]]]])
    assert np.isnan(F.max_pool2d(x, 2).item())


def test_dropout_keeps_the_mean_and_repeats_with_the_seed() -> None:
    x = engine.ones(200, 200)
    engine.manual_seed(5)
    first = F.dropout(x, 0.3).numpy()
    engine.manual_seed(5)
    np.testing.assert_array_equal(first, F.dropout(x, 0.3).numpy())
    assert first.mean() == pytest.approx(1.0, abs=0.02)
    assert set(np.unique(first).tolist()) == {0.0, float(np.float32(1 / 0.7))}


def test_float16_stays_float16_through_layers_and_gradients() -> None:
    net = nn.Sequential(
        nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8, 3)
    )
    net.to(dtype=engine.float16)
    loss = F.cross_entropy(
        net(engine.ones(2, 1, 6, 6, dtype=engine.float16)), engine.tensor([0, 2])
    )
    loss.backward()
    assert loss.dtype == engine.float16
    assert {p.grad.dtype for p in net.parameters() if p.grad is not None} == {engine.float16}


def test_the_mean_of_nothing_is_no_number_and_no_warning() -> None:
    assert np.isnan(engine.zeros(0).mean().item())
    assert engine.zeros(0, 3).mean(1).shape == (0,)
    assert np.isnan(F.mse_loss(engine.zeros(0), engine.zeros(0)).item())


def test_a_negative_seed_is_a_seed_like_any_other() -> None:
    engine.manual_seed(-1)
    first = engine.rand(3).numpy()
    engine.manual_seed(-1)
    assert np.array_equal(engine.rand(3).numpy(), first)


@pytest.mark.parametrize("name", ["max", "min"])
@pytest.mark.parametrize("dim", [0, 1, -1])
@pytest.mark.parametrize("keepdim", [False, True])
def test_max_and_min_over_a_dimension_give_values_and_places(
    name: str, dim: int, keepdim: bool
) -> None:
    data = np.array([[3.0, 1.0, 3.0], [2.0, 5.0, 0.0]], dtype=np.float32)
    x = engine.tensor(data, requires_grad=True)
    values, indices = getattr(x, name)(dim, keepdim)
    assert np.array_equal(values.detach().numpy(), getattr(data, name)(dim, keepdims=keepdim))
    places = getattr(data, f"arg{name}")(dim, keepdims=keepdim)
    assert np.array_equal(indices.numpy(), places)
    assert getattr(x, name)().item() == getattr(data, name)()
    values.sum().backward()
    picked = np.zeros_like(data)
    np.put_along_axis(picked, getattr(data, f"arg{name}")(dim, keepdims=True), 1, dim)
    assert x.grad is not None
    assert np.array_equal(x.grad.numpy(), picked)
