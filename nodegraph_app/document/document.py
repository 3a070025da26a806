"""The document: a network being built. `apply` is the only way to change it."""

from __future__ import annotations

import re
import secrets
from collections import deque
from collections.abc import Callable, Collection, Mapping
from itertools import count
from pathlib import Path

from nodegraph_app import catalog as catalogs
from nodegraph_app.catalog import Catalog
from nodegraph_app.document import checks
from nodegraph_app.document.contents import Contents
from nodegraph_app.document.edits.edit import Edit
from nodegraph_app.document.errors import DocumentError
from nodegraph_app.document.events import Changes, DocumentChanged
from nodegraph_app.document.records import Node, PortRef, Project, Training, Wire

Subscriber = Callable[[DocumentChanged], None]


def _ended(event: DocumentChanged) -> None:
    """Stands for a subscriber that another one has ended meanwhile."""


class Document:
    """Nodes, wires and the training set-up, with one event for every edit.

    `path` is where it was read from or last written to; `revision` counts the edits applied.
    """

    def __init__(
        self,
        project: Project | None = None,
        *,
        catalog: Catalog | None = None,
        path: Path | None = None,
    ) -> None:
        """Raises DocumentError when the project's nodes and wires do not fit together."""
        self.catalog = catalog or catalogs.default()
        self.path = path
        self.saved_digest: str | None = None
        """What the file held when it was last read or written; see files.write."""
        self.revision = 0
        self._contents = Contents(project or Project(), self.catalog)
        self._subscribers: dict[object, Subscriber] = {}
        self._undelivered: deque[DocumentChanged] = deque()
        self._is_delivering = False

    # ---- what is there

    @property
    def name(self) -> str:
        """The project's name."""
        return self._contents.frame.name

    @property
    def description(self) -> str:
        """What the project is about."""
        return self._contents.frame.description

    @property
    def training(self) -> Training:
        """How the network is trained."""
        return self._contents.frame.training

    @property
    def nodes(self) -> Mapping[str, Node]:
        """The nodes by id, in the file's order; a live, read-only view."""
        return self._contents.nodes.view

    @property
    def wires(self) -> tuple[Wire, ...]:
        """The wires, in the file's order."""
        return self._contents.wires.values

    @property
    def project(self) -> Project:
        """The whole document as one frozen record, as a file holds it."""
        update = {"nodes": self._contents.nodes.values, "wires": self.wires}
        return self._contents.frame.model_copy(update=update)

    def wire_into(self, port: PortRef) -> Wire | None:
        """The wire that ends at this input, if there is one."""
        return self._contents.wires.get(port)

    def wires_into(self, node: str) -> tuple[Wire, ...]:
        """The wires that end at the node."""
        return self._contents.wires_into(node)

    def wires_from(self, node: str) -> tuple[Wire, ...]:
        """The wires that start at the node."""
        return self._contents.wires_from(node)

    def order(self) -> tuple[str, ...]:
        """Node ids, each after all that it depends on; among equals, in the file's order."""
        return self._contents.order()

    def node_named(self, name: str) -> Node | None:
        """The node of that name, if there is one."""
        node_id = self._contents.names.get(name)
        return None if node_id is None else self.nodes[node_id]

    # ---- changing

    def apply(self, edit: Edit) -> Edit:
        """Make an edit and tell the subscribers, once; returns the edit that takes it back.

        An edit that changes nothing is not told. Raises DocumentError when the edit is refused;
        then everything is as it was.
        """
        changes = Changes()
        inverse = edit.apply_to(self._contents, changes)
        event = changes.event(edit)
        if event is not None:
            self.revision += 1
            self._undelivered.append(event)
            self._deliver()
        return inverse

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Call back after every edit; returns a function that ends it.

        A subscriber may apply edits; their events follow when all have heard the first.
        """
        token = object()
        self._subscribers[token] = callback

        def unsubscribe() -> None:
            self._subscribers.pop(token, None)

        return unsubscribe

    def _deliver(self) -> None:
        if self._is_delivering:
            return
        self._is_delivering = True
        failures: list[Exception] = []
        while self._undelivered:
            event = self._undelivered.popleft()
            for token in tuple(self._subscribers):
                callback = self._subscribers.get(token, _ended)
                try:
                    callback(event)
                except Exception as failure:  # the others must still hear it
                    failures.append(failure)
        self._is_delivering = False
        if failures:
            raise failures[0]

    # ---- what a new node is called

    def fresh_id(self, type_name: str = "node") -> str:
        """An id that no node of this document has, or had: "conv2d-9f3c01ab".

        Drawn at random, so that ids stay apart between files and windows as well.
        """
        stem = re.sub(r"[^a-z0-9]+", "", type_name.lower()) or "node"
        while True:
            fresh = f"{stem}-{secrets.token_hex(4)}"
            if fresh not in self._contents.ids_seen:
                self._contents.ids_seen.add(fresh)
                return fresh

    def fresh_name(self, type_name: str, taken: Collection[str] = ()) -> str:
        """A name for a new node: "conv1" for the first Conv2d. `taken` are names to avoid too."""
        stem = re.sub(r"\d+d$", "", type_name.lower())
        try:
            checks.check_name(f"{stem}1")
        except DocumentError:
            stem = "node"
        names = (f"{stem}{number}" for number in count(1))
        return next(n for n in names if n not in self._contents.names and n not in taken)

    def copy(self) -> Document:
        """A document of its own with the same contents and path, and no subscribers."""
        twin = Document(self.project, catalog=self.catalog, path=self.path)
        twin.saved_digest, twin.revision = self.saved_digest, self.revision
        return twin
