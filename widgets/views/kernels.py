"""Kernels: the weights (O, I, KH, KW) of a convolution as small signed pictures."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from nodegraph_app.insight.numbers import shape_text
from widgets.common.theme import Theme
from widgets.views.colour import ColourScale
from widgets.views.figure import FigureView, Index
from widgets.views.grid import CellGrid
from widgets.views.mosaic import MosaicFigure

_TILE = 18


class KernelsView(QWidget):
    """All kernels of one input channel or of all; the picked one shows its numbers beside them."""

    kernel_picked = Signal(object)
    """(o, i) of the kernel whose numbers are shown."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._weights = np.zeros((0, 0, 1, 1))
        self._name = "w"
        self.tiles = FigureView(theme)
        self.numbers = FigureView(theme)
        self.caption = QLabel()
        self.caption.setProperty("look", "caption")
        self.tiles.cell_clicked.connect(lambda cell: self.pick(*self._pair(cell)))
        beside = QVBoxLayout()
        beside.setSpacing(2)
        beside.addWidget(self.caption)
        beside.addWidget(self.numbers, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        beside.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.RightToLeft, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self._row.addStretch(1)
        self._row.addLayout(beside)
        self._row.addWidget(self.tiles, 0, _TOP_LEFT)

    def show_weights(self, weights: npt.ArrayLike, name: str = "w", width: float = 252) -> None:
        """Show kernels (O, I, KH, KW) within a width: numbers beside the tiles, or above them.

        A row of tiles holds the input channels of one output where there is room.
        """
        self._weights, self._name = np.asarray(weights), name
        numbers = (
            CellGrid(self._weights[0, 0]).size(self._theme).width() if self._weights.size else 0
        )
        is_wide = numbers <= width / 2
        width -= numbers + 24 if is_wide else 0
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.RightToLeft if is_wide else directions.TopToBottom)
        outputs, inputs, height, wide = self._weights.shape
        figure = _Kernels(
            self._weights.reshape(outputs * inputs, height, wide),
            name=name,
            colours=ColourScale.signed(self._weights),
            columns=inputs if inputs > 1 and inputs * (_TILE + 4) <= width else None,
            width=width,
            tile=max(_TILE, wide * 3),
        )
        figure.inputs = inputs
        self.tiles.set_figure(figure)
        self.pick(0, 0)

    def pick(self, output: int, channel: int) -> None:
        """Show the numbers of one kernel."""
        outputs, inputs, *size = self._weights.shape
        if not (0 <= output < outputs and 0 <= channel < inputs):
            return
        place = np.stack(np.indices(tuple(size)), axis=-1)
        lead = np.broadcast_to(np.array((output, channel)), (*size, 2))
        grid = CellGrid(
            self._weights[output, channel],
            name=self._name,
            indices=np.concatenate([lead, place], axis=-1),
            colours=ColourScale.signed(self._weights),
        )
        self.numbers.set_figure(grid)
        self.caption.setText(f"[{output}, {channel}]  {shape_text(size)}  {grid.caption}".rstrip())
        self.tiles.set_now((output * inputs + channel,))
        self.kernel_picked.emit((output, channel))

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self._theme = theme
        self.tiles.set_theme(theme)
        self.numbers.set_theme(theme)

    def _pair(self, cell: Index) -> tuple[int, int]:
        return divmod(cell[0], max(1, self._weights.shape[1]))


_TOP_LEFT = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft


class _Kernels(MosaicFigure):
    """A mosaic whose tiles are named by output and input channel."""

    inputs = 1

    def place(self, index: Index) -> Index:
        """(o, i, u, v) of a cell (tile, u, v)."""
        return (*divmod(index[0], self.inputs), *index[1:])
