"""How a number is written for a person: one rule for grids, results, tooltips, counts and shapes.

The minus sign is U+2212, a negative zero prints as zero, and what stands in one grid or one
equation shares its count of decimals and its power of ten, so that columns align on the point
and the printed terms give the printed result.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import numpy.typing as npt

MINUS = "\u2212"
TIMES = "\u00d7"
THIN_SPACE = "\u2009"
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_LOWERED = {high: low for low, high in _SUPERSCRIPTS.items()}

GRID_DIGITS = 3
RESULT_DIGITS = 5
TOOLTIP_DIGITS = 7
_SMALLEST_PLAIN = 1e-3
_LARGEST_PLAIN = 1e5
_SMALLEST_PLAIN_GRID = 1e-2
_MOST_DIGITS = 9


@dataclass(frozen=True)
class Scale:
    """What the numbers of one grid or equation share: a power of ten and a count of decimals."""

    exponent: int
    decimals: int

    def text(self, value: float) -> str:
        """The value under this scale: ``-0.0021`` reads "−2.10" at exponent −3."""
        word = _word(value)
        if word is not None:
            return word
        return _signed(f"{self.rounded(value):f}")

    def rounded(self, value: float) -> Decimal:
        """The value as it is printed, as an exact decimal, for checks of what is shown."""
        shifted = Decimal(float(value)).scaleb(-self.exponent)
        return shifted.quantize(Decimal(1).scaleb(-self.decimals), rounding=ROUND_HALF_EVEN)

    @property
    def caption(self) -> str:
        """What the caption of the grid says: "×10⁻³", or nothing at exponent 0."""
        return f"{TIMES}{power_of_ten(self.exponent)}" if self.exponent else ""


@dataclass(frozen=True)
class GridText:
    """The printed cells of a grid, row by row, and what its caption says about the exponent."""

    rows: tuple[tuple[str, ...], ...]
    scale: Scale

    @property
    def caption(self) -> str:
        """The shared power of ten: "×10⁻³", or nothing."""
        return self.scale.caption


@dataclass(frozen=True)
class SumText:
    """The printed terms of a sum and its printed result; they add up as printed where possible."""

    terms: tuple[str, ...]
    result: str
    scale: Scale

    @property
    def caption(self) -> str:
        """The shared power of ten: "×10⁻³", or nothing."""
        return self.scale.caption


def scale_of(values: npt.ArrayLike, digits: int = GRID_DIGITS) -> Scale:
    """The scale in which the largest of ``values`` shows ``digits`` significant digits.

    The exponent is 0 from 0.01 up to 99 999 and a multiple of three outside of that.
    """
    array = np.asarray(values, dtype=np.float64)
    finite = np.abs(array[np.isfinite(array)])
    largest = float(finite.max()) if finite.size else 0.0
    if largest == 0.0:
        return Scale(0, digits)
    magnitude = _magnitude(largest, digits)
    plain = _SMALLEST_PLAIN_GRID <= largest < _LARGEST_PLAIN
    exponent = 0 if plain else 3 * (magnitude // 3)
    return Scale(exponent, max(0, digits - 1 - (magnitude - exponent)))


def grid_text(
    values: npt.ArrayLike, digits: int = GRID_DIGITS, scale: Scale | None = None
) -> GridText:
    """The cells of ``values`` (H, W) under one scale: their own, or the one of their equation."""
    array = np.atleast_2d(np.asarray(values))
    if array.ndim != 2:
        raise ValueError(f"expected a grid (H, W), actual shape {array.shape}")
    shared = scale or scale_of(array, digits)
    rows = tuple(tuple(shared.text(float(cell)) for cell in row) for row in array)
    return GridText(rows, shared)


def result_text(value: float, digits: int = RESULT_DIGITS) -> str:
    """A result: "0.48830", "3.51×10⁻⁶" below a thousandth and from a hundred thousand on."""
    word = _word(value)
    if word is not None:
        return word
    size = abs(value)
    if size == 0.0:
        return "0"
    if size < _SMALLEST_PLAIN or size >= _LARGEST_PLAIN:
        return _scientific(value, max(3, digits - 2))
    return Scale(0, max(0, digits - 1 - _magnitude(size, digits))).text(value)


def tooltip_text(value: float) -> str:
    """A value under the pointer, with seven significant digits: "0.4883009"."""
    word = _word(value)
    if word is not None:
        return word
    size = abs(value)
    if size == 0.0:
        return "0"
    if size < _SMALLEST_PLAIN or size >= _LARGEST_PLAIN:
        return _scientific(value, TOOLTIP_DIGITS)
    decimals = TOOLTIP_DIGITS - 1 - _magnitude(size, TOOLTIP_DIGITS)
    return Scale(0, max(0, decimals)).text(value)


def copy_text(value: float | np.generic) -> str:
    """What a copied cell puts on the clipboard: Python's own spelling of the number."""
    return repr(value.item() if isinstance(value, np.generic) else value)


