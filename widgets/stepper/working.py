"""Working: the parts of the strip that shows how one number of an operation came about.

Windows are shown as window × kernel = products; other sums as rows of factors; functions as the
lines of their working. Which of them it is follows from the explanation, never from the operation.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QRect

from nodegraph_app.insight.numbers import (
    RESULT_DIGITS,
    TIMES,
    Scale,
    index_text,
    result_text,
    scale_of,
    shape_text,
    sum_text,
)
from nodegraph_app.stepper.explanation import Explanation, Grid
from nodegraph_app.text import translate
from widgets.common.translation import shown
from widgets.stepper.shares import rule_name, shown_terms, sum_block
from widgets.stepper.task import Operand, Task
from widgets.views.colour import ColourScale
from widgets.views.figure import Index
from widgets.views.grid import CellGrid
from widgets.views.mosaic import MosaicFigure
from widgets.views.picture import MapPicture
from widgets.views.pieces import Piece, piece
from widgets.views.strip import BODY, Block, Part, Sign
from widgets.views.sums import Line, SumFigure
from widgets.views.terms import TermRow, TermsFigure

OUTPUT, MAPS = "output", "maps"

_MOST_ROWS = 4
_WORKING_LINES = 4
_MOST_CELLS = 49
_MOST_OPERANDS = 2
_MOST_DECIMALS = 3
_NARROW = 12


@dataclass(frozen=True)
class Arrangement:
    """What the strip shows, and how its cells are indexed."""

    parts: tuple[Part, ...]
    links: tuple[tuple[str, str], ...]
    pieces: dict[str, Piece]
    explanation: Explanation


class Working:
    """The strip of one task; it keeps the colour scales of whole values between two indices."""

    def __init__(self, task: Task) -> None:
        self.task = task

    @cached_property
    def _colours(self) -> dict[int, ColourScale]:
        """One scale for each operand, and for the output under −1."""
        signed = self.task.phase == "backward"
        chosen = ColourScale.signed if signed else ColourScale.of
        values = {
            place: operand.value
            for place, operand in enumerate(self.task.operands)
            if operand is not None
        }
        return {place: chosen(value) for place, value in (*values.items(), (-1, self._output))}

    @property
    def _output(self) -> np.ndarray:
        return self.task.output.value

    def arrange(self, index: Index, channel: int | None = None) -> Arrangement:
        """The strip for one cell of the output."""
        made = self.task.explain(index, channel)
        pieces: dict[str, Piece] = {}
        links: tuple[tuple[str, str], ...] = ()
        if made.window is not None:
            parts, links = self._windowed(made, made.window)
        elif made.rule == "function":
            parts = [*self._operands(index, pieces), *_lines_of_function(made)]
        else:
            parts = [*self._operands(index, pieces), *self._summed(made)]
        parts += self._result(index, pieces, numbers=made.kernel is None)
        return Arrangement(tuple(parts), links, pieces, made)

    # Windows

    def _windowed(
        self, made: Explanation, window: Grid
    ) -> tuple[list[Part], tuple[tuple[str, str], ...]]:
        parts: list[Part] = []
        source = self._operand(window.operand)
        single = made.kernel is not None and made.kernel.values.size == 1
        if source is not None and source.value.ndim >= 2 and not single:
            parts.append(self._source(source, window))
        factors = [("window", window, True)]
        if made.kernel is not None:
            factors.insert(0 if single else 1, ("kernel", made.kernel, False))
        for place, (key, grid, framed) in enumerate(factors):
            if place:
                parts.append(Sign(TIMES))
            parts.append(self._grid(key, grid, framed=framed))
        if made.products is not None:
            parts += [Sign("="), self._grid("products", made.products, framed=False)]
        parts += self._shares(made)
        return parts, (("source", "window"),)

    def _source(self, source: Operand, window: Grid) -> Block:
        plane = source.value[window.plane]
        colours = self._colours[window.operand if window.operand is not None else -1]
        figure = MapPicture(plane, name=source.name, prefix=window.plane, colours=colours)
        figure.window = _bounds(window)
        caption = f"{index_text(source.symbol, window.plane)}  {shape_text(plane.shape)}"
        return Block("source", source.title, caption, figure)

    def _grid(self, key: str, grid: Grid, *, framed: bool) -> Block:
        operand = self._operand(grid.operand)
        colours = self._colours.get(grid.operand if grid.operand is not None else -2)
        if colours is None or (key == "kernel" and grid.values.size > 1):
            colours = ColourScale.signed(grid.values)
        indices = None
        if operand is not None and grid.rows and grid.columns:
            indices = _cell_indices(grid)
        outside = None if grid.inside is None or grid.inside.all() else ~grid.inside
        large = grid.values.size > _MOST_CELLS
        figure = (
            MapPicture(grid.values, name=shown(grid.name), colours=colours)
            if large
            else CellGrid(
                grid.values,
                name=operand.name if operand is not None else shown(grid.name),
                indices=indices,
                colours=colours,
                masked=outside,
                framed=framed,
                height=BODY,
                numbers=_scale(grid.values),
            )
        )
        figure.now = grid.marked
        exponent = figure.caption if isinstance(figure, CellGrid) else ""
        if key == "kernel" and operand is not None:
            caption = index_text(operand.symbol, grid.plane)
        elif key == "products":
            caption = shown(translate("stepper", "cell by cell"))
        else:
            caption = shown(grid.place) if grid.place else ""
        return Block(key, shown(grid.name), f"{caption}  {exponent}".strip(), figure)

    def _shares(self, made: Explanation) -> list[Part]:
        """What the products and the rest add up to; or which of the window is chosen."""
        if made.rule != "sum":
            line = Line(f"{rule_name(made.rule)} =", result_text(made.result), made.result)
            return [Block("sum", "", "", SumFigure((), line), _NARROW + 2)]
        terms = shown_terms(made)
        return [sum_block(terms, made.result, self.task.output.symbol)]

    # Sums and functions without windows

    def _operands(self, index: Index, pieces: dict[str, Piece]) -> list[Part]:
        """The operands as pieces, each at the cell that counts for this index."""
        parts: list[Part] = []
        present = [operand for operand in self.task.operands if operand is not None]
        least = min(2, max((operand.value.ndim for operand in present), default=0))
        for place, operand in enumerate(self.task.operands):
            if operand is None or operand.value.ndim < max(1, least) or not operand.value.size:
                continue
            at = _matching(index, self._output.shape, operand.value.shape)
            made = piece(operand.value, at or (), name=operand.name, colours=self._colours[place])
            made.mark(at)
            key = f"operand{place}"
            pieces[key] = made
            parts.append(Block(key, operand.title, _caption(operand, made), made.figure))
        return parts[:_MOST_OPERANDS]

    def _summed(self, made: Explanation) -> list[Part]:
        terms = made.gathered(_MOST_ROWS - 1)[:_MOST_ROWS]
        if not any(len(term.factors) > 1 for term in terms):
            return [sum_block(terms, made.result, self.task.output.symbol, rule=made.rule)]
        values = [term.value for term in terms]
        text = sum_text(values, made.result, RESULT_DIGITS)
        rows = tuple(
            TermRow(
                shown(term.label),
                tuple(factor.value for factor in term.factors) if len(term.factors) > 1 else (),
                term.value,
            )
            for term in terms
        )
        caption = " · ".join(f.label.partition("[")[0] or f.label for f in terms[0].factors)
        result = Line(self.task.output.symbol, text.result, made.result)
        title = shown(translate("stepper", "Terms"))
        figure = TermsFigure(rows, text.scale, name=title, bars=False)
        return [
            Block("terms", title, f"{caption}  {text.caption}".strip(), figure),
            Block("sum", "", "", SumFigure((), result), _NARROW + 6),
        ]

    def _result(self, index: Index, pieces: dict[str, Piece], *, numbers: bool) -> list[Part]:
        output = self.task.output
        if output.value.ndim == 0:
            return []
        made = piece(
            output.value, index, name=output.name, colours=self._colours[-1], numbers=numbers
        )
        made.mark(index)
        pieces[OUTPUT] = made
        parts: list[Part] = [
            Block(OUTPUT, output.title, _caption(output, made), made.figure, _NARROW + 6)
        ]
        if output.value.ndim == 4 and output.value.shape[1] > 1:
            parts.append(self._maps(index))
        return parts

    def _maps(self, index: Index) -> Block:
        """All maps of the sample, the one at hand outlined."""
        output = self.task.output
        maps = output.value[index[0]]
        rows = max(1, min(3, BODY // 24))
        figure = MosaicFigure(
            maps,
            name=output.name,
            prefix=index[:1],
            colours=self._colours[-1],
            columns=-(-len(maps) // rows),
            tile=24,
        )
        figure.now = (index[1],)
        caption = shown(
            translate(
                "stepper", "{count} of {size}", count=len(maps), size=shape_text(maps.shape[1:])
            )
        )
        return Block(MAPS, shown(translate("stepper", "All maps")), caption, figure)

    def _operand(self, place: int | None) -> Operand | None:
        return None if place is None else self.task.operands[place]


def _caption(operand: Operand, made: Piece) -> str:
    name = index_text(operand.symbol, made.lead)
    exponent = made.figure.caption if isinstance(made.figure, CellGrid) else ""
    return f"{name}  {shape_text(operand.value.shape[len(made.lead) :])}  {exponent}".strip()


def _scale(values: np.ndarray) -> Scale:
    """Three decimals at most, so that three grids and a sum have room in a row."""
    scale = scale_of(values)
    return Scale(scale.exponent, min(scale.decimals, _MOST_DECIMALS))


def _bounds(window: Grid) -> QRect:
    """The window's outline on its map; taps that lie far apart (dilation) are all inside it."""
    rows, columns = _sliding(window.rows), _sliding(window.columns)
    top, left = min(rows, default=0), min(columns, default=0)
    return QRect(left, top, max(columns, default=-1) - left + 1, max(rows, default=-1) - top + 1)


