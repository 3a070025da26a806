"""einsum of two operands: a sum of products over the letters that the result does not have."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from engine.backend import Array, ArrayModule, promote
from engine.errors import ShapeError
from engine.ops.elementwise import values
from engine.ops.pointwise.conversion import in_dtype_of
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import Size, text

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["einsum"]


def _letters(equation: str) -> tuple[str, str, str]:
    operands, result = equation.split("->")
    left, right = operands.split(",")
    return left, right, result


def _sizes(equation: str, a: Shape, b: Shape) -> dict[str, Size]:
    """The size of each letter."""
    left, right, _ = _letters(equation)
    if (len(left), len(right)) != (len(a), len(b)):
        raise ShapeError(
            "einsum has one letter for each dimension",
            expected=f"{left} and {right}",
            actual=f"{text(a)} and {text(b)}",
        )
    sizes: dict[str, Size] = {}
    for letter, size in [*zip(left, a, strict=True), *zip(right, b, strict=True)]:
        if sizes.setdefault(letter, size) != size:
            raise ShapeError(
                "The dimension {letter} has one size in all operands",
                letter=letter,
                expected=sizes[letter],
                actual=size,
            )
    return sizes


def _einsum_shape(a: Shape, b: Shape, *, equation: str) -> Shape:
    sizes = _sizes(equation, a, b)
    return tuple(sizes[letter] for letter in _letters(equation)[2])


def _einsum_forward(xp: ArrayModule, a: Array, b: Array, *, equation: str) -> Array:
    """Permuted and reshaped into a product of matrices: shared × rows × summed × columns."""
    left, right, result = _letters(equation)
    sizes = _sizes(equation, a.shape, b.shape)
    shared = "".join(c for c in left if c in right and c in result)
    summed = "".join(c for c in left if c in right and c not in result)
    rows = "".join(c for c in left if c not in right)
    columns = "".join(c for c in right if c not in left)

    def arranged(x: Array, letters: str, *groups: str) -> Array:
        ordered = xp.transpose(x, [letters.index(c) for group in groups for c in group])
        return ordered.reshape([prod(sizes[c] for c in group) for group in groups])

    dtype = promote(a.dtype, b.dtype)
    product = xp.matmul(
        arranged(a.astype(dtype, copy=False), left, shared, rows, summed),
        arranged(b.astype(dtype, copy=False), right, shared, summed, columns),
    )
    made = shared + rows + columns
    full = product.reshape([sizes[c] for c in made])
    return xp.transpose(full, [made.index(c) for c in result])


def _einsum_gradient(
    needs: tuple[bool, ...],
    g: tuple[Tensor, ...],
    y: object,
    a: Tensor,
    b: Tensor,
    *,
    equation: str,
) -> tuple[Tensor | None, Tensor | None]:
    left, right, result = _letters(equation)

    def back(other: Tensor, letters: str, wanted: str, operand: Tensor) -> Tensor:
        return in_dtype_of(einsum(g[0], other, equation=f"{result},{letters}->{wanted}"), operand)

    return (
        back(b, right, left, a) if needs[0] else None,
        back(a, left, right, b) if needs[1] else None,
    )


einsum: Primitive = Primitive(
    # Each operand's letters differ, and each letter is in the result or in both operands;
    # functions/contraction.py brings every other equation to this form.
    name="einsum",
    shape=_einsum_shape,
    forward=_einsum_forward,
    gradient=_einsum_gradient,
    formula="ij,jk->ik: y[i,k] = Σⱼ a[i,j] · b[j,k]",
    gradient_formulas=("∂L/∂a = einsum(ik,jk->ij, δ, b)", "∂L/∂b = einsum(ik,ij->jk, δ, a)"),
    inputs=("a", "b"),
    multiply_adds=lambda a, b, *, equation: prod(_sizes(equation, a, b).values()),
    samples=lambda: [
        Sample((values(2, 3), values(3, 4, seed=1)), {"equation": "ij,jk->ki"}),
        Sample((values(5, 2, 3), values(3, 5, seed=1)), {"equation": "bij,jb->bi"}),
        Sample((values(2, 3), values(2, 3, seed=1)), {"equation": "ij,ij->"}),
        Sample((values(2), values(3, seed=1)), {"equation": "i,j->ji"}),
        Sample((values(2, 3), values(2, 3, seed=1)), {"equation": "ij,ij->ji"}),
        Sample((values(0, 3), values(3, seed=1)), {"equation": "ij,j->i"}),
    ],
)
