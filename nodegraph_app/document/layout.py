"""Automatic layout: columns from left to right, short wires, long wires in lanes of their own.

The layered method of K. Sugiyama, S. Tagawa and M. Toda (1981): put nodes into columns, give a wire
that passes columns a place in each of them, order every column by its neighbours' middle (P. Eades
and N. C. Wormald, 1994), then move nodes up and down until wires are straight and nothing overlaps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import fmean, median

from nodegraph_app.document.document import Document
from nodegraph_app.document.records import Position, Wire

Size = tuple[float, float]

NODE: Size = (140.0, 128.0)
LANE = 12.0
"""Height that is kept free for a wire that passes a column."""
BRANCH, LANE_WEIGHT = 1e-2, 1e-6
"""How much less than the trunk a branch, and a passing wire, may push where nodes stand."""
COLUMN_GAP, ROW_GAP = 72.0, 32.0
GRID = 4.0
ROUNDS = 12


@dataclass
class Cell:
    """A node's place, or that of a long wire in one of the columns it passes."""

    column: int
    height: float
    is_lane: bool = False
    importance: float = 1.0
    """1 on the trunk, less on branches."""
    main: Cell | None = None
    """What it stands in line with: the cell before it on the wire to its first input."""
    before: list[Cell] = field(default_factory=list)
    after: list[Cell] = field(default_factory=list)
    y: float = 0.0

    @property
    def weight(self) -> float:
        """How much it may push others from where they want to be."""
        return self.importance * (LANE_WEIGHT if self.is_lane else 1.0)


def layout(
    document: Document, sizes: Mapping[str, Size] | None = None, origin: Position = (0.0, 0.0)
) -> dict[str, Position]:
    """Where each node's top left corner goes, on the grid, from `origin` to the right and down.

    `sizes` are the nodes' widths and heights; a node that is not in it has the usual size. Parts
    that no wire joins stand below one another. For MoveNodes.
    """
    sizes = {node_id: (sizes or {}).get(node_id, NODE) for node_id in document.nodes}
    positions: dict[str, Position] = {}
    x, y = origin
    for part in _parts(document):
        placed, height = _placed(document, part, sizes)
        positions |= {i: (_snapped(x + px), _snapped(y + py)) for i, (px, py) in placed.items()}
        y += height + 2 * ROW_GAP
    return positions


def _parts(document: Document) -> list[list[str]]:
    """The node ids of each connected part, both in file order."""
    part_of: dict[str, int] = {}
    for start in document.nodes:
        waiting = [start] if start not in part_of else []
        while waiting:
            node_id = waiting.pop()
            if node_id not in part_of:
                part_of[node_id] = part_of.get(start, len(part_of))
                waiting += [wire.target.node for wire in document.wires_from(node_id)]
                waiting += [wire.source.node for wire in document.wires_into(node_id)]
    parts: dict[int, list[str]] = {}
    for node_id in document.nodes:
        parts.setdefault(part_of[node_id], []).append(node_id)
    return list(parts.values())


def _placed(
    document: Document, part: list[str], sizes: Mapping[str, Size]
) -> tuple[dict[str, Position], float]:
    """Positions of one connected part from (0, 0), and its height."""
    columns = _columns(document, part)
    cells = {i: Cell(columns[i], sizes[i][1]) for i in part}
    grid: list[list[Cell]] = [[] for _ in range(max(columns.values()) + 1)]
    for node_id in document.order():
        if node_id in cells:
            grid[columns[node_id]].append(cells[node_id])
    for node_id in part:
        for wire in document.wires_from(node_id):
            is_main = wire == _main_wire(document, wire.target.node)
            _join(cells[node_id], cells[wire.target.node], grid, is_main)
    _weigh(grid)
    _order(grid)
    _settle(grid)
    lefts = _lefts(columns, sizes)
    top = min(cell.y for cell in cells.values())
    bottom = max(cell.y + cell.height for cell in cells.values())
    return {i: (lefts[columns[i]], cells[i].y - top) for i in part}, bottom - top


def _columns(document: Document, part: list[str]) -> dict[str, int]:
    """A column for each node: after all it depends on, and sources next to what they feed."""
    members = set(part)
    order = [node_id for node_id in document.order() if node_id in members]
    columns: dict[str, int] = {}
    for node_id in order:
        before = (columns[wire.source.node] for wire in document.wires_into(node_id))
        columns[node_id] = max(before, default=-1) + 1
    for node_id in reversed(order):
        after = [columns[wire.target.node] for wire in document.wires_from(node_id)]
        if after and not document.wires_into(node_id):
            columns[node_id] = min(after) - 1
    return columns


def _join(source: Cell, target: Cell, grid: list[list[Cell]], is_main: bool) -> None:
    """A wire, with a lane in each column between its ends."""
    for column in range(source.column + 1, target.column):
        lane = Cell(column, LANE, is_lane=True, main=source)
        grid[column].append(lane)
        source.after.append(lane)
        lane.before.append(source)
        source = lane
    source.after.append(target)
    target.before.append(source)
    if is_main:
        target.main = source


