"""Random edits: each gives one true event, undoing gives the same file byte for byte, and redoing
does too. A refused edit changes nothing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from nodegraph_app.document import Document, DocumentChanged, DocumentError, Node, PortRef, Wire
from nodegraph_app.document.edits import (
    AddNode,
    ConnectPorts,
    DisconnectPorts,
    Edit,
    EditGroup,
    MoveNodes,
    RemoveNode,
    RenameNode,
    SetParameter,
    SetProjectName,
    SetTraining,
    copy_text,
    duplicate,
    insert_on_wire,
    paste,
    remove_and_reconnect,
    remove_nodes,
)
from nodegraph_app.document.files import dump, parse
from nodegraph_app.text import Text

TYPES = (
    "Digits",
    "Conv2d",
    "ReLU",
    "Add",
    "Concat",
    "Flatten",
    "Linear",
    "CrossEntropy",
    "Mystery",
)
PORTS = ("x", "y", "input", "input2", "input3", "other", "output", "target", "loss", "secret")
PARAMETERS = ("out_channels", "kernel_size", "bias", "inputs", "dim", "p", "secret")
VALUES = st.one_of(
    st.integers(-3, 5),
    st.sampled_from([True, 1.0, 0.5, None, "text", [3, 5], [1, "a"], float("nan"), {"a": [1.5]}]),
)
COORDINATES = st.one_of(st.integers(-50, 50), st.floats(allow_nan=True))


@st.composite
def nodes(draw: st.DrawFn, document: Document) -> Node:
    kind = draw(st.sampled_from(TYPES))
    parameters = draw(st.dictionaries(st.sampled_from(PARAMETERS), st.integers(1, 4), max_size=2))
    position = draw(st.tuples(st.integers(-9, 9), st.floats(-1e6, 1e6)))
    return Node(
        id=document.fresh_id(kind),
        type=kind,
        name=document.fresh_name(kind),
        parameters=parameters,
        position=position,
    )


@st.composite
def simple_edits(draw: st.DrawFn, document: Document) -> Edit:
    ids = st.sampled_from([*document.nodes, "nobody"])
    ports = st.builds(PortRef, ids, st.sampled_from(PORTS))
    wires = st.one_of(
        st.sampled_from(document.wires) if document.wires else st.nothing(),
        st.builds(Wire, ports, ports),
    )
    return draw(
        st.one_of(
            st.builds(AddNode, nodes(document)),
            st.builds(RemoveNode, ids),
            st.builds(ConnectPorts, wires),
            st.builds(DisconnectPorts, wires),
            st.builds(SetParameter, ids, st.sampled_from(PARAMETERS), VALUES),
            st.builds(RenameNode, ids, st.sampled_from(["conv1", "relu1", "tail", "class", "a b"])),
            st.builds(
                MoveNodes,
                st.dictionaries(ids, st.tuples(COORDINATES, COORDINATES), max_size=3),
            ),
            st.builds(SetProjectName, st.text(max_size=5)),
            st.builds(SetTraining, st.sampled_from(["lr", "epochs", "device", "?"]), VALUES),
        )
    )


@st.composite
def edits(draw: st.DrawFn, document: Document) -> Edit:
    """One edit; some fit the document, some do not."""
    some = (
        draw(st.sets(st.sampled_from(list(document.nodes)), min_size=1)) if document.nodes else []
    )
    kinds = ["simple", "group"]
    if some:
        kinds += ["remove", "bridge", "duplicate", "paste"]
    if document.wires:
        kinds.append("insert")
    match draw(st.sampled_from(kinds)):
        case "group":
            members = draw(st.lists(simple_edits(document), max_size=4))
            return EditGroup(tuple(members), Text("test", "Some edits"))
        case "remove":
            return remove_nodes(document, some)
        case "bridge":
            return remove_and_reconnect(document, some)
        case "duplicate":
            return duplicate(document, some)
        case "paste":
            return paste(document, copy_text(document, some), (8.0, 8.0))
        case "insert":
            middle = Node(
                id=document.fresh_id(), type="ReLU", name=document.fresh_name("ReLU"), parameters={}
            )
            return insert_on_wire(document, draw(st.sampled_from(document.wires)), middle)
        case _:
            return draw(simple_edits(document))


def assert_event_is_true(before: Document, event: DocumentChanged, after: Document) -> None:
    """The event says what differs between the two, no more and no less."""
    old, new = before.nodes, after.nodes
    assert event.added_nodes == new.keys() - old.keys()
    assert event.removed_nodes == old.keys() - new.keys()
    both = [(old[i], new[i]) for i in old.keys() & new.keys()]
    assert event.moved_nodes == {a.id for a, b in both if a.position != b.position}
    assert event.changed_nodes == {
        a.id for a, b in both if (a.name, repr(a.parameters)) != (b.name, repr(b.parameters))
    }
    assert event.added_wires == set(after.wires) - set(before.wires)
    assert event.removed_wires == set(before.wires) - set(after.wires)
    assert event.training == (before.training != after.training)
    assert event.renamed == (before.name != after.name)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_undoing_and_redoing_random_edits_gives_the_same_file(data: st.DataObject) -> None:
    document = Document()
    events: list[DocumentChanged] = []
    document.subscribe(events.append)
    texts, undo = [dump(document)], []
    for _ in range(data.draw(st.integers(1, 10))):
        before = document.copy()
        try:
            inverse = document.apply(data.draw(edits(document)))
        except DocumentError as error:
            assert str(error)
            assert dump(document) == texts[-1], "a refused edit changed something"
            assert not events
            continue
        undo.append(inverse)
        texts.append(dump(document))
        assert len(events) <= 1
        nothing = DocumentChanged(EditGroup((), Text("test", "Nothing")))
        assert_event_is_true(before, events.pop() if events else nothing, document)

    assert dump(parse(texts[-1])) == texts[-1]

    redo = []
    for inverse, text in zip(reversed(undo), reversed(texts[:-1]), strict=True):
        redo.append(document.apply(inverse))
        assert dump(document) == text
    for edit, text in zip(reversed(redo), texts[1:], strict=True):
        document.apply(edit)
        assert dump(document) == text


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_random_documents_never_have_a_cycle_or_two_wires_into_one_input(
    data: st.DataObject,
) -> None:
    document = Document()
    for _ in range(12):
        try:
            document.apply(data.draw(simple_edits(document)))
        except DocumentError:
            continue
    place = {node_id: index for index, node_id in enumerate(document.order())}
    assert place.keys() == document.nodes.keys()
    assert all(place[w.source.node] < place[w.target.node] for w in document.wires)
    assert len({wire.target for wire in document.wires}) == len(document.wires)


def test_an_edit_that_changes_nothing_is_not_told() -> None:
    document = Document()
    node = Node(id="a", type="Linear", name="linear1", parameters={"bias": True})
    document.apply(AddNode(node))
    events: list[DocumentChanged] = []
    document.subscribe(events.append)
    revision = document.revision
    document.apply(SetParameter("a", "bias", True))
    document.apply(MoveNodes({"a": (0.0, 0.0)}))
    document.apply(RenameNode("a", "linear1"))
    assert not events
    assert document.revision == revision


def test_one_is_not_true_so_the_change_is_told() -> None:
    document = Document()
    document.apply(AddNode(Node(id="a", type="Mystery", name="m", parameters={"v": True})))
    events: list[DocumentChanged] = []
    document.subscribe(events.append)
    document.apply(SetParameter("a", "v", 1))
    assert events[0].changed_nodes == {"a"}
    assert document.nodes["a"].parameters["v"] is not True


def test_fewer_inputs_drop_the_wires_to_those_that_go_and_undo_brings_them_back() -> None:
    document = Document()
    for name in ("a", "b"):
        document.apply(AddNode(Node(id=name, type="ReLU", name=name)))
    document.apply(AddNode(Node(id="c", type="Concat", name="c", parameters={"inputs": 3})))
    document.apply(ConnectPorts(Wire(PortRef("a", "output"), PortRef("c", "input3"))))
    document.apply(ConnectPorts(Wire(PortRef("b", "output"), PortRef("c", "input"))))
    before = dump(document)
    undo = document.apply(SetParameter("c", "inputs", 2))
    assert [wire.target.port for wire in document.wires] == ["input"]
    document.apply(undo)
    assert dump(document) == before


def test_deleting_everything_and_taking_it_back_gives_the_same_file() -> None:
    document = Document()
    for n in range(500):
        document.apply(AddNode(Node(id=f"n{n}", type="ReLU", name=f"relu{n}")))
        if n:
            document.apply(
                ConnectPorts(Wire(PortRef(f"n{n - 1}", "output"), PortRef(f"n{n}", "input")))
            )
    before = dump(document)
    document.apply(document.apply(remove_nodes(document, list(document.nodes))))
    assert dump(document) == before
