"""The window as a whole: everything works together."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from nodegraph_app.document.edits import SetParameter, SetTraining
from widgets.actions import ACTIONS
from widgets.code.export_dialog import ExportDialog
from widgets.palette.model import NODE_TYPE_MIME
from widgets.studio import Studio
from widgets.window.handlers import handlers


def node_of(studio: Studio, type_name: str) -> str:
    """Id of the first node of a type."""
    nodes = studio.workspace.document.nodes.values()
    return next(n.id for n in nodes if n.type == type_name)


def test_every_action_has_a_handler_and_a_name(studio: Studio) -> None:
    assert set(handlers(studio)) == {spec.id for spec in ACTIONS}
    for spec in ACTIONS:
        assert studio.commands[spec.id].text()


def test_shortcuts_are_not_given_twice() -> None:
    keys = [key for spec in ACTIONS for key in spec.shortcuts]
    assert len(keys) == len(set(keys))


def test_a_disabled_button_says_why(studio: Studio) -> None:
    button = studio.top_bar.train
    assert not button.isEnabled()
    assert "canvas is empty" in button.toolTip()


def test_an_example_opens_as_a_copy_without_a_file(studio: Studio, cnn: Path) -> None:
    studio.show_welcome()
    assert studio.shows_welcome
    studio.project.open_example(cnn)
    assert not studio.shows_welcome
    assert studio.workspace.document.path is None
    assert studio.workspace.is_saved
    assert "10" in studio.status_bar.nodes.text()
    assert studio.top_bar.document_name.text() == "Digits CNN"


def test_a_card_of_the_welcome_page_opens_its_example(studio: Studio, qtbot: QtBot) -> None:
    studio.show_welcome()
    card = studio.welcome.cards[0]
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert studio.workspace.document.nodes


def test_a_type_dropped_from_the_palette_becomes_a_node(studio: Studio) -> None:
    data = QMimeData()
    data.setData(NODE_TYPE_MIME, b"Linear")
    place, copy, left = QPoint(200, 150), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    no_key = Qt.KeyboardModifier.NoModifier
    for event in (
        QDragEnterEvent(place, copy, data, left, no_key),
        QDropEvent(QPointF(place), copy, data, left, no_key),
    ):
        QApplication.sendEvent(studio.canvas.viewport(), event)
    assert [n.type for n in studio.workspace.document.nodes.values()] == ["Linear"]


def test_enter_in_the_palette_adds_at_the_middle_of_the_view(studio: Studio, qtbot: QtBot) -> None:
    qtbot.keyClicks(studio.palette_panel.search_box, "relu")
    qtbot.keyClick(studio.palette_panel.search_box, Qt.Key.Key_Return)
    assert node_of(studio, "ReLU") in studio.workspace.selection


def test_space_on_the_canvas_searches_and_ctrl_z_takes_back(studio: Studio, qtbot: QtBot) -> None:
    studio.canvas.setFocus()
    qtbot.keyClick(studio.canvas, Qt.Key.Key_Space)
    popup = studio.search.popup
    assert popup is not None
    qtbot.keyClicks(popup.field, "sigmoid")
    qtbot.keyClick(popup.field, Qt.Key.Key_Return)
    assert node_of(studio, "Sigmoid")
    studio.commands["edit.undo"].trigger()
    assert not studio.workspace.document.nodes


def test_f10_steps_and_the_status_follows(studio: Studio, cnn: Path, qtbot: QtBot) -> None:
    studio.project.open_example(cnn)
    qtbot.keyClick(studio, Qt.Key.Key_F10)
    assert studio.workspace.timeline is not None
    assert studio.workspace.timeline.position == 1
    qtbot.keyClick(studio, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    assert studio.workspace.timeline.position == 0


def test_training_shows_its_page_and_stop_ends_it(studio: Studio, cnn: Path, qtbot: QtBot) -> None:
    studio.project.open_example(cnn)
    studio.workspace.apply(SetTraining("epochs", 500))
    qtbot.mouseClick(studio.top_bar.train, Qt.MouseButton.LeftButton)
    assert studio.dock.page is studio.training
    assert studio.top_bar.pause.isVisible()
    training = studio.workspace.training
    qtbot.waitUntil(lambda: len(training.events) > 3, timeout=30_000)
    qtbot.mouseClick(studio.top_bar.pause, Qt.MouseButton.LeftButton)
    assert studio.top_bar.train.text().strip() == "Resume"
    qtbot.mouseClick(studio.top_bar.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: training.state == "finished", timeout=30_000)
    assert studio.workspace.weights is not None


def test_the_export_dialog_writes_checks_and_reports(
    studio: Studio, cnn: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    studio.project.open_example(cnn)
    dialog = ExportDialog(studio.workspace, studio.theme, tmp_path / "out", studio)
    dialog.targets["engine"].setChecked(True)
    dialog.show()
    qtbot.mouseClick(dialog.start_button, Qt.MouseButton.LeftButton)
    assert not dialog.start_button.isEnabled()
    qtbot.waitUntil(lambda: dialog.report is not None, timeout=120_000)
    report = dialog.report
    assert report is not None
    assert report.verified
    assert all(path.is_file() for path in report.files)
    assert dialog.result.isVisible()
    dialog.close()


def test_an_export_that_cannot_be_made_says_why(
    studio: Studio, cnn: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    studio.project.open_example(cnn)
    (tmp_path / "digits_cnn.py").write_text("mine")
    dialog = ExportDialog(studio.workspace, studio.theme, tmp_path, studio)
    dialog.show()
    dialog.start()
    qtbot.waitUntil(lambda: dialog.start_button.isEnabled(), timeout=120_000)
    assert dialog.report is None
    assert dialog.result_text.text()
    assert (tmp_path / "digits_cnn.py").read_text() == "mine"
    dialog.close()


def test_narrow_windows_fold_the_palette_and_the_inspector(studio: Studio, qtbot: QtBot) -> None:
    studio.resize(960, 600)
    qtbot.waitUntil(lambda: studio.palette_panel.width() <= 44)
    assert not studio.inspector.isVisible()
    studio.commands["view.inspector"].trigger()
    assert studio.inspector.isVisible()
    assert studio.canvas.width() >= 480
    studio.resize(1440, 900)
    qtbot.waitUntil(lambda: studio.palette_panel.width() >= 176)
    assert studio.inspector.isVisible()


def test_a_dock_page_leaves_as_a_window_and_comes_back(studio: Studio) -> None:
    studio.dock.open(studio.training)
    studio.dock.tear_off()
    window = studio.training.window()
    assert window is not studio
    window.close()
    assert studio.training.window() is studio
    assert studio.dock.page is studio.training


def test_the_dock_folds_to_the_transport(studio: Studio) -> None:
    studio.dock.set_folded(True)
    assert studio.dock.page is studio.stepper
    assert studio.dock.maximumHeight() == 42
    studio.dock.open(studio.training)
    assert not studio.dock.is_folded


def test_f6_walks_the_panels(studio: Studio) -> None:
    studio.activateWindow()
    visited: list[QWidget | None] = []
    for _ in range(4):
        studio.focus_next_panel()
        visited.append(studio.focusWidget())
    assert studio.palette_panel.search_box in visited
    assert studio.canvas in visited


def test_the_theme_changes_everywhere_and_is_remembered(studio: Studio, cnn: Path) -> None:
    studio.project.open_example(cnn)
    studio.workspace.select([node_of(studio, "Conv2d")])
    studio.workspace.step()
    for name in ("dark", "high_contrast", "light"):
        studio.commands["view.theme"].trigger()
        assert studio.theme.theme.name == name
        assert studio.settings.theme == name
        assert not studio.grab().isNull()


def test_the_history_menu_goes_back_to_a_named_edit(studio: Studio, cnn: Path) -> None:
    studio.project.open_example(cnn)
    node = node_of(studio, "Conv2d")
    for value in (8, 4):
        studio.workspace.apply(SetParameter(node, "out_channels", value), gesture=value)
    studio.workspace.undo_stack.setIndex(0)
    assert studio.workspace.document.nodes[node].parameters["out_channels"] == 16


def test_the_status_bar_leads_to_the_problem(studio: Studio, cnn: Path, qtbot: QtBot) -> None:
    studio.project.open_example(cnn)
    node = node_of(studio, "Flatten")
    wire = studio.workspace.document.wires_into(node)[0]
    from nodegraph_app.document.edits import DisconnectPorts

    studio.workspace.apply(DisconnectPorts(wire))
    assert "1 problem" in studio.status_bar.problems.text()
    qtbot.mouseClick(studio.status_bar.problems, Qt.MouseButton.LeftButton)
    assert studio.workspace.selection == {node}


def test_messages_stack_and_can_be_dismissed(studio: Studio, qtbot: QtBot) -> None:
    studio.workspace.step()
    assert len(studio.toasts.shown) == 1
    qtbot.mouseClick(studio.toasts.shown[0].close_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: studio.toasts.shown == [])


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe\x00", b'{"format": "nodegraph", "version": 999}']
)
def test_a_file_that_cannot_be_read_is_explained_and_untouched(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append(box.text()) or 0)
    path = tmp_path / "broken.nodegraph"
    path.write_bytes(content)
    studio.project.open_path(path)
    assert told
    assert told[0]
    assert path.read_bytes() == content


def test_save_as_then_open_recent(
    studio: Studio, cnn: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtWidgets import QFileDialog

    target = tmp_path / "mine"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    studio.project.open_example(cnn)
    assert studio.project.save()
    saved = target.with_suffix(".nodegraph")
    assert saved.is_file()
    assert studio.settings.recent_files() == [saved.resolve()]
    assert studio.top_bar.saved.text() == "Saved"


@pytest.mark.parametrize(("answer", "leaves"), [("Discard", True), ("Cancel", False)])
def test_unsaved_changes_are_asked_about(
    studio: Studio, cnn: Path, monkeypatch: pytest.MonkeyPatch, answer: str, leaves: bool
) -> None:
    studio.project.open_example(cnn)
    studio.workspace.apply(SetTraining("epochs", 3))

    def choose(box: QMessageBox) -> int:
        button = next(b for b in box.buttons() if b.text().replace("&", "") == answer)
        monkeypatch.setattr(QMessageBox, "clickedButton", lambda _: button)
        return 0

    monkeypatch.setattr(QMessageBox, "exec", choose)
    studio.project.new()
    assert (not studio.workspace.document.nodes) == leaves


def test_the_code_tab_follows_the_document(studio: Studio, cnn: Path, qtbot: QtBot) -> None:
    studio.project.open_example(cnn)
    studio.inspector.tabs.open(studio.code)
    assert "nn.Conv2d(1, 16, 3, padding=1)" in studio.code.text.toPlainText()
    studio.workspace.apply(SetParameter(node_of(studio, "Conv2d"), "out_channels", 8))
    qtbot.waitUntil(lambda: "nn.Conv2d(1, 8, 3, padding=1)" in studio.code.text.toPlainText())


def test_every_button_has_a_name_for_screen_readers(studio: Studio, cnn: Path) -> None:
    from PySide6.QtWidgets import QAbstractButton

    studio.project.open_example(cnn)
    nameless = [
        button
        for button in studio.findChildren(QAbstractButton)
        if button.isVisible()
        and not (button.text().strip() or button.accessibleName() or button.toolTip())
    ]
    assert nameless == []


def test_the_menu_opens_at_its_button(studio: Studio) -> None:
    menu = studio.top_bar.menu_button.menu()
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["File", "Edit", "View", "Run", "Help"]
    assert studio.top_bar.menu_button.mapTo(studio, QPoint(0, 0)).x() < 80
