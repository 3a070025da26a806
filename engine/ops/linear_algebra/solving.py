"""Square matrices: inverse, linear systems, determinants, the Cholesky factor, the pseudo-inverse.

Source of the gradients: M. B. Giles, "Collected matrix derivative results for forward and reverse
mode algorithmic differentiation", 2008; where another, it is named there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.backend import Array, ArrayModule, DType, float16, promote
from engine.errors import DTypeError, ShapeError, ValueRangeError
from engine.ops.elementwise import values
from engine.ops.linear_algebra.matmul import matmul
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.reduction.sums import sum
from engine.ops.rules import broadcast_shapes, need_floating, text
from engine.ops.shape.broadcast import summed_to
from engine.ops.shape.diagonals import tril

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["cholesky", "cofactor", "det", "inv", "pinv", "slogdet", "solve"]


def need_square(x: Shape) -> None:
    """ShapeError unless the last two dimensions are square matrices."""
    if len(x) < 2 or x[-1] != x[-2]:
        raise ShapeError("This needs square matrices", expected="…×n×n", actual=text(x))


def need_precision(*dtypes: DType, **_: object) -> DType:
    """The common dtype; DTypeError unless it is float32 or float64, which LAPACK computes with."""
    need_floating("linear algebra", *dtypes)
    dtype = promote(*dtypes)
    if dtype == float16:
        raise DTypeError(
            "Matrices are factored in float32 or float64",
            expected="float32 or float64",
            actual=dtype,
            mend="Convert them with .to(engine.float32)",
        )
    return dtype


def _square(x: Shape) -> Shape:
    need_square(x)
    return x


def _determinant(x: Shape) -> Shape:
    need_square(x)
    return x[:-2]


def solved(name: str, refusal: Callable[[str], ValueRangeError]) -> Any:
    """The function of `xp.linalg` of that name; the refusal where LAPACK finds no answer."""

    def forward(xp: ArrayModule, *arrays: Array, **attributes: Any) -> Array:
        dtype = promote(*(a.dtype for a in arrays))
        arrays = tuple(a.astype(dtype, copy=False) for a in arrays)
        try:
            return getattr(xp.linalg, name)(*arrays, **attributes)
        except np.linalg.LinAlgError:
            raise refusal(name) from None

    return forward


def _singular(operation: str) -> ValueRangeError:
    """What is said of matrices that have no inverse."""
    return ValueRangeError("{operation} needs matrices that are not singular", operation=operation)


def _indefinite(operation: str) -> ValueRangeError:
    return ValueRangeError(
        "{operation} needs matrices that are positive definite", operation=operation
    )


def _endless(operation: str) -> ValueRangeError:
    return ValueRangeError(
        "{operation} found no singular values: they did not converge", operation=operation
    )


def _regular(*shape: int, seed: int = 0) -> Array:
    """Matrices that are far from singular."""
    return values(*shape, seed=seed) + 5 * np.eye(shape[-1])


def _positive_definite(*shape: int) -> Array:
    x = values(*shape)
    return x @ x.swapaxes(-1, -2) + np.eye(shape[-1])


# ---- inverse and systems

inv: Primitive = Primitive(
    name="inv",
    shape=_square,
    dtype=need_precision,
    forward=solved("inv", _singular),
    gradient=lambda needs, g, y, x: (-matmul(matmul(y[0].mT, g[0]), y[0].mT),),
    formula="y = x⁻¹",
    gradient_formulas=("∂L/∂x = −yᵀ δ yᵀ",),
    samples=lambda: [
        Sample((_regular(3, 3),)),
        Sample((_regular(2, 3, 3),)),
        Sample((values(0, 2, 2),)),
    ],
)


def _solve_shape(a: Shape, b: Shape) -> Shape:
    need_square(a)
    if len(b) < 2 or b[-2] != a[-1]:
        raise ShapeError(
            "The right-hand sides of a system are columns as long as the matrix",
            expected=f"…×{a[-1]}×k",
            actual=text(b),
        )
    return (*broadcast_shapes(a[:-2], b[:-2]), *b[-2:])


def _solve_gradient(
    needs: tuple[bool, ...], g: tuple[Tensor, ...], y: tuple[Tensor, ...], a: Tensor, b: Tensor
) -> tuple[Tensor | None, Tensor | None]:
    to_b = solve(a.mT, g[0])
    to_a = summed_to(-matmul(to_b, y[0].mT), a) if needs[0] else None
    return to_a, summed_to(to_b, b) if needs[1] else None


solve: Primitive = Primitive(
    name="solve",
    shape=_solve_shape,
    dtype=need_precision,
    forward=solved("solve", _singular),
    gradient=_solve_gradient,
    formula="a y = b",
    gradient_formulas=("∂L/∂a = −a⁻ᵀ δ yᵀ", "∂L/∂b = a⁻ᵀ δ"),
    inputs=("a", "b"),
    samples=lambda: [
        Sample((_regular(3, 3), values(3, 2, seed=1))),
        Sample((_regular(2, 3, 3), values(3, 1, seed=1))),
        Sample((_regular(3, 3), values(2, 3, 1, seed=1))),
    ],
)


def _pinv_gradient(
    needs: object, g: tuple[Tensor, ...], y: tuple[Tensor, ...], x: Tensor, *, rcond: float
) -> tuple[Tensor]:
    p = y[0]
    turned = g[0].mT
    to_x = -matmul(matmul(p.mT, g[0]), p.mT)
    left = matmul(turned, matmul(p, p.mT))
    right = matmul(matmul(p.mT, p), turned)
    to_x = to_x + left - matmul(x, matmul(p, left))
    return (to_x + right - matmul(matmul(right, p), x),)


pinv: Primitive = Primitive(
    # G. H. Golub, V. Pereyra, "The differentiation of pseudo-inverses and nonlinear least squares
    # problems whose variables separate", 1973, theorem 4.3
    name="pinv",
    shape=lambda x, *, rcond: (*x[:-2], x[-1], x[-2]),
    dtype=need_precision,
    forward=solved("pinv", _endless),
    gradient=_pinv_gradient,
    formula="y = x⁺, the shortest least-squares inverse",
    gradient_formulas=("∂L/∂x = −yᵀ δ yᵀ + (1 − x y) δᵀ y yᵀ + yᵀ y δᵀ (1 − y x)",),
    samples=lambda: [
        Sample((values(3, 2),), {"rcond": 1e-15}),
        Sample((values(2, 2, 4),), {"rcond": 1e-15}),
    ],
)


# ---- determinants


def _cofactor_forward(xp: ArrayModule, x: Array) -> Array:
    """By singular values, so that singular matrices have one too."""
    u, s, vh = xp.linalg.svd(x)
    n = x.shape[-1]
    others = xp.where(xp.eye(n, dtype=bool), xp.ones((), x.dtype), s[..., None, :]).prod(-1)
    sign = xp.linalg.det(u) * xp.linalg.det(vh)
    return xp.round(sign)[..., None, None] * ((u * others[..., None, :]) @ vh)


def _cofactor_gradient(
    needs: object, g: tuple[Tensor, ...], y: tuple[Tensor, ...], x: Tensor
) -> tuple[Tensor]:
    inverse = inv(x).mT
    along = sum(g[0] * y[0], dim=(-2, -1), keepdim=True)
    return (along * inverse - matmul(matmul(inverse, g[0].mT), y[0]),)


det: Primitive = Primitive(
    name="det",
    shape=_determinant,
    dtype=need_precision,
    forward=solved("det", _singular),
    gradient=lambda needs, g, y, x: (g[0].reshape(*x.shape[:-2], 1, 1) * cofactor(x),),
    formula="y = det x",
    gradient_formulas=("∂L/∂x = δ · det(x) x⁻ᵀ, the cofactors of x",),
    samples=lambda: [
        Sample((values(3, 3),)),
        Sample((values(2, 2, 2),)),
        Sample((values(0, 2, 2),)),
        Sample((values(1, 1),)),
    ],
)

cofactor: Primitive = Primitive(
    name="cofactor",
    shape=_square,
    dtype=need_precision,
    forward=_cofactor_forward,
    gradient=_cofactor_gradient,
    formula="y[i,j] = ∂ det(x) ∕ ∂x[i,j] = (det x) x⁻ᵀ",
    gradient_formulas=("∂L/∂x = (δ·y) x⁻ᵀ − x⁻ᵀ δᵀ y",),
    samples=lambda: [Sample((values(3, 3),)), Sample((values(2, 2, 2),))],
)


def _slogdet_forward(xp: ArrayModule, x: Array) -> tuple[Array, Array]:
    sign, logarithm = xp.linalg.slogdet(x)
    return xp.asarray(sign), xp.asarray(logarithm)


slogdet: Primitive = Primitive(
    name="slogdet",
    shape=lambda x: [_determinant(x), _determinant(x)],
    dtype=need_precision,
    forward=_slogdet_forward,
    gradient=lambda needs, g, y, x: (
        x * 0 if g[1] is None else g[1].reshape(*x.shape[:-2], 1, 1) * inv(x).mT,
    ),
    formula="y = sign(det x), log |det x|",
    gradient_formulas=("∂L/∂x = δ x⁻ᵀ, of the logarithm's δ",),
    samples=lambda: [
        Sample((values(3, 3),)),
        Sample((_regular(2, 2, 2),)),
        Sample((values(0, 2, 2),)),
    ],
)


# ---- Cholesky


def _cholesky_forward(xp: ArrayModule, x: Array) -> Array:
    """Of the symmetric part: what lies above the diagonal counts as what lies below."""
    factored = solved("cholesky", _indefinite)
    return factored(xp, (x + x.swapaxes(-1, -2)) / 2)


def _cholesky_gradient(
    needs: object, g: tuple[Tensor, ...], y: tuple[Tensor, ...], x: Tensor
) -> tuple[Tensor]:
    factor = y[0]
    product = matmul(factor.mT, g[0])
    half = (tril(product, diagonal=0) + tril(product, diagonal=-1)) * 0.5
    symmetric = half + half.mT
    inner = solve(factor.mT, symmetric)  # L⁻ᵀ S
    return (solve(factor.mT, inner.mT).mT * 0.5,)


cholesky: Primitive = Primitive(
    # I. Murray, "Differentiation of the Cholesky decomposition", 2016, section 3
    name="cholesky",
    shape=_square,
    dtype=need_precision,
    forward=_cholesky_forward,
    gradient=_cholesky_gradient,
    formula="y yᵀ = x, y below the diagonal",
    gradient_formulas=("∂L/∂x = ½ y⁻ᵀ (Φ + Φᵀ) y⁻¹, Φ = the lower half of yᵀ δ",),
    samples=lambda: [
        Sample((_positive_definite(3, 3),)),
        Sample((_positive_definite(2, 2, 2),)),
        Sample((values(0, 2, 2),)),
    ],
)
