"""What a document refuses, and why: what, expected, actual, where, how to mend."""

from __future__ import annotations

from nodegraph_app.text import Text

Words = Text | str


class DocumentError(Exception):
    """A document refused an edit; it is as it was before."""

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
        place = f"{self.where}: " if str(self.where) else ""
        expected = f" Expected {self.expected}." if str(self.expected) else ""
        actual = f" Actual {self.actual}." if str(self.actual) else ""
        mend = f" {self.mend}" if str(self.mend) else ""
        return f"{place}{self.what}{expected}{actual}{mend}"


class FileProblem(DocumentError):  # noqa: N818 - what the window shows, by that name
    """A project file could not be read or written; the file is as it was before."""
