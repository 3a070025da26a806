"""Painted figures under a real mouse: cells, indices, tips, keyboard, accessible texts."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from widgets.common.theme import Theme
from widgets.views.bars import BarsFigure
from widgets.views.figure import Figure, FigureView
from widgets.views.grid import CellGrid
from widgets.views.histogram import HistogramFigure
from widgets.views.mosaic import MosaicFigure
from widgets.views.picture import MapPicture
from widgets.views.pieces import piece
from widgets.views.scale_bar import ScaleBar
from widgets.views.tip import Tip

Show = Callable[[Figure], FigureView]


@pytest.fixture
def theme(qapp: object) -> Theme:
    return Theme.load("light")


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme) -> Iterator[Show]:
    """Shows a figure in a window with room for its tip."""
    windows = []

    def show(figure: Figure) -> FigureView:
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(500, 400)
        view = FigureView(theme, figure)
        QVBoxLayout(window).addWidget(view)
        with qtbot.waitExposed(window):
            window.show()
        return view

    yield show


def centre(view: FigureView, index: tuple[int, ...]) -> QPointF:
    assert view.figure is not None
    cell = view.figure.cell_rect(view.figure_rect(), index)
    assert cell is not None
    return cell.center()


def test_a_grid_prints_one_decimal_count_and_one_exponent() -> None:
    grid = CellGrid([[0.00123, -0.00456], [0.0, 0.00001]], name="δ")
    assert grid.caption == "×10⁻³"
    assert grid.text.rows == (("1.23", "−4.56"), ("0.00", "0.01"))
    assert grid.described() == "δ ×10⁻³\n1.23  −4.56\n0.00  0.01"


def test_whole_numbers_are_printed_whole() -> None:
    assert CellGrid(np.array([[1, 12_345]])).text.rows == (("1", "12\u2009345"),)
    assert CellGrid(np.array([[91.0, 168.0]])).text.rows == (("91", "168"),)


def test_not_a_number_is_hatched_and_says_its_word(qtbot: QtBot, shown: Show) -> None:
    view = shown(CellGrid([[np.nan, -np.inf, 1.0]], name="x"))
    assert view.figure is not None
    assert isinstance(view.figure, CellGrid)
    assert view.figure.text.rows == (("NaN", "−inf", "1"),)
    image = view.grab().toImage()
    cell = view.figure.cell_rect(view.figure_rect(), (0, 0))
    assert cell is not None
    corner = image.pixelColor(cell.topLeft().toPoint().x() + 3, cell.topLeft().toPoint().y() + 3)
    assert corner.red() > 150


def test_hovering_a_cell_tells_its_full_index_and_seven_digits(qtbot: QtBot, shown: Show) -> None:
    values = np.zeros((2, 4, 4))
    values[1, 2, 3] = 0.48830093
    view = shown(MosaicFigure(values, name="y", prefix=(7,)))
    with qtbot.waitSignal(view.cell_hovered) as blocker:
        QTest.mouseMove(view, centre(view, (1, 2, 3)).toPoint())
    assert blocker.args == [(1, 2, 3)]
    assert Tip.of(view).isVisible()
    assert Tip.of(view).text == "y[7, 1, 2, 3]\n0.4883009"


def test_leaving_hides_the_tip_and_says_so(qtbot: QtBot, shown: Show) -> None:
    view = shown(CellGrid(np.eye(3), name="w"))
    QTest.mouseMove(view, centre(view, (1, 1)).toPoint())
    with qtbot.waitSignal(view.cell_hovered) as blocker:
        QTest.mouseMove(view.window(), view.window().rect().bottomRight())
        view.leaveEvent(_leave())
    assert blocker.args == [None]
    assert not Tip.of(view).isVisible()


def _leave() -> object:
    from PySide6.QtCore import QEvent

    return QEvent(QEvent.Type.Leave)


def test_a_click_chooses_the_cell(qtbot: QtBot, shown: Show) -> None:
    view = shown(MapPicture(np.arange(64.0).reshape(8, 8), name="x"))
    with qtbot.waitSignal(view.cell_clicked) as blocker:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=centre(view, (5, 2)).toPoint())
    assert blocker.args == [(5, 2)]


def test_arrows_move_the_cell_and_copy_takes_the_number(qtbot: QtBot, shown: Show) -> None:
    view = shown(CellGrid([[0.1, 0.25], [0.5, 0.75]], name="w"))
    view.setFocus()
    seen: list[object] = []
    view.cell_hovered.connect(seen.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(view, key)
    assert seen == [(0, 0), (0, 1), (1, 1)]
    QTest.keySequence(view, "Ctrl+C")
    assert QGuiApplication.clipboard().text() == "0.75"


def test_the_gaps_of_a_mosaic_belong_to_no_map(theme: Theme) -> None:
    figure = MosaicFigure(np.ones((4, 28, 28)), name="y", columns=2)
    size = figure.size(theme)
    rect = QRectF(0, 0, size.width(), size.height())
    assert (size.width(), size.height()) == (60, 60)
    assert figure.index_at(rect, QPointF(27.5, 5)) == (0, 5, 27)
    assert figure.index_at(rect, QPointF(29.5, 5)) is None
    assert figure.index_at(rect, QPointF(32.5, 33.5)) == (3, 1, 0)


def test_arrows_in_a_mosaic_cross_the_gap(theme: Theme) -> None:
    figure = MosaicFigure(np.ones((4, 28, 28)), name="y", columns=2)
    assert figure.neighbour((0, 5, 27), 0, 1) == (1, 5, 0)
    assert figure.neighbour((1, 5, 0), 0, -1) == (0, 5, 27)
    assert figure.neighbour((0, 27, 3), 1, 0) == (2, 0, 3)


def test_every_figure_is_named_and_described_for_screen_readers(qtbot: QtBot, theme: Theme) -> None:
    values = np.array([[0.5, -1.25]])
    for figure in (
        CellGrid(values, name="w"),
        BarsFigure(values, name="w"),
        HistogramFigure(values, name="w"),
        MapPicture(values, name="w"),
        MosaicFigure(values[None], name="w"),
        ScaleBar(CellGrid(values).colours, 80),
    ):
        view = FigureView(theme, figure)
        qtbot.addWidget(view)
        assert view.accessibleName()
        assert view.accessibleDescription()
    grid = FigureView(theme, CellGrid(values, name="w"))
    qtbot.addWidget(grid)
    assert "0.50  −1.25" in grid.accessibleDescription()


@pytest.mark.parametrize("shape", [(), (3,), (40,), (2, 3), (8, 64), (2, 3, 4, 4), (2, 3, 9, 9)])
def test_a_piece_maps_cells_to_indices_and_back(theme: Theme, shape: tuple[int, ...]) -> None:
    value = np.arange(int(np.prod(shape)), dtype=float).reshape(shape)
    at = tuple(size - 1 for size in shape)
    part = piece(value, at, name="x")
    cell = part.cell(at)
    assert cell is not None
    assert part.index(cell) == at
    reading = part.figure.reading(cell)
    assert reading is not None
    assert reading.value == float(value[at])
    if shape:
        assert reading.name == f"x[{', '.join(map(str, at))}]"


def test_a_theme_change_swaps_the_colours_of_the_same_picture(qtbot: QtBot, shown: Show) -> None:
    view = shown(MapPicture(np.ones((4, 4)), name="x"))
    light = view.grab().toImage().pixelColor(20, 20)
    view.set_theme(Theme.load("dark"))
    assert view.grab().toImage().pixelColor(20, 20) != light
