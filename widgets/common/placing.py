"""New nodes: where they go, what they are called, and the wire they arrive with."""

from nodegraph_app.catalog.node_type import NodeType
from nodegraph_app.catalog.port import Role
from nodegraph_app.catalog.registry import default
from nodegraph_app.document.edits import AddNode, ConnectPorts, Edit, EditGroup
from nodegraph_app.document.records import Node, PortRef, Wire
from nodegraph_app.text import translate
from widgets.common.workspace import Workspace


def new_node(workspace: Workspace, type_name: str, position: tuple[float, float]) -> Node:
    """A node of that type with its defaults, a fresh id and a fresh name; not added yet."""
    document, node_type = workspace.document, default().types[type_name]
    return Node(
        id=document.fresh_id(type_name),
        type=type_name,
        name=document.fresh_name(type_name),
        parameters=node_type.defaults(),
        position=position,
    )


def place(
    workspace: Workspace,
    type_name: str,
    position: tuple[float, float],
    wire_from: PortRef | None = None,
) -> str | None:
    """Add a node, wired to ``wire_from`` where that fits, as one undo step, and select it.

    Returns the node's id; None when the document refused it.
    """
    node = new_node(workspace, type_name, position)
    edit: Edit = AddNode(node)
    wire = None if wire_from is None else _wire(workspace, node, wire_from)
    if wire is not None:
        title = translate("placing", "Add {type} with its wire", type=type_name)
        edit = EditGroup((edit, ConnectPorts(wire)), title)
    if not workspace.apply(edit):
        return None
    workspace.select([node.id])
    return node.id


def _wire(workspace: Workspace, node: Node, end: PortRef) -> Wire | None:
    """The wire between an existing port and the first port of the new node that fits it."""
    state = workspace.compilation.nodes[end.node]
    node_type = default().types[node.type]
    if is_output(workspace, end):
        known = state.outputs.get(end.port)
        role = known.role if known is not None else Role.UNKNOWN
        target = _first_input(node_type, node, role)
        return None if target is None else Wire(end, PortRef(node.id, target))
    outputs = node_type.output_ports(node.parameters)
    return Wire(PortRef(node.id, outputs[0].name), end) if outputs else None


def is_output(workspace: Workspace, end: PortRef) -> bool:
    """Whether a port of the document gives a value rather than takes one."""
    node = workspace.document.nodes[end.node]
    node_type = default().get(node.type)
    ports = () if node_type is None else node_type.output_ports(node.parameters)
    return any(port.name == end.port for port in ports)


def _first_input(node_type: NodeType, node: Node, role: Role) -> str | None:
    ports = node_type.input_ports(node.parameters)
    return next((port.name for port in ports if port.accepts(role)), None)
