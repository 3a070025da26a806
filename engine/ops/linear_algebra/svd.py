"""Singular values and vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

import engine
from engine.backend import Array, ArrayModule
from engine.errors import ShapeError, ValueRangeError
from engine.ops.elementwise import values
from engine.ops.linear_algebra.matmul import matmul
from engine.ops.linear_algebra.solving import need_precision
from engine.ops.pointwise.choice import where
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import text
from engine.ops.shape.diagonals import diag_embed

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["svd"]


def _svd_shape(x: Shape, *, full_matrices: bool) -> list[Shape]:
    if len(x) < 2:
        raise ShapeError("Singular values are of matrices", expected="…×n×m", actual=text(x))
    batch, rows, columns = x[:-2], x[-2], x[-1]
    k = min(rows, columns)
    u, v = (rows, columns) if full_matrices else (k, k)
    return [(*batch, rows, u), (*batch, k), (*batch, v, columns)]


def _svd_forward(xp: ArrayModule, x: Array, *, full_matrices: bool) -> tuple[Array, ...]:
    try:
        return tuple(xp.linalg.svd(x, full_matrices=full_matrices))
    except np.linalg.LinAlgError:
        raise ValueRangeError("The singular values did not converge") from None


def _svd_gradient(
    needs: object,
    g: Sequence[Tensor | None],
    y: Sequence[Tensor],
    x: Tensor,
    *,
    full_matrices: bool,
) -> tuple[Tensor]:
    s = y[1]
    k = s.shape[-1]
    u, vh = y[0][..., :k], y[2][..., :k, :]
    inner = None if g[1] is None else _diagonal(g[1], k)
    gap = s.unsqueeze(-2) ** 2 - s.unsqueeze(-1) ** 2
    apart = where(_eye(k, x), 1, gap)
    outside = None
    if g[0] is not None:
        gu = g[0][..., :k]
        turned = matmul(u.mT, gu)
        part = (turned - turned.mT) / apart * s.unsqueeze(-2)
        inner = part if inner is None else inner + part
        if x.shape[-2] > k:
            outside = matmul((gu - matmul(u, turned)) / s.unsqueeze(-2), vh)
    if g[2] is not None:
        gv = g[2][..., :k, :].mT
        turned = matmul(vh, gv)
        part = s.unsqueeze(-1) * ((turned - turned.mT) / apart)
        inner = part if inner is None else inner + part
        if x.shape[-1] > k:
            extra = matmul(u, ((gv - matmul(vh.mT, turned)) / s.unsqueeze(-2)).mT)
            outside = extra if outside is None else outside + extra
    assert inner is not None
    gradient = matmul(matmul(u, inner), vh)
    return (gradient if outside is None else gradient + outside,)


def _diagonal(values: Tensor, k: int) -> Tensor:
    shape = (*values.shape, k)
    made: Tensor = diag_embed(values, shape=shape, offset=0, dim1=-2, dim2=-1)
    return made


def _eye(k: int, like: Tensor) -> Tensor:
    return engine.eye(k, device=like.device) > 0


svd: Primitive = Primitive(
    # J. Townsend, "Differentiating the singular value decomposition", 2016
    name="svd",
    shape=_svd_shape,
    dtype=lambda x, *, full_matrices: [need_precision(x)] * 3,
    forward=_svd_forward,
    gradient=_svd_gradient,
    formula="x = u · diag(s) · vh",
    gradient_formulas=("∂L/∂x = u diag(δₛ) vh, and the turning of u and v",),
    samples=lambda: [
        Sample((values(3, 3) + np.diag([4.0, 9.0, 1.0]),), {"full_matrices": False}),
        Sample((values(4, 2),), {"full_matrices": False}),
        Sample((values(2, 4),), {"full_matrices": False}),
        Sample((values(0, 2, 2),), {"full_matrices": True}),
    ],
)
