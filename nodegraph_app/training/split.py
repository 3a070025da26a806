"""Which samples a network learns from, and which are held out to test it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Split:
    """Two disjoint sets of sample numbers, each in rising order."""

    training: Indices
    validation: Indices


def split(count: int, share: float, seed: int, classes: NDArray[Any] | None = None) -> Split:
    """Hold out `share` of `count` samples, drawn by `seed`; of each class alike where given.

    The split is the seed's alone: neither the network nor an earlier run changes it. Where so few
    samples are held out that none would be, or none would be left to learn from, all are learned.
    """
    draw = np.random.default_rng((seed, 0x5117))
    groups = [np.arange(count)] if classes is None else _by_class(classes)
    shuffled = [draw.permutation(group) for group in groups]
    held_out = np.concatenate([group[: round(len(group) * share)] for group in shuffled])
    if not 0 < len(held_out) < count:
        return Split(np.arange(count), np.arange(0))
    return Split(np.setdiff1d(np.arange(count), held_out), np.sort(held_out))


def _by_class(classes: NDArray[Any]) -> list[Indices]:
    return [np.flatnonzero(classes == label) for label in np.unique(classes)]
