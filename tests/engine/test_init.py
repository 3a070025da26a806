"""How parameters start: distributions, fans, and exact patterns."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

import engine
from engine import nn
from engine.errors import ShapeError, ValueRangeError
from engine.nn import init

Array = np.ndarray[Any, Any]


def filled(function: Callable[..., engine.Tensor], *shape: int, **how: Any) -> Array:
    tensor = engine.zeros(*shape, dtype=engine.float64)
    returned = function(tensor, generator=engine.Generator(5), **how)
    assert returned is tensor
    return tensor.numpy().ravel()


def check(values: Array, distribution: Any) -> None:
    """Kolmogorov and Smirnov's test: one fair draw in a thousand would fail it."""
    assert stats.kstest(values, distribution.cdf).pvalue > 1e-3


SIZE = (60, 40, 3)  # fan_in 120, fan_out 180


@pytest.mark.parametrize(
    ("function", "how", "distribution"),
    [
        (init.uniform_, {"a": -1.0, "b": 3.0}, stats.uniform(-1, 4)),
        (init.normal_, {"mean": 2.0, "std": 0.5}, stats.norm(2, 0.5)),
        (init.trunc_normal_, {}, stats.truncnorm(-2, 2)),
        (
            init.trunc_normal_,
            {"mean": 1.0, "std": 2.0, "a": 0.0, "b": 4.0},
            stats.truncnorm(-0.5, 1.5, 1, 2),
        ),
        (init.trunc_normal_, {"a": 5.0, "b": 6.0}, stats.truncnorm(5, 6)),
        (init.trunc_normal_, {"a": 20.0, "b": 30.0}, stats.truncnorm(20, 30)),
        (init.xavier_normal_, {"gain": 2.0}, stats.norm(0, 2 * math.sqrt(2 / 300))),
        (init.kaiming_normal_, {"mode": "fan_out"}, stats.norm(0, math.sqrt(2 / 180))),
        (init.kaiming_normal_, {"nonlinearity": "tanh"}, stats.norm(0, 5 / 3 / math.sqrt(120))),
    ],
)
def test_draws_have_the_distribution_they_are_named_after(
    function: Callable[..., engine.Tensor], how: dict[str, Any], distribution: Any
) -> None:
    check(filled(function, *SIZE, **how), distribution)


@pytest.mark.parametrize(
    ("function", "bound", "how"),
    [
        (init.xavier_uniform_, math.sqrt(6 / 300), {}),
        (init.kaiming_uniform_, math.sqrt(6 / 120), {}),
        (init.kaiming_uniform_, math.sqrt(6 / (1 + 5) / 120), {"a": math.sqrt(5)}),
    ],
)
def test_even_draws_reach_to_their_bound(
    function: Callable[..., engine.Tensor], bound: float, how: dict[str, Any]
) -> None:
    check(filled(function, *SIZE, **how), stats.uniform(-bound, 2 * bound))