def _weigh(grid: list[list[Cell]]) -> None:
    """Of all that follow one cell, the longest way on is the trunk; the others are branches."""
    way_on: dict[int, int] = {}
    for column in reversed(grid):
        for cell in column:
            way_on[id(cell)] = max((way_on[id(other)] + 1 for other in cell.after), default=0)
    for column in grid:
        for cell in column:
            followers = [other for other in cell.after if other.main is cell]
            followers.sort(key=lambda other: (other.is_lane, -way_on[id(other)]))
            for other in followers[:1]:
                other.importance = cell.importance
            for other in followers[1:]:
                other.importance = cell.importance * BRANCH


def _main_wire(document: Document, node_id: str) -> Wire:
    """The wire into the node's first port that has one."""
    node, wires = document.nodes[node_id], document.wires_into(node_id)
    node_type = document.catalog.get(node.type)
    ports = [port.name for port in node_type.input_ports(node.parameters)] if node_type else []
    by_port = {wire.target.port: wire for wire in reversed(wires)}
    return next((by_port[port] for port in ports if port in by_port), wires[0])


def _order(grid: list[list[Cell]]) -> None:
    """Order every column by the median place of its neighbours, forth and back, the best kept."""
    best, fewest = [list(column) for column in grid], _crossings(grid)
    for sweep in range(ROUNDS):
        if not fewest:
            break
        forth = sweep % 2 == 0
        for index in range(len(grid)) if forth else reversed(range(len(grid))):
            neighbour = index - 1 if forth else index + 1
            if 0 <= neighbour < len(grid):
                place = {id(cell): p for p, cell in enumerate(grid[neighbour])}
                grid[index].sort(key=lambda cell: _middle(cell, place, forth))
        crossings = _crossings(grid)
        if crossings < fewest:
            best, fewest = [list(column) for column in grid], crossings
    grid[:] = best


def _middle(cell: Cell, place: Mapping[int, int], forth: bool) -> float:
    return median([place[id(other)] for other in (cell.before if forth else cell.after)] or [0])


def _crossings(grid: list[list[Cell]]) -> int:
    """How many pairs of wires cross between neighbouring columns."""
    total = 0
    for column, following in pairwise(grid):
        place = {id(cell): p for p, cell in enumerate(following)}
        ends = [sorted(place[id(target)] for target in cell.after) for cell in column]
        flat = [end for group in ends for end in group]
        total += sum(b < a for i, a in enumerate(flat) for b in flat[i + 1 :])
    return total


def _settle(grid: list[list[Cell]]) -> None:
    """Give every cell its height on the page: in line with its neighbours, clear of the others."""
    for column in grid:
        _spread(column, [0.0 for _ in column])
    for sweep in range(ROUNDS):
        forth = sweep % 2 == 0
        for column in grid if forth else reversed(grid):
            _spread(column, [_wanted(cell, forth) for cell in column])


def _wanted(cell: Cell, forth: bool) -> float:
    """The y that makes its main wire straight, coming (forth) or going (back)."""
    if forth:
        return cell.main.y if cell.main else cell.y
    levels = [other.y for other in cell.after if other.main is cell and other.weight >= cell.weight]
    return median(levels) if levels else cell.y


def _spread(column: list[Cell], wanted: list[float]) -> None:
    """Place a column's cells as near to `wanted` as they can be without overlap.

    Cells that would overlap form a block, which stands where its cells on average want to be
    (pool adjacent violators; R. E. Barlow and others, 1972).
    """
    blocks: list[tuple[float, list[Cell]]] = []  # where its first cell's top goes, and its cells
    wishes: dict[int, float] = {}
    offset = 0.0
    for cell, y in zip(column, wanted, strict=True):
        wishes[id(cell)] = y - offset
        blocks.append((y - offset, [cell]))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            cells = blocks[-2][1] + blocks[-1][1]
            blocks[-2:] = [(_mean(cells, wishes), cells)]
        offset += cell.height + ROW_GAP
    offset = 0.0
    for level, cells in blocks:
        for cell in cells:
            cell.y = level + offset
            offset += cell.height + ROW_GAP


def _mean(cells: list[Cell], wishes: Mapping[int, float]) -> float:
    return fmean([wishes[id(cell)] for cell in cells], [cell.weight for cell in cells])


def _lefts(columns: Mapping[str, int], sizes: Mapping[str, Size]) -> list[float]:
    """The left edge of each column, which is as wide as its widest node."""
    widths = [0.0] * (max(columns.values()) + 1)
    for node_id, column in columns.items():
        widths[column] = max(widths[column], sizes[node_id][0])
    return [sum(_with_gap(widths[:column])) for column in range(len(widths))]


def _with_gap(widths: Iterable[float]) -> Iterable[float]:
    return (width + COLUMN_GAP for width in widths)


def _snapped(value: float) -> float:
    return round(value / GRID) * GRID
