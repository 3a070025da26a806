"""How parameters start: each function fills a tensor in place and returns it.

A meta tensor, which has no memory, stays as it is. Names and distributions are those of
`torch.nn.init`. Sources: Glorot & Bengio 2010 (Xavier), He et al. 2015 (Kaiming), Saxe et al. 2013
(orthogonal), Martens 2010 (sparse).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import engine
from engine.backend import Generator, array_module, float64, special
from engine.dims import product
from engine.errors import ShapeError, ValueRangeError
from engine.guard import guard
from engine.ops.rules import positions
from engine.tensors import Tensor

__all__ = [
    "calculate_gain", "constant_", "dirac_", "eye_", "kaiming_normal_", "kaiming_uniform_",
    "normal_", "ones_", "orthogonal_", "sparse_", "trunc_normal_", "uniform_", "xavier_normal_",
    "xavier_uniform_", "zeros_",
]  # fmt: skip


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
    """Fill with zeros."""
    return constant_(tensor, 0.0)


def ones_(tensor: Tensor) -> Tensor:
    """Fill with ones."""
    return constant_(tensor, 1.0)


def trunc_normal_(
    tensor: Tensor,
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: Generator | None = None,
) -> Tensor:
    """From the normal distribution cut to [a, b]: as if drawn again until it is inside.

    By the inverse of its distribution function (Devroye, "Non-uniform random variate generation",
    1986, II.2), in float64. Raises ValueRangeError unless a < b and std > 0.
    """
    if not (a < b and std > 0):
        raise ValueRangeError(
            "Nothing lies between these ends", expected="a below b, and std above 0", actual=(a, b)
        )

    def draw(how: dict[str, Any]) -> Tensor:
        wanted = {**how, "dtype": float64}
        functions = special(array_module(tensor.device))
        low, high = (a - mean) / std, (b - mean) / std
        mirrored = low > 0  # in the left tail, where the distribution function keeps its digits
        if mirrored:
            low, high = -high, -low
        start, end = (float(functions.ndtr(x)) for x in (low, high))
        drawn = engine.rand(*tensor.shape, **wanted).array * (end - start) + start
        normal = functions.ndtri(drawn).clip(low, high)
        values = mean + std * (-normal if mirrored else normal)
        return engine.tensor(values.astype(tensor.dtype).clip(a, b), device=tensor.device)

    return _filled(tensor, draw, generator)


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


def orthogonal_(tensor: Tensor, gain: float = 1, generator: Generator | None = None) -> Tensor:
    """Rows (or columns, whichever are fewer) at right angles, of length `gain`.

    Dimensions after the first count as one. The Q of a normal matrix's QR, with the signs that make
    it even over all of them (Mezzadri, "How to generate random matrices", 2007).
    """
    _need_ndim(tensor, 2, None)
    if product(tensor.shape) == 0:
        return tensor

    def draw(how: dict[str, Any]) -> Tensor:
        xp = array_module(tensor.device)
        rows, columns = tensor.shape[0], int(product(tensor.shape[1:]))  # type: ignore[arg-type]
        sizes = max(rows, columns), min(rows, columns)
        q, r = xp.linalg.qr(engine.randn(*sizes, **{**how, "dtype": float64}).array)
        q = q * xp.where(xp.diagonal(r) < 0, -1.0, 1.0) * gain
        values = (q.T if rows < columns else q).reshape(tensor.shape)
        return engine.tensor(values.astype(tensor.dtype), device=tensor.device)

    return _filled(tensor, draw, generator)


def eye_(tensor: Tensor) -> Tensor:
    """The identity matrix: 1 on the diagonal, else 0."""
    _need_ndim(tensor, 2, 2)
    return _marked(tensor, lambda rows, columns: rows == columns)


def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """The kernel of a convolution that hands channels on as they are, as many as there are both
    of inputs and outputs in each group; ValueRangeError where groups do not divide the outputs.
    """
    _need_ndim(tensor, 3, 5)
    if tensor.shape[0] % groups:
        raise ValueRangeError(
            "The output channels do not divide into {groups} groups",
            groups=groups,
            expected=f"a divisor of {tensor.shape[0]}",
            actual=groups,
        )
    each = tensor.shape[0] // groups
    middle = [size // 2 for size in tensor.shape[2:]]

    def at(out: Any, into: Any, *window: Any) -> Any:
        marked = out % each == into
        for place, centre in zip(window, middle, strict=True):
            marked = marked & (place == centre)
        return marked

    return _marked(tensor, at)


def sparse_(
    tensor: Tensor, sparsity: float, std: float = 0.01, generator: Generator | None = None
) -> Tensor:
    """From the normal distribution, with a share `sparsity` of every column set to 0."""
    _need_ndim(tensor, 2, 2)
    if not 0.0 <= sparsity <= 1.0:
        raise ValueRangeError("The sparsity is a share", expected="0 to 1", actual=sparsity)
    zeros = math.ceil(sparsity * tensor.shape[0])

    def draw(how: dict[str, Any]) -> Tensor:
        order = engine.rand(*tensor.shape, **how).array.argsort(axis=0).argsort(axis=0)
        drawn = engine.randn(*tensor.shape, **how).array * std
        values = (drawn * (order >= zeros)).astype(tensor.dtype)
        return engine.tensor(values, device=tensor.device)

    return _filled(tensor, draw, generator)


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """By how much a nonlinearity shrinks what passes it, inverted."""
    slope = 0.01 if param is None else param
    convolutions = [f"conv{kind}{n}d" for kind in ("", "_transpose") for n in (1, 2, 3)]
    gains = {
        **dict.fromkeys(("linear", *convolutions, "sigmoid"), 1.0),
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


def _need_ndim(tensor: Tensor, least: int, most: int | None) -> None:
    if tensor.ndim < least or (most is not None and tensor.ndim > most):
        raise ShapeError(
            "This initialisation is for tensors with another number of dimensions",
            expected=f"{least} dimensions"
            if most == least
            else f"{least} dimensions or more"
            if most is None
            else f"{least} to {most} dimensions",
            actual=tensor.shape,
        )


def _marked(tensor: Tensor, where: Callable[..., Any]) -> Tensor:
    """1 where `where` holds for the places along each dimension, else 0."""
    if not tensor.is_meta:
        places = positions(array_module(tensor.device), tensor.shape)
        with engine.no_grad():
            values = where(*places).astype(tensor.dtype)
            tensor.assign(engine.tensor(values, device=tensor.device))
    return tensor


def _filled(tensor: Tensor, draw: Any, generator: Generator | None) -> Tensor:
    if not tensor.is_meta:
        with engine.no_grad():
            how = {"generator": generator, "dtype": tensor.dtype, "device": tensor.device}
            tensor.assign(draw(how))
    return tensor


guard(globals())
