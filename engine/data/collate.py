"""Samples as one batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

import engine
from engine.backend import get_default_dtype
from engine.errors import ShapeError, ValueRangeError
from engine.tensors import Tensor

__all__ = ["default_collate"]


def default_collate(batch: Sequence[Any]) -> Any:
    """Samples as one: numbers, arrays and tensors stacked, tuples and mappings item by item, texts
    as a list.

    Raises ShapeError where shapes differ, ValueRangeError for samples of different kinds.
    """
    if not batch:
        raise ValueRangeError(
            "A batch has at least one sample", expected="one or more", actual="none"
        )
    first = batch[0]
    if isinstance(first, str | bytes):
        return list(batch)
    if isinstance(first, Mapping):
        _need_alike([set(sample) for sample in batch], "keys")
        return {key: default_collate([sample[key] for sample in batch]) for key in first}
    if isinstance(first, tuple | list):
        _need_alike([len(sample) for sample in batch], "lengths")
        items = [default_collate(list(column)) for column in zip(*batch, strict=True)]
        return type(first)(*items) if hasattr(first, "_fields") else tuple(items)
    return _stacked(batch)


def _need_alike(found: Sequence[Any], what: str) -> None:
    if any(other != found[0] for other in found):
        raise ValueRangeError(
            "The samples of a batch have equal {property}",
            property=what,
            expected=found[0],
            actual=next(other for other in found if other != found[0]),
        )


def _stacked(samples: Sequence[Any]) -> Tensor:
    if isinstance(samples[0], Tensor):
        arrays = [sample.detach().array for sample in samples]
        device = samples[0].device
    else:
        arrays, device = [np.asarray(sample) for sample in samples], None
    shapes = {array.shape for array in arrays}
    if len(shapes) > 1:
        raise ShapeError(
            "The samples of a batch have one shape",
            expected="equal shapes",
            actual=", ".join(map(str, sorted(shapes))),
            mend="Resize or pad the samples, or pass collate_fn",
        )
    xp = engine.backend.array_module(engine.backend.device_of(arrays[0]))
    stacked = xp.stack(arrays)
    if isinstance(samples[0], float):
        stacked = stacked.astype(get_default_dtype())
    return engine.tensor(stacked, device=device)
