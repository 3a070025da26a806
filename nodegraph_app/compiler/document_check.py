"""What can be wrong with a document as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from nodegraph_app.catalog.registry import Catalog
from nodegraph_app.compiler.state import Problem
from nodegraph_app.document.document import Document
from nodegraph_app.text import translate


def document_problems(document: Document, catalog: Catalog) -> Iterator[Problem]:
    """A network that reads data with targets, learns nothing from them and so cannot be trained."""
    types = [catalog.get(node.type) for node in document.nodes.values()]
    known = [node_type for node_type in types if node_type is not None]
    has_targets = any(
        node_type.data is not None and len(node_type.outputs) > 1 for node_type in known
    )
    has_layers = any(node_type.data is None for node_type in known)
    if has_targets and has_layers and not any(node_type.is_loss for node_type in known):
        message = translate("compiler", "There is no loss, so the network cannot be trained.")
        yield Problem(None, None, "no-loss", message, "CrossEntropy | MSE", "—", severity="warning")
