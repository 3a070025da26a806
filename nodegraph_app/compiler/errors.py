"""What keeps a document from becoming a program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nodegraph_app.compiler.state import Problem
from nodegraph_app.fault import FaultError
from nodegraph_app.text import Text, translate


class CompileError(Exception):
    """The document has problems; the first one speaks for all.

    names: what nodes are called, by id, so that the error can name the one that is wrong.
    """

    def __init__(self, problems: Sequence[Problem], names: Mapping[str, str] | None = None) -> None:
        super().__init__(tuple(problems))
        self._names = names or {}
        self.problems = tuple(p for p in problems if p.severity == "error") or tuple(problems)

    @property
    def what(self) -> Text:
        """What is wrong, first of all."""
        return self.problems[0].message

    @property
    def expected(self) -> str:
        """What that place expects."""
        return self.problems[0].expected

    @property
    def actual(self) -> str:
        """What is there instead."""
        return self.problems[0].actual

    @property
    def where(self) -> str:
        """The name of the node that has the problem; empty for the whole document."""
        node = self.problems[0].node or ""
        return self._names.get(node, node)

    @property
    def mend(self) -> Text | str:
        """The likeliest way out."""
        mends = self.problems[0].mends
        return mends[0].title if mends else ""

    def __str__(self) -> str:
        more = len(self.problems) - 1
        first = f"{self.where}: {self.what}" if self.where else str(self.what)
        if self.expected or self.actual:
            first += f" Expected {self.expected}, actual {self.actual}."
        return f"{first} {translate('compiler', '({count} more)', count=more)}" if more else first


class WeightsError(FaultError):
    """Weights do not fit the network; it keeps those it had."""
