"""A way around faces: the cheapest level and upright pieces through the lanes between them.

Dijkstra's method (1959) on the few lines that matter: beside each face, beside the ports, and
half-way between. A corner costs as much as a piece of ``CORNER_COST`` px.
"""

from collections.abc import Sequence
from heapq import heappop, heappush

from PySide6.QtCore import QPointF, QRectF

CORNER_COST = 60.0
BESIDE = (18.0, 38.0)
"""How far from a face a lane runs: levels keep 18, uprights 38 (mid-way between two columns), so
that they do not run along the wires that turn in the same gap."""
CROSSING_COST = 160.0
_LEFT, _DOWN, _UP = (-1, 0), (0, 1), (0, -1)
_KEEP_OFF = 8.0
_MOST_LINES = 60

Corner = tuple[int, int]
Wall = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def detour(
    start: QPointF, end: QPointF, faces: Sequence[QRectF], lower_ports: tuple[bool, bool]
) -> list[QPointF] | None:
    """Corner points from ``start`` (leaving to the right) to ``end`` (arriving from the left).

    Both lie beside their faces already. ``lower_ports``: whether either end has a port above it,
    whose wire would be crossed by going up from here or by coming down to there. None when no way
    is found among the lanes.
    """
    walls = [
        face.adjusted(-_KEEP_OFF, -_KEEP_OFF, _KEEP_OFF, _KEEP_OFF).getCoords() for face in faces
    ]
    xs = _lines([start.x(), end.x()], [(face.left(), face.right()) for face in faces], BESIDE[1])
    ys = _lines([start.y(), end.y()], [(face.top(), face.bottom()) for face in faces], BESIDE[0])
    goal = (xs.index(end.x()), ys.index(end.y()))
    first = (xs.index(start.x()), ys.index(start.y()))
    came = _search(first, goal, xs, ys, walls, lower_ports)
    if came is None:
        return None
    return _corners([QPointF(xs[i], ys[j]) for i, j in came])


def _lines(own: list[float], spans: list[tuple[float, float]], beside: float) -> list[float]:
    """The positions of the lanes along one axis, nearest to the ports where there are many."""
    lanes = [edge for low, high in spans for edge in (low - beside, high + beside)]
    middle = sum(own) / len(own)
    lanes.sort(key=lambda place: abs(place - middle))
    return sorted({*own, *lanes[: _MOST_LINES - len(own)]})


def _search(
    first: Corner,
    goal: Corner,
    xs: list[float],
    ys: list[float],
    walls: list[Wall],
    lower_ports: tuple[bool, bool],
) -> list[Corner] | None:
    # A state is a corner and the axis it was reached along; both ports are left level.
    best: dict[tuple[Corner, int], float] = {(first, 0): 0.0}
    origin: dict[tuple[Corner, int], tuple[Corner, int]] = {}
    waiting: list[tuple[float, Corner, int]] = [(0.0, first, 0)]
    while waiting:
        cost, place, axis = heappop(waiting)
        if cost > best[place, axis]:
            continue
        if place == goal and axis == 0:
            return _walk_back((place, axis), origin)
        for step, turned in (((1, 0), 0), (_LEFT, 0), (_DOWN, 1), (_UP, 1)):
            there = place[0] + step[0], place[1] + step[1]
            if not (0 <= there[0] < len(xs) and 0 <= there[1] < len(ys)):
                continue
            if place == first and step == _LEFT:
                continue
            x, y, x2, y2 = xs[place[0]], ys[place[1]], xs[there[0]], ys[there[1]]
            if _blocked(x, y, x2, y2, walls):
                continue
            longer = cost + abs(x2 - x) + abs(y2 - y) + (CORNER_COST if turned != axis else 0)
            if (lower_ports[0] and place[1] == first[1] and step == _UP) or (
                lower_ports[1] and there[1] == goal[1] and step == _DOWN
            ):
                longer += CROSSING_COST
            key = (there, turned)
            if longer < best.get(key, float("inf")):
                best[key] = longer
                origin[key] = (place, axis)
                heappush(waiting, (longer, there, turned))
    return None


def _blocked(x: float, y: float, x2: float, y2: float, walls: list[Wall]) -> bool:
    """Whether a level or upright piece runs through a wall; touching its edge is no harm."""
    left, right = (x, x2) if x < x2 else (x2, x)
    top, bottom = (y, y2) if y < y2 else (y2, y)
    for wall in walls:
        if wall[0] < right and wall[2] > left and wall[1] < bottom and wall[3] > top:
            return True
    return False


def _walk_back(
    state: tuple[Corner, int], origin: dict[tuple[Corner, int], tuple[Corner, int]]
) -> list[Corner]:
    way = [state[0]]
    while state in origin:
        state = origin[state]
        way.append(state[0])
    return way[::-1]


def _corners(points: list[QPointF]) -> list[QPointF]:
    """The points where the way turns, with its two ends."""
    kept = [points[0]]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        level = before.y() == here.y() == after.y()
        upright = before.x() == here.x() == after.x()
        if not level and not upright:
            kept.append(here)
    return [*kept, points[-1]]
