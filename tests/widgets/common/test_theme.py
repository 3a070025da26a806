"""The theme is one lookup with the same keys in light, dark and high contrast."""

import numpy as np
import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from widgets.common import icons
from widgets.common.theme import THEMES, Theme, ThemeManager, tokens


def _paths(table: dict[str, object], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for key, value in table.items():
        found |= _paths(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key}
    return found


def test_every_theme_has_the_same_keys() -> None:
    first, *others = (_paths(tokens()["theme"][name]) for name in THEMES)
    assert all(other == first for other in others)


def test_a_colour_is_looked_up_by_its_path() -> None:
    assert Theme.load("light").color("surface.canvas").name() == "#f5f6f8"
    assert Theme.load("dark").color("selection.fill").alpha() == 0x2E


def test_an_unknown_family_has_the_colours_of_the_users_own_nodes() -> None:
    theme = Theme.load()
    assert theme.color("family.nobody.tint") == theme.color("family.user.tint")


def test_an_unknown_colour_says_its_name() -> None:
    with pytest.raises(KeyError, match=r"surface\.sky"):
        Theme.load().color("surface.sky")


def test_an_unknown_theme_says_what_there_is() -> None:
    with pytest.raises(ValueError, match="light, dark, high_contrast"):
        Theme.load("sepia")


@pytest.mark.parametrize("name", THEMES)
def test_zero_of_the_diverging_map_is_its_middle_stop(name: str) -> None:
    table = Theme.load(name).colormap("diverging")
    assert table.shape == (256, 3) and table.dtype == np.uint8
    middle = tokens()["colormap"]["diverging"][name][3]
    expected = [int(middle[i : i + 2], 16) for i in (1, 3, 5)]
    assert np.abs(table[127:129].astype(int) - expected).max() <= 3


@pytest.mark.parametrize("name", THEMES)
def test_the_style_sheet_leaves_no_word_unfilled(name: str, qtbot: QtBot) -> None:
    sheet = Theme.load(name).qss()
    assert "@" not in sheet and "url(" in sheet


def test_every_family_has_an_icon() -> None:
    assert set(tokens()["family_order"]) <= set(icons.names())


def test_an_icon_is_crisp_at_twice_the_resolution(qtbot: QtBot) -> None:
    pixmap = Theme.load().pixmap("undo", "text.primary", 16, 2.0)
    assert pixmap.size() == QSize(32, 32)
    assert pixmap.deviceIndependentSize().toSize() == QSize(16, 16)


def test_text_grows_with_its_scale(qtbot: QtBot) -> None:
    small, large = Theme.load().font("body"), Theme.load("light", 1.5).font("body")
    assert large.pointSizeF() == pytest.approx(small.pointSizeF() * 1.5)


def test_the_manager_sends_changed_once_for_a_new_theme(qtbot: QtBot) -> None:
    manager = ThemeManager("light")
    with qtbot.waitSignal(manager.changed) as signal:
        manager.set("dark")
    assert signal.args[0].name == "dark"
    with qtbot.assertNotEmitted(manager.changed):
        manager.set("dark")
