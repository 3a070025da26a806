"""Every gesture, with the mouse events a person makes."""

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nodegraph_app.document.edits import AddNode
from nodegraph_app.document.records import Node, PortRef, Wire
from tests.widgets.canvas.conftest import MIDDLE, NO_KEY, Hand, body, port
from widgets.canvas.drops import MIME
from widgets.canvas.view import CanvasView
from widgets.common.workspace import Workspace


def _wires(workspace: Workspace) -> set[str]:
    return {str(wire) for wire in workspace.document.wires}


# ---- moving


def test_dragging_a_node_is_one_undo_step_on_the_grid(
    view: CanvasView, hand: Hand, workspace: Workspace
) -> None:
    hand.drag(body(view, "flatten1"), body(view, "flatten1") + QPointF(61, 33))
    assert workspace.document.nodes["flatten1"].position == (260, 272)
    assert workspace.undo_stack.count() == 1
    workspace.undo_stack.undo()
    assert workspace.document.nodes["flatten1"].position == (200, 240)
    assert view.canvas.nodes["flatten1"].pos() == QPointF(200, 240)


def test_a_node_of_the_selection_takes_the_others_along(
    view: CanvasView, hand: Hand, workspace: Workspace
) -> None:
    workspace.select({"flatten1", "linear1"})
    hand.drag(body(view, "flatten1"), body(view, "flatten1") + QPointF(40, 40))
    assert workspace.document.nodes["linear1"].position == (460, 280)
    assert workspace.undo_stack.count() == 1


def test_a_dragged_node_goes_into_line_with_its_neighbour(
    view: CanvasView, hand: Hand, workspace: Workspace
) -> None:
    hand.drag(body(view, "relu1"), body(view, "relu1") + QPointF(40, 5))
    assert workspace.document.nodes["relu1"].position == (460, 0)


def test_escape_puts_a_dragged_node_back(
    view: CanvasView, hand: Hand, workspace: Workspace
) -> None:
    start = body(view, "flatten1")
    hand.hover(start)
    hand.press(start)
    hand.move(start + QPointF(80, 0))
    assert view.canvas.nodes["flatten1"].x() == 280
    QTest.keyClick(view, Qt.Key.Key_Escape)
    hand.release(start + QPointF(80, 0))
    assert view.canvas.nodes["flatten1"].x() == 200
    assert workspace.undo_stack.count() == 0


def test_a_press_that_hardly_moves_is_a_click(
    view: CanvasView, hand: Hand, workspace: Workspace
) -> None:
    hand.drag(body(view, "relu1"), body(view, "relu1") + QPointF(2, 1))
    assert workspace.selection == {"relu1"}
    assert workspace.undo_stack.count() == 0


def test_shift_click_adds_to_the_selection_and_takes_away(
    view: CanvasView, hand: Hand, workspace: Workspace
) -> None:
    hand.click(body(view, "relu1"))
    hand.click(body(view, "conv1"), Qt.KeyboardModifier.ShiftModifier)
    assert workspace.selection == {"relu1", "conv1"}
    hand.click(body(view, "relu1"), Qt.KeyboardModifier.ShiftModifier)
    assert workspace.selection == {"conv1"}


def test_a_lone_node_dropped_on_a_wire_goes_between_its_ends(
    view: CanvasView, hand: Hand, workspace: Workspace
) -> None:
    workspace.apply(AddNode(Node(id="b", type="BatchNorm2d", name="b", position=(200, 420))))
    wire = view.canvas.wires[Wire(PortRef("conv1", "output"), PortRef("relu1", "input"))]
    middle = wire.route.longest_run().pointAt(0.5)
    hand.drag(body(view, "b"), middle + QPointF(0, 5))
    assert {"conv1.output → b.input", "b.output → relu1.input"} <= _wires(workspace)
    workspace.undo_stack.undo()
    assert "conv1.output → relu1.input" in _wires(workspace)


# ---- wires