def count_text(count: int) -> str:
    """A count with thin spaces between the thousands: "225 792"."""
    return _signed(f"{count:,}").replace(",", THIN_SPACE)


def percent_text(share: float) -> str:
    """A share of one as a percentage with at most one decimal: "44 %", "97.3 %"."""
    word = _word(share)
    if word is not None:
        return word
    text = f"{100 * share:.1f}".removesuffix(".0")
    return f"{_signed(text)}{THIN_SPACE}%"


def shape_text(shape: Sequence[object | None] | None) -> str:
    """A shape as on a wire: "N×32×14×14"; ``?`` for a size not known, "scalar" for no sizes."""
    if shape is None:
        return "?"
    if not shape:
        return "scalar"
    return TIMES.join("?" if size is None else str(size).replace("-", MINUS) for size in shape)


def index_text(name: str, index: Sequence[int]) -> str:
    """A cell by its zero-based place: "y[7, 3, 12, 15]"; a scalar is its name alone."""
    return f"{name}[{', '.join(str(place) for place in index)}]" if index else name


def sum_text(terms: Sequence[float], result: float, digits: int = RESULT_DIGITS - 1) -> SumText:
    """Terms and result under one scale, with more digits until the printed terms give the result.

    Where nine digits do not make them meet (a float32 result of very many terms), the fewest are
    used: more would only look exact.
    """
    values = [*terms, result]
    first = scale_of(values, digits)
    chosen = first
    if all(math.isfinite(value) for value in values):
        for extra in range(_MOST_DIGITS - digits + 1):
            scale = Scale(first.exponent, first.decimals + extra)
            if sum(map(scale.rounded, terms), Decimal(0)) == scale.rounded(result):
                chosen = scale
                break
    return SumText(tuple(chosen.text(term) for term in terms), chosen.text(result), chosen)


def product_text(
    factors: Sequence[float], product: float, digits: int = RESULT_DIGITS - 1
) -> tuple[tuple[str, ...], str]:
    """Factors and product, with more digits in the factors until they multiply out as printed."""
    shown = result_text(product, digits)
    for more in range(digits, _MOST_DIGITS + 1):
        texts = tuple(result_text(factor, more) for factor in factors)
        if result_text(math.prod(map(parse, texts)), digits) == shown:
            return texts, shown
    return tuple(result_text(factor, digits) for factor in factors), shown


def power_of_ten(exponent: int) -> str:
    """Ten to an exponent with raised digits: "10⁻³"."""
    return f"10{str(exponent).translate(_SUPERSCRIPTS)}"


def parse(text: str) -> float:
    """The number that one of the texts above stands for."""
    plain = text.replace(MINUS, "-").replace(THIN_SPACE, "")
    mantissa, times, power = plain.partition(f"{TIMES}10")
    lowered = power.translate(_LOWERED)
    return float(mantissa) * (10.0 ** int(lowered) if times else 1.0)


def _magnitude(size: float, digits: int) -> int:
    """The power of ten of the first digit, once the size is rounded: 0.99999 counts as 1.0."""
    return int(f"{size:.{digits - 1}e}".partition("e")[2])


def _word(value: float) -> str | None:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "inf" if value > 0 else f"{MINUS}inf"
    return None


def _scientific(value: float, digits: int) -> str:
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    return f"{_signed(mantissa)}{TIMES}{power_of_ten(int(exponent))}"


def _signed(text: str) -> str:
    if text.startswith("-"):
        rest = text[1:]
        return rest if not rest.strip("0.") else MINUS + rest
    return text
