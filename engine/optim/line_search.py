"""A line search: how far to go in a direction, so that the loss falls enough and flattens."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from engine.backend import Array


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the line: how far, the loss, its gradient, and its slope along the line."""

    length: float
    loss: float
    gradient: Array
    slope: float


def strong_wolfe(
    at: Callable[[float], Point],
    start: Point,
    length: float,
    size: float,
    *,
    decrease: float = 1e-4,
    flatness: float = 0.9,
    tolerance: float = 1e-9,
    most: int = 25,
) -> tuple[Point, int]:
    """(a point that meets the strong Wolfe conditions, or the best found; evaluations made).

    at: evaluates a length. start: length 0. length: the first to try. size: the largest element
    of the direction. Source: Nocedal & Wright, 2nd ed. 2006, algorithms 3.5 and 3.6.
    """

    def too_high(point: Point) -> bool:
        return point.loss > start.loss + decrease * point.length * start.slope

    def flat(point: Point) -> bool:
        return abs(point.slope) <= -flatness * start.slope

    # Grow until a stretch holds such a point.
    before, point, tries = start, at(length), 0
    ends: list[Point] = []
    while tries < most and not ends:
        if too_high(point) or (tries > 1 and point.loss >= before.loss):
            ends = [before, point]
        elif flat(point):
            return point, tries + 1
        elif point.slope >= 0:
            ends = [before, point]
        else:
            least = point.length + 0.01 * (point.length - before.length)
            further = _cubic_minimum(before, point, least, point.length * 10)
            before, point = point, at(further)
            tries += 1
    if not ends:
        return min(start, point, key=lambda p: p.loss), tries + 1

    # Narrow the stretch down.
    low = 0 if ends[0].loss <= ends[1].loss else 1
    slow = False
    while tries < most and abs(ends[1].length - ends[0].length) * size >= tolerance:
        left, right = sorted(end.length for end in ends)
        trial = _cubic_minimum(ends[0], ends[1], left, right)
        margin = 0.1 * (right - left)
        slow_before, slow = slow, min(right - trial, trial - left) < margin
        if slow and (slow_before or trial >= right or trial <= left):
            # Twice near an end is no progress: move inwards.
            trial = right - margin if abs(trial - right) < abs(trial - left) else left + margin
            slow = False
        point = at(trial)
        tries += 1
        if too_high(point) or point.loss >= ends[low].loss:
            ends[1 - low] = point
            low = 0 if ends[0].loss <= ends[1].loss else 1
            continue
        if flat(point):
            return point, tries + 1
        if point.slope * (ends[1 - low].length - ends[low].length) >= 0:
            ends[1 - low] = ends[low]
        ends[low] = point
    return ends[low], tries + 1


def _cubic_minimum(a: Point, b: Point, least: float, most: float) -> float:
    """Where the cubic through two points with their slopes is lowest, within [least, most]."""
    bend = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.length - b.length)
    square = bend * bend - a.slope * b.slope
    if square < 0:
        return (least + most) / 2
    left, right = (a, b) if a.length <= b.length else (b, a)
    root = math.sqrt(square)
    share = (right.slope + root - bend) / (right.slope - left.slope + 2 * root)
    return min(max(right.length - (right.length - left.length) * share, least), most)
