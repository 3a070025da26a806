"""Writing in place: `x.add_(1)`, `x += 1`, `x[0] = 1` and the like.

The new value is computed as any other and then stored in the tensor's memory; the tensor takes
the place of the new value on the tape. Written through a view, the base becomes what it was with
that part replaced. Inside a trace and on meta tensors nothing is stored: the tensor stands for
the new value from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import engine
from engine import backend, ops
from engine.autograd.modes import is_grad_enabled
from engine.autograd.tape import Application, Memory, move_to, put_on_tape
from engine.autograd.views import refresh
from engine.errors import DTypeError, GradientError, ShapeError, TraceError

if TYPE_CHECKING:
    from engine.ops.primitive import Primitive
    from engine.program.trace import Trace
    from engine.tensors import Tensor

P = ParamSpec("P")


def in_place(
    function: Callable[Concatenate[Tensor, P], Any], *, reads_input: bool = True
) -> Callable[Concatenate[Tensor, P], Tensor]:
    """The method that stores a function's result in the function's first operand.

    reads_input: whether the gradient rule reads the operand's old values, of which a copy is kept
        then. A wrong False is never a wrong gradient: the rule gets an error when it reads.
    """

    @wraps(function)
    def method(input: Tensor, /, *args: P.args, **kwargs: P.kwargs) -> Tensor:
        refuse_leaf(input)
        keeps = reads_input and input._array is not None and is_grad_enabled()
        return write(input, function(input.alias(copy=keeps), *args, **kwargs))

    name = function.__name__.removesuffix("_") + "_"
    method.__name__ = name
    method.__qualname__ = f"Tensor.{name}"
    summary = (function.__doc__ or "").strip()
    method.__doc__ = (
        f"In place: {summary[:1].lower()}{summary[1:]}\n\n"
        "    Returns the tensor itself. Raises ShapeError where the result has another shape,\n"
        "    DTypeError where its dtype cannot hold it, GradientError for a leaf that requires a\n"
        "    gradient."
    )
    return method


def write(tensor: Tensor, value: Tensor) -> Tensor:
    """Store a value in the memory of a tensor, which takes its place on the tape."""
    refuse_leaf(tensor)
    if tensor._view is not None:
        refuse_ungraded(tensor, value)
    value = _fitting(tensor, value)
    trace = _active_trace()
    if trace is None and tensor._array is not None:
        if value._array is None:
            raise TraceError(
                "A meta tensor has no values to store",
                actual=f"meta tensor of shape {value.shape}",
                mend="Make both tensors on the same device",
            )
        _need_own_places(tensor)
        tensor._array[...] = backend.move(value._array, tensor._device)
    elif is_grad_enabled() and tensor._requires_grad and not value._requires_grad:
        value = ops.view_written(tensor.alias(), value, views=())  # no gradient before it: zeros
    _rebind(tensor, value, trace, is_grad_enabled())
    return tensor


def refuse_leaf(tensor: Tensor) -> None:
    """GradientError where a write would overwrite a leaf whose gradient is wanted."""
    if not is_grad_enabled():
        return
    owner = tensor
    if tensor._view is not None and not tensor._view.detached:
        owner = tensor._view.base
    for leaf in (tensor, owner):
        if leaf._requires_grad and leaf._origin is None:
            raise GradientError(
                "A leaf that requires a gradient is not written in place"
                if leaf is tensor
                else "A view of a leaf that requires a gradient is not written in place",
                actual=f"a tensor of shape {tensor.shape}",
                mend="Write inside `with engine.no_grad():`, or compute a new tensor",
            )


def refuse_ungraded(tensor: Tensor, value: Tensor) -> None:
    """GradientError for a write with a history through a view that was made without one."""
    view = tensor._view
    assert view is not None
    if view.detached or view.graded or not is_grad_enabled():
        return
    if value.requires_grad or view.base.requires_grad:
        raise GradientError(
            "A view that was made under no_grad is written where gradients are recorded",
            actual=f"a view of shape {tensor.shape}",
            mend="Make the view outside of no_grad, or write inside it",
        )


def _fitting(tensor: Tensor, value: Tensor) -> Tensor:
    """The value in the tensor's dtype. ShapeError and DTypeError where it does not fit."""
    if value._shape != tensor._shape:
        raise ShapeError(
            "A write in place keeps the shape",
            expected=tensor.shape,
            actual=value.shape,
            mend="Use the operation that makes a new tensor (without the underscore)",
        )
    if value._dtype == tensor._dtype:
        return value
    kinds = "biuf"
    if kinds.index(value._dtype.kind) > kinds.index(tensor._dtype.kind):
        raise DTypeError(
            "The result cannot be stored in this tensor",
            expected=tensor.dtype,
            actual=value.dtype,
            mend="Convert the tensor first, or use the operation that makes a new one",
        )
    return ops.cast(value, to=tensor._dtype)


