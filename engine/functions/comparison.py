"""Comparisons and logic: true or false for each element, or for all of them."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any

from engine import backend, ops, tensors
from engine.errors import DTypeError

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "allclose", "eq", "equal", "ge", "greater", "greater_equal", "gt", "isclose", "isfinite",
    "isin", "isinf", "isnan", "isneginf", "isposinf", "isreal", "le", "less", "less_equal",
    "logical_and", "logical_not", "logical_or", "logical_xor", "lt", "ne", "not_equal", "signbit",
]  # fmt: skip


def eq(input: Tensor, other: Any) -> Tensor:
    """Whether each element equals `other`."""
    return ops.equal(input, other)


def ne(input: Tensor, other: Any) -> Tensor:
    """Whether each element differs from `other`."""
    return ops.not_equal(input, other)


def lt(input: Tensor, other: Any) -> Tensor:
    """Whether each element is below `other`."""
    return ops.less(input, other)


def le(input: Tensor, other: Any) -> Tensor:
    """Whether each element is at most `other`."""
    return ops.less_equal(input, other)


def gt(input: Tensor, other: Any) -> Tensor:
    """Whether each element is above `other`."""
    return ops.greater(input, other)


def ge(input: Tensor, other: Any) -> Tensor:
    """Whether each element is at least `other`."""
    return ops.greater_equal(input, other)


def equal(input: Tensor, other: Tensor) -> bool:
    """Whether two tensors have the same shape and the same elements."""
    return input.shape == other.shape and builtins.bool(ops.all(ops.equal(input, other)))


def isclose(
    input: Tensor,
    other: Tensor,
    rtol: float = 1e-5,
    atol: float = 1e-8,
    equal_nan: bool = False,
) -> Tensor:
    """Whether |input − other| ≤ atol + rtol · |other|, for each element.

    equal_nan: NaN counts as close to NaN. DTypeError for tensors of different dtypes.
    """
    if input.dtype != other.dtype:
        raise DTypeError(
            "Tensors of different dtypes are not compared for closeness",
            expected=input.dtype,
            actual=other.dtype,
        )
    close = ops.equal(input, other)
    if equal_nan and backend.is_floating(input.dtype):
        close = ops.logical_or(close, ops.logical_and(ops.isnan(input), ops.isnan(other)))
    if input.dtype == backend.bool_ or (rtol == 0 and atol == 0):
        return close
    difference = ops.abs(ops.subtract(input, other))
    allowed = ops.add(ops.abs(ops.multiply(other, rtol)), atol)
    near = ops.logical_and(ops.isfinite(difference), ops.less_equal(difference, allowed))
    return ops.logical_or(close, near)


def allclose(
    input: Tensor,
    other: Tensor,
    rtol: float = 1e-5,
    atol: float = 1e-8,
    equal_nan: bool = False,
) -> bool:
    """Whether all elements are close, as `isclose` says it."""
    return builtins.bool(ops.all(isclose(input, other, rtol, atol, equal_nan)))


def isin(
    elements: Any, test_elements: Any, *, assume_unique: bool = False, invert: bool = False
) -> Tensor:
    """Whether each element is one of `test_elements` (or is none of them, for `invert`).

    assume_unique: taken for PyTorch's sake; the answer is the same.
    """
    like = next((x for x in (elements, test_elements) if isinstance(x, tensors.Tensor)), None)
    found = ops.isin(tensors.as_tensor(elements, like), tensors.as_tensor(test_elements, like))
    return ops.logical_not(found) if invert else found


# ---- what kind of number


def isnan(input: Tensor) -> Tensor:
    """Whether each element is NaN."""
    return ops.isnan(input)


def isinf(input: Tensor) -> Tensor:
    """Whether each element is ∞ or −∞."""
    return ops.isinf(input)


def isfinite(input: Tensor) -> Tensor:
    """Whether each element is neither infinite nor NaN."""
    return ops.isfinite(input)


def isposinf(input: Tensor) -> Tensor:
    """Whether each element is ∞."""
    return ops.logical_and(ops.isinf(input), ops.greater(input, 0))


def isneginf(input: Tensor) -> Tensor:
    """Whether each element is −∞."""
    return ops.logical_and(ops.isinf(input), ops.less(input, 0))


def isreal(input: Tensor) -> Tensor:
    """True everywhere: the engine has no complex numbers."""
    return ops.equal(ops.flat(input), 0)


def signbit(input: Tensor) -> Tensor:
    """Whether each element is negative; so is −0."""
    return ops.signbit(input)


# ---- logic


def logical_and(input: Tensor, other: Tensor) -> Tensor:
    """Whether both are not 0."""
    return ops.logical_and(input, other)


def logical_or(input: Tensor, other: Tensor) -> Tensor:
    """Whether one of them is not 0."""
    return ops.logical_or(input, other)


def logical_xor(input: Tensor, other: Tensor) -> Tensor:
    """Whether exactly one of them is not 0."""
    return ops.logical_xor(input, other)


def logical_not(input: Tensor) -> Tensor:
    """Whether each element is 0."""
    return ops.logical_not(input)


# ---- the same under PyTorch's other names

greater = gt
greater_equal = ge
less = lt
less_equal = le
not_equal = ne
