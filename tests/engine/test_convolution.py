"""Convolution, pooling, padding and pictures: known numbers, PyTorch's, bad input, three ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
import engine.nn.functional as F
from engine import Generator, nn, program
from engine.errors import DTypeError, EngineError, ShapeError, ValueRangeError
from engine.program import Interpreter, Plan

Array = np.ndarray[Any, Any]


def numbers(*shape: int, seed: int = 0) -> Array:
    return np.random.default_rng((seed, *shape)).normal(size=shape)


# ---- the example worked by hand

PICTURE = [[3, 4, 6, 5, 7], [2, 4, 6, 8, 2], [1, 6, 7, 8, 4], [9, 7, 4, 6, 2], [3, 7, 5, 4, 1]]
PADDED = [
    [91, 168, 224, 215, 127],
    [114, 211, 295, 262, 149],
    [192, 259, 282, 214, 122],
    [194, 251, 253, 169, 86],
    [96, 112, 110, 68, 31],
]


def example(**how: Any) -> Array:
    kernel = engine.arange(1, 10, dtype=engine.float64).reshape(1, 1, 3, 3)
    picture = engine.tensor(np.array(PICTURE, "float64")).reshape(1, 1, 5, 5)
    made: Array = F.conv2d(picture, kernel, **how).numpy()[0, 0]
    return made


def test_the_worked_example_of_padding_1() -> None:
    np.testing.assert_array_equal(example(padding=1), PADDED)


def test_the_worked_example_of_stride_2() -> None:
    np.testing.assert_array_equal(example(stride=2), [[211, 262], [251, 169]])


# ---- what is not PyTorch's


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 4), st.integers(1, 3), st.integers(1, 3), st.integers(1, 9))
def test_a_causal_convolution_sees_no_later_step(k: int, d: int, s: int, length: int) -> None:
    layer = nn.CausalConv1d(2, 3, k, stride=s, dilation=d, dtype=engine.float64)
    x = numbers(1, 2, length)
    y = layer(engine.tensor(x)).detach().numpy()
    weight, bias = layer.weight.detach().numpy(), layer.bias.detach().numpy()  # type: ignore[union-attr]
    assert y.shape == (1, 3, -(-length // s))
    for t in range(y.shape[2]):
        expected = bias.copy()
        for tap in range(k):
            at = t * s - (k - 1 - tap) * d
            if at >= 0:
                expected += weight[:, :, tap] @ x[0, :, at]
        np.testing.assert_allclose(y[0, :, t], expected, atol=1e-12)


def test_global_pooling_gives_one_number_a_map() -> None:
    x = numbers(2, 3, 4, 5)
    mean, most = (
        layer(engine.tensor(x)).numpy() for layer in (nn.GlobalAvgPool2d(), nn.GlobalMaxPool2d())
    )
    np.testing.assert_allclose(mean, x.mean((2, 3)), atol=1e-15)
    np.testing.assert_array_equal(most, x.max((2, 3)))
    assert nn.GlobalMaxPool2d()(engine.tensor(x[0])).shape == (3,)


def test_reshape_keeps_the_batch() -> None:
    for module in (nn.Reshape(3, -1), nn.Reshape((3, 2))):
        assert module(engine.zeros(4, 6)).shape == (4, 3, 2)
        assert module(engine.empty((engine.N, 6), device="meta")).shape == (engine.N, 3, 2)


# ---- layers, on anything


IMAGE = (2, 6, 7)
LAYERS: dict[str, tuple[Callable[[], nn.Module], tuple[int, ...]]] = {
    "conv1d": (lambda: nn.Conv1d(2, 4, 3, stride=2, padding=1, groups=2), (2, 7)),
    "conv2d": (lambda: nn.Conv2d(2, 4, 3, padding="same", dilation=2), IMAGE),
    "conv2d, even kernel": (lambda: nn.Conv2d(2, 3, 2, padding="same"), IMAGE),
    "conv2d, circular": (lambda: nn.Conv2d(2, 3, 3, padding=2, padding_mode="circular"), IMAGE),
    "conv2d, reflected": (lambda: nn.Conv2d(2, 3, 3, padding=1, padding_mode="reflect"), IMAGE),
    "conv3d": (lambda: nn.Conv3d(2, 3, 2, stride=(1, 2, 1)), (2, 3, 4, 5)),
    "causal": (lambda: nn.CausalConv1d(2, 3, 2, dilation=2), (2, 5)),
    "transposed1d": (lambda: nn.ConvTranspose1d(2, 4, 3, stride=2, output_padding=1), (2, 4)),
    "transposed2d": (lambda: nn.ConvTranspose2d(2, 4, 3, 2, 1, 1, groups=2), IMAGE),
    "transposed3d": (lambda: nn.ConvTranspose3d(2, 1, 2, dilation=2), (2, 3, 2, 2)),
    "max1d": (lambda: nn.MaxPool1d(3, 2, 1, ceil_mode=True), (2, 8)),
    "max2d": (lambda: nn.MaxPool2d(2, dilation=2), IMAGE),
    "max3d": (lambda: nn.MaxPool3d(2), (2, 4, 4, 5)),
    "avg1d": (lambda: nn.AvgPool1d(3, padding=1, count_include_pad=False), (2, 8)),
    "avg2d": (lambda: nn.AvgPool2d(2, ceil_mode=True), IMAGE),
    "avg3d": (lambda: nn.AvgPool3d(2, divisor_override=3), (2, 4, 4, 5)),
    "lp1d": (lambda: nn.LPPool1d(2, 3), (2, 8)),
    "lp2d": (lambda: nn.LPPool2d(2, 2), IMAGE),
    "lp3d": (lambda: nn.LPPool3d(2, 2), (2, 4, 4, 5)),
    "adaptive avg1d": (lambda: nn.AdaptiveAvgPool1d(3), (2, 7)),
    "adaptive avg2d": (lambda: nn.AdaptiveAvgPool2d((None, 3)), IMAGE),
    "adaptive avg3d": (lambda: nn.AdaptiveAvgPool3d(2), (2, 3, 4, 5)),
    "adaptive max1d": (lambda: nn.AdaptiveMaxPool1d(3), (2, 7)),
    "adaptive max2d": (lambda: nn.AdaptiveMaxPool2d((4, None)), IMAGE),
    "adaptive max3d": (lambda: nn.AdaptiveMaxPool3d(2), (2, 3, 4, 5)),
    "fractional2d": (lambda: nn.FractionalMaxPool2d(2, output_ratio=0.6), IMAGE),
    "fractional3d": (lambda: nn.FractionalMaxPool3d(2, output_size=2), (2, 4, 5, 6)),
    "global avg": (nn.GlobalAvgPool2d, IMAGE),
    "global max": (nn.GlobalMaxPool2d, IMAGE),
    "constant": (lambda: nn.ConstantPad2d((1, 2, -1, 0), 0.5), IMAGE),
    "zeros": (lambda: nn.ZeroPad1d((1, 2)), (2, 7)),
    "reflection": (lambda: nn.ReflectionPad2d((1, 2, 3, 0)), IMAGE),
    "replication": (lambda: nn.ReplicationPad3d(2), (2, 3, 4, 5)),
    "circular": (lambda: nn.CircularPad1d((3, 1)), (2, 7)),
    "nearest": (lambda: nn.UpsamplingNearest2d(scale_factor=2), IMAGE),
    "bilinear": (lambda: nn.UpsamplingBilinear2d(size=(9, 4)), IMAGE),
    "bicubic": (lambda: nn.Upsample(scale_factor=1.7, mode="bicubic"), IMAGE),
    "area": (lambda: nn.Upsample(size=(3, 4), mode="area"), IMAGE),
    "pixel shuffle": (lambda: nn.PixelShuffle(2), (8, 3, 2)),
    "pixel unshuffle": (lambda: nn.PixelUnshuffle(2), (2, 4, 6)),
    "channel shuffle": (lambda: nn.ChannelShuffle(2), (4, 3, 2)),
    "unfold": (lambda: nn.Unfold((2, 3), stride=2, padding=1), IMAGE),
    "fold": (lambda: nn.Fold((4, 5), 2), (8, 12)),
    "flatten": (nn.Flatten, IMAGE),
    "unflatten": (lambda: nn.Unflatten(1, (2, 3)), (6, 4)),
}


class _Step:
    """A layer, a loss that reads every result, and a step of descent by hand."""

    def __init__(self, make: Callable[[], nn.Module]) -> None:
        with engine.backend.seeded(3):
            self.layer = make().to(engine.float64)

    def __call__(self, x: engine.Tensor) -> dict[str, engine.Tensor]:
        y = self.layer(x)
        loss = (y * y).sum()
        loss.backward()
        assert x.grad is not None
        return {"y": y, "loss": loss, "grad": x.grad}


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_gives_the_same_eagerly_stepped_and_planned(name: str) -> None:
    make, shape = LAYERS[name]
    x = numbers(3, *shape)
    given = engine.tensor(x, requires_grad=True)
    with engine.backend.seeded(1):
        eager = {key: value.detach().numpy() for key, value in _Step(make)(given).items()}
    specs = {"x": (x.shape, engine.float64)}
    graph = program.trace(_Step(make), specs, requires_grad=("x",))
    graph.verify()
    run = Interpreter(graph, {"x": x}, Generator(1))
    run.run()
    planned = Plan(graph, generator=Generator(1)).run({"x": x})
    for key, expected in eager.items():
        np.testing.assert_array_equal(run.value(graph.outputs[key]), expected)
        np.testing.assert_array_equal(planned[key], expected)


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_knows_its_shape_before_the_batch_is_known(name: str) -> None:
    make, shape = LAYERS[name]
    x = engine.empty((engine.N, *shape), device="meta").requires_grad_()
    y = make()(x)
    assert y.shape == (engine.N, *make()(engine.zeros(2, *shape)).shape[1:])
    y.sum().backward()
    assert x.grad is not None
    assert x.grad.shape == x.shape


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_takes_an_empty_batch(name: str) -> None:
    make, shape = LAYERS[name]
    layer = make()
    x = engine.zeros(0, *shape, requires_grad=True)
    y = layer(x)
    assert y.shape == (0, *layer(engine.zeros(2, *shape)).shape[1:])
    y.sum().backward()
    assert x.grad is not None
    assert x.grad.shape == x.shape


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_computes_with_half_precision(name: str) -> None:
    make, shape = LAYERS[name]
    with engine.backend.seeded(2):
        exact = make().to(engine.float64)
    half = make().to(engine.float16)
    half.load_state_dict(
        {key: np.asarray(value.numpy(), "float16") for key, value in exact.state_dict().items()}
    )
    x = numbers(2, *shape).astype("float16")
    if "fractional" in name:
        return  # draws its windows in the input's precision
    y = half(engine.tensor(x))
    assert y.dtype == engine.float16
    expected = exact(engine.tensor(x.astype("float64"))).detach().numpy()
    np.testing.assert_allclose(y.detach().numpy(), expected, atol=0.05)


def test_the_gradient_of_equal_maxima_goes_to_the_first() -> None:
    pools: list[Callable[[engine.Tensor], engine.Tensor]] = [
        lambda x: F.max_pool3d(x, 2),
        lambda x: F.adaptive_max_pool3d(x, 1),
        lambda x: F.fractional_max_pool3d(x, 2, output_size=1),
    ]
    for pool in pools:
        x = engine.ones(1, 1, 2, 2, 2, requires_grad=True)
        pool(x).sum().backward()
        assert x.grad is not None
        np.testing.assert_array_equal(x.grad.numpy().ravel(), [1, 0, 0, 0, 0, 0, 0, 0])


def test_not_a_number_in_a_window_is_its_maximum() -> None:
    x = engine.tensor(np.array([1.0, np.nan, 3.0, 4.0]).reshape(1, 1, 4))
    for y in (F.max_pool1d(x, 2), F.adaptive_max_pool1d(x, 2)):
        np.testing.assert_array_equal(y.numpy().ravel(), [np.nan, 4.0])


def test_an_infinity_reaches_only_the_places_that_read_it() -> None:
    x = np.zeros((1, 1, 6))
    x[0, 0, 5] = np.inf
    for y in (
        F.interpolate(engine.tensor(x), scale_factor=2, mode="linear"),
        F.adaptive_avg_pool1d(engine.tensor(x), 4),
    ):
        assert np.isfinite(y.numpy()[0, 0, :-3]).all()
        assert not np.isfinite(y.numpy()[0, 0, -1])
        assert not np.isnan(y.numpy()).any()


# ---- bad input

BAD: dict[str, tuple[type[EngineError], Callable[[], object]]] = {
    "channels": (ShapeError, lambda: nn.Conv1d(3, 2, 3)(engine.zeros(1, 1, 8))),
    "channels of a transposed": (
        ShapeError,
        lambda: nn.ConvTranspose2d(3, 2, 3)(engine.zeros(1, 1, 8, 8)),
    ),
    "a window too large": (ShapeError, lambda: nn.Conv3d(1, 2, 5)(engine.zeros(1, 1, 3, 9, 9))),
    "a pooling window too large": (ShapeError, lambda: nn.MaxPool1d(9)(engine.zeros(1, 1, 3))),
    "an average without a window": (
        ShapeError,
        lambda: F.avg_pool3d(engine.zeros(1, 1, 3, 3, 1), 2),
    ),
    "too many dimensions": (
        ShapeError,
        lambda: F.conv1d(engine.zeros(1, 1, 2, 2), engine.zeros(1, 1, 1)),
    ),
    "stride 0": (ValueRangeError, lambda: F.avg_pool1d(engine.zeros(1, 1, 3), 2, stride=0)),
    "a kernel of no cells": (ValueRangeError, lambda: F.max_pool2d(engine.zeros(1, 1, 3, 3), 0)),
    "a stride that is a fraction": (ValueRangeError, lambda: nn.Conv1d(1, 1, 2, stride=1.5)),  # type: ignore[arg-type]
    "output_padding as large as the stride": (
        ValueRangeError,
        lambda: nn.ConvTranspose1d(1, 1, 3, stride=2, output_padding=2)(engine.zeros(1, 1, 4)),
    ),
    "a transposed output of nothing": (
        ShapeError,
        lambda: nn.ConvTranspose1d(1, 1, 1, padding=3)(engine.zeros(1, 1, 4)),
    ),
    "an output_size out of reach": (
        ValueRangeError,
        lambda: nn.ConvTranspose1d(1, 1, 3, stride=2)(engine.zeros(1, 1, 4), output_size=(20,)),
    ),
    "a transposed one that reflects": (
        ValueRangeError,
        lambda: nn.ConvTranspose1d(1, 1, 3, padding_mode="reflect"),
    ),
    "integers": (DTypeError, lambda: F.avg_pool1d(engine.zeros(1, 1, 4, dtype=engine.int64), 2)),
    "a negative output size": (
        ValueRangeError,
        lambda: nn.AdaptiveAvgPool2d(-1)(engine.zeros(1, 1, 4, 4)),
    ),
    "adaptive sizes of another number": (
        ValueRangeError,
        lambda: nn.AdaptiveMaxPool2d((1, 2, 3))(engine.zeros(1, 1, 4, 4)),
    ),
    "adaptive pooling of nothing": (
        ShapeError,
        lambda: F.adaptive_avg_pool1d(engine.zeros(1, 1, 0), 1),
    ),
    "a place outside": (
        ValueRangeError,
        lambda: F.max_unpool1d(engine.zeros(1, 1, 2), engine.tensor([[[0, 9]]]), 2),
    ),
    "places for other elements": (
        ShapeError,
        lambda: F.max_unpool1d(engine.zeros(1, 1, 2), engine.tensor([[[0, 1, 2]]]), 2),
    ),
    "an unpooled size out of reach": (
        ValueRangeError,
        lambda: F.max_unpool1d(
            engine.zeros(1, 1, 2), engine.tensor([[[0, 1]]]), 2, output_size=(9,)
        ),
    ),
    "a ratio above 1": (ValueRangeError, lambda: nn.FractionalMaxPool2d(2, output_ratio=1.5)),
    "fractional windows that do not fit": (
        ShapeError,
        lambda: F.fractional_max_pool2d(engine.zeros(1, 1, 3, 3), 2, output_size=3),
    ),
    "an unknown interpolation": (
        ValueRangeError,
        lambda: F.interpolate(engine.zeros(1, 1, 3), 4, mode="bilinear"),
    ),
    "size and factor": (ValueRangeError, lambda: F.interpolate(engine.zeros(1, 1, 3), 4, 2.0)),
    "corners of the nearest": (
        ValueRangeError,
        lambda: F.interpolate(engine.zeros(1, 1, 3), 4, align_corners=True),
    ),
    "a picture of no size": (ValueRangeError, lambda: F.interpolate(engine.zeros(1, 1, 3), 0)),
    "channels that are no squares": (
        ShapeError,
        lambda: F.pixel_shuffle(engine.zeros(1, 3, 2, 2), 2),
    ),
    "sides that do not divide": (
        ShapeError,
        lambda: F.pixel_unshuffle(engine.zeros(1, 3, 3, 2), 2),
    ),
    "groups that do not divide": (
        ShapeError,
        lambda: F.channel_shuffle(engine.zeros(1, 3, 2, 2), 2),
    ),
    "columns of another number": (ShapeError, lambda: F.fold(engine.zeros(1, 4, 5), (3, 3), 2)),
    "a mode that is none": (
        ValueRangeError,
        lambda: F.pad(engine.zeros(1, 2), (1, 1), mode="mirror"),
    ),
    "a cut that leaves nothing": (ShapeError, lambda: F.pad(engine.zeros(1, 2), (-2, -1))),
    "a circular cut that leaves nothing": (
        ShapeError,
        lambda: F.pad(engine.zeros(1, 3), (-3, 2), mode="circular"),
    ),
    "paddings of another number": (ValueRangeError, lambda: nn.ZeroPad2d((1, 2, 3))),
    "a reflection of too few dimensions": (
        ShapeError,
        lambda: nn.ReflectionPad2d(1)(engine.zeros(3, 3)),
    ),
    "a grid of other coordinates": (
        ShapeError,
        lambda: F.grid_sample(engine.zeros(1, 1, 3, 3), engine.zeros(1, 2, 2, 3)),
    ),
    "a grid mode that is none": (
        ValueRangeError,
        lambda: F.grid_sample(engine.zeros(1, 1, 3, 3), engine.zeros(1, 2, 2, 2), mode="cubic"),
    ),
    "a map that is not affine": (
        ShapeError,
        lambda: F.affine_grid(engine.zeros(1, 2, 2), [1, 1, 2, 2]),
    ),
    "global pooling of a line": (ShapeError, lambda: nn.GlobalAvgPool2d()(engine.zeros(2, 3))),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_told_with_what_was_expected(name: str) -> None:
    kind, call = BAD[name]
    with pytest.raises(kind) as caught:
        call()
    assert caught.value.message
    assert caught.value.expected
    assert caught.value.actual


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_told_where_only_shapes_are_known(name: str) -> None:
    kind, call = BAD[name]
    if name == "a place outside":
        return  # a value, not a shape
    with engine.device("meta"), pytest.raises(kind):
        call()
