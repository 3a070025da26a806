"""A workspace, a theme and settings of its own for every test of the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from nodegraph_app.gallery import open_document
from widgets.common.settings import Settings
from widgets.common.theme import ThemeManager
from widgets.common.workspace import Workspace


@pytest.fixture
def themes(qtbot: QtBot) -> ThemeManager:
    """The light theme, not applied to the application."""
    return ThemeManager("light")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings in a file of the test's own."""
    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def empty(qtbot: QtBot) -> Iterator[Workspace]:
    """A workspace with nothing in it."""
    workspace = Workspace()
    yield workspace
    workspace.training.close()


@pytest.fixture
def digits(qtbot: QtBot) -> Iterator[Workspace]:
    """A workspace with a copy of digits-mlp."""
    document = open_document("digits-mlp")
    document.path = None
    workspace = Workspace(document)
    yield workspace
    workspace.training.close()
