"""Products of matrices: matmul and the affine map of a linear layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.backend import Array, ArrayModule, promote
from engine.dims import product
from engine.errors import ShapeError
from engine.ops.elementwise import values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import broadcast_shapes, need_ndim, text, widest_floating
from engine.ops.shape.broadcast import summed_to

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["linear", "matmul"]


def _matmul_shape(a: Shape, b: Shape) -> Shape:
    if not a or not b or a[-1] != b[-2 if len(b) > 1 else 0]:
        raise ShapeError(
            "These shapes do not multiply",
            expected="as many columns on the left as rows on the right",
            actual=f"{text(a)} and {text(b)}",
            mend="Transpose or reshape one of the operands",
        )
    batch = broadcast_shapes(a[:-2], b[:-2])
    return (*batch, *a[-2:-1], *(b[-1:] if len(b) > 1 else ()))


def _matrices(g: Tensor, a: Tensor, b: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The three with a vector operand written as a matrix of one row or column."""
    if b.ndim == 1:
        g, b = g.unsqueeze(-1), b.unsqueeze(-1)
    if a.ndim == 1:
        g, a = g.unsqueeze(-2), a.unsqueeze(0)
    return g, a, b


def _matmul_gradient(
    needs: tuple[bool, ...], gradients: tuple[Tensor, ...], y: object, a: Tensor, b: Tensor
) -> tuple[Tensor | None, Tensor | None]:
    g, left, right = _matrices(gradients[0], a, b)
    return (
        summed_to(g @ right.transpose(-1, -2), left).reshape(a.shape) if needs[0] else None,
        summed_to(left.transpose(-1, -2) @ g, right).reshape(b.shape) if needs[1] else None,
    )


def _matmul_forward(xp: ArrayModule, a: Array, b: Array) -> Array:
    dtype = promote(a.dtype, b.dtype)
    return xp.matmul(a.astype(dtype, copy=False), b.astype(dtype, copy=False))


matmul: Primitive = Primitive(
    name="matmul",
    shape=_matmul_shape,
    forward=_matmul_forward,
    gradient=_matmul_gradient,
    formula="y[i,j] = Σₖ a[i,k] · b[k,j]",
    gradient_formulas=("∂L/∂a = δ bᵀ", "∂L/∂b = aᵀ δ"),
    inputs=("a", "b"),
    multiply_adds=lambda a, b: product(_matmul_shape(a, b)) * a[-1],
    samples=lambda: [
        Sample((values(2, 3), values(3, 4, seed=1))),
        Sample((values(5, 1, 2, 3), values(4, 3, 2, seed=1))),
        Sample((values(3), values(2, 3, 4, seed=1))),
        Sample((values(2, 3), values(3, seed=1))),
        Sample((values(3), values(3, seed=1))),
        Sample((values(0, 3), values(3, 2, seed=1))),
    ],
)


# ---- linear


def _linear_shape(x: Shape, weight: Shape, bias: Shape | None = None) -> Shape:
    need_ndim(weight, 2, "weight", "out_features × in_features")
    if not x or x[-1] != weight[1]:
        raise ShapeError(
            "The linear layer takes {expected_features} features",
            expected_features=weight[1],
            expected=f"…×{weight[1]}",
            actual=text(x),
            mend="Set in_features to {actual_features}, or flatten the input first",
            actual_features=x[-1] if x else 1,
        )
    if bias is not None and bias != weight[:1]:
        raise ShapeError(
            "The bias has one number for each output feature",
            expected=text(weight[:1]),
            actual=text(bias),
        )
    return (*x[:-1], weight[0])


def _linear_forward(xp: ArrayModule, x: Array, weight: Array, bias: Array | None = None) -> Array:
    y = xp.matmul(x, weight.T)
    return y if bias is None else xp.add(y, bias)


def _rows(x: Tensor) -> Tensor:
    """Every dimension but the last as one."""
    return x if x.ndim == 2 else x.reshape(-1, x.shape[-1])


def _linear_gradient(
    needs: tuple[bool, ...],
    gradients: tuple[Tensor, ...],
    y: object,
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
) -> tuple[Tensor | None, ...]:
    g = gradients[0]
    rows = _rows(g)
    return (
        g @ weight if needs[0] else None,
        rows.T @ _rows(x) if needs[1] else None,
        *((rows.sum(0),) if len(needs) > 2 and needs[2] else (None,) * (len(needs) - 2)),
    )


linear: Primitive = Primitive(
    name="linear",
    shape=_linear_shape,
    dtype=widest_floating("linear"),
    forward=_linear_forward,
    gradient=_linear_gradient,
    formula="y[n,o] = b[o] + Σᵢ x[n,i] · w[o,i]",
    gradient_formulas=("∂L/∂x = δ w", "∂L/∂w = δᵀ x", "∂L/∂b[o] = Σₙ δ[n,o]"),
    inputs=("input", "weight", "bias"),
    multiply_adds=lambda x, weight, bias=None: product(x) * weight[0],
    samples=lambda: [
        Sample((values(4, 3), values(2, 3, seed=1), values(2, seed=2))),
        Sample((values(4, 3), values(2, 3, seed=1), None)),
        Sample((values(2, 5, 3), values(2, 3, seed=1), values(2, seed=2))),
        Sample((values(3), values(2, 3, seed=1))),
        Sample((values(0, 3), values(2, 3, seed=1), values(2, seed=2))),
    ],
)
