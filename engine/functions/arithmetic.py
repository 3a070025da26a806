"""Arithmetic of two tensors, or of a tensor and a number; shapes broadcast as in NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import backend, ops, tensors
from engine.errors import ValueRangeError

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "add", "addcdiv", "addcmul", "arctan2", "atan2", "bitwise_and", "bitwise_left_shift",
    "bitwise_not", "bitwise_or", "bitwise_right_shift", "bitwise_xor", "copysign", "div", "divide",
    "float_power", "floor_divide", "fmax", "fmin", "fmod", "gcd", "heaviside", "hypot", "lcm",
    "ldexp", "lerp", "logaddexp", "logaddexp2", "maximum", "minimum", "mul", "multiply", "pow",
    "remainder", "rsub", "sub", "subtract", "true_divide", "where", "xlogy",
]  # fmt: skip


def add(input: Tensor, other: Any, *, alpha: float = 1) -> Tensor:
    """input + alpha · other."""
    return ops.add(input, _scaled(other, alpha))


def sub(input: Tensor, other: Any, *, alpha: float = 1) -> Tensor:
    """input − alpha · other. DTypeError for booleans."""
    return ops.subtract(input, _scaled(other, alpha))


def rsub(input: Tensor, other: Any, *, alpha: float = 1) -> Tensor:
    """other − alpha · input."""
    return ops.subtract(other, _scaled(input, alpha))


def mul(input: Tensor, other: Any) -> Tensor:
    """input · other, element by element."""
    return ops.multiply(input, other)


def div(input: Tensor, other: Any, *, rounding_mode: str | None = None) -> Tensor:
    """input / other; rounded down for "floor", towards 0 for "trunc".

    Without rounding, whole numbers give floating-point ones. ValueRangeError for another mode, and
    where whole numbers are divided by 0 with rounding.
    """
    if rounding_mode is None:
        return ops.divide(input, other)
    if rounding_mode not in ("floor", "trunc"):
        raise ValueRangeError(
            "There is no such rounding", expected="None, floor or trunc", actual=rounding_mode
        )
    return (ops.floor_divide if rounding_mode == "floor" else ops.trunc_divide)(input, other)


def floor_divide(input: Tensor, other: Any) -> Tensor:
    """⌊input / other⌋. ValueRangeError where whole numbers are divided by 0."""
    return ops.floor_divide(input, other)


def true_divide(dividend: Tensor, divisor: Any) -> Tensor:
    """dividend / divisor; whole numbers give floating-point ones."""
    return ops.divide(dividend, divisor)


def remainder(input: Any, other: Any) -> Tensor:
    """What is left of input / other, with the sign of `other`: Python's %."""
    return ops.remainder(input, other)


def fmod(input: Tensor, other: Any) -> Tensor:
    """What is left of input / other, with the sign of `input`: C's fmod."""
    return ops.fmod(input, other)


def pow(input: Any, exponent: Any) -> Tensor:
    """input to the power of `exponent`. ValueRangeError for whole numbers to a negative power."""
    return ops.power(input, exponent)


def float_power(input: Any, exponent: Any) -> Tensor:
    """input to the power of `exponent`, computed in float64."""
    return ops.power(_double(input), _double(exponent))


def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: float = 1) -> Tensor:
    """input + value · tensor1 · tensor2."""
    return ops.add(input, _scaled(ops.multiply(tensor1, tensor2), value))


def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: float = 1) -> Tensor:
    """input + value · tensor1 / tensor2."""
    return ops.add(input, _scaled(ops.divide(tensor1, tensor2), value))


def lerp(input: Tensor, end: Tensor, weight: Any) -> Tensor:
    """input + weight · (end − input): on the way from `input` to `end`."""
    return ops.add(input, ops.multiply(ops.subtract(end, input), weight))


def hypot(input: Tensor, other: Tensor) -> Tensor:
    """√(input² + other²)."""
    return ops.hypot(input, other)


def atan2(input: Tensor, other: Tensor) -> Tensor:
    """The angle of the point (other, input), in radians from −π to π."""
    return ops.atan2(input, other)


def ldexp(input: Tensor, other: Tensor) -> Tensor:
    """input · 2^other."""
    return ops.multiply(input, ops.exp2(other))


