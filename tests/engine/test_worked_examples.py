"""Figures that textbooks work out by hand, from the engine."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import engine
from engine import optim
from engine.autograd.functional import hessian


def leaf(*numbers: float) -> engine.Tensor:
    return engine.tensor(numbers, dtype=engine.float64, requires_grad=True)


def test_gradient_descent_on_a_parabola() -> None:
    """J(θ) = θ² − 2θ + 5 from 4 at rate 0.4."""
    theta = leaf(4.0)
    optimizer = optim.SGD([theta], lr=0.4)
    path = []
    for _ in range(3):
        optimizer.zero_grad()
        (theta**2 - 2 * theta + 5).sum().backward()
        optimizer.step()
        path.append(theta.item())
    assert path == pytest.approx([1.6, 1.12, 1.024], abs=1e-12)


def test_a_line_through_the_origin_is_found_sample_by_sample() -> None:
    w = leaf(1.0)
    optimizer = optim.SGD([w], lr=0.05)
    for _ in range(20):
        for x in (1.0, 2.0, 3.0):
            optimizer.zero_grad()
            ((w * x - 2 * x) ** 2).sum().backward()
            optimizer.step()
    assert w.item() == pytest.approx(2.0, abs=1e-6)


def test_the_likelihood_of_six_heads_in_ten_is_highest_at_0_6() -> None:
    p = leaf(0.2)
    optimizer = optim.SGD([p], lr=0.002, maximize=True)
    for _ in range(3000):
        optimizer.zero_grad()
        (6 * p.log() + 4 * (1 - p).log()).sum().backward()
        optimizer.step()
    assert p.item() == pytest.approx(0.6, abs=1e-6)
    likelihood = p**6 * (1 - p) ** 4
    assert engine.autograd.grad(likelihood.sum(), p)[0].item() == pytest.approx(0.0, abs=1e-8)


def test_gradient_and_hessian_of_a_quadratic_form() -> None:
    """f = x₁² + 2 x₁x₂ + 3 x₂² at (1, 1): gradient (4, 8), Hessian [[2, 2], [2, 6]]."""

    def f(x: engine.Tensor) -> engine.Tensor:
        return x[0] ** 2 + 2 * x[0] * x[1] + 3 * x[1] ** 2

    x = leaf(1.0, 1.0)
    f(x).backward()
    assert x.grad is not None and x.grad.tolist() == [4.0, 8.0]
    assert hessian(f, leaf(1.0, 1.0)).tolist() == [[2.0, 2.0], [2.0, 6.0]]


@pytest.mark.parametrize(
    ("name", "settings", "path"),
    [
        ("SGD", {"lr": 0.01, "momentum": 0.9}, [0.99, 0.9711]),
        ("Adagrad", {"lr": 0.01}, [0.99, 0.982965]),
        ("RMSprop", {"lr": 0.01, "alpha": 0.99}, [0.9, 0.832918]),
        ("Adam", {"lr": 0.001}, [0.999, 0.998]),
    ],
)
def test_two_steps_of_an_optimizer_on_half_a_square(
    name: str, settings: dict[str, Any], path: list[float]
) -> None:
    """w = 1, loss ½w²."""
    w = leaf(1.0)
    optimizer = getattr(optim, name)([w], **settings)
    found = []
    for _ in range(2):
        optimizer.zero_grad()
        (0.5 * w * w).sum().backward()
        optimizer.step()
        found.append(w.item())
    np.testing.assert_allclose(found, path, atol=1e-6)
