"""Box selection: what the rectangle touches is selected."""

from PySide6.QtCore import QPointF, QRectF, Qt

from widgets.canvas.gestures.gesture import Gesture, Pointer


class BoxGesture(Gesture):
    """From an empty place; with Shift or Ctrl the selection so far is kept."""

    _origin: QPointF
    _kept: frozenset[str] = frozenset()
    _before: frozenset[str] = frozenset()

    def start(self, at: Pointer) -> None:
        """Pin the first corner; what was selected is let go unless a key keeps it."""
        workspace = self.view.workspace
        self._origin = at.canvas
        self._before = workspace.selection
        keys = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
        self._kept = workspace.selection if at.modifiers & keys else frozenset()
        workspace.select(self._kept)

    def move(self, at: Pointer) -> None:
        """Stretch the rectangle to the pointer."""
        box = QRectF(self._origin, at.canvas).normalized()
        self.view.show_box(box)
        self.view.workspace.select(self._kept | self.view.canvas.nodes_in(box))

    def end(self, at: Pointer) -> None:
        """Keep the selection."""
        self.view.show_box(None)

    def cancel(self) -> None:
        """The selection is as before."""
        self.view.show_box(None)
        self.view.workspace.select(self._before)
