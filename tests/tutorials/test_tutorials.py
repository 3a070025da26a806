"""The usual tutorials: they train to a stated result, and PyTorch runs the same text.

The scripts beside this file are what a user writes. Here they are trained on small data. Then their
text is run on PyTorch, with its import lines changed, from the same weights: the losses agree.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import engine
from engine import nn
from tests.engine.idx_files import MNIST, write_idx
from tests.tutorials import digits_cnn, linear_regression, names_rnn, tiny_gpt

HERE = Path(__file__).parent
STEPS = 20


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The 8×8 digits of scikit-learn as 28×28 pictures, in files like those of MNIST."""
    from sklearn.datasets import load_digits

    bunch = load_digits()
    images = np.kron(bunch.images * 255 / 16, np.ones((3, 3)))
    images = np.pad(images, ((0, 0), (2, 2), (2, 2))).astype(np.uint8)
    order = np.random.default_rng(0).permutation(len(images))
    return _folder(tmp_path_factory, images[order], bunch.target[order].astype(np.uint8), 1280)


def _folder(
    factory: pytest.TempPathFactory, images: np.ndarray, labels: np.ndarray, count: int
) -> Path:
    folder = factory.mktemp("digits")
    for part, rows in (("train", slice(count)), ("t10k", slice(count, None))):
        write_idx(folder / f"{part}-images-idx3-ubyte.gz", images[rows])
        write_idx(folder / f"{part}-labels-idx1-ubyte.gz", labels[rows])
    return folder


@pytest.fixture(autouse=True)
def seeded() -> Iterator[None]:
    with engine.backend.seeded(0):
        yield


# ---- results


def test_linear_regression_finds_the_line_of_least_squares() -> None:
    model, losses = linear_regression.train()
    x, y = (points.numpy()[:, 0] for points in linear_regression.make_points())
    slope, offset = np.polyfit(x, y, 1)
    assert model.weight.item() == pytest.approx(slope, abs=1e-4)
    assert model.bias.item() == pytest.approx(offset, abs=1e-4)
    assert model.weight.item() == pytest.approx(2, abs=0.02)
    assert model.bias.item() == pytest.approx(1, abs=0.02)
    assert losses[-1] < 0.003 < losses[0]


@pytest.mark.slow
def test_a_convolutional_network_reads_digits_from_idx_files(digits: Path) -> None:
    model, losses = digits_cnn.train(digits, epochs=10)
    assert len(losses) == 200
    assert digits_cnn.accuracy(model, digits_cnn.load(digits, "t10k")) >= 0.95


