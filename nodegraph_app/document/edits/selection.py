"""What is done to a selection: delete, insert, copy, paste. Each is one edit."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, ValidationError

from nodegraph_app.document.edits.edit import Edit, EditGroup
from nodegraph_app.document.edits.nodes import AddNode, RemoveNode
from nodegraph_app.document.edits.wires import ConnectPorts, DisconnectPorts
from nodegraph_app.document.errors import DocumentError
from nodegraph_app.document.records import VERSION, Node, PortRef, Position, Record, Wire
from nodegraph_app.text import Text, translate

if TYPE_CHECKING:
    from nodegraph_app.document.document import Document

CLIPBOARD: Literal["nodegraph-selection"] = "nodegraph-selection"
STEP_ASIDE: Position = (32.0, 32.0)


class Clipping(Record):
    """Nodes and the wires between them, as the clipboard holds them."""

    format: Literal["nodegraph-selection"] = CLIPBOARD
    version: Annotated[int, Field(ge=1, le=VERSION)] = VERSION
    nodes: tuple[Node, ...]
    wires: tuple[Wire, ...] = ()


def remove_nodes(document: Document, ids: Collection[str]) -> EditGroup:
    """Delete nodes and their wires, wires first."""
    wires = {wire: None for i in ids for wire in document.wires_into(i) + document.wires_from(i)}
    edits = (*map(DisconnectPorts, wires), *map(RemoveNode, _in_file_order(document, ids)))
    return EditGroup(edits, _counted(document, ids, "delete"))


def remove_and_reconnect(document: Document, ids: Collection[str]) -> EditGroup:
    """Delete nodes and join what came before each to what came after it.

    A node with one wire in hands that wire's source on; where there are more, the first is it.
    """
    removal = remove_nodes(document, ids)
    gone = set(ids)
    edits: list[Edit] = [*removal.edits]
    for node_id in _in_file_order(document, ids):
        for wire in document.wires_from(node_id):
            source = _source_before(document, node_id, gone)
            if source is not None and wire.target.node not in gone:
                edits.append(ConnectPorts(Wire(source, wire.target)))
    return EditGroup(tuple(edits), removal.title)


def insert_on_wire(document: Document, wire: Wire, node: Node) -> EditGroup:
    """Add a node in the middle of a wire. DocumentError when it has no input or no output."""
    node_type = document.catalog.get(node.type)
    inputs = node_type.input_ports(node.parameters) if node_type else ()
    outputs = node_type.output_ports(node.parameters) if node_type else ()
    if node_type is None or node_type.is_loss or not inputs or not outputs:
        raise DocumentError(
            translate("document", "{type} cannot stand in the middle of a wire.", type=node.type),
            expected=translate("document", "a node with an input and an output"),
            actual=node.type,
        )
    before = Wire(wire.source, PortRef(node.id, inputs[0].name))
    after = Wire(PortRef(node.id, outputs[0].name), wire.target)
    return EditGroup(
        (DisconnectPorts(wire), AddNode(node), ConnectPorts(before), ConnectPorts(after)),
        translate("document", "Insert {name}", name=node.name),
    )


def copy_text(document: Document, ids: Collection[str]) -> str:
    """Nodes and the wires between them as text for the clipboard."""
    chosen = set(ids)
    clipping = Clipping(
        nodes=tuple(document.nodes[node_id] for node_id in _in_file_order(document, chosen)),
        wires=tuple(
            wire
            for wire in document.wires
            if wire.source.node in chosen and wire.target.node in chosen
        ),
    )
    return json.dumps(clipping.model_dump(), ensure_ascii=False, indent=1)


def paste(document: Document, clipboard_text: str, offset: Position = STEP_ASIDE) -> EditGroup:
    """Add what `copy_text` gave, under new ids and names, moved by `offset`.

    Raises DocumentError when the text is something else.
    """
    try:
        clipping = Clipping.model_validate_json(clipboard_text, strict=True)
    except ValidationError:
        raise DocumentError(
            translate("document", "The clipboard holds no nodes."),
            expected=translate("document", "nodes that were copied from this program"),
            mend=translate("document", "Copy some nodes first."),
        ) from None
    ids = {node.id: document.fresh_id(node.type) for node in clipping.nodes}
    taken: set[str] = set()
    nodes = [_pasted(document, node, ids, offset, taken) for node in clipping.nodes]
    wires = [
        Wire(_moved(wire.source, ids), _moved(wire.target, ids))
        for wire in clipping.wires
        if wire.source.node in ids and wire.target.node in ids
    ]
    title = translate("document", "Paste {count} nodes", count=len(nodes))
    if len(nodes) == 1:
        title = translate("document", "Paste {name}", name=nodes[0].name)
    return EditGroup((*map(AddNode, nodes), *map(ConnectPorts, wires)), title)


def duplicate(document: Document, ids: Collection[str], offset: Position = STEP_ASIDE) -> EditGroup:
    """Add copies of nodes and of the wires between them."""
    pasted = paste(document, copy_text(document, ids), offset)
    return EditGroup(pasted.edits, _counted(document, ids, "duplicate"))


def _pasted(
    document: Document, node: Node, ids: Mapping[str, str], offset: Position, taken: set[str]
) -> Node:
    name = document.fresh_name(node.type, taken)
    taken.add(name)
    position = (node.position[0] + offset[0], node.position[1] + offset[1])
    return node.model_copy(update={"id": ids[node.id], "name": name, "position": position})


def _moved(port: PortRef, ids: Mapping[str, str]) -> PortRef:
    return port.model_copy(update={"node": ids[port.node]})


def _in_file_order(document: Document, ids: Collection[str]) -> list[str]:
    """The ids as the file has them. Raises DocumentError for an unknown one."""
    places = {node_id: index for index, node_id in enumerate(document.nodes)}
    for node_id in ids:
        if node_id not in places:
            raise DocumentError(translate("document", "There is no node {id}.", id=node_id))
    return sorted(set(ids), key=places.__getitem__)


def _source_before(document: Document, node_id: str, gone: Collection[str]) -> PortRef | None:
    """What feeds a node, looking through nodes that go too."""
    wires = document.wires_into(node_id)
    if not wires:
        return None
    source = wires[0].source
    return _source_before(document, source.node, gone) if source.node in gone else source


def _counted(
    document: Document, ids: Collection[str], verb: Literal["delete", "duplicate"]
) -> Text:
    if len(ids) == 1:
        name = document.nodes[next(iter(ids))].name
        if verb == "delete":
            return translate("document", "Delete {name}", name=name)
        return translate("document", "Duplicate {name}", name=name)
    if verb == "delete":
        return translate("document", "Delete {count} nodes", count=len(ids))
    return translate("document", "Duplicate {count} nodes", count=len(ids))
