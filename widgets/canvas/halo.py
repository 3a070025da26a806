"""The node at work breathes: its halo alone, at most 20 times a second, still where asked."""

import math
from time import perf_counter

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QGraphicsView

from widgets.canvas.looks import NODE_DETAIL
from widgets.canvas.node_item import NodeItem
from widgets.common.theme import tokens


class Breath(QObject):
    """Drives the opacity of one halo."""

    def __init__(self, view: QGraphicsView) -> None:
        super().__init__(view)
        self._view = view
        self._node: NodeItem | None = None
        self.is_reduced = False
        """Whether motion is reduced: the halo then stands still."""
        motion = tokens()["motion"]["now_breathe"]
        self._period = motion["period"] / 1000
        self._low, self._high = motion["from_opacity"], motion["to_opacity"]
        self._timer = QTimer(self)
        self._timer.setInterval(1000 // motion["frames_per_second_at_most"])
        self._timer.timeout.connect(self._tick)

    def follow(self, node: NodeItem | None) -> None:
        """Let this node breathe, or none."""
        self._node = node
        wanted = node is not None and not self.is_reduced
        if wanted and not self._timer.isActive():
            self._timer.start()
        elif not wanted:
            self._timer.stop()

    def _tick(self) -> None:
        near = self._view.transform().m11() >= NODE_DETAIL
        if self._node is None or not near or not self._view.isVisible():
            return
        swing = 0.5 + 0.5 * math.cos(2 * math.pi * perf_counter() / self._period)
        self._node.set_flag("breath", self._low + (self._high - self._low) * swing)
