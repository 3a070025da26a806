"""Sequences of different lengths in one batch: padded to the longest, or packed without padding.

A packed batch holds the first step of every sequence, then the second of those that have one, and
so on, the longest sequence first: what a recurrent layer reads step by step.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

import engine
from engine import backend
from engine.dims import product
from engine.errors import ShapeError, TraceError, ValueRangeError
from engine.guard import guard
from engine.ops.rules import text
from engine.tensors import Tensor

__all__ = [
    "PackedSequence",
    "invert_permutation",
    "pack_padded_sequence",
    "pack_sequence",
    "pad_packed_sequence",
    "pad_sequence",
    "unpack_sequence",
    "unpad_sequence",
]


class _Packed(NamedTuple):
    data: Tensor
    batch_sizes: Tensor
    sorted_indices: Tensor | None
    unsorted_indices: Tensor | None


class PackedSequence(_Packed):
    """A batch of sequences without padding, as `pack_padded_sequence` makes it.

    data: (sum of the lengths, *), step after step. batch_sizes: (T,) int64 on the CPU, how many
    sequences have a step t. sorted_indices: (N,), which sequence stands at each place, the longest
    first; unsorted_indices: the way back. Both None where the batch was sorted already.
    """

    __slots__ = ()

    def __new__(
        cls,
        data: Tensor,
        batch_sizes: Tensor,
        sorted_indices: Tensor | None = None,
        unsorted_indices: Tensor | None = None,
    ) -> PackedSequence:
        if unsorted_indices is None:
            unsorted_indices = invert_permutation(sorted_indices)
        return super().__new__(cls, data, batch_sizes, sorted_indices, unsorted_indices)

    def to(self, *args: Any, **kwargs: Any) -> PackedSequence:
        """Itself with data of another dtype or on another device; itself where nothing changes."""
        data = self.data.to(*args, **kwargs)
        if data is self.data:
            return self
        places = [
            None if index is None else index.to(device=data.device)
            for index in (self.sorted_indices, self.unsorted_indices)
        ]
        return PackedSequence(data, self.batch_sizes, *places)

    def cuda(self) -> PackedSequence:
        """On the first GPU."""
        return self.to("cuda")

    def cpu(self) -> PackedSequence:
        """On the CPU."""
        return self.to("cpu")

    def double(self) -> PackedSequence:
        """In float64."""
        return self.to(engine.float64)

    def float(self) -> PackedSequence:
        """In float32."""
        return self.to(engine.float32)

    def half(self) -> PackedSequence:
        """In float16."""
        return self.to(engine.float16)

    def long(self) -> PackedSequence:
        """In int64."""
        return self.to(engine.int64)

    @property
    def is_cuda(self) -> bool:
        """Whether its data is on a GPU."""
        return self.data.device.type == "cuda"


def invert_permutation(permutation: Tensor | None) -> Tensor | None:
    """(N,) → (N,): where each position went; None for None."""
    if permutation is None:
        return None
    return engine.tensor(np.argsort(_numbers(permutation)), device=permutation.device)


def pack_padded_sequence(
    input: Tensor,
    lengths: Tensor | Sequence[int],
    batch_first: bool = False,
    enforce_sorted: bool = True,
) -> PackedSequence:
    """Leaves the padding out. input (T, N, *), or (N, T, *) where `batch_first`.

    lengths: how many steps each of the N sequences has, 1 to T; read here, so a program that is
    traced with them is for these lengths (a layer's `lengths=` is for lengths that vary).
    enforce_sorted: refuse lengths that are not in decreasing order instead of sorting them.

    Raises ShapeError for another number of lengths than sequences, ValueRangeError for lengths out
    of range or out of order.
    """
    if input.ndim < 2:
        raise ShapeError(
            "A padded batch has a dimension of steps and one of sequences",
            expected="batch × steps × …" if batch_first else "steps × batch × …",
            actual=text(input.shape),
        )
    counts = _numbers(lengths)
    batch, steps = input.shape[:2] if batch_first else input.shape[1::-1]
    _check_lengths(counts, batch, steps)
    order = np.argsort(-counts, kind="stable")
    if enforce_sorted and (np.diff(counts) > 0).any():
        raise ValueRangeError(
            "The lengths are not in decreasing order",
            expected="the longest sequence first",
            actual=counts.tolist(),
            mend="Pass enforce_sorted=False",
        )
    if enforce_sorted:
        order = np.arange(batch)
    sizes = _batch_sizes(counts)
    time = np.repeat(np.arange(len(sizes)), sizes)
    place = order[np.concatenate([np.arange(size) for size in sizes])]
    rows = place * steps + time if batch_first else time * batch + place
    flat = input.reshape(product(input.shape[:2]), *input.shape[2:])
    return PackedSequence(
        flat[engine.tensor(rows, device=input.device)],
        engine.tensor(sizes),
        None if enforce_sorted else engine.tensor(order, device=input.device),
    )


def pad_packed_sequence(
    sequence: PackedSequence,
    batch_first: bool = False,
    padding_value: float = 0.0,
    total_length: int | None = None,
) -> tuple[Tensor, Tensor]:
    """The padded batch (T, N, *), or (N, T, *) where `batch_first`, and its lengths (N,).

    total_length: T; the longest length if None. Raises ValueRangeError where it is shorter.
    """
    sizes = _numbers(sequence.batch_sizes)
    longest, batch = len(sizes), int(sizes[0])
    steps = longest if total_length is None else total_length
    if steps < longest:
        raise ValueRangeError(
            "total_length is shorter than the longest sequence",
            expected=f"at least {longest}",
            actual=steps,
        )
    starts = np.cumsum(sizes) - sizes
    rows = np.full((steps, batch), sizes.sum())  # the row of padding, after all others
    for t, (start, size) in enumerate(zip(starts, sizes, strict=True)):
        rows[t, :size] = start + np.arange(size)
    counts = (rows < sizes.sum()).sum(axis=0)
    if sequence.unsorted_indices is not None:
        back = _numbers(sequence.unsorted_indices)
        rows, counts = rows[:, back], counts[back]
    data = sequence.data
    padding = engine.full((1, *data.shape[1:]), padding_value, dtype=data.dtype, device=data.device)
    index = engine.tensor(rows.T if batch_first else rows, device=data.device)
    return engine.cat([data, padding])[index], engine.tensor(counts)


def pad_sequence(
    sequences: Tensor | Sequence[Tensor],
    batch_first: bool = False,
    padding_value: float = 0.0,
    padding_side: str = "right",
) -> Tensor:
    """Sequences (L, *) of any lengths as one batch (T, N, *), or (N, T, *) where `batch_first`.

    Raises ShapeError where the other sizes differ, ValueRangeError for another padding side.
    """
    if isinstance(sequences, Tensor):
        sequences = [sequences[n] for n in range(len(sequences))]
    parts = list(sequences)
    if padding_side not in ("left", "right"):
        raise ValueRangeError(
            "There is no padding side {side}",
            side=padding_side,
            expected="left or right",
            actual=padding_side,
        )
    if not parts or any(not p.ndim or p.shape[1:] != parts[0].shape[1:] for p in parts):
        raise ShapeError(
            "Sequences that are padded together differ in their length only",
            expected="one or more of length × …",
            actual=", ".join(text(p.shape) for p in parts) or "none",
        )
    longest = max(part.shape[0] for part in parts)
    padded = []
    for part in parts:
        missing = longest - part.shape[0]
        border = engine.full(
            (missing, *part.shape[1:]), padding_value, dtype=part.dtype, device=part.device
        )
        both = [part, border] if padding_side == "right" else [border, part]
        padded.append(engine.cat(both) if missing else part)
    return engine.stack(padded, 0 if batch_first else 1)


def unpad_sequence(
    padded_sequences: Tensor, lengths: Tensor | Sequence[int], batch_first: bool = False
) -> list[Tensor]:
    """The sequences of a padded batch, each (length, *). The batch itself stays as it is."""
    counts = _numbers(lengths)
    shape = padded_sequences.shape
    _check_lengths(counts, *(shape[:2] if batch_first else shape[1::-1]))
    return [
        padded_sequences[n, :count] if batch_first else padded_sequences[:count, n]
        for n, count in enumerate(counts.tolist())
    ]


def pack_sequence(sequences: Sequence[Tensor], enforce_sorted: bool = True) -> PackedSequence:
    """Sequences (L, *) of any lengths, packed. Raises what pad_sequence and
    pack_padded_sequence raise."""
    lengths = [sequence.shape[0] for sequence in sequences]
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences: PackedSequence) -> list[Tensor]:
    """The sequences of a packed batch, each (length, *), in their first order."""
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    return unpad_sequence(padded, lengths, batch_first=True)


def _numbers(lengths: Any) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Lengths as NumPy integers. TraceError where only a run would know them."""
    if isinstance(lengths, Tensor) and lengths.is_meta:
        raise TraceError(
            "Packing needs the lengths themselves",
            actual=f"lengths of shape {text(lengths.shape)} without values",
            mend="Give the padded batch to the layer, with lengths=",
        )
    if isinstance(lengths, Tensor):
        lengths = backend.move(lengths.array, backend.CPU)
    numbers = np.asarray(lengths)
    if numbers.ndim != 1 or not numbers.size or numbers.dtype.kind not in "iu":
        raise ShapeError(
            "Lengths are one integer for each sequence",
            expected="a list of integers",
            actual=f"{text(numbers.shape)} of {numbers.dtype}",
        )
    return numbers.astype(np.int64)


def _check_lengths(counts: np.ndarray[Any, Any], batch: Any, steps: Any) -> None:
    if len(counts) != batch:
        raise ShapeError(
            "There is one length for each sequence", expected=batch, actual=len(counts)
        )
    if counts.min() < 1 or counts.max() > steps:
        raise ValueRangeError(
            "A length is outside of what the batch holds",
            expected=f"1 to {steps}",
            actual=counts.tolist(),
        )


def _batch_sizes(counts: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """How many sequences have a step t."""
    return (counts > np.arange(counts.max())[:, None]).sum(axis=1)


guard(globals())
