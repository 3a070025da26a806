"""`--weights FILE`: weights to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from nodegraph_app.commands.command import CommandError


def read_weights(path: Path | None) -> dict[str, NDArray[Any]] | None:
    """The weights in the file; None where none is named. Raises CommandError or FileFormatError."""
    if path is None:
        return None
    if not path.exists():
        raise CommandError(
            "There is no such file",
            expected="weights in a .safetensors file",
            where=str(path),
            mend="Check the name and the folder",
        )
    from engine.files import load_file

    return load_file(path)
