"""What the steps and values of a graph are called, and which node they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engine.program import Step, Value
from nodegraph_app.document.records import PortRef

if TYPE_CHECKING:
    from nodegraph_app.compiler.program import Program, Traced

ValueRole = Literal["activation", "parameter", "gradient", "constant", "target"]


@dataclass(frozen=True)
class ValueInfo:
    """One array of the program: what it is called and what part it plays."""

    id: int
    name: str
    shape: tuple[int, ...]
    dtype: str
    role: ValueRole


@dataclass(frozen=True)
class StepInfo:
    """One operation: what it does, where it belongs and what it reads and makes.

    node: the id of the node that it belongs to, "" for none. path: that id, then module names.
    inputs: None for an operand that is absent. source: for a backward step, the forward step that
    it differentiates; gradient_formula: the rule for the operand whose gradient it completes.
    """

    index: int
    phase: Literal["forward", "backward", "update"]
    op: str
    node: str
    path: tuple[str, ...]
    inputs: tuple[ValueInfo | None, ...]
    outputs: tuple[ValueInfo, ...]
    formula: str
    source: int | None
    gradient_formula: str = ""


class Names:
    """What the values of a graph are called, and which node they belong to."""

    def __init__(self, program: Program, traced: Traced) -> None:
        self._graph = traced.graph
        self._ports = traced.ports
        self._layout = program.layout
        self._document = program.document
        self._parameters = {name for name, _ in program.module.named_parameters()}
        self._owner = {part.node.name: part.node.id for part in self._layout.parts}
        self._port_of: dict[int, PortRef] = {}
        for reference, value in traced.ports.items():
            self._port_of.setdefault(value, reference)
        self._source_of = {total: value for value, total in self._graph.gradients.items()}
        self._stored = {u.value: u.tensor.name for u in self._graph.updates if u.tensor.name}
        self._targets = {program.named(ref) for ref in self._layout.targets}

    def info(self, value: Value) -> ValueInfo:
        """What is known of a value before it is computed."""
        return ValueInfo(
            value.id, self.name(value), value.shape, str(value.dtype), self._role(value)
        )

    def output(self, node: str, port: str | None) -> int | None:
        """The value that leaves a node at a port; at its first where none is named."""
        if port is not None:
            return self._ports.get(PortRef(node, port))
        return next((value for ref, value in self._ports.items() if ref.node == node), None)

    def handed_on(self, node: str) -> dict[str, int]:
        """The gradient that a node hands on through each of its inputs: port -> value."""
        found: dict[str, int] = {}
        part = next((part for part in self._layout.parts if part.node.id == node), None)
        if part is None:
            return found
        ports = [port.name for port in part.type.input_ports(part.node.parameters)]
        for port, source in zip(ports, part.operands, strict=False):
            value = self._ports.get(source)
            for gradient, through in () if value is None else self.routes(value):
                if through == node:
                    found.setdefault(port, gradient)
        return found

    def routes(self, value: int) -> tuple[tuple[int, str], ...]:
        """Each gradient that adds to what arrives at a value, and the node it came through.

        A gradient that an operation hands on unchanged (Add) is made by no step of that node: it
        belongs to a use of the value that has no other. Gradients arrive from the last use first.
        """
        gradients = self._graph.contributions.get(value, ())
        uses = [
            step
            for step in self._graph.steps
            if step.phase == "forward" and step.primitive.gradient is not None
            for operand in step.inputs
            if operand == value
        ]
        found: dict[int, Step] = {}
        for place, gradient in enumerate(gradients):
            made = self._graph.values[gradient].step
            source = None if made is None else self._graph.steps[made].source
            use = next((step for step in uses if step.index == source), None)
            if use is not None:
                found[place] = use
                uses.remove(use)
        for place in range(len(gradients)):
            if place not in found and uses:
                found[place] = uses.pop()
        return tuple(
            (gradient, self.node_of(found[place]) if place in found else "")
            for place, gradient in enumerate(gradients)
        )

    def node_of(self, step: Step) -> str:
        """The node of a step; an update belongs to the node of its parameter."""
        if step.scope and step.scope[0] in self._document.nodes:
            return step.scope[0]
        for value in step.inputs:
            name = "" if value is None else self._graph.values[value].name
            owner = self._owner.get(name.partition(".")[0])
            if owner is not None:
                return owner
        return ""

    def gradient_formula(self, step: Step) -> str:
        """The rule of the operation that a step differentiates, for the operand it completes."""
        if step.source is None:
            return ""
        source = self._graph.steps[step.source]
        for operand, rule in zip(source.inputs, source.primitive.gradient_formulas, strict=False):
            arriving = () if operand is None else self._graph.contributions.get(operand, ())
            if any(output in arriving for output in step.outputs):
                return rule
        return ""

    def name(self, value: Value) -> str:
        """ "conv1.weight", "conv1", "∂L/∂conv1", else the operation that made it."""
        if value.name:
            return value.name
        if value.id in self._source_of:
            return f"∂L/∂{self.name(self._graph.values[self._source_of[value.id]])}"
        if value.id in self._port_of:
            return self._document.nodes[self._port_of[value.id].node].name
        if value.id in self._stored:
            return f"{self._stored[value.id]}′"
        if value.step is None:
            return ""
        step = self._graph.steps[value.step]
        owner = self._document.nodes.get(self.node_of(step))
        name = f"{owner.name}.{step.primitive.name}" if owner else step.primitive.name
        several = len(step.outputs) > 1
        return f"{name}[{step.outputs.index(value.id)}]" if several else name

    def is_parameter(self, value: Value) -> bool:
        """Whether it is what training changes, as the batch finds it."""
        return value.kind == "capture" and value.name in self._parameters

    def _role(self, value: Value) -> ValueRole:
        if value.kind == "constant":
            return "constant"
        if value.kind == "capture":
            return "parameter" if self.is_parameter(value) else "constant"
        if value.name in self._targets:
            return "target"
        if value.step is None:
            return "activation"
        phase = self._graph.steps[value.step].phase
        if phase == "update":
            return "parameter"
        return "gradient" if phase == "backward" else "activation"
