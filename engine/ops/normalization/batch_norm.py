"""Batch normalisation: with the batch's own statistics, and with given ones.

Source: Ioffe & Szegedy, "Batch normalization", 2015.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.backend import Array, ArrayModule, DType
from engine.dims import product
from engine.errors import ShapeError
from engine.ops.elementwise import first, values
from engine.ops.normalization.batch_norm_backward import (
    batch_axes,
    batch_norm_input,
    batch_norm_weight,
    column,
)
from engine.ops.precision import widened
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.reduction.sums import mean_input
from engine.ops.rules import need_floating, same_shape, text

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "batch_norm",
    "batch_norm_eval",
    "running_average",
]


def _need_channels(x: Shape, **of_channel: Shape | None) -> None:
    if len(x) < 2:
        raise ShapeError(
            "Batch normalisation takes a batch of channels",
            expected="batch × channels × …",
            actual=text(x),
        )
    for operand, shape in of_channel.items():
        if shape is not None and shape != x[1:2]:
            raise ShapeError(
                "The {operand} of a batch normalisation has one number for each channel",
                operand=operand,
                expected=text(x[1:2]),
                actual=text(shape),
                mend="Set num_features to {channels}",
                channels=x[1],
            )


def _train_shapes(
    x: Shape, weight: Shape | None = None, bias: Shape | None = None, *, eps: float
) -> list[Shape]:
    _need_channels(x, weight=weight, bias=bias)
    count = product((x[0], *x[2:]))
    if count == 1:
        raise ShapeError(
            "Batch normalisation needs more than one value for each channel to train on",
            expected="a batch of 2 or more",
            actual=text(x),
            mend="Use a larger batch, or evaluation mode",
        )
    return [x, x[1:2], x[1:2]]


def _eval_shape(
    x: Shape,
    running_mean: Shape,
    running_var: Shape,
    weight: Shape | None = None,
    bias: Shape | None = None,
    *,
    eps: float,
) -> Shape:
    _need_channels(x, running_mean=running_mean, running_var=running_var, weight=weight, bias=bias)
    return x


def _train_dtypes(x: DType, *parameters: DType | None, eps: float) -> list[DType]:
    need_floating("batch_norm", x, *parameters)
    return [x, x, x]


def _affine(y: Array, weight: Array | None, bias: Array | None) -> Array:
    if weight is not None:
        y = y * column(weight, y.ndim)
    if bias is not None:
        y = y + column(bias, y.ndim)
    return y


def _train_forward(
    xp: ArrayModule, x: Array, weight: Array | None = None, bias: Array | None = None, *, eps: float
) -> tuple[Array, Array, Array]:
    if not x.size:  # NumPy would warn of a mean of nothing
        nothing = xp.zeros(x.shape[1:2], x.dtype)
        return x.copy(), nothing, nothing.copy()
    wide = widened(x)
    average = wide.mean(axis=batch_axes(x.ndim))
    centred = wide - column(average, x.ndim)
    variance = xp.square(centred).mean(axis=batch_axes(x.ndim))
    centred *= column(1 / xp.sqrt(variance + eps), x.ndim)
    results = _affine(centred, weight, bias), average, variance
    return tuple(result.astype(x.dtype, copy=False) for result in results)


def _eval_forward(
    xp: ArrayModule,
    x: Array,
    running_mean: Array,
    running_var: Array,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    eps: float,
) -> Array:
    scale = 1 / xp.sqrt(widened(running_var) + eps)
    y = (widened(x) - column(running_mean, x.ndim)) * column(scale, x.ndim)
    return _affine(y, weight, bias).astype(x.dtype, copy=False)


def _parameter_gradients(
    needs: tuple[bool, ...], g: Tensor, x: Tensor, mean: Tensor, var: Tensor, eps: float
) -> list[Tensor | None]:
    """∂L/∂weight = Σ δ x̂ and ∂L/∂bias = Σ δ, for as many of the two as there are."""
    gradients = [batch_norm_weight(g, x, mean, var, eps=eps) if needs[:1] == (True,) else None]
    gradients += [g.sum(batch_axes(g.ndim)) if needs[1:] == (True,) else None]
    return gradients[: len(needs)]


def _train_gradient(
    needs: tuple[bool, ...],
    gradients: tuple[Tensor | None, ...],
    outputs: tuple[Tensor, ...],
    x: Tensor,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    *,
    eps: float,
) -> list[Tensor | None]:
    g, g_mean, g_var = gradients
    _, average, variance = outputs
    over = batch_axes(x.ndim)
    whole: Tensor | None = None  # what reaches x
    of_parameters: list[Tensor | None] = [None] * (len(needs) - 1)
    if g is not None:
        of_parameters = _parameter_gradients(needs[1:], g, x, average, variance, eps)
        if needs[0]:
            whole = batch_norm_input(g, x, average, variance, weight, eps=eps)
    if needs[0] and g_mean is not None:
        whole = _sum(whole, mean_input(g_mean, shape=x.shape, dim=over))
    if needs[0] and g_var is not None:
        centred = x - column(average, x.ndim)
        whole = _sum(whole, mean_input(g_var * 2, shape=x.shape, dim=over) * centred)
    return [whole, *of_parameters]


def _sum(a: Tensor | None, b: Tensor) -> Tensor:
    return b if a is None else a + b


def _eval_gradient(
    needs: tuple[bool, ...],
    gradients: tuple[Tensor, ...],
    outputs: object,
    x: Tensor,
    running_mean: Tensor,
    running_var: Tensor,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    *,
    eps: float,
) -> list[Tensor | None]:
    g = gradients[0]
    over = batch_axes(x.ndim)
    scale = 1 / (running_var + eps).sqrt()
    whole = g * column(scale if weight is None else scale * weight, x.ndim)
    half = (x - column(running_mean, x.ndim)) * column(scale * scale * -0.5, x.ndim)
    return [
        whole if needs[0] else None,
        -whole.sum(over) if needs[1] else None,
        (whole * half).sum(over) if needs[2] else None,
        *_parameter_gradients(needs[3:], g, x, running_mean, running_var, eps),
    ]


def _running_forward(
    xp: ArrayModule, running: Array, latest: Array, momentum: Array, *, count: int
) -> Array:
    share = momentum.astype(running.dtype)
    correction = running.dtype.type(count / (count - 1) if count else 1.0)
    return running * (1 - share) + latest.astype(running.dtype) * (share * correction)


running_average: Primitive = Primitive(
    name="running_average",
    shape=same_shape,
    dtype=first,
    forward=_running_forward,
    formula="r ← (1 − m) · r + m · latest  (a variance over n values: · n / (n − 1))",
    inputs=("running", "latest", "momentum"),
    elementwise=True,
    samples=lambda: [
        Sample((values(3), values(3, seed=1), np.array(0.1)), {"count": 0}),
        Sample((values(3), values(3, seed=1), np.array(0.3)), {"count": 5}),
    ],
)


batch_norm: Primitive = Primitive(
    name="batch_norm",
    shape=_train_shapes,
    dtype=_train_dtypes,
    forward=_train_forward,
    gradient=_train_gradient,
    formula="y = w · x̂ + b,  x̂ = (x − μ) / √(σ² + ε),  μ and σ² over the batch",
    gradient_formulas=(
        "∂L/∂x = w / √(σ² + ε) · (δ − mean δ − x̂ · mean(δ x̂))",
        "∂L/∂w = Σ δ x̂",
        "∂L/∂b = Σ δ",
    ),
    inputs=("input", "weight", "bias"),
    samples=lambda: [
        Sample((values(4, 2, 3, 3), values(2, seed=1), values(2, seed=2)), {"eps": 1e-3}),
        Sample((values(5, 3), None, None), {"eps": 1e-3}),
        Sample((values(4, 2, 3),), {"eps": 1e-3}),
        Sample(
            (values(0, 2, 3), values(2, seed=1), values(2, seed=2)),
            {"eps": 1e-3},
            (False, True, True),
        ),
    ],
)


batch_norm_eval: Primitive = Primitive(
    name="batch_norm_eval",
    shape=_eval_shape,
    dtype=first,
    forward=_eval_forward,
    gradient=_eval_gradient,
    formula="y = w · x̂ + b,  x̂ = (x − μ) / √(σ² + ε),  μ and σ² as given",
    gradient_formulas=(
        "∂L/∂x = w · δ / √(σ² + ε)",
        "∂L/∂μ = −Σ w · δ / √(σ² + ε)",
        "∂L/∂σ² = −½ Σ w · δ · x̂ / (σ² + ε)",
        "∂L/∂w = Σ δ x̂",
        "∂L/∂b = Σ δ",
    ),
    inputs=("input", "running_mean", "running_var", "weight", "bias"),
    samples=lambda: [
        Sample(
            (
                values(4, 2, 3, 3),
                values(2, seed=1),
                np.abs(values(2, seed=2)),
                values(2, seed=3),
                values(2, seed=4),
            ),
            {"eps": 1e-3},
        ),
        Sample((values(4, 2), values(2, seed=1), np.abs(values(2, seed=2))), {"eps": 1e-3}),
        Sample((values(0, 2), values(2, seed=1), np.abs(values(2, seed=2))), {"eps": 1e-3}),
    ],
)
