"""Tensor: an array and its place on the tape; and `apply`, which runs a primitive.

The same code runs three ways. A tensor with an array is computed at once (eager). A meta tensor
has a shape and a dtype and no array: applying a primitive to it infers the result's shape
(abstract). While a trace is active every application becomes a step of its Graph (program).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import autograd, backend
from engine.autograd.hooks import Hooks, RemovableHandle
from engine.autograd.tape import Memory, Result, move_to, remember
from engine.autograd.views import View, make_view, refresh
from engine.backend import META, Array, Device, DType
from engine.errors import DeviceError, EngineError, GradientError, ShapeError, TraceError
from engine.in_place_methods import InPlace
from engine.operators import Operators
from engine.protocols import Protocols

if TYPE_CHECKING:
    from engine.ops.primitive import Primitive, Shape
    from engine.program.trace import Trace

active_trace: ContextVar[Trace | None] = ContextVar("trace", default=None)


class Tensor(InPlace, Operators, Protocols):
    """An n-dimensional array that knows how it was made.

    array: the NumPy or CuPy array, shared and not copied; None for a meta tensor, which then
        needs `shape` and `dtype`.
    requires_grad: whether gradients with respect to it are wanted (floating dtypes only).
    """

    __slots__ = (
        "__weakref__",
        "_array",
        "_device",
        "_dtype",
        "_grad",
        "_hooks",
        "_memory",
        "_origin",
        "_requires_grad",
        "_shape",
        "_view",
        "name",
        "traced",
    )

    def __init__(
        self,
        array: Array | None,
        *,
        shape: Shape = (),
        dtype: DType | None = None,
        device: Device | None = None,
        requires_grad: bool = False,
    ) -> None:
        self._array = array
        if array is None:
            self._shape: Shape = shape
            self._dtype: DType = dtype  # type: ignore[assignment]
            self._device = device or META
        else:
            self._shape = array.shape
            self._dtype = array.dtype
            self._device = device or backend.device_of(array)
        self._grad: Tensor | None = None
        self._requires_grad = False
        self._origin: Result | None = None
        self._memory = Memory()  # what it shares with its views; counts the writes in place
        self._view: View | None = None  # of which base, where it is a view
        self._hooks: Hooks | None = None  # of a leaf
        self.traced: tuple[Trace, int] | None = None  # its value in a trace's graph
        self.name: str | None = None
        if requires_grad:
            self.requires_grad_()

    # ---- what it is

    @property
    def shape(self) -> tuple[Any, ...]:
        """Its sizes; an int each, or a Dim where a size depends on the batch."""
        return self._shape

    @property
    def dtype(self) -> DType:
        """Its dtype, one of the engine's."""
        return self._dtype

    @property
    def device(self) -> Device:
        """Where it lives; meta where it has no memory."""
        return self._device

    @property
    def ndim(self) -> int:
        """How many dimensions it has."""
        return len(self._shape)

    @property
    def is_meta(self) -> bool:
        """Whether it has a shape only: a meta tensor, or a value of a program being traced."""
        return self._array is None

    @property
    def is_cuda(self) -> bool:
        """Whether it lives on a GPU."""
        return self._device.type == "cuda"

    @property
    def array(self) -> Array:
        """The NumPy or CuPy array itself, shared. TraceError for a meta tensor."""
        if self._array is None:
            raise TraceError(
                "This tensor has a shape and no values",
                actual=f"meta tensor of shape {self.shape}",
                mend="Do not read numbers (item, numpy, bool) while shapes are inferred or a "
                "program is traced",
            )
        return self._array

    # ---- its place on the tape

    @property
    def origin(self) -> Result | None:
        """The application's result that it is; None for a leaf."""
        if self._view is not None:
            refresh(self, active_trace.get() is not None)
        return self._origin

    @property
    def grad_fn(self) -> autograd.Application | None:
        """The application that made it; None for a leaf."""
        origin = self.origin
        return None if origin is None else origin.application

    @property
    def is_leaf(self) -> bool:
        """Whether it was made by the user and not by an operation on the tape."""
        return self.origin is None

    @property
    def requires_grad(self) -> bool:
        """Whether gradients with respect to it are wanted."""
        if self._view is not None:
            refresh(self, active_trace.get() is not None)
        return self._requires_grad

    @requires_grad.setter
    def requires_grad(self, requires_grad: bool) -> None:
        self.requires_grad_(requires_grad)

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Want gradients with respect to it (or no longer); returns itself.

        Raises GradientError for integers, and where it is switched off for a result.
        """
        if requires_grad and not backend.is_floating(self._dtype):
            raise GradientError(
                "Only floating-point tensors can require a gradient",
                expected="float16, float32 or float64",
                actual=self._dtype,
            )
        if not requires_grad and self.origin is not None:
            raise GradientError(
                "A result on the tape requires a gradient as its operands do",
                mend="Use .detach(), or compute it inside no_grad",
            )
        self._requires_grad = requires_grad
        return self

    @property
    def version(self) -> int:
        """How often its memory has been written in place; the backward pass checks it."""
        return self._memory.version

    @version.setter
    def version(self, version: int) -> None:
        self._memory.version = version

    def alias(self, copy: bool = False) -> Tensor:
        """Another Tensor for the same value at the same place; with memory of its own if asked."""
        if self._view is not None:
            refresh(self, active_trace.get() is not None)
        trace = active_trace.get()
        if trace is not None:
            made = Tensor(None, shape=self._shape, dtype=self._dtype, device=self._device)
            made.traced = (trace, trace.value_of(self))
        else:
            array = self._array.copy() if copy and self._array is not None else self._array
            made = Tensor(array, shape=self._shape, dtype=self._dtype, device=self._device)
        if not copy:
            made._memory = self._memory
        made._origin, made._requires_grad = self._origin, self._requires_grad
        return made

    def detach(self) -> Tensor:
        """The same memory, off the tape: no gradient flows through it."""
        trace = active_trace.get()
        if self._array is not None and trace is None:
            detached = Tensor(self._array, device=self._device)
        else:
            detached = Tensor(None, shape=self._shape, dtype=self._dtype, device=self._device)
            if trace is not None:
                detached.traced = (trace, trace.value_of(self))
            detached._view = View(self, (), detached=True)
        detached._memory = self._memory
        return detached

    def detach_(self) -> Tensor:
        """Take itself off the tape: a leaf from here on. GradientError for a view."""
        if self._view is not None and not self._view.detached and self.origin is not None:
            raise GradientError("A view is not taken off the tape", mend="Use .detach()")
        self._origin, self._requires_grad = None, False
        return self

    @property
    def data(self) -> Tensor:
        """The same memory, off the tape. Writing to it counts as writing to the tensor."""
        return self.detach()

    @data.setter
    def data(self, value: Tensor) -> None:
        if not isinstance(value, Tensor):
            raise EngineError(
                "The data of a tensor are a tensor", expected="Tensor", actual=type(value).__name__
            )
        self._array, self._shape, self._dtype = value._array, value._shape, value._dtype
        self._device = value._device
        self._memory.version += 1

    # ---- gradients

    @property
    def grad(self) -> Tensor | None:
        """The gradient that backward passes have added up here; None before the first."""
        trace = active_trace.get()
        return self._grad if trace is None else trace.grads.get(id(self))

    @grad.setter
    def grad(self, gradient: Tensor | None) -> None:
        if gradient is not None and gradient._shape != self._shape:
            raise ShapeError(
                "A gradient has the shape of its tensor",
                expected=self.shape,
                actual=gradient.shape,
            )
        trace = active_trace.get()
        if trace is None:
            self._grad = gradient
        else:
            trace.set_grad(self, gradient)

    def backward(
        self,
        gradient: Tensor | None = None,
        retain_graph: bool | None = None,
        create_graph: bool = False,
        inputs: Tensor | Sequence[Tensor] | None = None,
    ) -> None:
        """Add d(self)/d(leaf) to `.grad` of every leaf that requires it, or of `inputs` only.

        gradient: what arrives here, of this tensor's shape; 1 for a tensor of one element.
        retain_graph: keep the tape for another backward pass.
        create_graph: put the gradients themselves on the tape.
        """
        autograd.backward(self, [gradient], retain_graph, create_graph, inputs)

    def retain_grad(self) -> None:
        """Keep the gradient of this result in `.grad`, as a leaf does."""
        self._place_hooks("retain_grad")
        origin = self.origin
        if origin is not None:
            import weakref

            origin.application.hooks_of(origin.index).retained = weakref.ref(self)

    @property
    def retains_grad(self) -> bool:
        """Whether this result keeps its gradient."""
        origin = self.origin
        if origin is None or origin.application.hooks is None:
            return False
        hooks = origin.application.hooks.get(origin.index)
        return hooks is not None and hooks.retained is not None and hooks.retained() is self

    def register_hook(self, hook: Callable[[Tensor], Tensor | None]) -> RemovableHandle:
        """Call `hook` with the gradient when it is known; a Tensor it returns takes its place."""
        return RemovableHandle(self._place_hooks("register_hook").gradient, hook)

    def register_post_accumulate_grad_hook(self, hook: Callable[[Tensor], None]) -> RemovableHandle:
        """Call `hook` with this leaf after its `.grad` was added to. GradientError for results."""
        if not self.is_leaf:
            raise GradientError("Gradients are added up in leaves only", mend="Use register_hook")
        return RemovableHandle(
            self._place_hooks("register_post_accumulate_grad_hook").accumulated, hook
        )

    def _place_hooks(self, operation: str) -> Hooks:
        if not self.requires_grad:
            raise GradientError(
                "{operation} needs a tensor that requires a gradient",
                mend="Set requires_grad=True first",
                operation=operation,
            )
        origin = self.origin
        if origin is not None:
            return origin.application.hooks_of(origin.index)
        if self._hooks is None:
            self._hooks = Hooks()
        return self._hooks

    # ---- writing

    def assign(self, value: Any) -> None:
        """Store a value of the same shape in its memory: how parameters, buffers and optimizer
        state change. Inside a trace the store becomes an update of the program.

        Raises ShapeError for another shape, GradientError for a tensor that is on the tape.
        """
        value = as_tensor(value, like=self)
        if value.shape != self.shape:
            raise ShapeError(
                "A stored value keeps the shape", expected=self.shape, actual=value.shape
            )
        if self.origin is not None:
            raise GradientError(
                "A result on the tape cannot be written",
                mend="Write to a leaf, or compute a new tensor",
            )
        trace = active_trace.get()
        if trace is not None:
            trace.assign(self, value)
        elif self._array is not None:
            self._array[...] = backend.move(value.array, self._device)
            self._memory.version += 1

    # ---- moving

    def to(
        self,
        *targets: Any,
        dtype: Any = None,
        device: Any = None,
        copy: bool = False,
        non_blocking: bool = False,
    ) -> Tensor:
        """Itself with another dtype, or a copy on another device: `.to("cuda")`, `.to(float64)`,
        `.to(other)`; itself where nothing changes, unless `copy`."""
        for target in targets:
            if isinstance(target, Tensor):
                dtype, device = target.dtype, target.device
            elif isinstance(target, Device) or (isinstance(target, str) and _names_device(target)):
                device = target
            elif not isinstance(target, bool):  # PyTorch's non_blocking
                dtype = target
        moved = self
        if device is not None and (place := backend.device(device)) != self._device:
            moved = self._moved(place)
        if dtype is not None:
            moved = moved.type(backend.as_dtype(dtype))
        return moved.clone() if copy and moved is self else moved

    def cpu(self) -> Tensor:
        """Itself, or a copy on the CPU."""
        return self.to("cpu")

    def cuda(self, device: Any = None) -> Tensor:
        """Itself, or a copy on the first GPU. DeviceError where there is none."""
        return self.to("cuda" if device is None else device)

    def _moved(self, place: Device) -> Tensor:
        if place.type == "meta":
            return Tensor(None, shape=self._shape, dtype=self._dtype)
        if self.origin is not None:
            raise GradientError(
                "A result on the tape stays on its device", mend="Detach it, or move its leaves"
            )
        moved = Tensor(backend.move(self.array, place), requires_grad=self._requires_grad)
        moved.name = self.name
        return moved

    def _become_copy_of(self, other: Tensor) -> None:
        """Set itself up as a leaf with a copy of another leaf's values."""
        array = None if other._array is None else other._array.copy()
        Tensor.__init__(
            self, array, shape=other._shape, dtype=other._dtype, device=other._device,
            requires_grad=other._requires_grad,
        )  # fmt: skip
        self.name = other.name
        self._grad = None if other._grad is None else other._grad.detach().clone()

    __hash__ = object.__hash__


