"""Every primitive with each of its samples, and how a test applies them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

import engine
from engine import ops
from engine.backend import Generator
from engine.ops import Primitive, Sample

CASES = [
    pytest.param(primitive, sample, id=f"{name}-{number}")
    for name, primitive in sorted(ops.ALL.items())
    for number, sample in enumerate(primitive.samples())
]


def outputs_of(result: Any) -> tuple[Any, ...]:
    return result if isinstance(result, tuple) else (result,)


def forward(
    primitive: Primitive, arrays: Sequence[Any], attributes: Any
) -> tuple[np.ndarray[Any, Any], ...]:
    chance = {"generator": Generator(0)} if primitive.random else {}
    with np.errstate(all="ignore"):
        results = outputs_of(primitive.forward(np, *arrays, **attributes, **chance))
    return tuple(map(np.asarray, results))


def tensors_of(sample: Sample, requires_grad: bool = False) -> list[engine.Tensor | None]:
    wanted = sample.differentiable or (True,) * len(sample.arrays)
    return [
        None
        if array is None
        else engine.tensor(
            np.asarray(array), requires_grad=requires_grad and want and array.dtype.kind == "f"
        )
        for array, want in zip(map(array_of, sample.arrays), wanted, strict=True)
    ]


def array_of(value: Any) -> Any:
    return None if value is None else np.asarray(value)


def strided(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The same values at every second place, the dimensions in reverse memory order."""
    spread = np.zeros(tuple(2 * n for n in reversed(array.shape)), array.dtype)
    view = spread[(..., *(slice(None, None, 2) for _ in array.shape))].transpose()
    view[...] = array
    return view
