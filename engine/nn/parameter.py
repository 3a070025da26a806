"""Parameter: a tensor that a module learns."""

from __future__ import annotations

from typing import Any

import engine
from engine.tensors import Tensor

__all__ = ["Parameter"]


class Parameter(Tensor):
    """A leaf that shares the memory of `data`; a Module that gets one as attribute registers it."""

    __slots__ = ()

    def __init__(self, data: Tensor | None = None, requires_grad: bool = True) -> None:
        data = engine.empty(0) if data is None else data
        super().__init__(
            None if data.is_meta else data.array,
            shape=data.shape,
            dtype=data.dtype,
            device=data.device,
            requires_grad=requires_grad,
        )

    def __repr__(self) -> str:
        return f"Parameter containing:\n{super().__repr__()}"


def become(tensor: Tensor, other: Tensor) -> None:
    """Take the memory, dtype and device of another tensor, and stay the same object."""
    tensor._array, tensor._dtype, tensor._device = other._array, other._dtype, other._device
    tensor.version += 1
    tensor.grad = None


def empty_parameter(*shape: int, **factory: Any) -> Parameter:
    """A Parameter with memory to fill; without memory on device "meta"."""
    return Parameter(engine.empty(shape, **factory))
