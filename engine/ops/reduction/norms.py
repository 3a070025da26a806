"""The length of a vector, in every p-norm: what norms and distances are made of."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING

from engine.backend import Array, ArrayModule
from engine.errors import ShapeError
from engine.ops.elementwise import values
from engine.ops.pointwise.arithmetic import power
from engine.ops.pointwise.choice import where
from engine.ops.pointwise.comparison import equal
from engine.ops.pointwise.conversion import cast
from engine.ops.pointwise.unary import abs, sign
from engine.ops.precision import wide
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.reduction.sums import sum
from engine.ops.rules import axes, only_floating, reduced

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["vector_norm"]


def _shape(x: Shape, *, p: float, dim: tuple[int, ...], keepdim: bool = False) -> Shape:
    dims = axes(dim, len(x))
    if (p < 0 or p == inf) and any(x[d] == 0 for d in dims):
        raise ShapeError("There is no norm of this order of no numbers", actual=x)
    return reduced(x, dims, keepdim)


def _forward(
    xp: ArrayModule, x: Array, *, p: float, dim: tuple[int, ...], keepdim: bool = False
) -> Array:
    over = {"axis": axes(dim, x.ndim), "keepdims": keepdim}
    size = xp.abs(x)
    if p == inf:
        return size.max(**over)
    if p == -inf:
        return size.min(**over)
    if p == 0:
        return (x != 0).sum(**over).astype(x.dtype)
    if p == 1:
        return size.sum(**over)
    if p == 2:
        return xp.sqrt((x * x).sum(**over))
    return (size**p).sum(**over) ** (1 / p)


def _gradient(
    needs: object,
    g: Sequence[Tensor],
    y: Sequence[Tensor],
    x: Tensor,
    *,
    p: float,
    dim: tuple[int, ...],
    keepdim: bool = False,
) -> tuple[Tensor]:
    """Where the norm is 0 the gradient is 0, one of its subgradients there, as in PyTorch."""
    kept = reduced(x.shape, axes(dim, x.ndim), keepdim=True)
    arrived, norm = g[0].reshape(kept), y[0].reshape(kept)
    if p == 0:
        return (x * 0,)
    if p == 1:
        return (arrived * sign(x),)
    size = abs(x)
    if p in (inf, -inf):
        ties = cast(equal(size, norm), to=x.dtype)
        return (arrived / sum(ties, dim=dim, keepdim=True) * ties * sign(x),)
    nothing = equal(norm, 0)
    divisor = where(nothing, 1, norm)
    arrived = where(nothing, 0, arrived)
    if p == 2:
        return (arrived * (x / divisor),)
    zero = equal(x, 0)
    share = power(where(zero, 1, size) / divisor, p - 1)
    return (where(zero, 0, arrived * sign(x) * share),)


vector_norm: Primitive = Primitive(
    name="vector_norm",
    shape=_shape,
    dtype=only_floating("norm"),
    forward=wide(_forward),
    gradient=_gradient,
    formula="y = (Σᵢ |x[i]|ᵖ)^(1/p)",
    gradient_formulas=("∂L/∂x[i] = δ · sign(x[i]) · (|x[i]| / y)ᵖ⁻¹",),
    samples=lambda: [
        Sample((values(2, 3),), {"p": p, "dim": (1,), "keepdim": p > 2})
        for p in (2.0, 1.0, 0.0, 3.0, 3.5, 0.5, -1.0, inf, -inf)
    ]
    + [Sample((values(2, 3, 2),), {"p": 2.0, "dim": (0, 2)}),
       Sample((values(),), {"p": 2.0, "dim": ()}),
       Sample((values(2, 3, 2),), {"p": 1.0, "dim": (-2,), "keepdim": True}),
       Sample((values(0, 3),), {"p": 2.0, "dim": (0,)})],
)  # fmt: skip
