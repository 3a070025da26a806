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
        if difference := difference_sentence(_said(fault.expected), _said(fault.actual)):
            lines.append(difference)
        if where := _said(fault.where):
            lines.append(where)
        return cls("\n".join(lines), _said(fault.mend), "error")


def difference_sentence(expected: str, actual: str) -> str:
    """ "Expected N×288, actual N×32×3×3."; empty where nothing was expected."""
    if expected and actual:
        both = translate(
            "notice", "Expected {expected}, actual {actual}.", expected=expected, actual=actual
        )
        return shown(both)
    if expected:
        return shown(translate("notice", "Expected {expected}.", expected=expected))
    return ""


def _said(words: Words) -> str:
    return shown(words) if isinstance(words, Text) else str(words)
