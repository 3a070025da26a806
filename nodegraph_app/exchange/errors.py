"""What an export refuses, and why."""

from __future__ import annotations

from nodegraph_app.fault import FaultError, Words


class ExportError(FaultError):
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
        super().__init__(what, expected=expected, actual=actual, where=where, mend=mend)
        self.node = node
