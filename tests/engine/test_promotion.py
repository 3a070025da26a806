"""Which dtype a result has: torch.result_type over all our dtypes, ranks and Python numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine import program
from engine.backend import DTYPES
from engine.errors import DTypeError

torch = pytest.importorskip("torch")

THEIRS = {dtype: getattr(torch, dtype.name) for dtype in DTYPES}
OURS = {theirs: dtype for dtype, theirs in THEIRS.items()}

tensors = st.tuples(st.sampled_from(DTYPES), st.sampled_from([(), (2,), (2, 2)]))
numbers = st.sampled_from([True, 3, 2.5])
operands = st.one_of(tensors, numbers)


def _pair(operand: Any) -> tuple[Any, Any]:
    """An operand here and in PyTorch."""
    if not isinstance(operand, tuple):
        return operand, operand
    dtype, shape = operand
    array = np.ones(shape, dtype)
    return engine.tensor(array), torch.tensor(array)


@given(tensors, operands)
def test_two_operands_meet_in_pytorchs_dtype(first: Any, second: Any) -> None:
    (a, their_a), (b, their_b) = _pair(first), _pair(second)
    expected = OURS[torch.result_type(their_a, their_b)]
    assert (a * b).dtype == expected
    assert (b * a).dtype == expected
    assert (a / b).dtype == OURS[(their_a / their_b).dtype]
    if isinstance(b, engine.Tensor):
        assert engine.maximum(a, b).dtype == expected
    assert (a == b).dtype == engine.bool_


def test_a_tensor_without_dimensions_does_not_widen_a_vector() -> None:
    assert engine.maximum(engine.ones(2), engine.tensor(2.0, dtype=engine.float64)).dtype == (
        engine.float32
    )


@given(tensors, operands, operands)
def test_a_choice_has_pytorchs_dtype(condition: Any, first: Any, second: Any) -> None:
    c, their_c = _pair((engine.bool_, condition[1]))
    (a, their_a), (b, their_b) = _pair(first), _pair(second)
    if not isinstance(a, engine.Tensor) and not isinstance(b, engine.Tensor):
        return
    assert engine.where(c, a, b).dtype == OURS[torch.where(their_c, their_a, their_b).dtype]


@given(tensors, tensors)
def test_meta_tensors_and_traces_have_the_same_dtype(first: Any, second: Any) -> None:
    (a, _), (b, _) = _pair(first), _pair(second)
    expected = (a * b).dtype
    assert (a.to("meta") * b.to("meta")).dtype == expected
    graph = program.trace(
        lambda x, y: {"y": x * y}, {"x": (a.shape, a.dtype), "y": (b.shape, b.dtype)}
    )
    graph.verify()
    assert graph.values[graph.outputs["y"]].dtype == expected
    made = program.Plan(graph).run({"x": a.numpy(), "y": b.numpy()})["y"]
    assert made.dtype == expected


def test_a_number_is_not_rounded_to_a_narrower_dtype_than_the_results() -> None:
    x = engine.zeros(1, dtype=engine.float64)
    assert engine.where(x == 0, 0.1, x).item() == 0.1
    assert (x + 0.1).item() == 0.1


def test_a_single_number_gets_its_gradient_in_its_own_dtype() -> None:
    x = engine.ones(3, requires_grad=True)
    scale = engine.tensor(2.0, dtype=engine.float64, requires_grad=True)
    y = x * scale
    assert y.dtype == engine.float32
    y.sum().backward()
    assert x.grad is not None and scale.grad is not None
    assert (x.grad.dtype, scale.grad.dtype) == (engine.float32, engine.float64)
    assert scale.grad.item() == 3.0


@given(tensors, operands)
def test_a_write_in_place_keeps_the_dtype_or_is_refused_as_in_pytorch(
    first: Any, second: Any
) -> None:
    (a, their_a), (b, their_b) = _pair(first), _pair(second)
    if isinstance(b, engine.Tensor) and len(b.shape) > len(a.shape):
        return
    try:
        their_a.mul_(their_b)
    except RuntimeError:
        with pytest.raises(DTypeError, match="cannot be stored"):
            a.mul_(b)
        return
    a.mul_(b)
    assert a.dtype == OURS[their_a.dtype]
