"""The canvas from far away: everything in a few batches, without asking the items.

Below ``NODE_DETAIL`` a thousand items cost more to ask than to draw. The lists kept here are made
again only when geometry changes; a frame draws them as they are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QPolygonF

from widgets.canvas.ink import inset
from widgets.canvas.looks import BLOCK_DETAIL
from widgets.canvas.node_item import NodeItem
from widgets.canvas.scene import CanvasScene
from widgets.canvas.wire_item import WireItem

_CURVE_PIECES = 6


@dataclass
class _Batch:
    """What is drawn in one go: faces by family, wires by colour."""

    faces: dict[str, list[QRectF]] = field(default_factory=dict)
    lines: dict[str, list[QLineF]] = field(default_factory=dict)
    icons: list[tuple[str, str]] = field(default_factory=list)
    """Icon and family of each face."""
    centres: np.ndarray = field(default_factory=lambda: np.empty((0, 2)))
    """Middle of each face: (faces, 2)."""


class FarPainter:
    """Draws one scene at low zoom."""

    def __init__(self, scene: CanvasScene) -> None:
        self._scene = scene
        self._all: _Batch | None = None
        self._lifted: frozenset[str] = frozenset()
        self._backdrop: QPixmap | None = None
        scene.geometry_changed.connect(self.forget)

    def forget(self) -> None:
        """The scene has changed: make the lists again for the next frame."""
        self._all = None
        self._backdrop = None

    def lift(self, ids: frozenset[str]) -> None:
        """These nodes are being moved: everything else is drawn once and then copied."""
        self._lifted = ids
        self._backdrop = None

    @property
    def is_lifted(self) -> bool:
        """Whether nodes are being moved."""
        return bool(self._lifted)

    def backdrop(
        self, size: tuple[int, int], ratio: float, paint: Callable[[QPainter], None]
    ) -> QPixmap:
        """All that stays in place, as pixels of the whole view."""
        if self._backdrop is None:
            pixmap = QPixmap(round(size[0] * ratio), round(size[1] * ratio))
            pixmap.setDevicePixelRatio(ratio)
            painter = QPainter(pixmap)
            paint(painter)
            painter.end()
            self._backdrop = pixmap
        return self._backdrop

    def forget_backdrop(self) -> None:
        """The view has moved."""
        self._backdrop = None

    def paint(self, painter: QPainter, scale: float) -> None:
        """All but the lifted nodes; the painter is in canvas coordinates."""
        if self._lifted:
            still = [n for key, n in self._scene.nodes.items() if key not in self._lifted]
            held = self._lifted_wires()
            batch = _batch(still, (w for w in self._scene.wires.values() if w not in held))
        else:
            if self._all is None:
                self._all = _batch(self._scene.nodes.values(), self._scene.wires.values())
            batch = self._all
        self._paint_batch(painter, batch, scale)
        self._paint_marks(painter, scale, lifted=False)

    def paint_lifted(self, painter: QPainter, scale: float) -> None:
        """Only the lifted nodes and their wires."""
        nodes = [self._scene.nodes[key] for key in self._lifted if key in self._scene.nodes]
        self._paint_batch(painter, _batch(nodes, self._lifted_wires()), scale)
        self._paint_marks(painter, scale, lifted=True)

    def _lifted_wires(self) -> frozenset[WireItem]:
        return frozenset(wire for key in self._lifted for wire in self._scene.wires_of(key))

    def _paint_batch(self, painter: QPainter, batch: _Batch, scale: float) -> None:
        ink = self._scene.looks.ink
        flat = scale < BLOCK_DETAIL
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for color, lines in batch.lines.items():
            painter.setPen(ink.pen(color, 1.0, cosmetic=True))
            painter.drawLines(lines)
        for family, rects in batch.faces.items():
            if flat:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(ink.color(f"family.{family}.main"))
            else:
                painter.setPen(ink.pen(f"family.{family}.main", 1.0, cosmetic=True))
                painter.setBrush(ink.color(f"family.{family}.tint"))
            painter.drawRects(rects)
        if not flat:
            self._paint_icons(painter, batch, scale)

    def _paint_icons(self, painter: QPainter, batch: _Batch, scale: float) -> None:
        """Icons at their own size whatever the zoom: they are what a block is known by."""
        looks, size = self._scene.looks, 16 if scale >= 0.22 else 12
        transform, seen = painter.worldTransform(), painter.viewport()
        x = np.rint(batch.centres[:, 0] * scale + transform.dx() - size / 2)
        y = np.rint(batch.centres[:, 1] * scale + transform.dy() - size / 2)
        in_sight = (x > -size) & (x < seen.width()) & (y > -size) & (y < seen.height())
        pixmaps: dict[tuple[str, str], QPixmap] = {}
        painter.resetTransform()
        for number in np.flatnonzero(in_sight).tolist():
            key = batch.icons[number]
            if key not in pixmaps:
                name, family = key
                color = f"family.{family}.text"
                pixmaps[key] = looks.theme.pixmap(name, color, size, looks.ratio)
            painter.drawPixmap(int(x[number]), int(y[number]), pixmaps[key])
        painter.setWorldTransform(transform)

    def _paint_marks(self, painter: QPainter, scale: float, *, lifted: bool) -> None:
        """Selection, the node at work and failures: seen at every zoom."""
        scene, ink = self._scene, self._scene.looks.ink
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        now = scene.node_at_work
        if now is not None and (now.id in self._lifted) == lifted:
            painter.setPen(ink.pen("now.halo", 6.0, cosmetic=True))
            painter.drawRect(inset(now.face_rect(), -4 / scale))
        painter.setPen(ink.pen("selection.stroke", 2.0, cosmetic=True))
        for key in scene.workspace.selection & scene.nodes.keys():
            if (key in self._lifted) == lifted:
                painter.drawRect(inset(scene.nodes[key].face_rect(), -1.5 / scale))
        for key, item in scene.failed.items():
            if (key in self._lifted) == lifted:
                _paint_failure(painter, item, ink.color("status.failed.main"), scale)


def _paint_failure(painter: QPainter, item: NodeItem, color: QColor, scale: float) -> None:
    """A red triangle of 10 px in the corner."""
    corner = item.face_rect().topRight()
    side = 5.0 / scale
    points = [
        corner + QPointF(0, -side),
        corner + QPointF(side, side),
        corner + QPointF(-side, side),
    ]
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF(points))
    painter.restore()


def _batch(nodes: Iterable[NodeItem], wires: Iterable[WireItem]) -> _Batch:
    batch = _Batch()
    centres = []
    for node in nodes:
        rect, face = node.face_rect(), node.face
        batch.faces.setdefault(face.family, []).append(rect)
        batch.icons.append((face.icon, face.family))
        centres.append((rect.x() + rect.width() / 2, rect.y() + rect.height() / 2))
    batch.centres = np.array(centres, dtype=np.float64).reshape(-1, 2)
    for wire in wires:
        lines = batch.lines.setdefault(wire.color, [])
        lines.extend(_curve(wire) if wire.route.is_cubic else wire.route.lines)
    return batch


def _curve(wire: WireItem) -> list[QLineF]:
    """A soft wire as a few straight pieces."""
    path = wire.path()
    points = [path.pointAtPercent(step / _CURVE_PIECES) for step in range(_CURVE_PIECES + 1)]
    return [QLineF(a, b) for a, b in pairwise(points)]
