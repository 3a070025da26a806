"""Numbers as the design says they are written."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodegraph_app.insight import numbers

finite = st.floats(-1e4, 1e4, allow_nan=False, width=32)


def test_one_grid_shares_its_decimals_and_its_exponent() -> None:
    grid = numbers.grid_text(np.array([[-0.0019, -0.0035], [0.0, -0.00963]]))
    assert grid.rows == (("−1.90", "−3.50"), ("0.00", "−9.63"))
    assert grid.caption == "×10⁻³"


def test_a_grid_of_ordinary_size_has_no_exponent() -> None:
    grid = numbers.grid_text([[-0.210, -0.240, 0.427], [0.001, -0.261, 0.149]])
    assert grid.rows[0] == ("−0.210", "−0.240", "0.427")
    assert grid.caption == ""


def test_minus_is_the_true_minus_and_minus_zero_is_zero() -> None:
    assert numbers.result_text(-1.5) == "−1.5000"
    assert numbers.result_text(-0.0) == "0"
    assert numbers.grid_text([[-0.0, -0.0001, 1.0]]).rows[0] == ("0.00", "0.00", "1.00")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.488301, "0.48830"),
        (1.1125, "1.1125"),
        (-13.7773, "−13.777"),
        (3.51e-6, "3.51×10⁻⁶"),
        (-123456.0, "−1.23×10⁵"),
        (0.001, "0.0010000"),
        (99999.0, "99999"),
        (0.9999999, "1.0000"),
    ],
)
def test_results_have_five_digits_and_extremes_a_power_of_ten(value: float, text: str) -> None:
    assert numbers.result_text(value) == text


def test_a_tooltip_has_seven_digits_and_a_copy_is_the_repr() -> None:
    assert numbers.tooltip_text(0.48830092) == "0.4883009"
    assert numbers.copy_text(np.float64(0.1)) == "0.1"
    assert numbers.copy_text(0.1) == "0.1"


def test_counts_have_thin_spaces_and_percent_at_most_one_decimal() -> None:
    assert numbers.count_text(225792) == "225\u2009792"
    assert numbers.percent_text(0.44) == "44\u2009%"
    assert numbers.percent_text(0.97321) == "97.3\u2009%"


def test_shapes_and_indices_read_as_on_the_canvas() -> None:
    assert numbers.shape_text(("N", 32, 14, 14)) == "N×32×14×14"
    assert numbers.shape_text((8, None)) == "8×?"
    assert numbers.shape_text(None) == "?"
    assert numbers.index_text("y", (7, 3, 12, 15)) == "y[7, 3, 12, 15]"


def test_what_is_not_finite_is_a_word_and_does_not_disturb_its_neighbours() -> None:
    grid = numbers.grid_text([[math.nan, math.inf], [-math.inf, 0.5]])
    assert grid.rows == (("NaN", "inf"), ("−inf", "0.500"))
    assert numbers.result_text(math.nan) == "NaN"


def test_terms_get_one_more_digit_until_they_add_up() -> None:
    terms = [1.00044, 1.00044, 1.00044]
    shown = numbers.sum_text(terms, sum(terms))
    total = sum(round(numbers.parse(term) * 1e6) for term in shown.terms)
    assert total == round(numbers.parse(shown.result) * 1e6)
    assert len(shown.terms[0]) > len("1.000")


@given(st.lists(finite, min_size=1, max_size=4))
def test_a_sum_shows_terms_and_result_with_the_same_decimals(terms: list[float]) -> None:
    shown = numbers.sum_text(terms, math.fsum(terms))
    decimals = {len(text.partition(".")[2]) for text in (*shown.terms, shown.result)}
    assert len(decimals) == 1


def test_factors_multiply_out_as_printed() -> None:
    factors, product = numbers.product_text([-3.43761, 1.02442], -3.43761 * 1.02442)
    assert product == "−3.522"
    assert numbers.result_text(math.prod(map(numbers.parse, factors)), 4) == product


@given(finite)
def test_a_printed_result_is_read_back_within_its_digits(value: float) -> None:
    assert numbers.parse(numbers.result_text(value)) == pytest.approx(value, rel=6e-3)
