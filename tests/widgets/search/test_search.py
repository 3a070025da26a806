"""Quick search, the search of a dropped wire, and the command palette."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from nodegraph_app.catalog.registry import default
from nodegraph_app.document.records import PortRef
from widgets.actions import ACTIONS, Actions
from widgets.common.theme import ThemeManager
from widgets.common.workspace import Workspace
from widgets.search.popup import SearchPopup
from widgets.search.search import Search


@pytest.fixture
def search(qtbot: QtBot, digits: Workspace, themes: ThemeManager) -> Iterator[Search]:
    """Searches over a window on digits-mlp."""
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(900, 700)
    window.show()
    actions = Actions(window, digits, themes)
    yield Search(window, digits, default(), actions, themes)
    window.close()


def opened(search: Search) -> SearchPopup:
    """The search that is open."""
    assert search.popup is not None
    return search.popup


def titles(search: Search) -> list[str]:
    """What is offered."""
    return [entry.title for entry in opened(search).entries()]


def test_a_choice_adds_a_node_where_the_pointer_was(
    search: Search, digits: Workspace, qtbot: QtBot
) -> None:
    search.add_node(QPointF(40, 60), None, QPoint(100, 100))
    field = opened(search).field
    qtbot.keyClicks(field, "dropout")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    added = list(digits.document.nodes.values())[-1]
    assert (added.type, added.position) == ("Dropout", (40.0, 60.0))
    qtbot.waitUntil(lambda: search.popup is None)


def test_a_dropped_wire_offers_what_fits_and_connects_it(
    search: Search, digits: Workspace, qtbot: QtBot
) -> None:
    flatten = next(n.id for n in digits.document.nodes.values() if n.type == "Flatten")
    before = digits.undo_stack.count()
    search.add_node(QPointF(0, 0), PortRef(flatten, "output"), QPoint(100, 100))
    assert titles(search)[0] == "Linear"
    assert "Conv2d" not in titles(search)
    qtbot.keyClick(opened(search).field, Qt.Key.Key_Return)
    assert digits.undo_stack.count() == before + 1
    added = list(digits.document.nodes)[-1]
    assert digits.document.wires_into(added)[0].source == PortRef(flatten, "output")


def test_a_wire_dragged_from_an_input_offers_what_can_feed_it(search: Search) -> None:
    document = search._workspace.document
    linear = next(n.id for n in document.nodes.values() if n.type == "Linear")
    search.add_node(QPointF(0, 0), PortRef(linear, "input"), QPoint(100, 100))
    assert "CrossEntropy" not in titles(search)
    assert "Flatten" in titles(search)
    opened(search).close()


def test_arrows_move_and_escape_leaves(search: Search, digits: Workspace, qtbot: QtBot) -> None:
    count = len(digits.document.nodes)
    search.add_node(QPointF(0, 0), None, QPoint(0, 0))
    popup = opened(search)
    qtbot.keyClick(popup.field, Qt.Key.Key_Down)
    assert popup.rows.currentRow() == 1
    with qtbot.waitSignal(popup.left):
        qtbot.keyClick(popup.field, Qt.Key.Key_Escape)
    assert len(digits.document.nodes) == count


def test_a_press_elsewhere_leaves(search: Search, qtbot: QtBot) -> None:
    search.add_node(QPointF(0, 0), None, QPoint(0, 0))
    with qtbot.waitSignal(opened(search).left):
        qtbot.mouseClick(search._window, Qt.MouseButton.LeftButton, pos=QPoint(890, 690))


def test_nothing_found_says_so(search: Search, qtbot: QtBot) -> None:
    search.add_node(QPointF(0, 0), None, QPoint(0, 0))
    popup = opened(search)
    qtbot.keyClicks(popup.field, "qqqqzz")
    assert popup.nothing.isVisible()
    assert "qqqqzz" in popup.nothing.text()
    popup.close()


def test_the_command_palette_lists_every_action_with_its_keys(search: Search) -> None:
    search.actions()
    entries = {entry.key: entry for entry in opened(search).entries()}
    assert set(entries) == {spec.id for spec in ACTIONS} - {"help.search"}
    assert entries["file.save"].keys == "Ctrl S"
    opened(search).close()


def test_a_disabled_action_says_why_and_cannot_be_chosen(search: Search, qtbot: QtBot) -> None:
    search.actions()
    popup = opened(search)
    qtbot.keyClicks(popup.field, "stop training")
    assert popup.entries()[0].disabled
    qtbot.keyClick(popup.field, Qt.Key.Key_Return)
    assert popup.isVisible()
    popup.close()


def test_choosing_an_action_triggers_it(search: Search, qtbot: QtBot) -> None:
    heard: list[str] = []
    search._actions.connect_to({"view.fit": lambda: heard.append("fit")})
    search.actions()
    qtbot.keyClicks(opened(search).field, "fit")
    qtbot.keyClick(opened(search).field, Qt.Key.Key_Return)
    assert heard == ["fit"]
