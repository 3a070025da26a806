"""What the elementwise primitives share: their dtypes, their samples, and short declarations.

Operands broadcast as in NumPy; a gradient is summed back to its operand's shape.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.backend import (
    Array,
    ArrayModule,
    DType,
    bool_,
    get_default_dtype,
    is_floating,
    promote,
)
from engine.ops.primitive import Primitive, Sample
from engine.ops.rules import same_shape

if TYPE_CHECKING:
    from engine.tensors import Tensor


Forward = Callable[..., Array]


# ---- dtypes: PyTorch's rules, which differ from NumPy's where integers meet floats


def floating(*dtypes: DType, **_: object) -> DType:
    """Analysis makes integers floating-point."""
    promoted = promote(*dtypes)
    return promoted if is_floating(promoted) else get_default_dtype()


def boolean(*_: DType, **__: object) -> DType:
    """A comparison is true or false."""
    return bool_


def first(dtype: DType, *_: DType | None, **__: object) -> DType:
    """The first operand's dtype."""
    return dtype


def converted(dtype: DType, *arrays: Array) -> tuple[Array, ...]:
    return tuple(array if array.dtype == dtype else array.astype(dtype) for array in arrays)


def promoted(name: str) -> Forward:
    """The array module's function of that name, on operands promoted by PyTorch's rule."""

    def forward(xp: ArrayModule, *arrays: Array) -> Array:
        return getattr(xp, name)(*converted(promote(*(a.dtype for a in arrays)), *arrays))

    return forward


def analytic(name: str) -> Forward:
    """The array module's function of that name, on floating-point operands."""

    def forward(xp: ArrayModule, *arrays: Array) -> Array:
        return getattr(xp, name)(*converted(floating(*(a.dtype for a in arrays)), *arrays))

    return forward


# ---- samples: values of both signs that keep away from kinks


def values(*shape: int, seed: int = 0) -> Array:
    """Sample numbers of both signs, 0.5 to 2 from zero."""
    random = np.random.default_rng(seed)
    return random.uniform(0.5, 2.0, shape) * random.choice([-1.0, 1.0], shape)


def samples_of(*makers: Callable[..., Array]) -> Callable[[], list[Sample]]:
    """Samples of 2×3, of a number, of no elements, and (two operands) of shapes that broadcast."""
    shapes: list[tuple[tuple[int, ...], ...]] = [((2, 3), (2, 3)), ((), ()), ((0, 3), (0, 3))]
    if len(makers) == 2:
        shapes += [((2, 1, 3), (4, 1)), ((), (3,))]

    def make() -> list[Sample]:
        return [
            Sample(tuple(m(*s, seed=i) for i, (m, s) in enumerate(zip(makers, pair, strict=False))))
            for pair in shapes
        ]

    return make


def positive(*shape: int, seed: int = 0) -> Array:
    """Sample numbers of 1 to 2.5."""
    return np.abs(values(*shape, seed=seed)) + 0.5


def distinct(*shape: int, seed: int = 0) -> Array:
    """Sample numbers that keep at least 0.1 from those of another seed."""
    return np.round(values(*shape, seed=seed)) + 0.3 * seed


# ---- a function of one element


def unary(
    name: str,
    forward: Forward,
    derivative: Callable[..., Tensor] | None,
    formula: str,
    gradient_formula: str = "",
    *,
    samples: Callable[[], list[Sample]] | None = None,
    dtype: Callable[..., DType] = floating,
) -> Primitive:
    """The declaration of a function that is applied to each element by itself.

    forward: (xp, x, **attributes) -> array; x is floating where `dtype` is `floating`.
    derivative: (g, y, x, **attributes) -> what is handed on to x; None where it is flat or has no
        derivative. gradient_formula: the same as the stepper shows it, such as "δ · y".
    samples: where it is tested; numbers of both signs unless given.
    """

    def run(xp: ArrayModule, x: Array, **attributes: Any) -> Array:
        return forward(xp, *converted(dtype(x.dtype, **attributes), x), **attributes)

    def gradient(
        needs: object, g: Sequence[Tensor], y: Sequence[Tensor], x: Tensor, **attributes: Any
    ) -> tuple[Tensor]:
        assert derivative is not None
        return (derivative(g[0], y[0], x, **attributes),)

    return Primitive(
        name=name,
        shape=same_shape,
        dtype=dtype,
        forward=run if dtype is floating else forward,
        gradient=None if derivative is None else gradient,
        formula=formula,
        gradient_formulas=() if derivative is None else (f"∂L/∂x = {gradient_formula}",),
        samples=samples or samples_of(values),
    )