class Unreadable(Tensor):
    """A value whose numbers are gone, though its shape and its place on the tape are known.

    A gradient rule that only asks for the shape works with it; reading numbers raises `error`.
    """

    __slots__ = ("error",)

    def __init__(
        self, shape: Shape, dtype: DType, device: Device, error: Callable[[], EngineError]
    ) -> None:
        self._shape, self._dtype, self._device = shape, dtype, device
        self._grad = self._origin = self._view = self._hooks = self.traced = self.name = None
        self._requires_grad = False
        self._memory = Memory()
        self.error = error

    @property
    def _array(self) -> Array:  # type: ignore[override]
        raise self.error()

    @property
    def is_meta(self) -> bool:
        """No: it had values."""
        return False


def as_tensor(value: Any, like: Tensor | None = None) -> Tensor:
    """A Tensor of a number, a list, an array or a Tensor.

    like: gives a Python number its dtype and device, so that `x * 2` stays float32.
    """
    if isinstance(value, Tensor):
        return value
    array = np.asarray(value) if not hasattr(value, "dtype") else value
    if not hasattr(value, "dtype") and like is not None:
        kind_order = "biuf"
        weaker = kind_order.index(array.dtype.kind) <= kind_order.index(like.dtype.kind)
        if weaker:
            array = array.astype(like.dtype)
        elif array.dtype.kind == "f":
            array = array.astype(backend.get_default_dtype())
    elif not hasattr(value, "dtype") and array.dtype == np.float64:
        array = array.astype(backend.get_default_dtype())
    backend.as_dtype(array.dtype)
    if like is not None and like.device.type == "cuda":
        array = backend.move(array, like.device)
    return Tensor(array)


