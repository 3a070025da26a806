"""Models as code for other libraries: written from the code model and run against the canvas."""

from nodegraph_app.exchange.errors import ExportError
from nodegraph_app.exchange.export import ExportReport, export
from nodegraph_app.exchange.targets import TARGETS, Target

__all__ = ["TARGETS", "ExportError", "ExportReport", "Target", "export"]
