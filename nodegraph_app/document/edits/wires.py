"""Edits of wires."""

from __future__ import annotations

from dataclasses import dataclass

from nodegraph_app.document.contents import Contents
from nodegraph_app.document.edits.edit import Edit
from nodegraph_app.document.errors import DocumentError
from nodegraph_app.document.events import Changes
from nodegraph_app.document.records import Wire
from nodegraph_app.text import Text, translate


@dataclass(frozen=True)
class ConnectPorts(Edit):
    """Put in a wire; it replaces the one that its input had."""

    wire: Wire
    rank: int | None = None

    @property
    def title(self) -> Text:
        return translate("document", "Connect")

    def apply_to(self, contents: Contents, changes: Changes) -> Edit:
        target = self.wire.target
        before = contents.wires.get(target)
        if before == self.wire:
            return self
        if before is None:
            contents.connect(self.wire, self.rank, changes)
            return DisconnectPorts(self.wire)
        inverse = ConnectPorts(*contents.disconnect(target, changes))
        try:
            contents.connect(self.wire, self.rank, changes)
        except DocumentError:
            contents.connect(inverse.wire, inverse.rank, changes)
            raise
        return inverse


@dataclass(frozen=True)
class DisconnectPorts(Edit):
    """Take out a wire."""

    wire: Wire

    @property
    def title(self) -> Text:
        return translate("document", "Disconnect")

    def apply_to(self, contents: Contents, changes: Changes) -> Edit:
        if contents.wires.get(self.wire.target) != self.wire:
            raise DocumentError(
                translate("document", "There is no wire {wire}.", wire=str(self.wire))
            )
        return ConnectPorts(*contents.disconnect(self.wire.target, changes))
