"""Errors of every floor in the same five words: what, expected, actual, where, how to mend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from nodegraph_app.text import Text, translate

Words: TypeAlias = Text | str


@dataclass(frozen=True)
class Fault:
    """What a person is told about an error. As a string it is one line."""

    what: Words
    expected: Words = ""
    actual: Words = ""
    where: Words = ""
    mend: Words = ""

    def __str__(self) -> str:
        parts = [
            f"{self.where}: {self.what}" if str(self.where) else str(self.what),
            f"expected {self.expected}" if str(self.expected) else "",
            f"got {self.actual}" if str(self.actual) else "",
            str(self.mend),
        ]
        return "; ".join(" ".join(part.rstrip(" .").split()) for part in parts if part)


class FaultError(Exception):
    """An error of this floor that is nothing but its five words."""

    def __init__(
        self,
        what: Words,
        *,
        expected: Words = "",
        actual: Words = "",
        where: Words = "",
        mend: Words = "",
    ) -> None:
        super().__init__(what, expected, actual, where, mend)
        self.what, self.expected, self.actual = what, expected, actual
        self.where, self.mend = where, mend

    def __str__(self) -> str:
        return str(Fault(self.what, self.expected, self.actual, self.where, self.mend))


def fault_of(error: BaseException) -> Fault | None:
    """The five words of an error that we raise or foresee; None for any other, a defect of ours."""
    from engine.errors import EngineError

    if isinstance(error, EngineError):
        return Fault(
            Text("engine", error.what, error.values),
            error.expected,
            error.actual,
            error.where,
            Text("engine", error.mend_template, error.values),
        )
    if isinstance(error, MemoryError):
        return Fault(
            translate("fault", "There is not enough memory."),
            mend=translate("fault", "Set a smaller batch_size, or make the network smaller."),
        )
    if isinstance(error, OSError) and error.filename is not None:
        return Fault(
            error.strerror or str(error),
            where=str(error.filename),
            mend=translate("fault", "Check the path and its permissions."),
        )
    words = {word: getattr(error, word, "") for word in Fault.__dataclass_fields__}
    return Fault(**words) if str(words["what"]) else None
