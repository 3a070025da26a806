"""Notice: something a person should read, as data; the window decides where it is shown."""

from dataclasses import dataclass
from typing import Literal

from nodegraph_app.text import Text
from widgets.common.translation import shown

Level = Literal["info", "success", "warning", "error"]


@dataclass(frozen=True)
class Notice:
    """What happened, and what to do next."""

    what: str
    mend: str = ""
    level: Level = "info"

    @classmethod
    def of(cls, error: object) -> "Notice":
        """Notice of an error or a ``Failed`` event: what, expected, actual, where, how to mend.

        Anything without these fields says its own text.
        """
        what = getattr(error, "message", None) or getattr(error, "what", None) or str(error)
        lines = [_text(what)]
        expected, actual = getattr(error, "expected", ""), getattr(error, "actual", "")
        if expected or actual:
            lines.append(f"{_text(expected)} ≠ {_text(actual)}")
        if where := getattr(error, "where", ""):
            lines.append(_text(where))
        return cls("\n".join(lines), _text(getattr(error, "mend", "")), "error")


def _text(value: object) -> str:
    return shown(value) if isinstance(value, Text) else str(value)
