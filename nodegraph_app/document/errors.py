"""What a document refuses, and why."""

from __future__ import annotations

from nodegraph_app.fault import FaultError


class DocumentError(FaultError):
    """A document refused an edit; it is as it was before."""


class FileProblem(DocumentError):  # noqa: N818 - what the window shows, by that name
    """A project file could not be read or written; the file is as it was before."""
