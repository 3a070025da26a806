"""Tensor: an array and its place on the tape; and `apply`, which runs a primitive.

The same code runs three ways. A tensor with an array is computed at once (eager). A meta tensor
has a shape and a dtype and no array: applying a primitive to it infers the result's shape
(abstract). While a trace is active every application becomes a step of its Graph (program).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import autograd, backend
from engine.backend import META, Array, Device, DType
from engine.errors import DeviceError, GradientError, ShapeError, TraceError
from engine.operators import Operators

if TYPE_CHECKING:
    from engine.ops.primitive import Primitive, Shape
    from engine.program.trace import Trace

active_trace: ContextVar[Trace | None] = ContextVar("trace", default=None)


class Tensor(Operators):
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
        "_shape",
        "name",
        "origin",
        "requires_grad",
        "traced",
        "version",
    )
    __array_priority__ = 1000  # numpy_array * tensor is ours to compute

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
        self._shape: Shape = shape if array is None else array.shape
        self._dtype: DType = dtype if array is None else array.dtype  # type: ignore[assignment]
        self._device = device or (META if array is None else backend.device_of(array))
        self._grad: Tensor | None = None
        self.requires_grad = False
        self.origin: autograd.Result | None = None
        self.traced: tuple[Trace, int] | None = None  # its value in a trace's graph
        self.version = 0  # writes in place so far; the backward pass checks it
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
    def is_leaf(self) -> bool:
        """Whether it was made by the user and not by an operation on the tape."""
        return self.origin is None

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

    @property
    def data(self) -> Tensor:
        """The same memory, off the tape."""
        return self.detach()

    def detach(self) -> Tensor:
        """The same memory, off the tape: no gradient flows through it."""
        if self._array is not None and self.traced is None:
            return Tensor(self._array)
        detached = Tensor(None, shape=self._shape, dtype=self._dtype, device=self._device)
        trace = active_trace.get()
        if trace is not None:
            detached.traced = (trace, trace.value_of(self))
        return detached

    def numpy(self) -> np.ndarray[Any, Any]:
        """Its values as a NumPy array that shares its memory.

        Raises GradientError where it requires a gradient and DeviceError where it is on a GPU.
        """
        if self.requires_grad and autograd.is_grad_enabled():
            raise GradientError(
                "A tensor that requires a gradient is not handed to NumPy",
                mend="Call .detach().numpy()",
            )
        if self._device.type == "cuda":
            raise DeviceError(
                "NumPy needs memory of the CPU", actual=self._device, mend="Call .cpu().numpy()"
            )
        return np.asarray(self.array)

    def item(self) -> Any:
        """Its one value as a Python number. ShapeError where it has more than one."""
        if self.array.size != 1:
            raise ShapeError("Only a tensor of one element is a number", actual=self.shape)
        return self.array.item()

    # ---- gradients

    @property
    def grad(self) -> Tensor | None:
        """The gradient that backward passes have added up here; None before the first."""
        trace = active_trace.get()
        return self._grad if trace is None else trace.grads.get(id(self))

    @grad.setter
    def grad(self, gradient: Tensor | None) -> None:
        trace = active_trace.get()
        if trace is None:
            self._grad = gradient
        else:
            trace.set_grad(self, gradient)

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Want gradients with respect to it (or no longer); returns itself."""
        if requires_grad and not backend.is_floating(self._dtype):
            raise GradientError(
                "Only floating-point tensors can require a gradient",
                expected="float16, float32 or float64",
                actual=self._dtype,
            )
        self.requires_grad = requires_grad
        return self

    def backward(self, gradient: Tensor | None = None, retain_graph: bool = False) -> None:
        """Add d(self)/d(leaf) to `.grad` of every leaf that requires it.

        gradient: what arrives here, of this tensor's shape; 1 for a tensor of one element.
        """
        autograd.backward(self, gradient, retain_graph=retain_graph)

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
            self.version += 1

    # ---- moving

    def to(self, *targets: Any, dtype: Any = None, device: Any = None) -> Tensor:
        """Itself with another dtype, or a copy on another device: `.to("cuda")`, `.to(float64)`,
        `.to(other)`; itself where nothing changes."""
        for target in targets:
            if isinstance(target, Tensor):
                dtype, device = target.dtype, target.device
            elif isinstance(target, Device) or (isinstance(target, str) and _names_device(target)):
                device = target
            else:
                dtype = target
        moved = self
        if device is not None and (place := backend.device(device)) != self._device:
            moved = self._moved(place)
        return moved if dtype is None else moved.type(backend.as_dtype(dtype))

    def cpu(self) -> Tensor:
        """Itself, or a copy on the CPU."""
        return self.to("cpu")

    def cuda(self) -> Tensor:
        """Itself, or a copy on the first GPU. DeviceError where there is none."""
        return self.to("cuda")

    def _moved(self, place: Device) -> Tensor:
        if place.type == "meta":
            return Tensor(None, shape=self._shape, dtype=self._dtype)
        if self.origin is not None:
            raise GradientError(
                "A result on the tape stays on its device", mend="Detach it, or move its leaves"
            )
        moved = Tensor(backend.move(self.array, place), requires_grad=self.requires_grad)
        moved.name = self.name
        return moved

    # ---- Python

    def __len__(self) -> int:
        if not self._shape:
            raise ShapeError("A tensor without dimensions has no length")
        return self._shape[0]  # type: ignore[return-value]

    def __bool__(self) -> bool:
        return bool(self.item())

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __repr__(self) -> str:
        if self._array is None:
            body = f"shape={self._shape}, dtype={self._dtype}, device={self._device}"
            return f"tensor({body})"
        text = np.array2string(
            backend.move(self._array, backend.CPU), separator=", ", precision=4, prefix="tensor("
        )
        extra = ", requires_grad=True" if self.requires_grad else ""
        return f"tensor({text}{extra})"

    __hash__ = object.__hash__


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


