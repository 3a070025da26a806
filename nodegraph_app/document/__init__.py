"""The document: what is being built, how it changes, and the file it lives in."""

from nodegraph_app.document.document import Document
from nodegraph_app.document.errors import DocumentError, FileProblem
from nodegraph_app.document.events import DocumentChanged
from nodegraph_app.document.records import Node, PortRef, Project, Training, Wire

__all__ = [
    "Document",
    "DocumentChanged",
    "DocumentError",
    "FileProblem",
    "Node",
    "PortRef",
    "Project",
    "Training",
    "Wire",
]
