"""Functions that make tensors filled with one number, of a size or like another tensor.

dtype: the engine's default floating-point one unless given or said otherwise. device: where the
tensor lies; the innermost `with engine.device(...)`, else the CPU. requires_grad: whether gradients
with respect to it are wanted. Sizes are listed or packed: `zeros(2, 3)`, `zeros((2, 3))`;
ShapeError where one is negative.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import backend, ops, tensors
from engine.backend import Array, DType
from engine.dims import is_symbolic
from engine.errors import ShapeError
from engine.functions.dimensions import unpacked

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "empty", "empty_like", "eye", "fill", "full", "full_like", "ones", "ones_like", "zeros",
    "zeros_like",
]  # fmt: skip


# ---- of a size


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
        raise ShapeError(
            "A fill value is one number", expected="no dimensions", actual=number.shape
        )
    return ops.where(np.asarray(False), input, number.type(input.dtype))


def new_empty(
    input: Tensor,
    *size: Any,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """`empty` of that size with the dtype and device of `input`. A method only, as those below."""
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
    return made(lambda xp: fill(xp, shape, wanted), shape, wanted, place(device), requires_grad)


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
    """The tensor of make(xp) on its device; a constant of the program while one is traced.

    With the batch as a size it has a shape only.
    """
    if place.type == "meta" or is_symbolic(shape):
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
