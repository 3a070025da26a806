"""Diagonals and triangles of matrices, which are the last two dimensions or any other two."""

from __future__ import annotations

from engine.backend import Array, ArrayModule
from engine.errors import ShapeError
from engine.ops.elementwise import values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import Size, axis, text

__all__ = ["diag_embed", "diagonal", "tril", "triu"]


def _planes(ndim: int, dim1: int, dim2: int) -> tuple[int, int]:
    if ndim < 2:
        raise ShapeError(
            "A diagonal needs two dimensions", expected="2 or more", actual=f"{ndim} dimensions"
        )
    first, second = axis(dim1, ndim), axis(dim2, ndim)
    if first == second:
        raise ShapeError("A diagonal lies in two different dimensions", actual=f"{dim1}, {dim2}")
    return first, second


def _diagonal_shape(x: Shape, *, offset: int, dim1: int, dim2: int) -> Shape:
    first, second = _planes(len(x), dim1, dim2)
    rows, columns = x[first] - max(-offset, 0), x[second] - max(offset, 0)
    length: Size = max(0, min(rows, columns))
    return (*(n for d, n in enumerate(x) if d not in (first, second)), length)


def _diagonal_forward(xp: ArrayModule, x: Array, *, offset: int, dim1: int, dim2: int) -> Array:
    x = xp.moveaxis(x, (dim1, dim2), (-2, -1))[..., max(-offset, 0) :, max(offset, 0) :]
    shape = (*x.shape[:-2], min(x.shape[-2:]))
    strides = (*x.strides[:-2], x.strides[-2] + x.strides[-1])
    return xp.lib.stride_tricks.as_strided(x, shape, strides)


def _diag_embed_shape(x: Shape, *, shape: Shape, offset: int, dim1: int, dim2: int) -> Shape:
    length = _diagonal_shape(shape, offset=offset, dim1=dim1, dim2=dim2)
    if x != length:
        raise ShapeError("This is no diagonal of that shape", expected=text(length), actual=text(x))
    return shape


def _diag_embed_forward(
    xp: ArrayModule, x: Array, *, shape: tuple[int, ...], offset: int, dim1: int, dim2: int
) -> Array:
    y = xp.zeros(shape, x.dtype)
    _diagonal_forward(xp, y, offset=offset, dim1=dim1, dim2=dim2)[...] = x
    return y


diagonal: Primitive = Primitive(
    name="diagonal",
    view=True,
    shape=_diagonal_shape,
    forward=_diagonal_forward,
    gradient=lambda needs, g, y, x, **places: (diag_embed(g[0], shape=x.shape, **places),),
    formula="y[i] = x[i, i + offset]",
    gradient_formulas=("∂L/∂x[i, i + offset] = δ[i], else 0",),
    samples=lambda: [
        Sample((values(3, 4),), {"offset": 0, "dim1": 0, "dim2": 1}),
        Sample((values(2, 3, 4),), {"offset": -1, "dim1": 2, "dim2": 0}),
        Sample((values(2, 3),), {"offset": 5, "dim1": 0, "dim2": 1}),
        Sample((values(2, 3, 4),), {"offset": 1, "dim1": -2, "dim2": -1}),
    ],
)

diag_embed: Primitive = Primitive(
    name="diag_embed",
    shape=_diag_embed_shape,
    forward=_diag_embed_forward,
    gradient=lambda needs, g, y, x, *, shape, **places: (diagonal(g[0], **places),),
    formula="y[i, i + offset] = x[i], else 0",
    gradient_formulas=("∂L/∂x[i] = δ[i, i + offset]",),
    samples=lambda: [
        Sample((values(3),), {"shape": (3, 4), "offset": 0, "dim1": 0, "dim2": 1}),
        Sample((values(3, 2),), {"shape": (3, 3, 3), "offset": -1, "dim1": 2, "dim2": 0}),
    ],
)


# ---- triangles


def _matrix(x: Shape, *, diagonal: int) -> Shape:
    if len(x) < 2:
        raise ShapeError("A triangle is cut from matrices", expected="…×n×m", actual=text(x))
    return x


def _triangle(name: str, formula: str, gradient_formula: str) -> Primitive:
    """The array module's function of that name, which is its own adjoint."""
    primitive: Primitive = Primitive(
        name=name,
        shape=_matrix,
        forward=lambda xp, x, *, diagonal: getattr(xp, name)(x, diagonal),
        gradient=lambda needs, g, y, x, *, diagonal: (primitive(g[0], diagonal=diagonal),),
        formula=formula,
        gradient_formulas=(gradient_formula,),
        samples=lambda: [
            Sample((values(3, 4),), {"diagonal": 0}),
            Sample((values(2, 3, 3),), {"diagonal": -1}),
            Sample((values(2, 0, 3),), {"diagonal": 1}),
        ],
    )
    return primitive


tril: Primitive = _triangle(
    "tril", "y[i,j] = x[i,j] where j − i ≤ diagonal, else 0",
    "∂L/∂x[i,j] = δ[i,j] where j − i ≤ diagonal, else 0",
)  # fmt: skip
triu: Primitive = _triangle(
    "triu", "y[i,j] = x[i,j] where j − i ≥ diagonal, else 0",
    "∂L/∂x[i,j] = δ[i,j] where j − i ≥ diagonal, else 0",
)  # fmt: skip
