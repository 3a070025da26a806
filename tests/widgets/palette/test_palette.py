"""The palette: families and types, search by name, Chinese and pinyin, keys, drags, the rail."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from nodegraph_app.catalog.registry import default
from widgets.common.theme import ThemeManager
from widgets.palette.drag import drag_pixmap
from widgets.palette.model import NODE_TYPE_MIME, ItemRole, PaletteModel, shape_hint
from widgets.palette.palette import Palette
from widgets.palette.rail import RAIL_WIDTH


def made(qtbot: QtBot, themes: ThemeManager) -> Palette:
    """A palette on the screen."""
    palette = Palette(default(), themes)
    qtbot.addWidget(palette)
    palette.resize(208, 600)
    palette.show()
    return palette


def hits(palette: Palette) -> list[str]:
    """What the list shows at its top level."""
    model = palette.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_every_type_stands_under_its_family_with_a_count() -> None:
    model = PaletteModel(default())
    names = []
    for row in range(model.rowCount()):
        family = model.item(row)
        assert family.data(ItemRole.HINT) == str(family.rowCount())
        names += [family.child(i).text() for i in range(family.rowCount())]
    assert sorted(names) == sorted(default().types)


def test_typing_finds_by_name_pinyin_and_chinese(qtbot: QtBot, themes: ThemeManager) -> None:
    palette = made(qtbot, themes)
    for query in ("conv", "juanji"):
        palette.search_box.clear()
        qtbot.keyClicks(palette.search_box, query)
        assert hits(palette)[0] == "Conv2d"
    palette.search_box.setText("卷积")  # QTest types ASCII only
    assert hits(palette)[0] == "Conv2d"


def test_a_search_without_a_hit_names_the_nearest(qtbot: QtBot, themes: ThemeManager) -> None:
    palette = made(qtbot, themes)
    qtbot.keyClicks(palette.search_box, "zzzzq")
    assert hits(palette) == []
    note = palette._nothing
    assert note.isVisible()
    assert "zzzzq" in note.text()
    palette.search_box.clear()
    assert not note.isVisible()


def test_enter_in_the_search_box_chooses_the_best_hit(qtbot: QtBot, themes: ThemeManager) -> None:
    palette = made(qtbot, themes)
    qtbot.keyClicks(palette.search_box, "relu")
    with qtbot.waitSignal(palette.chosen) as chosen:
        qtbot.keyClick(palette.search_box, Qt.Key.Key_Return)
    assert chosen.args == ["ReLU"]


def test_a_click_opens_a_family_and_a_double_click_chooses_a_type(
    qtbot: QtBot, themes: ThemeManager
) -> None:
    palette = made(qtbot, themes)
    view = palette.list
    family = view.model().index(1, 0)
    assert not view.isExpanded(family)
    place = view.visualRect(family).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.isExpanded(family)
    child = view.model().index(0, 0, family)
    place = view.visualRect(child).center()
    with qtbot.waitSignal(palette.chosen) as chosen:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [child.data()]


def test_a_drag_carries_the_types_name_and_the_head_of_a_node(themes: ThemeManager) -> None:
    model = PaletteModel(default())
    family = model.index(1, 0)
    data = model.mimeData([model.index(0, 0, family)])
    assert bytes(data.data(NODE_TYPE_MIME).data()).decode() == "Linear"
    assert drag_pixmap(default().types["Linear"], themes.theme).width() >= 92


def test_a_family_cannot_be_dragged() -> None:
    model = PaletteModel(default())
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsDragEnabled


def test_narrow_is_a_rail_of_families_with_menus(qtbot: QtBot, themes: ThemeManager) -> None:
    palette = made(qtbot, themes)
    palette.set_narrow(True)
    assert palette.maximumWidth() == RAIL_WIDTH
    button = palette.rail._buttons["convolution"]
    with qtbot.waitSignal(palette.chosen) as chosen:
        button.menu().actions()[0].trigger()
    assert chosen.args == ["Conv2d"]


def test_a_types_hint_is_the_shape_it_works_on() -> None:
    types = default().types
    assert shape_hint(types["Conv2d"]) == "N×C×H×W"
    assert shape_hint(types["Add"]) == ""
