"""The value panel shows values of any rank, and follows the fields."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from widgets.common.theme import Theme
from widgets.views.bars import BarsFigure
from widgets.views.grid import CellGrid
from widgets.views.indices import IndexField
from widgets.views.mosaic import MosaicFigure
from widgets.views.value_panel import ValuePanel


@pytest.fixture
def panel(qtbot: QtBot) -> ValuePanel:
    made = ValuePanel(Theme.load("light"))
    qtbot.addWidget(made)
    made.resize(272, 640)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_feature_maps_are_one_mosaic_of_the_picked_sample(panel: ValuePanel) -> None:
    value = np.random.default_rng(0).normal(size=(8, 32, 28, 28)).astype(np.float32)
    panel.show_value("Output y", value, "activation")
    QTest.keyClick(panel.picker.fields[0], Qt.Key.Key_End)
    figure = panel.figure.figure
    assert isinstance(figure, MosaicFigure)
    assert panel.picker.fields[0].text() == "n = 7"
    assert np.array_equal(figure.values, value[7])
    assert figure.prefix == (7,)


def test_the_wheel_over_the_field_picks_the_next_sample(panel: ValuePanel) -> None:
    panel.show_value("Output y", np.zeros((8, 3)), "activation")
    field = panel.picker.fields[0]
    wheel(field, 120)
    wheel(field, 120)
    wheel(field, -120)
    assert panel.picker.index == (1,)


def wheel(field: IndexField, turn: int) -> None:
    at = QPointF(field.rect().center())
    event = QWheelEvent(
        at,
        field.mapToGlobal(at),
        QPoint(0, 0),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    field.wheelEvent(event)


def test_hovering_a_map_tells_the_index_in_the_whole_value(panel: ValuePanel, qtbot: QtBot) -> None:
    panel.show_value("Output y", np.ones((4, 3, 8, 8)), "activation")
    panel.set_now((2, 1, 5, 5))
    assert panel.picker.index == (2,)
    QTest.qWait(10)
    view = panel.figure
    assert view.figure is not None
    cell = view.figure.cell_rect(view.figure_rect(), (1, 4, 6))
    assert cell is not None
    with qtbot.waitSignal(panel.cell_hovered) as blocker:
        QTest.mouseMove(view, cell.center().toPoint())
    assert blocker.args == [(2, 1, 4, 6)]


def test_kernels_show_the_numbers_of_the_one_that_is_picked(panel: ValuePanel) -> None:
    weights = np.random.default_rng(1).normal(size=(4, 2, 3, 3))
    panel.show_value("weight", weights, "parameter")
    QTest.qWait(10)
    tiles = panel.kernels.tiles
    assert tiles.figure is not None
    cell = tiles.figure.cell_rect(tiles.figure_rect(), (5, 1, 1))
    assert cell is not None
    QTest.mouseClick(tiles, Qt.MouseButton.LeftButton, pos=cell.center().toPoint())
    numbers = panel.kernels.numbers.figure
    assert isinstance(numbers, CellGrid)
    assert np.array_equal(numbers.values, weights[2, 1])
    assert panel.kernels.caption.text().startswith("[2, 1]  3×3")
    reading = numbers.reading((0, 2))
    assert reading is not None
    assert reading.name == "weight[2, 1, 0, 2]"


def test_a_scalar_is_a_hero_number(panel: ValuePanel) -> None:
    panel.show_value("Loss", np.float32(1.1125), "activation")
    assert panel.hero.text() == "1.1125"
    assert panel.hero.isVisible()
    assert not panel.histogram.isVisible()


def test_logits_are_bars_and_long_vectors_cells(panel: ValuePanel) -> None:
    panel.show_value("y", np.linspace(-1, 1, 20).reshape(2, 10), "activation")
    assert isinstance(panel.figure.figure, BarsFigure)
    panel.show_value("y", np.linspace(-1, 1, 128).reshape(2, 64), "activation")
    assert isinstance(panel.figure.figure, CellGrid)


def test_integers_are_cells_without_statistics(panel: ValuePanel) -> None:
    panel.show_value("labels", np.arange(7), "target")
    assert isinstance(panel.figure.figure, CellGrid)
    assert panel.figure.figure.text.rows[0] == ("0", "1", "2", "3", "4")
    assert not panel.statistics.isVisible()


def test_statistics_print_what_numpy_computes(panel: ValuePanel) -> None:
    panel.show_value("y", np.array([[-1.0, 0.0, 2.5, 0.0]]), "activation")
    texts = panel.statistics.texts()
    assert texts["min"] == "−1.0000"
    assert texts["max"] == "2.5000"
    assert texts["mean"] == "0.3750"
    assert texts["zero"] == "50\u2009%"


def test_a_value_that_is_not_there_says_so(panel: ValuePanel) -> None:
    panel.show_value("Output y", np.ones((2, 3)), "activation")
    panel.show_value("Output y", None, "activation")
    assert not panel.figure.isVisible()
    assert not panel.statistics.isVisible()


@pytest.mark.parametrize(
    "shape", [(), (0,), (1,), (5,), (3, 0), (2, 3), (2, 3, 4), (2, 3, 4, 5), (2, 2, 2, 2, 2)]
)
@pytest.mark.parametrize("kind", ["activation", "parameter", "gradient", "constant", "target"])
def test_any_rank_of_any_kind_can_be_shown(
    panel: ValuePanel, shape: tuple[int, ...], kind: str
) -> None:
    panel.show_value("v", np.ones(shape), kind)  # type: ignore[arg-type]
    panel.grab()


def test_the_same_slice_stays_picked_when_new_numbers_come(panel: ValuePanel) -> None:
    panel.show_value("y", np.zeros((8, 3)), "activation")
    QTest.keyClick(panel.picker.fields[0], Qt.Key.Key_Up)
    panel.show_value("y", np.ones((8, 3)), "activation")
    assert panel.picker.index == (1,)
