"""Functions that make tensors of given values, with PyTorch's names and arguments.

dtype: the engine's default floating-point one unless given or said otherwise. device: where the
tensor lies; the innermost `with engine.device(...)`, else the CPU. requires_grad: whether gradients
with respect to it are wanted. Sizes are listed or packed: `zeros(2, 3)`, `zeros((2, 3))`; ShapeError
where one is negative.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from engine import backend, ops, tensors
from engine.backend import Array, DType
from engine.errors import DTypeError, ShapeError, ValueRangeError
from engine.functions.dimensions import unpacked

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "arange", "as_tensor", "asarray", "empty", "empty_like", "eye", "fill", "finfo", "from_numpy", "full",
    "full_like", "iinfo", "is_tensor", "linspace", "logspace", "ones", "ones_like", "result_type",
    "scalar_tensor", "tensor", "tril_indices", "triu_indices", "zeros", "zeros_like",
]  # fmt: skip


# ---- of values that are there


def tensor(
    data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """A new tensor with a copy of `data`: a number, nested lists, an array or a Tensor.

    Python floats become the default dtype, integers int64. Raises DTypeError for other things,
    ShapeError for nested lists of unequal length.
    """
    source = data.detach().array if isinstance(data, tensors.Tensor) else data
    is_python = not hasattr(source, "dtype")
    try:
        array = np.array(_numbers(source)) if is_python else source.copy()
    except ValueError as error:
        raise ShapeError("Nested lists must be of equal length", actual=str(error)) from None
    if dtype is not None:
        array = array.astype(backend.as_dtype(dtype))
    elif is_python and array.dtype == np.float64:
        array = array.astype(backend.get_default_dtype())
    if array.dtype.kind not in "biuf":
        raise DTypeError(
            "A tensor holds numbers", actual=f"{array.dtype} from {type(data).__name__}"
        )
    backend.as_dtype(array.dtype)
    place = backend.device(device) if device is not None else _place_of(data)
    return made(lambda xp: array, array.shape, array.dtype, place, requires_grad)


def as_tensor(data: Any, dtype: Any = None, device: Any = None) -> Tensor:
    """`data` as a tensor: itself or sharing its memory where dtype and device allow it."""
    if isinstance(data, tensors.Tensor):
        return data.to(dtype=dtype, device=device)
    if not hasattr(data, "dtype"):
        return tensor(data, dtype=dtype, device=device)
    return tensors.Tensor(np.asarray(data) if np.isscalar(data) else data).to(dtype=dtype, device=device)


def asarray(
    obj: Any,
    *,
    dtype: Any = None,
    device: Any = None,
    copy: bool | None = None,
    requires_grad: bool = False,
) -> Tensor:
    """`obj` as a tensor; copy: True for memory of its own, None for a copy only where needed.

    ValueRangeError where copy is False and only a copy would do.
    """
    shared = as_tensor(obj, dtype, device)
    if copy is False and not (shared is obj or getattr(obj, "dtype", None) == shared.dtype):
        raise ValueRangeError("This needs a copy", actual=type(obj).__name__, mend="Allow one")
    result = tensor(shared, dtype=dtype, device=device) if copy else shared
    return result.detach().requires_grad_() if requires_grad else result


def from_numpy(array: np.ndarray[Any, Any]) -> Tensor:
    """A tensor that shares the memory of a NumPy array."""
    backend.as_dtype(array.dtype)
    return tensors.Tensor(array)


def scalar_tensor(
    s: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """A tensor without dimensions that holds one number; of the default dtype unless given."""
    wanted = backend.get_default_dtype() if dtype is None else dtype
    return tensor(s, dtype=wanted, device=device, requires_grad=requires_grad)


# ---- filled


def empty(*size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor whose values are whatever was in memory; with device="meta", no memory at all."""
    return filled(size, dtype, device, requires_grad, lambda xp, s, d: xp.empty(s, d))


