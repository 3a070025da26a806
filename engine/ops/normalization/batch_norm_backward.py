"""The way back through batch normalisation, and its own derivative."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.backend import Array, ArrayModule
from engine.dims import product
from engine.ops.elementwise import first, values
from engine.ops.precision import widened
from engine.ops.primitive import Primitive, Sample
from engine.ops.reduction.sums import mean
from engine.ops.rules import same_shape

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["batch_norm_input", "batch_norm_weight"]


def batch_axes(ndim: int) -> tuple[int, ...]:
    """All dimensions but that of the channels."""
    return (0, *range(2, ndim))


def column(of_channel: Any, ndim: int) -> Any:
    """(C,) as (C, 1, …), which broadcasts over (N, C, …)."""
    return of_channel.reshape((-1,) + (1,) * (ndim - 2))


def _back_forward(
    xp: ArrayModule, g: Array, x: Array, mean: Array, var: Array,
    weight: Array | None = None, *, eps: float,
) -> Array:  # fmt: skip
    """w · r · (δ − mean δ − x̂ · mean(δ x̂)), r = 1 / √(σ² + ε), in few passes over the memory."""
    if not x.size:
        return g.copy()
    wide, over = widened(g), batch_axes(x.ndim)
    square = 1 / (widened(var) + eps)
    centred = widened(x) - column(mean, x.ndim)
    slope = (wide * centred).mean(axis=over) * square
    centred *= column(slope, x.ndim)
    back = wide - column(wide.mean(axis=over), x.ndim)
    back -= centred
    scale = xp.sqrt(square) if weight is None else xp.sqrt(square) * weight
    back *= column(scale, x.ndim)
    return back.astype(g.dtype, copy=False)


def _back_gradient(
    needs: tuple[bool, ...],
    gradients: tuple[Tensor, ...],
    outputs: object,
    g: Tensor,
    x: Tensor,
    mean_: Tensor,
    var: Tensor,
    weight: Tensor | None = None,
    *,
    eps: float,
) -> list[Tensor | None]:
    """With v for what arrives, r = 1 / √(σ² + ε), m for means over the batch, a = m(δ x̂) and
    b = m(v x̂), what v · (∂L/∂x) sums to is w · n · r · (m(vδ) − m(v) m(δ) − a b)."""
    v, over, ndim = gradients[0], batch_axes(x.ndim), x.ndim
    back = batch_norm_input(v, x, mean_, var, None, eps=eps)  # it is its own adjoint in δ
    scale = 1 / (var + eps).sqrt()
    factor = scale if weight is None else scale * weight
    normal = (x - column(mean_, ndim)) * column(scale, ndim)
    a, b = mean(g * normal, dim=over), mean(v * normal, dim=over)
    crossed = (g * column(b, ndim) + v * column(a, ndim)) * column(-(factor * scale), ndim)
    both = mean(v * g, dim=over) - mean(v, dim=over) * mean(g, dim=over)
    count = product((x.shape[0], *x.shape[2:]))
    of_weight = (back * g).sum(over) if len(needs) > 4 and needs[4] else None
    return [
        (back if weight is None else back * column(weight, ndim)) if needs[0] else None,
        crossed if needs[1] else None,
        -crossed.sum(over) if needs[2] else None,
        factor * scale * scale * (a * b * 1.5 - both * 0.5) * count if needs[3] else None,
        *([of_weight] if len(needs) > 4 else []),
    ]


def _weight_forward(
    xp: ArrayModule, g: Array, x: Array, mean: Array, var: Array, *, eps: float
) -> Array:
    centred = widened(x) - column(mean, x.ndim)
    centred *= g
    total = centred.sum(axis=batch_axes(x.ndim)) / xp.sqrt(widened(var) + eps)
    return total.astype(g.dtype, copy=False)


def _weight_gradient(
    needs: tuple[bool, ...],
    gradients: tuple[Tensor, ...],
    outputs: tuple[Tensor, ...],
    g: Tensor,
    x: Tensor,
    mean_: Tensor,
    var: Tensor,
    *,
    eps: float,
) -> list[Tensor | None]:
    scale = 1 / (var + eps).sqrt()
    of_channel = gradients[0] * scale
    moved = g * column(of_channel, x.ndim)
    return [
        (x - column(mean_, x.ndim)) * column(of_channel, x.ndim) if needs[0] else None,
        moved if needs[1] else None,
        -moved.sum(batch_axes(x.ndim)) if needs[2] else None,
        gradients[0] * outputs[0] * scale * scale * -0.5 if needs[3] else None,
    ]


def _back_samples() -> list[Sample]:
    of_channel = values(2, seed=1), np.abs(values(2, seed=2))
    image = values(4, 2, 3, 3), values(4, 2, 3, 3, seed=3)
    rows = values(5, 2), values(5, 2, seed=3)
    return [Sample((*pair, *of_channel), {"eps": 1e-3}) for pair in (image, rows)]


batch_norm_input: Primitive = Primitive(
    name="batch_norm_input",
    shape=same_shape,
    dtype=first,
    forward=_back_forward,
    gradient=_back_gradient,
    formula="∂L/∂x = w / √(σ² + ε) · (δ − mean δ − x̂ · mean(δ x̂))",
    gradient_formulas=(
        "w / √(σ² + ε) · (v − mean v − x̂ · mean(v x̂))",
        "−w / (σ² + ε) · (δ · mean(v x̂) + v · mean(δ x̂))",
        "Σ w / (σ² + ε) · (δ · mean(v x̂) + v · mean(δ x̂))",
        "n · w · (σ² + ε)^(−3/2) · (3/2 · mean(δ x̂) mean(v x̂) − ½ · cov(δ, v))",
        "Σ v · (∂L/∂x) / w",
    ),
    inputs=("gradient", "input", "mean", "variance", "weight"),
    samples=lambda: [
        *_back_samples(),
        *(Sample((*s.arrays, values(2, seed=4)), s.attributes) for s in _back_samples()),
    ],
)

batch_norm_weight: Primitive = Primitive(
    name="batch_norm_weight",
    shape=lambda g, x, mean, var, *, eps: mean,
    dtype=first,
    forward=_weight_forward,
    gradient=_weight_gradient,
    formula="∂L/∂w = Σ δ x̂,  x̂ = (x − μ) / √(σ² + ε)",
    gradient_formulas=(
        "v · x̂",
        "v · δ / √(σ² + ε)",
        "−Σ v · δ / √(σ² + ε)",
        "−½ · v · (Σ δ x̂) / (σ² + ε)",
    ),
    inputs=("gradient", "input", "mean", "variance"),
    samples=_back_samples,
)
