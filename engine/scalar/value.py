"""Value: one number that knows which numbers it was made from, and how it hangs on each.

Reverse-mode differentiation in its smallest form: every operation keeps its operands and its local
derivatives, and `backward` multiplies and adds them up from the last number to the first
(Griewank & Walther, "Evaluating Derivatives", 2nd ed. 2008, chapter 3).
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from engine.errors import GradientError, ValueRangeError

Number = float | int


class Value:
    """A number in a graph of numbers.

    data: the number. grad: d(result)/d(this), added up by `backward`. label: its name in a drawing.
    operation: what made it ("+", "·", "tanh", …); empty for a number that was given.
    operands: what it was made from. locals: its derivative with respect to each operand.
    """

    __slots__ = ("data", "grad", "label", "locals", "operands", "operation")

    def __init__(
        self,
        data: Number,
        label: str = "",
        *,
        operation: str = "",
        operands: tuple[Value, ...] = (),
        locals: tuple[float, ...] = (),
    ) -> None:
        self.data = float(data)
        self.grad = 0.0
        self.label = label
        self.operation = operation
        self.operands = operands
        self.locals = locals

    # ---- arithmetic

    def __add__(self, other: Value | Number) -> Value:
        b = _value(other)
        return Value(self.data + b.data, operation="+", operands=(self, b), locals=(1.0, 1.0))

    def __sub__(self, other: Value | Number) -> Value:
        b = _value(other)
        return Value(self.data - b.data, operation="−", operands=(self, b), locals=(1.0, -1.0))

    def __mul__(self, other: Value | Number) -> Value:
        b = _value(other)
        return Value(
            self.data * b.data, operation="·", operands=(self, b), locals=(b.data, self.data)
        )

    def __truediv__(self, other: Value | Number) -> Value:
        b = _value(other)
        if b.data == 0.0:
            raise ValueRangeError(
                "A number cannot be divided by zero", expected="a divisor other than 0", actual=0
            )
        quotient = self.data / b.data
        return Value(
            quotient, operation="/", operands=(self, b), locals=(1 / b.data, -quotient / b.data)
        )

    def __pow__(self, exponent: Number) -> Value:
        """To the power of a plain number."""
        if isinstance(exponent, Value):
            raise ValueRangeError(
                "The exponent is a plain number",
                expected="int or float",
                actual="Value",
                mend="Write a ** b as (a.log() * b).exp()",
            )
        if (self.data < 0 and exponent != int(exponent)) or (self.data == 0 and exponent < 0):
            raise ValueRangeError(
                "{base} to the power of {exponent} is no real number",
                base=self.data,
                exponent=exponent,
                expected="a positive base, or a whole exponent",
                actual=self.data,
            )
        slope = exponent * self.data ** (exponent - 1) if exponent else 0.0
        return Value(
            self.data**exponent, operation=f"^{exponent:g}", operands=(self,), locals=(slope,)
        )

    def __neg__(self) -> Value:
        return Value(-self.data, operation="−", operands=(self,), locals=(-1.0,))

    def __radd__(self, other: Number) -> Value:
        return _value(other) + self

    def __rsub__(self, other: Number) -> Value:
        return _value(other) - self

    def __rmul__(self, other: Number) -> Value:
        return _value(other) * self

    def __rtruediv__(self, other: Number) -> Value:
        return _value(other) / self

    # ---- functions

    def exp(self) -> Value:
        """e to its power. ValueRangeError where the result is larger than a float can be."""
        if self.data > 709.78:
            raise ValueRangeError(
                "e to the power of {x} is larger than any float",
                x=self.data,
                expected="at most 709",
                actual=self.data,
            )
        y = math.exp(self.data)
        return Value(y, operation="exp", operands=(self,), locals=(y,))

    def log(self) -> Value:
        """The natural logarithm. ValueRangeError unless it is positive."""
        if self.data <= 0.0:
            raise ValueRangeError(
                "Only positive numbers have a logarithm", expected="above 0", actual=self.data
            )
        return Value(math.log(self.data), operation="ln", operands=(self,), locals=(1 / self.data,))

    def tanh(self) -> Value:
        """The hyperbolic tangent."""
        y = math.tanh(self.data)
        return Value(y, operation="tanh", operands=(self,), locals=(1 - y * y,))

    def sigmoid(self) -> Value:
        """1 / (1 + e⁻ˣ)."""
        power = math.exp(-abs(self.data))
        y = (1.0 if self.data >= 0 else power) / (1 + power)
        return Value(y, operation="σ", operands=(self,), locals=(y * (1 - y),))

    def relu(self) -> Value:
        """max(x, 0)."""
        return Value(
            max(self.data, 0.0),
            operation="ReLU",
            operands=(self,),
            locals=(1.0 if self.data > 0 else 0.0,),
        )

    def softplus(self) -> Value:
        """ln(1 + eˣ), without overflow."""
        power = math.exp(-abs(self.data))
        slope = (1.0 if self.data >= 0 else power) / (1 + power)
        y = max(self.data, 0.0) + math.log1p(power)
        return Value(y, operation="softplus", operands=(self,), locals=(slope,))

    # ---- the graph

    def history(self) -> list[Value]:
        """Every number that it was made from, operands before results, itself last."""
        order: list[Value] = []
        seen: set[int] = set()
        waiting: list[tuple[Value, bool]] = [(self, False)]
        while waiting:
            value, ready = waiting.pop()
            if ready:
                order.append(value)
            elif id(value) not in seen:
                seen.add(id(value))
                waiting.append((value, True))
                waiting.extend((operand, False) for operand in reversed(value.operands))
        return order

    def backward_steps(self) -> Iterator[Value]:
        """The backward pass one number at a time: each that comes has handed its gradient on.

        Gradients of earlier passes stay in numbers that were given (parameters add up, until an
        optimizer's `zero_grad`); those of results begin at 0.
        """
        order = self.history()
        for value in order:
            if value.operands:
                value.grad = 0.0
        self.grad = self.grad + 1.0 if not self.operands else 1.0
        for value in reversed(order):
            for operand, local in zip(value.operands, value.locals, strict=True):
                operand.grad += value.grad * local
            yield value

    def backward(self) -> None:
        """Add d(self)/d(number) to `.grad` of every number in its history."""
        if not math.isfinite(self.data):
            raise GradientError(
                "A result that is not a number has no gradient",
                expected="a finite number",
                actual=self.data,
            )
        for _ in self.backward_steps():
            pass

    # ---- Python

    def __float__(self) -> float:
        return self.data

    def __repr__(self) -> str:
        name = f"{self.label} = " if self.label else ""
        return f"Value({name}{self.data:.6g}, grad={self.grad:.6g})"


def _value(number: Value | Number) -> Value:
    return number if isinstance(number, Value) else Value(number)


def total(values: list[Value]) -> Value:
    """Their sum, as one step with all of them as operands."""
    return Value(
        math.fsum(value.data for value in values),
        operation="Σ",
        operands=tuple(values),
        locals=(1.0,) * len(values),
    )