def zeros(*size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor of zeros."""
    return filled(size, dtype, device, requires_grad, lambda xp, s, d: xp.zeros(s, d))


def ones(*size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor of ones."""
    return filled(size, dtype, device, requires_grad, lambda xp, s, d: xp.ones(s, d))


def full(
    size: Any,
    fill_value: Any,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """A tensor with one number everywhere; of that number's kind unless `dtype` says otherwise."""
    value = fill_value.item() if isinstance(fill_value, tensors.Tensor) else fill_value
    wanted = dtype if dtype is not None else tensors.as_tensor(fill_value).dtype
    return filled((size,), wanted, device, requires_grad, lambda xp, s, d: xp.full(s, value, d))


def eye(
    n: int,
    m: int | None = None,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """The n×n (or n×m) matrix with ones on the diagonal."""
    size = (n, n if m is None else m)
    return filled(size, dtype, device, requires_grad, lambda xp, s, d: xp.eye(*s, dtype=d))


# ---- like another


def empty_like(
    input: Tensor, *, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """`empty` with the shape, dtype and device of `input`."""
    return empty(input.shape, **like(input, dtype, device), requires_grad=requires_grad)


def zeros_like(
    input: Tensor, *, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """`zeros` with the shape, dtype and device of `input`."""
    return zeros(input.shape, **like(input, dtype, device), requires_grad=requires_grad)


def ones_like(
    input: Tensor, *, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """`ones` with the shape, dtype and device of `input`."""
    return ones(input.shape, **like(input, dtype, device), requires_grad=requires_grad)


def full_like(
    input: Tensor,
    fill_value: Any,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """`full` with the shape, dtype and device of `input`."""
    return full(input.shape, fill_value, **like(input, dtype, device), requires_grad=requires_grad)


def fill(input: Tensor, value: Any) -> Tensor:
    """One number everywhere, in the shape and dtype of `input`; a gradient flows to `value`."""
    number = tensors.as_tensor(value, input)
    if number.ndim:
        raise ShapeError("A fill value is one number", expected="no dimensions", actual=number.shape)
    return ops.add(ops.flat(input), number.type(input.dtype))


def new_tensor(
    input: Tensor,
    data: Any,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """A tensor of `data` with the dtype and device of `input`. A method only, as those below."""
    return tensor(data, **like(input, dtype, device), requires_grad=requires_grad)


def new_empty(
    input: Tensor,
    *size: Any,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """`empty` of that size with the dtype and device of `input`."""
    return empty(*size, **like(input, dtype, device), requires_grad=requires_grad)


def new_zeros(
    input: Tensor,
    *size: Any,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """`zeros` of that size with the dtype and device of `input`."""
    return zeros(*size, **like(input, dtype, device), requires_grad=requires_grad)


def new_ones(
    input: Tensor,
    *size: Any,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """`ones` of that size with the dtype and device of `input`."""
    return ones(*size, **like(input, dtype, device), requires_grad=requires_grad)


def new_full(
    input: Tensor,
    size: Any,
    fill_value: Any,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """`full` of that size with the dtype and device of `input`."""
    return full(size, fill_value, **like(input, dtype, device), requires_grad=requires_grad)


# ---- rows of numbers


def arange(
    start: Any = 0,
    end: Any = None,
    step: Any = 1,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """start, start + step, … up to and without `end`; from 0 when only one number is given.

    int64 where all three are whole. ValueRangeError for a step of 0 or away from the end.
    """
    low, high, by = map(_number, (0, start, step) if end is None else (start, end, step))
    if by == 0 or (high - low) / by < 0:
        raise ValueRangeError(
            "arange does not get from {start} to {end} in steps of {step}",
            start=low,
            end=high,
            step=by,
            expected="a step towards the end",
            actual=by,
        )
    whole = all(isinstance(n, int) for n in (low, high, by))
    wanted = backend.as_dtype(dtype or (backend.int64 if whole else backend.get_default_dtype()))
    if not backend.is_floating(wanted):
        low, by = int(low), int(by)
    exact = np.int64 if isinstance(low, int) and isinstance(by, int) else np.float64
    count = -((low - high) // by) if whole else math.ceil((high - low) / by)
    array = (np.arange(count, dtype=exact) * exact(by) + exact(low)).astype(wanted)
    return made(lambda xp: array, array.shape, wanted, place(device), requires_grad)


def linspace(
    start: Any,
    end: Any,
    steps: int,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """`steps` evenly spaced numbers from `start` to `end`, both included."""
    wanted = backend.as_dtype(dtype or backend.get_default_dtype())
    array = _evenly(start, end, steps, wanted).astype(wanted)
    return made(lambda xp: array, array.shape, array.dtype, place(device), requires_grad)


def logspace(
    start: Any,
    end: Any,
    steps: int,
    base: float = 10.0,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """`steps` numbers from base^start to base^end whose logarithms are evenly spaced."""
    wanted = backend.as_dtype(dtype or backend.get_default_dtype())
    with np.errstate(all="ignore"):
        array = np.power(float(base), _evenly(start, end, steps, wanted)).astype(wanted)
    return made(lambda xp: array, array.shape, array.dtype, place(device), requires_grad)


def tril_indices(
    row: int, col: int, offset: int = 0, *, dtype: Any = backend.int64, device: Any = None
) -> Tensor:
    """2×n: the rows and columns of what lies on and below a diagonal of a row×col matrix."""
    return _indices(lambda i, j: j - i <= offset, row, col, dtype, device)


def triu_indices(
    row: int, col: int, offset: int = 0, *, dtype: Any = backend.int64, device: Any = None
) -> Tensor:
    """2×n: the rows and columns of what lies on and above a diagonal of a row×col matrix."""
    return _indices(lambda i, j: j - i >= offset, row, col, dtype, device)


# ---- about tensors and dtypes


def is_tensor(obj: Any) -> bool:
    """Whether it is a Tensor."""
    return isinstance(obj, tensors.Tensor)


def result_type(tensor1: Any, tensor2: Any) -> DType:
    """The dtype of what arithmetic of the two gives: tensors or numbers."""
    like = next((x for x in (tensor1, tensor2) if isinstance(x, tensors.Tensor)), None)
    return backend.promote(*(tensors.as_tensor(x, like).dtype for x in (tensor1, tensor2)))


class FloatInfo(NamedTuple):
    """The limits of a floating-point dtype."""

    dtype: str
    bits: int
    eps: float
    max: float
    min: float
    tiny: float
    resolution: float

    @property
    def smallest_normal(self) -> float:
        """The smallest positive number of full precision."""
        return self.tiny


class IntInfo(NamedTuple):
    """The limits of an integer dtype."""

    dtype: str
    bits: int
    max: int
    min: int


def finfo(dtype: Any = None) -> FloatInfo:
    """The limits of a floating-point dtype, the default one unless given."""
    wanted = backend.as_dtype(dtype or backend.get_default_dtype())
    if not backend.is_floating(wanted):
        raise DTypeError("finfo is for floating-point dtypes", actual=wanted, mend="Use iinfo")
    info = np.finfo(wanted)
    limits = (info.eps, info.max, info.min, info.tiny, info.resolution)
    return FloatInfo(wanted.name, int(info.bits), *map(float, limits))


def iinfo(dtype: Any) -> IntInfo:
    """The limits of an integer dtype."""
    wanted = backend.as_dtype(dtype)
    if wanted.kind != "i":
        raise DTypeError("iinfo is for integer dtypes", actual=wanted, mend="Use finfo")
    info = np.iinfo(wanted)
    return IntInfo(wanted.name, info.bits, int(info.max), int(info.min))


# ---- how all of them are made


def filled(
    size: tuple[Any, ...],
    dtype: Any,
    device: Any,
    requires_grad: bool,
    fill: Callable[[Any, tuple[int, ...], DType], Array],
) -> Tensor:
    """A tensor of that size, filled by fill(xp, shape, dtype)."""
    shape = sizes(size)
    wanted = backend.as_dtype(dtype if dtype is not None else backend.get_default_dtype())
    return made(
        lambda xp: fill(xp, shape, wanted), shape, wanted, place(device), requires_grad
    )


def sizes(size: tuple[Any, ...]) -> tuple[Any, ...]:
    """A size as callers write it, packed or listed; ShapeError for a negative one."""
    packed = (size[0],) if len(size) == 1 and isinstance(size[0], int) else size
    shape = tuple(int(n) if isinstance(n, np.integer) else n for n in unpacked(packed))
    if any(length < 0 for length in shape):
        raise ShapeError("A size is 0 or more", actual=shape)
    return shape


def made(
    make: Callable[[Any], Array],
    shape: tuple[Any, ...],
    dtype: DType,
    place: backend.Device,
    requires_grad: bool = False,
) -> Tensor:
    """The tensor of make(xp) on its device; a constant of the program while one is traced."""
    if place.type == "meta":
        return tensors.Tensor(None, shape=shape, dtype=dtype, requires_grad=requires_grad)
    array = backend.move(make(backend.array_module(place)), place)
    result = tensors.Tensor(array, requires_grad=requires_grad)
    trace = tensors.active_trace.get()
    if trace is not None and not requires_grad:
        trace.constant(result)
    return result


def like(input: Tensor, dtype: Any, device: Any) -> dict[str, Any]:
    """The dtype and device meant: those given, else those of `input`."""
    return {"dtype": dtype or input.dtype, "device": input.device if device is None else device}


def place(device: Any) -> backend.Device:
    """The device meant."""
    return backend.default_device() if device is None else backend.device(device)


def _place_of(data: Any) -> backend.Device:
    return data.device if isinstance(data, tensors.Tensor) else backend.default_device()


def _numbers(data: Any) -> Any:
    """Nested lists with their tensors as lists."""
    if isinstance(data, tensors.Tensor):
        return data.detach().array.tolist()
    return [_numbers(item) for item in data] if isinstance(data, list | tuple) else data


def _number(value: Any) -> Any:
    return value.item() if isinstance(value, tensors.Tensor | np.generic) else value


def _evenly(start: Any, end: Any, steps: int, dtype: DType) -> Array:
    """From both ends to the middle, so that both are met exactly."""
    if steps < 0:
        raise ValueRangeError("There are 0 steps or more", expected="0 or more", actual=steps)
    low, high = _number(start), _number(end)
    if not backend.is_floating(dtype):
        low, high = int(low), int(high)
    up = np.arange(steps, dtype=np.float64)
    by = (high - low) / (steps - 1) if steps > 1 else 0.0
    return np.where(up < steps / 2, low + by * up, high - by * (steps - 1 - up))


def _indices(
    chosen: Callable[[Any, Any], Any], row: int, col: int, dtype: Any, device: Any
) -> Tensor:
    sizes((row, col))
    array = np.stack(np.nonzero(chosen(np.arange(row)[:, None], np.arange(col))))
    array = array.astype(backend.as_dtype(dtype))
    return made(lambda xp: array, array.shape, array.dtype, place(device))
