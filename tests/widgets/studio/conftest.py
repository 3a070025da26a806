"""A whole window on a screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from nodegraph_app.gallery import FOLDER
from widgets.common.settings import Settings
from widgets.common.theme import ThemeManager
from widgets.common.workspace import Workspace
from widgets.studio import Studio

CNN = FOLDER / "digits-cnn.nodegraph"


@pytest.fixture
def studio(qtbot: QtBot, settings: Settings, themes: ThemeManager) -> Studio:
    """A studio with an empty canvas; nothing is asked when it closes."""
    window = Studio(Workspace(), themes, settings)
    qtbot.addWidget(window, before_close_func=leave_quietly)
    window.show()
    qtbot.waitExposed(window)
    return window


def leave_quietly(window: Studio) -> None:
    """End what runs, and let nothing be unsaved, so that closing asks nothing."""
    window.workspace.training.close()
    window.workspace.new()


@pytest.fixture
def cnn() -> Path:
    """The file of the example digits-cnn."""
    return CNN
