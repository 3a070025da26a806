"""What can be wrong with a document as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nodegraph_app.catalog.registry import Catalog
from nodegraph_app.compiler.state import NodeState, Problem
from nodegraph_app.document.document import Document
from nodegraph_app.text import translate


def document_problems(
    document: Document, catalog: Catalog, states: Mapping[str, NodeState]
) -> Iterator[Problem]:
    """What no node alone can know."""
    yield from _unequal_data(document, states)
    yield from _missing_loss(document, catalog)


def _unequal_data(document: Document, states: Mapping[str, NodeState]) -> Iterator[Problem]:
    """Data that is read together, sample by sample, with other numbers of samples."""
    counts = {
        node: states[node].samples
        for node in document.nodes
        if states[node].samples is not None and document.wires_from(node)
    }
    for node, count in counts.items():
        first, wanted = next(iter(counts.items()))
        if count != wanted:
            message = translate(
                "compiler",
                "{node} has {count} samples, but {other} has {wanted}; they are read together.",
                node=document.nodes[node].name,
                count=count,
                other=document.nodes[first].name,
                wanted=wanted,
            )
            yield Problem(node, None, "sample-count", message, str(wanted), str(count))


def _missing_loss(document: Document, catalog: Catalog) -> Iterator[Problem]:
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
