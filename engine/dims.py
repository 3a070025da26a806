"""Symbolic sizes: how shapes are known before the batch is.

A size is an int, or a `Dim`: a polynomial in the one unknown N, the batch size, with N >= 1.
Shape rules compute with either; where the answer would differ from one N to another, they get a
ShapeError instead of a guess.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from math import comb

from engine.errors import ShapeError


class Dim:
    """A polynomial in N with integer coefficients, lowest power first; never a constant.

    Arithmetic returns an int again as soon as N drops out, so `N * 3 // N == 3` is an int.
    """

    __slots__ = ("coefficients",)

    def __init__(self, coefficients: tuple[int, ...]) -> None:
        self.coefficients = coefficients

    def at(self, n: int) -> int:
        """The size for a batch of `n`."""
        return sum(c * n**power for power, c in enumerate(self.coefficients))

    # ---- arithmetic

    def __add__(self, other: int | Dim) -> int | Dim:
        pairs = zip_longest(self.coefficients, _coefficients(other), fillvalue=0)
        return _made(a + b for a, b in pairs)

    __radd__ = __add__

    def __neg__(self) -> int | Dim:
        return _made(-c for c in self.coefficients)

    def __sub__(self, other: int | Dim) -> int | Dim:
        return self + -other

    def __rsub__(self, other: int | Dim) -> int | Dim:
        return -self + other

    def __mul__(self, other: int | Dim) -> int | Dim:
        left, right = self.coefficients, _coefficients(other)
        product = [0] * (len(left) + len(right) - 1)
        for i, a in enumerate(left):
            for j, b in enumerate(right):
                product[i + j] += a * b
        return _made(product)

    __rmul__ = __mul__

    def __divmod__(self, other: int | Dim) -> tuple[int | Dim, int | Dim]:
        divisor = _coefficients(other)
        rest = list(self.coefficients)
        quotient = [0] * max(1, len(rest) - len(divisor) + 1)
        for power in range(len(rest) - len(divisor), -1, -1):
            head = rest[power + len(divisor) - 1]
            # A constant divisor leaves the constant term's remainder; anything else must be exact.
            factor, remainder = divmod(head, divisor[-1])
            if remainder and (power > 0 or len(divisor) > 1):
                raise _undecided(f"({self}) divided by ({other})")
            quotient[power] = factor
            for i, c in enumerate(divisor):
                rest[power + i] -= factor * c
        remainder_dim = _made(rest)
        if isinstance(remainder_dim, Dim) or (len(divisor) > 1 and remainder_dim != 0):
            raise _undecided(f"({self}) divided by ({other})")
        return _made(quotient), remainder_dim

    def __floordiv__(self, other: int | Dim) -> int | Dim:
        return divmod(self, other)[0]

    def __mod__(self, other: int | Dim) -> int | Dim:
        return divmod(self, other)[1]

    def __rfloordiv__(self, other: int) -> int | Dim:
        raise _undecided(f"{other} divided by ({self})")

    def __rmod__(self, other: int) -> int | Dim:
        raise _undecided(f"{other} modulo ({self})")

    # ---- comparison: what holds for every N >= 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Dim) and self.coefficients == other.coefficients

    def __hash__(self) -> int:
        return hash(self.coefficients)

    def __lt__(self, other: int | Dim) -> bool:
        return not _is_at_least_zero(self - other)

    def __ge__(self, other: int | Dim) -> bool:
        return _is_at_least_zero(self - other)

    def __gt__(self, other: int | Dim) -> bool:
        return _is_at_least_zero(self - other - 1)

    def __le__(self, other: int | Dim) -> bool:
        return not _is_at_least_zero(self - other - 1)

    def __bool__(self) -> bool:
        return self > 0

    # ---- words

    def __str__(self) -> str:
        terms = [
            _term(c, power) for power, c in reversed(list(enumerate(self.coefficients))) if c != 0
        ]
        return "+".join(terms).replace("+-", "−").replace("-", "−")

    def __repr__(self) -> str:
        return str(self)


N = Dim((0, 1))


def product(sizes: Iterable[int | Dim]) -> int | Dim:
    """The number of elements of a shape: 1 for the shape ()."""
    total: int | Dim = 1
    for size in sizes:
        total = total * size
    return total


def is_symbolic(shape: Iterable[int | Dim]) -> bool:
    """Whether a size of the shape still depends on N."""
    return any(isinstance(size, Dim) for size in shape)


def with_batch(shape: Iterable[int | Dim], n: int) -> tuple[int, ...]:
    """The shape for a batch of `n`."""
    return tuple(size.at(n) if isinstance(size, Dim) else size for size in shape)


def _coefficients(size: int | Dim) -> tuple[int, ...]:
    return size.coefficients if isinstance(size, Dim) else (int(size),)


def _made(coefficients: Iterable[int]) -> int | Dim:
    trimmed = list(coefficients)
    while len(trimmed) > 1 and trimmed[-1] == 0:
        trimmed.pop()
    return trimmed[0] if len(trimmed) == 1 else Dim(tuple(trimmed))


def _is_at_least_zero(size: int | Dim) -> bool:
    """Whether a size is >= 0 for every N >= 1, or < 0 for every N >= 1; else a ShapeError."""
    if isinstance(size, int):
        return size >= 0
    # Written in M = N - 1 >= 0, a polynomial with coefficients of one sign has that sign.
    shifted = [0] * len(size.coefficients)
    for power, c in enumerate(size.coefficients):
        for k in range(power + 1):
            shifted[k] += c * comb(power, k)
    if all(c >= 0 for c in shifted):
        return True
    if all(c <= 0 for c in shifted) and shifted[0] < 0:
        return False
    raise _undecided(f"whether {size} is negative")


def _term(coefficient: int, power: int) -> str:
    if power == 0:
        return str(coefficient)
    symbol = "N" if power == 1 else f"N^{power}"
    return (
        symbol
        if coefficient == 1
        else f"−{symbol}"
        if coefficient == -1
        else f"{coefficient}{symbol}"
    )


def _undecided(question: str) -> ShapeError:
    return ShapeError(
        "A size depends on the batch size N in a way that shapes alone cannot decide",
        expected="a size that is the same for every N",
        actual=question,
        mend="Keep the batch as a dimension of its own",
    )
