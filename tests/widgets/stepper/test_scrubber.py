"""The scrubber goes anywhere by click, drag and keys, and says what was asked for once."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from widgets.common.theme import Theme
from widgets.stepper.scrubber import Scrubber, StepMark


@pytest.fixture
def scrubber(qtbot: QtBot) -> Scrubber:
    made = Scrubber(Theme.load("light"))
    qtbot.addWidget(made)
    phases = ["forward"] * 11 + ["backward"] * 11 + ["update"] * 6
    made.set_steps([StepMark(phase, f"step {i}") for i, phase in enumerate(phases)], 10)
    made.resize(486, 42)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_each_position_lies_where_it_is_found_again(scrubber: Scrubber) -> None:
    for position in range(29):
        assert scrubber.position_at(scrubber.x_of(position)) == position


def test_a_click_asks_for_the_step_under_the_pointer(scrubber: Scrubber, qtbot: QtBot) -> None:
    with qtbot.waitSignal(scrubber.wanted) as blocker:
        QTest.mouseClick(
            scrubber, Qt.MouseButton.LeftButton, pos=QPoint(round(scrubber.x_of(14)), 20)
        )
    assert blocker.args == [14]


def test_dragging_asks_for_every_step_on_the_way(scrubber: Scrubber) -> None:
    asked: list[int] = []
    scrubber.wanted.connect(asked.append)
    scrubber.wanted.connect(scrubber.set_position)
    start = QPoint(round(scrubber.x_of(2)), 20)
    QTest.mousePress(scrubber, Qt.MouseButton.LeftButton, pos=start)
    for position in (3, 4, 5):
        QTest.mouseMove(scrubber, QPoint(round(scrubber.x_of(position)), 20))
    QTest.mouseRelease(scrubber, Qt.MouseButton.LeftButton, pos=QPoint(100, 20))
    assert asked == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("key", "position"),
    [
        (Qt.Key.Key_Right, 15),
        (Qt.Key.Key_Left, 13),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 28),
        (Qt.Key.Key_PageUp, 16),
        (Qt.Key.Key_PageDown, 12),
    ],
)
def test_keys_move_the_playhead(scrubber: Scrubber, key: Qt.Key, position: int) -> None:
    scrubber.set_position(14)
    asked: list[int] = []
    scrubber.wanted.connect(asked.append)
    QTest.keyClick(scrubber, key)
    assert asked == [position]


def test_being_told_a_position_asks_for_nothing(scrubber: Scrubber) -> None:
    asked: list[int] = []
    scrubber.wanted.connect(asked.append)
    scrubber.set_position(7)
    assert scrubber.value() == 7
    assert scrubber.accessibleDescription() == "step 6"
    assert asked == []


def test_without_steps_it_is_disabled_and_still_paints(scrubber: Scrubber) -> None:
    scrubber.set_steps((), None)
    assert not scrubber.isEnabled()
    scrubber.grab()
