"""Joining tensors."""

import numpy as np

import engine


def test_cat_joins_along_a_dimension_and_splits_the_gradient() -> None:
    a = engine.ones(2, 1, requires_grad=True)
    b = engine.zeros(2, 2, requires_grad=True)
    joined = engine.cat((a, b), dim=1)
    (joined * engine.tensor([[1.0, 2.0, 3.0]])).sum().backward()
    assert joined.shape == (2, 3)
    assert np.array_equal(a.grad.numpy(), [[1], [1]])
    assert np.array_equal(b.grad.numpy(), [[2, 3], [2, 3]])


def test_stack_makes_a_new_dimension() -> None:
    pair = engine.stack([engine.arange(3), engine.arange(3)], dim=1)
    assert np.array_equal(pair.numpy(), [[0, 0], [1, 1], [2, 2]])
