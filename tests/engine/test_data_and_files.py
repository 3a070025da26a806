"""Data sets, batches, splits, and weights in files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import engine
from engine.backend import Generator
from engine.data import DataLoader, Dataset, TensorDataset, random_split, stratified_split
from engine.errors import FileFormatError, ShapeError, ValueRangeError
from engine.files import load_file, save_file


def _numbered(count: int) -> TensorDataset:
    return TensorDataset(engine.arange(count), engine.arange(count) * 10)


def test_an_epoch_holds_every_sample_once_and_a_seed_repeats_it() -> None:
    loader = DataLoader(_numbered(10), batch_size=4, shuffle=True, generator=Generator(3))
    first = [x.numpy().tolist() for x, _ in loader]
    second = [x.numpy().tolist() for x, _ in loader]
    again = DataLoader(_numbered(10), batch_size=4, shuffle=True, generator=Generator(3))
    assert [len(batch) for batch in first] == [4, 4, 2]
    assert sorted(n for batch in first for n in batch) == list(range(10))
    assert first != second
    assert first == [x.numpy().tolist() for x, _ in again]
    assert len(DataLoader(_numbered(10), 4, drop_last=True)) == 2


def test_samples_of_a_written_data_set_are_stacked() -> None:
    class Squares(Dataset):
        def __getitem__(
            self, index: int
        ) -> tuple[np.ndarray[tuple[int], np.dtype[np.float32]], int]:
            return np.full(2, index**2, np.float32), index

        def __len__(self) -> int:
            return 5

    x, y = next(iter(DataLoader(Squares(), batch_size=3)))
    assert x.shape == (3, 2)
    assert y.numpy().tolist() == [0, 1, 2]


def test_a_split_by_chance_shares_out_every_sample() -> None:
    parts = random_split(_numbered(10), [0.75, 0.25], Generator(0))
    assert [len(part) for part in parts] == [8, 2]
    assert sorted(
        int(x.item()) for part in parts for x, _ in (part[i] for i in range(len(part)))
    ) == list(range(10))
    assert [len(part) for part in random_split(_numbered(5), [2, 3])] == [2, 3]
    with pytest.raises(ValueRangeError):
        random_split(_numbered(5), [2, 2])


def test_a_stratified_split_keeps_the_share_of_every_class() -> None:
    labels = np.repeat([0, 1, 2], [50, 30, 2])
    rest, part = stratified_split(labels, 0.2, Generator(1))
    assert sorted([*rest, *part]) == list(range(82))
    assert [int((labels[part] == c).sum()) for c in range(3)] == [10, 6, 1]


def test_tensors_of_unequal_length_are_no_data_set() -> None:
    with pytest.raises(ShapeError):
        TensorDataset(engine.zeros(3), engine.zeros(4))
    with pytest.raises(ValueRangeError):
        DataLoader(_numbered(3), batch_size=0)


# ---- files


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    arrays = {
        "a": np.arange(6, dtype=np.float32).reshape(2, 3).T,
        "b": np.array(3, dtype=np.int64),
        "c": np.zeros((0, 2)),
        "d": np.array([True, False]),
    }
    save_file({**arrays, "t": engine.ones(2)}, tmp_path / "w.safetensors", {"made": "here"})
    loaded = load_file(tmp_path / "w.safetensors")
    np.testing.assert_array_equal(loaded.pop("t"), [1, 1])
    for name, array in arrays.items():
        assert loaded[name].dtype == array.dtype
        assert loaded[name].shape == array.shape
        np.testing.assert_array_equal(loaded[name], array)
    assert [path.name for path in tmp_path.iterdir()] == ["w.safetensors"]


def test_a_save_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    save_file({"a": np.ones(2)}, path)
    with pytest.raises(Exception):  # noqa: B017  whatever the array library says
        save_file({"a": np.array(["text"])}, path)
    np.testing.assert_array_equal(load_file(path)["a"], [1, 1])
    assert len(list(tmp_path.iterdir())) == 1


def _file(header: object, body: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"short",
        b"\xff" * 40,
        _file(b"not json"),
        _file([1, 2]),
        _file({"a": 3}),
        _file({"a": {"dtype": "F32", "shape": [1 << 40], "data_offsets": [0, 1 << 42]}}),
        _file({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}, b"1234"),
        _file({"a": {"dtype": "F99", "shape": [1], "data_offsets": [0, 4]}}, b"1234"),
        _file({"a": {"dtype": "F32", "shape": [-1, -1], "data_offsets": [0, 4]}}, b"1234"),
    ],
)
def test_a_file_of_anything_else_is_told_and_left(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "w.safetensors"
    path.write_bytes(content)
    with pytest.raises(FileFormatError) as caught:
        load_file(path)
    assert "w.safetensors" in str(caught.value)
    assert path.read_bytes() == content


def test_a_directory_and_a_missing_file_are_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.safetensors"):
        with pytest.raises(FileFormatError):
            load_file(path)
