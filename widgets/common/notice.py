"""Notice: something a person should read, as data; the window decides where it is shown."""

from dataclasses import dataclass
from typing import Literal

from nodegraph_app.fault import Fault, Words, fault_of
from nodegraph_app.text import Text, translate
from nodegraph_app.training.events import Failed
from widgets.common.translation import shown

Level = Literal["info", "success", "warning", "error"]


@dataclass(frozen=True)
class Notice:
    """What happened, and what to do next."""

    what: str
    mend: str = ""
    level: Level = "info"

    @classmethod
    def of(cls, error: BaseException | Failed) -> "Notice":
        """An error, or a run that failed, in its words: what, expected, actual, where, mend."""
        if isinstance(error, Failed):
            fault: Fault | None = Fault(
                error.what, error.expected, error.actual, error.where, error.mend
            )
        else:
            fault = fault_of(error)
        if fault is None:
            return cls(str(error), "", "error")
        lines = [_said(fault.what)]
        expected, actual = _said(fault.expected), _said(fault.actual)
        if expected and actual:
            both = translate(
                "notice", "Expected {expected}, actual {actual}.", expected=expected, actual=actual
            )
            lines.append(shown(both))
        elif expected:
            lines.append(shown(translate("notice", "Expected {expected}.", expected=expected)))
        if where := _said(fault.where):
            lines.append(where)
        return cls("\n".join(lines), _said(fault.mend), "error")


def _said(words: Words) -> str:
    return shown(words) if isinstance(words, Text) else str(words)
