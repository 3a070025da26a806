"""The bilinear map: linear in each of two inputs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.backend import Array, ArrayModule
from engine.dims import product
from engine.errors import ShapeError
from engine.ops.elementwise import values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import need_ndim, text, widest_floating

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["bilinear", "bilinear_weight"]


def _shape(x1: Shape, x2: Shape, weight: Shape, bias: Shape | None = None) -> Shape:
    need_ndim(weight, 3, "weight", "out_features × in1_features × in2_features")
    for place, x in enumerate((x1, x2), 1):
        if not x or x[-1] != weight[place]:
            raise ShapeError(
                "The bilinear layer takes {wanted} features as input {place}",
                wanted=weight[place],
                place=place,
                expected=f"…×{weight[place]}",
                actual=text(x),
                mend="Set in{place}_features to {features}",
                features=x[-1] if x else 1,
            )
    if x1[:-1] != x2[:-1]:
        raise ShapeError(
            "The inputs of a bilinear layer differ in their last dimension only",
            expected=text((*x1[:-1], x2[-1])),
            actual=text(x2),
        )
    if bias is not None and bias != weight[:1]:
        raise ShapeError(
            "The bias has one number for each output feature",
            expected=text(weight[:1]),
            actual=text(bias),
        )
    return (*x1[:-1], weight[0])


def _forward(
    xp: ArrayModule, x1: Array, x2: Array, weight: Array, bias: Array | None = None
) -> Array:
    (o, i, j), n = weight.shape, math.prod(x1.shape[:-1])
    left = xp.matmul(x1.reshape(n, i), weight.transpose(1, 0, 2).reshape(i, o * j))
    y = xp.matmul(left.reshape(n, o, j), x2.reshape(n, j, 1)).reshape(*x1.shape[:-1], o)
    return y if bias is None else y + bias


def _gradient(
    needs: tuple[bool, ...],
    gradients: tuple[Tensor],
    y: object,
    x1: Tensor,
    x2: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
) -> list[Tensor | None]:
    g = gradients[0]
    made = [
        bilinear(g, x2, weight.permute(1, 0, 2)) if needs[0] else None,
        bilinear(g, x1, weight.permute(2, 0, 1)) if needs[1] else None,
        bilinear_weight(g, x1, x2) if needs[2] else None,
    ]
    if len(needs) > 3:
        lead = tuple(range(g.ndim - 1))
        made.append((g.sum(lead) if lead else g) if needs[3] else None)
    return made


def _weight_forward(xp: ArrayModule, g: Array, x1: Array, x2: Array) -> Array:
    o, i, j, n = g.shape[-1], x1.shape[-1], x2.shape[-1], math.prod(g.shape[:-1])
    pairs = g.reshape(n, o, 1) * x1.reshape(n, 1, i)
    return xp.matmul(pairs.reshape(n, o * i).T, x2.reshape(n, j)).reshape(o, i, j)


bilinear: Primitive = Primitive(
    name="bilinear",
    multiply_adds=lambda x1, x2, weight, *_: product(x1[:-1]) * product(weight),
    shape=_shape,
    dtype=widest_floating("bilinear"),
    forward=_forward,
    gradient=_gradient,
    formula="y[n,o] = b[o] + Σᵢⱼ x₁[n,i] · w[o,i,j] · x₂[n,j]",
    gradient_formulas=(
        "∂L/∂x₁[n,i] = Σₒⱼ δ[n,o] · w[o,i,j] · x₂[n,j]",
        "∂L/∂x₂[n,j] = Σₒᵢ δ[n,o] · w[o,i,j] · x₁[n,i]",
        "∂L/∂w[o,i,j] = Σₙ δ[n,o] · x₁[n,i] · x₂[n,j]",
        "∂L/∂b[o] = Σₙ δ[n,o]",
    ),
    inputs=("input1", "input2", "weight", "bias"),
    samples=lambda: [
        Sample((values(6, 3), values(6, 4, seed=1), values(5, 3, 4, seed=2), values(5, seed=3))),
        Sample((values(2, 6, 3), values(2, 6, 4, seed=1), values(5, 3, 4, seed=2), None)),
        Sample((values(3), values(4, seed=1), values(5, 3, 4, seed=2), values(5, seed=3))),
        Sample((values(0, 3), values(0, 4), values(5, 3, 4, seed=2))),
    ],
)

bilinear_weight: Primitive = Primitive(
    name="bilinear_weight",
    shape=lambda g, x1, x2: (g[-1], x1[-1], x2[-1]),
    forward=_weight_forward,
    gradient=lambda needs, v, y, g, x1, x2: (
        bilinear(x1, x2, v[0]) if needs[0] else None,
        bilinear(g, x2, v[0].permute(1, 0, 2)) if needs[1] else None,
        bilinear(g, x1, v[0].permute(2, 0, 1)) if needs[2] else None,
    ),
    formula="∂L/∂w[o,i,j] = Σₙ δ[n,o] · x₁[n,i] · x₂[n,j]",
    gradient_formulas=(
        "Σᵢⱼ x₁[n,i] · v[o,i,j] · x₂[n,j]",
        "Σₒⱼ δ[n,o] · v[o,i,j] · x₂[n,j]",
        "Σₒᵢ δ[n,o] · v[o,i,j] · x₁[n,i]",
    ),
    inputs=("gradient", "input1", "input2"),
    samples=lambda: [
        Sample((values(6, 5), values(6, 3, seed=1), values(6, 4, seed=2))),
        Sample((values(2, 6, 5), values(2, 6, 3, seed=1), values(2, 6, 4, seed=2))),
        Sample((values(5), values(3, seed=1), values(4, seed=2))),
    ],
)
