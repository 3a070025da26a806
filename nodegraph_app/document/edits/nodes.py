"""Edits of nodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue, ValidationError

from nodegraph_app.document import checks
from nodegraph_app.document.contents import Contents
from nodegraph_app.document.edits.edit import Edit, EditGroup
from nodegraph_app.document.edits.wires import ConnectPorts
from nodegraph_app.document.errors import DocumentError
from nodegraph_app.document.events import Changes
from nodegraph_app.document.records import Node, Position, as_json, is_same
from nodegraph_app.text import Text, translate


@dataclass(frozen=True)
class AddNode(Edit):
    """Put in a node. `rank` is its place in the file; None is the end."""

    node: Node
    rank: int | None = None

    @property
    def title(self) -> Text:
        return translate("document", "Add {name}", name=self.node.name)

    def apply_to(self, contents: Contents, changes: Changes) -> Edit:
        contents.add_node(self.node, self.rank, changes)
        return RemoveNode(self.node.id)


@dataclass(frozen=True)
class RemoveNode(Edit):
    """Take out a node and its wires."""

    id: str

    @property
    def title(self) -> Text:
        return translate("document", "Delete node")

    def apply_to(self, contents: Contents, changes: Changes) -> Edit:
        node = contents.node(self.id)
        wires = contents.wires_into(self.id) + contents.wires_from(self.id)
        connects = [ConnectPorts(*contents.disconnect(w.target, changes)) for w in wires]
        rank = contents.remove_node(self.id, changes)
        return EditGroup((AddNode(node, rank), *connects), self.title)


@dataclass(frozen=True)
class ReplaceNode(Edit):
    """Give a node another record: what undoes a changed parameter or name."""

    node: Node
    title_text: Text

    @property
    def title(self) -> Text:
        return self.title_text

    def apply_to(self, contents: Contents, changes: Changes) -> Edit:
        before = contents.node(self.node.id)
        checks.check_parameters(self.node, contents.catalog)
        lost = [
            wire
            for wire in contents.wires_into(before.id)
            if not checks.has_input(self.node, contents.catalog, wire.target.port)
        ]
        connects = [ConnectPorts(*contents.disconnect(wire.target, changes)) for wire in lost]
        contents.replace_node(self.node, changes)
        inverse = ReplaceNode(before, self.title)
        return EditGroup((inverse, *connects), self.title) if connects else inverse


@dataclass(frozen=True)
class SetParameter(Edit):
    """Give a parameter a value. Wires to inputs that the node then lacks go."""

    node: str
    name: str
    value: JsonValue = field(hash=False)

    @property
    def title(self) -> Text:
        return translate("document", "Change {parameter}", parameter=self.name)

    def apply_to(self, contents: Contents, changes: Changes) -> Edit:
        node = contents.node(self.node)
        checks.has_parameter(node, contents.catalog, self.name)
        try:
            value = as_json(self.value)
        except ValueError as error:
            raise DocumentError(
                translate("document", "{parameter} cannot have this value.", parameter=self.name),
                actual=str(error),
                where=checks.named(node),
            ) from None
        if self.name in node.parameters and is_same(node.parameters[self.name], value):
            return self
        changed = node.model_copy(update={"parameters": {**node.parameters, self.name: value}})
        return ReplaceNode(changed, self.title).apply_to(contents, changes)


@dataclass(frozen=True)
class RenameNode(Edit):
    """Give a node another name."""

    node: str
    name: str

    @property
    def title(self) -> Text:
        return translate("document", "Rename to {name}", name=self.name)

    def apply_to(self, contents: Contents, changes: Changes) -> Edit:
        before = contents.node(self.node)
        if before.name == self.name:
            return self
        contents.replace_node(before.model_copy(update={"name": self.name}), changes)
        return RenameNode(self.node, before.name)


@dataclass(frozen=True)
class MoveNodes(Edit):
    """Give nodes other positions."""

    positions: Mapping[str, Position] = field(hash=False)

    @property
    def title(self) -> Text:
        if len(self.positions) == 1:
            return translate("document", "Move node")
        return translate("document", "Move {count} nodes", count=len(self.positions))

    def apply_to(self, contents: Contents, changes: Changes) -> Edit:
        nodes = [contents.node(node_id) for node_id in self.positions]
        try:
            moved = [
                Node.model_validate({**dict(n), "position": self.positions[n.id]}) for n in nodes
            ]
        except ValidationError:
            raise DocumentError(
                translate("document", "A position is two finite numbers."),
                actual=str(dict(self.positions)),
            ) from None
        for node in moved:
            contents.replace_node(node, changes)
        return MoveNodes({node.id: node.position for node in nodes})
