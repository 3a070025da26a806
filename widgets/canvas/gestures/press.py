"""Pressing a button on a node: it acts when the pointer is still on it at the release."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt

from widgets.canvas.gestures.gesture import Gesture, Pointer
from widgets.canvas.node_item import NodeItem

if TYPE_CHECKING:
    from widgets.canvas.view import CanvasView


class PressGesture(Gesture):
    """The mend button of an error card, and the word beside it that lists more."""

    cursor = Qt.CursorShape.PointingHandCursor

    def __init__(
        self, view: "CanvasView", node: NodeItem, button: QRectF, action: Callable[[QPointF], None]
    ) -> None:
        super().__init__(view)
        self._node, self._button, self._action = node, button, action

    def end(self, at: Pointer) -> None:
        """Act, unless the pointer has left."""
        if self._button.contains(at.canvas - self._node.pos()):
            self._action(QPointF(at.screen))
