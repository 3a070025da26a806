"""Gradient checkpointing: what lies inside a segment is computed again instead of kept.

Between the forward and the backward pass only the segment's inputs and outputs are held. Source:
Chen, Xu, Zhang & Guestrin, "Training deep nets with sublinear memory cost", 2016.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from engine import backend
from engine.autograd import Function, FunctionContext, enable_grad, grad, is_grad_enabled
from engine.autograd.tape import Application, mark
from engine.errors import GradientError, ShapeError
from engine.guard import guard
from engine.tensors import Tensor, active_trace, computing_again

__all__ = ["checkpoint", "checkpoint_sequential"]


def checkpoint(
    function: Callable[..., Any],
    *args: Any,
    use_reentrant: bool | None = None,
    preserve_rng_state: bool = True,
    **kwargs: Any,
) -> Any:
    """function(*args, **kwargs), whose inside is computed again in the backward pass.

    function gives a Tensor, or a tuple or list of them. preserve_rng_state: random numbers, such
    as dropout's, are the same the second time. use_reentrant is accepted and changes nothing.

    In a program that is traced, function runs as it is: a Plan decides by itself what it keeps.
    Raises GradientError in the backward pass where a parameter has been written since.
    """
    abstract = any(isinstance(a, Tensor) and a.is_meta for a in args)
    if not is_grad_enabled() or active_trace.get() is not None or abstract:
        return function(*args, **kwargs)
    segment = _Segment(function, args, kwargs, preserve_rng_state)
    inputs = segment.run()
    if segment.outputs and any(output.requires_grad for output in segment.outputs):
        segment.find_outside(inputs)
        outside = [tensor for tensor, _ in segment.outside]
        made = _Recomputed.apply(segment, *segment.tensors, *outside)
    else:
        made = segment.let_go()
    return segment.as_returned(made)


def checkpoint_sequential(
    functions: Any, segments: int, input: Any, use_reentrant: bool | None = None, **kwargs: Any
) -> Any:
    """Modules or functions one after the other, in so many checkpointed segments.

    The last segment is computed as usual: its backward pass comes first anyway.
    """
    steps = list(functions)
    size = len(steps) // segments if segments > 0 else 0
    if size < 1:
        raise ShapeError(
            "There are fewer steps than segments",
            expected=f"1 to {len(steps)} segments",
            actual=segments,
        )

    def run(part: Sequence[Callable[[Any], Any]]) -> Callable[[Any], Any]:
        def all_of(value: Any) -> Any:
            for step in part:
                value = step(value)
            return value

        return all_of

    end = 0
    for start in range(0, size * (segments - 1), size):
        end = start + size
        input = checkpoint(run(steps[start:end]), input, **kwargs)
    return run(steps[end:])(input)


class _Segment:
    """A call that can be made again: the function, its arguments, and where chance stood."""

    def __init__(
        self,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        same_chance: bool,
    ) -> None:
        self.function, self.args, self.kwargs = function, args, kwargs
        self.places = [n for n, a in enumerate(args) if isinstance(a, Tensor)]
        self.tensors = [args[n] for n in self.places]
        self.chance = backend.default_generator.state if same_chance else None
        self.outputs: list[Tensor] = []
        self.kind: type[Any] = Tensor
        self.shapes: list[Any] = []
        self.begun = 0
        self.outside: list[tuple[Tensor, int]] = []  # and how often each had been written

    def run(self, tensors: Sequence[Tensor] | None = None) -> list[Tensor]:
        """Compute it on copies that are cut off from the tape; returns those."""
        cut = []
        for tensor in self.tensors if tensors is None else tensors:
            own = tensor.detach()
            own.requires_grad = tensor.requires_grad
            cut.append(own)
        given = list(self.args)
        for place, tensor in zip(self.places, cut, strict=True):
            given[place] = tensor
        self.begun = mark()
        with enable_grad():
            made = self.function(*given, **self.kwargs)
        self.kind = type(made)
        self.outputs = list(made) if isinstance(made, tuple | list) else [made]
        self.shapes = [output.shape for output in self.outputs]
        return cut

    def again(self, tensors: Sequence[Tensor]) -> list[Tensor]:
        """Compute it a second time, with the same random numbers, and store nothing.

        Raises GradientError where it gives other shapes.
        """
        for tensor, version in self.outside:
            if tensor.version != version:
                raise GradientError(
                    "A tensor that a checkpointed function uses was written in place",
                    actual=f"a tensor of shape {tensor.shape}",
                    mend="Write after backward(), or write to a copy: .clone()",
                )
        generator, shapes = backend.default_generator, self.shapes
        now = generator.state
        if self.chance is not None:
            generator.state = self.chance
        again = computing_again.set(True)
        try:
            with _leaves([tensor for tensor, _ in self.outside]):
                inputs = self.run(tensors)
        finally:
            computing_again.reset(again)
            generator.state = now
        if self.shapes != shapes:
            raise GradientError(
                "A checkpointed function gave other shapes the second time",
                expected=shapes,
                actual=self.shapes,
                mend="Let it depend on its arguments only",
            )
        return inputs

    def let_go(self) -> tuple[Tensor, ...]:
        """The outputs off the tape; the tape of the segment is forgotten."""
        outputs, self.outputs = tuple(output.detach() for output in self.outputs), []
        return outputs

    def as_returned(self, outputs: tuple[Tensor, ...]) -> Any:
        """The outputs in the form in which the function gave them."""
        if issubclass(self.kind, Tensor):
            return outputs[0]
        return list(outputs) if issubclass(self.kind, list) else outputs

    def find_outside(self, inputs: Sequence[Tensor]) -> None:
        """Note what the function used without being given it: parameters, values of before."""
        own = {id(tensor) for tensor in inputs}
        found: dict[int, Tensor] = {}
        seen: set[int] = set()
        waiting = [output.grad_fn for output in self.outputs]
        while waiting:
            application = waiting.pop()
            if not isinstance(application, Application) or id(application) in seen:
                continue
            seen.add(id(application))
            for used in application.used:
                if used is None or not used[2] or isinstance(used[0], tuple):
                    continue
                tensor, origin = used[0], used[1]
                if origin is not None and origin.application.serial > self.begun:
                    waiting.append(origin.application)
                elif id(tensor) not in own:
                    found[id(tensor)] = tensor
        self.outside = [(tensor, tensor.version) for tensor in found.values()]


@contextmanager
def _leaves(tensors: Sequence[Tensor]) -> Iterator[None]:
    """Inside, these are the ends of the tape: what made them is not gone into a second time."""
    origins = [tensor._origin for tensor in tensors]
    for tensor in tensors:
        tensor._origin = None
    try:
        yield
    finally:
        for tensor, origin in zip(tensors, origins, strict=True):
            tensor._origin = origin


class _Recomputed(Function):
    """The outputs of a segment, whose gradient is that of the segment computed again."""

    @staticmethod
    def forward(ctx: FunctionContext, segment: _Segment, *tensors: Tensor) -> Any:
        ctx.segment = segment  # type: ignore[attr-defined]
        ctx.save_for_backward(*tensors)
        return segment.let_go()

    @staticmethod
    def backward(ctx: FunctionContext, *gradients: Tensor | None) -> Any:
        segment: _Segment = ctx.segment  # type: ignore[attr-defined]
        given = ctx.saved_tensors[: len(segment.tensors)]
        inputs = segment.again([tensor for tensor in given if tensor is not None])
        everything = [*inputs, *(tensor for tensor, _ in segment.outside)]
        wanted = [tensor for tensor in everything if tensor.requires_grad]
        pairs = [
            (output, gradient)
            for output, gradient in zip(segment.outputs, gradients, strict=True)
            if output.requires_grad and gradient is not None
        ]
        found: Sequence[Tensor | None] = [None] * len(wanted)
        if pairs and wanted:
            roots, seeds = [o for o, _ in pairs], [g for _, g in pairs]
            with _leaves([tensor for tensor, _ in segment.outside]):
                found = grad(roots, wanted, seeds, allow_unused=True)
        segment.let_go()
        handed = iter(found)
        return None, *(next(handed) if t.requires_grad else None for t in everything)


guard(globals())
