"""Local response normalisation: each channel against its neighbours.

Source: Krizhevsky et al., "ImageNet classification with deep convolutional networks", 2012.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backend import Array, ArrayModule
from engine.errors import ShapeError
from engine.ops.elementwise import first, values
from engine.ops.precision import wide
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import need_positive, only_floating, text

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["channel_window", "local_response_norm"]


def _window_shape(x: Shape, *, before: int, after: int) -> Shape:
    _need_channels(x)
    return x


def _need_channels(x: Shape) -> None:
    if len(x) < 2:
        raise ShapeError(
            "Local response normalisation takes a batch of channels",
            expected="batch × channels × …",
            actual=text(x),
        )


def _window(xp: ArrayModule, x: Array, *, before: int, after: int) -> Array:
    channels = x.shape[1]
    total = x.copy()
    for step in range(1, min(before, channels - 1) + 1):
        total[:, step:] += x[:, :-step]
    for step in range(1, min(after, channels - 1) + 1):
        total[:, :-step] += x[:, step:]
    return total


channel_window: Primitive = Primitive(
    name="channel_window",
    shape=_window_shape,
    dtype=first,
    forward=lambda xp, x, *, before, after: wide(_window)(xp, x, before=before, after=after),
    gradient=lambda needs, g, y, x, *, before, after: (
        channel_window(g[0], before=after, after=before),
    ),
    formula="y[n,c] = Σⱼ x[n,j],  j from c − before to c + after",
    gradient_formulas=("∂L/∂x[n,c] = Σⱼ δ[n,j],  j from c − after to c + before",),
    samples=lambda: [
        Sample((values(2, 5, 3),), {"before": 2, "after": 1}),
        Sample((values(2, 3),), {"before": 4, "after": 4}),
        Sample((values(0, 3),), {"before": 1, "after": 1}),
    ],
)


def _reach(size: int) -> dict[str, int]:
    """How far a window of `size` channels reaches to both sides of its own."""
    return {"before": size // 2, "after": (size - 1) // 2}


def _shape(x: Shape, *, size: int, alpha: float, beta: float, k: float) -> Shape:
    need_positive(size=size)
    _need_channels(x)
    return x


def _forward(xp: ArrayModule, x: Array, *, size: int, alpha: float, beta: float, k: float) -> Array:
    level = _window(xp, xp.square(x), **_reach(size)) * (alpha / size) + k
    return x / xp.power(level, beta)


def _gradient(
    needs: object,
    g: tuple[Tensor],
    y: tuple[Tensor],
    x: Tensor,
    *,
    size: int,
    alpha: float,
    beta: float,
    k: float,
) -> tuple[Tensor]:
    reach = _reach(size)
    level = channel_window(x * x, **reach) * (alpha / size) + k
    shared = channel_window(g[0] * y[0] / level, before=reach["after"], after=reach["before"])
    return (g[0] / level**beta - shared * x * (2 * alpha * beta / size),)


local_response_norm: Primitive = Primitive(
    name="local_response_norm",
    shape=_shape,
    dtype=only_floating("local_response_norm"),
    forward=lambda xp, x, **how: wide(_forward)(xp, x, **how),
    gradient=_gradient,
    formula="y = x / sᵝ,  s = k + α/n · Σ x² over n neighbouring channels",
    gradient_formulas=("∂L/∂x = δ / sᵝ − 2αβ/n · x · Σ δ y / s over the neighbours",),
    samples=lambda: [
        Sample((values(2, 5, 3),), {"size": 2, "alpha": 0.1, "beta": 0.75, "k": 1.0}),
        Sample((values(2, 4, 2, 2),), {"size": 3, "alpha": 0.5, "beta": 0.5, "k": 2.0}),
        Sample((values(2, 2),), {"size": 5, "alpha": 0.1, "beta": 0.75, "k": 1.0}),
        Sample((values(0, 5, 3),), {"size": 2, "alpha": 0.1, "beta": 0.75, "k": 1.0}),
    ],
)
