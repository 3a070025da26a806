"""The backward pass: from the outputs to the leaves, one application after another.

It walks the applications from last to first and asks each for its gradients. Gradients are
Tensors computed with primitives, so with `create_graph=True` they are on the tape themselves, and
inside a trace they become steps.

Source: A. Griewank, A. Walther, "Evaluating Derivatives", 2nd ed. 2008, chapter 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

import engine.tensors
from engine import dims, scope
from engine.autograd.hooks import Hooks
from engine.autograd.modes import set_grad_enabled
from engine.autograd.tape import Application, Result
from engine.errors import GradientError, ShapeError

if TYPE_CHECKING:
    from engine.program.trace import Trace
    from engine.tensors import Tensor


def backward(
    tensors: Tensor | Sequence[Tensor],
    grad_tensors: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Tensor | Sequence[Tensor] | None = None,
) -> None:
    """Add d(tensors)/d(leaf) to `.grad` of every leaf that requires it, or of `inputs` only.

    grad_tensors: what arrives at each tensor, of its shape; 1 for a tensor of one element.
    retain_graph: keep the tape for another backward pass; `create_graph` unless given.
    create_graph: put the gradients themselves on the tape.

    Raises GradientError where a tensor is not on the tape, or has more than one element and no
    gradient is given; ShapeError for a gradient of another shape.
    """
    roots = _listed(tensors)
    seeds = [None] * len(roots) if grad_tensors is None else _listed(grad_tensors)
    wanted = None if inputs is None else _listed(inputs)
    if wanted is not None and not wanted:
        raise GradientError("There are no inputs to differentiate", mend="Leave `inputs` out")
    sweep = _propagate(roots, seeds, retain_graph, create_graph, wanted)
    with set_grad_enabled(create_graph):
        if wanted is None:
            for leaf, total in sweep.leaves:
                _accumulate(leaf, total, sweep, create_graph)
        else:
            for tensor in {id(t): t for t in wanted}.values():
                found = sweep.found.get(_place(tensor))
                if found is not None:
                    _accumulate(tensor, found, sweep, create_graph)


def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]:
    """d(outputs)/d(input) for each input, without touching any `.grad`. Inputs may be results.

    only_inputs: as in PyTorch, it can only be True. allow_unused: an input that has no part in the
    outputs gets None; else a GradientError.
    materialize_grads: it gets zeros.
    """
    if not only_inputs:
        raise GradientError(
            "grad gives the gradients of its inputs only",
            expected="only_inputs=True",
            actual=only_inputs,
            mend="Call backward to add up the gradients of all leaves",
        )
    roots, wanted = _listed(outputs), _listed(inputs)
    seeds = [None] * len(roots) if grad_outputs is None else _listed(grad_outputs)
    sweep = _propagate(roots, seeds, retain_graph, create_graph, wanted)
    gradients = [sweep.found.get(_place(tensor)) for tensor in wanted]
    unused = [index for index, gradient in enumerate(gradients) if gradient is None]
    if unused and materialize_grads:
        return tuple(
            engine.zeros_like(t) if g is None else g for t, g in zip(wanted, gradients, strict=True)
        )
    if unused and not allow_unused:
        raise GradientError(
            "An input has no part in the outputs",
            actual=f"input {unused[0]}",
            mend="Leave it out, or pass allow_unused=True",
        )
    return tuple(gradients)


def _listed(tensors: Any) -> list[Any]:
    return [tensors] if isinstance(tensors, engine.tensors.Tensor) else list(tensors)


def _propagate(
    roots: Sequence[Tensor],
    seeds: Sequence[Tensor | None],
    retain_graph: bool | None,
    create_graph: bool,
    wanted: Sequence[Tensor] | None,
) -> _Sweep:
    """Run the backward pass from the roots to the leaves, or no further than to `wanted`."""
    if len(seeds) != len(roots):
        raise GradientError(
            "Each output has a gradient of its own",
            expected=f"{len(roots)} gradients",
            actual=len(seeds),
        )
    for tensor in wanted or ():
        if not tensor.requires_grad:
            raise GradientError(
                "An input does not require a gradient",
                actual=f"a tensor of shape {tensor.shape}",
                mend="Set requires_grad=True on it before the forward pass",
            )
    keep = create_graph if retain_graph is None else retain_graph
    trace = engine.tensors.active_trace.get()
    with set_grad_enabled(create_graph):
        sweep = _Sweep(trace, None if wanted is None else {_place(t) for t in wanted})
        if trace is None:
            sweep.run(roots, seeds, keep)
        else:
            with trace.phase("backward"):
                sweep.run(roots, seeds, keep)
    return sweep


class _Arrived:
    """What has arrived at one value so far. tensor: the value as it was; leaf: where it is one."""

    __slots__ = ("gradient", "leaf", "origin", "tensor")

    def __init__(
        self, tensor: Tensor, origin: Result | None, leaf: Tensor | None, gradient: Tensor
    ) -> None:
        self.tensor, self.origin, self.leaf, self.gradient = tensor, origin, leaf, gradient


class _Sweep:
    """One backward pass: what has arrived where, and which applications wait for their turn.

    leaves: (leaf, its total gradient); found: place of a wanted value -> its total gradient.
    """

    def __init__(self, trace: Trace | None, wanted: set[object] | None) -> None:
        self.trace = trace
        self.wanted = wanted
        self.arrived: dict[object, _Arrived] = {}
        self.waiting: list[tuple[int, Application]] = []
        self.seen: set[int] = set()
        self.leaves: list[tuple[Tensor, Tensor]] = []
        self.found: dict[object, Tensor] = {}
        self.given: set[int] = set()  # memory that others hold: seeds, gradients handed out
        self.kept: list[object] = []  # so that those ids stay theirs
        self.leading: set[int] = set()  # applications from which a wanted value is reached

    def run(
        self, roots: Sequence[Tensor], seeds: Sequence[Tensor | None], retain_graph: bool
    ) -> None:
        if self.wanted is not None:
            self.leading = _leading(roots, self.wanted)
        for root, seed in zip(roots, seeds, strict=True):
            gradient = _seed(root, seed)
            self.hold(gradient)
            origin = root.origin
            self.arrive(root, origin, root if origin is None else None, gradient)
        while self.waiting:
            _, application = heappop(self.waiting)
            self.differentiate(application)
            if not retain_graph:
                application.release()
        for place in list(self.arrived):
            self.total(place)

    def differentiate(self, application: Application) -> None:
        """Hand on what has arrived at an application's results."""
        gradients = tuple(
            self.total((id(application), index)) for index in range(len(application.outputs))
        )
        operands = application.operands()
        needs = tuple(
            used is not None and used[2] and (self.wanted is None or self.leads(used[0], used[1]))
            for used in application.used
        )
        if self.trace is not None:
            self.trace.differentiate(application)
        with scope.at(application.scope):
            downstream = application.differentiated(needs, gradients, operands)
            for place, gradient in enumerate(downstream):
                if not needs[place] or gradient is None:
                    continue
                operand, used = operands[place], application.used[place]
                assert operand is not None and used is not None
                if gradient._shape != operand._shape:
                    raise ShapeError(
                        "The gradient rule of {operation} returned another shape than its "
                        "operand's",
                        expected=operand.shape,
                        actual=gradient.shape,
                        operation=application.primitive.name,
                    )
                if gradient._dtype != operand._dtype:
                    gradient = gradient.type(operand._dtype)
                leaf = None if used[1] is not None or isinstance(used[0], tuple) else used[0]
                self.arrive(operand, used[1], leaf, gradient)

    def arrive(
        self, tensor: Tensor, origin: Result | None, leaf: Tensor | None, gradient: Tensor
    ) -> None:
        """Add a contribution to what has arrived at a value so far."""
        place = id(leaf) if origin is None else (id(origin.application), origin.index)
        if self.trace is not None:
            self.trace.contribute(tensor, gradient)
        before = self.arrived.get(place)
        if before is None:
            self.arrived[place] = _Arrived(tensor, origin, leaf, gradient)
        else:
            with scope.at(origin.application.scope if origin else scope.current()):
                before.gradient = before.gradient + gradient
        if origin is not None and origin.application.serial not in self.seen:
            application = origin.application
            if self.wanted is None or application.serial in self.leading:
                self.seen.add(application.serial)
                heappush(self.waiting, (-application.serial, application))

    def total(self, place: object) -> Tensor | None:
        """All that has arrived at a value, now that everything downstream of it is done."""
        arrived = self.arrived.pop(place, None)
        if arrived is None:
            return None
        gradient, origin, leaf = arrived.gradient, arrived.origin, arrived.leaf
        hooks = leaf._hooks if leaf is not None else _hooks(origin)
        if hooks is not None:
            if hooks.gradient:
                gradient = hooks.passed(gradient)
                self.hold(gradient)
            retained = None if hooks.retained is None else hooks.retained()
            if retained is not None:
                retained.grad = (
                    gradient.alias() if retained.grad is None else retained.grad + gradient
                )
                self.hold(gradient)
        if self.trace is not None:
            self.trace.total(arrived.tensor, gradient)
        if leaf is not None:
            self.leaves.append((leaf, gradient))
        if self.wanted is not None and place in self.wanted:
            self.found[place] = gradient
        return gradient

    def leads(self, tensor: object, origin: Result | None) -> bool:
        """Whether a value is wanted, or was made of a wanted one."""
        assert self.wanted is not None
        if origin is None:
            return id(tensor) in self.wanted
        application = origin.application
        return application.serial in self.leading or (id(application), origin.index) in self.wanted

    def hold(self, gradient: Tensor) -> bool:
        """Note that somebody holds this memory; whether nobody did before."""
        memory = gradient._memory
        if id(memory) in self.given:
            return False
        self.given.add(id(memory))
        self.kept.append(memory)
        return True


