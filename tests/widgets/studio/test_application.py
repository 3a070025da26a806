"""Starting the studio: another language or text size means another window, with the same work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nodegraph_app.document.edits import SetTraining
from widgets.common import translation
from widgets.common.settings import Settings
from widgets.window.application import Application


@pytest.fixture
def application(qtbot: QtBot, qapp: QApplication, settings: Settings) -> Iterator[Application]:
    """The studio's application, in English, on the test's own settings."""
    settings.language = translation.ENGLISH
    made = Application(qapp, settings)
    yield made
    made.window.workspace.undo_stack.setClean()
    made.window.close()
    made.window.deleteLater()
    translation.install(qapp, translation.ENGLISH)
    qapp.setStyleSheet("")


def test_it_starts_with_the_welcome_page_or_the_named_project(
    application: Application, cnn: Path
) -> None:
    application.open(None)
    assert application.window.shows_welcome
    application.open(cnn)
    assert application.window.workspace.document.name == "Digits CNN"


def test_another_language_is_another_window_with_the_same_work(
    application: Application, cnn: Path, qtbot: QtBot
) -> None:
    application.open(cnn)
    first = application.window
    first.workspace.apply(SetTraining("epochs", 3))
    first.workspace.step()
    first.commands["view.language"].trigger()
    qtbot.waitUntil(lambda: application.window is not first)
    second = application.window
    assert application.language == translation.CHINESE
    assert second.commands["file.save"].text() != "Save"
    assert second.workspace.document.training.epochs == 3
    assert second.workspace.timeline is not None
    second.commands["edit.undo"].trigger()
    assert second.workspace.document.training.epochs == 15


def test_larger_text_is_another_window_too(application: Application, qtbot: QtBot) -> None:
    application.open(None)
    first = application.window
    first.commands["view.text_larger"].trigger()
    qtbot.waitUntil(lambda: application.window is not first)
    assert application.window.theme.theme.text_scale == 1.15
    assert application.window.shows_welcome
