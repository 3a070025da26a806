"""What a node shows, as plain data: from document, catalog and compilation; drawn elsewhere."""

from dataclasses import dataclass
from enum import Enum

from nodegraph_app.catalog import registry
from nodegraph_app.catalog.node_type import NodeType
from nodegraph_app.compiler.state import Compilation, Problem
from nodegraph_app.document.records import Node, PortRef
from widgets.common.translation import shown


class Status(Enum):
    """The one state in the corner of a node."""

    READY = "ready"
    RUNNING = "running"
    STALE = "stale"
    FAILED = "failed"


@dataclass(frozen=True)
class PortFace:
    """One port: ``place`` counts from the top of its side, ``role`` names its colour."""

    name: str
    label: str
    is_input: bool
    place: int
    role: str

    def ref(self, node: str) -> PortRef:
        """The port as the document names it."""
        return PortRef(node=node, port=self.name)


@dataclass(frozen=True)
class ProblemFace:
    """The card that explains a mistake: what is wrong, and the titles of what would mend it."""

    message: str
    expected: str
    actual: str
    mends: tuple[str, ...]


@dataclass(frozen=True)
class NodeFace:
    """Everything about a node that is seen, but for its picture and its place."""

    id: str
    title: str
    name: str
    family: str
    icon: str
    summary: str
    inputs: tuple[PortFace, ...]
    outputs: tuple[PortFace, ...]
    status: Status
    problem: ProblemFace | None
    picture_role: str
    is_loss: bool = False

    @property
    def ports(self) -> tuple[PortFace, ...]:
        """Inputs, then outputs."""
        return self.inputs + self.outputs

    @property
    def is_source(self) -> bool:
        """Whether nothing comes in: the picture then leads and the summary is its caption."""
        return not self.inputs

    def port(self, name: str, *, is_input: bool) -> PortFace | None:
        """The port of that name, or None."""
        side = self.inputs if is_input else self.outputs
        return next((port for port in side if port.name == name), None)


def node_face(node: Node, compilation: Compilation) -> NodeFace:
    """The face of a node; a type that nobody knows still has one, with no ports but its wires'."""
    node_type = registry.default().types.get(node.type)
    state = compilation.nodes.get(node.id)
    problem = _problem(node, compilation)
    failed = problem is not None
    if node_type is None:
        return NodeFace(
            id=node.id,
            title=node.type,
            name=node.name,
            family="user",
            icon="help",
            summary="",
            inputs=(),
            outputs=(),
            status=Status.FAILED if failed else Status.STALE,
            problem=problem,
            picture_role="unknown",
        )
    values = state.parameters if state is not None and state.parameters else node.parameters
    outputs = _ports(node_type, node, compilation, is_input=False)
    waiting = state is None or state.status != "ready"
    return NodeFace(
        id=node.id,
        title=node_type.name,
        name=node.name,
        family=node_type.family,
        icon=node_type.icon or node_type.family,
        summary=_summary(node_type, values),
        inputs=_ports(node_type, node, compilation, is_input=True),
        outputs=outputs,
        status=Status.FAILED if failed else Status.STALE if waiting else Status.READY,
        problem=problem,
        picture_role=outputs[0].role if outputs else "unknown",
        is_loss=node_type.is_loss,
    )


def _summary(node_type: NodeType, values: object) -> str:
    try:
        return node_type.summary(values)
    except (TypeError, ValueError, KeyError, AttributeError):
        return ""  # parameters of the wrong kind: the error card says so


def _ports(
    node_type: NodeType, node: Node, compilation: Compilation, *, is_input: bool
) -> tuple[PortFace, ...]:
    """The ports of one side. What has arrived gives the colour, else what may arrive."""
    values = node.parameters
    declared = node_type.input_ports(values) if is_input else node_type.output_ports(values)
    state = compilation.nodes.get(node.id)
    known = {} if state is None else state.inputs if is_input else state.outputs
    faces = []
    for place, port in enumerate(declared):
        arrived = known.get(port.name)
        roles = sorted(role.value for role in port.roles)
        role = arrived.role.value if arrived else roles[0] if len(roles) == 1 else "unknown"
        label = shown(port.label) if place else ""  # the first port needs no name
        faces.append(PortFace(port.name, label, is_input, place, role))
    return tuple(faces)


def shown_problem(node: str, compilation: Compilation) -> Problem | None:
    """The problem that a node's card explains: its first, but for what only waits to be wired."""
    state = compilation.nodes.get(node)
    found = state.problems if state is not None else ()
    return next((p for p in found if p.severity == "error" and p.code not in QUIET), None)


def _problem(node: Node, compilation: Compilation) -> ProblemFace | None:
    first = shown_problem(node.id, compilation)
    if first is None:
        return None
    return ProblemFace(
        message=shown(first.message),
        expected=first.expected,
        actual=first.actual,
        mends=tuple(shown(mend.title) for mend in first.mends),
    )


QUIET = frozenset({"missing-input"})
"""Problems of a drawing that is not finished: said in the status bar, not shouted on the node."""
