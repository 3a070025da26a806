"""The way of a wire: straight in a row, with round corners between rows, soft in motion."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainterPath

from widgets.canvas.anatomy import HEADER
from widgets.canvas.detour import detour

CORNER = 10.0
LEAVE = 14.0
"""How far a wire goes straight on after an output before it turns."""
ENTER = 24.0
"""How far before an input it has turned for the last time."""
LANE = 18.0
"""Distance between a node and a wire that passes along it."""
_AROUND = 160.0
_MOST_FACES = 40


@dataclass(frozen=True)
class Route:
    """Corner points of a wire from output to input; ``cubic`` has only its two ends."""

    points: tuple[QPointF, ...]
    is_cubic: bool = False

    @property
    def start(self) -> QPointF:
        """Centre of the output port."""
        return self.points[0]

    @property
    def end(self) -> QPointF:
        """Centre of the input port."""
        return self.points[-1]

    @property
    def lines(self) -> list[QLineF]:
        """The straight pieces, for the far zoom."""
        return [QLineF(a, b) for a, b in pairwise(self.points)]

    def bounds(self) -> QRectF:
        """The smallest rectangle around the wire's middle line."""
        if self.is_cubic:
            return _cubic(self.start, self.end).controlPointRect()
        xs = [point.x() for point in self.points]
        ys = [point.y() for point in self.points]
        return QRectF(QPointF(min(xs), min(ys)), QPointF(max(xs), max(ys)))

    def path(self) -> QPainterPath:
        """The wire's middle line."""
        return _cubic(self.start, self.end) if self.is_cubic else _rounded(self.points)

    def longest_run(self) -> QLineF:
        """The longest level piece, left to right: where the label stands."""
        if self.is_cubic:
            middle = _cubic(self.start, self.end).pointAtPercent(0.5)
            half = QPointF(abs(self.end.x() - self.start.x()) / 2, 0)
            return QLineF(middle - half, middle + half)
        level = [line for line in self.lines if abs(line.dy()) < 0.5]
        if not level:
            return QLineF()
        longest = max(level, key=lambda line: abs(line.dx()))
        return longest if longest.dx() >= 0 else QLineF(longest.p2(), longest.p1())


def cubic(start: QPointF, end: QPointF) -> Route:
    """The soft wire of a hand in motion."""
    return Route((start, end), is_cubic=True)


FacesIn = Callable[[QRectF], Sequence[QRectF]]
"""The faces, but for those at the two ends of a wire, that a rectangle touches."""


def orthogonal(
    start: QPointF, end: QPointF, source: QRectF, target: QRectF, faces_in: FacesIn
) -> Route:
    """Level and upright pieces only, around the faces in between.

    ``source`` and ``target`` are the faces at the two ends.
    """
    simple = _simple(start, end, source, target)
    blocking = [face for line in simple.lines for face in faces_in(_corridor(line))]
    if not blocking and not _crosses_ends(simple, source, target):
        return simple
    area = simple.bounds().adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND)
    faces = [*faces_in(area), source, target]
    if len(faces) > _MOST_FACES:
        return simple
    leave = QPointF(source.right() + LEAVE, start.y())
    enter = QPointF(target.left() - ENTER, end.y())
    lower = start.y() > source.top() + HEADER, end.y() > target.top() + HEADER
    way = detour(leave, enter, faces, lower)
    return simple if way is None else Route(tuple(_straightened([start, *way, end])))


def _simple(start: QPointF, end: QPointF, source: QRectF, target: QRectF) -> Route:
    """The way where nothing is in between."""
    drop = end.y() - start.y()
    forward = end.x() - start.x()
    if abs(drop) < 0.5 and forward > 0:
        return Route((start, QPointF(end.x(), start.y())))
    if forward >= LEAVE + CORNER:
        turn = end.x() - min(ENTER, forward / 2)
        return Route((start, QPointF(turn, start.y()), QPointF(turn, end.y()), end))
    return _around(start, end, _lane(source, target))


def _corridor(line: QLineF) -> QRectF:
    """The room that a piece needs."""
    return QRectF(line.p1(), line.p2()).normalized().adjusted(-5, -5, 5, 5)


def _crosses_ends(route: Route, source: QRectF, target: QRectF) -> bool:
    """Whether a piece that belongs to neither port runs through the face of an end."""
    inner = route.lines[1:-1]
    return any(_corridor(line).intersects(face) for line in inner for face in (source, target))


def _straightened(points: list[QPointF]) -> list[QPointF]:
    """Without the points where the way goes straight on."""
    kept = points[:1]
    for here, after in pairwise(points[1:]):
        before = kept[-1]
        level = before.y() == here.y() == after.y()
        upright = before.x() == here.x() == after.x()
        if not level and not upright:
            kept.append(here)
    return [*kept, points[-1]]


def parting(one: Route, other: Route) -> QPointF | None:
    """Where two wires from one output part: the end of the way they have in common."""
    for a, b in zip(one.lines, other.lines, strict=False):
        if a == b:
            continue
        if abs(a.dx() * b.dy() - a.dy() * b.dx()) > 0.5:
            return a.p1()
        return a.p2() if a.length() < b.length() else b.p2()
    return None


def _lane(source: QRectF, target: QRectF) -> float:
    """The level between two rows; under both where they overlap."""
    if target.top() - source.bottom() >= 2 * CORNER:
        return (source.bottom() + target.top()) / 2
    if source.top() - target.bottom() >= 2 * CORNER:
        return (target.bottom() + source.top()) / 2
    return max(source.bottom(), target.bottom()) + LANE


def _around(start: QPointF, end: QPointF, lane: float) -> Route:
    """Out to the right, along the lane, and in from the left."""
    right, left = start.x() + LEAVE, end.x() - ENTER
    return Route(
        (
            start,
            QPointF(right, start.y()),
            QPointF(right, lane),
            QPointF(left, lane),
            QPointF(left, end.y()),
            end,
        )
    )


def _cubic(start: QPointF, end: QPointF) -> QPainterPath:
    reach = max(40.0, min(160.0, abs(end.x() - start.x()) / 2))
    if end.x() < start.x():
        reach = max(reach, 80.0)
    path = QPainterPath(start)
    path.cubicTo(start + QPointF(reach, 0), end - QPointF(reach, 0), end)
    return path


def _rounded(points: Sequence[QPointF]) -> QPainterPath:
    """A line through the points whose corners are quarter circles where there is room."""
    path = QPainterPath(points[0])
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        enter, leave = QLineF(corner, before), QLineF(corner, after)
        radius = min(CORNER, enter.length() / 2, leave.length() / 2)
        if radius < 0.5:
            path.lineTo(corner)
            continue
        enter.setLength(radius)
        leave.setLength(radius)
        path.lineTo(enter.p2())
        # 0.5523 of the way to the corner makes a cubic a quarter circle within 0.03 %.
        path.cubicTo(
            enter.p2() + (corner - enter.p2()) * 0.5523,
            leave.p2() + (corner - leave.p2()) * 0.5523,
            leave.p2(),
        )
    path.lineTo(points[-1])
    return path
