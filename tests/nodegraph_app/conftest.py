"""A canvas to draw small networks on, for tests of whatever reads documents."""

from collections.abc import Callable
from typing import Any

import pytest

from nodegraph_app.document import Document, Node, PortRef, Training, Wire
from nodegraph_app.document.edits import AddNode, ConnectPorts, Edit
from nodegraph_app.document.records import Project


class Canvas:
    """A document and short words to draw in it; nodes are called by their names."""

    def __init__(self, **training: Any) -> None:
        self.document = Document(Project(training=Training(**training)))

    def add(self, type_name: str, **parameters: Any) -> str:
        """Add a node; returns its name."""
        node = Node(
            id=self.document.fresh_id(type_name),
            type=type_name,
            name=self.document.fresh_name(type_name),
            parameters=parameters,
        )
        self.apply(AddNode(node))
        return node.name

    def wire(self, source: str, target: str) -> None:
        """Wire "digits1.x" to "conv1.input"."""
        self.apply(ConnectPorts(self.wire_between(source, target)))

    def wire_between(self, source: str, target: str) -> Wire:
        """The wire from one port to another."""
        return Wire(self.port(source), self.port(target))

    def port(self, text: str) -> PortRef:
        """The port "conv1.input"."""
        name, _, port = text.partition(".")
        return PortRef(self.id(name), port)

    def chain(self, *types: str | tuple[str, dict[str, Any]]) -> list[str]:
        """Add nodes in a row, each wired from the one before at their first ports."""
        names: list[str] = []
        for item in types:
            type_name, parameters = item if isinstance(item, tuple) else (item, {})
            names.append(self.add(type_name, **parameters))
            if len(names) > 1:
                self.follow(names[-2], names[-1])
        return names

    def follow(self, before: str, after: str) -> None:
        """Wire the first output of a node to the first input of another."""
        output = self.type(before).output_ports(self.node(before).parameters)[0]
        target = self.type(after).input_ports(self.node(after).parameters)[0]
        self.wire(f"{before}.{output.name}", f"{after}.{target.name}")

    def apply(self, edit: Edit) -> Edit:
        """Change the document."""
        return self.document.apply(edit)

    def node(self, name: str) -> Node:
        """The node of that name."""
        found = self.document.node_named(name)
        assert found is not None, f"no node {name}"
        return found

    def id(self, name: str) -> str:
        """The id of the node of that name."""
        return self.node(name).id

    def type(self, name: str) -> Any:
        """The node type of the node of that name."""
        return self.document.catalog.get(self.node(name).type)

    def classifier(self, *layers: str | tuple[str, dict[str, Any]], data: str = "Digits") -> None:
        """Data, these layers, and a loss that compares the last of them with the targets."""
        names = self.chain(data, *layers, "CrossEntropy")
        self.wire(f"{names[0]}.y", f"{names[-1]}.target")


@pytest.fixture
def draw() -> Callable[..., Canvas]:
    """Make an empty canvas; keywords are the training set-up."""
    return Canvas
