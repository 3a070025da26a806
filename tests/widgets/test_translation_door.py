"""The door through which every text reaches the window."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from nodegraph_app.text import translate
from widgets.common import translation
from widgets.common.translation import CHINESE, ENGLISH, install, shown


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QCoreApplication]:
    yield qapp
    install(qapp, ENGLISH)


def test_a_text_is_shown_in_the_chosen_language(application: QCoreApplication) -> None:
    text = translate("document", "Move {count} nodes", count=3)
    assert install(application, CHINESE) == CHINESE
    assert shown(text) == "移动 3 个节点"
    assert install(application, ENGLISH) == ENGLISH
    assert shown(text) == "Move 3 nodes"


def test_a_value_that_is_a_text_is_shown_in_the_language_too(application: QCoreApplication) -> None:
    install(application, CHINESE)
    kind = translate("catalog", "a whole number")
    text = translate("catalog", "{parameter} needs {expected}.", parameter="dim", expected=kind)
    assert shown(text) == "dim 需要整数。"


def test_a_plain_string_stays_as_it_is(application: QCoreApplication) -> None:
    install(application, CHINESE)
    assert shown("conv1 {x}") == "conv1 {x}"


def test_qt_itself_speaks_the_language(application: QCoreApplication) -> None:
    install(application, CHINESE)
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"


def test_an_unknown_language_is_the_systems(
    application: QCoreApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translation, "system_language", lambda: CHINESE)
    assert install(application, "") == CHINESE
    assert install(application, "system") == CHINESE
    assert install(application, "tlh") == CHINESE