@pytest.mark.slow
@pytest.mark.skipif(not MNIST.is_dir(), reason="MNIST_FOLDER names no folder")
def test_a_convolutional_network_reads_digits_of_mnist(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    images = engine.data.read_idx(MNIST / "t10k-images-idx3-ubyte.gz")
    labels = engine.data.read_idx(MNIST / "t10k-labels-idx1-ubyte.gz")
    folder = _folder(tmp_path_factory, images, labels, 8000)
    model, _ = digits_cnn.train(folder, epochs=2)
    assert digits_cnn.accuracy(model, digits_cnn.load(folder, "t10k")) >= 0.95


@pytest.mark.slow
def test_a_recurrent_network_tells_the_language_of_names() -> None:
    model, _ = names_rnn.train()
    assert names_rnn.accuracy(model, held_out=False) >= 0.98
    assert names_rnn.accuracy(model, held_out=True) >= 0.8
    assert names_rnn.predict(model, ["Tarantelli", "Markowski"]) == ["Italian", "Polish"]


@pytest.mark.slow
def test_a_tiny_gpt_learns_to_write_the_sentences_of_its_text() -> None:
    model, losses = tiny_gpt.train()
    assert losses[0] > 3
    assert np.mean(losses[-10:]) < 0.35
    words = tiny_gpt.write(model).split()[:-1]  # the last may be cut off
    known = set(tiny_gpt.TEXT.split())
    assert np.mean([word in known for word in words]) >= 0.85


def test_a_script_runs_as_a_user_starts_it() -> None:
    command = [sys.executable, "-m", "tests.tutorials.linear_regression"]
    answer = subprocess.run(
        command, cwd=HERE.parents[1], capture_output=True, text=True, check=True
    )
    assert "y = " in answer.stdout


def test_importing_the_engine_brings_its_layers_and_optimizers() -> None:
    code = "import engine; engine.optim.SGD(engine.nn.Linear(1, 1).parameters(), lr=engine.pi)"
    subprocess.run([sys.executable, "-c", code], cwd=HERE.parents[1], check=True)


def test_with_one_seed_two_trainings_are_the_same(digits: Path) -> None:
    def losses() -> list[float]:
        with engine.backend.seeded(1):
            return [
                *digits_cnn.train(digits, epochs=1, batch_size=256)[1],
                *names_rnn.train(steps=3)[1],
                *tiny_gpt.train(steps=2)[1],
            ]

    assert losses() == losses()


# ---- the same text on PyTorch

IMPORTS = {
    "import engine": "import torch as engine",
    "import engine.nn.functional as F": "import torch.nn.functional as F",
    "from engine import nn, optim": "from torch import nn, optim",
    "from engine.data import DataLoader, TensorDataset, read_idx": (
        "from torch.utils.data import DataLoader, TensorDataset; from engine.data import read_idx"
    ),
    "from engine.nn.utils.rnn import pack_padded_sequence, pad_sequence": (
        "from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence"
    ),
}


def on_torch(script: ModuleType) -> ModuleType:
    """The script with its import lines changed, and no other line."""
    path = Path(str(script.__file__))
    lines = path.read_text(encoding="utf-8").splitlines()
    changed = [IMPORTS.get(line, line) for line in lines]
    for old, new in zip(lines, changed, strict=True):
        assert old == new or old.startswith(("import ", "from "))
    module = ModuleType(f"{script.__name__}_on_torch")
    exec(compile("\n".join(changed), str(path), "exec"), module.__dict__)
    return module


@pytest.fixture
def in_float64() -> Iterator[None]:
    torch = pytest.importorskip("torch")
    before = engine.get_default_dtype(), torch.get_default_dtype()
    engine.set_default_dtype(engine.float64)
    torch.set_default_dtype(torch.float64)
    yield
    engine.set_default_dtype(before[0])
    torch.set_default_dtype(before[1])


def agree(mine: nn.Module, script: ModuleType, theirs: object, **arguments: object) -> None:
    """Both networks, from the same weights, have the same losses and end with the same weights."""
    import torch

    state = {name: torch.from_numpy(t.numpy().copy()) for name, t in mine.state_dict().items()}
    theirs.load_state_dict(state)  # type: ignore[attr-defined]
    _, losses = script.train(model=mine, **arguments)
    _, expected = on_torch(script).train(model=theirs, **arguments)
    assert len(losses) == STEPS
    np.testing.assert_allclose(losses, expected, rtol=1e-8, atol=1e-8)
    for name, value in theirs.state_dict().items():  # type: ignore[attr-defined]
        found = mine.state_dict()[name].numpy()
        np.testing.assert_allclose(found, value.numpy(), rtol=1e-6, atol=1e-6)
    assert losses[-1] < losses[0]


@pytest.mark.usefixtures("in_float64")
def test_linear_regression_is_the_same_on_pytorch() -> None:
    import torch

    agree(nn.Linear(1, 1), linear_regression, torch.nn.Linear(1, 1), steps=STEPS)


@pytest.mark.usefixtures("in_float64")
def test_the_network_for_digits_is_the_same_on_pytorch(digits: Path) -> None:
    mine, theirs = digits_cnn.Network(), on_torch(digits_cnn).Network()
    for model in (mine, theirs):
        model.dropout.p = 0.0  # the two draw differently
    agree(mine, digits_cnn, theirs, folder=digits, epochs=1, shuffle=False)


@pytest.mark.usefixtures("in_float64")
def test_the_network_for_names_is_the_same_on_pytorch() -> None:
    agree(names_rnn.Network(), names_rnn, on_torch(names_rnn).Network(), steps=STEPS)


@pytest.mark.usefixtures("in_float64")
def test_the_tiny_gpt_is_the_same_on_pytorch() -> None:
    agree(tiny_gpt.GPT(), tiny_gpt, on_torch(tiny_gpt).GPT(), steps=STEPS)


@pytest.mark.parametrize(
    "script", [linear_regression, digits_cnn, names_rnn, tiny_gpt], ids=lambda s: s.__name__
)
def test_every_line_that_names_the_engine_is_an_import_line(script: ModuleType) -> None:
    text = Path(str(script.__file__)).read_text(encoding="utf-8")
    named = [line for line in text.splitlines() if "import" in line.split() and "engine" in line]
    assert set(named) <= set(IMPORTS)
