"""The samples themselves: loaded or drawn, bit-equal for equal arguments."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nodegraph_app.catalog import tables
from nodegraph_app.catalog.parameter import Values
from nodegraph_app.catalog.source import Samples

CURVE_FROM, CURVE_TO = -5.0, 5.0
NOISE_SAMPLES = 32


def digits(values: Values, seed: int = 0) -> Samples:
    """The handwritten digits that come with scikit-learn, in their order (E. Alpaydin, 1998).

    inputs (1797, 1, 8, 8) in [0, 1]; targets 0 to 9.
    """
    from sklearn.datasets import load_digits

    loaded = load_digits()
    images = (loaded.images / 16).astype(np.float32)[:, None]
    return Samples(images, loaded.target.astype(np.int64), "class", tuple("0123456789"))


def curve(values: Values, seed: int = 0) -> Samples:
    """Points on `curve_value`, spread evenly at random, with both axes standardised.

    inputs (n, 1), targets (n, 1). Noise is added to the standardised y.
    """
    draw = np.random.default_rng(_whole(values, "seed"))
    x = draw.uniform(CURVE_FROM, CURVE_TO, size=(_whole(values, "n"), 1))
    x_scale, y_scale = curve_scales()
    y = standardised(curve_value(x), y_scale) + _real(values, "noise") * draw.standard_normal(
        x.shape
    )
    return Samples(_single(standardised(x, x_scale)), _single(y), "value")


def curve_value(x: NDArray[Any]) -> NDArray[Any]:
    """e^(−0.1x)·sin(2x) + 0.1x³ − 3x² + 2x."""
    value: NDArray[Any] = np.exp(-0.1 * x) * np.sin(2 * x) + 0.1 * x**3 - 3 * x**2 + 2 * x
    return value


@cache
def curve_scales() -> tuple[tuple[float, float], tuple[float, float]]:
    """Mean and standard deviation of x and of y over the whole curve.

    They belong to the curve, not to a draw: every seed's samples lie on the same axes.
    """
    x = np.linspace(CURVE_FROM, CURVE_TO, 10_001)
    y = curve_value(x)
    return (float(x.mean()), float(x.std())), (float(y.mean()), float(y.std()))


def standardised(values: NDArray[Any], scale: tuple[float, float]) -> NDArray[Any]:
    """Values with the mean taken off, over the standard deviation."""
    mean, deviation = scale
    scaled: NDArray[Any] = (values - mean) / deviation
    return scaled


def spirals(values: Values, seed: int = 0) -> Samples:
    """Points on arms that start at the middle and wind outwards to radius 1, classes in turn.

    inputs (n, 2), targets (n,).
    """
    draw = np.random.default_rng(_whole(values, "seed"))
    classes = _whole(values, "classes")
    arm = np.arange(_whole(values, "n")) % classes
    radius = np.sqrt(draw.uniform(0.01, 1.0, size=arm.shape))  # evenly along the winding
    angle = 2 * np.pi * (_real(values, "turns") * radius + arm / classes)
    points = radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points += _real(values, "noise") * draw.standard_normal(points.shape)
    names = tuple(str(name) for name in range(classes))
    return Samples(_single(points), arm.astype(np.int64), "class", names)


def values(values: Values, seed: int = 0) -> Samples:
    """The rows that were typed. Raises TableError when they are no table."""
    inputs = np.array(tables.rows(str(values["inputs"])), dtype=np.float32)
    targets = np.array(tables.rows(str(values["targets"])))
    if values["target_kind"] != "class":
        return Samples(inputs, _single(targets), "value")
    names = tuple(map(str, range(tables.classes(str(values["targets"])))))
    return Samples(inputs, targets[:, 0].astype(np.int64), "class", names)


def noise(values: Values, seed: int = 0) -> Samples:
    """Standard normal numbers of the typed shape, and no targets."""
    shape = tables.shape(str(values["shape"]))
    drawn = np.random.default_rng(seed).standard_normal((NOISE_SAMPLES, *shape))
    return Samples(_single(drawn), None, "none")


def _single(values: NDArray[Any]) -> NDArray[Any]:
    return values.astype(np.float32)


def _whole(values: Values, name: str) -> int:
    value = values[name]
    assert isinstance(value, int), f"{name} is no whole number: {value!r}"
    return value


def _real(values: Values, name: str) -> float:
    value = values[name]
    assert isinstance(value, int | float), f"{name} is no number: {value!r}"
    return float(value)
