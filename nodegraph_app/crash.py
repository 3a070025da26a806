"""The last resort: an error that nobody foresaw goes to a log file, never to the user's screen."""

from __future__ import annotations

import time
import traceback
from pathlib import Path


def write_log(error: BaseException) -> Path | None:
    """Write the traceback to a file of its own in the user's state folder; None if that fails."""
    from platformdirs import user_log_path

    name = f"crash-{time.strftime('%Y%m%d-%H%M%S')}.log"
    try:
        folder = user_log_path("nodegraph", appauthor=False, ensure_exists=True)
        path = folder / name
        path.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except OSError:
        return None
    return path
