"""Where the files under resources/ lie on this machine."""

from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2] / "resources"


def resource(*parts: str) -> Path:
    """Path of a shipped file, for instance ``resource("icons", "undo.svg")``."""
    return _ROOT.joinpath(*parts)