# ---- applying a primitive


def apply(primitive: Primitive, operands: Sequence[Any], attributes: dict[str, Any]) -> Any:
    """Run a primitive on its operands: at once, on shapes, or into the active trace."""
    trace = active_trace.get()
    tensors: Sequence[Tensor | None] = operands
    for operand in operands:
        if isinstance(operand, Tensor):
            if operand._view is not None:
                refresh(operand, trace is not None)
        elif operand is not None:
            tensors = _without_numbers(primitive, operands, trace)
            break
    if primitive.promotes and len(operands) > 1:
        tensors = _weakened(tensors)

    types, several = primitive.result_types(
        [None if t is None else t._shape for t in tensors],
        [None if t is None else t._dtype for t in tensors],
        attributes,
    )
    values = None
    if trace is not None:
        results = trace.record(primitive, tensors, attributes, types)
        values = trace.operands_of_last_step()
        _note_view(primitive, tensors, attributes, results[0])
    elif _is_abstract(tensors):
        results = [Tensor(None, shape=shape, dtype=dtype) for shape, dtype in types]
        _note_view(primitive, tensors, attributes, results[0])
    else:
        results = _computed(primitive, tensors, attributes)
    remember(primitive, tensors, attributes, results, values)
    return tuple(results) if several else results[0]


