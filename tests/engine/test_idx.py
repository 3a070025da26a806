"""IDX files: what is written is what is read, and nothing else is believed."""

from __future__ import annotations

import gzip
import tempfile
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import engine
from engine.data import read_idx
from engine.errors import FileFormatError
from tests.engine.idx_files import CODES, MNIST, idx_bytes, write_idx

SMALL = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)


@given(
    st.sampled_from(sorted(CODES)).flatmap(
        lambda name: arrays.arrays(
            name, arrays.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=4)
        )
    ),
    st.sampled_from(["a.idx", "a.gz"]),
)
def test_what_is_written_is_what_is_read(array: np.ndarray[Any, Any], name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = read_idx(write_idx(Path(folder) / name, array))
    assert found.dtype == array.dtype
    assert found.dtype.isnative
    assert found.shape == array.shape
    assert found.flags.writeable
    np.testing.assert_array_equal(found, array)


def test_gzip_is_known_by_its_first_bytes_not_by_the_name(tmp_path: Path) -> None:
    path = tmp_path / "train-images-idx3-ubyte"
    path.write_bytes(gzip.compress(idx_bytes(SMALL)))
    np.testing.assert_array_equal(read_idx(str(path)), SMALL)


def test_pictures_and_labels_become_tensors_as_the_docstring_says(tmp_path: Path) -> None:
    images = engine.tensor(read_idx(write_idx(tmp_path / "x", SMALL)) / 255, dtype=engine.float32)
    labels = engine.tensor(read_idx(write_idx(tmp_path / "y", SMALL[0, 0])).astype(int))
    assert images.shape == (2, 3, 4)
    assert images.dtype == engine.float32
    assert labels.dtype == engine.int64
    assert labels.tolist() == [0, 1, 2, 3]


WHOLE = idx_bytes(SMALL)
HUGE = bytes([0, 0, 8, 3]) + b"\xff" * 12


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "missing"),
        (b"\0\0\x08", "00 00 08"),
        (b"\x89PNG\r\n\x1a\n" * 4, "89 50 4e 47"),
        (b"\0\0\x07" + WHOLE[3:], "00 00 07 03"),
        (b"\0\1" + WHOLE[2:], "00 01 08 03"),
        (b"\0\0\x08\0" + WHOLE[4:], "0 sizes"),
        (b"\0\0\x08\xff" + WHOLE[4:], "255 sizes"),
        (WHOLE[:10], "3 sizes"),
        (WHOLE[:-1], "cut off"),
        (WHOLE + b"!", "follows"),
        (HUGE, ""),
        (HUGE + b"abc", ""),
        (b"\0\0\x0e\x20" + b"\xff" * 128, ""),
    ],
)
def test_any_other_file_is_told_and_nothing_large_is_allocated(
    tmp_path: Path, content: bytes, told: str, packed: bool
) -> None:
    path = tmp_path / "digits"
    path.write_bytes(gzip.compress(content) if packed else content)
    tracemalloc.start()
    try:
        with pytest.raises(FileFormatError) as caught:
            read_idx(path)
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()
    assert "digits" in str(caught.value)
    assert told in str(caught.value)


def test_sizes_of_which_one_is_nought_hold_nothing(tmp_path: Path) -> None:
    path = tmp_path / "digits"
    path.write_bytes(bytes([0, 0, 8, 3]) + bytes(4) + b"\0\0\0\x1c" * 2)
    assert read_idx(path).shape == (0, 28, 28)
    path.write_bytes(bytes([0, 0, 8, 4]) + bytes(4) + b"\xff" * 12)
    with pytest.raises(FileFormatError):
        read_idx(path)


@pytest.mark.parametrize("place", [0, 5, 12, 30, -6])
def test_a_damaged_gzip_file_is_told(tmp_path: Path, place: int) -> None:
    packed = bytearray(gzip.compress(idx_bytes(np.arange(200, dtype=np.int32))))
    packed[place] ^= 0xFF
    path = tmp_path / "digits.gz"
    path.write_bytes(packed)
    try:
        found = read_idx(path)
    except FileFormatError:
        return
    np.testing.assert_array_equal(found, np.arange(200))  # a byte that says nothing, as the time


def test_a_gzip_file_that_is_cut_off_is_told(tmp_path: Path) -> None:
    packed = gzip.compress(idx_bytes(np.arange(200, dtype=np.int32)))
    path = tmp_path / "digits.gz"
    for length in (2, 9, 20, len(packed) // 2, len(packed) - 9, len(packed) - 1):
        path.write_bytes(packed[:length])
        with pytest.raises(FileFormatError):
            read_idx(path)


@pytest.mark.slow
@pytest.mark.parametrize("honest", [True, False])
def test_a_gzip_bomb_is_told_and_takes_no_memory(tmp_path: Path, honest: bool) -> None:
    """Half a gigabyte of noughts in half a megabyte, whether or not the header says so."""
    count = 1 << 29
    header = idx_bytes(np.zeros(0, np.uint8))[:4] + (count if honest else 5).to_bytes(4, "big")
    path = tmp_path / "bomb.gz"
    with gzip.open(path, "wb", compresslevel=6) as file:
        file.write(header)
        for _ in range(count >> 20):
            file.write(bytes(1 << 20))
    tracemalloc.start()
    try:
        with pytest.raises(FileFormatError):
            read_idx(path)
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


def test_a_folder_and_a_missing_file_are_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(FileFormatError):
            read_idx(path)


@pytest.mark.skipif(not MNIST.is_dir(), reason="MNIST_FOLDER names no folder")
def test_the_files_of_mnist_are_read() -> None:
    images = read_idx(MNIST / "t10k-images-idx3-ubyte.gz")
    labels = read_idx(MNIST / "t10k-labels-idx1-ubyte.gz")
    assert images.shape == (10_000, 28, 28)
    assert labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert np.bincount(labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
