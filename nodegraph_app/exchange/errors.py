"""What an export refuses, and why: what, expected, actual, where, how to mend."""

from __future__ import annotations

from nodegraph_app.text import Text

Words = Text | str


class ExportError(Exception):
    """The code cannot be written, or does not compute what the canvas does; no file has changed.

    `node` is the id of the node it is about, None when it is about the whole.
    """

    def __init__(
        self,
        what: Words,
        *,
        node: str | None = None,
        expected: Words = "",
        actual: Words = "",
        where: Words = "",
        mend: Words = "",
    ) -> None:
        super().__init__(what, node, expected, actual, where, mend)
        self.what, self.node = what, node
        self.expected, self.actual, self.where, self.mend = expected, actual, where, mend

    def __str__(self) -> str:
        place = f"{self.where}: " if str(self.where) else ""
        expected = f" Expected {self.expected}." if str(self.expected) else ""
        actual = f" Actual {self.actual}." if str(self.actual) else ""
        mend = f" {self.mend}" if str(self.mend) else ""
        return f"{place}{self.what}{expected}{actual}{mend}"