def test_a_generator_makes_a_draw_repeatable() -> None:
    first, second = (filled(init.orthogonal_, 4, 6) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("shape", [(5, 5), (3, 7), (7, 3), (4, 2, 3, 3), (16, 2, 2)])
def test_orthogonal_rows_or_columns_are_at_right_angles(shape: tuple[int, ...]) -> None:
    q = filled(init.orthogonal_, *shape, gain=2.0).reshape(shape[0], -1)
    product = q @ q.T if q.shape[0] <= q.shape[1] else q.T @ q
    np.testing.assert_allclose(product, 4 * np.eye(len(product)), atol=1e-12)


def test_orthogonal_matrices_have_no_favourite_direction() -> None:
    generator = engine.Generator(0)
    corners = [
        init.orthogonal_(engine.zeros(3, 3), generator=generator).numpy()[0, 0] for _ in range(2000)
    ]
    check(np.array(corners), stats.uniform(-1, 2))  # Archimedes: a sphere's height is even


def test_sparse_empties_the_same_share_of_every_column() -> None:
    w = filled(init.sparse_, 50, 30, sparsity=0.33, std=0.1).reshape(50, 30)
    np.testing.assert_array_equal((w == 0).sum(0), math.ceil(0.33 * 50))
    check(w[w != 0], stats.norm(0, 0.1))
    assert len({tuple(column) for column in (w == 0).T}) > 20


def test_half_precision_is_drawn_within_its_bounds() -> None:
    tensor = init.trunc_normal_(engine.zeros(1000, dtype=engine.float16), a=-0.3, b=0.3)
    assert np.abs(tensor.numpy()).max() <= np.float16(0.3)


# ---- against PyTorch


@pytest.mark.parametrize(
    ("name", "shape", "how"),
    [
        ("eye_", (3, 5), {}), ("eye_", (5, 3), {}), ("dirac_", (4, 6, 3), {}),
        ("dirac_", (6, 4, 3, 2), {}), ("dirac_", (6, 4, 3, 2), {"groups": 2}),
        ("dirac_", (4, 2, 3, 3, 3), {"groups": 2}), ("ones_", (2, 3), {}), ("zeros_", (2,), {}),
        ("constant_", (2, 3), {"val": 0.3}),
    ],
)  # fmt: skip
def test_patterns_are_pytorchs(name: str, shape: tuple[int, ...], how: dict[str, Any]) -> None:
    torch = pytest.importorskip("torch")
    ours = getattr(init, name)(engine.full(shape, 9.0), **how)
    theirs = getattr(torch.nn.init, name)(torch.full(shape, 9.0), **how)
    np.testing.assert_array_equal(ours.numpy(), theirs.numpy())


@pytest.mark.parametrize("shape", [(3, 4), (8, 2, 3), (8, 2, 3, 5), (1, 1), (6, 4, 2, 2, 2)])
def test_fans_are_pytorchs(shape: tuple[int, ...]) -> None:
    torch = pytest.importorskip("torch")
    expected = torch.nn.init._calculate_fan_in_and_fan_out(torch.empty(shape))
    assert init.fans(engine.zeros(*shape)) == expected


def test_gains_are_pytorchs() -> None:
    torch = pytest.importorskip("torch")
    convolutions = [f"conv{kind}{n}d" for kind in ("", "_transpose") for n in (1, 2, 3)]
    names = ["linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu", *convolutions]
    for name, param in [(name, None) for name in names] + [("leaky_relu", 0.3)]:
        assert init.calculate_gain(name, param) == torch.nn.init.calculate_gain(name, param)


# ---- what stays, and what is refused


def test_a_meta_tensor_stays_as_it_is() -> None:
    with engine.device("meta"):
        tensor = engine.zeros(4, 4, 3)
    for function in (init.orthogonal_, init.dirac_, init.trunc_normal_, init.kaiming_normal_):
        assert function(tensor).is_meta
    assert init.sparse_(nn.Linear(3, 2, device="meta").weight, 0.5).is_meta


@pytest.mark.parametrize(
    ("call", "error", "match"),
    [
        (lambda: init.xavier_normal_(engine.zeros(3)), ShapeError, "two dimensions or more"),
        (lambda: init.eye_(engine.zeros(3)), ShapeError, "expected 2 dimensions"),
        (lambda: init.dirac_(engine.zeros(3, 3)), ShapeError, "expected 3 to 5 dimensions"),
        (lambda: init.orthogonal_(engine.zeros(3)), ShapeError, "2 dimensions or more"),
        (lambda: init.sparse_(engine.zeros(3, 3), 2.0), ValueRangeError, "expected 0 to 1"),
        (lambda: init.dirac_(engine.zeros(5, 2, 3), 2), ValueRangeError, "a divisor of 5"),
        (lambda: init.trunc_normal_(engine.zeros(3), a=1, b=0), ValueRangeError, "a below b"),
        (lambda: init.calculate_gain("cube"), ValueRangeError, "No gain is known for cube"),
        (lambda: init.kaiming_normal_(engine.zeros(3, 3), mode="fan"), ValueRangeError, "fan_in"),
    ],
)
def test_what_cannot_be_filled_is_refused(call: Any, error: Any, match: str) -> None:
    with pytest.raises(error, match=match):
        call()
