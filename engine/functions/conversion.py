"""The same values in another dtype; mostly methods: `x.float()`, `x.type(engine.int64)`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import backend, ops

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["is_floating_point", "is_nonzero"]


def type(input: Tensor, dtype: Any) -> Tensor:
    """The same values in `dtype`; itself where it has it already."""
    wanted = backend.as_dtype(dtype)
    return input if wanted == input.dtype else ops.cast(input, to=wanted)


def type_as(input: Tensor, other: Tensor) -> Tensor:
    """The same values in the dtype of `other`."""
    return type(input, other.dtype)


def half(input: Tensor) -> Tensor:
    """The same numbers as float16."""
    return type(input, backend.float16)


def float(input: Tensor) -> Tensor:
    """The same numbers as float32."""
    return type(input, backend.float32)


def double(input: Tensor) -> Tensor:
    """The same numbers as float64."""
    return type(input, backend.float64)


def short(input: Tensor) -> Tensor:
    """The same numbers as int16."""
    return type(input, backend.int16)


def int(input: Tensor) -> Tensor:
    """The same numbers as int32."""
    return type(input, backend.int32)


def long(input: Tensor) -> Tensor:
    """The same numbers as int64."""
    return type(input, backend.int64)


def bool(input: Tensor) -> Tensor:
    """As booleans: whether each element is not 0."""
    return type(input, backend.bool_)


def is_floating_point(input: Tensor) -> Any:
    """Whether the elements are floating-point numbers."""
    return backend.is_floating(input.dtype)


def is_nonzero(input: Tensor) -> Any:
    """Whether its one element is not 0. ShapeError where it has more than one."""
    return input.item() != 0
