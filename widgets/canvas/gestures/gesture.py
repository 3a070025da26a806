"""What every gesture of the canvas has in common."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt

if TYPE_CHECKING:
    from widgets.canvas.view import CanvasView


@dataclass(frozen=True)
class Pointer:
    """Where the pointer is: on the canvas, in the view, on the screen; and which keys are held."""

    canvas: QPointF
    view: QPoint
    screen: QPoint
    modifiers: Qt.KeyboardModifier


class Gesture:
    """One drag from press to release. The document changes at its end, never before."""

    cursor: Qt.CursorShape | None = None

    def __init__(self, view: "CanvasView") -> None:
        self.view = view

    def start(self, at: Pointer) -> None:
        """The button went down."""

    def move(self, at: Pointer) -> None:
        """The pointer moved."""

    def end(self, at: Pointer) -> None:
        """The button went up: what was shown becomes an edit."""

    def cancel(self) -> None:
        """Esc, or the window went away: all is as before."""
