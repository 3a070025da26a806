"""Loading: orders, batches, fetching ahead, and that nothing of it changes a result."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine import Generator
from engine.data import (
    BatchSampler,
    ConcatDataset,
    DataLoader,
    Dataset,
    IterableDataset,
    RandomSampler,
    SequentialSampler,
    StackDataset,
    Subset,
    SubsetRandomSampler,
    TensorDataset,
    TransformedDataset,
    WeightedRandomSampler,
    default_collate,
)
from engine.data.generator import sample_generator
from engine.errors import EngineError


def numbered(count: int) -> TensorDataset:
    return TensorDataset(engine.arange(count), engine.arange(count) * 10)


def jitter(x: Any) -> Any:
    """A random change, as transforms make them; slower for some, so that threads get mixed up."""
    noise = float(sample_generator().next().random())
    time.sleep(0.002 * noise)
    return x + noise


def epochs(workers: int, seed: int, size: int = 3) -> list[list[float]]:
    dataset = TransformedDataset(numbered(17), jitter)
    loader = DataLoader(dataset, size, True, num_workers=workers, generator=Generator(seed))
    return [batch[0].numpy().ravel().tolist() for _ in range(2) for batch in loader]


@settings(max_examples=8, deadline=None)
@given(workers=st.integers(1, 4), seed=st.integers(0, 99), size=st.integers(1, 6))
def test_fetching_ahead_changes_no_bit(workers: int, seed: int, size: int) -> None:
    assert epochs(workers, seed, size) == epochs(0, seed, size)
    assert epochs(0, seed, size) != epochs(0, seed + 1, size)


def test_batches_are_fetched_while_the_last_one_is_used() -> None:
    fetched: list[int] = []

    class Watched(Dataset):
        def __getitem__(self, index: int) -> int:
            fetched.append(index)
            return index

        def __len__(self) -> int:
            return 12

    batches = iter(DataLoader(Watched(), 2, num_workers=1, prefetch_factor=2))
    next(batches)
    deadline = time.monotonic() + 5
    while len(fetched) < 6 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert fetched == list(range(6))


def test_an_epoch_that_is_left_in_the_middle_leaves_no_thread() -> None:
    before = threading.active_count()
    for _ in DataLoader(numbered(100), 2, num_workers=3):
        break
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before


def test_an_error_of_a_data_set_arrives_where_its_batch_is_asked_for() -> None:
    class Broken(Dataset):
        def __getitem__(self, index: int) -> int:
            if index == 5:
                raise KeyError("sample 5 is unreadable")
            return index

        def __len__(self) -> int:
            return 8

    batches = iter(DataLoader(Broken(), 2, num_workers=2))
    assert [next(batches).tolist() for _ in range(2)] == [[0, 1], [2, 3]]
    with pytest.raises(KeyError, match="unreadable"):
        next(batches)


def test_samples_of_every_kind_become_batches() -> None:
    samples = [{"x": np.ones(2), "y": n, "name": str(n), "pair": (n, 0.5)} for n in range(3)]
    batch = default_collate(samples)
    assert batch["x"].shape == (3, 2) and batch["x"].dtype == engine.float64
    assert batch["y"].tolist() == [0, 1, 2] and batch["y"].dtype == engine.int64
    assert batch["name"] == ["0", "1", "2"]
    assert batch["pair"][1].dtype == engine.float32


def test_samplers_give_their_orders() -> None:
    data = numbered(10)
    assert list(SequentialSampler(data)) == list(range(10))
    assert sorted(RandomSampler(data, generator=Generator(0))) == list(range(10))
    assert len(list(RandomSampler(data, num_samples=25))) == 25
    assert len(set(RandomSampler(data, True, 500))) == 10
    assert sorted(SubsetRandomSampler([7, 3, 5])) == [3, 5, 7]
    assert list(BatchSampler(SequentialSampler(data), 4, True)) == [[0, 1, 2, 3], [4, 5, 6, 7]]
    drawn = list(WeightedRandomSampler([1, 0, 3], 4000, generator=Generator(1)))
    shares = np.bincount(drawn, minlength=3) / 4000
    np.testing.assert_allclose(shares, [0.25, 0, 0.75], atol=0.03)


def test_a_loader_takes_other_orders_and_other_batches() -> None:
    data = numbered(6)
    loader = DataLoader(data, batch_sampler=[[5, 0], [1]])
    assert [x.tolist() for x, _ in loader] == [[5, 0], [1]] and len(loader) == 2
    loader = DataLoader(data, 4, sampler=SubsetRandomSampler([2, 4]), collate_fn=len)
    assert list(loader) == [2]
    assert [x.item() for x, _ in DataLoader(data, None)] == list(range(6))


def test_data_sets_are_joined_side_by_side_and_in_a_row() -> None:
    both = ConcatDataset([numbered(3), Subset(numbered(9), [8, 7])])
    assert [both[i][0].item() for i in range(len(both))] == [0, 1, 2, 8, 7]
    assert both[-1][0].item() == 7
    side = StackDataset(numbered(2), numbered(2))
    assert side[1][1][1].item() == 10


def test_what_is_only_iterated_is_loaded_in_its_order() -> None:
    class Stream(IterableDataset):
        def __iter__(self) -> Iterator[int]:
            return iter(range(7))

    for workers in (0, 2):
        found = [x.tolist() for x in DataLoader(Stream(), 3, num_workers=workers)]
        assert found == [[0, 1, 2], [3, 4, 5], [6]]


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (lambda: DataLoader(numbered(3), 0), "1 or more"),
        (lambda: DataLoader(numbered(3), 1, num_workers=-1), "0 or more"),
        (lambda: DataLoader(numbered(3), 1, True, sampler=[1]), "order"),
        (lambda: DataLoader(numbered(3), 2, batch_sampler=[[1]]), "order"),
        (lambda: default_collate([np.ones(2), np.ones(3)]), "one shape"),
        (lambda: default_collate([(1, 2), (1,)]), "lengths"),
        (lambda: default_collate([]), "one or more"),
        (lambda: WeightedRandomSampler([-1, 2], 3), "0 or more"),
        (lambda: WeightedRandomSampler([0, 2], 2, False), "1 to 1"),
        (lambda: StackDataset(numbered(2), numbered(3)), "equal lengths"),
        (lambda: ConcatDataset([]), "one or more"),
        (lambda: Dataset()[0], "Write a method __getitem__"),
        (lambda: next(iter(DataLoader(Dataset(), 2))), "Write a method __len__"),
    ],
)
def test_wrong_input_is_told(wrong: Callable[[], object], word: str) -> None:
    with pytest.raises(EngineError, match=word):
        wrong()
