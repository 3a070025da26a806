"""Symbolic sizes answer what holds for every batch size, and refuse to guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dims import Dim, N, product, with_batch
from engine.errors import ShapeError

polynomials = st.lists(st.integers(-5, 5), min_size=1, max_size=3)
batches = st.integers(1, 50)


def polynomial(coefficients: list[int]) -> int | Dim:
    total: int | Dim = 0
    for power, coefficient in enumerate(coefficients):
        term: int | Dim = coefficient
        for _ in range(power):
            term = term * N
        total = total + term
    return total


def at(size: int | Dim, n: int) -> int:
    return size.at(n) if isinstance(size, Dim) else size


@given(polynomials, polynomials, batches)
def test_arithmetic_commutes_with_choosing_a_batch(a: list[int], b: list[int], n: int) -> None:
    left, right = polynomial(a), polynomial(b)
    assert at(left + right, n) == at(left, n) + at(right, n)
    assert at(left - right, n) == at(left, n) - at(right, n)
    assert at(left * right, n) == at(left, n) * at(right, n)


@given(polynomials, polynomials, batches)
def test_a_division_that_is_answered_is_right(a: list[int], b: list[int], n: int) -> None:
    left, right = polynomial(a), polynomial(b)
    if at(right, n) == 0 or (isinstance(right, int) and right == 0):
        return
    try:
        quotient, remainder = left // right, left % right
    except ShapeError:
        return
    assert at(quotient, n) == at(left, n) // at(right, n)
    assert at(remainder, n) == at(left, n) % at(right, n)


@given(polynomials, polynomials, batches)
def test_a_comparison_that_is_answered_holds_for_every_batch(
    a: list[int], b: list[int], n: int
) -> None:
    left, right = polynomial(a), polynomial(b)
    for compare in ("__lt__", "__le__", "__gt__", "__ge__"):
        try:
            answer = getattr(left - right, compare)(0)
        except ShapeError:
            continue
        assert answer == getattr(at(left, n) - at(right, n), compare)(0)


def test_a_product_divided_by_the_batch_is_an_int_again() -> None:
    assert (N * 32 * 14 * 14) // N == 6272
    assert isinstance((N * 6) // N, int)


def test_words() -> None:
    assert str(N) == "N"
    assert str(N * 3) == "3N"
    assert str(N * 2 + 1) == "2N+1"
    assert str(N - 1) == "N−1"
    assert str(-N) == "−N"


def test_a_size_that_differs_between_batches_is_refused() -> None:
    with pytest.raises(ShapeError, match="depends on the batch size"):
        _ = N // 2
    with pytest.raises(ShapeError, match="depends on the batch size"):
        _ = N - 5 > 0


def test_shapes_are_multiplied_out_and_filled_in() -> None:
    assert product((N, 3, 4)) == N * 12
    assert with_batch((N, 3, N * 2), 5) == (5, 3, 10)
