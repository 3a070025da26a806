"""What the keys of the canvas do to the document: each is one edit, each can be undone."""

from PySide6.QtGui import QGuiApplication

from nodegraph_app.document import edits
from nodegraph_app.document.edits import DocumentError, Edit, MoveNodes
from nodegraph_app.document.layout import layout
from widgets.canvas.faces import shown_problem
from widgets.common.notice import Notice
from widgets.common.workspace import Workspace


def delete(workspace: Workspace) -> bool:
    """Remove the selected nodes and their wires."""
    if not workspace.selection:
        return False
    return workspace.apply(edits.remove_nodes(workspace.document, workspace.selection))


def copy(workspace: Workspace) -> bool:
    """Put the selected nodes and the wires between them on the clipboard, as text."""
    if not workspace.selection:
        return False
    text = edits.copy_text(workspace.document, workspace.selection)
    QGuiApplication.clipboard().setText(text)
    return True


def cut(workspace: Workspace) -> bool:
    """Copy, then delete."""
    return copy(workspace) and delete(workspace)


def paste_text(workspace: Workspace, text: str) -> bool:
    """Add the nodes that ``text`` describes, a step aside, and select them."""
    try:
        edit = edits.paste(workspace.document, text)
    except DocumentError as error:
        workspace.notified.emit(Notice.of(error))
        return False
    return _apply_and_select(workspace, edit)


def paste_clipboard(workspace: Workspace) -> bool:
    """Add what is on the clipboard; False when that is not a piece of a network."""
    text = QGuiApplication.clipboard().text()
    return bool(text.strip()) and paste_text(workspace, text)


def duplicate(workspace: Workspace) -> bool:
    """A second copy of the selection, beside it; the clipboard stays as it is."""
    if not workspace.selection:
        return False
    edit = edits.duplicate(workspace.document, workspace.selection)
    return _apply_and_select(workspace, edit)


def select_all(workspace: Workspace) -> None:
    """Every node."""
    workspace.select(workspace.document.nodes)


def arrange(workspace: Workspace) -> bool:
    """Lay all nodes out in rows."""
    return workspace.apply(MoveNodes(layout(workspace.document)))


def mend(workspace: Workspace, node: str, number: int = 0) -> bool:
    """Apply a mend that a node's error card offers."""
    mends = offered(workspace, node)
    return number < len(mends) and workspace.apply(mends[number])


def offered(workspace: Workspace, node: str) -> tuple[Edit, ...]:
    """The edits that the error card of a node offers, likeliest first."""
    problem = shown_problem(node, workspace.compilation)
    return () if problem is None else tuple(mend.edit for mend in problem.mends)


def _apply_and_select(workspace: Workspace, edit: Edit) -> bool:
    before = set(workspace.document.nodes)
    if not workspace.apply(edit):
        return False
    workspace.select(key for key in workspace.document.nodes if key not in before)
    return True
