"""Data sets: samples by number, and batches of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from engine.data.collate import default_collate
from engine.errors import ShapeError, ValueRangeError, unwritten
from engine.tensors import Tensor

__all__ = [
    "ConcatDataset",
    "Dataset",
    "IterableDataset",
    "StackDataset",
    "Subset",
    "TensorDataset",
    "TransformedDataset",
]

Indices: TypeAlias = "Sequence[int] | npt.NDArray[np.integer[Any]]"


class Dataset:
    """Samples by number: a subclass writes `__getitem__` and `__len__`."""

    def __getitem__(self, index: int) -> Any:
        raise unwritten(self, "__getitem__(self, index)")

    def __len__(self) -> int:
        raise unwritten(self, "__len__(self)")

    def batch(self, indices: Indices) -> Any:
        """Several samples as one: numbers, arrays and tensors stacked, tuples item by item."""
        return default_collate([self[int(index)] for index in indices])


class IterableDataset:
    """Samples one after the other, with no numbers and perhaps no end: write `__iter__`."""

    def __iter__(self) -> Iterator[Any]:
        raise unwritten(self, "__iter__(self)")


class TensorDataset(Dataset):
    """Tensors of one length: sample i holds row i of each. A batch is a copy of the rows."""

    def __init__(self, *tensors: Tensor) -> None:
        lengths = {tensor.shape[0] if tensor.ndim else None for tensor in tensors}
        if len(lengths) != 1 or None in lengths:
            raise ShapeError(
                "The tensors of a data set have one length",
                expected="equal first dimensions",
                actual=", ".join(str(tensor.shape) for tensor in tensors) or "no tensors",
            )
        self.tensors = tensors

    def __getitem__(self, index: int) -> tuple[Tensor, ...]:
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self) -> int:
        return int(self.tensors[0].shape[0])

    def batch(self, indices: Indices) -> tuple[Tensor, ...]:
        """The rows of each tensor."""
        rows = np.asarray(indices)
        return tuple(Tensor(tensor.array[rows]) for tensor in self.tensors)


class Subset(Dataset):
    """Some samples of a data set, in a given order."""

    def __init__(self, dataset: Dataset, indices: Indices) -> None:
        self.dataset = dataset
        self.indices = np.asarray(indices, dtype=np.int64)
        if self.indices.size and not 0 <= self.indices.min() <= self.indices.max() < len(dataset):
            raise ValueRangeError(
                "A subset names samples of its data set",
                expected=f"0 to {len(dataset) - 1}",
                actual=f"{self.indices.min()} to {self.indices.max()}",
            )

    def __getitem__(self, index: int) -> Any:
        return self.dataset[int(self.indices[index])]

    def __len__(self) -> int:
        return len(self.indices)

    def batch(self, indices: Indices) -> Any:
        """Several of its samples as one."""
        return self.dataset.batch(self.indices[np.asarray(indices)])


class ConcatDataset(Dataset):
    """Data sets one after the other, as one."""

    def __init__(self, datasets: Iterable[Dataset]) -> None:
        self.datasets = list(datasets)
        if not self.datasets:
            raise ValueRangeError(
                "There are no data sets to join", expected="one or more", actual="none"
            )
        self.ends = np.cumsum([len(dataset) for dataset in self.datasets])

    def __getitem__(self, index: int) -> Any:
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(f"there is no sample {index} of {len(self)}")
        part = int(np.searchsorted(self.ends, place, side="right"))
        return self.datasets[part][place - int(self.ends[part] - len(self.datasets[part]))]

    def __len__(self) -> int:
        return int(self.ends[-1])


class StackDataset(Dataset):
    """Data sets of one length side by side: sample i is a tuple of sample i of each."""

    def __init__(self, *datasets: Dataset) -> None:
        lengths = {len(dataset) for dataset in datasets}
        if len(lengths) != 1:
            raise ShapeError(
                "Data sets side by side have one length",
                expected="equal lengths",
                actual=", ".join(map(str, sorted(lengths))) or "none",
            )
        self.datasets = datasets

    def __getitem__(self, index: int) -> tuple[Any, ...]:
        return tuple(dataset[index] for dataset in self.datasets)

    def __len__(self) -> int:
        return len(self.datasets[0])


class TransformedDataset(Dataset):
    """A data set whose samples are changed as they are fetched. The engine's own.

    transform: of a sample's first item (its picture or text), or of the whole sample where it is
    no tuple. target_transform: of the second item.
    """

    def __init__(
        self,
        dataset: Dataset,
        transform: Callable[[Any], Any] | None = None,
        target_transform: Callable[[Any], Any] | None = None,
    ) -> None:
        self.dataset = dataset
        self.transform = transform
        self.target_transform = target_transform

    def __getitem__(self, index: int) -> Any:
        sample = self.dataset[index]
        if not isinstance(sample, tuple):
            return sample if self.transform is None else self.transform(sample)
        items = list(sample)
        for place, change in enumerate((self.transform, self.target_transform)):
            if change is not None and place < len(items):
                items[place] = change(items[place])
        return tuple(items)

    def __len__(self) -> int:
        return len(self.dataset)