def copysign(input: Tensor, other: Any) -> Tensor:
    """The absolute value of `input` with the sign of `other`."""
    return ops.copysign(input, other)


def xlogy(input: Any, other: Any) -> Tensor:
    """input · ln other; 0 where `input` is 0."""
    return ops.xlogy(input, other)


def logaddexp(input: Tensor, other: Tensor) -> Tensor:
    """ln(e^input + e^other), without overflow."""
    return ops.logaddexp(input, other)


def logaddexp2(input: Tensor, other: Tensor) -> Tensor:
    """log₂(2^input + 2^other), without overflow."""
    return ops.logaddexp2(input, other)


def gcd(input: Tensor, other: Tensor) -> Tensor:
    """The greatest common divisor. DTypeError for floating-point numbers."""
    return ops.gcd(input, other)


def lcm(input: Tensor, other: Tensor) -> Tensor:
    """The least common multiple. DTypeError for floating-point numbers."""
    return ops.lcm(input, other)


# ---- one of two


def maximum(input: Tensor, other: Tensor) -> Tensor:
    """The larger of two; NaN where either is. A gradient is shared where they are equal."""
    return ops.maximum(input, other)


def minimum(input: Tensor, other: Tensor) -> Tensor:
    """The smaller of two; NaN where either is. A gradient is shared where they are equal."""
    return ops.minimum(input, other)


def fmax(input: Tensor, other: Tensor) -> Tensor:
    """The larger of two, or the one that is a number. Of equals, `input` gets the gradient."""
    return ops.fmax(input, other)


def fmin(input: Tensor, other: Tensor) -> Tensor:
    """The smaller of two, or the one that is a number. Of equals, `input` gets the gradient."""
    return ops.fmin(input, other)


def heaviside(input: Tensor, values: Tensor) -> Tensor:
    """0 where `input` is negative, 1 where it is positive, `values` where it is 0."""
    return ops.heaviside(input, values)


def where(condition: Tensor, input: Any = None, other: Any = None) -> Any:
    """`input` where the condition holds, else `other`: tensors that broadcast, or numbers.

    With the condition alone, the positions where it holds, as `nonzero(as_tuple=True)`.
    """
    if input is None and other is None:
        return condition.nonzero(as_tuple=True)
    if input is None or other is None:
        raise ValueRangeError("where needs both choices, or none", expected="input and other")
    like = next((x for x in (input, other) if isinstance(x, tensors.Tensor)), None)
    return ops.where(condition, tensors.as_tensor(input, like), tensors.as_tensor(other, like))


def where_method(input: Tensor, condition: Tensor, other: Any) -> Tensor:
    """Itself where the condition holds, else `other`. A method only."""
    return where(condition, input, other)


# ---- bits


def bitwise_and(input: Any, other: Any) -> Tensor:
    """input and other, bit by bit; of booleans, whether both are true."""
    return ops.bitwise_and(input, other)


def bitwise_or(input: Any, other: Any) -> Tensor:
    """input or other, bit by bit; of booleans, whether one of them is true."""
    return ops.bitwise_or(input, other)


def bitwise_xor(input: Any, other: Any) -> Tensor:
    """Either input or other, bit by bit; of booleans, whether they differ."""
    return ops.bitwise_xor(input, other)


def bitwise_not(input: Tensor) -> Tensor:
    """Every bit turned; of booleans, whether each is false."""
    return ops.bitwise_not(input)


def bitwise_left_shift(input: Any, other: Any) -> Tensor:
    """input · 2^other, for whole numbers."""
    return ops.bitwise_left_shift(input, other)


def bitwise_right_shift(input: Any, other: Any) -> Tensor:
    """⌊input / 2^other⌋, for whole numbers."""
    return ops.bitwise_right_shift(input, other)


def _scaled(value: Any, factor: Any) -> Any:
    return value if factor == 1 and not isinstance(factor, bool) else value * factor


def _double(value: Any) -> Any:
    if isinstance(value, tensors.Tensor):
        return value.type(backend.float64)
    return tensors.as_tensor(backend.float64.type(value))


# ---- the same under PyTorch's other names

arctan2 = atan2
divide = div
multiply = mul
subtract = sub
