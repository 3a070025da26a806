"""Data sets: samples by number, and batches of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

import engine
from engine.errors import ShapeError, ValueRangeError
from engine.tensors import Tensor

Indices: TypeAlias = "Sequence[int] | npt.NDArray[np.integer[Any]]"


class Dataset:
    """Samples by number: a subclass writes `__getitem__` and `__len__`."""

    def __getitem__(self, index: int) -> Any:
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError

    def batch(self, indices: Indices) -> Any:
        """Several samples as one: numbers, arrays and tensors stacked, tuples item by item."""
        return collate([self[int(index)] for index in indices])


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


def collate(samples: Sequence[Any]) -> Any:
    """Samples as one batch: each item of tuples by itself, the rest stacked into a tensor."""
    first = samples[0]
    if isinstance(first, tuple | list):
        return tuple(collate(items) for items in zip(*samples, strict=True))
    arrays = [s.array if isinstance(s, Tensor) else np.asarray(s) for s in samples]
    shapes = {array.shape for array in arrays}
    if len(shapes) > 1:
        raise ShapeError(
            "The samples of a batch have one shape",
            expected="equal shapes",
            actual=", ".join(map(str, sorted(shapes))),
            mend="Resize or pad the samples",
        )
    return engine.tensor(np.stack(arrays))
