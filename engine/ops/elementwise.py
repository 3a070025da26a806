"""What the elementwise primitives share: their dtypes, their samples, and short declarations.

Operands broadcast as in NumPy; a gradient is summed back to its operand's shape.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.backend import Array, ArrayModule, DType, bool_, get_default_dtype, is_floating, promote
from engine.errors import DTypeError
from engine.ops.primitive import Primitive, Sample
from engine.ops.rules import broadcast_shapes, same_shape
from engine.ops.shape.broadcast import summed_to

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["flat"]

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


def promoted_dtype(*dtypes: DType, **_: object) -> DType:
    """The dtype that fits all operands."""
    return promote(*dtypes)


def converted(dtype: DType, *arrays: Array) -> tuple[Array, ...]:
    return tuple(array if array.dtype == dtype else array.astype(dtype) for array in arrays)


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


def integers(*shape: int, seed: int = 0) -> Array:
    """Sample whole numbers of 1 to 9."""
    return np.random.default_rng(seed).integers(1, 10, shape)


def signed(*dtypes: DType, **_: object) -> DType:
    """Numbers, which have a sign. DTypeError for booleans."""
    if any(dtype.kind == "b" for dtype in dtypes):
        raise DTypeError(
            "Booleans have no sign and no difference",
            expected="numbers",
            actual=" and ".join(map(str, dtypes)),
            mend="Use logical_not or logical_xor (~, ^), or convert them with .long()",
        )
    return promote(*dtypes)


def of_integers(*dtypes: DType, **_: object) -> DType:
    """Whole numbers and booleans only. DTypeError for floating-point operands."""
    dtype = promote(*dtypes)
    if is_floating(dtype):
        raise DTypeError(
            "This works on the bits of whole numbers or on booleans",
            expected="int64 or bool",
            actual=dtype,
            mend="Convert the operands with .long() or .bool()",
        )
    return dtype


# ---- what the derivatives are made of


flat: Primitive = Primitive(
    name="flat",
    shape=same_shape,
    forward=lambda xp, x: xp.zeros(x.shape, x.dtype),
    formula="∂L/∂x = 0",
    elementwise=True,
    samples=samples_of(values),
)


def on_dtype(dtype: Callable[..., DType], forward: Forward) -> Forward:
    """The function on operands that have been converted to the dtype which the rule says."""

    def run(xp: ArrayModule, *arrays: Array, **attributes: Any) -> Array:
        wanted = arrays[0].dtype
        alike = wanted.kind == "f"
        for array in arrays:
            alike = alike and array.dtype is wanted
        if not alike:  # every rule gives floating operands of one dtype back their own
            wanted = dtype(*(a.dtype for a in arrays), **attributes)
            arrays = converted(wanted, *arrays)
        result = forward(xp, *arrays, **attributes)
        return result if result.dtype == wanted else result.astype(wanted)

    return run


def compared(forward: Forward) -> Forward:
    """The function on operands promoted to one dtype; its own result."""

    def run(xp: ArrayModule, *arrays: Array, **attributes: Any) -> Array:
        both = converted(promote(*(a.dtype for a in arrays)), *arrays)
        return forward(xp, *both, **attributes)

    return run


# ---- functions of one element


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
    derivative: (g, y, x, **attributes) -> what is handed on to x; None where it has none.
        gradient_formula: the same as the stepper shows it, such as "δ · y".
    samples: where it is tested; numbers of both signs unless given.
    """

    def gradient(
        needs: object, g: Sequence[Tensor], y: Sequence[Tensor], x: Tensor, **attributes: Any
    ) -> tuple[Tensor]:
        assert derivative is not None
        return (derivative(g[0], y[0], x, **attributes),)

    return Primitive(
        name=name,
        shape=same_shape,
        dtype=dtype,
        forward=forward if dtype is boolean else on_dtype(dtype, forward),
        gradient=None if derivative is None else gradient,
        formula=formula,
        gradient_formulas=() if derivative is None else (f"∂L/∂x = {gradient_formula}",),
        elementwise=True,
        samples=samples or samples_of(values),
    )


def step(name: str, forward: Forward, formula: str) -> Primitive:
    """The declaration of a function that is flat wherever it has a derivative."""
    return unary(name, forward, lambda g, y, x, **_: flat(g), formula, "0", dtype=first)


# ---- functions of two elements


def binary(
    name: str,
    forward: Forward,
    derivatives: tuple[Callable[..., Tensor], Callable[..., Tensor]] | None,
    formula: str,
    gradient_formulas: tuple[str, str] = ("", ""),
    *,
    samples: Callable[[], list[Sample]] | None = None,
    dtype: Callable[..., DType] = promoted_dtype,
) -> Primitive:
    """The declaration of a function of two elements; the operands broadcast.

    forward: (xp, a, b, **attributes) -> array; both operands have the dtype that `dtype` says.
    derivatives: for each operand (g, y, a, b, **attributes) -> what is handed on to it, before
        it is summed to the operand's shape; None where there is none.
    """

    def gradient(
        needs: Sequence[bool],
        g: Sequence[Tensor],
        y: Sequence[Tensor],
        a: Tensor,
        b: Tensor,
        **attributes: Any,
    ) -> tuple[Tensor | None, ...]:
        assert derivatives is not None
        return tuple(
            summed_to(derivative(g[0], y[0], a, b, **attributes), operand) if need else None
            for need, derivative, operand in zip(needs, derivatives, (a, b), strict=True)
        )

    da, db = gradient_formulas
    return Primitive(
        name=name,
        shape=lambda a, b, **_: broadcast_shapes(a, b),
        dtype=dtype,
        forward=compared(forward) if dtype is boolean else on_dtype(dtype, forward),
        gradient=None if derivatives is None else gradient,
        formula=formula,
        gradient_formulas=() if derivatives is None else (f"∂L/∂a = {da}", f"∂L/∂b = {db}"),
        inputs=("a", "b"),
        promotes=True,
        elementwise=True,
        samples=samples or samples_of(values, values),
    )
