"""What a command is, and what commands share: arguments, output and errors."""

from __future__ import annotations

import json
import math
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from nodegraph_app.fault import FaultError

if TYPE_CHECKING:
    from rich.console import Console

    from nodegraph_app.document.document import Document

PIPE_WIDTH = 120
"""Columns of a table that goes into a file or a pipe."""

Drawer: TypeAlias = "Callable[[Document, Path, str], None]"
"""Draws a document's canvas into a file. Only the floor above can, so `main` hands it in."""


class CommandError(FaultError):
    """The command line asked for what cannot be done."""


@dataclass(frozen=True)
class Command:
    """One word of the command line. `run` gives the exit code."""

    name: str
    help: str
    configure: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]


def network_argument(parser: ArgumentParser) -> None:
    """FILE or EXAMPLE."""
    parser.add_argument("network", metavar="FILE|EXAMPLE", help="a project file, or an example")


def json_argument(parser: ArgumentParser) -> None:
    """--json."""
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else")


def weights_argument(parser: ArgumentParser) -> None:
    """--weights FILE to start from."""
    parser.add_argument(
        "--weights",
        metavar="FILE",
        type=Path,
        help="safetensors file with the weights (default: those beside the project)",
    )


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """A type for arguments: a whole number from `low` to `high`."""

    def number(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise ArgumentTypeError(f"expected a whole number from {low} to {high}, got {text!r}")
        return value

    return number


def print_json(value: Any) -> None:
    """The one JSON value of `--json`, on standard output."""
    json.dump(plain(value), sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
    print()


def plain(value: Any) -> Any:
    """The value as JSON has it: NaN and infinity, which it has not, become null."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def console() -> Console:
    """Where tables and sentences go: standard output."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else PIPE_WIDTH
    return Console(width=width, highlight=False, markup=False, emoji=False)
