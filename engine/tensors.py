"""Tensor: an array and its place on the tape; and `apply`, which runs a primitive.

The same code runs three ways. A tensor with an array is computed at once (eager). A meta tensor
has a shape and a dtype and no array: applying a primitive to it infers the result's shape
(abstract). While a trace is active every application becomes a step of its Graph (program).
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import backend, memory
from engine.autograd.hooks import Hooks
from engine.autograd.tape import Memory, Result
from engine.autograd.views import View, refresh
from engine.backend import META, Array, Device, DType
from engine.differentiable import Differentiable
from engine.errors import (
    DTypeError,
    EngineError,
    GradientError,
    ShapeError,
    TraceError,
    ValueRangeError,
)
from engine.guard import described
from engine.in_place_methods import InPlace
from engine.methods import Methods
from engine.operators import Operators
from engine.protocols import Protocols

if TYPE_CHECKING:
    from engine.ops.primitive import Shape
    from engine.program.trace import Trace

active_trace: ContextVar[Trace | None] = ContextVar("trace", default=None)
computing_again: ContextVar[bool] = ContextVar("computing_again", default=False)


class Tensor(InPlace, Methods, Operators, Differentiable, Protocols):
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
            if memory.watchers:
                memory.see(array)
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

    # ---- copies

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
        if computing_again.get():
            return  # a checkpoint's second time: running statistics have seen this batch
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
    def _array(self) -> Array:
        raise self.error()

    @property
    def is_meta(self) -> bool:
        """No: it had values."""
        return False


def as_tensor(value: Any, like: Tensor | None = None) -> Tensor:
    """A Tensor of a number, a list, an array or a Tensor.

    like: gives a Python number its dtype and device, so that `x * 2` stays float32.

    Raises DTypeError for what holds no numbers, ShapeError for lists of unequal length,
    ValueRangeError for whole numbers that the dtype cannot hold.
    """
    if isinstance(value, Tensor):
        return value
    is_python = not hasattr(value, "dtype")
    array = _numbers(value) if is_python else value
    if is_python and like is not None:
        kind_order = "biuf"
        weaker = kind_order.index(array.dtype.kind) <= kind_order.index(like.dtype.kind)
        if weaker:
            array = _held(array, like.dtype)
        elif array.dtype.kind == "f":
            array = array.astype(backend.get_default_dtype())
    elif is_python and array.dtype == np.float64:
        array = array.astype(backend.get_default_dtype())
    backend.as_dtype(array.dtype)
    if like is not None and like.device.type == "cuda":
        array = backend.move(array, like.device)
    return Tensor(array)


def _numbers(value: Any) -> Array:
    try:
        array = np.asarray(value)
    except ValueError:
        raise ShapeError(
            "Nested lists must be of equal length",
            expected="rows of one length",
            actual=described(value),
        ) from None
    if array.dtype.kind == "u" or (array.dtype.kind == "O" and isinstance(value, int)):
        raise ValueRangeError(
            "A whole number is too large", expected="-2^63 to 2^63 - 1", actual=described(value)
        )
    if array.dtype.kind not in "bif":
        raise DTypeError(
            "A tensor holds numbers",
            expected="a tensor, an array, a number, or nested lists of numbers",
            actual=described(value),
        )
    return array


def _held(array: Array, dtype: DType) -> Array:
    """The numbers in another dtype. ValueRangeError for whole ones that it cannot hold."""
    if array.dtype == dtype:
        return array
    if not array.ndim and -32768 <= array <= 32767:
        return array.astype(dtype)
    with np.errstate(all="ignore"):
        held = array.astype(dtype)
    if array.dtype.kind == dtype.kind == "i" and not np.array_equal(held, array):
        raise ValueRangeError(
            "A whole number does not fit its dtype",
            expected=f"{np.iinfo(dtype).min} to {np.iinfo(dtype).max} for {dtype}",
            actual=described(array.tolist()),
            mend="Convert the tensor with .long()",
        )
    return held


def _names_device(text: str) -> bool:
    return text.partition(":")[0] in ("cpu", "cuda", "meta")


# The other half of this file: what is applied to Tensors needs them to be there.
from engine.applying import apply as apply  # noqa: E402
