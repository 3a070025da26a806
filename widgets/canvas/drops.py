"""Node types dropped from the palette."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPointF
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent

from nodegraph_app.catalog import registry
from nodegraph_app.document.edits import DocumentError, insert_on_wire
from widgets.canvas.wire_item import WireItem
from widgets.common.placing import new_node, place

if TYPE_CHECKING:
    from widgets.canvas.view import CanvasView

MIME = "application/x-nodegraph-type"
_GRID = 4
_GRIP = QPointF(20, 15)
"""Where on the new node the pointer is: on its icon, as the palette's picture shows."""


def type_name(data: QMimeData) -> str | None:
    """The node type in a drag, or None where it holds something else."""
    if not data.hasFormat(MIME):
        return None
    name = bytes(data.data(MIME).data()).decode("utf-8", errors="replace")
    return name if name in registry.default().types else None


def enter(event: QDragEnterEvent) -> None:
    """Welcome a node type; let anything else pass to the window."""
    if type_name(event.mimeData()) is not None:
        event.acceptProposedAction()
    else:
        event.ignore()


def move(view: "CanvasView", event: QDragMoveEvent) -> None:
    """Mark the wire that the node would go on."""
    name = type_name(event.mimeData())
    if name is None:
        event.ignore()
        return
    _mark(view, _wire_below(view, name, view.mapToScene(event.position().toPoint())))
    event.acceptProposedAction()


def leave(view: "CanvasView") -> None:
    """Unmark."""
    _mark(view, None)


def drop(view: "CanvasView", event: QDropEvent) -> None:
    """Add the node where it was let go, on the grid; on a wire, between its two ends."""
    name = type_name(event.mimeData())
    _mark(view, None)
    if name is None:
        event.ignore()
        return
    at = view.mapToScene(event.position().toPoint())
    corner = at - _GRIP
    position = (round(corner.x() / _GRID) * _GRID * 1.0, round(corner.y() / _GRID) * _GRID * 1.0)
    wire = _wire_below(view, name, at)
    if wire is None or not _insert(view, name, position, wire):
        place(view.workspace, name, position)
    event.acceptProposedAction()
    view.setFocus()


def _insert(view: "CanvasView", name: str, position: tuple[float, float], wire: WireItem) -> bool:
    workspace = view.workspace
    node = new_node(workspace, name, position)
    try:
        edit = insert_on_wire(workspace.document, wire.wire, node)
    except DocumentError:
        return False
    if workspace.apply(edit):
        workspace.select({node.id})
    return True


def _wire_below(view: "CanvasView", name: str, at: QPointF) -> WireItem | None:
    """The wire under the pointer, for a type that a wire can pass through."""
    node_type = registry.default().types[name]
    values = node_type.defaults()
    if not node_type.input_ports(values) or not node_type.output_ports(values):
        return None
    return view.canvas.wire_at(at)


def _mark(view: "CanvasView", wire: WireItem | None) -> None:
    for item in view.canvas.wires.values():
        item.set_flag("is_bold", item is wire)
