"""NaN, half precision and the batch as a size: where numbers and shapes are at their edge."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import engine
from engine import ops
from engine.dims import N
from engine.errors import DTypeError, ValueRangeError
from engine.nn import functional as F
from engine.program import Plan, trace


def test_what_broadcasting_stretched_is_summed_in_single_precision() -> None:
    bias = engine.zeros(1, 2, dtype=engine.float16, requires_grad=True)
    (engine.ones(5000, 2, dtype=engine.float16) + bias).sum().backward()
    assert bias.grad is not None
    assert bias.grad.dtype == engine.float16
    assert bias.grad.tolist() == [[5000.0, 5000.0]]


def test_relu_hands_its_gradient_on_where_the_input_is_not_a_number() -> None:
    x = engine.tensor([float("nan"), -1.0, 0.0, 2.0], requires_grad=True)
    F.relu(x).sum().backward()
    assert x.grad is not None
    assert x.grad.tolist() == [1.0, 0.0, 0.0, 1.0]


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_the_maximum_of_a_window_that_holds_nan_is_its_last_nan(rank: int) -> None:
    torch = pytest.importorskip("torch")
    values = np.random.default_rng(rank).normal(size=(1, 2, *(5,) * rank))
    values.reshape(-1)[[1, 2, 7]] = np.nan
    ours = engine.tensor(values, requires_grad=True)
    theirs = torch.tensor(values, requires_grad=True)
    pooled: Any = getattr(F, f"max_pool{rank}d")(ours, 3, 1, return_indices=True)
    wanted = getattr(torch.nn.functional, f"max_pool{rank}d")(theirs, 3, 1, return_indices=True)
    np.testing.assert_array_equal(pooled[0].detach().numpy(), wanted[0].detach().numpy())
    np.testing.assert_array_equal(pooled[1].numpy(), wanted[1].numpy())
    pooled[0].sum().backward()
    wanted[0].sum().backward()
    assert ours.grad is not None
    np.testing.assert_array_equal(ours.grad.numpy(), theirs.grad.numpy())


def test_a_number_beside_tensors_has_the_widest_of_their_dtypes() -> None:
    mask, wide = engine.tensor([True, False]), engine.zeros(2, dtype=engine.float64)
    assert ops.where(mask, 0.1, wide).tolist() == [0.1, 0.0]
    assert ops.where(engine.tensor(True), 0.1, engine.tensor(0.0, dtype=engine.float64)) == 0.1


def test_half_precision_is_rounded_once_by_sinc() -> None:
    x = engine.tensor([1.0, 2.0, 104.0, 65504.0], dtype=engine.float16)
    wanted = np.sinc(x.numpy().astype(np.float64)).astype(np.float16)
    np.testing.assert_allclose(engine.sinc(x).numpy(), wanted, atol=1e-6)


def test_with_the_batch_as_a_size_there_is_a_shape_only() -> None:
    row = engine.ones(1, 3)
    assert row.expand(N, 3).is_meta
    assert row.expand(N, 3).shape == (N, 3)
    assert engine.zeros(N, 3).is_meta
    assert engine.full((N, 2), 1.0).shape == (N, 2)
    assert engine.rand(N, 2).shape == (N, 2)


@pytest.mark.parametrize("make", [engine.tensor, engine.as_tensor])
def test_text_and_complex_numbers_are_never_made_into_numbers(make: Any) -> None:
    for wrong in (
        "1.5",
        ["1", "2"],
        np.array(["1"]),
        np.ones(2, complex),
        1j,
        None,
        np.array([{}]),
    ):
        for dtype in (None, engine.float32):
            with pytest.raises(DTypeError, match="holds numbers"):
                make(wrong, dtype=dtype)


@pytest.mark.parametrize("make", [engine.tensor, engine.as_tensor])
def test_nan_is_not_made_into_a_whole_number(make: Any) -> None:
    for wrong in (float("nan"), [1.0, float("inf")], np.array([np.nan])):
        with pytest.raises(ValueRangeError, match="no whole numbers"):
            make(wrong, dtype=engine.int64)


def test_quantiles_are_part_of_a_program() -> None:
    x = np.array([3.0, 1.0, 2.0], "float32")
    graph = trace(lambda x: {"y": engine.quantile(x, 0.5)}, {"x": (x.shape, x.dtype)})
    assert float(Plan(graph).run({"x": x})["y"]) == 2.0
    with pytest.raises(ValueRangeError, match="between 0 and 1"):
        engine.quantile(engine.ones(3), float("nan"))