def test_dragging_from_an_output_to_an_input_connects_them(
    view: CanvasView, hand: Hand, workspace: Workspace
) -> None:
    hand.drag(port(view, "relu1.output"), port(view, "flatten1.input"))
    assert "relu1.output → flatten1.input" in _wires(workspace)


def test_dragging_from_an_input_to_an_output_connects_them_too(
    view: CanvasView, hand: Hand, workspace: Workspace
) -> None:
    hand.drag(port(view, "flatten1.input"), port(view, "relu1.output"))
    assert "relu1.output → flatten1.input" in _wires(workspace)


def test_a_wire_may_be_let_go_anywhere_on_the_node(
    view: CanvasView, hand: Hand, workspace: Workspace
) -> None:
    hand.drag(port(view, "relu1.output"), body(view, "flatten1"))
    assert "relu1.output → flatten1.input" in _wires(workspace)


def test_ports_that_fit_light_up_while_a_wire_is_dragged(view: CanvasView, hand: Hand) -> None:
    start = port(view, "relu1.output")
    hand.hover(start)
    hand.press(start)
    hand.move(start + QPointF(30, 30))
    assert view.canvas.nodes["flatten1"].fitting == (frozenset({"input"}), True)
    assert view.canvas.nodes["linear1"].fitting == (frozenset(), True)
    hand.release(start + QPointF(30, 30))
    assert view.canvas.nodes["flatten1"].fitting is None


def test_a_port_that_does_not_fit_says_why_and_stays_free(
    view: CanvasView, hand: Hand, workspace: Workspace
) -> None:
    start, end = port(view, "relu1.output"), port(view, "linear1.input")
    hand.hover(start)
    hand.press(start)
    hand.move(end)
    assert "flat" in view._sentence.text
    assert view._wire is not None and view._wire[3]
    hand.release(end)
    assert len(workspace.document.wires) == 2


def test_a_node_cannot_be_wired_into_a_cycle(
    view: CanvasView, hand: Hand, workspace: Workspace
) -> None:
    hand.drag(port(view, "relu1.output"), port(view, "conv1.input"))
    assert len(workspace.document.wires) == 2


def test_a_wire_let_go_on_empty_canvas_asks_what_to_add(
    view: CanvasView, hand: Hand, qtbot: QtBot
) -> None:
    start = port(view, "relu1.output")
    with qtbot.waitSignal(view.add_requested) as asked:
        hand.drag(start, start + QPointF(80, 120))
    place, ref, screen = asked.args
    assert ref == PortRef("relu1", "output")
    assert (place - (start + QPointF(80, 120))).manhattanLength() < 3
    assert isinstance(screen, QPoint)


def test_dragging_a_wired_input_into_the_void_detaches_it(
    view: CanvasView, hand: Hand, workspace: Workspace
) -> None:
    hand.drag(port(view, "relu1.input"), QPointF(350, 180))
    assert _wires(workspace) == {"digits1.x → conv1.input"}


def test_a_loose_wire_can_be_led_to_another_input(
    view: CanvasView, hand: Hand, workspace: Workspace
) -> None:
    hand.drag(port(view, "relu1.input"), port(view, "flatten1.input"))
    assert "conv1.output → flatten1.input" in _wires(workspace)
    assert "conv1.output → relu1.input" not in _wires(workspace)
    assert workspace.undo_stack.count() == 1


def test_escape_while_a_wire_is_dragged_changes_nothing(
    view: CanvasView, hand: Hand, workspace: Workspace
) -> None:
    start = port(view, "relu1.input")
    hand.hover(start)
    hand.press(start)
    hand.move(QPointF(350, 180))
    QTest.keyClick(view, Qt.Key.Key_Escape)
    hand.release(QPointF(350, 180))
    assert len(workspace.document.wires) == 2
    assert all(item.isVisible() for item in view.canvas.wires.values())
    assert view._wire is None


# ---- selecting, panning, zooming