def _need_own_places(tensor: Tensor) -> None:
    """GradientError where several elements lie at one place, as after `expand`."""
    array = tensor._array
    span, overlaps = 0, False
    for stride, size in sorted(zip(map(abs, array.strides), array.shape, strict=True)):
        if size > 1:
            overlaps = overlaps or stride <= span
            span += stride * (size - 1)
    if overlaps and array.size:
        raise GradientError(
            "Several elements of this tensor are one place in memory",
            actual=f"an expanded tensor of shape {tensor.shape}",
            mend="Write to a copy: .clone()",
        )


# ---- who stands for what after the write


def _rebind(tensor: Tensor, value: Tensor, trace: Trace | None, history: bool) -> None:
    """Let a tensor, and the base that it is a view of, stand for what has been written."""
    view = tensor._view
    functional = trace is not None or tensor._array is None
    fresh = view is not None and view.version == tensor._memory.version
    if view is None and trace is not None:
        trace.write(tensor, value, history)  # which counts writes to what is outside
        if tensor._array is None:
            tensor._memory.version += 1
    elif view is None:
        tensor._memory.version += 1
    elif functional and not view.certain and trace is not None:
        trace.tear(tensor._memory)
        tensor._memory, tensor._view = Memory(), None
        trace.write(tensor, value, history)
    else:
        _rebind_base(tensor, value, trace, history)
        if functional and trace is not None:
            tensor.traced = (trace, trace.value_of(value))
    if not history:
        if tensor._view is not None and fresh:  # else its history is to come from the base yet
            tensor._view.version = tensor._memory.version
    elif value._requires_grad or functional:
        _take_place(tensor, value)
        if tensor._view is not None:
            tensor._view.version = tensor._memory.version
    elif tensor._requires_grad and tensor._view is None:  # no gradient from here on: zeros
        _record(ops.view_written, (tensor.alias(), value), {"views": ()}, tensor)


def _rebind_base(tensor: Tensor, value: Tensor, trace: Trace | None, history: bool) -> None:
    """Replace, in what the base stands for, the part that a view of it has written."""
    view = tensor._view
    assert view is not None
    base = view.base
    if base._view is not None:
        refresh(base, trace is not None)
    if view.detached:
        _rebind(base, value.detach(), trace, False)
        return
    attributes = {"views": tuple((p.name, tuple(sorted(a.items()))) for p, a in view.chain)}
    if trace is not None or tensor._array is None:
        _rebind(base, ops.view_written(base.alias(), value, **attributes), trace, history)
        return
    base._memory.version += 1
    if history and (base._requires_grad or value._requires_grad):
        _record(ops.view_written, (base.alias(), value), attributes, base)


def _take_place(tensor: Tensor, value: Tensor) -> None:
    """Put a tensor where a value is on the tape; after a leaf, an application of its own."""
    if value._requires_grad and value._origin is None:
        _record(ops.clone, (value,), {}, tensor)
    else:
        move_to(tensor, value._origin, value._requires_grad)


def _record(
    primitive: Primitive, operands: Sequence[Tensor], attributes: dict[str, Any], result: Tensor
) -> None:
    """Put an application on the tape whose result is in the memory of a tensor already."""
    put_on_tape(Application(primitive, operands, attributes, (result,)), (result,))


def _active_trace() -> Trace | None:
    from engine.tensors import active_trace

    return active_trace.get()


