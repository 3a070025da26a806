"""Walking the network by arrow keys: along the wires, and across to the nearest row."""

from typing import Literal

from PySide6.QtCore import QPointF

from widgets.canvas.scene import CanvasScene

Direction = Literal["left", "right", "up", "down"]


def neighbour(scene: CanvasScene, node: str, direction: Direction) -> str | None:
    """The node that an arrow key leads to: right and left follow a wire where there is one."""
    document = scene.workspace.document
    if direction == "right":
        ends = [wire.target.node for wire in document.wires_from(node)]
    elif direction == "left":
        ends = [wire.source.node for wire in document.wires_into(node)]
    else:
        ends = []
    known = [key for key in ends if key in scene.nodes]
    return known[0] if known else _nearest(scene, node, direction)


def _nearest(scene: CanvasScene, node: str, direction: Direction) -> str | None:
    """The nearest node in that direction; what lies straight ahead is nearer than what is aside."""
    here = scene.nodes[node].face_rect().center()
    best: tuple[float, str] | None = None
    for key, item in scene.nodes.items():
        away = item.face_rect().center() - here
        ahead, aside = _split(away, direction)
        if key == node or ahead <= 1:
            continue
        distance = ahead + 2 * abs(aside)
        if best is None or distance < best[0]:
            best = distance, key
    return best[1] if best is not None else None


def _split(away: QPointF, direction: Direction) -> tuple[float, float]:
    """How far ahead and how far aside, seen in a direction."""
    if direction in ("left", "right"):
        return (away.x() if direction == "right" else -away.x()), away.y()
    return (away.y() if direction == "down" else -away.y()), away.x()


def first(scene: CanvasScene) -> str | None:
    """Where walking begins: the leftmost of the topmost nodes."""
    return min(
        scene.nodes,
        key=lambda key: (round(scene.nodes[key].y() / 40), scene.nodes[key].x()),
        default=None,
    )
