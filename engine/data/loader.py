"""Batches of a data set, in order or shuffled, fetched ahead where that is wanted."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from engine.backend import Generator, default_generator
from engine.data.collate import default_collate
from engine.data.dataset import IterableDataset
from engine.data.generator import drawing_from
from engine.data.sampler import BatchSampler, RandomSampler, SequentialSampler
from engine.errors import ValueRangeError

__all__ = ["DataLoader"]

Fetch = Callable[[Any], Any]


class DataLoader:
    """Iterating gives the batches of one epoch; shuffled anew each time where `shuffle`.

    sampler, batch_sampler: another order than in sequence or shuffled. collate_fn: how samples
    become a batch; by default as `default_collate`. drop_last: leave out a last batch that is
    smaller. generator: where the shuffles come from; with `Generator(seed)` the same epochs come
    again, random transforms included.
    num_workers: 0 fetches each batch when it is asked for; more fetch ahead in that many threads,
    prefetch_factor batches each (2 unless given). The batches and their order are the same.
    batch_size=None: single samples.
    """

    def __init__(
        self,
        dataset: Any,
        batch_size: int | None = 1,
        shuffle: bool | None = None,
        sampler: Iterable[int] | None = None,
        batch_sampler: Iterable[Sequence[int]] | None = None,
        num_workers: int = 0,
        collate_fn: Callable[[list[Any]], Any] | None = None,
        drop_last: bool = False,
        generator: Generator | None = None,
        *,
        prefetch_factor: int | None = None,
    ) -> None:
        ahead = 2 if prefetch_factor is None else prefetch_factor
        if num_workers < 0 or ahead < 1:
            raise ValueRangeError(
                "num_workers is 0 or more, and prefetch_factor 1 or more",
                expected="num_workers of 0 or more, prefetch_factor of 1 or more",
                actual=f"{num_workers}, {prefetch_factor}",
            )
        several = [name for name, given in (("shuffle", shuffle), ("sampler", sampler)) if given]
        if batch_sampler is not None and (several or batch_size != 1 or drop_last):
            several.append("batch_sampler")
        if len(several) > 1 or (several and batch_sampler is not None):
            raise ValueRangeError(
                "Only one thing can say in which order samples come",
                expected="shuffle, sampler or batch_sampler (with its own size)",
                actual=", ".join(several),
            )
        iterable = isinstance(dataset, IterableDataset)
        if iterable and (shuffle or sampler is not None or batch_sampler is not None):
            raise ValueRangeError(
                "A data set that is only iterated comes in its own order",
                expected="no shuffle and no sampler",
                actual=several or "batch_sampler",
                mend="Shuffle inside its __iter__",
            )
        if batch_size is not None and batch_size < 1:
            raise ValueRangeError(
                "A batch has at least one sample", expected="1 or more", actual=batch_size
            )
        self.dataset = dataset
        self.batch_size = batch_size
        self.drop_last = drop_last
        self.generator = generator
        self.num_workers = num_workers
        self.prefetch_factor = ahead
        self.collate_fn = collate_fn
        self.sampler: Any = sampler
        self.batch_sampler: Any = batch_sampler
        if iterable:
            return
        if sampler is None:
            self.sampler = (
                RandomSampler(dataset, generator=generator)
                if shuffle
                else SequentialSampler(dataset)
            )
        if batch_sampler is None and batch_size is not None:
            self.batch_sampler = BatchSampler(self.sampler, batch_size, drop_last)

    def __len__(self) -> int:
        """How many batches an epoch has."""
        if self.batch_sampler is not None:
            return len(self.batch_sampler)
        if isinstance(self.dataset, IterableDataset):
            raise ValueRangeError(
                "A data set that is only iterated has no known length",
                expected="a Dataset with __len__",
                actual=type(self.dataset).__name__,
            )
        return len(self.sampler)

    def __iter__(self) -> Iterator[Any]:
        work, fetch = self._work()
        # One draw an epoch, after the shuffle's: what transforms draw from depends on nothing else.
        seed = int((self.generator or default_generator).next().integers(2**62))
        return self._fetched(enumerate(work), lambda item: _seeded(fetch, seed, item))

    def _work(self) -> tuple[Iterable[Any], Fetch]:
        """(what to fetch in this epoch, how)."""
        if isinstance(self.dataset, IterableDataset):
            collate = self.collate_fn or default_collate
            if self.batch_size is None:
                return self.dataset, lambda sample: sample
            return BatchSampler(self.dataset, self.batch_size, self.drop_last), collate
        if self.batch_sampler is None:
            return list(self.sampler), self.dataset.__getitem__
        batches = list(self.batch_sampler)
        whole = getattr(self.dataset, "batch", None)
        if self.collate_fn is None and whole is not None:
            return batches, whole
        collate = self.collate_fn or default_collate
        return batches, lambda indices: collate([self.dataset[int(i)] for i in indices])

    def _fetched(self, work: Iterable[Any], fetch: Fetch) -> Iterator[Any]:
        if self.num_workers == 0:
            yield from map(fetch, work)
            return
        ahead: deque[Future[Any]] = deque()
        with ThreadPoolExecutor(self.num_workers, "loader") as pool:
            try:
                for item in work:
                    ahead.append(pool.submit(fetch, item))
                    if len(ahead) > self.num_workers * self.prefetch_factor:
                        yield ahead.popleft().result()
                while ahead:
                    yield ahead.popleft().result()
            finally:  # the loop that asks may stop in the middle of an epoch
                for future in ahead:
                    future.cancel()


def _seeded(fetch: Fetch, seed: int, item: tuple[int, Any]) -> Any:
    number, wanted = item
    with drawing_from(seed, number):
        return fetch(wanted)
