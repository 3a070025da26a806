"""Draws the picture of the readme: the studio at work on the digits example.

    python -m tests.tools.screenshot [--theme dark] [OUTPUT.png]

The window is the real one, without a screen; the network is trained first, so that its feature
maps and gradients are those of a network that has learned.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

import nodegraph_app
from nodegraph_app.gallery import FOLDER
from widgets.common.settings import Settings
from widgets.common.theme import THEMES, ThemeManager
from widgets.common.workspace import Workspace
from widgets.studio import Studio

SCREENSHOT = FOLDER.parent / "screenshots" / "studio.png"
WIDTH, HEIGHT = 1440, 900


def draw(path: Path, theme_name: str) -> None:
    """Train digits-cnn, step back to the gradient of its first kernels, save the window."""
    application = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
        theme = ThemeManager(theme_name, 1.0)
        theme.apply()
        studio = Studio(_trained(), theme, Settings())
        studio.resize(WIDTH, HEIGHT)
        studio.show()
        studio.show_canvas()
        _step_back_to_the_first_kernels(studio.workspace)
        for _ in range(20):
            application.processEvents()
        studio.canvas.fit()
        for _ in range(20):
            application.processEvents()
        studio.grab().save(str(path))
        studio.workspace.new()
        studio.close()


def _trained() -> Workspace:
    document = nodegraph_app.open("digits-cnn")
    weights = nodegraph_app.train(document, epochs=5).weights
    workspace = Workspace()
    workspace.replace(document, weights)
    return workspace


def _step_back_to_the_first_kernels(workspace: Workspace) -> None:
    workspace.run_once()
    assert workspace.timeline is not None
    last = [s for s in workspace.timeline.steps if s.op == "conv2d_weight"][-1]
    workspace.go_to(last.index + 1)
    assert last.node is not None
    workspace.select([last.node])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", nargs="?", type=Path, default=SCREENSHOT)
    parser.add_argument("--theme", choices=THEMES, default="light")
    arguments = parser.parse_args()
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    draw(arguments.output, arguments.theme)
    print(arguments.output)


if __name__ == "__main__":
    main()