def test_a_box_selects_what_it_touches(view: CanvasView, hand: Hand, workspace: Workspace) -> None:
    hand.drag(QPointF(180, 220), QPointF(560, 300))
    assert workspace.selection == {"flatten1", "linear1"}
    assert view._box is None


def test_a_click_on_nothing_lets_the_selection_go(
    view: CanvasView, hand: Hand, workspace: Workspace
) -> None:
    workspace.select({"relu1"})
    hand.click(QPointF(50, 300))
    assert workspace.selection == frozenset()


def test_the_middle_button_pans(view: CanvasView, hand: Hand) -> None:
    before = view.mapToScene(QPoint(0, 0))
    here = QPointF(100, 300)
    hand.drag(here, here + QPointF(70, -40), MIDDLE)
    assert view.mapToScene(QPoint(0, 0)) == before - QPointF(70, -40)


def test_space_with_a_drag_pans_and_does_not_search(
    view: CanvasView, hand: Hand, qtbot: QtBot
) -> None:
    before = view.mapToScene(QPoint(0, 0))
    with qtbot.assertNotEmitted(view.add_requested):
        QTest.keyPress(view, Qt.Key.Key_Space)
        hand.drag(body(view, "conv1"), body(view, "conv1") + QPointF(30, 10))
        QTest.keyRelease(view, Qt.Key.Key_Space)
    assert view.mapToScene(QPoint(0, 0)) == before - QPointF(30, 10)


def test_space_alone_asks_what_to_add(view: CanvasView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.add_requested) as asked:
        QTest.keyClick(view, Qt.Key.Key_Space)
    assert asked.args[1] is None


def test_a_double_click_on_nothing_asks_what_to_add(view: CanvasView, qtbot: QtBot) -> None:
    at = view.mapFromScene(QPointF(60, 320))
    with qtbot.waitSignal(view.add_requested) as asked:
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, NO_KEY, at)
    assert (asked.args[0] - QPointF(60, 320)).manhattanLength() < 3


def test_a_double_click_on_a_node_opens_it(view: CanvasView, qtbot: QtBot) -> None:
    at = view.mapFromScene(body(view, "conv1"))
    with qtbot.waitSignal(view.node_activated) as opened:
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, NO_KEY, at)
    assert opened.args == ["conv1"]


def test_the_point_under_the_wheel_stays_where_it_is(view: CanvasView) -> None:
    anchor = QPoint(200, 150)
    before = view.mapToScene(anchor)
    view.camera.zoom_by(1.5, anchor)
    away = view.mapToScene(anchor) - before
    assert abs(away.x()) < 1 and abs(away.y()) < 1


# ---- dropping


def _drop(view: CanvasView, type_name: str, at: QPointF) -> QDropEvent:
    data = QMimeData()
    data.setData(MIME, type_name.encode())
    event = QDropEvent(
        QPointF(view.mapFromScene(at)),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        NO_KEY,
    )
    view.dropEvent(event)
    return event


def test_a_type_dropped_from_the_palette_becomes_a_node_there(
    view: CanvasView, workspace: Workspace
) -> None:
    before = set(workspace.document.nodes)
    event = _drop(view, "Linear", QPointF(61, 403))
    (added,) = set(workspace.document.nodes) - before
    assert event.isAccepted()
    assert workspace.document.nodes[added].position == (40, 388)
    assert workspace.selection == {added}


def test_a_type_dropped_on_a_wire_goes_between_its_ends(
    view: CanvasView, workspace: Workspace
) -> None:
    wire = view.canvas.wires[Wire(PortRef("conv1", "output"), PortRef("relu1", "input"))]
    _drop(view, "BatchNorm2d", wire.route.longest_run().pointAt(0.5))
    assert len(workspace.document.wires) == 3
    assert workspace.undo_stack.count() == 1


def test_an_unknown_type_is_not_dropped(view: CanvasView, workspace: Workspace) -> None:
    event = _drop(view, "Perpetuum", QPointF(60, 400))
    assert not event.isAccepted()
    assert len(workspace.document.nodes) == 5
