"""Operations of the user's own: a forward and a backward, written as two static methods."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any

import engine.tensors
from engine import backend
from engine.autograd.modes import is_grad_enabled, no_grad
from engine.autograd.tape import Application, Result, move_to
from engine.errors import EngineError, GradientError, ShapeError

if TYPE_CHECKING:
    from engine.tensors import Tensor


class FunctionContext:
    """What `forward` tells `backward`: set attributes on it, and save tensors.

    needs_input_grad: for each argument of forward, whether its gradient is wanted.
    """

    def __init__(self) -> None:
        self.needs_input_grad: tuple[bool, ...] = ()
        self._to_save: tuple[Tensor | None, ...] = ()
        self._saved: list[tuple[str, Any]] = []
        self._readable: tuple[Tensor | None, ...] | None = None
        self._dirty: tuple[Tensor, ...] = ()
        self._flat: tuple[Tensor, ...] = ()
        self._materialize = True

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Keep arguments, results or other tensors for backward, watched for writes in place."""
        self._to_save = tensors

    @property
    def saved_tensors(self) -> tuple[Tensor | None, ...]:
        """The saved tensors, inside backward. GradientError for one that was overwritten."""
        if self._readable is None:
            raise GradientError(
                "Saved tensors are read inside backward", mend="Keep other things as attributes"
            )
        return self._readable

    def mark_non_differentiable(self, *tensors: Tensor) -> None:
        """These results carry no gradient."""
        self._flat = tensors

    def mark_dirty(self, *tensors: Tensor) -> None:
        """These arguments were written in place by forward, and are among its results."""
        self._dirty = tensors

    def set_materialize_grads(self, value: bool) -> None:
        """Whether a result without a gradient hands zeros to backward (the default) or None."""
        self._materialize = value


class Function:
    """An operation of one's own: subclass it and write two static methods.

    forward(ctx, *args) gives a Tensor or a tuple with Tensors; backward(ctx, *gradients) gives
    one gradient (or None) for each argument of forward. Or forward(*args) without ctx, and
    setup_context(ctx, inputs, output) beside it. Call it as `MyFunction.apply(*args)`.

    What forward computes is off the tape; where backward is made of operations, it can be
    differentiated again. Source of the interface: PyTorch's torch.autograd.Function.
    """

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        """What the operation computes."""
        raise EngineError("This Function has no forward", mend="Write forward(ctx, ...)")

    @staticmethod
    def setup_context(ctx: FunctionContext, inputs: tuple[Any, ...], output: Any) -> None:
        """Save what backward needs, where forward takes no ctx."""
        raise EngineError("This Function has no setup_context")

    @staticmethod
    def backward(ctx: FunctionContext, *grad_outputs: Any) -> Any:
        """The gradients of the arguments, of those of the results."""
        raise EngineError("This Function has no backward", mend="Write backward(ctx, ...)")

    @classmethod
    def apply(cls, *args: Any) -> Any:
        """Compute it, and put it on the tape as one operation."""
        context = FunctionContext()
        operands = [a if isinstance(a, engine.tensors.Tensor) else None for a in args]
        records = is_grad_enabled()
        context.needs_input_grad = tuple(t is not None and t.requires_grad for t in operands)
        before = [None if t is None else t.alias() for t in operands]
        with no_grad():
            if cls.setup_context is Function.setup_context:
                made = cls.forward(context, *args)
            else:
                made = cls.forward(*args)
                cls.setup_context(context, args, made)
        several = isinstance(made, tuple | list)
        listed = list(made) if several else [made]
        if not (records and any(context.needs_input_grad)):
            return made
        dirty = {id(t) for t in context._dirty}
        used = [b if t is not None and id(t) in dirty else t
                for t, b in zip(operands, before, strict=True)]  # fmt: skip
        results = [_result(out, operands, dirty) for out in listed]
        made_tensors = [out for out in listed if isinstance(out, engine.tensors.Tensor)]
        tensors = [out for out in results if isinstance(out, engine.tensors.Tensor)]
        flat = {id(t) for t in context._flat}
        application = _Applied(cls, context, used, tensors)
        for place, (made_tensor, tensor) in enumerate(zip(made_tensors, tensors, strict=True)):
            if id(made_tensor) not in flat and backend.is_floating(tensor.dtype):
                move_to(tensor, Result(application, place), True)
        context._saved = [_saved(t, made_tensors, operands) for t in context._to_save]
        context._to_save = context._dirty = context._flat = ()
        return type(made)(results) if several else results[0]