def _is_abstract(tensors: Sequence[Tensor | None]) -> bool:
    """Whether an operand has a shape only; without operands, whether new tensors do."""
    for tensor in tensors:
        if tensor is not None and tensor._array is None:
            return True
    return not tensors and backend.default_device().type == "meta"


def _note_view(
    primitive: Primitive,
    tensors: Sequence[Tensor | None],
    attributes: dict[str, Any],
    result: Tensor,
) -> None:
    if primitive.view and tensors[0] is not None:
        make_view(result, tensors[0], primitive, attributes)


def _computed(
    primitive: Primitive, tensors: Sequence[Tensor | None], attributes: dict[str, Any]
) -> list[Tensor]:
    arrays = [None if t is None else t._array for t in tensors]
    place = _common_device(primitive, tensors, arrays)
    xp = backend.array_module(place)
    keywords = {"generator": backend.default_generator} if primitive.random else {}
    with np.errstate(all="ignore"):  # NaN and infinity are values here; the studio shows them
        result = primitive.forward(xp, *arrays, **attributes, **keywords)
    if isinstance(result, tuple):
        return [Tensor(xp.asarray(array), device=place) for array in result]
    array = xp.asarray(result)
    made = Tensor(array, device=place)
    if primitive.view:
        source = arrays[0]
        base = array.base
        if base is not None and (
            base is source
            or base is source.base  # type: ignore[union-attr]
            or xp.may_share_memory(array, source)
        ):
            make_view(made, tensors[0], primitive, attributes)  # type: ignore[arg-type]
    return [made]


