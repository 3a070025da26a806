"""Automatic layout: nothing overlaps, wires run to the right, chains are straight."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from nodegraph_app.document import Document, Node, PortRef, Wire
from nodegraph_app.document.edits import AddNode, ConnectPorts, MoveNodes
from nodegraph_app.document.layout import COLUMN_GAP, GRID, layout

Edge = tuple[str, str, str]


def network(*edges: str) -> Document:
    """Nodes by wires: "digits1.y crossentropy1.target"; a name says its type."""
    types = {
        "digits": "Digits",
        "conv": "Conv2d",
        "relu": "ReLU",
        "add": "Add",
        "loss": "CrossEntropy",
    }
    document = Document()
    for edge in edges:
        ends = [end.split(".") for end in edge.split()]
        for name, _ in ends:
            if name not in document.nodes:
                document.apply(
                    AddNode(Node(id=name, type=types[name.rstrip("0123456789")], name=f"{name}_"))
                )
        document.apply(ConnectPorts(Wire(PortRef(*ends[0]), PortRef(*ends[1]))))
    return document


RESIDUAL = (
    "digits1.x conv1.input",
    "conv1.output relu1.input",
    "relu1.output add1.other",
    "relu1.output conv2.input",
    "conv2.output relu2.input",
    "relu2.output add1.input",
    "add1.output loss1.input",
    "digits1.y loss1.target",
)


def test_a_chain_is_one_straight_row() -> None:
    positions = layout(network("digits1.x conv1.input", "conv1.output relu1.input"))
    assert [positions[n] for n in ("digits1", "conv1", "relu1")] == [(0, 0), (212, 0), (424, 0)]


def test_a_skip_and_the_labels_leave_the_trunk_straight() -> None:
    positions = layout(network(*RESIDUAL))
    assert {y for _, y in positions.values()} == {0}


def test_a_short_branch_does_not_bend_the_trunk() -> None:
    document = network("digits1.x conv1.input", "conv1.output relu1.input", *RESIDUAL[3:4])
    document.apply(AddNode(Node(id="stub", type="Flatten", name="stub")))
    document.apply(ConnectPorts(Wire(PortRef("conv1", "output"), PortRef("stub", "input"))))
    positions = layout(document)
    trunk = {positions[n][1] for n in ("digits1", "conv1", "relu1", "conv2")}
    assert max(trunk) - min(trunk) <= GRID
    assert abs(positions["stub"][1] - positions["relu1"][1]) >= 128


def test_a_second_source_stands_next_to_what_it_feeds() -> None:
    document = network(
        "digits1.x conv1.input", "conv1.output relu1.input", "relu1.output add1.input"
    )
    document.apply(AddNode(Node(id="late", type="Digits", name="late")))
    document.apply(ConnectPorts(Wire(PortRef("late", "x"), PortRef("add1", "other"))))
    positions = layout(document)
    assert positions["late"][0] == positions["relu1"][0]


def test_sizes_and_origin_are_respected() -> None:
    document = network("digits1.x conv1.input")
    positions = layout(document, {"digits1": (300.0, 50.0)}, origin=(40.0, 80.0))
    assert positions == {"digits1": (40.0, 80.0), "conv1": (40 + 300 + COLUMN_GAP, 80.0)}


def test_an_empty_document_has_an_empty_layout() -> None:
    assert layout(Document()) == {}


@st.composite
def random_networks(draw: st.DrawFn) -> Document:
    """Nodes of unknown type, so that any port may be wired."""
    document = Document()
    count = draw(st.integers(1, 12))
    for n in range(count):
        document.apply(AddNode(Node(id=f"n{n}", type="Mystery", name=f"n{n}")))
    for target in range(1, count):
        for port in range(draw(st.integers(0, 2))):
            source = draw(st.integers(0, target - 1))
            wire = Wire(PortRef(f"n{source}", "out"), PortRef(f"n{target}", f"in{port}"))
            document.apply(ConnectPorts(wire))
    return document


@settings(max_examples=60, deadline=None)
@given(random_networks(), st.data())
def test_nothing_overlaps_and_every_wire_runs_to_the_right(
    document: Document, data: st.DataObject
) -> None:
    side = st.sampled_from([92.0, 108.0, 140.0, 196.0, 260.0])
    sizes = {node_id: data.draw(st.tuples(side, side)) for node_id in document.nodes}
    positions = layout(document, sizes)
    assert positions.keys() == document.nodes.keys()
    assert all(c % GRID == 0 for position in positions.values() for c in position)
    for one, other in combinations(positions, 2):
        (x, y), (u, v) = positions[one], positions[other]
        (w, h), (k, m) = sizes[one], sizes[other]
        assert x + w <= u or u + k <= x or y + h <= v or v + m <= y, f"{one} overlaps {other}"
    for wire in document.wires:
        source, target = positions[wire.source.node], positions[wire.target.node]
        assert source[0] + sizes[wire.source.node][0] < target[0]
    document.apply(MoveNodes(positions))
    assert layout(document, sizes) == positions
