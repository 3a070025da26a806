"""Dtypes, half precision, symbols for the batch and bad input: elementwise and reductions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
from engine import errors

DTYPES = ("float16", "float32", "float64", "int16", "int32", "int64", "bool")
Call = Callable[[], Any]


def test_a_method_is_the_function_of_its_name() -> None:
    for name in ("exp", "clamp", "std", "cumsum", "sort", "quantile", "isclose", "fmod", "topk"):
        assert getattr(engine.Tensor, name) is getattr(engine, name)


@pytest.mark.parametrize("name", ["add", "mul", "div", "pow", "fmod", "maximum", "eq", "atan2"])
def test_the_dtype_of_a_pair_is_pytorchs(name: str) -> None:
    torch = pytest.importorskip("torch")
    for first in DTYPES:
        for second in DTYPES:
            a, b = np.array([1, 2, 3]).astype(first), np.array([1, 3, 2]).astype(second)
            if first == second == "bool" and name in ("pow", "fmod"):
                continue  # PyTorch has none
            theirs = getattr(torch, name)(torch.tensor(a), torch.tensor(b)).numpy()
            ours = getattr(engine, name)(engine.tensor(a), engine.tensor(b)).numpy()
            assert ours.dtype == theirs.dtype, (first, second)
            np.testing.assert_allclose(ours, theirs, rtol=1e-2)


@pytest.mark.parametrize(
    ("name", "keywords"),
    [
        ("sum", {}), ("sum", {"dim": 1}), ("mean", {"dim": 0}), ("var", {"dim": 1}), ("std", {}),
        ("prod", {"dim": 1}), ("logsumexp", {"dim": 1}), ("cumsum", {"dim": 1}),
        ("cumprod", {"dim": 1}), ("logcumsumexp", {"dim": 0}), ("erf", {}), ("lgamma", {}),
        ("sigmoid", {}), ("exp", {}), ("median", {}), ("amax", {"dim": 1}),
    ],
)  # fmt: skip
def test_float16_keeps_its_dtype_and_adds_up_in_float32(name: str, keywords: Any) -> None:
    torch = pytest.importorskip("torch")
    x = (np.random.default_rng(0).normal(size=(37, 400)) * 3).astype(np.float16)
    ours = getattr(engine, name)(engine.tensor(x), **keywords).numpy()
    theirs = getattr(torch, name)(torch.tensor(x), **keywords).numpy()
    assert ours.dtype == np.float16
    with np.errstate(over="ignore"):
        np.testing.assert_allclose(ours, theirs, rtol=4e-3, atol=4e-3)


def test_many_small_numbers_are_not_lost_in_a_sum_of_float16() -> None:
    x = engine.ones(10_000, dtype=engine.float16)
    assert x.sum().item() == 10_000
    assert x.cumsum(0)[-1].item() == 10_000


@pytest.mark.parametrize(
    "call",
    [
        lambda x: x.exp() + x * 2, lambda x: x.clamp(0, 1), lambda x: x.std(1),
        lambda x: x.var(-1, keepdim=True), lambda x: x.cumsum(1), lambda x: x.sort(1)[0],
        lambda x: x.topk(2, 1)[0], lambda x: x.median(1)[0], lambda x: x.max(1)[0],
        lambda x: x.logsumexp((1,)), lambda x: x.prod(1), lambda x: x.cummax(1)[1],
        lambda x: x.isclose(x), lambda x: engine.where(x > 0, x, 0.5), lambda x: x.diff(),
        lambda x: x.quantile(0.5, 1), lambda x: x.nanmean(1), lambda x: x.mean(0),
        lambda x: x // 2 % 3, lambda x: engine.zeros_like(x), lambda x: x.kthvalue(2, 1)[0],
    ],
)  # fmt: skip
def test_a_symbol_for_the_batch_gives_the_shape_and_dtype_of_the_numbers(
    call: Callable[[Any], Any],
) -> None:
    abstract = call(engine.empty((engine.N, 4), device="meta"))
    real = call(engine.randn(3, 4))
    assert engine.dims.with_batch(abstract.shape, 3) == real.shape
    assert abstract.dtype == real.dtype


x = engine.tensor([1.0, 2.0, 3.0])
whole = engine.tensor([1, 0, 3])
flags = engine.tensor([True, False, True])


@pytest.mark.parametrize(
    ("call", "kind", "expected"),
    [
        (lambda: x.clamp(), errors.ValueRangeError, "min=, max=, or both"),
        (lambda: x.div(2, rounding_mode="up"), errors.ValueRangeError, "None, floor or trunc"),
        (lambda: whole // whole, errors.ValueRangeError, ""),
        (lambda: whole % 0, errors.ValueRangeError, ""),
        (lambda: whole**-1, errors.ValueRangeError, "0 or more"),
        (lambda: x & x, errors.DTypeError, "int64 or bool"),
        (lambda: ~x, errors.DTypeError, "int64 or bool"),
        (lambda: -flags, errors.DTypeError, "numbers"),
        (lambda: 1 - flags, errors.DTypeError, "numbers"),
        (lambda: whole.mean(), errors.DTypeError, "float16, float32 or float64"),
        (lambda: whole.std(), errors.DTypeError, "float16, float32 or float64"),
        (lambda: x.isclose(whole), errors.DTypeError, "float32"),
        (lambda: x.std(0, True, correction=1), errors.ValueRangeError, ""),
        (lambda: x.sum(2), errors.EngineError, "-1 to 0"),
        (lambda: x.cumsum(1), errors.EngineError, "-1 to 0"),
        (lambda: x.topk(4), errors.ValueRangeError, "0 to 3"),
        (lambda: x.kthvalue(0), errors.ValueRangeError, "1 to 3"),
        (lambda: engine.zeros(0).amax(), errors.ShapeError, ""),
        (lambda: engine.zeros(0).argmin(0), errors.ShapeError, ""),
        (lambda: x.quantile(1.5), errors.ValueRangeError, "0 to 1"),
        (lambda: x.quantile(0.5, interpolation="cubic"), errors.ValueRangeError, "linear, lower"),
        (lambda: x.bincount(), errors.DTypeError, "int64"),
        (lambda: (whole - 1).bincount(), errors.ValueRangeError, ""),
        (lambda: x.histc(0), errors.ValueRangeError, "bins of 1 or more"),
        (lambda: engine.arange(1, 5, -1), errors.ValueRangeError, "a step towards the end"),
        (lambda: engine.linspace(0, 1, -1), errors.ValueRangeError, "0 or more"),
        (lambda: engine.zeros(2, -1), errors.ShapeError, ""),
        (lambda: engine.tensor([[1], [2, 3]]), errors.ShapeError, ""),
        (lambda: engine.tensor("text"), errors.DTypeError, ""),
        (lambda: engine.where(flags, x), errors.ValueRangeError, "input and other"),
        (lambda: engine.polygamma(-1, x), errors.ValueRangeError, "0 or more"),
        (lambda: engine.finfo(engine.int64), errors.DTypeError, ""),
        (lambda: engine.searchsorted(engine.zeros(2, 3), engine.zeros(3, 3)),
         errors.ShapeError, "2×3"),
    ],
)  # fmt: skip
def test_bad_input_is_told_with_what_was_expected(
    call: Call, kind: type[errors.EngineError], expected: str
) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert expected in caught.value.expected


def test_a_number_takes_the_precision_of_the_tensor_that_it_meets() -> None:
    double = engine.tensor([1.0, 2.0], dtype=engine.float64)
    assert engine.where(double > 1, double, 0.1)[0].item() == 0.1
    assert (double + 0.1)[0].item() == 1.1
    assert (engine.tensor([1, 2]) * 0.5).dtype == engine.float32
    assert (engine.tensor([1, 2]) * 2).dtype == engine.int64


def test_numpy_memory_is_shared_where_pytorch_shares_it() -> None:
    array = np.zeros(3, np.float32)
    shared = [engine.from_numpy(array), engine.as_tensor(array), engine.asarray(array)]
    own = [
        engine.tensor(array),
        engine.asarray(array, copy=True),
        engine.as_tensor(array, engine.float64),
    ]
    array[0] = 5
    assert all(tensor[0].item() == 5 for tensor in shared)
    assert all(tensor[0].item() == 0 for tensor in own)
