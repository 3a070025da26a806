"""The tape: which primitive made which value of which others.

An `Application` is one primitive applied to operands; a Tensor's `origin` is the Result of an
Application that made it. A Tensor may be written in place, so an application remembers of each
operand where it came from, whether it wanted a gradient, and how often its memory had been
written. Where a gradient rule reads numbers that are gone by then, it gets an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, TypeAlias

import engine.tensors
from engine import backend, scope
from engine.autograd.hooks import Hooks
from engine.autograd.modes import _grad_enabled
from engine.errors import GradientError

if TYPE_CHECKING:
    from engine.ops.primitive import Primitive
    from engine.program.trace import Trace
    from engine.tensors import Tensor

_serials = count()


def mark() -> int:
    """A serial number: applications of later have larger ones."""
    return next(_serials)


class Memory:
    """What tensors that share memory have in common: how often it has been written in place."""

    version = 0


class Result:
    """Result number `index` of an application: where a Tensor comes from."""

    __slots__ = ("application", "index")

    def __init__(self, application: Application, index: int) -> None:
        self.application = application
        self.index = index


Kind: TypeAlias = "tuple[tuple[Any, ...], Any, Any]"  # shape, dtype and device

# An operand as it was: the tensor, its origin, whether it wanted a gradient, its version. Of a
# tensor that was let go the kind is left.
Used: TypeAlias = "tuple[Tensor | Kind, Result | None, bool, int]"
# A result without the Tensor itself, so that no cycle keeps it alive.
Saved: TypeAlias = "tuple[Any, tuple[Any, ...], Any, Any, tuple[Trace, int] | None, Memory, int]"


class AccumulateGrad:
    """The end of the tape: a leaf, where gradients are added up in `variable.grad`."""

    def __init__(self, variable: Tensor) -> None:
        self.variable = variable
        self.next_functions: tuple[tuple[Any, int], ...] = ()

    def name(self) -> str:
        """What it is called."""
        return "AccumulateGrad"

    def __repr__(self) -> str:
        return "<AccumulateGrad>"


class Application:
    """One primitive applied to operands, as the backward pass needs it: a tensor's `grad_fn`."""

    __slots__ = (
        "attributes", "hooks", "outputs", "primitive", "released", "scope", "serial", "used",
        "values",
    )  # fmt: skip

    def __init__(
        self,
        primitive: Primitive,
        operands: Sequence[Tensor | None],
        attributes: dict[str, Any],
        outputs: Sequence[Tensor],
        values: tuple[int | None, ...] | None = None,
    ) -> None:
        self.primitive = primitive
        self.attributes = attributes
        self.used: list[Used | None] = [
            None if t is None else (t, t._origin, t._requires_grad, t._memory.version)
            for t in operands
        ]
        self.outputs: list[Saved] = [
            (t._array, t._shape, t._dtype, t._device, t.traced, t._memory, t._memory.version)
            for t in outputs
        ]
        self.values = values  # of the operands, in the trace that recorded it
        self.hooks: dict[int, Hooks] | None = None
        self.released = False
        self.scope = scope.current()
        self.serial = next(_serials)

    # ---- what a student sees

    def name(self) -> str:
        """What it is called: the primitive's name, as PyTorch would write it."""
        return "".join(part.title() for part in self.primitive.name.split("_")) + "Backward"

    @property
    def next_functions(self) -> tuple[tuple[Application | AccumulateGrad | None, int], ...]:
        """Where the gradients go: (what made an operand, which of its results), in order."""
        return tuple(_next(used) for used in self.used)

    def __repr__(self) -> str:
        return f"<{self.name()}>"

    # ---- what the backward pass needs

    @property
    def traced(self) -> tuple[Trace, int] | None:
        """The value of its first result, where a trace recorded it."""
        return self.outputs[0][4]

    def output(self, index: int) -> Tensor:
        """The result again, on the tape at the same place."""
        array, shape, dtype, device, traced, memory, version = self.outputs[index]
        gone = traced is None and device.type != "meta"
        if self.released and gone:
            tensor: Tensor = engine.tensors.Unreadable(shape, dtype, device, self._used_up)
        elif memory.version != version and gone:
            tensor = engine.tensors.Unreadable(
                shape, dtype, device, lambda: self._overwritten("result")
            )
        else:
            tensor = engine.tensors.Tensor(array, shape=shape, dtype=dtype, device=device)
            tensor.traced = traced
            tensor._memory = memory
        tensor._origin = Result(self, index)
        tensor._requires_grad = True
        return tensor

    def operands(self) -> list[Tensor | None]:
        """The operands as they were; numbers that are gone raise GradientError when read."""
        return [
            None if used is None else self._operand(place, used)
            for place, used in enumerate(self.used)
        ]

    def _operand(self, place: int, used: Used) -> Tensor:
        tensor, origin, needed, version = used
        if isinstance(tensor, tuple):
            before: Tensor = engine.tensors.Unreadable(*tensor, self._used_up)
            before._origin, before._requires_grad = origin, needed
            return before
        written = tensor._memory.version != version
        if not written and tensor._origin is origin:
            return tensor
        if self.values is not None:
            before = engine.tensors.Tensor(
                None, shape=tensor.shape, dtype=tensor.dtype, device=tensor.device
            )
            value, traced = self.values[place], self.traced
            assert value is not None and traced is not None
            before.traced = (traced[0], value)
        elif written and not tensor.is_meta:
            before = engine.tensors.Unreadable(
                tensor._shape, tensor._dtype, tensor._device, lambda: self._overwritten("operand")
            )
        else:
            before = tensor.alias()
        before._origin, before._requires_grad = origin, needed
        if origin is None and needed and _grad_enabled.get():
            raise GradientError(
                "A leaf was written in place before the backward pass that is to be differentiated",
                where=".".join(self.scope),
                mend="Write after the second derivatives have been computed",
            )
        return before

    def differentiated(
        self,
        needs: tuple[bool, ...],
        gradients: tuple[Tensor | None, ...],
        operands: Sequence[Tensor | None],
    ) -> Sequence[Tensor | None]:
        """What it hands on to each operand."""
        assert self.primitive.gradient is not None
        outputs = tuple(self.output(index) for index in range(len(self.outputs)))
        return self.primitive.gradient(needs, gradients, outputs, *operands, **self.attributes)

    def release(self) -> None:
        """Let go of the numbers it keeps alive. Rules that read none go on working."""
        if self.released:
            return
        self.released = True
        self.outputs = [(None, *output[1:]) for output in self.outputs]
        for place, used in enumerate(self.used):
            if used is None or (used[1] is None and used[2]):
                continue  # leaves stay: gradients are added up in them
            tensor, origin, needed, _ = used
            if not isinstance(tensor, tuple) and tensor._device.type != "meta":
                kind = (tensor._shape, tensor._dtype, tensor._device)
                self.used[place] = (kind, origin, needed, 0)

    def hooks_of(self, index: int) -> Hooks:
        """The hooks of one result, for adding to them."""
        if self.hooks is None:
            self.hooks = {}
        return self.hooks.setdefault(index, Hooks())

    def _used_up(self) -> GradientError:
        return GradientError(
            "The tape behind the result of {operation} has been used and let go",
            where=".".join(self.scope),
            mend="Call backward(retain_graph=True) the first time, or run the forward again",
            operation=self.primitive.name,
        )

    def _overwritten(self, part: str) -> GradientError:
        return GradientError(
            "The {part} of {operation} that the backward pass needs was written in place",
            part=part,
            where=".".join(self.scope),
            mend="Write after backward(), or write to a copy: .clone()",
            operation=self.primitive.name,
        )


