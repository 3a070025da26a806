"""Edits on Qt's undo stack.

A command knows the document and two edits, never a view: what is seen follows from the
``DocumentChanged`` event that either edit sends.
"""

import time
from collections.abc import Hashable

from PySide6.QtGui import QUndoCommand

from nodegraph_app.document.document import Document
from nodegraph_app.document.edits import Edit, MoveNodes, SetParameter, SetTraining
from widgets.common.translation import shown

MERGE_WINDOW = 1.0
"""Seconds within which two edits of one field, typed one after the other, are one undo step."""

_MERGE_ID = 1


def merge_key(edit: Edit) -> Hashable | None:
    """What a following edit must share to melt into this one; None where an edit stands alone."""
    if isinstance(edit, SetParameter):
        return ("parameter", edit.node, edit.name)
    if isinstance(edit, SetTraining):
        return ("training", edit.field)
    if isinstance(edit, MoveNodes):
        return ("move", frozenset(edit.positions))
    return None


class EditCommand(QUndoCommand):
    """One edit that the document has already applied, and the edit that takes it back."""

    def __init__(
        self, document: Document, edit: Edit, inverse: Edit, gesture: Hashable | None = None
    ) -> None:
        """``gesture``: edits that share it are one undo step, however long the gesture takes."""
        super().__init__(shown(edit.title))
        self._document = document
        self._edit = edit
        self._inverse = inverse
        self._key = merge_key(edit)
        self._gesture = gesture
        self._when = time.monotonic()
        self._is_applied = True

    def redo(self) -> None:
        """Apply the edit; the first call, which Qt makes on push, finds it already applied."""
        if self._is_applied:
            self._is_applied = False
            return
        self._inverse = self._document.apply(self._edit)

    def undo(self) -> None:
        """Apply the inverse."""
        self._edit = self._document.apply(self._inverse)

    def id(self) -> int:
        """Commands of the same number are offered to ``mergeWith``; -1 is never merged."""
        return -1 if self._key is None else _MERGE_ID

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take over what a later command of the same gesture does."""
        if not isinstance(other, EditCommand):
            return False
        if (other._key, other._gesture) != (self._key, self._gesture):
            return False
        if self._gesture is None and other._when - self._when > MERGE_WINDOW:
            return False
        self._edit = other._edit
        self._when = other._when
        self.setText(other.text())
        return True
