"""trace: run a function on shapes and write down every primitive it applies.

The function is ordinary engine code: modules, losses, `loss.backward()`, `optimizer.step()`. The
backward pass and the update are code in primitives too, so they are written down the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from engine import scope
from engine.autograd import Application
from engine.autograd.tape import Memory
from engine.autograd.views import refresh
from engine.backend import CPU, Device, DType
from engine.dims import is_symbolic
from engine.errors import TraceError
from engine.ops.primitive import Primitive
from engine.ops.rules import text
from engine.program.graph import Graph, Kind, Phase, Step, Update, Value
from engine.tensors import Tensor, active_trace

Spec = tuple[tuple[int, ...], DType]


def trace(
    function: Callable[..., Mapping[str, Tensor] | None],
    inputs: Mapping[str, Spec],
    *,
    device: Device = CPU,
    requires_grad: Sequence[str] = (),
) -> Graph:
    """The Graph of `function(**inputs)`.

    inputs: name -> (shape, dtype); shapes are plain ints.
    requires_grad: the inputs whose gradient is wanted as well.
    function: returns the named outputs. Tensors it meets and did not make (parameters, buffers,
        optimizer state) are captured: a run reads them, and `assign` to them becomes an update.

    Raises TraceError where the function asks for a number that only a run would know.
    """
    recorder = Trace(device)
    token = active_trace.set(recorder)
    try:
        fed = {
            name: recorder.input(name, spec, name in requires_grad) for name, spec in inputs.items()
        }
        returned = function(**fed) or {}
        for name, tensor in returned.items():
            recorder.graph.outputs[name] = recorder.value_of(tensor)
    finally:
        active_trace.reset(token)
        recorder.restore_versions()
    return recorder.finished()


class Trace:
    """The recorder behind `trace`: what Tensors ask and tell while one is active."""

    def __init__(self, device: Device) -> None:
        self.graph = Graph()
        self.device = device
        self.grads: dict[int, Tensor] = {}
        self._phase: Phase = "forward"
        self._source: int | None = None
        self._ids: dict[int, int] = {}  # id(tensor) -> value, for tensors from outside
        self._kept: list[Tensor] = []  # so that those ids stay theirs
        self._stores: dict[int, tuple[Tensor, int]] = {}
        self._versions: dict[int, tuple[Memory, int]] = {}  # of memory from outside, as it was
        self._torn: dict[int, Memory] = {}
        self._read: dict[int, Tensor] = {}  # whose numbers the function has taken out

    # ---- values

    def input(self, name: str, spec: Spec, requires_grad: bool) -> Tensor:
        """A tensor that every run is fed."""
        shape, dtype = spec
        if is_symbolic(shape):
            raise TraceError("A program is traced for one batch size", actual=shape)
        value = self._value(tuple(shape), dtype, "input", name)
        self.graph.inputs[name] = value.id
        return self._tensor(value).requires_grad_(requires_grad)

    def constant(self, tensor: Tensor) -> None:
        """A tensor made while tracing: the same in every run."""
        value = self._from_outside(tensor, "constant")
        self.graph.constants[value] = tensor.array

    def value_of(self, tensor: Tensor) -> int:
        """The value a tensor stands for now; a tensor from outside is captured."""
        if tensor._view is not None:
            refresh(tensor, in_trace=True)
        if id(tensor._memory) in self._torn:
            raise TraceError(
                "A reshape of this tensor was written, and may share its memory",
                actual=f"a tensor of shape {tensor.shape}",
                mend="Reshape a copy: .clone()",
            )
        if id(tensor) in self._stores:
            return self._stores[id(tensor)][1]
        if tensor.traced is not None and tensor.traced[0] is self:
            return tensor.traced[1]
        if id(tensor) in self._ids:
            return self._ids[id(tensor)]
        if tensor.is_meta:
            raise TraceError(
                "A meta tensor from outside has no values to run with", actual=tensor.shape
            )
        value = self._from_outside(tensor, "capture")
        self.graph.captures[value] = tensor
        return value

    def _from_outside(self, tensor: Tensor, kind: Kind) -> int:
        value = self._value(tensor.shape, tensor.dtype, kind, tensor.name or "")
        self._ids[id(tensor)] = value.id
        self._kept.append(tensor)
        return value.id

    def _value(
        self,
        shape: tuple[int, ...],
        dtype: DType,
        kind: Kind,
        name: str = "",
        step: int | None = None,
    ) -> Value:
        value = Value(len(self.graph.values), shape, dtype, kind, name, step)
        self.graph.values.append(value)
        return value

    def _tensor(self, value: Value) -> Tensor:
        tensor = Tensor(None, shape=value.shape, dtype=value.dtype, device=self.device)
        tensor.traced = (self, value.id)
        return tensor

    # ---- steps

    def record(
        self,
        primitive: Primitive,
        operands: Sequence[Tensor | None],
        attributes: dict[str, Any],
        types: Sequence[tuple[tuple[Any, ...], DType]],
    ) -> list[Tensor]:
        """Write down an application; its results are tensors with a shape and no values."""
        index = len(self.graph.steps)
        inputs = tuple(None if t is None else self.value_of(t) for t in operands)
        values = [self._value(shape, dtype, "result", step=index) for shape, dtype in types]
        self.graph.steps.append(
            Step(
                index=index,
                primitive=primitive,
                inputs=inputs,
                outputs=tuple(value.id for value in values),
                attributes=attributes,
                scope=scope.current(),
                phase=self._phase,
                source=self._source,
            )
        )
        return [self._tensor(value) for value in values]

    def operands_of_last_step(self) -> tuple[int | None, ...]:
        """The values that the step recorded last was applied to."""
        return self.graph.steps[-1].inputs

    @contextmanager
    def phase(self, phase: Phase) -> Iterator[None]:
        """What is recorded inside belongs to this phase."""
        before = self._phase, self._source
        self._phase, self._source = phase, None
        try:
            yield
        finally:
            self._phase, self._source = before

    # ---- what the backward pass tells

    def differentiate(self, application: Application) -> None:
        """The steps that follow differentiate this application."""
        traced = application.traced
        self._source = None if traced is None else self.graph.values[traced[1]].step

    def contribute(self, tensor: Tensor, gradient: Tensor) -> None:
        """A gradient has arrived at a value from one of its uses."""
        value = self.value_of(tensor)
        self.graph.contributions.setdefault(value, []).append(self.value_of(gradient))

    def total(self, tensor: Tensor, gradient: Tensor) -> None:
        """All that arrives at a value, summed."""
        self.graph.gradients[self.value_of(tensor)] = self.value_of(gradient)

    def set_grad(self, tensor: Tensor, gradient: Tensor | None) -> None:
        """`tensor.grad = gradient`, for this trace only."""
        if gradient is None:
            self.grads.pop(id(tensor), None)
        else:
            self._kept.append(tensor)
            self.grads[id(tensor)] = gradient

    # ---- what reads and writes tell

    def read(self, tensor: Tensor) -> None:
        """Numbers of a tensor are taken out: they are the same in every run from here on.

        TraceError where the program or the training around it changes them.
        """
        if not tensor.is_meta and (tensor._requires_grad or id(tensor) in self._stores):
            raise self._would_stand_still(tensor)
        self._kept.append(tensor)
        self._read[id(tensor)] = tensor

    def _would_stand_still(self, tensor: Tensor) -> TraceError:
        return TraceError(
            "A number that training changes would stand still in the program",
            actual=f"{tensor.name or 'a tensor'} of shape {text(tensor.shape)}",
            mend="Compute with the tensor itself instead of item(), tolist() or numpy()",
        )

    def assign(self, tensor: Tensor, value: Tensor) -> None:
        """A store into a captured tensor; later reads in this trace see the new value."""
        if id(tensor) in self._read:
            raise self._would_stand_still(tensor)
        self.value_of(tensor)  # captured, even when it is only written
        self._kept.append(tensor)
        self._stores[id(tensor)] = (tensor, self.value_of(value))
        self._count_write(tensor)

    def write(self, tensor: Tensor, value: Tensor, history: bool) -> None:
        """A write in place: the tensor stands for another value from here on.

        Into a tensor from outside it is a store. TraceError where that would get a history.
        """
        made = tensor.traced is not None and tensor.traced[0] is self
        if made or self._ids.get(id(tensor)) in self.graph.constants:
            written = self.value_of(value)
            tensor._array, tensor._device = None, self.device
            tensor.traced = (self, written)
            return
        if history and value._requires_grad:
            raise TraceError(
                "A tensor from outside the program cannot take a value with a history",
                actual=f"a tensor of shape {tensor.shape}",
                mend="Write to a copy: .clone(), or detach the value",
            )
        self.assign(tensor, value)

    def tear(self, memory: Memory) -> None:
        """Only a run will know whether tensors with this memory have been written."""
        self._torn[id(memory)] = memory

    def _count_write(self, tensor: Tensor) -> None:
        memory = tensor._memory
        self._versions.setdefault(id(memory), (memory, memory.version))
        memory.version += 1

    def restore_versions(self) -> None:
        """What is outside has not been written: tracing stores nothing."""
        for memory, version in self._versions.values():
            memory.version = version

    def finished(self) -> Graph:
        """The graph, with the last store into each tensor as its update."""
        self.graph.updates = [Update(tensor, value) for tensor, value in self._stores.values()]
        return self.graph


@contextmanager
def phase(name: Phase) -> Iterator[None]:
    """What is traced inside belongs to this phase; without a trace it changes nothing."""
    recorder = active_trace.get()
    if recorder is None:
        yield
    else:
        with recorder.phase(name):
            yield


@contextmanager
def untraced() -> Iterator[None]:
    """What is made inside stands outside of a program that is being traced: it is captured."""
    token = active_trace.set(None)
    try:
        yield
    finally:
        active_trace.reset(token)
