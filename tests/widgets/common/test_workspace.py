"""The workspace: edits through one door, undo with names, stepping, training, files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nodegraph_app.document.edits import (
    AddNode,
    ConnectPorts,
    MoveNodes,
    RenameNode,
    SetParameter,
    SetTraining,
    remove_nodes,
)
from nodegraph_app.document.files import FileProblem
from nodegraph_app.document.records import PortRef, Wire
from nodegraph_app.gallery import FOLDER
from widgets.common.notice import Notice
from widgets.common.placing import new_node, place
from widgets.common.workspace import Workspace


def linear(workspace: Workspace) -> str:
    """Id of the first Linear."""
    return next(n.id for n in workspace.document.nodes.values() if n.type == "Linear")


def test_an_edit_recompiles_and_tells_once(digits: Workspace, qtbot: QtBot) -> None:
    node = linear(digits)
    heard: list[object] = []
    digits.document_changed.connect(heard.append)
    with qtbot.waitSignal(digits.compiled) as compiled:
        assert digits.apply(SetParameter(node, "out_features", 32))
    assert len(heard) == 1
    assert node in compiled.args[0]
    assert digits.compilation.nodes[node].outputs["output"].label() == "N×32"


def test_undo_and_redo_carry_the_name_of_the_edit(digits: Workspace) -> None:
    node = linear(digits)
    digits.apply(RenameNode(node, "middle"))
    assert "middle" in digits.undo_stack.undoText()
    digits.undo_stack.undo()
    assert digits.document.nodes[node].name == "hidden"
    digits.undo_stack.redo()
    assert digits.document.nodes[node].name == "middle"


def test_numbers_typed_one_after_the_other_are_one_undo_step(digits: Workspace) -> None:
    node = linear(digits)
    for value in (1, 12, 128):
        digits.apply(SetParameter(node, "out_features", value))
    assert digits.undo_stack.count() == 1
    digits.undo_stack.undo()
    assert digits.document.nodes[node].parameters["out_features"] == 64
    digits.undo_stack.redo()
    assert digits.document.nodes[node].parameters["out_features"] == 128


def test_edits_of_different_fields_stay_apart(digits: Workspace) -> None:
    digits.apply(SetTraining("lr", 0.1))
    digits.apply(SetTraining("epochs", 3))
    assert digits.undo_stack.count() == 2


def test_moves_of_one_gesture_are_one_undo_step_however_slow(
    digits: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("widgets.common.undo.MERGE_WINDOW", -1.0)
    node = linear(digits)
    start = digits.document.nodes[node].position
    for x in (10.0, 20.0, 30.0):
        digits.apply(MoveNodes({node: (x, 0.0)}), gesture="drag 1")
    digits.apply(MoveNodes({node: (40.0, 0.0)}), gesture="drag 2")
    assert digits.undo_stack.count() == 2
    digits.undo_stack.undo()
    digits.undo_stack.undo()
    assert digits.document.nodes[node].position == start


def test_a_refused_edit_is_told_and_leaves_no_trace(digits: Workspace, qtbot: QtBot) -> None:
    node = linear(digits)
    with qtbot.waitSignal(digits.notified) as told:
        assert not digits.apply(RenameNode(node, "not a name"))
    assert isinstance(told.args[0], Notice)
    assert told.args[0].level == "error"
    assert digits.undo_stack.count() == 0
    assert digits.is_saved


def test_what_is_removed_leaves_the_selection(digits: Workspace) -> None:
    node = linear(digits)
    digits.select([node])
    digits.apply(remove_nodes(digits.document, [node]))
    assert digits.selection == frozenset()


def test_a_node_placed_from_a_wire_arrives_connected_in_one_undo_step(digits: Workspace) -> None:
    before = digits.document.project
    source = PortRef(linear(digits), "output")
    node = place(digits, "ReLU", (0.0, 0.0), source)
    assert node is not None
    assert Wire(source, PortRef(node, "input")) in digits.document.wires
    assert digits.selection == {node}
    digits.undo_stack.undo()
    assert digits.document.project == before


def test_a_node_placed_before_an_input_feeds_it(empty: Workspace) -> None:
    loss = place(empty, "CrossEntropy", (0.0, 0.0))
    assert loss is not None
    node = place(empty, "Linear", (0.0, 0.0), PortRef(loss, "input"))
    assert node is not None
    assert empty.document.wires == (Wire(PortRef(node, "output"), PortRef(loss, "input")),)


def test_the_playhead_moves_and_an_edit_ends_the_timeline(digits: Workspace) -> None:
    digits.run_to_loss()
    assert digits.timeline is not None
    assert digits.timeline.position == digits.timeline.loss_index + 1
    digits.step_back()
    assert digits.timeline.position == digits.timeline.loss_index
    digits.apply(MoveNodes({linear(digits): (5.0, 5.0)}))
    assert digits.timeline is not None
    digits.apply(SetParameter(linear(digits), "out_features", 8))
    assert digits.timeline is None


def test_an_unsound_network_says_why_it_does_not_run(empty: Workspace, qtbot: QtBot) -> None:
    place(empty, "Linear", (0.0, 0.0))
    with qtbot.waitSignal(empty.notified):
        empty.step()
    assert empty.timeline is None


def test_training_brings_weights_and_the_playhead_stays(digits: Workspace, qtbot: QtBot) -> None:
    digits.apply(SetTraining("epochs", 1))
    digits.run_to_loss()
    position = digits.timeline.position if digits.timeline else -1
    with qtbot.waitSignal(digits.training_state_changed, timeout=30_000):
        digits.train()
    qtbot.waitUntil(lambda: digits.training.state == "finished", timeout=60_000)
    assert digits.weights is not None
    assert "hidden.weight" in digits.weights
    assert not digits.is_saved
    assert digits.timeline is not None
    assert digits.timeline.position == position


def test_an_example_is_trained_from_the_weights_it_brings(qtbot: QtBot) -> None:
    workspace = Workspace()
    workspace.open_copy(FOLDER / "hand-worked-2-2-2.nodegraph")
    workspace.apply(SetTraining("epochs", 1))
    workspace.train()
    qtbot.waitUntil(lambda: workspace.training.state == "finished", timeout=60_000)
    assert workspace.weights is not None
    # The figure that the textbook works out by hand for w1 after one step at rate 0.5.
    assert workspace.weights["hidden.weight"][0, 0] == pytest.approx(0.149780716, abs=1e-7)


def test_save_keeps_weights_beside_the_project(digits: Workspace, tmp_path: Path) -> None:
    digits.weights = {"hidden.bias": np.arange(64, dtype=np.float32)}
    digits.apply(SetTraining("epochs", 2))
    assert not digits.is_saved
    digits.save(tmp_path / "a.nodegraph")
    assert digits.is_saved
    again = Workspace()
    again.open(tmp_path / "a.nodegraph")
    assert again.document.project == digits.document.project
    assert again.weights is not None
    np.testing.assert_array_equal(again.weights["hidden.bias"], digits.weights["hidden.bias"])


def test_a_broken_file_is_told_and_the_open_document_stays(
    digits: Workspace, tmp_path: Path
) -> None:
    document = digits.document
    broken = tmp_path / "broken.nodegraph"
    broken.write_text("{")
    with pytest.raises(FileProblem):
        digits.open(broken)
    assert digits.document is document
    assert broken.read_text() == "{"


def test_weights_of_another_shape_are_left_out(digits: Workspace) -> None:
    digits.weights = {"hidden.bias": np.zeros(3, dtype=np.float32)}
    digits.run_to_loss()
    assert digits.timeline is not None


def test_a_workspace_hands_over_to_another_window(digits: Workspace) -> None:
    digits.apply(SetTraining("epochs", 2))
    heard: list[object] = []
    digits.document_changed.connect(heard.append)
    heir = digits.hand_over()
    heir.apply(SetTraining("lr", 0.5))
    assert heard == []
    assert heir.undo_stack.count() == 2
    heir.undo_stack.setIndex(0)
    assert heir.document.training.epochs == 15


def test_wires_are_edits_too(empty: Workspace) -> None:
    one, two = new_node(empty, "ReLU", (0, 0)), new_node(empty, "Tanh", (200, 0))
    for edit in (AddNode(one), AddNode(two)):
        empty.apply(edit)
    assert empty.apply(ConnectPorts(Wire(PortRef(one.id, "output"), PortRef(two.id, "input"))))
    assert not empty.apply(ConnectPorts(Wire(PortRef(two.id, "output"), PortRef(one.id, "input"))))
    assert len(empty.document.wires) == 1
