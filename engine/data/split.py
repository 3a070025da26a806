"""Splitting samples into parts, by chance or class by class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.backend import Generator, default_generator
from engine.data.dataset import Dataset, Subset
from engine.errors import ValueRangeError

__all__ = ["random_split", "stratified_split"]

Indices = npt.NDArray[np.int64]


def random_split(
    dataset: Dataset, lengths: Sequence[float], generator: Generator | None = None
) -> list[Subset]:
    """Parts of these lengths, or of these shares where they sum to 1, drawn without repetition.

    Raises ValueRangeError where lengths do not sum to the number of samples.
    """
    sizes = _sizes(lengths, len(dataset))
    order = (generator or default_generator).next().permutation(len(dataset))
    ends = np.cumsum(sizes)
    return [Subset(dataset, part) for part in np.split(order, ends[:-1])]


def _sizes(lengths: Sequence[float], total: int) -> list[int]:
    if abs(sum(lengths) - 1) < 1e-9 and all(0 <= share <= 1 for share in lengths) and total != 1:
        sizes = [int(total * share) for share in lengths]
        for spare in range(total - sum(sizes)):
            sizes[spare % len(sizes)] += 1
        return sizes
    if sum(lengths) != total or any(length < 0 for length in lengths):
        raise ValueRangeError(
            "The parts do not make up the data set",
            expected=f"lengths that sum to {total}, or shares that sum to 1",
            actual=lengths,
        )
    return [int(length) for length in lengths]


def stratified_split(
    labels: Any, share: float, generator: Generator | None = None
) -> tuple[Indices, Indices]:
    """(indices of the rest, indices of a part with this share of every class), each shuffled.

    labels: the class of each sample. A class with two samples or more is in both parts.
    """
    if not 0.0 < share < 1.0:
        raise ValueRangeError("A share is between 0 and 1", expected="0 to 1", actual=share)
    stream = (generator or default_generator).next()
    rest: list[Indices] = []
    part: list[Indices] = []
    classes = np.asarray(labels)
    for label in np.unique(classes):
        members = stream.permutation(np.flatnonzero(classes == label))
        count = round(len(members) * share)
        if len(members) > 1:
            count = min(max(count, 1), len(members) - 1)
        part.append(members[:count])
        rest.append(members[count:])
    return _shuffled(rest, stream), _shuffled(part, stream)


def _shuffled(parts: list[Indices], stream: np.random.Generator) -> Indices:
    return stream.permutation(np.concatenate([*parts, np.zeros(0, np.int64)]))
