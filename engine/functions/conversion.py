"""The same values in another dtype. Methods only: `x.float()`, `x.type(engine.int64)`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import backend, ops

if TYPE_CHECKING:
    from engine.tensors import Tensor


def type(input: Tensor, dtype: Any) -> Tensor:
    """The same values in `dtype`; itself where it has it already."""
    wanted = backend.as_dtype(dtype)
    return input if wanted == input.dtype else ops.cast(input, to=wanted)


def float(input: Tensor) -> Tensor:
    """As float32."""
    return type(input, backend.float32)


def double(input: Tensor) -> Tensor:
    """As float64."""
    return type(input, backend.float64)


def long(input: Tensor) -> Tensor:
    """As int64."""
    return type(input, backend.int64)