def _sliding(places: tuple[int, ...]) -> tuple[int, ...]:
    """The places at equal distances, into the padding; else those that are on the map."""
    steps = {second - first for first, second in pairwise(places)}
    return places if len(steps) <= 1 else tuple(place for place in places if place >= 0)


def _cell_indices(grid: Grid) -> np.ndarray:
    rows, columns = np.meshgrid(grid.rows, grid.columns, indexing="ij")
    lead = np.broadcast_to(np.array(grid.plane, dtype=np.intp), (*rows.shape, len(grid.plane)))
    return np.concatenate([lead, rows[..., None], columns[..., None]], axis=-1)


def _lines_of_function(made: Explanation) -> list[Part]:
    """The working line by line, four in a column; the last line is the result."""
    lines = [Line(w.label, result_text(w.value), w.value) for w in made.workings]
    *before, last = lines or [Line("y", result_text(made.result), made.result)]
    parts: list[Part] = []
    columns = [before[i : i + _WORKING_LINES] for i in range(0, len(before), _WORKING_LINES)]
    for place, column in enumerate(columns):
        figure = SumFigure(tuple(column), None, brace=False)
        title = shown(translate("stepper", "Working")) if not place else ""
        parts.append(Block(f"working{place}", title, "", figure))
    figure = SumFigure((), last, brace=bool(before))
    parts.append(Block("sum", "", "", figure, _NARROW + 6))
    return parts


def _matching(index: Index, output: tuple[int, ...], operand: tuple[int, ...]) -> Index | None:
    """The operand's cell that stands at the output's index, as broadcasting pairs them."""
    if len(operand) > len(index):
        return None
    places = index[len(index) - len(operand) :]
    sizes = output[len(output) - len(operand) :]
    if any(size not in (1, full) for size, full in zip(operand, sizes, strict=True)):
        return None
    return tuple(0 if size == 1 else at for at, size in zip(places, operand, strict=True))
