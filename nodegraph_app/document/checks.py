"""What holds in every document: names, parameters' kinds and ports. Each check raises
DocumentError; what may be wrong while one works (limits, shapes) is the compiler's to say."""

from __future__ import annotations

import keyword
import unicodedata

from pydantic import JsonValue

from nodegraph_app.catalog import Catalog, Port
from nodegraph_app.catalog.parameter import shown
from nodegraph_app.document.errors import DocumentError
from nodegraph_app.document.records import Node
from nodegraph_app.fault import Words
from nodegraph_app.text import Text, translate

_TAKEN = """
    T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double
    dump_patches eval extra_repr float forward get_buffer get_extra_state get_parameter
    get_submodule half ipu load_state_dict modules mtia named_buffers named_children named_modules
    named_parameters parameters requires_grad_ set_extra_state set_submodule share_memory state_dict
    to to_empty train training type xpu zero_grad
    self engine nn torch functional F optim
"""
TAKEN_BY_MODULES = frozenset(_TAKEN.split())
"""Names that a layer of a PyTorch module cannot have, and those that exported code uses."""


def named(node: Node) -> Text:
    """A node as messages name it."""
    return translate("document", "Node {name}", name=node.name or node.id)


def check_name(name: str, where: Words = "") -> None:
    """Exported code and weight files are made of node names, so they are identifiers."""
    is_private = name.startswith(("_", "register_"))  # PyTorch's hooks are all register_…
    is_plain = unicodedata.is_normalized("NFKC", name)  # Python takes ｃｏｎｖ and conv for one
    is_word = name.isidentifier() and not keyword.iskeyword(name)
    if not is_word or not is_plain or is_private or name in TAKEN_BY_MODULES:
        raise DocumentError(
            translate("document", "“{name}” cannot be a node's name.", name=name),
            expected=translate("document", "letters, digits and _, no word that Python uses"),
            actual=name,
            where=where,
            mend=translate("document", "Choose a name such as conv1."),
        )


def check_parameters(node: Node, catalog: Catalog) -> None:
    """Every parameter that the catalog knows is of its kind."""
    for name, value in node.parameters.items():
        check_kind(node, catalog, name, value)


def check_kind(node: Node, catalog: Catalog, name: str, value: JsonValue) -> None:
    """`value` is of the kind that the parameter has, where the catalog knows it."""
    node_type = catalog.get(node.type)
    parameter = node_type.parameter(name) if node_type else None
    if parameter is not None and not parameter.accepts(value):
        raise DocumentError(
            translate(
                "document", "{parameter} cannot be {value}.", parameter=name, value=shown(value)
            ),
            expected=parameter.kind_text,
            actual=shown(value),
            where=named(node),
            mend=translate("document", "A new node has {value}.", value=shown(parameter.default)),
        )


def has_parameter(node: Node, catalog: Catalog, name: str) -> None:
    """The node's type declares the parameter; of an unknown type, nobody knows."""
    node_type = catalog.get(node.type)
    if node_type is not None and node_type.parameter(name) is None:
        names = ", ".join(parameter.name for parameter in node_type.parameters)
        raise DocumentError(
            translate("document", "{type} has no parameter {name}.", type=node.type, name=name),
            expected=names or translate("document", "no parameters"),
            actual=name,
            where=named(node),
        )


def has_input(node: Node, catalog: Catalog, port: str) -> bool:
    """Whether the node has that input; a node of unknown type may have any."""
    node_type = catalog.get(node.type)
    return node_type is None or _has(node_type.input_ports(node.parameters), port)


def check_input(node: Node, catalog: Catalog, port: str) -> None:
    """The node has that input."""
    node_type = catalog.get(node.type)
    if node_type is not None:
        _check_port(node, node_type.input_ports(node.parameters), port)


def check_output(node: Node, catalog: Catalog, port: str) -> None:
    """The node has that output."""
    node_type = catalog.get(node.type)
    if node_type is not None:
        _check_port(node, node_type.output_ports(node.parameters), port)


def _has(ports: tuple[Port, ...], name: str) -> bool:
    return any(port.name == name for port in ports)


def _check_port(node: Node, ports: tuple[Port, ...], name: str) -> None:
    if not _has(ports, name):
        raise DocumentError(
            translate("document", "{type} has no port {port} there.", type=node.type, port=name),
            expected=", ".join(port.name for port in ports) or translate("document", "no ports"),
            actual=name,
            where=named(node),
        )
