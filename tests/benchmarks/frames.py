"""Milliseconds a frame of the canvas: everything in sight, panning at 1:1, dragging a node.

1400x900, software raster, without a screen. A frame is timed from what causes it to the end of its
painting; the median of many counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

from nodegraph_app import catalog
from nodegraph_app.document.document import Document
from nodegraph_app.document.records import Node, PortRef, Project, Wire

SIZES = (100, 1000, 5000)
WIDTH, HEIGHT = 1400, 900
FRAMES = 40
CHAIN = ("Input", "Linear", "ReLU", "Linear", "Tanh", "Linear", "ReLU", "Linear", "Tanh", "Linear")
COLUMN, ROW = 212.0, 180.0


def measure() -> list[dict[str, Any]]:
    """One row a size."""
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication([])
    return [_measured(application, size) for size in SIZES]


def chains(size: int) -> Document:
    """A document of `size` nodes in chains of ten, several chains side by side."""
    types = catalog.default().types
    abreast = max(1, round((size / 10 / 4) ** 0.5))
    nodes, wires = [], []
    for number in range(size):
        chain, place = divmod(number, len(CHAIN))
        kind = CHAIN[place]
        parameters = types[kind].defaults()
        if kind == "Input":
            parameters["shape"] = "64"
        elif kind == "Linear":
            parameters["out_features"] = 64
        column = (chain % abreast) * len(CHAIN) + place
        position = (column * COLUMN, chain // abreast * ROW)
        node = Node(
            id=f"n{number}", type=kind, name=f"n{number}", parameters=parameters, position=position
        )
        if place:
            output = "x" if place == 1 else "output"
            wires.append(
                Wire(
                    source=PortRef(node=nodes[-1].id, port=output),
                    target=PortRef(node=node.id, port="input"),
                )
            )
        nodes.append(node)
    return Document(Project(nodes=tuple(nodes), wires=tuple(wires)))


def _measured(application: Any, size: int) -> dict[str, Any]:
    from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
    from PySide6.QtGui import QMouseEvent

    from widgets.canvas.view import CanvasView
    from widgets.common.theme import Theme
    from widgets.common.workspace import Workspace

    began = time.perf_counter()
    workspace = Workspace(chains(size))
    view = CanvasView(workspace, Theme("light"))
    view.resize(WIDTH, HEIGHT)
    view.show()
    application.processEvents()
    opened = time.perf_counter() - began
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton

    def mouse(kind: QEvent.Type, at: QPointF, button: Any, held: Any) -> None:
        screen = view.viewport().mapToGlobal(at.toPoint())
        event = QMouseEvent(kind, at, QPointF(screen), button, held, Qt.KeyboardModifier.NoModifier)
        application.sendEvent(view.viewport(), event)

    def whole(_: int) -> None:
        view.viewport().repaint()

    def pan(frame: int) -> None:
        view.camera.pan(QPoint(6 if frame < FRAMES // 2 else -6, 3))
        application.processEvents()

    view.fit()
    application.processEvents()
    zoomed_out = _frame(whole)

    middle = workspace.document.nodes[f"n{size // 2}"]
    start = QPointF(view.mapFromScene(QPointF(*middle.position) + QPointF(60, 15)))
    mouse(QEvent.Type.MouseButtonPress, start, left, left)

    def drag(frame: int) -> None:
        mouse(QEvent.Type.MouseMove, start + QPointF(5 + frame, frame), none, left)
        application.processEvents()

    dragging = _frame(drag)
    mouse(QEvent.Type.MouseButtonRelease, start + QPointF(FRAMES, FRAMES), left, none)

    view.camera.set_zoom(1.0)
    view.camera.centre_on(QPointF(*middle.position))
    application.processEvents()
    panning = _frame(pan)
    view.close()
    view.deleteLater()
    workspace.training.close()
    application.processEvents()
    return {
        "nodes": size,
        "open_ms": opened * 1000,
        "zoomed_out_ms": zoomed_out,
        "panning_ms": panning,
        "dragging_ms": dragging,
    }


def _frame(cause: Callable[[int], None]) -> float:
    """Median milliseconds of a frame; the first few are not counted."""
    times = []
    for frame in range(FRAMES):
        began = time.perf_counter()
        cause(frame)
        times.append((time.perf_counter() - began) * 1000)
    return median(times[5:])
