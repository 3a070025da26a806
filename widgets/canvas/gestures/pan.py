"""Panning: the canvas follows the hand."""

from PySide6.QtCore import QPoint, Qt

from widgets.canvas.gestures.gesture import Gesture, Pointer


class PanGesture(Gesture):
    """Middle button, or Space and the left button."""

    cursor = Qt.CursorShape.ClosedHandCursor
    _last: QPoint
    has_moved = False

    def start(self, at: Pointer) -> None:
        """Hold the canvas."""
        self._last = at.view

    def move(self, at: Pointer) -> None:
        """Take it along."""
        if at.view != self._last:
            self.has_moved = True
            self.view.camera.pan(self._last - at.view)
            self._last = at.view
