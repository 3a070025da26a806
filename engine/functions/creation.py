"""Functions that make tensors of numbers that are there, and rows of numbers.

dtype: the engine's default floating-point one unless given or said otherwise. device: where the
tensor lies; the innermost `with engine.device(...)`, else the CPU. requires_grad: whether gradients
with respect to it are wanted.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import backend, tensors
from engine.backend import Array, DType
from engine.errors import DTypeError, ShapeError, ValueRangeError
from engine.functions.filling import like, made, place, sizes
from engine.guard import described

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "arange", "as_tensor", "asarray", "from_numpy", "linspace", "logspace", "scalar_tensor",
    "tensor", "tril_indices", "triu_indices",
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
    _need_numbers(array, dtype)
    if dtype is not None:
        array = array.astype(backend.as_dtype(dtype))
    elif is_python and array.dtype == np.float64:
        array = array.astype(backend.get_default_dtype())
    backend.as_dtype(array.dtype)
    place = backend.device(device) if device is not None else _place_of(data)
    return made(lambda xp: array, array.shape, array.dtype, place, requires_grad)


def as_tensor(data: Any, dtype: Any = None, device: Any = None) -> Tensor:
    """`data` as a tensor: itself or sharing its memory where dtype and device allow it."""
    if isinstance(data, tensors.Tensor):
        return data.to(dtype=dtype, device=device)
    if not hasattr(data, "dtype"):
        return tensor(data, dtype=dtype, device=device)
    array = np.asarray(data) if np.isscalar(data) else data
    _need_numbers(array, dtype)
    if dtype is None:
        backend.as_dtype(array.dtype)
    return tensors.Tensor(array).to(dtype=dtype, device=device)


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
        raise ValueRangeError(
            "This needs a copy", actual=type(obj).__name__, mend="Leave copy out, or pass copy=True"
        )
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


def new_tensor(
    input: Tensor,
    data: Any,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """A tensor of `data` with the dtype and device of `input`. A method only."""
    return tensor(data, **like(input, dtype, device), requires_grad=requires_grad)


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


# ---- how they are made


def _place_of(data: Any) -> backend.Device:
    return data.device if isinstance(data, tensors.Tensor) else backend.default_device()


def _need_numbers(array: Array, dtype: Any) -> None:
    """DTypeError for text and the like, ValueRangeError for NaN where whole numbers are wanted."""
    kind = getattr(array.dtype, "kind", "")
    if kind not in "biuf" or not kind:
        raise DTypeError(
            "A tensor holds numbers",
            expected="numbers, or nested lists of them",
            actual=described(array),
        )
    whole = dtype is not None and backend.as_dtype(dtype).kind == "i"
    if whole and kind == "f" and not np.isfinite(array).all():
        raise ValueRangeError(
            "NaN and infinity are no whole numbers", expected="finite numbers", actual="others"
        )


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
