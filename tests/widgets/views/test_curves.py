"""Curves: decimation keeps the line, ticks are round, the pointer gives measured values."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from widgets.common.theme import Theme
from widgets.views.curves import CurvesView, Series, decimate, even_ticks, log_ticks, tick_stride


@given(st.integers(1, 5000), st.integers(1, 300))
def test_decimation_keeps_the_extremes_and_the_order(count: int, buckets: int) -> None:
    x = np.arange(count, dtype=float)
    y = np.sin(x * 1.7) * x
    few_x, few_y = decimate(x, y, buckets)
    assert len(few_x) <= 2 * buckets or count <= 2 * buckets
    assert few_y.min() == y.min()
    assert few_y.max() == y.max()
    assert (np.diff(few_x) > 0).all()


def test_ticks_are_round_numbers_inside_the_limits() -> None:
    assert log_ticks(0.03, 2.5) == [0.03, 0.1, 0.3, 1.0]
    assert even_ticks(0.8, 1.0) == [0.8, 0.85, 0.9, 0.95, 1.0]
    assert even_ticks(0.0, 10.0) == [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]


def test_a_series_answers_with_the_last_measured_point() -> None:
    series = Series("validation", np.array([10.0, 20.0]), np.array([0.5, 0.25]), "chart.series.1")
    assert series.at(9) is None
    assert series.at(15) == (10.0, 0.5)
    assert series.at(20) == (20.0, 0.25)


def test_the_mouse_over_the_curve_tells_its_step(qtbot: QtBot) -> None:
    view = CurvesView(Theme.load("light"), "Loss", logarithmic=True)
    qtbot.addWidget(view)
    view.resize(600, 200)
    x = np.arange(1.0, 101.0)
    view.set_span(100, [(100.0, "epoch 1")], 100)
    view.set_series([Series("training", x, 2.0 / x, "chart.series.0")])
    with qtbot.waitExposed(view):
        view.show()
    with qtbot.waitSignal(view.pointer_moved) as blocker:
        QTest.mouseMove(view.viewport(), QPoint(round(view.screen_x(40)), 80))
    assert abs(blocker.args[0] - 40) < 1
    view.set_pointer(40.0)
    assert view.pointer == 40.0
    assert "training: 0.02" in view.accessibleDescription()


def test_ticks_are_thinned_until_they_have_room() -> None:
    assert [tick_stride(count, 8) for count in (0, 5, 8, 9, 40, 41, 500)] == [
        1,
        1,
        1,
        2,
        5,
        10,
        100,
    ]


def test_a_wide_logarithmic_axis_has_only_the_ticks_it_has_room_for() -> None:
    ticks = log_ticks(1e-7, 3.0, 4)
    assert ticks == [1e-7, 1e-5, 1e-3, 1e-1]


def test_what_is_not_a_number_is_left_out_of_the_extremes() -> None:
    y = np.full(100, np.nan)
    y[37], y[62] = -1.0, 1.0
    _, few = decimate(np.arange(100.0), y, 5)
    assert (np.nanmin(few), np.nanmax(few)) == (-1.0, 1.0)
