"""A document as source code: what an export writes, and what is read along while one draws."""

from __future__ import annotations

from collections.abc import Mapping

from nodegraph_app.code import print_code
from nodegraph_app.compiler.state import Compilation, PortState
from nodegraph_app.document.document import Document
from nodegraph_app.document.records import PortRef
from nodegraph_app.exchange.model_code import ModelNames, model_names
from nodegraph_app.exchange.names import file_stem
from nodegraph_app.exchange.network import Network, network_of
from nodegraph_app.exchange.targets import target_named
from nodegraph_app.exchange.writer import Files, model_module


def source_code(document: Document, compilation: Compilation, target: str) -> str:
    """What `export` would write for `target`; nothing is run or written.

    Raises ExportError, naming the node, for what cannot be said.
    """
    network = network_of(document, compilation)
    return print_network(document, compilation, network, names_of(network, compilation), target)


def print_network(
    document: Document, compilation: Compilation, network: Network, names: ModelNames, target: str
) -> str:
    """The source text for a network whose names are known."""
    module = model_module(
        document,
        network,
        names,
        port_states(compilation),
        target_named(target),
        Files(file_stem(document.name)),
    )
    return print_code(module)


def names_of(network: Network, compilation: Compilation) -> ModelNames:
    """What everything in the model is called in its code."""
    return model_names(network, port_states(compilation))


def port_states(compilation: Compilation) -> Mapping[PortRef, PortState]:
    """What flows through every output port."""
    return {
        PortRef(node=node, port=port): state
        for node, known in compilation.nodes.items()
        for port, state in known.outputs.items()
    }