def apply(primitive: Primitive, operands: Sequence[Any], attributes: dict[str, Any]) -> Any:
    """Run a primitive on its operands: at once, on shapes, or into the active trace."""
    like = next((x for x in operands if isinstance(x, Tensor)), None)
    trace = active_trace.get()
    tensors: list[Tensor | None] = []
    for operand in operands:
        if operand is None or isinstance(operand, Tensor):
            tensors.append(operand)
        else:
            tensor = as_tensor(operand, like)
            if trace is not None:
                trace.constant(tensor)
            tensors.append(tensor)

    types, several = primitive.result_types(
        [None if t is None else t._shape for t in tensors],
        [None if t is None else t._dtype for t in tensors],
        attributes,
    )
    if trace is not None:
        results = trace.record(primitive, tensors, attributes, types)
    elif any(t is not None and t._array is None for t in tensors):
        results = [Tensor(None, shape=shape, dtype=dtype) for shape, dtype in types]
    else:
        results = _computed(primitive, tensors, attributes)
    autograd.remember(primitive, tensors, attributes, results)
    return tuple(results) if several else results[0]


def _computed(
    primitive: Primitive, tensors: Sequence[Tensor | None], attributes: dict[str, Any]
) -> list[Tensor]:
    place = _common_device(primitive, tensors)
    xp = backend.array_module(place)
    arrays = [None if t is None else t._array for t in tensors]
    keywords = {"generator": backend.default_generator} if primitive.random else {}
    with np.errstate(all="ignore"):  # NaN and infinity are values here; the studio shows them
        result = primitive.forward(xp, *arrays, **attributes, **keywords)
    if not isinstance(result, tuple):
        result = (result,)
    return [Tensor(xp.asarray(array)) for array in result]


def _common_device(primitive: Primitive, tensors: Sequence[Tensor | None]) -> Device:
    """The device all operands are on; numbers without dimensions may stay on the CPU."""
    places = {t._device for t in tensors if t is not None}
    if len(places) > 1:
        raise DeviceError(
            "{operation} needs its operands on one device",
            actual=", ".join(sorted(map(str, places))),
            mend="Move them with .to(device)",
            operation=primitive.name,
        )
    return places.pop() if places else backend.default_device()


def _names_device(text: str) -> bool:
    return text.partition(":")[0] in ("cpu", "cuda", "meta")
