"""What the canvas shows, keeps up with, and does on keys and buttons."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nodegraph_app.document.document import Document
from nodegraph_app.document.edits import AddNode, ConnectPorts, SetParameter
from nodegraph_app.document.records import Node, PortRef, Project, Wire
from tests.widgets.canvas.conftest import Hand, add, body, connect, port
from widgets.canvas.faces import Status
from widgets.canvas.looks import NODE_DETAIL, Faces
from widgets.canvas.render import render
from widgets.canvas.tips import tip_of
from widgets.canvas.view import CanvasView
from widgets.canvas.wire_item import Flow
from widgets.common.theme import ThemeManager
from widgets.common.workspace import Workspace

CONTROL = Qt.KeyboardModifier.ControlModifier


def _wire(view: CanvasView, source: str, target: str) -> Wire:
    return next(w for w in view.canvas.wires if str(w) == f"{source} → {target}")


def _classifier() -> Document:
    """Digits, Flatten, Linear, CrossEntropy: sound, and small."""
    document = Document()
    add(document, "Digits", 0, 0)
    add(document, "Flatten", 200, 0)
    add(document, "Linear", 400, 0, out_features=10)
    add(document, "CrossEntropy", 600, 0)
    connect(document, "digits1.x", "flatten1.input")
    connect(document, "flatten1.output", "linear1.input")
    connect(document, "linear1.output", "crossentropy1.input")
    connect(document, "digits1.y", "crossentropy1.target")
    return document


# ---- following the document


def test_a_wire_shows_the_shape_that_flows_through_it(view: CanvasView) -> None:
    wire = _wire(view, "conv1.output", "relu1.input")
    assert view.canvas.wires[wire].label == "N×4×8×8"


def test_a_changed_parameter_changes_the_shapes_downstream(
    view: CanvasView, workspace: Workspace
) -> None:
    workspace.apply(SetParameter("conv1", "out_channels", 7))
    wire = _wire(view, "conv1.output", "relu1.input")
    assert view.canvas.wires[wire].label == "N×7×8×8"
    assert view.canvas.nodes["conv1"].face.summary.startswith("1→7")


def test_undo_takes_items_away_and_redo_brings_them_back(
    view: CanvasView, workspace: Workspace
) -> None:
    workspace.apply(AddNode(Node(id="n", type="Tanh", name="n")))
    assert "n" in view.canvas.nodes
    workspace.undo_stack.undo()
    assert "n" not in view.canvas.nodes
    workspace.undo_stack.redo()
    assert "n" in view.canvas.nodes


def test_another_document_replaces_everything(view: CanvasView, workspace: Workspace) -> None:
    workspace.new()
    assert not view.canvas.nodes and not view.canvas.wires
    assert view.grab().toImage().width() == 900


def test_a_node_of_an_unknown_type_is_shown_with_its_name(
    view: CanvasView, workspace: Workspace
) -> None:
    workspace.replace(Document(Project(nodes=(Node(id="x", type="Oracle", name="x"),))))
    face = view.canvas.nodes["x"].face
    assert face.title == "Oracle" and face.status is Status.FAILED


def test_the_first_input_and_output_make_a_straight_wire_in_a_row(view: CanvasView) -> None:
    route = view.canvas.wires[_wire(view, "digits1.x", "conv1.input")].route
    assert len(route.points) == 2 and route.start.y() == route.end.y()


def test_a_wire_goes_around_a_node_in_its_way(view: CanvasView, workspace: Workspace) -> None:
    workspace.apply(AddNode(Node(id="far", type="Tanh", name="far", position=(640, 0))))
    workspace.apply(ConnectPorts(Wire(PortRef("conv1", "output"), PortRef("far", "input"))))
    relu = view.canvas.nodes["relu1"].face_rect()
    route = view.canvas.wires[_wire(view, "conv1.output", "far.input")].route
    assert all(
        not QRectF(line.p1(), line.p2()).normalized().adjusted(0, 0, 1, 1).intersects(relu)
        for line in route.lines
    )


# ---- mistakes


@pytest.fixture
def mistaken(view: CanvasView, workspace: Workspace) -> CanvasView:
    """An image runs into Linear."""
    workspace.apply(ConnectPorts(Wire(PortRef("relu1", "output"), PortRef("linear1", "input"))))
    return view


def test_a_failed_node_says_expected_and_actual(mistaken: CanvasView) -> None:
    item = mistaken.canvas.nodes["linear1"]
    assert item.status is Status.FAILED
    assert item.face.problem is not None
    assert item.face.problem.actual == "N×4×8×8"
    assert item.anatomy.width == 196
    assert mistaken.canvas.wires[_wire(mistaken, "relu1.output", "linear1.input")].is_invalid


def test_a_click_on_the_mend_button_makes_the_mistake_vanish(
    mistaken: CanvasView, workspace: Workspace
) -> None:
    item = mistaken.canvas.nodes["linear1"]
    assert item.anatomy.card is not None
    Hand(mistaken).click(item.pos() + item.anatomy.card.button.center())
    assert item.status is not Status.FAILED
    assert workspace.compilation.nodes["linear1"].status == "ready"
    workspace.undo_stack.undo()
    assert mistaken.canvas.nodes["linear1"].status is Status.FAILED


def test_a_press_that_leaves_the_button_mends_nothing(
    mistaken: CanvasView, workspace: Workspace
) -> None:
    item = mistaken.canvas.nodes["linear1"]
    assert item.anatomy.card is not None
    start = item.pos() + item.anatomy.card.button.center()
    Hand(mistaken).drag(start, start + QPointF(0, 120))
    assert item.status is Status.FAILED


def test_a_node_that_only_waits_for_a_wire_has_not_failed(view: CanvasView) -> None:
    item = view.canvas.nodes["flatten1"]
    assert item.status is Status.STALE and item.face.problem is None


# ---- values


def test_faces_show_what_the_timeline_has_computed(view: CanvasView, workspace: Workspace) -> None:
    workspace.replace(_classifier())
    assert view.canvas.nodes["linear1"].picture is None
    workspace.run_to_loss()
    pictures = {key: item.picture for key, item in view.canvas.nodes.items()}
    assert all(pictures.values())
    assert view.canvas.node_at_work is view.canvas.nodes["crossentropy1"]
    wire = _wire(view, "linear1.output", "crossentropy1.input")
    assert view.canvas.wires[wire].flow is Flow.PASSED


def test_pictures_are_stale_once_the_network_has_changed(
    view: CanvasView, workspace: Workspace
) -> None:
    workspace.replace(_classifier())
    workspace.run_to_loss()
    workspace.apply(SetParameter("linear1", "bias", False))
    item = view.canvas.nodes["linear1"]
    assert item.picture is not None and item.is_stale and item.status is Status.STALE


def test_gradients_turn_the_wires_they_have_passed(view: CanvasView, workspace: Workspace) -> None:
    workspace.replace(_classifier())
    workspace.run_once()
    wire = _wire(view, "linear1.output", "crossentropy1.input")
    assert view.canvas.wires[wire].flow is Flow.GRADIENT


def test_a_step_by_hand_sends_a_pulse_along_the_wire(
    view: CanvasView, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.replace(_classifier())
    workspace.step()
    assert view.pulse.is_running
    view.grab()
    qtbot.waitUntil(lambda: not view.pulse.is_running, timeout=3000)


def test_nothing_pulses_where_motion_is_reduced(view: CanvasView, workspace: Workspace) -> None:
    view.pulse.is_reduced = True
    workspace.replace(_classifier())
    workspace.step()
    assert not view.pulse.is_running


# ---- keys


def test_arrows_walk_along_the_wires(view: CanvasView, workspace: Workspace) -> None:
    workspace.select({"digits1"})
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert workspace.selection == {"conv1"} and view.focus_node == "conv1"
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert workspace.selection == {"conv1"}
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert workspace.selection == {"flatten1"}


def test_delete_removes_the_selection_with_its_wires_in_one_step(
    view: CanvasView, workspace: Workspace
) -> None:
    workspace.select({"conv1"})
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert "conv1" not in view.canvas.nodes and not view.canvas.wires
    workspace.undo_stack.undo()
    assert len(view.canvas.wires) == 2


def test_copy_and_paste_keep_the_wires_between(view: CanvasView, workspace: Workspace) -> None:
    workspace.select({"conv1", "relu1"})
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    QTest.keyClick(view, Qt.Key.Key_V, CONTROL)
    assert len(view.canvas.nodes) == 7 and len(view.canvas.wires) == 3
    assert len(workspace.selection) == 2 and "conv1" not in workspace.selection


def test_pasting_something_else_changes_nothing(view: CanvasView, workspace: Workspace) -> None:
    QGuiApplication.clipboard().setText("not a network")
    QTest.keyClick(view, Qt.Key.Key_V, CONTROL)
    assert len(view.canvas.nodes) == 5


def test_duplicate_leaves_the_clipboard_alone(view: CanvasView, workspace: Workspace) -> None:
    QGuiApplication.clipboard().setText("mine")
    workspace.select({"conv1"})
    QTest.keyClick(view, Qt.Key.Key_D, CONTROL)
    assert len(view.canvas.nodes) == 6
    assert QGuiApplication.clipboard().text() == "mine"


def test_select_all_and_escape(view: CanvasView, workspace: Workspace) -> None:
    QTest.keyClick(view, Qt.Key.Key_A, CONTROL)
    assert len(workspace.selection) == 5
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not workspace.selection


def test_enter_opens_the_node_that_was_walked_to(view: CanvasView, qtbot: QtBot) -> None:
    QTest.keyClick(view, Qt.Key.Key_Right)
    with qtbot.waitSignal(view.node_activated) as opened:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [view.focus_node]


# ---- looking


def test_fit_shows_every_node(view: CanvasView) -> None:
    view.camera.set_zoom(3.0)
    view.fit()
    seen = view.mapToScene(view.viewport().rect()).boundingRect()
    assert all(seen.contains(item.face_rect()) for item in view.canvas.nodes.values())


def test_fit_leaves_no_node_under_the_map(view: CanvasView, workspace: Workspace) -> None:
    for number in range(6):
        node = Node(id=f"t{number}", type="Tanh", name=f"t{number}", position=(200.0 * number, 600))
        workspace.apply(AddNode(node))
    workspace.apply(AddNode(Node(id="corner", type="Tanh", name="corner", position=(1000, 0))))
    view.fit()
    covered = view.mapToScene(view.minimap.geometry()).boundingRect()
    assert not view.canvas.nodes_within(covered)


@pytest.mark.parametrize("zoom", [2.0, 1.0, 0.5, 0.25, 0.1])
def test_a_selected_node_is_seen_at_every_zoom(
    view: CanvasView, workspace: Workspace, zoom: float
) -> None:
    view.camera.set_zoom(zoom)
    view.camera.centre_on(body(view, "conv1"))
    before = view.grab().toImage()
    workspace.select({"conv1"})
    assert view.grab().toImage() != before


def test_nodes_can_be_dragged_from_far_away(
    view: CanvasView, hand: Hand, workspace: Workspace
) -> None:
    view.camera.set_zoom(0.25)
    assert view.camera.zoom < NODE_DETAIL
    view.camera.centre_on(QPointF(300, 200))
    start = body(view, "flatten1") + QPointF(0, 40)
    hand.drag(start, start + QPointF(160, 80))
    assert workspace.document.nodes["flatten1"].position == (360, 320)
    assert not view.far.is_lifted


def test_the_theme_can_be_switched_live(qtbot: QtBot, workspace: Workspace) -> None:
    manager = ThemeManager("light")
    view = CanvasView(workspace, manager)
    qtbot.addWidget(view)
    view.resize(600, 400)
    light = view.grab().toImage().pixelColor(3, 200)
    manager.set("dark")
    dark = view.grab().toImage().pixelColor(3, 200)
    assert dark.lightness() < 60 < light.lightness()
    view.close()


def test_a_tip_says_name_shape_and_state(view: CanvasView) -> None:
    tip = tip_of(view.canvas, body(view, "conv1") + QPointF(0, 20))
    assert tip.startswith("conv1 · Conv2d") and "N×4×8×8" in tip and "40 parameters" in tip
    assert "N×4×8×8" in tip_of(view.canvas, port(view, "conv1.output"))


def test_the_map_looks_where_it_is_pressed(view: CanvasView) -> None:
    view.minimap.look_at.emit(QPointF(1000, 1000))
    middle = view.mapToScene(view.viewport().rect().center())
    assert (middle - QPointF(1000, 1000)).manhattanLength() < 3


def test_what_floats_stays_in_its_corner_while_panning(view: CanvasView) -> None:
    before = view.zoom_bar.pos(), view.minimap.pos()
    view.camera.pan(QPoint(37, 19))
    view.looked()
    assert (view.zoom_bar.pos(), view.minimap.pos()) == before


def test_the_canvas_has_a_name_for_a_screen_reader(view: CanvasView) -> None:
    assert view.accessibleName() == "Canvas"


# ---- pictures as files


def test_a_network_is_drawn_into_a_png(qtbot: QtBot, tmp_path: Path) -> None:
    size = render(_classifier(), tmp_path / "network.png")
    image = QImage(str(tmp_path / "network.png"))
    assert image.size() == size and size.width() > 1200
    assert len({image.pixel(x, 220) for x in range(0, size.width(), 3)}) > 10


def test_a_network_is_drawn_into_an_svg(qtbot: QtBot, tmp_path: Path) -> None:
    render(_classifier(), tmp_path / "network.svg", "dark")
    assert QSvgRenderer(str(tmp_path / "network.svg")).isValid()


def test_another_ending_is_refused_before_anything_is_written(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.png or \.svg"):
        render(_classifier(), tmp_path / "network.bmp")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_an_os_error(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        render(Document(), tmp_path / "nowhere" / "network.png")


# ---- memory


def test_faces_kept_as_pixels_stay_within_their_budget(qtbot: QtBot) -> None:
    faces = Faces(most_pixels=250)
    for name in ("a", "b", "c"):
        faces.put(name, QPixmap(10, 10))
    assert faces.get("a") is None
    assert faces.get("b") is not None and faces.get("c") is not None


def test_a_changed_face_is_drawn_anew(view: CanvasView, workspace: Workspace) -> None:
    QApplication.processEvents()
    before = view.grab().toImage()
    workspace.apply(SetParameter("conv1", "out_channels", 9))
    assert view.grab().toImage() != before
