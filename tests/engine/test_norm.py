"""Normalisation: running statistics, single steps, and inputs that do not fit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import engine
import engine.nn.functional as F
from engine import nn, program
from engine.errors import ShapeError, ValueRangeError

Array = np.ndarray[Any, Any]


def numbers(*shape: int, seed: int = 0) -> Array:
    return np.random.default_rng(seed).normal(size=shape)


# ---- what a student steps over


def steps(module: nn.Module, shape: tuple[int, ...]) -> list[str]:
    def run(x: engine.Tensor) -> dict[str, engine.Tensor]:
        y = module(x)
        y.sum().backward()
        return {"y": y}

    graph = program.trace(run, {"x": (shape, engine.float64)}, requires_grad=["x"])
    return [step.primitive.name for step in graph.steps]


@pytest.mark.parametrize(
    ("module", "shape", "name"),
    [
        (nn.BatchNorm2d(4), (3, 4, 5, 2), "batch_norm"),
        (nn.LayerNorm(5), (3, 4, 5), "layer_norm"),
        (nn.GroupNorm(2, 4), (3, 4, 5), "group_norm"),
        (nn.InstanceNorm1d(4, affine=True), (3, 4, 5), "instance_norm"),
    ],
)
def test_it_is_one_step_forward_and_one_back_for_each_operand(
    module: nn.Module, shape: tuple[int, ...], name: str
) -> None:
    made = steps(module.double(), shape)
    assert made.count(name) == made.count(f"{name}_input") == made.count(f"{name}_weight") == 1
    rest = set(made) - {name, f"{name}_input", f"{name}_weight"}
    assert rest <= {"sum", "expand", "reshape", "ones_like", "running_average", "add"}


# ---- running statistics


def trained(library: Any, kind: str, how: dict[str, Any], batches: list[Array]) -> dict[str, Array]:
    module = getattr(library, kind)(3, **how).double()
    for batch in batches:
        y = module(engine.tensor(batch) if library is nn else library_tensor(batch))
    state = {k: np.array(v.detach().numpy()) for k, v in module.state_dict().items()}
    module.eval()
    y = module(engine.tensor(batches[0]) if library is nn else library_tensor(batches[0]))
    return {**state, "y": y.detach().numpy()}


def library_tensor(array: Array) -> Any:
    import torch

    return torch.tensor(array)


@pytest.mark.parametrize("how", [{}, {"momentum": None}, {"momentum": 0.7}, {"affine": True}])
@pytest.mark.parametrize("kind", ["BatchNorm1d", "InstanceNorm1d"])
def test_running_statistics_follow_pytorchs(kind: str, how: dict[str, Any]) -> None:
    torch = pytest.importorskip("torch")
    batches = [numbers(4, 3, 5, seed=n) * (n + 1) + n for n in range(4)]
    how = {"track_running_stats": True, **how}
    ours, theirs = (trained(library, kind, how, batches) for library in (nn, torch.nn))
    assert ours.keys() == theirs.keys()
    for key, value in theirs.items():
        np.testing.assert_allclose(ours[key], value, rtol=1e-12, atol=1e-12, err_msg=key)


def test_an_empty_batch_passes_and_moves_nothing() -> None:
    module = nn.BatchNorm2d(3)
    x = engine.zeros(0, 3, 2, 2, requires_grad=True)
    y = module(x)
    y.sum().backward()
    assert y.shape == (0, 3, 2, 2)
    np.testing.assert_array_equal(module.running_mean.numpy(), 0)
    np.testing.assert_array_equal(module.running_var.numpy(), 1)
    np.testing.assert_array_equal(module.weight.grad.numpy(), 0)


def test_half_precision_does_not_overflow_in_the_squares() -> None:
    x = engine.tensor((numbers(8, 2, 64) * 500).astype("float16"))
    for y in (F.batch_norm(x, None, None, training=True), F.layer_norm(x, 64), F.rms_norm(x, 64)):
        assert y.dtype == engine.float16
        assert y.numpy().astype("float64").std() == pytest.approx(1, abs=0.02)


# ---- the same from parts


def test_instance_norm_is_group_norm_of_single_channels() -> None:
    x = engine.tensor(numbers(2, 4, 3, 3))
    np.testing.assert_allclose(F.instance_norm(x).numpy(), F.group_norm(x, 4).numpy())


def test_rms_norm_without_eps_takes_the_spacing_of_its_dtype() -> None:
    x = np.full((1, 2), 1e-8)
    expected = x / np.sqrt(1e-16 + np.finfo("float64").eps)
    np.testing.assert_allclose(F.rms_norm(engine.tensor(x), 2).numpy(), expected)


@pytest.mark.parametrize("p", [1.0, 2.0, 3.0, float("inf")])
def test_normalize_gives_vectors_of_length_one_and_leaves_zeros(p: float) -> None:
    x = numbers(5, 3)
    x[2] = 0
    y = F.normalize(engine.tensor(x), p).numpy()
    np.testing.assert_allclose(np.linalg.norm(y, p, axis=1), [1, 1, 0, 1, 1])


def test_second_derivatives_of_a_whole_layer_agree_with_pytorchs() -> None:
    torch = pytest.importorskip("torch")
    x, w = numbers(4, 3, 5), numbers(5, seed=1)
    found = []
    for library, functional in ((engine, F), (torch, torch.nn.functional)):
        a = library.tensor(x, requires_grad=True)
        b = library.tensor(w, requires_grad=True)
        y = functional.layer_norm(a, (5,), b)
        (first,) = library.autograd.grad((y * y * y).sum(), a, create_graph=True)
        seconds = library.autograd.grad((first * first).sum(), [a, b])
        found.append([s.detach().numpy() for s in seconds])
    for ours, theirs in zip(*found, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)


# ---- what does not fit


@pytest.mark.parametrize(
    ("module", "shape", "match"),
    [
        (nn.BatchNorm2d(8), (2, 16, 4, 4), "N×8×height×width; got 2×16.*Set num_features to 16"),
        (nn.BatchNorm2d(8), (2, 8, 4), "N×8×height×width; got 2×8×4"),
        (nn.BatchNorm1d(8), (2, 4, 8), "N×8 or N×8×length; got 2×4×8; Set num_features to 4"),
        (nn.BatchNorm1d(8), (1, 8), "more than one value.*a batch of 2 or more"),
        (nn.InstanceNorm2d(8, affine=True), (2, 4, 3, 3), "Set num_features to 4"),
        (nn.InstanceNorm1d(8), (2, 8, 1), "more than one value for each channel"),
        (nn.LayerNorm(8), (2, 4), "expected …×8; got 2×4; Set normalized_shape to \\(4,\\)"),
        (nn.LayerNorm((3, 8)), (8,), "expected …×3×8; got 8"),
        (nn.RMSNorm(8), (2, 4), "Set normalized_shape"),
        (nn.GroupNorm(2, 8), (2, 6, 3), "one number for each channel.*expected 6; got 8"),
        (nn.GroupNorm(4, 8, affine=False), (2, 6, 3), "6 channels do not divide into 4 groups"),
        (nn.GroupNorm(4, 4), (1, 4), "more than one value for each group"),
        (nn.LocalResponseNorm(2), (2, 4), "batch × channels × length"),
        (nn.Linear(8, 2), (3, 5), "expected …×8; got 3×5; Set in_features to 5"),
        (nn.Dropout1d(), (3,), "N×channels×length"),
        (nn.Dropout2d(), (3,), "batch × features"),
    ],
)  # fmt: skip
def test_the_error_says_what_was_expected_and_how_to_mend_it(
    module: nn.Module, shape: tuple[int, ...], match: str
) -> None:
    with pytest.raises(ShapeError, match=match):
        module(engine.zeros(*shape))


def test_a_bilinear_layer_names_the_input_that_does_not_fit() -> None:
    module = nn.Bilinear(3, 4, 2)
    with pytest.raises(ShapeError, match=r"4 features as input 2.*Set in2_features to 5"):
        module(engine.zeros(6, 3), engine.zeros(6, 5))
    with pytest.raises(ShapeError, match="differ in their last dimension only"):
        module(engine.zeros(6, 3), engine.zeros(5, 4))


@pytest.mark.parametrize(
    ("build", "match"),
    [
        (lambda: nn.GroupNorm(3, 8), "8 channels do not divide into 3 groups"),
        (lambda: nn.BatchNorm2d(0), "num_features cannot be 0"),
        (lambda: nn.LayerNorm((3, -1)), "normalized_shape cannot be"),
        (lambda: nn.LocalResponseNorm(0), "size cannot be 0"),
        (lambda: nn.Dropout(1.5), "expected 0 to 1"),
        (lambda: F.batch_norm(engine.zeros(2, 3), None, None), "Evaluation needs running"),
        (
            lambda: F.batch_norm(engine.zeros(2, 3), None, None, training=True, eps=0.0),
            "eps is positive",
        ),
    ],
)
def test_settings_that_make_no_sense_are_refused(build: Any, match: str) -> None:
    with pytest.raises(ValueRangeError, match=match):
        build()
