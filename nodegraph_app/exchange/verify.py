"""Running an exported file the way its reader will: alone, in a fresh interpreter."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from nodegraph_app.exchange.errors import ExportError
from nodegraph_app.exchange.targets import Target
from nodegraph_app.text import Text, translate

TIMEOUT = 300.0
"""Seconds; importing torch from a slow disk takes most of a minute."""
DIFFERENCE = re.compile(r"largest difference from the canvas: (\S+)")


@dataclass(frozen=True)
class Verification:
    """What the exported file computed. `largest_difference` is None when it could not be run."""

    largest_difference: float | None
    note: Text


def verify(code: Path, target: Target) -> Verification:
    """Run `code` and read how far its predictions are from the canvas.

    Raises ExportError when it fails, or says nothing.
    """
    missing = [name for name in target.requirements if find_spec(name) is None]
    if missing:
        note = translate("exchange", "not verified: {package} is not installed", package=missing[0])
        return Verification(None, note)
    command = [sys.executable, "-B", "-X", "utf8", str(code.resolve())]
    try:
        done = subprocess.run(
            command,
            cwd=code.parent,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ExportError(
            translate("exchange", "The exported code does not come to an end."),
            expected=translate("exchange", "an answer within {seconds} seconds", seconds=TIMEOUT),
        ) from error
    said = DIFFERENCE.search(done.stdout)
    if done.returncode or said is None:
        last = (done.stderr.strip() or done.stdout.strip() or "nothing").splitlines()[-1]
        raise ExportError(
            translate("exchange", "The exported code does not run."),
            expected=translate("exchange", "the largest difference from the canvas"),
            actual=last,
            mend=translate("exchange", "Please report this with your project file."),
        )
    note = translate(
        "exchange",
        "run against the canvas: largest difference {difference}",
        difference=said[1],
    )
    return Verification(float(said[1]), note)


def _environment() -> dict[str, str]:
    """This environment, with the engine that is running now importable."""
    here = str(Path(__file__).resolve().parents[2])
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([here, known] if known else [here])}
