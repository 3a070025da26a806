"""Batches of a data set, in order or shuffled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.backend import Generator, default_generator
from engine.data.dataset import Dataset
from engine.errors import ValueRangeError


class DataLoader:
    """Iterating gives the batches of one epoch; shuffled anew each time where `shuffle`.

    drop_last: leave out a last batch that is smaller. generator: where the shuffles come from;
    with `Generator(seed)` the same epochs come again.
    """

    def __init__(
        self,
        dataset: Dataset,
        batch_size: int = 1,
        shuffle: bool = False,
        *,
        drop_last: bool = False,
        generator: Generator | None = None,
    ) -> None:
        if batch_size < 1:
            raise ValueRangeError(
                "A batch has at least one sample", expected="1 or more", actual=batch_size
            )
        self.dataset = dataset
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.drop_last = drop_last
        self.generator = generator

    def __len__(self) -> int:
        """How many batches an epoch has."""
        samples = len(self.dataset)
        return samples // self.batch_size if self.drop_last else -(-samples // self.batch_size)

    def __iter__(self) -> Iterator[Any]:
        order = np.arange(len(self.dataset))
        if self.shuffle:
            order = (self.generator or default_generator).next().permutation(order)
        for number in range(len(self)):
            start = number * self.batch_size
            yield self.dataset.batch(order[start : start + self.batch_size])
