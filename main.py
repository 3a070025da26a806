"""The door: no arguments open the studio, a word is a command (train, step, check, export, …).

The only place that knows both the window and the command line. Nothing of either is imported
before it is needed: the training process imports this file again, and a command needs no Qt.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from typing import TYPE_CHECKING

from nodegraph_app import doctor

if TYPE_CHECKING:
    from pathlib import Path

    from nodegraph_app.document.document import Document

PROJECT_SUFFIX = ".nodegraph"


def main(arguments: list[str] | None = None) -> int:
    """Run one command, or open the studio; the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    # Small matrices: a second BLAS thread costs more than it brings. A value set outside is kept.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if not arguments or arguments[0].endswith(PROJECT_SUFFIX):
        return open_studio(arguments)
    from nodegraph_app import cli

    return cli.main(arguments, draw=draw)


def open_studio(arguments: list[str]) -> int:
    """Open the window, with a project file where one is named."""
    if problem := doctor.obstacle(window=True):
        print(f"nodegraph: {problem}", file=sys.stderr)
        return 2
    from widgets import studio

    return studio.main(arguments)


def draw(document: Document, path: Path, theme: str) -> None:
    """Draw the document's canvas into a PNG or SVG file, without a screen."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if problem := doctor.obstacle(window=False):
        raise OSError(problem)
    from widgets.canvas.render import render

    render(document, path, theme=theme)


if __name__ == "__main__":
    multiprocessing.freeze_support()  # in a bundle, this file is the training process too
    sys.exit(main())
