"""Functions that make tensors, with PyTorch's names and arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import backend
from engine.backend import Array, DType
from engine.errors import DTypeError, ShapeError, ValueRangeError
from engine.tensors import Tensor, active_trace, as_tensor

__all__ = [
    "arange",
    "empty",
    "empty_like",
    "eye",
    "from_numpy",
    "full",
    "full_like",
    "linspace",
    "ones",
    "ones_like",
    "rand",
    "randint",
    "randn",
    "randperm",
    "tensor",
    "zeros",
    "zeros_like",
]


def tensor(
    data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """A new tensor with a copy of `data`: a number, nested lists, an array or a Tensor.

    Python floats become the default dtype, integers int64. Raises DTypeError for other things.
    """
    source = data.detach().array if isinstance(data, Tensor) else data
    is_python = not hasattr(source, "dtype")
    try:
        array = np.array(source) if is_python else source.copy()
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
    return _new(lambda xp: array, array.shape, array.dtype, place, requires_grad)


def from_numpy(array: np.ndarray[Any, Any]) -> Tensor:
    """A tensor that shares the memory of a NumPy array."""
    backend.as_dtype(array.dtype)
    return Tensor(array)


def empty(*size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor whose values are whatever was in memory; with device="meta", no memory at all."""
    return _filled(size, dtype, device, requires_grad, lambda xp, s, d: xp.empty(s, d))


