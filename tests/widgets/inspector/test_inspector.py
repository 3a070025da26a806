"""The inspector: follows the selection, edits through the workspace, shows facts and mends."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from nodegraph_app.catalog.registry import default
from nodegraph_app.document.edits import (
    DisconnectPorts,
    RenameNode,
    SetParameter,
    duplicate,
    remove_and_reconnect,
)
from widgets.common.theme import ThemeManager
from widgets.common.workspace import Workspace
from widgets.inspector.facts import product_text
from widgets.inspector.inspector import Inspector
from widgets.inspector.node_page import NodePage
from widgets.inspector.problem_line import ProblemLine
from widgets.inspector.project_page import ProjectPage
from widgets.inspector.training_form import TrainingForm
from widgets.inspector.value_tab import ValueTab


@pytest.fixture
def inspector(qtbot: QtBot, digits: Workspace, themes: ThemeManager) -> Inspector:
    """An inspector of digits-mlp."""
    values, gradient = (ValueTab(kind, digits, themes) for kind in ("value", "gradient"))
    made = Inspector(digits, default(), themes, (("Values", values), ("Gradient", gradient)))
    qtbot.addWidget(made)
    made.resize(304, 800)
    made.show()
    return made


def node_of(workspace: Workspace, type_name: str) -> str:
    """Id of the first node of a type."""
    return next(n.id for n in workspace.document.nodes.values() if n.type == type_name)


def test_no_selection_shows_the_project(inspector: Inspector) -> None:
    assert isinstance(inspector.page, ProjectPage)
    assert inspector.page.header.name.text() == "Digits MLP"


def test_a_selected_node_shows_its_form_and_facts(inspector: Inspector, digits: Workspace) -> None:
    digits.select([node_of(digits, "Linear")])
    page = inspector.page
    assert isinstance(page, NodePage)
    assert page.form is not None
    assert list(page.form.fields) == ["in_features", "out_features", "bias"]
    assert page.facts.output.text() == "N×64"
    assert "64·64 + 64" in page.facts.parameters.text()


def test_a_typed_number_becomes_one_named_edit(
    inspector: Inspector, digits: Workspace, qtbot: QtBot
) -> None:
    node = node_of(digits, "Linear")
    digits.select([node])
    assert isinstance(inspector.page, NodePage)
    assert inspector.page.form is not None
    editor = inspector.page.form.fields["out_features"].focusProxy()
    assert editor is not None
    line = editor.focusProxy()
    line.selectAll()
    qtbot.keyClicks(line, "32")
    assert digits.document.nodes[node].parameters["out_features"] == 32
    assert digits.undo_stack.count() == 1
    assert inspector.page.facts.output.text() == "N×32"
    digits.undo_stack.undo()
    assert line.text() == "64"


def test_the_name_is_edited_in_place(inspector: Inspector, digits: Workspace, qtbot: QtBot) -> None:
    node = node_of(digits, "Linear")
    digits.select([node])
    name = inspector.page.header.name
    name.selectAll()
    qtbot.keyClicks(name, "first")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert digits.document.nodes[node].name == "first"
    name.selectAll()
    qtbot.keyClicks(name, "two words")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert name.text() == "first"


def test_a_problem_offers_mends_that_work(
    inspector: Inspector, digits: Workspace, qtbot: QtBot
) -> None:
    digits.apply(remove_and_reconnect(digits.document, [node_of(digits, "Flatten")]))
    digits.select([node_of(digits, "Linear")])
    assert inspector.page.header.chip.text == "Failed"
    mend = inspector.page.findChild(QPushButton, "mend0")
    assert mend is not None
    qtbot.mouseClick(mend, Qt.MouseButton.LeftButton)
    assert digits.compilation.is_sound
    assert inspector.page.header.chip.text == "Ready"


def test_a_waiting_node_says_so(inspector: Inspector, digits: Workspace) -> None:
    node = node_of(digits, "Linear")
    digits.select([node])
    digits.apply(DisconnectPorts(digits.document.wires_into(node)[0]))
    assert inspector.page.header.chip.text == "Waiting"


def test_the_chip_tells_the_step_that_is_at_work(inspector: Inspector, digits: Workspace) -> None:
    digits.step()
    timeline = digits.timeline
    assert timeline is not None
    assert timeline.current is not None
    digits.select([timeline.current.node])
    assert inspector.page.header.chip.text == "Step 1, forward"


def test_values_and_gradient_follow_the_timeline(inspector: Inspector, digits: Workspace) -> None:
    values, gradient = inspector.tabs.pages
    assert isinstance(values, ValueTab)
    assert isinstance(gradient, ValueTab)
    digits.select([node_of(digits, "Linear")])
    assert values.run_button.isVisible()
    values.run_button.click()
    assert values.panel.isVisible()
    assert not values.run_button.isVisible()
    inspector.tabs.open(gradient)
    gradient.choice.setCurrentText("weight")
    gradient.refresh()
    assert gradient.choice.currentText() == "weight"
    digits.apply(SetParameter(node_of(digits, "Linear"), "out_features", 8))
    assert gradient.note.isVisible()


def test_the_training_form_edits_the_document(
    qtbot: QtBot, digits: Workspace, themes: ThemeManager
) -> None:
    form = TrainingForm(digits, themes)
    qtbot.addWidget(form)
    form.form.fields["epochs"].edited.emit(3)
    assert digits.document.training.epochs == 3
    digits.undo_stack.undo()
    assert digits.document.training.epochs == 15


def test_a_product_is_written_as_factors() -> None:
    assert product_text([(32, 1, 3, 3), (32,)]) == "32·1·3·3 + 32"


def test_taking_back_what_added_the_selected_nodes_shows_the_project(
    inspector: Inspector, digits: Workspace
) -> None:
    assert digits.apply(duplicate(digits.document, list(digits.document.nodes)[:2]))
    digits.select(list(digits.document.nodes)[-2:])
    digits.undo_stack.undo()
    assert digits.selection == frozenset()
    assert isinstance(inspector.page, ProjectPage)


def test_a_problem_is_told_in_whole_and_keeps_within_the_panel(
    inspector: Inspector, digits: Workspace
) -> None:
    node = node_of(digits, "CrossEntropy")
    digits.apply(RenameNode(node, "a_loss_with_a_very_long_name_that_no_panel_can_hold"))
    for wire in digits.document.wires_into(node):
        digits.apply(DisconnectPorts(wire))
    digits.select([])
    assert isinstance(inspector.page, ProjectPage)
    lines = inspector.page.findChildren(ProblemLine)
    assert lines
    assert inspector.page.minimumSizeHint().width() < 480
