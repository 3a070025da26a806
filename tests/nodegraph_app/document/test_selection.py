"""Deleting, inserting, copying and pasting selections."""

from __future__ import annotations

import json

import pytest

from nodegraph_app.document import Document, DocumentError, Node, PortRef, Wire
from nodegraph_app.document.edits import (
    AddNode,
    ConnectPorts,
    copy_text,
    duplicate,
    insert_on_wire,
    paste,
    remove_and_reconnect,
    remove_nodes,
)
from nodegraph_app.document.files import dump


@pytest.fixture
def chain() -> Document:
    """digits1 → conv1 → relu1 → flatten1."""
    document = Document()
    for kind in ("Digits", "Conv2d", "ReLU", "Flatten"):
        name = document.fresh_name(kind)
        document.apply(AddNode(Node(id=name, type=kind, name=name, position=(10, 20))))
    for source, port, target in [
        ("digits1", "x", "conv1"),
        ("conv1", "output", "relu1"),
        ("relu1", "output", "flatten1"),
    ]:
        document.apply(ConnectPorts(Wire(PortRef(source, port), PortRef(target, "input"))))
    return document


def wires(document: Document) -> list[str]:
    names = {node.id: node.name for node in document.nodes.values()}
    return [f"{names[w.source.node]} {names[w.target.node]}" for w in document.wires]


def test_deleting_takes_the_wires_along_in_one_step(chain: Document) -> None:
    before = dump(chain)
    edit = remove_nodes(chain, ["relu1", "conv1"])
    assert str(edit.title) == "Delete 2 nodes"
    undo = chain.apply(edit)
    assert not chain.wires
    chain.apply(undo)
    assert dump(chain) == before


def test_deleting_inside_a_chain_can_join_its_ends(chain: Document) -> None:
    before = dump(chain)
    undo = chain.apply(remove_and_reconnect(chain, ["relu1", "conv1"]))
    assert wires(chain) == ["digits1 flatten1"]
    chain.apply(undo)
    assert dump(chain) == before


def test_a_node_is_inserted_on_a_wire_in_one_step(chain: Document) -> None:
    before = dump(chain)
    node = Node(id="new", type="MaxPool2d", name="maxpool1")
    edit = insert_on_wire(chain, chain.wires[2], node)
    assert str(edit.title) == "Insert maxpool1"
    undo = chain.apply(edit)
    assert wires(chain)[2:] == ["relu1 maxpool1", "maxpool1 flatten1"]
    chain.apply(undo)
    assert dump(chain) == before


@pytest.mark.parametrize("kind", ["Digits", "MSE", "Mystery"])
def test_what_hands_nothing_on_cannot_be_inserted(chain: Document, kind: str) -> None:
    with pytest.raises(DocumentError, match="middle of a wire"):
        insert_on_wire(chain, chain.wires[0], Node(id="new", type=kind, name="other"))


def test_pasted_nodes_have_their_own_ids_names_and_wires(chain: Document) -> None:
    text = copy_text(chain, ["conv1", "relu1"])
    chain.apply(paste(chain, text, (5, 7)))
    assert wires(chain)[3:] == ["conv2 relu2"]
    pasted = chain.node_named("conv2")
    assert pasted is not None
    assert pasted.id != "conv1"
    assert pasted.position == (15, 27)


def test_a_selection_can_be_pasted_into_another_window(chain: Document) -> None:
    other = Document()
    other.apply(paste(other, copy_text(chain, list(chain.nodes))))
    assert wires(other) == wires(chain)


def test_duplicating_says_so(chain: Document) -> None:
    edit = duplicate(chain, ["conv1"])
    assert str(edit.title) == "Duplicate conv1"
    chain.apply(edit)
    assert chain.node_named("conv2") is not None


@pytest.mark.parametrize("text", ["", "hello", "[]", "{}", '{"format": "nodegraph", "version": 1}'])
def test_a_foreign_clipboard_is_explained(chain: Document, text: str) -> None:
    with pytest.raises(DocumentError, match="The clipboard holds no nodes"):
        paste(chain, text)


def test_a_selection_of_a_newer_version_is_not_pasted(chain: Document) -> None:
    record = json.loads(copy_text(chain, ["conv1"])) | {"version": 99}
    with pytest.raises(DocumentError):
        paste(chain, json.dumps(record))