def zeros(*size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor of zeros."""
    return _filled(size, dtype, device, requires_grad, lambda xp, s, d: xp.zeros(s, d))


def ones(*size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor of ones."""
    return _filled(size, dtype, device, requires_grad, lambda xp, s, d: xp.ones(s, d))


def full(
    size: Any,
    fill_value: Any,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """A tensor with one number everywhere; of that number's kind unless `dtype` says otherwise."""
    wanted = dtype if dtype is not None else as_tensor(fill_value).dtype
    return _filled(
        (size,), wanted, device, requires_grad, lambda xp, s, d: xp.full(s, fill_value, d)
    )


def empty_like(like: Tensor, *, dtype: Any = None, device: Any = None) -> Tensor:
    """`empty` with the shape, dtype and device of `like`."""
    return empty(like.shape, **_like(like, dtype, device))


def zeros_like(like: Tensor, *, dtype: Any = None, device: Any = None) -> Tensor:
    """`zeros` with the shape, dtype and device of `like`."""
    return zeros(like.shape, **_like(like, dtype, device))


def ones_like(like: Tensor, *, dtype: Any = None, device: Any = None) -> Tensor:
    """`ones` with the shape, dtype and device of `like`."""
    return ones(like.shape, **_like(like, dtype, device))


def full_like(like: Tensor, fill_value: Any, *, dtype: Any = None, device: Any = None) -> Tensor:
    """`full` with the shape, dtype and device of `like`."""
    return full(like.shape, fill_value, **_like(like, dtype, device))


def arange(
    start: Any, end: Any = None, step: Any = 1, *, dtype: Any = None, device: Any = None
) -> Tensor:
    """start, start + step, … up to and without `end`; from 0 when only one number is given."""
    if end is None:
        start, end = 0, start
    if step == 0:
        raise ValueRangeError("The step of arange must not be 0")
    array = np.arange(start, end, step)
    wanted = dtype if dtype is not None else _natural(array)
    array = array.astype(backend.as_dtype(wanted))
    return _new(lambda xp: array, array.shape, array.dtype, _place(device))


def linspace(
    start: float, end: float, steps: int, *, dtype: Any = None, device: Any = None
) -> Tensor:
    """`steps` evenly spaced numbers from `start` to `end`, both included."""
    if steps < 0:
        raise ValueRangeError(
            "linspace gives 0 numbers or more", expected="0 or more", actual=steps
        )
    array = np.linspace(
        start, end, steps, dtype=backend.as_dtype(dtype or backend.get_default_dtype())
    )
    return _new(lambda xp: array, array.shape, array.dtype, _place(device))


def eye(n: int, m: int | None = None, *, dtype: Any = None, device: Any = None) -> Tensor:
    """The n×n (or n×m) matrix with ones on the diagonal."""
    return _filled(
        (n, n if m is None else m), dtype, device, False, lambda xp, s, d: xp.eye(*s, dtype=d)
    )


def rand(
    *size: Any,
    generator: backend.Generator | None = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Numbers drawn evenly from [0, 1)."""
    draw = _drawer(generator, lambda stream, s: stream.random(s))
    return _filled(size, dtype, device, requires_grad, draw)


def randn(
    *size: Any,
    generator: backend.Generator | None = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Numbers drawn from the normal distribution with mean 0 and variance 1."""
    draw = _drawer(generator, lambda stream, s: stream.standard_normal(s))
    return _filled(size, dtype, device, requires_grad, draw)


def randint(
    low: int,
    high: int | None = None,
    size: Any = None,
    *,
    generator: backend.Generator | None = None,
    dtype: Any = None,
    device: Any = None,
) -> Tensor:
    """Integers drawn evenly from [low, high); `randint(high, size=...)` starts at 0."""
    if isinstance(high, tuple | list) or high is None:
        low, high, size = 0, low, high if size is None else size
    if size is None:
        raise ShapeError("randint needs a size", expected="randint(low, high, size)")
    if high <= low:
        raise ValueRangeError("randint draws below `high`", expected=f"high > {low}", actual=high)
    draw = _drawer(generator, lambda stream, s: stream.integers(low, high, s))
    return _filled((size,), dtype or backend.int64, device, False, draw)


def randperm(n: int, *, generator: backend.Generator | None = None, device: Any = None) -> Tensor:
    """0 … n−1 in random order."""
    draw = _drawer(generator, lambda stream, s: stream.permutation(s[0]))
    return _filled((n,), backend.int64, device, False, draw)


# ---- how all of them are made


def _filled(
    size: tuple[Any, ...],
    dtype: Any,
    device: Any,
    requires_grad: bool,
    fill: Callable[[Any, tuple[int, ...], DType], Array],
) -> Tensor:
    shape = tuple(size[0]) if len(size) == 1 and isinstance(size[0], tuple | list) else size
    for length in shape:
        if length < 0:
            raise ShapeError("A size is 0 or more", actual=shape)
    wanted = backend.as_dtype(dtype if dtype is not None else backend.get_default_dtype())
    return _new(lambda xp: fill(xp, shape, wanted), shape, wanted, _place(device), requires_grad)


def _new(
    make: Callable[[Any], Array],
    shape: tuple[Any, ...],
    dtype: DType,
    place: backend.Device,
    requires_grad: bool = False,
) -> Tensor:
    if place.type == "meta":
        return Tensor(None, shape=shape, dtype=dtype, requires_grad=requires_grad)
    array = backend.move(make(backend.array_module(place)), place)
    made = Tensor(array, requires_grad=requires_grad)
    trace = active_trace.get()
    if trace is not None and not requires_grad:
        trace.constant(made)
    return made


def _drawer(
    generator: backend.Generator | None, draw: Callable[[Any, tuple[int, ...]], Array]
) -> Callable[[Any, tuple[int, ...], DType], Array]:
    chosen = generator or backend.default_generator
    return lambda xp, shape, dtype: draw(chosen.next(xp), shape).astype(dtype)


def _like(like: Tensor, dtype: Any, device: Any) -> dict[str, Any]:
    return {"dtype": dtype or like.dtype, "device": like.device if device is None else device}


def _place(device: Any) -> backend.Device:
    return backend.default_device() if device is None else backend.device(device)


def _place_of(data: Any) -> backend.Device:
    return data.device if isinstance(data, Tensor) else backend.default_device()


def _natural(array: Array) -> DType:
    return backend.int64 if array.dtype.kind in "iu" else backend.get_default_dtype()
