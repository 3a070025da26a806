"""In which order samples come: one by one, or in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from engine.backend import Generator, default_generator
from engine.errors import ValueRangeError, unwritten

__all__ = [
    "BatchSampler",
    "RandomSampler",
    "Sampler",
    "SequentialSampler",
    "SubsetRandomSampler",
    "WeightedRandomSampler",
]


class Sampler:
    """An order of sample numbers; iterating gives one epoch."""

    def __iter__(self) -> Iterator[Any]:
        raise unwritten(self, "__iter__(self)")

    def __len__(self) -> int:
        raise unwritten(self, "__len__(self)")


class SequentialSampler(Sampler):
    """0, 1, 2, …"""

    def __init__(self, data_source: Any) -> None:
        self.data_source = data_source

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.data_source)))

    def __len__(self) -> int:
        return len(self.data_source)


class RandomSampler(Sampler):
    """Every sample once in a random order; with `replacement`, num_samples draws."""

    def __init__(
        self,
        data_source: Any,
        replacement: bool = False,
        num_samples: int | None = None,
        generator: Generator | None = None,
    ) -> None:
        if num_samples is not None and num_samples < 1:
            raise ValueRangeError(
                "A sampler draws at least one sample", expected="1 or more", actual=num_samples
            )
        self.data_source = data_source
        self.replacement = replacement
        self.num_samples = len(data_source) if num_samples is None else num_samples
        self.generator = generator

    def __iter__(self) -> Iterator[int]:
        count = len(self.data_source)
        stream = (self.generator or default_generator).next()
        if self.replacement:
            yield from stream.integers(0, count, self.num_samples).tolist()
            return
        left = self.num_samples
        while left > 0 and count:
            order = stream.permutation(count)[:left]
            left -= len(order)
            yield from order.tolist()

    def __len__(self) -> int:
        return self.num_samples


class SubsetRandomSampler(Sampler):
    """These samples, in a random order."""

    def __init__(self, indices: Sequence[int], generator: Generator | None = None) -> None:
        self.indices = list(indices)
        self.generator = generator

    def __iter__(self) -> Iterator[int]:
        stream = (self.generator or default_generator).next()
        return iter(stream.permutation(np.asarray(self.indices, dtype=np.int64)).tolist())

    def __len__(self) -> int:
        return len(self.indices)


class WeightedRandomSampler(Sampler):
    """num_samples draws, each sample as likely as its weight: for classes of unequal size."""

    def __init__(
        self,
        weights: Sequence[float],
        num_samples: int,
        replacement: bool = True,
        generator: Generator | None = None,
    ) -> None:
        self.weights = np.asarray(weights, dtype=np.float64)
        if self.weights.ndim != 1 or not (self.weights >= 0).all() or not self.weights.sum() > 0:
            raise ValueRangeError(
                "The weights of samples are not negative, and not all zero",
                expected="a row of numbers of 0 or more",
                actual=list(weights)[:5],
            )
        if num_samples < 1 or (not replacement and num_samples > (self.weights > 0).sum()):
            raise ValueRangeError(
                "There are not as many samples to draw",
                expected=f"1 to {(self.weights > 0).sum()} without replacement",
                actual=num_samples,
            )
        self.num_samples = num_samples
        self.replacement = replacement
        self.generator = generator

    def __iter__(self) -> Iterator[int]:
        stream = (self.generator or default_generator).next()
        chances = self.weights / self.weights.sum()
        return iter(
            stream.choice(len(chances), self.num_samples, self.replacement, chances).tolist()
        )

    def __len__(self) -> int:
        return self.num_samples


class BatchSampler(Sampler):
    """The numbers of another sampler in batches; drop_last leaves out a smaller last one."""

    def __init__(self, sampler: Iterable[int], batch_size: int, drop_last: bool = False) -> None:
        if batch_size < 1:
            raise ValueRangeError(
                "A batch has at least one sample", expected="1 or more", actual=batch_size
            )
        self.sampler = sampler
        self.batch_size = batch_size
        self.drop_last = drop_last

    def __iter__(self) -> Iterator[list[int]]:
        batch: list[int] = []
        for number in self.sampler:
            batch.append(number)
            if len(batch) == self.batch_size:
                yield batch
                batch = []
        if batch and not self.drop_last:
            yield batch

    def __len__(self) -> int:
        count = len(self.sampler)  # type: ignore[arg-type]
        return count // self.batch_size if self.drop_last else -(-count // self.batch_size)
