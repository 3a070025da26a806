"""IDX: the files of MNIST and Fashion-MNIST, compressed with gzip or not.

Layout (LeCun et al., "The MNIST database of handwritten digits"): two zero bytes, a byte for the
type, a byte for the number of dimensions, each size as four bytes, then the numbers; all of them
big-endian. What the header claims is checked against what is there before memory is taken.
"""

from __future__ import annotations

import gzip
import os
import zlib
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from engine.errors import FileFormatError

__all__ = ["read_idx"]

_TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_GZIP = b"\x1f\x8b"
_PIECE = 1 << 20
_ALWAYS_READ = 1 << 24  # bytes; a file that expands to more must not expand beyond all measure
_LARGEST_RATIO = 100  # pictures of digits shrink to a fifth


def read_idx(path: str | os.PathLike[str]) -> np.ndarray[Any, Any]:
    """The numbers of an IDX file as a NumPy array, of the file's type in the machine's byte order.

    Pictures come as (N, H, W) and labels as (N), both uint8, which no tensor holds: make it one
    with `engine.tensor(images / 255, dtype=engine.float32)`, `engine.tensor(labels.astype(int))`.
    Files that gzip has compressed are known by their first bytes, whatever their name.

    Raises FileFormatError for another type of file, for one that is cut off or has something behind
    its numbers, and for one that expands more than hundredfold (beyond 16 MiB).
    """
    target = Path(path)
    try:
        if not target.is_file():
            raise _problem(target, "there is no such file")
        size = target.stat().st_size
        with target.open("rb") as raw:
            compressed = raw.read(2) == _GZIP
            raw.seek(0)
            if not compressed:
                return _read(raw, size, target)
            with gzip.open(raw) as file:
                _measure(file, size, target)  # type: ignore[arg-type]
                file.seek(0)
                return _read(file, None, target)  # type: ignore[arg-type]
    except (OSError, EOFError, zlib.error) as error:
        raise _problem(target, getattr(error, "strerror", None) or str(error)) from error


def _measure(file: BinaryIO, packed: int, path: Path) -> None:
    """Unpack a file piece by piece, keeping none, until it is as long as its header says."""
    start, dtype, shape = _header(file, path)
    declared = start + prod(shape) * dtype.itemsize
    if declared > max(_ALWAYS_READ, _LARGEST_RATIO * packed):
        raise _problem(path, f"{packed:,} bytes claim to hold {declared:,}")
    there = start
    while there <= declared and (piece := file.read(_PIECE)):
        there += len(piece)
    _need_length(there, declared, path)


def _read(file: BinaryIO, size: int | None, path: Path) -> np.ndarray[Any, Any]:
    """The numbers of a file of `size` bytes; None: it has been measured."""
    start, dtype, shape = _header(file, path)
    length = prod(shape) * dtype.itemsize
    if size is not None:
        _need_length(size, start + length, path)
    content = bytearray(length)
    there, view = 0, memoryview(content)
    while there < length and (count := file.readinto(view[there:])):  # type: ignore[attr-defined]
        there += count
    _need_length(start + there, start + length, path)  # it may have changed meanwhile
    array = np.frombuffer(content, dtype).reshape(shape)
    return array.astype(dtype.newbyteorder("="), copy=False)


def _header(file: BinaryIO, path: Path) -> tuple[int, np.dtype[Any], tuple[int, ...]]:
    """(its length, type, shape)."""
    magic = file.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in _TYPES:
        raise _problem(path, f"its first bytes are {magic.hex(' ') or 'missing'}")
    ndim = magic[3]
    sizes = file.read(4 * ndim)
    if not 0 < ndim <= 32 or len(sizes) < 4 * ndim:
        raise _problem(path, f"its {ndim} sizes are not there")
    shape = tuple(int(n) for n in np.frombuffer(sizes, ">u4"))
    if prod(max(n, 1) for n in shape) >= 2**59:  # NumPy has no such array, even without numbers
        raise _problem(path, f"its sizes are {shape}")
    return 4 + 4 * ndim, np.dtype(_TYPES[magic[2]]), shape


def _need_length(actual: int, declared: int, path: Path) -> None:
    if actual < declared:
        raise _problem(
            path, f"it is cut off: {declared:,} bytes are declared, {actual:,} are there"
        )
    if actual > declared:
        raise _problem(path, f"something follows behind the {declared:,} bytes that it declares")


def _problem(path: Path, reason: str) -> FileFormatError:
    return FileFormatError(
        "{path} cannot be read as IDX: {reason}",
        path=str(path),
        reason=reason,
        expected="an IDX file, such as train-images-idx3-ubyte.gz",
        mend="Download the file again, or choose another",
    )
