"""The dock steps through real networks and explains every cell with the engine's numbers."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import nodegraph_app
from nodegraph_app.document.edits import DisconnectPorts
from nodegraph_app.document.records import PortRef
from nodegraph_app.insight.numbers import parse
from widgets.common.theme import Theme
from widgets.common.workspace import Workspace
from widgets.stepper.dock import StepperDock
from widgets.stepper.half import WorkingHalf
from widgets.views.grid import CellGrid
from widgets.views.mosaic import MosaicFigure
from widgets.views.picture import MapPicture
from widgets.views.sums import SumFigure


def dock_of(qtbot: QtBot, example: str, width: int = 1136) -> StepperDock:
    workspace = Workspace(nodegraph_app.open(example))
    made = StepperDock(workspace, Theme.load("light"))
    workspace.setParent(made)
    qtbot.addWidget(made)
    made.resize(width, 205)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def cnn(qtbot: QtBot) -> StepperDock:
    return dock_of(qtbot, "digits-cnn")


def workspace_of(dock: StepperDock) -> Workspace:
    workspace = dock.findChild(Workspace)
    assert isinstance(workspace, Workspace)
    return workspace


def press(dock: StepperDock, name: str) -> None:
    QTest.mouseClick(dock.transport.buttons[name], Qt.MouseButton.LeftButton)


def point_at(half: WorkingHalf, key: str, cell: tuple[int, ...]) -> QPoint:
    block = half.strip.block(key)
    assert block is not None
    rect = block.figure.cell_rect(half.strip.rect_of(key), cell)
    assert rect is not None
    return rect.center().toPoint()


def test_the_buttons_walk_forward_and_back(cnn: StepperDock) -> None:
    workspace = workspace_of(cnn)
    press(cnn, "step")
    assert cnn.transport.where.splitlines() == ["Step 1 of 35", "Conv2d conv1, forward"]
    press(cnn, "over")
    assert cnn.transport.where.splitlines()[1] == "ReLU relu1, forward"
    press(cnn, "loss")
    assert workspace.timeline is not None
    assert workspace.timeline.position == workspace.timeline.loss_index + 1
    press(cnn, "back")
    assert workspace.timeline.position == workspace.timeline.loss_index
    press(cnn, "end")
    assert workspace.timeline.position == len(workspace.timeline.steps)
    assert not cnn.transport.buttons["step"].isEnabled()
    assert cnn.transport.buttons["step"].toolTip() == "This is the last step."
    press(cnn, "start")
    assert workspace.timeline.position == 0


def test_the_next_batch_starts_over_with_other_samples(cnn: StepperDock) -> None:
    press(cnn, "step")
    workspace = workspace_of(cnn)
    assert workspace.timeline is not None
    before = workspace.timeline.value(workspace.timeline.steps[0].inputs[0].id)  # type: ignore[union-attr]
    press(cnn, "next_batch")
    assert workspace.timeline.position == 0
    press(cnn, "step")
    after = workspace.timeline.value(workspace.timeline.steps[0].inputs[0].id)  # type: ignore[union-attr]
    assert not np.array_equal(np.asarray(before), np.asarray(after))


def test_playing_steps_by_itself_and_holds(cnn: StepperDock, qtbot: QtBot) -> None:
    cnn.transport.set_speed(16)
    QTest.mouseClick(cnn.transport.play_button, Qt.MouseButton.LeftButton)
    timeline = workspace_of(cnn).timeline
    assert timeline is not None
    qtbot.waitUntil(lambda: timeline.position >= 3)
    QTest.mouseClick(cnn.transport.play_button, Qt.MouseButton.LeftButton)
    position = timeline.position
    qtbot.wait(150)
    assert timeline.position == position


def test_the_scrubber_goes_back_to_the_same_bits(cnn: StepperDock) -> None:
    workspace = workspace_of(cnn)
    workspace.go_to(20)
    assert workspace.timeline is not None
    made = workspace.timeline.steps[2].outputs[0].id
    before = np.array(workspace.timeline.value(made))
    scrubber = cnn.transport.scrubber
    at = QPoint(round(scrubber.x_of(3)), 20)
    QTest.mouseClick(scrubber, Qt.MouseButton.LeftButton, pos=at)
    assert workspace.timeline.position == 3
    assert np.array_equal(before, np.array(workspace.timeline.value(made)))


def test_hovering_an_output_cell_explains_it_and_leaving_returns_to_the_pin(
    cnn: StepperDock,
) -> None:
    press(cnn, "step")
    half = cnn.detail.forward
    pinned = half.index
    QTest.mouseMove(half.strip, point_at(half, "output", (5, 6)))
    assert half.index[2:] == (5, 6)
    made = half.arrangement
    assert made is not None
    explanation = made.explanation
    assert math.isclose(explanation.result, explanation.expected_value, rel_tol=1e-5)
    window = half.strip.block("window")
    assert window is not None
    assert isinstance(window.figure, CellGrid)
    assert window.caption == "rows 4–6, columns 5–7"
    QTest.mouseMove(half.strip, QPoint(half.strip.width() - 1, 1))
    assert half.index == pinned


def test_a_click_pins_and_the_arrow_keys_go_on_from_there(cnn: StepperDock) -> None:
    press(cnn, "step")
    half = cnn.detail.forward
    spot = point_at(half, "output", (3, 3))
    QTest.mouseClick(half.strip, Qt.MouseButton.LeftButton, pos=spot)
    QTest.mouseMove(half.strip, QPoint(half.strip.width() - 1, 1))
    assert half.index[2:] == (3, 3)
    half.strip.setFocus()
    QTest.keyClick(half.strip, Qt.Key.Key_Down)
    assert half.index[2:] == (4, 3)


def test_the_printed_products_sum_and_bias_give_the_printed_result(cnn: StepperDock) -> None:
    press(cnn, "step")
    block = cnn.detail.forward.strip.block("sum")
    assert block is not None
    assert isinstance(block.figure, SumFigure)
    figure = block.figure
    assert figure.result is not None
    total = sum(parse(line.text) for line in figure.lines)
    assert math.isclose(total, parse(figure.result.text), abs_tol=1e-9)


def test_choosing_a_map_and_an_input_channel_follows_the_fields(cnn: StepperDock) -> None:
    workspace_of(cnn).go_to(4)
    half = cnn.detail.forward
    *_, channel = half.picker.fields
    QTest.keyClick(channel, Qt.Key.Key_Home)
    made = half.arrangement
    assert made is not None
    assert made.explanation.channel == 0
    maps = half.strip.block("maps")
    assert maps is not None
    assert isinstance(maps.figure, MosaicFigure)
    spot = point_at(half, "maps", (9, 1, 2))
    QTest.mouseClick(half.strip, Qt.MouseButton.LeftButton, pos=spot)
    assert half.index[1:] == (9, 1, 2)


def test_the_source_picture_outlines_the_window(cnn: StepperDock) -> None:
    press(cnn, "step")
    half = cnn.detail.forward
    QTest.mouseMove(half.strip, point_at(half, "output", (4, 4)))
    source = half.strip.block("source")
    assert source is not None
    assert isinstance(source.figure, MapPicture)
    assert source.figure.window is not None
    assert source.figure.window.getRect() == (3, 3, 3, 3)


def test_a_forward_step_says_when_its_gradient_will_come(cnn: StepperDock) -> None:
    press(cnn, "step")
    half = cnn.detail.backward
    assert half.is_empty
    assert "No gradient has arrived yet. It comes in step 28 of 35." in half.message.text()
    QTest.mouseClick(half.button, Qt.MouseButton.LeftButton)
    timeline = workspace_of(cnn).timeline
    assert timeline is not None
    assert timeline.position == 28
    assert not cnn.detail.backward.is_empty
    assert cnn.detail.forward.note.text() == "recorded, step 1"


def test_before_the_first_step_the_detail_offers_to_run(cnn: StepperDock) -> None:
    half = cnn.detail.forward
    assert "Nothing has run yet." in half.message.text()
    QTest.mouseClick(half.button, Qt.MouseButton.LeftButton)
    timeline = workspace_of(cnn).timeline
    assert timeline is not None
    assert timeline.position == len(timeline.steps)


@pytest.mark.parametrize(
    "example", ["digits-mlp", "digits-cnn", "hand-worked-2-2-2", "curve-fit", "spirals"]
)
def test_every_step_of_every_example_is_explained_by_the_engines_number(
    qtbot: QtBot, example: str
) -> None:
    dock = dock_of(qtbot, example)
    workspace = workspace_of(dock)
    timeline = workspace.ensure_timeline()
    assert timeline is not None
    for position in range(1, len(timeline.steps) + 1):
        workspace.go_to(position)
        phase = timeline.steps[position - 1].phase
        half = dock.detail.backward if phase == "backward" else dock.detail.forward
        assert half.arrangement is not None
        found = half.arrangement.explanation
        assert math.isclose(found.result, found.expected_value, rel_tol=1e-3, abs_tol=1e-6), (
            f"step {position}: {timeline.steps[position - 1].op}"
        )
        dock.grab()


def test_in_a_narrow_dock_the_halves_take_turns(qtbot: QtBot) -> None:
    dock = dock_of(qtbot, "digits-cnn", width=800)
    press(dock, "step")
    detail = dock.detail
    assert detail.forward.isVisible()
    assert not detail.backward.isVisible()
    QTest.mouseClick(detail.forward.other, Qt.MouseButton.LeftButton)
    assert detail.backward.isVisible()
    assert not detail.forward.isVisible()


def test_an_edit_of_the_network_takes_the_steps_away(cnn: StepperDock) -> None:
    from nodegraph_app.document.edits import SetParameter

    press(cnn, "step")
    workspace = workspace_of(cnn)
    conv = next(n.id for n in workspace.document.nodes.values() if n.name == "conv1")
    workspace.apply(SetParameter(conv, "out_channels", 4))
    assert workspace.timeline is None
    assert not cnn.transport.scrubber.isEnabled()
    assert cnn.detail.forward.is_empty


def test_every_half_is_spoken(cnn: StepperDock) -> None:
    press(cnn, "step")
    text = cnn.detail.forward.strip.accessibleDescription()
    assert "Kernel" in text
    assert "Products cell by cell" in text
    assert cnn.transport.scrubber.accessibleDescription().endswith("Conv2d conv1, forward")


def test_a_hover_over_a_convolution_is_quick(cnn: StepperDock) -> None:
    """Far above the figure that was measured (9 ms), so that a slow machine passes."""
    import time

    from PySide6.QtWidgets import QApplication

    workspace_of(cnn).go_to(4)
    half = cnn.detail.forward
    spots = [QPointF(point_at(half, "output", (i, j))) for i in range(4) for j in range(4)]
    times = []
    for spot in spots:
        start = time.perf_counter()
        QTest.mouseMove(half.strip, spot.toPoint())
        QApplication.processEvents()
        times.append(time.perf_counter() - start)
    assert sorted(times)[len(times) // 2] < 0.1


def test_a_sum_over_channels_shows_the_one_in_the_grids_the_others_and_the_bias(
    cnn: StepperDock,
) -> None:
    workspace_of(cnn).go_to(4)
    half = cnn.detail.forward
    block = half.strip.block("sum")
    assert block is not None
    assert isinstance(block.figure, SumFigure)
    assert half.arrangement is not None
    channel, output = half.arrangement.explanation.channel, half.index[1]
    labels = [line.label for line in block.figure.lines]
    assert labels == [f"c = {channel}", "15 others", f"b[{output}]"]


def test_a_high_dock_shows_every_value_and_follows_the_pointer(cnn: StepperDock) -> None:
    workspace = workspace_of(cnn)
    cnn.resize(1200, 700)
    workspace.go_to(1)
    titles = [entry.title for entry in cnn.cards.entries]
    assert titles == [
        "digits.x",
        "conv1.weight",
        "conv1.bias",
        "conv1",
        "∂L/∂conv1",
        "∂L/∂conv1.weight",
        "∂L/∂conv1.bias",
    ]
    half = cnn.detail.forward
    QTest.mouseMove(half.strip, point_at(half, "output", (5, 6)))
    panel = cnn.cards.panels[3]
    assert panel.figure.figure is not None
    assert panel.figure.figure.now == half.index[1:]
    workspace.go_to(35)
    assert cnn.cards.entries[1].kind == "parameter_gradient"


def test_what_cannot_run_cannot_be_stepped_and_says_why(cnn: StepperDock) -> None:
    workspace = workspace_of(cnn)
    assert cnn.transport.buttons["step"].isEnabled()
    loss = next(n.id for n in workspace.document.nodes.values() if n.type == "CrossEntropy")
    wire = next(w for w in workspace.document.wires if w.target == PortRef(loss, "input"))
    workspace.apply(DisconnectPorts(wire))
    for name in ("step", "over", "loss", "end", "play"):
        assert not cnn.transport.buttons[name].isEnabled(), name
    assert "Mend" in cnn.transport.buttons["step"].toolTip()
    assert "Mend" in cnn.detail.forward.message.text()
    workspace.undo_stack.undo()
    assert cnn.transport.buttons["step"].isEnabled()
    assert not cnn.detail.forward.button.isHidden()
