"""Weights in files: safetensors, the one format that cannot run code.

Layout (safetensors specification 0.4): 8 bytes little-endian header size, a JSON header that maps
names to dtype, shape and byte range, then the bytes. Everything the header claims is checked
against the file's size before memory is taken.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import safetensors.numpy

from engine.backend import CPU, move
from engine.errors import FileFormatError
from engine.guard import guard
from engine.tensors import Tensor

_SIZES = {"F16": 2, "F32": 4, "F64": 8, "I16": 2, "I32": 4, "I64": 8, "BOOL": 1, "U8": 1, "I8": 1}
_LARGEST_HEADER = 100_000_000


def save_file(
    tensors: Mapping[str, Any],
    path: str | os.PathLike[str],
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write tensors or arrays under their names; the file is complete or not there at all."""
    arrays = {name: np.ascontiguousarray(_array(value)) for name, value in tensors.items()}
    arrays = {name: a.reshape(np.shape(tensors[name])) for name, a in arrays.items()}
    write_whole(path, safetensors.numpy.save(arrays, dict(metadata) if metadata else None))


def write_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file that is complete or not there at all.

    It is written beside the target, flushed to the disk and renamed over it.
    """
    target = Path(path)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_permissions(target))
        Path(temporary).replace(target)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise


def load_file(path: str | os.PathLike[str]) -> dict[str, np.ndarray[Any, Any]]:
    """Read every array of a file by its name. Raises FileFormatError, naming what is wrong."""
    target = Path(path)
    try:
        if target.is_dir():
            raise _problem(target, "it is a directory")
        size = target.stat().st_size
        with target.open("rb") as file:
            header, room = _header(file, size, target)
    except OSError as error:
        raise _problem(target, error.strerror or str(error)) from error
    _check(header, room, target)
    try:
        return safetensors.numpy.load_file(target)
    except (safetensors.SafetensorError, KeyError, ValueError) as error:
        raise _problem(target, str(error)) from error


def _array(value: Any) -> np.ndarray[Any, Any]:
    return np.asarray(move(value.detach().array, CPU) if isinstance(value, Tensor) else value)


def _permissions(target: Path) -> int:
    """Those of the file that is replaced, else what a new file gets."""
    try:
        return target.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _header(file: Any, size: int, path: Path) -> tuple[dict[str, Any], int]:
    """What a file declares, and how many bytes of tensors follow."""
    start = file.read(8)
    length = int.from_bytes(start, "little")
    if len(start) < 8 or length > min(size - 8, _LARGEST_HEADER):
        raise _problem(path, "its header is cut off or is not one")
    try:
        header = json.loads(file.read(length))
    except (ValueError, RecursionError) as error:
        raise _problem(path, "its header is not JSON") from error
    if not isinstance(header, dict):
        raise _problem(path, "its header is not a list of tensors")
    return header, size - 8 - length


def _check(header: dict[str, Any], room: int, path: Path) -> None:
    """FileFormatError unless every declared tensor lies inside the file with its declared size."""
    header.pop("__metadata__", None)
    for name, entry in header.items():
        try:
            begin, end = entry["data_offsets"]
            needed = prod(entry["shape"]) * _SIZES[entry["dtype"]]
            sound = (
                0 <= begin <= end <= room
                and needed == end - begin
                and min(entry["shape"], default=0) >= 0
            )
        except (KeyError, TypeError, ValueError) as error:
            raise _problem(path, f"the entry {name} is malformed or of an unknown dtype") from error
        if not sound:
            raise _problem(path, f"the entry {name} does not lie inside the file")


def _problem(path: Path, reason: str) -> FileFormatError:
    return FileFormatError(
        "{path} cannot be read as weights: {reason}",
        path=str(path),
        reason=reason,
        expected="a .safetensors file",
        mend="Choose a file of saved weights, or save the weights again",
    )


guard(globals())