def _common_device(
    primitive: Primitive, tensors: Sequence[Tensor | None], arrays: list[Array | None]
) -> Device:
    """The device of all operands. Single numbers on the CPU may meet others: they are moved."""
    place: Device | None = None
    for tensor in tensors:
        if tensor is None or tensor._device is place:
            continue
        if place is None:
            place = tensor._device
        elif tensor._device != place:
            return _meeting_place(primitive, tensors, arrays)
    return place or backend.default_device()


def _meeting_place(
    primitive: Primitive, tensors: Sequence[Tensor | None], arrays: list[Array | None]
) -> Device:
    present = [t for t in tensors if t is not None]
    places = {t._device for t in present if t._shape or t._device.type != "cpu"}
    if len(places) != 1:
        raise DeviceError(
            "{operation} needs its operands on one device",
            actual=", ".join(sorted({str(t._device) for t in present})),
            mend="Move them with .to(device)",
            operation=primitive.name,
        )
    place = places.pop()
    for index, array in enumerate(arrays):
        if array is not None:
            arrays[index] = backend.move(array, place)
    return place


# ---- the dtypes of operands that meet


def _without_numbers(
    primitive: Primitive, operands: Sequence[Any], trace: Trace | None
) -> list[Tensor | None]:
    """The operands as tensors: a number gets the dtype that it has beside the tensors."""
    present = [operand for operand in operands if isinstance(operand, Tensor)]
    for tensor in present:
        if tensor._view is not None:
            refresh(tensor, trace is not None)
    like = present[0] if present else None
    if like is not None and len(present) > 1 and primitive.promotes:
        wanted = backend.promote_ranked([(t._dtype, len(t._shape)) for t in present])
        if wanted != like._dtype:
            like = Tensor(None, shape=(), dtype=wanted, device=like._device)
    tensors: list[Tensor | None] = []
    for operand in operands:
        if operand is None or isinstance(operand, Tensor):
            tensors.append(operand)
            continue
        plain = operand.item() if isinstance(operand, np.generic) else operand
        tensor = as_tensor(plain, like)
        if trace is not None:
            trace.constant(tensor)
        tensors.append(tensor)
    return tensors


def _weakened(tensors: Sequence[Tensor | None]) -> Sequence[Tensor | None]:
    """The operands, with single numbers cast where they would widen tensors of their kind."""
    first = None
    for tensor in tensors:
        if tensor is None:
            continue
        if first is None:
            first = tensor._dtype
        elif tensor._dtype is not first and tensor._dtype != first:
            break
    else:
        return tensors
    wanted = backend.promote_ranked([(t._dtype, len(t._shape)) for t in tensors if t is not None])
    return [
        t if t is None or t._shape or backend.promote(t._dtype, wanted) == wanted
        else t.type(wanted)
        for t in tensors
    ]  # fmt: skip


def _names_device(text: str) -> bool:
    return text.partition(":")[0] in ("cpu", "cuda", "meta")
