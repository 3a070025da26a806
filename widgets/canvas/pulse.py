"""A step made by hand sends one pulse along the wires that feed the node now at work."""

from time import perf_counter

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsView

from widgets.canvas.looks import NODE_DETAIL
from widgets.canvas.scene import CanvasScene
from widgets.canvas.wire_item import WireItem
from widgets.common.theme import tokens

_FRAME = 16
_RADIUS = 4.0
_FASTEST = 0.25
"""Seconds between steps below which nothing pulses: that is playing, not stepping."""


class Pulse(QObject):
    """Forward it runs into the node, backward it runs from the node's output against the wire."""

    def __init__(self, view: QGraphicsView, scene: CanvasScene) -> None:
        super().__init__(view)
        self._view, self._scene = view, scene
        self.is_reduced = False
        """Whether motion is reduced: nothing then moves."""
        self._duration = tokens()["motion"]["wire_pulse"]["duration"] / 1000
        self._wires: list[WireItem] = []
        self._is_backward = False
        self._begun = 0.0
        self._position = 0
        self._node: str | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME)
        self._timer.timeout.connect(self._tick)
        scene.workspace.timeline_changed.connect(self._follow)

    @property
    def is_running(self) -> bool:
        """Whether something moves now."""
        return bool(self._wires)

    def paint(self, painter: QPainter) -> None:
        """One dot on each wire, in the colour of now."""
        ink = self._scene.looks.ink
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for place in self._places():
            painter.setBrush(ink.color("now.halo"))
            painter.drawEllipse(place, 2 * _RADIUS, 2 * _RADIUS)
            painter.setBrush(ink.color("now.main"))
            painter.drawEllipse(place, _RADIUS, _RADIUS)

    def _follow(self) -> None:
        """Begin where one step led on to another node."""
        timeline = self._scene.workspace.timeline
        before, self._position = self._position, timeline.position if timeline is not None else 0
        step = timeline.current if timeline is not None else None
        node, self._node = self._node, step.node if step is not None else None
        since = perf_counter() - self._begun
        is_step = self._position == before + 1 and self._node != node and since > _FASTEST
        self._stop()
        if step is None or not is_step or self.is_reduced:
            return
        if self._view.transform().m11() < NODE_DETAIL or not self._view.isVisible():
            return
        self._is_backward = step.phase == "backward"
        end = "source" if self._is_backward else "target"
        touching = self._scene.wires_of(step.node or "")
        self._wires = [w for w in touching if getattr(w.wire, end).node == step.node]
        self._begun = perf_counter()
        if self._wires:
            self._timer.start()

    def _places(self) -> list[QPointF]:
        share = min((perf_counter() - self._begun) / self._duration, 1.0)
        eased = 1 - (1 - share) ** 3
        along = 1 - eased if self._is_backward else eased
        return [wire.path().pointAtPercent(along) for wire in self._wires]

    def _tick(self) -> None:
        if perf_counter() - self._begun >= self._duration:
            self._stop()
            return
        self._refresh()

    def _stop(self) -> None:
        self._timer.stop()
        self._refresh()
        self._wires = []

    def _refresh(self) -> None:
        for wire in self._wires:
            area: QRectF = wire.path().controlPointRect()
            seen = self._view.mapFromScene(area).boundingRect()
            self._view.viewport().update(seen.adjusted(-12, -12, 12, 12))
