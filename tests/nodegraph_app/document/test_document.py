"""The document itself: ids, names, order, events."""

from __future__ import annotations

import pytest

from nodegraph_app.document import (
    Document,
    DocumentChanged,
    DocumentError,
    Node,
    PortRef,
    Training,
    Wire,
)
from nodegraph_app.document.edits import (
    AddNode,
    ConnectPorts,
    EditGroup,
    RemoveNode,
    RenameNode,
    SetParameter,
    SetProjectName,
    SetTraining,
)
from nodegraph_app.text import translate


def with_nodes(*types: str) -> Document:
    document = Document()
    for kind in types:
        name = document.fresh_name(kind)
        document.apply(AddNode(Node(id=name, type=kind, name=name)))
    return document


def wire(source: str, target: str) -> Wire:
    return Wire(PortRef(*source.split(".")), PortRef(*target.split(".")))


def test_ids_are_never_given_twice_not_even_that_of_a_deleted_node() -> None:
    document = Document()
    seen = set()
    for _ in range(200):
        fresh = document.fresh_id("Conv2d")
        assert fresh not in seen
        assert fresh.startswith("conv2d-")
        seen.add(fresh)
        document.apply(AddNode(Node(id=fresh, type="ReLU", name=document.fresh_name("ReLU"))))
        document.apply(RemoveNode(fresh))


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("Conv2d", "conv1"),
        ("Linear", "linear1"),
        ("MaxPool2d", "maxpool1"),
        ("BatchNorm2d", "batchnorm1"),
        ("CrossEntropy", "crossentropy1"),
        ("my type!", "node1"),
        ("", "node1"),
    ],
)
def test_names_are_short_identifiers(kind: str, name: str) -> None:
    assert Document().fresh_name(kind) == name


def test_a_name_is_free_again_when_its_node_is_gone() -> None:
    document = with_nodes("Conv2d", "Conv2d")
    assert document.fresh_name("Conv2d") == "conv3"
    document.apply(RemoveNode("conv1"))
    assert document.fresh_name("Conv2d") == "conv1"
    assert document.node_named("conv1") is None


def test_order_puts_every_node_after_what_it_needs() -> None:
    document = with_nodes("ReLU", "Conv2d", "Digits")
    document.apply(ConnectPorts(wire("conv1.output", "relu1.input")))
    document.apply(ConnectPorts(wire("digits1.x", "conv1.input")))
    assert document.order() == ("digits1", "conv1", "relu1")


def test_a_new_wire_replaces_the_one_its_input_had() -> None:
    document = with_nodes("ReLU", "Tanh", "Add")
    document.apply(ConnectPorts(wire("relu1.output", "add1.input")))
    events: list[DocumentChanged] = []
    document.subscribe(events.append)
    document.apply(ConnectPorts(wire("tanh1.output", "add1.input")))
    assert document.wires == (wire("tanh1.output", "add1.input"),)
    assert events[0].removed_wires == {wire("relu1.output", "add1.input")}
    assert events[0].added_wires == set(document.wires)
    assert document.wire_into(PortRef("add1", "other")) is None


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (ConnectPorts(wire("relu2.output", "relu1.input")), "circle"),
        (ConnectPorts(wire("relu1.output", "relu1.input")), "itself"),
        (ConnectPorts(wire("relu1.output", "nobody.input")), "no node nobody"),
        (ConnectPorts(wire("relu1.input", "relu2.input")), "no port input"),
        (RenameNode("relu1", "relu2"), "both be called relu2"),
        (RenameNode("relu1", "class"), "cannot be a node's name"),
        (RenameNode("relu1", "state_dict"), "cannot be a node's name"),
        (SetParameter("relu1", "slope", 1), "no parameter slope"),
        (SetTraining("lr", -1.0), "greater than 0"),
        (SetTraining("epochs", True), "integer"),
        (SetTraining("warmup", 1), "no setting warmup"),
        (SetProjectName("\ud800"), "cannot have this name"),
        (AddNode(Node(id="relu1", type="ReLU", name="other")), "Two nodes have the id"),
    ],
)
def test_what_would_break_the_document_is_refused_in_words(edit, words: str) -> None:
    document = with_nodes("ReLU", "ReLU")
    document.apply(ConnectPorts(wire("relu1.output", "relu2.input")))
    before = document.project
    with pytest.raises(DocumentError, match=words):
        document.apply(edit)
    assert document.project == before


def test_a_group_is_applied_as_a_whole_or_not_at_all() -> None:
    document = with_nodes("ReLU")
    before = document.project
    title = translate("test", "Two edits")
    with pytest.raises(DocumentError):
        document.apply(EditGroup((SetProjectName("new"), RenameNode("relu1", "if")), title))
    assert document.project == before
    events: list[DocumentChanged] = []
    document.subscribe(events.append)
    document.apply(EditGroup((SetProjectName("new"), RenameNode("relu1", "gate")), title))
    assert len(events) == 1
    assert events[0].renamed
    assert events[0].changed_nodes == {"relu1"}


def test_training_keeps_its_other_settings() -> None:
    document = Document()
    undo = document.apply(SetTraining("lr", 0.5))
    assert document.training == Training(lr=0.5)
    document.apply(undo)
    assert document.training == Training()


def test_a_subscriber_that_edits_is_heard_after_the_first_event_is_through() -> None:
    document = with_nodes("ReLU")
    heard: list[str] = []

    def answer(event: DocumentChanged) -> None:
        heard.append(f"first {event.edit.title}")
        if document.name == "one":
            document.apply(SetProjectName("two"))

    document.subscribe(answer)
    document.subscribe(lambda event: heard.append(f"second {document.name}"))
    document.apply(SetProjectName("one"))
    assert heard == ["first Rename project", "second two"] * 2


def test_a_subscriber_that_fails_does_not_keep_the_others_from_hearing() -> None:
    document = Document()
    heard: list[DocumentChanged] = []

    def fail(event: DocumentChanged) -> None:
        raise RuntimeError("no")

    document.subscribe(fail)
    document.subscribe(heard.append)
    with pytest.raises(RuntimeError, match="no"):
        document.apply(SetProjectName("one"))
    assert len(heard) == 1


def test_who_unsubscribes_hears_nothing_more() -> None:
    document = Document()
    heard: list[DocumentChanged] = []
    unsubscribe = document.subscribe(heard.append)
    unsubscribe()
    unsubscribe()
    document.apply(SetProjectName("one"))
    assert not heard


def test_a_copy_is_a_document_of_its_own() -> None:
    document = with_nodes("ReLU")
    twin = document.copy()
    twin.apply(RenameNode("relu1", "gate"))
    assert document.nodes["relu1"].name == "relu1"
    assert twin.revision == document.revision + 1


def test_tuples_in_parameters_become_what_a_file_holds() -> None:
    node = Node(id="a", type="Conv2d", name="conv1", parameters={"kernel_size": (3, 5)})
    assert node.parameters == {"kernel_size": [3, 5]}
    document = Document()
    document.apply(AddNode(node))
    document.apply(SetParameter("a", "padding", (1, 2)))
    assert document.nodes["a"].parameters["padding"] == [1, 2]
