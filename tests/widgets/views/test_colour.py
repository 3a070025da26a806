"""Colours of numbers: exact middle, limits, ink, NaN."""

import numpy as np
import pytest
from PySide6.QtGui import QColor

from widgets.common.theme import THEMES, Theme
from widgets.views.colour import (
    LEVELS,
    NOT_A_NUMBER,
    ColourScale,
    colour_table,
    ink_on,
    inks,
    picture,
)


def test_zero_has_the_exact_middle_colour_of_a_diverging_map(qapp: object) -> None:
    theme = Theme.load("light")
    scale = ColourScale.of([[-2.0, 0.0, 1.0]])
    levels = scale.levels([[-2.0, 0.0, 2.0]])
    assert levels.tolist() == [[0, LEVELS // 2, LEVELS - 1]]
    middle = QColor.fromRgb(colour_table(theme, "diverging")[LEVELS // 2]).name()
    assert middle.lower() == theme.colormap_stops("diverging")[3].lower()


def test_a_value_without_negatives_gets_the_sequential_map_from_zero() -> None:
    scale = ColourScale.of([[0.5, 4.0]])
    assert (scale.kind, scale.low, scale.limit) == ("sequential", 0.0, 4.0)
    assert scale.levels(0.0) == 0
    assert scale.levels(4.0) == LEVELS - 1


def test_all_zeros_stay_the_colour_of_silence() -> None:
    assert ColourScale.of(np.zeros((2, 2))).levels(np.zeros((2, 2))).max() == 0
    signed = ColourScale.signed(np.zeros((2, 2)))
    assert (signed.levels(np.zeros((2, 2))) == LEVELS // 2).all()


def test_what_is_not_a_number_never_gets_a_map_colour() -> None:
    values = np.array([[1.0, np.nan], [np.inf, -np.inf]])
    levels = ColourScale.of(values).levels(values)
    assert (levels == NOT_A_NUMBER).tolist() == [[False, True], [True, True]]


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("kind", ["sequential", "diverging"])
def test_the_ink_on_every_map_colour_has_enough_contrast(
    qapp: object, name: str, kind: str
) -> None:
    theme = Theme.load(name)
    for entry, ink in zip(colour_table(theme, kind), inks(theme, kind), strict=True):
        assert ink.name() in ("#000000", "#ffffff")
        assert _contrast(QColor.fromRgb(entry), ink) >= 4.5


def test_a_picture_keeps_its_pixels_after_the_array_is_gone() -> None:
    levels = np.arange(15, dtype=np.uint8).reshape(3, 5)
    image = picture(levels, tuple(range(256)))
    levels[:] = 0
    assert [image.pixelIndex(x, 2) for x in range(5)] == [10, 11, 12, 13, 14]


def _contrast(one: QColor, other: QColor) -> float:
    def luminance(colour: QColor) -> float:
        parts = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in (colour.redF(), colour.greenF(), colour.blueF())
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_ink_is_black_on_white_and_white_on_black() -> None:
    assert ink_on(QColor("white")).name() == "#000000"
    assert ink_on(QColor("black")).name() == "#ffffff"
