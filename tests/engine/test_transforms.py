"""Changes of pictures: torchvision's numbers, and chance that a seed repeats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine import Generator
from engine.data import DataLoader, TensorDataset, TransformedDataset
from engine.data import transforms as T
from engine.data.generator import drawing_from
from engine.data.transforms import functional as F
from engine.errors import EngineError
from engine.files import load_file
from tests.engine.transform_cases import CASES, PICTURE, VECTORS


@pytest.fixture(scope="module")
def vectors() -> dict[str, Any]:
    return load_file(VECTORS)


@pytest.mark.parametrize("name", CASES)
def test_a_change_is_torchvisions(name: str, vectors: dict[str, Any]) -> None:
    function, arguments, keywords = CASES[name]
    changed = getattr(F, function)(engine.tensor(PICTURE), *arguments, **keywords).numpy()
    assert changed.shape == vectors[name].shape
    np.testing.assert_allclose(changed, vectors[name], atol=1e-5)


def test_a_quarter_turn_moves_pixels_exactly() -> None:
    square = engine.tensor(PICTURE[:, :, :9])
    np.testing.assert_array_equal(F.rotate(square, 90).numpy(), np.rot90(square.numpy(), 1, (1, 2)))


@given(angle=st.floats(-180, 180), hue=st.floats(-0.5, 0.5))
def test_a_change_and_its_reverse_give_the_picture_back(angle: float, hue: float) -> None:
    picture = engine.tensor(PICTURE)
    back = F.adjust_hue(F.adjust_hue(picture, hue), -hue).numpy()
    np.testing.assert_allclose(back, PICTURE, atol=1e-9)
    np.testing.assert_array_equal(F.hflip(F.hflip(picture)).numpy(), PICTURE)
    assert F.rotate(picture, angle).shape == picture.shape


def test_an_8_bit_picture_becomes_shares() -> None:
    picture = T.ToTensor()(np.array([[[0, 128, 255]]], dtype=np.uint8))
    assert picture.shape == (3, 1, 1) and picture.dtype == engine.float32
    np.testing.assert_allclose(picture.numpy().ravel(), [0, 128 / 255, 1])
    assert T.ToTensor()(np.ones((4, 5), np.float32)).shape == (1, 4, 5)


EVERYTHING = T.Compose(
    [
        T.RandomResizedCrop(8, scale=(0.3, 1.0)),
        T.RandomHorizontalFlip(),
        T.RandomVerticalFlip(0.3),
        T.RandomRotation(20, "bilinear", fill=0.5),
        T.RandomAffine(10, (0.1, 0.1), (0.8, 1.2), 5),
        T.ColorJitter(0.3, 0.3, 0.3, 0.1),
        T.RandomApply([T.RandomGrayscale(1.0)], 0.2),
        T.RandomChoice([T.Pad(1), T.RandomCrop(10, padding=1)]),
        T.Resize((6, 6)),
        T.Normalize([0.5] * 3, [0.25] * 3),
    ]
)


def test_a_seed_repeats_every_random_change() -> None:
    picture = engine.tensor(PICTURE)

    def changed(seed: int) -> np.ndarray[Any, Any]:
        with drawing_from(seed):
            return EVERYTHING(picture).numpy()

    np.testing.assert_array_equal(changed(1), changed(1))
    assert not np.array_equal(changed(1), changed(2))


def test_two_runs_with_a_seed_load_the_same_bits() -> None:
    pictures = TensorDataset(engine.tensor(np.stack([PICTURE] * 9)), engine.arange(9))

    def run(workers: int) -> list[np.ndarray[Any, Any]]:
        data = TransformedDataset(pictures, EVERYTHING)
        loader = DataLoader(data, 4, True, num_workers=workers, generator=Generator(5))
        return [x.numpy() for _ in range(2) for x, _ in loader]

    for a, b, c in zip(run(0), run(0), run(3), strict=True):
        np.testing.assert_array_equal(a, b)
        np.testing.assert_array_equal(a, c)


@pytest.mark.parametrize("p", [0.0, 0.3, 1.0])
def test_a_flip_comes_as_often_as_its_chance(p: float) -> None:
    engine.manual_seed(0)
    picture = engine.tensor(np.arange(2.0).reshape(1, 1, 2))
    flips = sum(T.RandomHorizontalFlip(p)(picture).numpy()[0, 0, 0] == 1 for _ in range(400))
    assert flips / 400 == pytest.approx(p, abs=0.07)


def test_a_random_part_covers_what_it_is_told_to() -> None:
    engine.manual_seed(0)
    crop = T.RandomResizedCrop(4, scale=(0.2, 0.5), ratio=(0.5, 2.0))
    picture = engine.zeros(1, 100, 120)
    for _ in range(50):
        top, left, height, width = crop.part(picture)
        assert 0 <= top <= 100 - height and 0 <= left <= 120 - width
        assert 0.19 < height * width / 12000 < 0.51
        assert 0.48 < width / height < 2.08


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (lambda: F.hflip(engine.zeros(3, 4)), "channels"),
        (lambda: F.rgb_to_grayscale(engine.zeros(1, 2, 2)), "3 channels"),
        (lambda: F.adjust_hue(engine.zeros(3, 2, 2), 0.7), "0.5"),
        (lambda: F.normalize(engine.zeros(1, 2, 2), [0], [0]), "above 0"),
        (lambda: F.pad(engine.zeros(1, 2, 2), [1, 2, 3]), "1, 2 or 4"),
        (lambda: F.pad(engine.zeros(1, 2, 2), 1, padding_mode="wrap"), "symmetric"),
        (lambda: F.affine(engine.zeros(1, 2, 2), 0, [0, 0], 0, [0, 0]), "above 0"),
        (lambda: T.ToTensor()(np.zeros((2, 2), np.int32)), "uint8"),
        (lambda: T.ToTensor()(np.zeros(4, np.uint8)), "two or three"),
        (lambda: T.RandomCrop(5)(engine.zeros(1, 3, 3)), "5×5"),
        (lambda: T.RandomHorizontalFlip(2), "0 to 1"),
        (lambda: T.RandomResizedCrop(4, scale=(0, 1)), "0 < low"),
        (lambda: T.ColorJitter(brightness=-1), "0"),
        (lambda: T.RandomRotation((5, 1)), "low, high"),
        (lambda: T.RandomChoice([T.Pad(1)], [0.5, 0.5]), "1 weights"),
        (lambda: T.CenterCrop(0), "1 or more"),
    ],
)
def test_wrong_input_is_told(wrong: Callable[[], object], word: str) -> None:
    with pytest.raises(EngineError, match=word):
        wrong()
