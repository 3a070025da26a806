"""The keys of the canvas. Where the window has actions of the same keys, those come first."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from widgets.canvas import editing
from widgets.canvas.walking import Direction

if TYPE_CHECKING:
    from widgets.canvas.view import CanvasView

_ARROWS: dict[int, Direction] = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}
_PAN_BY = 64
_PAN = {
    Qt.Key.Key_Left: QPoint(-_PAN_BY, 0),
    Qt.Key.Key_Right: QPoint(_PAN_BY, 0),
    Qt.Key.Key_Up: QPoint(0, -_PAN_BY),
    Qt.Key.Key_Down: QPoint(0, _PAN_BY),
}
_STANDARD: dict[QKeySequence.StandardKey, Callable[["CanvasView"], object]] = {
    QKeySequence.StandardKey.Delete: lambda view: editing.delete(view.workspace),
    QKeySequence.StandardKey.SelectAll: lambda view: editing.select_all(view.workspace),
    QKeySequence.StandardKey.Copy: lambda view: editing.copy(view.workspace),
    QKeySequence.StandardKey.Cut: lambda view: editing.cut(view.workspace),
    QKeySequence.StandardKey.Paste: lambda view: editing.paste_clipboard(view.workspace),
    QKeySequence.StandardKey.ZoomIn: lambda view: view.zoom_in(),
    QKeySequence.StandardKey.ZoomOut: lambda view: view.zoom_out(),
    QKeySequence.StandardKey.Undo: lambda view: view.workspace.undo_stack.undo(),
    QKeySequence.StandardKey.Redo: lambda view: view.workspace.undo_stack.redo(),
}
_CONTROL: dict[int, Callable[["CanvasView"], object]] = {
    Qt.Key.Key_0: lambda view: view.fit(),
    Qt.Key.Key_1: lambda view: view.zoom_actual(),
    Qt.Key.Key_D: lambda view: editing.duplicate(view.workspace),
    Qt.Key.Key_Equal: lambda view: view.zoom_in(),
}


def is_own(event: QKeyEvent) -> bool:
    """Whether a key must not become a shortcut of the window: Space pans while it is held."""
    plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
    return plain and event.key() == Qt.Key.Key_Space


def press(view: "CanvasView", event: QKeyEvent) -> bool:
    """Do what a key means; False when it means nothing here."""
    key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if key == Qt.Key.Key_Escape:
        if not view.cancel_gesture():
            view.workspace.select(())
        return True
    if key in _ARROWS and held == Qt.KeyboardModifier.NoModifier:
        view.walk(_ARROWS[key])
        return True
    if key in _PAN and held == Qt.KeyboardModifier.ControlModifier:
        view.camera.pan(_PAN[key])
        view.looked()
        return True
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and view.focus_node is not None:
        view.node_activated.emit(view.focus_node)
        return True
    if key == Qt.Key.Key_Backspace:
        return editing.delete(view.workspace)
    if key == Qt.Key.Key_Home:
        view.fit()
        return True
    return _press_command(view, event, key, held)


def _press_command(
    view: "CanvasView", event: QKeyEvent, key: int, held: Qt.KeyboardModifier
) -> bool:
    for standard, action in _STANDARD.items():
        if event.matches(standard):
            action(view)
            return True
    if held == Qt.KeyboardModifier.ControlModifier and key in _CONTROL:
        _CONTROL[key](view)
        return True
    return False
