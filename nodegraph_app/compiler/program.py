"""A document as a program: what it computes, its parameters, its data and its steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

import engine
from engine import backend, optim
from engine import program as programs
from engine.program import Graph, Plan
from nodegraph_app.catalog.source import Samples
from nodegraph_app.compiler.compiler import check
from nodegraph_app.compiler.errors import CompileError, WeightsError
from nodegraph_app.compiler.network import Layout, Network, layout_of
from nodegraph_app.compiler.state import Compilation, Problem
from nodegraph_app.document.document import Document
from nodegraph_app.document.edits import remove_nodes
from nodegraph_app.document.records import PortRef
from nodegraph_app.text import translate

if TYPE_CHECKING:
    from nodegraph_app.stepper.timeline import Timeline

Array = npt.NDArray[Any]
Arrays = Mapping[str, Array]


def compile(
    document: Document,
    batch_size: int = 32,
    *,
    weights: Arrays | None = None,
    seed: int | None = None,
    dtype: str = "float32",
    device: str = "cpu",
) -> Program:
    """The document as a program for batches of ``batch_size``.

    weights: parameters and buffers by name; else they are drawn from ``seed``, which is the
    document's own where it is left out: the same seed gives the same bits.

    A part that is broken, and that no loss needs, is left out.

    Raises CompileError with the document's problems, WeightsError for weights that do not fit.
    """
    compilation = check(document)
    if not compilation.is_sound and not compilation.obstacles:
        document = document.copy()
        broken = [node for node, state in compilation.nodes.items() if state.status != "ready"]
        document.apply(remove_nodes(document, broken))
        compilation = check(document)
    if not compilation.is_sound:
        raise CompileError(compilation.problems, node_names(document))
    program = Program(document, compilation, batch_size, seed, dtype, device)
    if weights is not None:
        program.load(weights)
    return program


def node_names(document: Document) -> dict[str, str]:
    """What the nodes are called, by id."""
    return {node.id: node.name for node in document.nodes.values()}


@dataclass(frozen=True)
class Traced:
    """A graph, and the value that leaves each port of a node."""

    graph: Graph
    ports: Mapping[PortRef, int]


class Program:
    """One network with parameters of its own, made from a document as it was."""

    def __init__(
        self,
        document: Document,
        compilation: Compilation,
        batch_size: int = 32,
        seed: int | None = None,
        dtype: str = "float32",
        device: str = "cpu",
    ) -> None:
        if batch_size < 1:
            raise ValueError(f"expected a batch size of 1 or more, actual {batch_size}")
        self.document = document.copy()
        self.compilation = compilation
        self.batch_size = batch_size
        self.seed = document.training.seed if seed is None else seed
        self.dtype = backend.as_dtype(dtype)
        self.device = engine.device(device)
        self.layout: Layout = layout_of(self.document, compilation)
        self.module = self._built()
        self._plans: dict[tuple[int, bool], Plan] = {}

    def _built(self) -> Network:
        before = backend.get_default_dtype()
        backend.set_default_dtype(self.dtype)
        try:
            with backend.seeded(self.seed), self.device:
                return Network(self.layout, self.compilation)
        finally:
            backend.set_default_dtype(before)

    # ---- parameters

    def parameters(self) -> dict[str, Array]:
        """Copies of all parameters and buffers by name, "conv1.weight", on the CPU."""
        state = self.module.state_dict()
        return {name: backend.move(t.array, backend.CPU).copy() for name, t in state.items()}

    def load(self, weights: Arrays) -> None:
        """Take parameters and buffers by name. Raises WeightsError, and then has changed nothing.

        Every name must be there, none may be left over, and shapes must agree.
        """
        state = self.module.state_dict()
        missing = [name for name in state if name not in weights]
        unknown = [name for name in weights if name not in state]
        if missing or unknown:
            raise WeightsError(
                translate("compiler", "The weights are not those of this network."),
                expected=", ".join(missing) or ", ".join(state) or "—",
                actual=", ".join(unknown) or translate("compiler", "these are missing"),
                where=(missing or unknown)[0],
                mend=translate("compiler", "Load weights that were saved with this network."),
            )
        for name, tensor in state.items():
            shape = np.shape(weights[name])
            if shape != tensor.shape:
                raise WeightsError(
                    translate("compiler", "{name} has another shape in the file.", name=name),
                    expected="×".join(map(str, tensor.shape)) or "scalar",
                    actual="×".join(map(str, shape)) or "scalar",
                    where=name,
                    mend=translate("compiler", "Load weights that were saved with this network."),
                )
        for name, tensor in state.items():
            array = np.asarray(weights[name]).astype(tensor.dtype)
            tensor.assign(engine.Tensor(backend.move(array, self.device)))

    # ---- running

    def forward(self, inputs: Arrays) -> dict[str, Array]:
        """Predictions for a batch of any size, in evaluation mode: no dropout, running statistics.

        inputs: by the data node's name (its first output) or "name.port". outputs: by the name of
        the node that predicts; the losses as well, by theirs, when every target is given.

        Raises ValueError for a missing or unknown input, ShapeError for a wrong shape.
        """
        fed = self.fed(inputs)
        with_losses = all(ref in fed for ref in self.layout.targets)
        missing = [
            self.named(ref)
            for ref in self.layout.inputs
            if ref not in fed and (with_losses or ref not in self.layout.targets)
        ]
        if missing or not fed:
            known = ", ".join(map(self.named, self.layout.inputs))
            raise ValueError(f"forward: expected inputs {known}, missing {', '.join(missing)}")
        size = len(next(iter(fed.values())))
        plan = self._plans.get((size, with_losses))
        if plan is None:
            traced = self.traced(size, training=False, with_losses=with_losses)
            plan = self._plans[size, with_losses] = Plan(traced.graph, self.device)
        arrays = {
            self.named(ref): backend.move(np.asarray(array), self.device)
            for ref, array in fed.items()
            if with_losses or ref not in self.layout.targets
        }
        outputs = plan.run(arrays)
        return {name: backend.move(array, backend.CPU) for name, array in outputs.items()}

    def graph(
        self, training: bool = True, *, with_losses: bool = False, batch_size: int | None = None
    ) -> Graph:
        """The engine's graph for one batch, of ``batch_size`` where it is not the usual one.

        training: forward, losses, backward and the optimizer's update, with dropout and the
        batch's statistics. Else the forward pass in evaluation mode, with the losses if asked.
        Inputs are called "name.port". Raises CompileError where there is nothing to train.
        """
        size = self.batch_size if batch_size is None else batch_size
        return self.traced(size, training, training or with_losses).graph

    def steps(self, batch: Mapping[str, Array] | None = None) -> Timeline:
        """One batch, operation by operation; the first samples of the data where it is left out."""
        from nodegraph_app.stepper.timeline import Timeline

        return Timeline(self, batch)

    @cached_property
    def optimizer(self) -> optim.Optimizer:
        """The optimizer of the document's training set-up, over this program's parameters."""
        setup = self.document.training
        parameters = list(self.module.parameters())
        if not parameters:
            raise CompileError((self._untrainable(),))
        made: optim.Optimizer
        if setup.optimizer == "SGD":
            made = optim.SGD(
                parameters, lr=setup.lr, momentum=setup.momentum, weight_decay=setup.weight_decay
            )
        else:
            made = optim.Adam(parameters, lr=setup.lr, weight_decay=setup.weight_decay)
        made.prepare()
        for parameter, state in made.state.items():
            for name, tensor in state.items():
                tensor.name = f"{parameter.name}.{name}"
        return made

    def traced(self, size: int, training: bool, with_losses: bool) -> Traced:
        """The graph for batches of ``size``, and which value leaves which port."""
        if training and not self.layout.losses:
            raise CompileError((self._untrainable(),))
        references = [
            ref for ref in self.layout.inputs if with_losses or ref not in self.layout.targets
        ]
        specs = {self.named(ref): self._spec(ref, size) for ref in references}
        ports: dict[PortRef, int] = {}
        was_training = self.module.training
        self.module.train(training)

        def run(**fed: engine.Tensor) -> dict[str, engine.Tensor]:
            inputs = {ref: fed[self.named(ref)] for ref in references}
            values = self.module(inputs, with_losses=with_losses)
            ports.update({ref: t.traced[1] for ref, t in values.items() if t.traced is not None})
            if training:
                self._learn(values)
            return self._outputs(values)

        try:
            if training:
                _ = self.optimizer  # its state is made before the trace, which captures it
            with engine.set_grad_enabled(training):
                return Traced(programs.trace(run, specs, device=self.device), ports)
        finally:
            self.module.train(was_training)

    def _learn(self, values: Mapping[PortRef, engine.Tensor]) -> None:
        """Backward from the sum of all losses, then one step of the optimizer."""
        first, *others = self.layout.losses
        total = values[first.outputs[0]]
        for loss in others:
            with engine.scope.at((loss.node.id,)):
                total = total + values[loss.outputs[0]]
        self.optimizer.zero_grad()
        total.backward()
        self.optimizer.step()

    def _outputs(self, values: Mapping[PortRef, engine.Tensor]) -> dict[str, engine.Tensor]:
        """Predictions and losses by node name; a node with several outputs by name and port."""
        references = [*self.layout.predictions]
        references += [loss.outputs[0] for loss in self.layout.losses]
        nodes = [reference.node for reference in references]
        return {
            self.document.nodes[ref.node].name if nodes.count(ref.node) == 1 else self.named(ref): (
                values[ref]
            )
            for ref in references
            if ref in values
        }

    # ---- data

    @cached_property
    def data(self) -> Samples:
        """The samples of the first data node that the network reads.

        Raises CompileError where there is none.
        """
        for reference in self.layout.inputs:
            return self._samples[reference.node]
        message = translate("compiler", "There is no data for the network to read.")
        raise CompileError((Problem(None, None, "no-data", message),))

    def batch(self, indices: Sequence[int] | npt.NDArray[np.int64]) -> dict[str, Array]:
        """The samples at these places, as the graph is fed them: "name.port" -> array.

        Raises IndexError for a sample that a data node does not have.
        """
        chosen = np.asarray(indices, dtype=np.int64)
        fed = {}
        for reference in self.layout.inputs:
            samples = self._samples[reference.node]
            outputs = self._output_names(reference.node)
            array = samples.inputs if reference.port == outputs[0] else samples.targets
            assert array is not None, f"{self.named(reference)} has no values"
            fed[self.named(reference)] = array[chosen]
        return fed

    @cached_property
    def _samples(self) -> dict[str, Samples]:
        loaded: dict[str, Samples] = {}
        for reference in self.layout.inputs:
            node = self.document.nodes[reference.node]
            node_type = self.compilation.catalog.get(node.type)
            assert node_type is not None and node_type.data is not None
            if node.id not in loaded:
                values = node_type.complete(node.parameters)
                loaded[node.id] = node_type.data.load(values, self.seed)
        return loaded

    # ---- names and shapes

    def fed(self, inputs: Arrays) -> dict[PortRef, Array]:
        """The arrays by port. ValueError for a name that no input has."""
        names = {self.named(ref): ref for ref in self.layout.inputs}
        for node in dict.fromkeys(ref.node for ref in self.layout.inputs):
            first = PortRef(node, self._output_names(node)[0])
            names.setdefault(self.document.nodes[node].name, first)
        unknown = [name for name in inputs if name not in names]
        if unknown:
            known = ", ".join(names)
            raise ValueError(f"forward: expected inputs named {known}, actual {unknown[0]!r}")
        return {names[name]: array for name, array in inputs.items()}

    def named(self, reference: PortRef) -> str:
        """A port as the graph's inputs are called: "digits1.x"."""
        return f"{self.document.nodes[reference.node].name}.{reference.port}"

    def _output_names(self, node: str) -> list[str]:
        record = self.document.nodes[node]
        node_type = self.compilation.catalog.get(record.type)
        assert node_type is not None
        return [port.name for port in node_type.output_ports(record.parameters)]

    def _spec(self, reference: PortRef, size: int) -> tuple[tuple[int, ...], np.dtype[Any]]:
        state = self.compilation.nodes[reference.node].outputs[reference.port]
        dtype = backend.as_dtype(state.dtype)
        wanted = self.dtype if backend.is_floating(dtype) else dtype
        return engine.dims.with_batch(state.shape, size), wanted

    def _untrainable(self) -> Problem:
        message = translate(
            "compiler", "There is nothing to train: the network needs parameters and a loss."
        )
        return Problem(None, None, "no-loss", message)