# ---- writes that are no function of their own


def copy_(input: Tensor, src: Any, non_blocking: bool = False) -> Tensor:
    """Store the values of `src`, which broadcasts and is converted to the tensor's dtype."""
    refuse_leaf(input)
    value = _beside(src, input)
    if value._dtype != input._dtype:
        value = ops.cast(value, to=input._dtype)
    if value._shape != input._shape:
        value = ops.expand(value, shape=input._shape)
    return write(input, _own(value))


def _beside(value: Any, tensor: Tensor) -> Tensor:
    """A value to store as a tensor: a constant of the trace, a shape beside a meta tensor."""
    from engine.tensors import Tensor, as_tensor

    given = isinstance(value, Tensor)
    value = as_tensor(value, like=tensor)
    trace = _active_trace()
    if trace is not None and not given:
        trace.constant(value)
    elif trace is None and tensor._array is None and value._array is not None:
        value = Tensor(None, shape=value._shape, dtype=value._dtype)
    return value


def _own(value: Tensor) -> Tensor:
    """A value with a place of its own: where only numbers are wanted, itself."""
    if (value._requires_grad and is_grad_enabled()) or value._array is None:
        return ops.clone(value)
    return value


def fill_(input: Tensor, value: Any) -> Tensor:
    """Store one number everywhere."""
    from engine.tensors import Tensor

    if isinstance(value, Tensor) and value.ndim:
        raise ShapeError("fill_ takes one number", expected="()", actual=value.shape)
    return copy_(input, value)


def zero_(input: Tensor) -> Tensor:
    """Store 0 everywhere."""
    return copy_(input, 0)


def setitem(input: Tensor, index: Any, value: Any) -> None:
    """`input[index] = value`: what `input[index]` would show is replaced.

    The value broadcasts, and is converted to the tensor's dtype. Raises what indexing does, and
    ShapeError where the value does not fit.
    """
    refuse_leaf(input)
    if not _is_basic(index):
        write(input, ops.setitem(input.alias(), index, value))
        return
    part = ops.getitem(input, index)
    if part._view is None:  # the index names everything there is
        part = input
    value = _beside(value, input)
    while value.ndim > part.ndim and value.shape[0] == 1:
        value = value.reshape(value.shape[1:])
    copy_(part, value)


def _is_basic(index: Any) -> bool:
    items = index if isinstance(index, tuple) else (index,)
    return all(
        item is None
        or item is Ellipsis
        or (isinstance(item, int | slice) and not isinstance(item, bool))
        for item in items
    )


def normal_(input: Tensor, mean: float = 0.0, std: float = 1.0) -> Tensor:
    """Draw every element from the normal distribution."""
    drawn = ops.draw_normal(shape=input._shape, dtype=input._dtype)
    return copy_(input, drawn * std + mean)


def uniform_(input: Tensor, low: float = 0.0, high: float = 1.0) -> Tensor:
    """Draw every element evenly from [low, high)."""
    return copy_(
        input, ops.draw_uniform(shape=input._shape, dtype=input._dtype, low=low, high=high)
    )


def exponential_(input: Tensor, rate: float = 1.0) -> Tensor:
    """Draw every element from the exponential distribution."""
    return copy_(input, ops.draw_exponential(shape=input._shape, dtype=input._dtype, rate=rate))


def bernoulli_(input: Tensor, p: Any = 0.5) -> Tensor:
    """Store 1 with probability `p`, else 0, in every element by itself."""
    from engine.tensors import Tensor

    odds = p if isinstance(p, Tensor) else engine.full(input._shape, p, dtype=backend.float64)
    return copy_(input, ops.bernoulli(ops.expand(odds, shape=input._shape)))


def random_(input: Tensor, from_: int = 0, to: int | None = None) -> Tensor:
    """Store whole numbers drawn evenly from [from_, to); `random_(to)` starts at 0."""
    low, high = (0, from_) if to is None else (from_, to)
    drawn = ops.draw_integers(shape=input._shape, dtype=backend.int64, low=low, high=high)
    return copy_(input, drawn)
