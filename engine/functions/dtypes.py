"""About tensors and dtypes: what they are, what arithmetic gives, and their limits."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine import backend, tensors
from engine.backend import DType
from engine.errors import DTypeError

__all__ = ["finfo", "iinfo", "is_tensor", "result_type"]


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
