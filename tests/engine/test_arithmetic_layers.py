"""Arithmetic between wires as layers: the engine's own."""

from __future__ import annotations

import numpy as np
import pytest

import engine
from engine import nn
from engine.errors import ShapeError, ValueRangeError

A, B = np.arange(24.0).reshape(2, 3, 4), np.arange(24.0).reshape(2, 3, 4) * 0.5 - 3


def test_they_compute_what_their_names_say() -> None:
    a, b = engine.tensor(A), engine.tensor(B)
    np.testing.assert_array_equal(nn.Add()(a, b, a).numpy(), A + B + A)
    np.testing.assert_array_equal(nn.Multiply()(a, b).numpy(), A * B)
    np.testing.assert_array_equal(nn.Concat()(a, b).numpy(), np.concatenate([A, B], 1))
    np.testing.assert_array_equal(nn.Concat(-1)(a, b, a).numpy(), np.concatenate([A, B, A], -1))
    product = nn.MatMul()(a, b.transpose(1, 2)).numpy()
    np.testing.assert_allclose(product, A @ B.transpose(0, 2, 1))


@pytest.mark.parametrize(
    ("dim", "start", "end", "step"),
    [(1, 0, None, 1), (1, 1, 3, 1), (-1, 0, None, 2), (2, -3, -1, 1), (0, 1, 99, 1), (1, 3, 1, 1)],
)
def test_a_slice_is_pythons(dim: int, start: int, end: int | None, step: int) -> None:
    x = engine.tensor(A, requires_grad=True)
    y = nn.Slice(dim, start, end, step)(x)
    place = [slice(None)] * 3
    place[dim] = slice(start, end, step)
    np.testing.assert_array_equal(y.detach().numpy(), A[tuple(place)])
    y.sum().backward()
    expected = np.zeros_like(A)
    expected[tuple(place)] = 1
    assert x.grad is not None
    np.testing.assert_array_equal(x.grad.numpy(), expected)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ShapeError, match="Add takes several inputs; expected 2 or more; got 1"):
        nn.Add()(engine.tensor(A))
    with pytest.raises(ShapeError, match="do not fit together"):
        nn.Multiply()(engine.zeros(2, 3), engine.zeros(2, 4))
    with pytest.raises(ShapeError):
        nn.Concat()(engine.zeros(2, 3, 4), engine.zeros(2, 3, 5))
    with pytest.raises(ShapeError, match="do not multiply"):
        nn.MatMul()(engine.zeros(2, 3), engine.zeros(2, 3))
    with pytest.raises(ValueRangeError, match="steps forward"):
        nn.Slice(step=0)
    with pytest.raises(ValueRangeError, match="no dimension 4"):
        nn.Slice(4)(engine.zeros(2, 3))


def test_they_show_their_settings() -> None:
    assert repr(nn.Concat(2)) == "Concat(dim=2)"
    assert repr(nn.Slice(1, 2, 5)) == "Slice(dim=1, start=2, end=5, step=1)"