def _result(out: Any, operands: Sequence[Tensor | None], dirty: set[int]) -> Any:
    """A result as the caller gets it: an argument that was handed through becomes another tensor,
    one that was written in place stays itself."""
    if not isinstance(out, engine.tensors.Tensor):
        return out
    if id(out) in dirty:
        from engine.in_place import refuse_leaf  # which is written with the tape

        refuse_leaf(out)
        if out._view is not None:
            raise GradientError(
                "A Function does not write through a view", mend="Pass it a copy: .clone()"
            )
        return out
    through = out._requires_grad or any(out is operand for operand in operands)
    return out.detach() if through else out


def _saved(
    tensor: Tensor | None, results: Sequence[Tensor], operands: Sequence[Tensor | None]
) -> tuple[str, Any]:
    """How a tensor is kept for backward: by its place, where it is an argument or a result."""
    if tensor is None:
        return "nothing", None
    for kind, among in (("result", results), ("argument", operands)):
        for place, candidate in enumerate(among):
            if candidate is tensor:
                return kind, place
    return "other", (tensor, tensor._memory.version)


class _Custom:
    """What an application of a Function shows in place of a primitive."""

    def __init__(self, name: str) -> None:
        self.name = name


class _Applied(Application):
    """A Function on the tape."""

    __slots__ = ("context", "function", "results")

    def __init__(
        self,
        function: type[Function],
        context: FunctionContext,
        operands: Sequence[Tensor | None],
        results: Sequence[Tensor],
    ) -> None:
        trace = engine.tensors.active_trace.get()
        values = None
        if trace is not None:
            values = tuple(None if t is None else trace.value_of(t) for t in operands)
        super().__init__(_Custom(function.__name__), operands, {}, results, values)  # type: ignore[arg-type]
        self.function = function
        self.context = context

    def name(self) -> str:
        """What it is called: the Function's name."""
        return f"{self.function.__name__}Backward"

    def differentiated(
        self,
        needs: tuple[bool, ...],
        gradients: tuple[Tensor | None, ...],
        operands: Sequence[Tensor | None],
    ) -> Sequence[Tensor | None]:
        """What the user's backward hands on, checked."""
        name = self.function.__name__
        if self.context._materialize:
            gradients = tuple(
                engine.zeros_like(self.output(place)) if g is None else g
                for place, g in enumerate(gradients)
            )
        self.context._readable = tuple(self._restored(*saved, operands) for saved in
                                       self.context._saved)  # fmt: skip
        try:
            found = self.function.backward(self.context, *gradients)
        finally:
            self.context._readable = None
        handed = list(found) if isinstance(found, tuple | list) else [found]
        extra = handed[len(operands) :]
        if len(handed) < len(operands) or any(g is not None for g in extra):
            raise GradientError(
                "The backward of {function} gives one gradient for each argument of its forward",
                expected=f"{len(operands)} gradients",
                actual=len(handed),
                mend="Return None for arguments that are no tensors or need no gradient",
                function=name,
            )
        for place, (gradient, operand) in enumerate(zip(handed, operands, strict=False)):
            if gradient is None or not needs[place] or operand is None:
                continue
            if not isinstance(gradient, engine.tensors.Tensor):
                raise GradientError(
                    "The backward of {function} returns tensors",
                    expected="a Tensor or None",
                    actual=type(gradient).__name__,
                    function=name,
                )
            if gradient.shape != operand.shape:
                raise ShapeError(
                    "The backward of {function} returned a gradient of another shape for argument "
                    "{place}",
                    expected=operand.shape,
                    actual=gradient.shape,
                    function=name,
                    place=place,
                )
        return handed[: len(operands)]

    def _restored(self, kind: str, saved: Any, operands: Sequence[Tensor | None]) -> Tensor | None:
        if kind == "nothing":
            return None
        if kind == "argument":
            return operands[saved]
        if kind == "result":
            return self.output(saved)
        tensor, version = saved
        if self.released:
            raise self._used_up()
        if tensor._memory.version != version:
            raise self._overwritten("tensor saved")
        return tensor

    def release(self) -> None:
        """Let go of the numbers it keeps alive."""
        super().release()
        self.context._saved = [
            (kind, (None, 0)) if kind == "other" else (kind, saved)
            for kind, saved in self.context._saved
        ]


def once_differentiable(backward: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a Function's backward as one that is not differentiated again.

    With `create_graph=True` it still runs, and its gradients lead nowhere: GradientError where
    one of them would have to.
    """

    @wraps(backward)
    def once(ctx: FunctionContext, *gradients: Any) -> Any:
        if is_grad_enabled() and any(
            isinstance(g, engine.tensors.Tensor) and g.requires_grad for g in gradients
        ):
            raise GradientError(
                "The backward of this Function can be differentiated once only",
                mend="Write its backward in operations of tensors, without @once_differentiable",
            )
        with no_grad():
            return backward(ctx, *gradients)

    return once
