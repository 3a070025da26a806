"""A canvas with a small network on it, and a hand that uses the mouse like a person."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nodegraph_app.catalog import registry
from nodegraph_app.document.document import Document
from nodegraph_app.document.edits import AddNode, ConnectPorts
from nodegraph_app.document.records import Node, PortRef, Wire
from widgets.canvas.view import CanvasView
from widgets.common.theme import Theme
from widgets.common.workspace import Workspace

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
NO_KEY = Qt.KeyboardModifier.NoModifier


def add(document: Document, type_name: str, x: float, y: float, **parameters: object) -> str:
    """Add a node whose id is its name; returns the id."""
    name = document.fresh_name(type_name)
    values = {**registry.default().types[type_name].defaults(), **parameters}
    node = Node(id=name, type=type_name, name=name, parameters=values, position=(x, y))
    document.apply(AddNode(node))
    return name


def connect(document: Document, source: str, target: str) -> Wire:
    """Wire ``node.port`` to ``node.port``."""
    wire = Wire(PortRef(*source.split(".")), PortRef(*target.split(".")))
    document.apply(ConnectPorts(wire))
    return wire


class Hand:
    """Presses, moves in several steps and releases, in canvas coordinates."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view

    def _send(
        self,
        kind: QEvent.Type,
        at: QPoint,
        button: Qt.MouseButton,
        held: Qt.MouseButton,
        keys: Qt.KeyboardModifier,
    ) -> None:
        port = self.view.viewport()
        screen = QPointF(port.mapToGlobal(at))
        QApplication.sendEvent(port, QMouseEvent(kind, QPointF(at), screen, button, held, keys))

    def press(
        self, at: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NO_KEY
    ) -> None:
        """Button down."""
        point = self.view.mapFromScene(at)
        self._send(QEvent.Type.MouseButtonPress, point, button, button, keys)

    def move(self, at: QPointF, button: Qt.MouseButton = LEFT, steps: int = 5) -> None:
        """Go there in several moves, starting where the pointer was last."""
        goal = self.view.mapFromScene(at)
        start = self.view._pointer or goal - QPoint(20, 20)
        for step in range(1, steps + 1):
            point = start + (goal - start) * step / steps
            held = button if button is not Qt.MouseButton.NoButton else Qt.MouseButton.NoButton
            kind = QEvent.Type.MouseMove
            self._send(kind, point, Qt.MouseButton.NoButton, held, NO_KEY)

    def release(self, at: QPointF, button: Qt.MouseButton = LEFT) -> None:
        """Button up."""
        point = self.view.mapFromScene(at)
        kind = QEvent.Type.MouseButtonRelease
        self._send(kind, point, button, Qt.MouseButton.NoButton, NO_KEY)

    def hover(self, at: QPointF) -> None:
        """Move without a button."""
        self.move(at, Qt.MouseButton.NoButton)

    def drag(
        self,
        start: QPointF,
        end: QPointF,
        button: Qt.MouseButton = LEFT,
        keys: Qt.KeyboardModifier = NO_KEY,
    ) -> None:
        """Press, several moves, release."""
        self.hover(start)
        self.press(start, button, keys)
        self.move(end, button)
        self.release(end, button)

    def click(self, at: QPointF, keys: Qt.KeyboardModifier = NO_KEY) -> None:
        """Press and release."""
        self.hover(at)
        self.press(at, keys=keys)
        self.release(at)


@pytest.fixture
def workspace(qtbot: QtBot) -> Iterator[Workspace]:
    """digits1.x → conv1 → relu1, and a flatten1 and a linear1 that nothing reaches."""
    document = Document()
    add(document, "Digits", 0, 0)
    add(document, "Conv2d", 200, 0, out_channels=4, padding=1)
    add(document, "ReLU", 420, 0)
    add(document, "Flatten", 200, 240)
    add(document, "Linear", 420, 240, out_features=10)
    connect(document, "digits1.x", "conv1.input")
    connect(document, "conv1.output", "relu1.input")
    made = Workspace(document)
    yield made
    made.training.close()


@pytest.fixture
def view(qtbot: QtBot, workspace: Workspace) -> CanvasView:
    """The canvas at 100 %, 900 x 640."""
    made = CanvasView(workspace, Theme.load("light"))
    qtbot.addWidget(made)
    made.resize(900, 640)
    made.show()
    qtbot.waitExposed(made)
    QApplication.processEvents()
    made.camera.set_zoom(1.0)
    made.camera.centre_on(QPointF(300, 200))
    made.setFocus()
    made.looked()
    return made


@pytest.fixture
def hand(view: CanvasView) -> Hand:
    """A hand on the mouse."""
    return Hand(view)


def port(view: CanvasView, name: str) -> QPointF:
    """Where ``node.port`` is on the canvas; inputs are looked for first."""
    node, port_name = name.split(".")
    item = view.canvas.nodes[node]
    found = item.face.port(port_name, is_input=True) or item.face.port(port_name, is_input=False)
    assert found is not None
    return item.port_position(found)


def body(view: CanvasView, node: str) -> QPointF:
    """A place on a node that is no port and no button."""
    return view.canvas.nodes[node].pos() + QPointF(50, 20)
