"""Edits: the only way that a document changes.

Each is frozen, holds ids and never objects of the canvas, and gives its exact inverse when it is
applied: after an edit and its inverse the file is the same, byte for byte.
"""

from nodegraph_app.document.edits.edit import Edit, EditGroup
from nodegraph_app.document.edits.nodes import (
    AddNode,
    MoveNodes,
    RemoveNode,
    RenameNode,
    ReplaceNode,
    SetParameter,
)
from nodegraph_app.document.edits.selection import (
    copy_text,
    duplicate,
    insert_on_wire,
    paste,
    remove_and_reconnect,
    remove_nodes,
)
from nodegraph_app.document.edits.settings import SetProjectName, SetTraining
from nodegraph_app.document.edits.wires import ConnectPorts, DisconnectPorts
from nodegraph_app.document.errors import DocumentError

__all__ = [
    "AddNode",
    "ConnectPorts",
    "DisconnectPorts",
    "DocumentError",
    "Edit",
    "EditGroup",
    "MoveNodes",
    "RemoveNode",
    "RenameNode",
    "ReplaceNode",
    "SetParameter",
    "SetProjectName",
    "SetTraining",
    "copy_text",
    "duplicate",
    "insert_on_wire",
    "paste",
    "remove_and_reconnect",
    "remove_nodes",
]