def _next(used: Used | None) -> tuple[Application | AccumulateGrad | None, int]:
    if used is None or not used[2]:
        return None, 0
    tensor, origin, _, _ = used
    if origin is not None:
        return origin.application, origin.index
    assert not isinstance(tensor, tuple)
    return AccumulateGrad(tensor), 0


def remember(
    primitive: Primitive,
    operands: Sequence[Tensor | None],
    attributes: dict[str, Any],
    outputs: Sequence[Tensor],
    values: tuple[int | None, ...] | None = None,
) -> None:
    """Put an application on the tape, where a gradient may be asked of it.

    values: the operands' values in the trace that recorded it.
    """
    if primitive.gradient is None or not _grad_enabled.get():
        return
    for operand in operands:
        if operand is not None and operand._requires_grad:
            break
    else:
        return
    put_on_tape(Application(primitive, operands, attributes, outputs, values), outputs)


def put_on_tape(application: Application, outputs: Sequence[Tensor]) -> None:
    """Make these tensors the results of an application; integers carry no gradient."""
    for index, output in enumerate(outputs):
        if backend.is_floating(output._dtype):
            move_to(output, Result(application, index), True)


def move_to(tensor: Tensor, origin: Result | None, requires_grad: bool) -> None:
    """Give a tensor another place on the tape; `retain_grad()` goes with it."""
    before = tensor._origin
    tensor._origin, tensor._requires_grad = origin, requires_grad
    if before is None or before.application.hooks is None:
        return
    hooks = before.application.hooks.get(before.index)
    if hooks is not None and hooks.retained is not None and hooks.retained() is tensor:
        if origin is not None:
            origin.application.hooks_of(origin.index).retained = hooks.retained
        hooks.retained = None
