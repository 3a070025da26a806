"""The engine beside what PyTorch computed once: needs no PyTorch.

`python -m tests.engine.make_vectors` stores samples and results; the tests of `oracle/` compare
with PyTorch itself, and the last test here says when what is stored has become old.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import engine
from engine import nn, optim
from engine.optim import lr_scheduler
from tests.engine.oracle import functions, modules, trajectories
from tests.engine.oracle.comparison import array, assert_same, gradients, tensors_in
from tests.engine.oracle.stored import FOLDER, Reader, Writer

FUNCTIONS, LAYERS, OPTIMIZERS = Reader("functions"), Reader("layers"), Reader("optimizers")


def by_name(reader: Reader) -> list[Any]:
    """The cases of each name, as one test."""
    cases: dict[str, list[Any]] = defaultdict(list)
    for case in reader.cases:
        cases[case["name"]].append(case)
    return [pytest.param(found, id=name) for name, found in cases.items()]


def assert_stored(case: Any, output: Any, leaves: list[Any]) -> None:
    """Results and vector-Jacobian products are the stored ones; none of them counts as zero."""
    made, expected = list(tensors_in(output)), case["results"]
    if isinstance(expected, dict):
        plain = expected["plain"]
        assert output == plain or (output != output and plain != plain)
        return
    assert len(made) == len(expected), "another number of results"
    for ours, theirs in zip(made, expected, strict=True):
        assert_same(array(ours), theirs)
    live = [tensor for tensor in made if tensor.requires_grad]
    if not case["gradients"]:
        return
    for ours, theirs, leaf in zip(
        gradients(engine, live, leaves), case["gradients"], leaves, strict=True
    ):
        zero = np.zeros(leaf.shape, leaf.dtype)
        assert_same(zero if ours is None else array(ours), zero if theirs is None else theirs)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("cases", by_name(FUNCTIONS))
def test_an_operation_and_its_gradient_are_the_stored_ones(cases: list[Any]) -> None:
    for case in map(FUNCTIONS.decoded, cases):
        function = functions.mapped(case["op"])
        assert function is not None
        given, arguments, keywords = case["of"]
        leaves = [t for t in tensors_in(case["of"]) if t.requires_grad]
        assert_stored(case, function(given, *arguments, **keywords), leaves)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("cases", by_name(LAYERS))
def test_a_layer_its_gradients_and_its_state_are_the_stored_ones(cases: list[Any]) -> None:
    for case in map(LAYERS.decoded, cases):
        arguments, keywords = case["built"]
        layer = getattr(nn, case["layer"])(*arguments, **keywords)
        layer = layer.to(engine.float64).train(case["training"])
        assert repr(layer) == modules.text(case["text"])
        assert list(layer.state_dict()) == list(case["state"])
        layer.load_state_dict(case["state"])
        given, named = case["of"]
        output = layer(*given, **named)
        leaves = [p for p in layer.parameters() if p.requires_grad]
        leaves += [t for t in tensors_in(case["of"]) if t.requires_grad]
        assert_stored(case, output, leaves)
        for name, value in layer.state_dict().items():
            assert_same(array(value), case["after"].get(name, case["state"][name]))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("cases", by_name(OPTIMIZERS))
def test_the_way_of_an_optimizer_or_a_schedule_is_the_stored_one(cases: list[Any]) -> None:
    for case in map(OPTIMIZERS.decoded, cases):
        if "optimizer" in case:
            made = trajectories.trajectory(engine, optim, case["optimizer"], case["settings"])
            np.testing.assert_allclose(made, case["path"], rtol=1e-9, atol=1e-9)
        else:
            make = trajectories.SCHEDULES[case["schedule"]]
            rates = trajectories.rates(engine, optim, lr_scheduler, make, 40)
            np.testing.assert_allclose(rates, case["rates"], rtol=1e-9, atol=1e-12)


def test_plain_data_and_arrays_come_back_as_they_were_stored(tmp_path: Path) -> None:
    x = engine.tensor([[1.0, 2.0]], requires_grad=True)
    case = {
        "a": (x, [x, None, True, 3, 0.5, "mean"], {"dim": (1, -1), "dtype": engine.float64}),
        "b": [slice(None, 3), ..., float("inf"), np.array([True, False]), ()],
        "c": {"where": np.zeros((0, 2)), "one": np.array(2)},
    }
    writer = Writer()
    writer.add(case)
    writer.save("cases", tmp_path, "none")
    reader = Reader("cases", tmp_path)
    (made,) = map(reader.decoded, reader.cases)
    assert made["a"][0] is made["a"][1][0] and made["a"][0].requires_grad
    assert made["a"][0].tolist() == [[1.0, 2.0]]
    assert made["a"][1][1:] == case["a"][1][1:] and made["a"][2] == case["a"][2]
    assert made["b"][:3] == case["b"][:3] and made["b"][4] == ()
    assert made["b"][3].tolist() == [True, False]
    assert made["c"]["where"].shape == (0, 2) and made["c"]["one"] == 2


def test_what_is_not_plain_is_refused() -> None:
    with pytest.raises(TypeError, match="expected plain data or arrays, actual set"):
        Writer().add({"a": {1}})


def test_the_stored_files_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 4_500_000


# ---- beside PyTorch, where it is there


@pytest.fixture(scope="module")
def maker() -> Any:
    pytest.importorskip("torch")
    pytest.importorskip("expecttest")
    from tests.engine import make_vectors

    return make_vectors


def test_everything_that_is_compared_with_pytorch_is_stored(maker: Any) -> None:
    """Else: python -m tests.engine.make_vectors"""
    kept = {case["name"] for case in FUNCTIONS.cases}
    assert {op.formatted_name for op in maker.operations()} - kept == NOT_STORED
    layers = {case["name"] for case in LAYERS.cases}
    wanted = {f"{i.module_cls.__name__}-{'train' if t else 'eval'}" for i, t in maker.layers()}
    assert wanted == layers
    assert {case["name"] for case in OPTIMIZERS.cases} == {
        case["name"] for case in [*maker.of_optimizers(), *maker.of_schedules()]
    }


NOT_STORED = {
    # No sample is of a dtype that the engine has.
    "broadcast_shapes", "nn_functional_batch_norm_without_cudnn", "nn_functional_silu_complex",
    # Each sample is given an object of a class of PyTorch's.
    "nn_functional_linear_cross_entropy_chunked",
    "nn_functional_linear_cross_entropy_chunked_none",
    "nn_functional_triplet_margin_with_distance_loss",
}  # fmt: skip

FRESH = ["add", "cumsum", "nn_functional_conv2d", "sort", "nn_functional_cross_entropy"]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", FRESH)
def test_stored_operations_are_what_pytorch_computes_now(
    name: str, maker: Any, tmp_path: Path
) -> None:
    op = next(op for op in maker.operations() if op.formatted_name == name)
    assert_not_old(FUNCTIONS, list(maker.of_operation(op)), tmp_path)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["BatchNorm2d-train", "GRU-eval"])
def test_the_samples_of_stored_layers_are_pytorchs_now(
    name: str, maker: Any, tmp_path: Path
) -> None:
    kind, mode = name.split("-")
    info = next(
        i for i, t in maker.layers() if i.module_cls.__name__ == kind and t == (mode == "train")
    )
    assert_not_old(LAYERS, list(maker.of_layer(info, mode == "train")), tmp_path)


def assert_not_old(reader: Reader, cases: list[Any], folder: Path) -> None:
    """The stored cases of that name are these, to the last digits."""
    writer = Writer()
    for case in cases:
        writer.add(case)
    writer.save("now", folder, "now")
    now = Reader("now", folder)
    kept = [case for case in reader.cases if case["name"] == cases[0]["name"]]
    assert len(kept) == len(now.cases)
    for old, new in zip(map(reader.decoded, kept), map(now.decoded, now.cases), strict=True):
        assert_alike(old, new)


def assert_alike(old: Any, new: Any) -> None:
    if isinstance(new, dict):
        assert list(old) == list(new)
        old, new = list(old.values()), list(new.values())
    if isinstance(new, list | tuple):
        assert len(old) == len(new)
        for a, b in zip(old, new, strict=True):
            assert_alike(a, b)
    elif isinstance(new, np.ndarray | engine.Tensor):
        a, b = (x if isinstance(x, np.ndarray) else array(x) for x in (old, new))
        assert_same(a, b, tolerance=1e-12)
    else:
        assert old == new
