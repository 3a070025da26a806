"""What an edit is, and edits that happen as one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from dataclasses import dataclass

from nodegraph_app.document.contents import Contents
from nodegraph_app.document.events import Changes
from nodegraph_app.text import Text


class Edit(ABC):
    """One change of a document, with the name that the history shows."""

    @property
    @abstractmethod
    def title(self) -> Text:
        """What the edit does, in a few words."""

    @abstractmethod
    def apply_to(self, contents: Contents, changes: Changes) -> Edit:
        """Change `contents`, note what changed, return the inverse. For Document.apply alone.

        Raises DocumentError, and then has changed nothing.
        """


@dataclass(frozen=True)
class EditGroup(Edit):
    """Edits that happen as one: all of them, or none when one is refused."""

    edits: tuple[Edit, ...]
    title_text: Text

    @property
    def title(self) -> Text:
        return self.title_text

    def apply_to(self, contents: Contents, changes: Changes) -> Edit:
        inverses: deque[Edit] = deque()
        try:
            for edit in self.edits:
                inverses.appendleft(edit.apply_to(contents, changes))
        except Exception:
            for inverse in inverses:
                inverse.apply_to(contents, changes)
            raise
        return EditGroup(tuple(inverses), self.title)
