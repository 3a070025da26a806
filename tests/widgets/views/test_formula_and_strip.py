"""Formulas are split as they are set; strips tell which block and cell is pointed at."""

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nodegraph_app.insight.numbers import Scale
from widgets.common.theme import Theme
from widgets.views.formula import FormulaLabel, plain, runs
from widgets.views.grid import CellGrid
from widgets.views.picture import MapPicture
from widgets.views.strip import Block, EquationStrip, Sign
from widgets.views.sums import Line, SumFigure
from widgets.views.terms import TermRow, TermsFigure


def test_braces_and_single_letters_are_lowered_and_raised() -> None:
    found = [(run.text, run.place) for run in runs("Σ_{c,u} x^2 + m_k")]
    assert found == [
        ("Σ", "line"),
        ("c,u", "lowered"),
        (" x", "line"),
        ("2", "raised"),
        (" + m", "line"),
        ("k", "lowered"),
    ]


def test_the_letters_of_indices_are_italic_and_signs_are_not() -> None:
    italic = [run.text for run in runs("y[n,i+u−1]") if run.italic]
    assert italic == ["n", "i", "u"]


def test_a_formula_reads_plain_for_screen_readers(qtbot: QtBot) -> None:
    label = FormulaLabel(Theme.load("light"), "y = Σ_{i} x[i]")
    qtbot.addWidget(label)
    assert label.accessibleDescription() == plain("y = Σ_{i} x[i]") == "y = Σi x[i]"
    label.resize(30, 20)
    label.grab()


def strip(qtbot: QtBot) -> EquationStrip:
    made = EquationStrip(Theme.load("light"))
    qtbot.addWidget(made)
    source = MapPicture(np.ones((8, 8)), name="x", prefix=(0, 0))
    source.window = QRect(1, 2, 3, 3)
    line = Line("y", "1.00", 1.0)
    made.set_parts(
        (
            Block("source", "Input", "x 8×8", source),
            Block("window", "Window", "", CellGrid(np.ones((3, 3)), framed=True)),
            Sign("×"),
            Block("kernel", "Kernel", "w[0, 0]", CellGrid(np.eye(3), name="w")),
            Block("sum", "", "", SumFigure((Line("sum", "3.00", 3.0),), line)),
        ),
        links=(("source", "window"),),
        keyboard="kernel",
    )
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_pointing_at_a_block_tells_its_key_and_cell(qtbot: QtBot) -> None:
    made = strip(qtbot)
    seen: list[tuple[str, object]] = []
    made.cell_hovered.connect(lambda key, index: seen.append((key, index)))
    rect = made.rect_of("kernel")
    QTest.mouseMove(made, rect.center().toPoint())
    QTest.mouseMove(made, made.rect().bottomRight())
    assert seen == [("kernel", (1, 1)), ("kernel", None)]


def test_arrows_choose_cells_in_the_keyboard_block(qtbot: QtBot) -> None:
    made = strip(qtbot)
    chosen: list[tuple[str, object]] = []
    made.cell_clicked.connect(lambda key, index: chosen.append((key, index)))
    made.setFocus()
    QTest.keyClick(made, Qt.Key.Key_Right)
    QTest.keyClick(made, Qt.Key.Key_Right)
    QTest.keyClick(made, Qt.Key.Key_Down)
    assert chosen == [("kernel", (0, 0)), ("kernel", (0, 1)), ("kernel", (1, 1))]


def test_blocks_do_not_move_while_the_numbers_change(qtbot: QtBot) -> None:
    made = strip(qtbot)
    wide = CellGrid(np.full((3, 3), -1.0 / 3), name="w")
    before = made.rect_of("sum").left()
    made.set_parts((*made.blocks[:2], Block("kernel", "Kernel", "", wide), made.blocks[3]))
    made.set_parts(
        (*made.blocks[:2], Block("kernel", "Kernel", "", CellGrid(np.eye(3))), made.blocks[3]),
        anew=False,
    )
    kept = made.rect_of("sum").left()
    assert kept >= before - 22
    made.set_parts(made.blocks, anew=False)
    assert made.rect_of("sum").left() == kept


def test_a_strip_says_all_that_it_prints(qtbot: QtBot) -> None:
    text = strip(qtbot).accessibleDescription()
    assert "Kernel w[0, 0]: w" in text
    assert "sum 3.00, y 1.00" in text


def test_terms_print_factors_and_products() -> None:
    rows = (TermRow("i = 0", (0.05, 0.15), 0.0075), TermRow("b[0]", (), 0.35))
    figure = TermsFigure(rows, Scale(0, 4))
    assert figure.described() == "i = 0 0.05000 × 0.1500 = 0.0075\nb[0] 0.3500"
