"""Reverse-mode differentiation: the tape and the backward pass over it.

An `Application` is one primitive applied to operands; a Tensor's `origin` is the Result of an
Application that made it. The backward pass walks the applications from last to first and asks each
primitive for its gradient. Gradients are Tensors computed with primitives, so with
`create_graph=True` they are on the tape themselves, and inside a trace they become steps.

Source: A. Griewank, A. Walther, "Evaluating Derivatives", 2nd ed. 2008, chapter 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np

import engine.tensors
from engine import backend, dims, scope
from engine.backend import Array, Device, DType
from engine.errors import GradientError, ShapeError

if TYPE_CHECKING:
    from engine.ops.primitive import Primitive
    from engine.program.trace import Trace
    from engine.tensors import Tensor

_grad_enabled: ContextVar[bool] = ContextVar("grad_enabled", default=True)
_serials = count()


def is_grad_enabled() -> bool:
    """Whether operations are put on the tape."""
    return _grad_enabled.get()


@contextmanager
def set_grad_enabled(enabled: bool) -> Iterator[None]:
    """Inside, operations are put on the tape, or not."""
    token = _grad_enabled.set(enabled)
    try:
        yield
    finally:
        _grad_enabled.reset(token)


@contextmanager
def no_grad() -> Iterator[None]:
    """Inside, operations are not put on the tape. Also a decorator: `@no_grad()`."""
    with set_grad_enabled(False):
        yield


@contextmanager
def enable_grad() -> Iterator[None]:
    """Inside, operations are put on the tape even within `no_grad`."""
    with set_grad_enabled(True):
        yield


# ---- the tape


@dataclass(frozen=True, slots=True)
class _Saved:
    """A result as the tape keeps it: without the Tensor itself, so that no cycle keeps it alive."""

    array: Array | None
    shape: tuple[Any, ...]
    dtype: DType
    device: Device
    traced: tuple[Trace, int] | None


class Application:
    """One primitive applied to operands, as the backward pass needs it."""

    __slots__ = ("attributes", "operands", "outputs", "primitive", "scope", "serial", "versions")

    def __init__(
        self,
        primitive: Primitive,
        operands: Sequence[Tensor | None],
        attributes: dict[str, Any],
        outputs: Sequence[Tensor],
    ) -> None:
        self.primitive = primitive
        self.operands: tuple[Tensor | None, ...] | None = tuple(operands)
        self.attributes = attributes
        self.outputs = tuple(
            _Saved(t._array, t._shape, t._dtype, t._device, t.traced) for t in outputs
        )
        self.versions = tuple(0 if t is None else t.version for t in operands)
        self.scope = scope.current()
        self.serial = next(_serials)

    def output(self, index: int) -> Tensor:
        """The result again, on the tape at the same place."""
        saved = self.outputs[index]
        tensor = engine.tensors.Tensor(
            saved.array, shape=saved.shape, dtype=saved.dtype, device=saved.device
        )
        tensor.traced = saved.traced
        tensor.origin = Result(self, index)
        tensor.requires_grad = True
        return tensor

    def checked_operands(self) -> tuple[Tensor | None, ...]:
        """The operands, sure to be as they were when the primitive was applied."""
        if self.operands is None:
            raise GradientError(
                "The tape behind this result has been used and let go",
                where=".".join(self.scope),
                mend="Call backward(retain_graph=True) the first time, or run the forward again",
            )
        for operand, version in zip(self.operands, self.versions, strict=True):
            if operand is not None and operand.version != version:
                raise GradientError(
                    "An operand that the backward pass of {operation} needs was written in place",
                    expected=f"version {version}",
                    actual=f"version {operand.version} of a tensor of shape {operand.shape}",
                    where=".".join(self.scope),
                    mend="Write after backward(), or write to a copy",
                    operation=self.primitive.name,
                )
        return self.operands

    def release(self) -> None:
        """Let go of what it keeps alive."""
        self.operands = None


@dataclass(frozen=True, slots=True)
class Result:
    """Result number `index` of an application: where a Tensor comes from."""

    application: Application
    index: int


def remember(
    primitive: Primitive,
    operands: Sequence[Tensor | None],
    attributes: dict[str, Any],
    outputs: Sequence[Tensor],
) -> None:
    """Put an application on the tape, where a gradient may be asked of it."""
    if primitive.gradient is None or not _grad_enabled.get():
        return
    if not any(t is not None and t.requires_grad for t in operands):
        return
    application = Application(primitive, operands, attributes, outputs)
    for index, output in enumerate(outputs):
        if backend.is_floating(output._dtype):
            output.origin = Result(application, index)
            output.requires_grad = True


# ---- the backward pass


def backward(
    root: Tensor,
    gradient: Tensor | None = None,
    *,
    retain_graph: bool = False,
    create_graph: bool = False,
) -> None:
    """Add d(root)/d(leaf) to `.grad` of every leaf that requires it.

    Raises GradientError where root is not on the tape, or has more than one element and no
    `gradient`; ShapeError for a gradient of another shape.
    """
    totals = _propagate([root], [gradient], retain_graph, create_graph)
    with set_grad_enabled(create_graph):
        for leaf, total in totals:
            leaf.grad = total if leaf.grad is None else leaf.grad + total


def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool = False,
) -> tuple[Tensor | None, ...]:
    """d(outputs)/d(input) for each input, without touching any `.grad`. Inputs may be results."""
    roots = [outputs] if isinstance(outputs, engine.tensors.Tensor) else list(outputs)
    wanted = [inputs] if isinstance(inputs, engine.tensors.Tensor) else list(inputs)
    seeds = list(grad_outputs) if grad_outputs is not None else [None] * len(roots)
    keep = create_graph if retain_graph is None else retain_graph
    totals = _propagate(roots, seeds, keep, create_graph, also=wanted)
    found = {_place(tensor): total for tensor, total in totals}
    gradients = tuple(found.get(_place(tensor)) for tensor in wanted)
    unused = [index for index, gradient in enumerate(gradients) if gradient is None]
    if unused and not allow_unused:
        raise GradientError(
            "An input has no part in the outputs",
            actual=f"input {unused[0]}",
            mend="Leave it out, or pass allow_unused=True",
        )
    return gradients


def _propagate(
    roots: Sequence[Tensor],
    seeds: Sequence[Tensor | None],
    retain_graph: bool,
    create_graph: bool,
    also: Sequence[Tensor] = (),
) -> list[tuple[Tensor, Tensor]]:
    """(tensor, its total gradient) for every leaf, and for the results in `also`."""
    trace = engine.tensors.active_trace.get()
    with set_grad_enabled(create_graph):
        sweep = _Sweep(trace, {_place(tensor) for tensor in also})
        if trace is None:
            return sweep.run(roots, seeds, retain_graph)
        with trace.phase("backward"):
            return sweep.run(roots, seeds, retain_graph)


class _Sweep:
    """One backward pass: what has arrived where, and which applications wait for their turn."""

    def __init__(self, trace: Trace | None, wanted: set[object]) -> None:
        self.trace = trace
        self.wanted = wanted
        self.arrived: dict[object, tuple[Tensor, Tensor]] = {}
        self.waiting: list[tuple[int, Application]] = []
        self.seen: set[int] = set()
        self.totals: list[tuple[Tensor, Tensor]] = []

    def run(
        self,
        roots: Sequence[Tensor],
        seeds: Sequence[Tensor | None],
        retain_graph: bool,
    ) -> list[tuple[Tensor, Tensor]]:
        for root, seed in zip(roots, seeds, strict=True):
            self.arrive(root, _seed(root, seed))
        while self.waiting:
            _, application = heappop(self.waiting)
            operands = application.checked_operands()
            gradients = [
                self.total((id(application), index)) for index in range(len(application.outputs))
            ]
            if self.trace is not None:
                self.trace.differentiate(application)
            with scope.at(application.scope):
                downstream = _downstream(application, operands, gradients)
            for operand, gradient in zip(operands, downstream, strict=True):
                if operand is not None and operand.requires_grad and gradient is not None:
                    self.arrive(operand, gradient)
            if not retain_graph:
                application.release()
        for place in list(self.arrived):
            self.total(place)
        return self.totals

    def arrive(self, tensor: Tensor, gradient: Tensor) -> None:
        """Add a contribution to what has arrived at a value so far."""
        place = _place(tensor)
        if self.trace is not None:
            self.trace.contribute(tensor, gradient)
        origin = tensor.origin
        if place in self.arrived:
            with scope.at(origin.application.scope if origin else scope.current()):
                gradient = self.arrived[place][1] + gradient
        self.arrived[place] = (tensor, gradient)
        if origin is not None and origin.application.serial not in self.seen:
            self.seen.add(origin.application.serial)
            heappush(self.waiting, (-origin.application.serial, origin.application))

    def total(self, place: object) -> Tensor | None:
        """All that has arrived at a value, now that everything downstream of it is done."""
        if place not in self.arrived:
            return None
        tensor, gradient = self.arrived.pop(place)
        if self.trace is not None:
            self.trace.total(tensor, gradient)
        if tensor.origin is None or place in self.wanted:
            self.totals.append((tensor, gradient))
        return gradient


def _downstream(
    application: Application,
    operands: tuple[Tensor | None, ...],
    gradients: Sequence[Tensor | None],
) -> Sequence[Tensor | None]:
    """What an application hands on to each operand, checked to be one gradient an operand."""
    primitive = application.primitive
    needs = tuple(operand is not None and operand.requires_grad for operand in operands)
    outputs = tuple(application.output(i) for i in range(len(application.outputs)))
    assert primitive.gradient is not None
    downstream = primitive.gradient(
        needs, tuple(gradients), outputs, *operands, **application.attributes
    )
    for operand, need, gradient in zip(operands, needs, downstream, strict=True):
        if need and gradient is not None and gradient.shape != operand.shape:  # type: ignore[union-attr]
            raise ShapeError(
                "The gradient rule of {operation} returned another shape than its operand's",
                expected=operand.shape,  # type: ignore[union-attr]
                actual=gradient.shape,
                operation=primitive.name,
            )
    return downstream


def _seed(root: Tensor, gradient: Tensor | None) -> Tensor:
    if not root.requires_grad:
        raise GradientError(
            "There is nothing to differentiate: the tensor does not require a gradient",
            mend="Set requires_grad=True on an input or a parameter before the forward pass",
        )
    if gradient is None:
        if root.shape and dims.product(root.shape) != 1:
            raise GradientError(
                "Only a tensor of one element can start a backward pass by itself",
                actual=root.shape,
                mend="Reduce it to a number (sum, mean, a loss), or pass gradient=",
            )
        return engine.ones_like(root)
    if gradient.shape != root.shape:
        raise ShapeError(
            "The gradient must have the shape of the tensor",
            expected=root.shape,
            actual=gradient.shape,
        )
    return gradient


def _place(tensor: Tensor) -> object:
    """What identifies a value on the tape: its result, or the leaf itself."""
    origin = tensor.origin
    return id(tensor) if origin is None else (id(origin.application), origin.index)


# ---- checking


def gradcheck(
    function: Callable[..., Tensor],
    inputs: Sequence[Tensor],
    *,
    h: float = 1e-3,
    tolerance: float = 1e-8,
    seed: int = 0,
) -> float:
    """Compare the gradient with a fourth-order central difference along a random direction.

    inputs: float64 tensors, at least 1e-2 away from kinks. Returns the largest relative error over
    the inputs; raises GradientError where it is above `tolerance`. With h = 1e-3 the difference is
    right to about 1e-12 (Fornberg, Math. Comp. 51, 1988, table 1).
    """
    rng = np.random.default_rng(seed)
    leaves = [engine.tensors.Tensor(t.array.copy()).requires_grad_() for t in inputs]
    output = function(*leaves)
    weights = engine.tensors.Tensor(rng.standard_normal(output.shape))
    gradients = grad(output, leaves, [weights], allow_unused=True)
    worst = 0.0
    for position, leaf in enumerate(leaves):
        direction = rng.standard_normal(leaf.shape)

        def along(step: float, position: int = position, direction: Any = direction) -> float:
            moved = [engine.tensors.Tensor(t.array) for t in inputs]
            moved[position] = engine.tensors.Tensor(inputs[position].array + step * direction)
            return float((function(*moved).array * weights.array).sum())

        numeric = (8 * (along(h) - along(-h)) - (along(2 * h) - along(-2 * h))) / (12 * h)
        gradient = gradients[position]
        analytic = 0.0 if gradient is None else float((gradient.array * direction).sum())
        error = abs(numeric - analytic) / max(1.0, abs(numeric), abs(analytic))
        worst = max(worst, error)
        if error > tolerance:
            raise GradientError(
                "The gradient with respect to input {position} does not agree with the difference",
                expected=numeric,
                actual=analytic,
                position=position,
            )
    return worst
