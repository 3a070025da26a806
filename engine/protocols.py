"""What Python asks of a tensor: its length, its truth, its numbers, its text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

import numpy as np

import engine.tensors
from engine import backend, dims
from engine.autograd.modes import is_grad_enabled
from engine.errors import DeviceError, EngineError, GradientError, ShapeError

if TYPE_CHECKING:
    from engine.tensors import Tensor


class Protocols:
    """The part of a Tensor that answers Python and NumPy."""

    __slots__ = ()
    __array_priority__ = 1000  # numpy_array * tensor is ours to compute

    if TYPE_CHECKING:
        _array: backend.Array
        _requires_grad: bool

        @property
        def array(self) -> backend.Array: ...
        @property
        def shape(self) -> tuple[Any, ...]: ...
        @property
        def ndim(self) -> int: ...
        @property
        def dtype(self) -> backend.DType: ...
        @property
        def device(self) -> backend.Device: ...
        @property
        def grad_fn(self) -> Any: ...
        @property
        def requires_grad(self) -> bool: ...
        def detach(self) -> Tensor: ...
        def __getitem__(self, index: Any) -> Tensor: ...
        def __eq__(self, other: object) -> Any: ...

    # ---- numbers

    def numpy(self) -> np.ndarray[Any, Any]:
        """Its values as a NumPy array that shares its memory.

        Raises GradientError where it requires a gradient and DeviceError where it is on a GPU.
        """
        if self.requires_grad and is_grad_enabled():
            raise GradientError(
                "A tensor that requires a gradient is not handed to NumPy",
                mend="Call .detach().numpy()",
            )
        if self.device.type == "cuda":
            raise DeviceError(
                "NumPy needs memory of the CPU", actual=self.device, mend="Call .cpu().numpy()"
            )
        return np.asarray(self._read())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        """For `np.asarray(tensor)`: shares memory where the dtype is the same."""
        return np.array(self.numpy(), dtype=dtype, copy=copy)

    def item(self) -> Any:
        """Its one value as a Python number. ShapeError where it has another number of elements."""
        if self._read().size != 1:
            raise ShapeError(
                "Only a tensor of one element is a number",
                expected="one element",
                actual=f"{self.array.size} elements, shape {self.shape}",
                mend="Pick one by its index, or reduce the tensor (sum, mean, any, all)",
            )
        return self.array.item()

    def tolist(self) -> Any:
        """Its values as nested Python lists; a number where it has no dimensions."""
        return self._read().tolist()

    def _read(self: Any) -> backend.Array:
        """The array, for taking numbers out of it; TraceError where a program would keep them."""
        trace = engine.tensors.active_trace.get()
        if trace is not None:
            trace.read(self)
        return self.array

    # ---- sizes

    def dim(self) -> int:
        """How many dimensions it has."""
        return self.ndim

    def ndimension(self) -> int:
        """How many dimensions it has."""
        return self.ndim

    def element_size(self) -> int:
        """The bytes of one element."""
        return self.dtype.itemsize

    @property
    def itemsize(self) -> int:
        """The bytes of one element."""
        return self.dtype.itemsize

    @property
    def nbytes(self) -> Any:
        """The bytes of all elements."""
        return dims.product(self.shape) * self.dtype.itemsize

    def is_floating_point(self) -> bool:
        """Whether its dtype is one of the floating-point ones."""
        return backend.is_floating(self.dtype)

    # ---- Python

    def __len__(self) -> int:
        if not self.shape:
            raise ShapeError(
                "A tensor without dimensions has no length",
                expected="one dimension or more",
                actual="a single number",
            )
        return self.shape[0]

    def __iter__(self) -> Iterator[Tensor]:
        if not self.shape:
            raise ShapeError(
                "A tensor without dimensions has nothing to go through",
                expected="one dimension or more",
                actual="a single number",
                mend="Use .item()",
            )
        return (self[index] for index in range(len(self)))

    def __contains__(self, element: Any) -> bool:
        return bool((self == element).array.any())

    def __bool__(self) -> bool:
        return bool(self.item())

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __index__(self) -> int:
        if backend.is_floating(self.dtype):
            raise TypeError(f"only tensors of whole numbers are an index, not {self.dtype}")
        return int(self.item())

    def __format__(self, spec: str) -> str:
        return format(self.item(), spec) if spec and not self.ndim else format(str(self), spec)

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise EngineError(
            "A tensor is not pickled",
            mend="Save tensors with engine.files (safetensors), or send .numpy()",
        )

    def __copy__(self: Self) -> Self:
        return self.__deepcopy__({})

    def __deepcopy__(self: Self, memo: dict[int, Any]) -> Self:
        """A leaf of its own with a copy of the values. GradientError for a result on the tape."""
        if id(self) in memo:
            return memo[id(self)]
        if self.grad_fn is not None:
            raise GradientError(
                "A result on the tape is not copied deeply", mend="Use .clone() or .detach()"
            )
        made: Any = type(self).__new__(type(self))
        made._become_copy_of(self)
        memo[id(self)] = made
        return made

    def __repr__(self) -> str:
        extra: list[str] = []
        if self._array is None:
            extra = [f"shape={self.shape}", f"dtype={self.dtype}", f"device={self.device}"]
            return f"tensor({', '.join(extra)})"
        shown = backend.move(self._array, backend.CPU)
        text = np.array2string(shown, separator=", ", precision=4, prefix="tensor(")
        if not shown.size and shown.ndim != 1:
            extra.append(f"size={self.shape}")
        if self.device.type != "cpu":
            extra.append(f"device='{self.device}'")
        if self.dtype not in (backend.get_default_dtype(), backend.int64, backend.bool_):
            extra.append(f"dtype={self.dtype}")
        if self.grad_fn is not None:
            extra.append(f"grad_fn={self.grad_fn}")
        elif self.requires_grad:
            extra.append("requires_grad=True")
        return f"tensor({', '.join([text, *extra])})"
