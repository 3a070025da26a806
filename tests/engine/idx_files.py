"""IDX files for tests: what `engine.data.read_idx` reads."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Any

import numpy as np

# A folder with the files of MNIST, for those who have them; no test needs it.
MNIST = Path(os.environ.get("MNIST_FOLDER", "no MNIST here"))

CODES = {"uint8": 8, "int8": 9, "int16": 11, "int32": 12, "float32": 13, "float64": 14}


def idx_bytes(array: np.ndarray[Any, Any]) -> bytes:
    """The array as the content of an IDX file."""
    magic = bytes([0, 0, CODES[array.dtype.name], array.ndim])
    sizes = np.array(array.shape, ">u4").tobytes()
    return magic + sizes + array.astype(array.dtype.newbyteorder(">")).tobytes()


def write_idx(path: Path, array: np.ndarray[Any, Any]) -> Path:
    """Write the array as IDX, with gzip where the name ends in .gz."""
    content = idx_bytes(array)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path
