"""Which samples a network learns from, and which are held out to test it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backend import Generator
from engine.data import stratified_split

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
    held_out = round(count * share)
    if not 0 < held_out < count:
        return Split(np.arange(count), np.arange(0))
    stream = Generator(seed)
    if classes is not None:
        learned, tested = stratified_split(classes, share, stream)
    else:
        order = stream.next().permutation(count)
        tested, learned = order[:held_out], order[held_out:]
    return Split(np.sort(learned), np.sort(tested))