def _hooks(origin: Result | None) -> Hooks | None:
    if origin is None or origin.application.hooks is None:
        return None
    return origin.application.hooks.get(origin.index)


def _leading(roots: Sequence[Tensor], wanted: set[object]) -> set[int]:
    """The serials of the applications behind `roots` from which a wanted value is reached."""
    above: dict[int, Application] = {}
    waiting = [root.origin.application for root in roots if root.origin is not None]
    while waiting:
        application = waiting.pop()
        if application.serial in above:
            continue
        above[application.serial] = application
        waiting += [
            used[1].application
            for used in application.used
            if used is not None and used[2] and used[1] is not None
        ]
    leading: set[int] = set()
    for serial in sorted(above):
        for used in above[serial].used:
            if used is None or not used[2]:
                continue
            tensor, origin = used[0], used[1]
            if (
                id(tensor) in wanted
                if origin is None
                else (id(origin.application), origin.index) in wanted
                or origin.application.serial in leading
            ):
                leading.add(serial)
                break
    return leading


def _accumulate(leaf: Tensor, total: Tensor, sweep: _Sweep, create_graph: bool) -> None:
    """Add a total gradient to `.grad`, in memory that nobody else holds."""
    before = leaf.grad
    if before is None:
        shared = not sweep.hold(total) or total._view is not None
        if sweep.trace is not None or not shared or total._array is None:
            leaf.grad = total.alias() if sweep.trace is not None else total
        else:
            leaf.grad = total.clone()
    elif create_graph or sweep.trace is not None:
        leaf.grad = before + total
    else:
        before.add_(total)
    if leaf._hooks is not None:
        for hook in list(leaf._hooks.accumulated.values()):
            hook(leaf)


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
    return gradient if gradient.dtype == root.dtype else gradient.type(root.dtype)


def _place(tensor: Tensor) -> object:
    """What identifies a value on the tape: its result, or the leaf itself."""
    origin = tensor.origin
    return id(tensor) if origin is None else (id(origin.application), origin.index)
