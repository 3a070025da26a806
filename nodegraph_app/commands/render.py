"""`render`: the canvas as a picture. The one command that draws with Qt, handed in by `main`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from nodegraph_app.commands.command import Command, CommandError, network_argument

SUFFIXES = (".png", ".svg")


def configure(parser: ArgumentParser) -> None:
    """Arguments of `render`."""
    network_argument(parser)
    parser.add_argument("-o", "--output", metavar="PNG|SVG", type=Path, required=True)
    parser.add_argument("--theme", choices=("light", "dark", "high_contrast"), default="light")


def run(arguments: Namespace) -> int:
    """Draw the network's canvas into a file."""
    from nodegraph_app import gallery

    document = gallery.open_document(arguments.network)
    _check_output(arguments.output)
    if arguments.draw is None:
        raise CommandError(
            "Drawing needs the window's libraries", mend="Type ./run render, or main.py render"
        )
    arguments.draw(document, arguments.output, arguments.theme)
    print(arguments.output)
    return 0


def _check_output(path: Path) -> None:
    if path.suffix.lower() not in SUFFIXES:
        raise CommandError(
            "A picture has another ending",
            expected=" or ".join(SUFFIXES),
            actual=path.suffix or "none",
            where=str(path),
        )
    if path.is_dir():
        raise CommandError("This is a directory", expected="a file", where=str(path))
    if not path.parent.is_dir():
        raise CommandError(
            "There is no such directory", where=str(path.parent), mend="Make it first"
        )


COMMAND = Command("render", "draw the canvas into a PNG or SVG file", configure, run)
