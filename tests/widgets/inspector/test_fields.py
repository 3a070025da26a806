"""The fields of a form: typed, stepped, turned, pinned, split."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from nodegraph_app.catalog.parameter import Parameter
from nodegraph_app.catalog.registry import default
from nodegraph_app.text import translate
from widgets.common.theme import ThemeManager
from widgets.inspector.fields import (
    ChoiceField,
    InferredField,
    PairField,
    TableField,
    ToggleField,
    field_for,
)
from widgets.inspector.number_field import NumberField


def number(qtbot: QtBot, themes: ThemeManager, *, whole: bool = True) -> NumberField:
    """A number field from 1 to 100 that shows 5."""
    field = NumberField("n", themes, whole=whole)
    qtbot.addWidget(field)
    field.set_limits(1, 100)
    field.show_value(5)
    field.show()
    return field


def conv(name: str) -> Parameter:
    """A parameter of Conv2d."""
    parameter = default().types["Conv2d"].parameter(name)
    assert parameter is not None
    return parameter


def test_buttons_and_arrow_keys_step_within_the_limits(qtbot: QtBot, themes: ThemeManager) -> None:
    field = number(qtbot, themes)
    sent: list[object] = []
    field.edited.connect(sent.append)
    qtbot.mouseClick(field.plus, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(field.minus, Qt.MouseButton.LeftButton)
    qtbot.keyClick(field.editor, Qt.Key.Key_Up)
    assert sent == [6, 5, 6]
    field.show_value(100)
    assert not field.plus.isEnabled()
    field.step(1)
    assert sent == [6, 5, 6]


def test_typed_digits_are_sent_while_they_are_good(qtbot: QtBot, themes: ThemeManager) -> None:
    field = number(qtbot, themes)
    sent: list[object] = []
    field.edited.connect(sent.append)
    field.editor.selectAll()
    qtbot.keyClicks(field.editor, "32")
    assert sent == [3, 32]


def test_what_is_no_number_is_marked_and_forgotten(qtbot: QtBot, themes: ThemeManager) -> None:
    field = number(qtbot, themes)
    sent: list[object] = []
    field.edited.connect(sent.append)
    field.editor.selectAll()
    qtbot.keyClicks(field.editor, "x")
    assert field.editor.toolTip()
    qtbot.keyClick(field.editor, Qt.Key.Key_Return)
    assert field.editor.text() == "5"
    assert not field.editor.toolTip()
    field.editor.selectAll()
    qtbot.keyClicks(field.editor, "500")
    assert sent[-1] == 50
    assert "100" in field.editor.toolTip()


def test_a_decimal_number_steps_by_its_leading_digit(qtbot: QtBot, themes: ThemeManager) -> None:
    field = number(qtbot, themes, whole=False)
    field.set_limits(0, None)
    field.show_value(0.001)
    field.step(1)
    assert field.value == 0.002
    field.show_value(0.001)
    field.step(-1)
    assert field.value == 0.0009


def test_an_inferred_value_is_locked_until_it_is_pinned(qtbot: QtBot, themes: ThemeManager) -> None:
    field = field_for(conv("in_channels"), themes)
    qtbot.addWidget(field)
    assert isinstance(field, InferredField)
    field.show_value(None, 16)
    assert field.reading.text() == "16"
    assert field.number.isHidden()
    with qtbot.waitSignal(field.edited) as pinned:
        field.lock.click()
    assert pinned.args == [16]
    field.show_value(16, 16)
    assert not field.number.isHidden()
    with qtbot.waitSignal(field.edited) as freed:
        field.lock.click()
    assert freed.args == [None]


def test_a_pair_splits_into_height_and_width(qtbot: QtBot, themes: ThemeManager) -> None:
    field = field_for(conv("kernel_size"), themes)
    qtbot.addWidget(field)
    assert isinstance(field, PairField)
    field.show_value(3, 3)
    sent: list[object] = []
    field.edited.connect(sent.append)
    field.high.step(1)
    field.split.click()
    field.show_value([4, 4], [4, 4])
    field.wide.step(1)
    assert sent == [4, [4, 4], [4, 5]]


def test_toggle_choice_and_table_send_what_was_made_of_them(
    qtbot: QtBot, themes: ThemeManager
) -> None:
    toggle = field_for(conv("bias"), themes)
    target_kind = default().types["Values"].parameter("target_kind")
    rows = default().types["Values"].parameter("inputs")
    assert target_kind is not None
    assert rows is not None
    choice, table = field_for(target_kind, themes), field_for(rows, themes)
    for field in (toggle, choice, table):
        qtbot.addWidget(field)
    assert isinstance(toggle, ToggleField)
    assert isinstance(choice, ChoiceField)
    assert isinstance(table, TableField)
    sent: list[object] = []
    for field in (toggle, choice, table):
        field.edited.connect(sent.append)
    toggle.show_value(True, True)
    toggle.toggle.click()
    choice.show_value("value", "value")
    choice.box.textActivated.emit("class")
    table.show_value("1, 2", "1, 2")
    qtbot.keyClicks(table.area, "9")
    assert sent == [False, "class", "91, 2"]


def test_every_parameter_of_the_catalog_has_a_field(qtbot: QtBot, themes: ThemeManager) -> None:
    for node_type in default().types.values():
        values = node_type.defaults()
        for parameter in node_type.parameters:
            field = field_for(parameter, themes)
            qtbot.addWidget(field)
            field.set_limits(*parameter.limits(values, {}))
            field.show_value(parameter.default, parameter.default)


def test_a_plain_text_parameter_is_one_line(qtbot: QtBot, themes: ThemeManager) -> None:
    parameter = Parameter("shape", "text", "1×2", translate("test", "A shape."))
    field = field_for(parameter, themes)
    qtbot.addWidget(field)
    field.show_value("3", "3")
    with qtbot.waitSignal(field.edited) as edited:
        qtbot.keyClicks(field.focusProxy(), "4")
    assert edited.args == ["34"]
