"""How parameters start: each function fills a tensor in place and returns it.

A meta tensor, which has no memory, stays as it is. Names and distributions are those of
`torch.nn.init`. Sources: Glorot & Bengio 2010 (Xavier), He et al. 2015 (Kaiming).
"""

from __future__ import annotations

import math
from typing import Any

import engine
from engine.backend import Generator
from engine.dims import product
from engine.errors import ShapeError, ValueRangeError
from engine.tensors import Tensor


def uniform_(
    tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Generator | None = None
) -> Tensor:
    """Evenly from [a, b)."""
    return _filled(tensor, lambda how: engine.rand(*tensor.shape, **how) * (b - a) + a, generator)


def normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Generator | None = None
) -> Tensor:
    """From the normal distribution with this mean and standard deviation."""
    return _filled(tensor, lambda how: engine.randn(*tensor.shape, **how) * std + mean, generator)


def constant_(tensor: Tensor, val: float) -> Tensor:
    """One number everywhere."""
    with engine.no_grad():
        tensor.assign(engine.full_like(tensor, val))
    return tensor


def zeros_(tensor: Tensor) -> Tensor:
    """Zeros."""
    return constant_(tensor, 0.0)


def ones_(tensor: Tensor) -> Tensor:
    """Ones."""
    return constant_(tensor, 1.0)


def xavier_uniform_(
    tensor: Tensor, gain: float = 1.0, generator: Generator | None = None
) -> Tensor:
    """Evenly from ±gain · √(6 / (fan_in + fan_out))."""
    fan_in, fan_out = fans(tensor)
    bound = gain * math.sqrt(6.0 / (fan_in + fan_out))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Normal with standard deviation gain · √(2 / (fan_in + fan_out))."""
    fan_in, fan_out = fans(tensor)
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / (fan_in + fan_out)), generator)


def kaiming_uniform_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Evenly from ±gain · √(3 / fan)."""
    bound = math.sqrt(3.0) * _kaiming_std(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Normal with standard deviation gain / √fan."""
    return normal_(tensor, 0.0, _kaiming_std(tensor, a, mode, nonlinearity), generator)


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """By how much a nonlinearity shrinks what passes it, inverted."""
    slope = 0.01 if param is None else param
    gains = {
        "linear": 1.0,
        "conv2d": 1.0,
        "sigmoid": 1.0,
        "tanh": 5.0 / 3.0,
        "relu": math.sqrt(2.0),
        "leaky_relu": math.sqrt(2.0 / (1 + slope**2)),
        "selu": 0.75,
    }
    if nonlinearity not in gains:
        raise ValueRangeError(
            "No gain is known for {name}",
            name=nonlinearity,
            expected=", ".join(gains),
            actual=nonlinearity,
        )
    return gains[nonlinearity]


def fans(tensor: Tensor) -> tuple[int, int]:
    """(fan_in, fan_out): how many inputs an output has, and how many outputs an input."""
    if tensor.ndim < 2:
        raise ShapeError(
            "Fan-in and fan-out need a weight of two dimensions or more",
            expected="out × in × …",
            actual=tensor.shape,
        )
    window = int(product(tensor.shape[2:]))  # type: ignore[arg-type]
    return int(tensor.shape[1]) * window, int(tensor.shape[0]) * window


def _kaiming_std(tensor: Tensor, a: float, mode: str, nonlinearity: str) -> float:
    if mode not in ("fan_in", "fan_out"):
        raise ValueRangeError(
            "There is no mode {name}", name=mode, expected="fan_in, fan_out", actual=mode
        )
    fan = fans(tensor)[0 if mode == "fan_in" else 1]
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)


def _filled(tensor: Tensor, draw: Any, generator: Generator | None) -> Tensor:
    if not tensor.is_meta:
        with engine.no_grad():
            how = {"generator": generator, "dtype": tensor.dtype, "device": tensor.device}
            tensor.assign(draw(how))
    return tensor
