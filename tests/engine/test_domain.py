"""Domain terms: held against the papers' formulas, written out naively."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
import engine.nn.functional as F
from engine import nn, program
from engine.autograd import grad, gradcheck, gradgradcheck
from engine.errors import ShapeError, ValueRangeError
from engine.program import Plan

RNG = np.random.default_rng(11)


def tensor(array: Any, requires_grad: bool = False) -> engine.Tensor:
    return engine.tensor(np.asarray(array), requires_grad=requires_grad)


def normal(*shape: int) -> np.ndarray[Any, Any]:
    return RNG.standard_normal(shape)


# ---- gradient reversal


@pytest.mark.parametrize("scale", [0.0, 0.3, 2.0])
def test_reversal_hands_on_the_input_and_turns_the_gradient(scale: float) -> None:
    x, seed = tensor(normal(3, 4), True), tensor(normal(3, 4))
    y = nn.GradientReversal(scale)(x)
    np.testing.assert_array_equal(y.detach().numpy(), x.detach().numpy())
    (gradient,) = grad([y], [x], [seed])
    np.testing.assert_allclose(gradient.numpy(), -scale * seed.numpy())


def test_a_reversed_gradient_keeps_its_precision() -> None:
    x = tensor(normal(3).astype("float16"), True)
    F.reverse_gradient(x, 0.5).sum().backward()
    assert x.grad is not None and x.grad.dtype == engine.float16


def test_the_features_learn_against_the_classifier_of_domains() -> None:
    """min over the classifier, max over the features: each goes its own way (Ganin, eq. 5–7)."""
    x, w, v = tensor(normal(6, 3)), tensor(normal(3, 2), True), tensor(normal(2), True)
    domains = tensor(RNG.integers(0, 2, 6).astype(float))

    def loss(features: engine.Tensor) -> engine.Tensor:
        return F.binary_cross_entropy_with_logits(features @ v, domains)

    plain = grad(loss(x @ w), [w, v])
    turned = grad(loss(F.reverse_gradient(x @ w, 0.7)), [w, v])
    np.testing.assert_allclose(turned[0].numpy(), -0.7 * plain[0].numpy())
    np.testing.assert_allclose(turned[1].numpy(), plain[1].numpy())


def test_the_scale_may_change_while_a_program_runs() -> None:
    scale = tensor(np.array(1.0))
    layer = nn.GradientReversal(scale)

    def step(x: engine.Tensor) -> dict[str, engine.Tensor]:
        (gradient,) = grad(layer(x).sum(), [x])
        assert gradient is not None
        return {"gradient": gradient}

    plan = Plan(program.trace(step, {"x": ((2,), engine.float64)}, requires_grad=["x"]))
    assert plan.run({"x": np.ones(2)})["gradient"].tolist() == [-1, -1]
    scale.assign(0.25)
    assert plan.run({"x": np.ones(2)})["gradient"].tolist() == [-0.25, -0.25]


# ---- maximum mean discrepancy


def naive_mmd(
    x: np.ndarray[Any, Any],
    y: np.ndarray[Any, Any],
    sigmas: list[float],
    weights: list[float],
    biased: bool,
) -> float:
    def kernel(a: Any, b: Any) -> float:
        d = ((a - b) ** 2).sum()
        return sum(w * math.exp(-d / (2 * s * s)) for s, w in zip(sigmas, weights, strict=True))

    def within(z: Any) -> float:
        pairs = [
            kernel(z[i], z[j])
            for i, j in itertools.product(range(len(z)), repeat=2)
            if biased or i != j
        ]
        return sum(pairs) / len(pairs)

    cross = [kernel(a, b) for a in x for b in y]
    return within(x) + within(y) - 2 * sum(cross) / len(cross)


def pairs_of(x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> list[float]:
    both = np.concatenate([x, y])
    return [((a - b) ** 2).sum() for a, b in itertools.combinations(both, 2)]


@pytest.mark.parametrize("biased", [True, False])
@pytest.mark.parametrize("bandwidth", [0.7, 2.0, "median", "mean"])
def test_mmd_is_grettons(bandwidth: float | str, biased: bool) -> None:
    x, y = normal(5, 3), normal(7, 3) + 0.5
    sigma: Any = bandwidth
    if bandwidth == "median":
        sigma = math.sqrt(np.median(pairs_of(x, y)))
    if bandwidth == "mean":
        sigma = math.sqrt(np.mean(pairs_of(x, y)) / 2)
    made = nn.MMDLoss(bandwidth, biased)(tensor(x), tensor(y)).item()
    assert made == pytest.approx(naive_mmd(x, y, [sigma], [1.0], biased), rel=1e-10)


@pytest.mark.parametrize("biased", [True, False])
def test_mk_mmd_is_longs(biased: bool) -> None:
    x, y = normal(6, 4), normal(5, 4) - 0.5
    sigmas, weights = [0.5, 1.0, 3.0], [0.2, 0.5, 0.3]
    made = nn.MKMMDLoss(sigmas, weights, biased)(tensor(x), tensor(y)).item()
    assert made == pytest.approx(naive_mmd(x, y, sigmas, weights, biased), rel=1e-10)
    # Long's code: exp(−d²/b) with b = mean d² · 2^(i − 2), five kernels
    middle = np.mean(pairs_of(x, y))
    sigmas = [math.sqrt(middle * 2.0 ** (i - 2) / 2) for i in range(5)]
    made = F.mk_mmd_loss(tensor(x), tensor(y), biased=biased).item()
    assert made == pytest.approx(naive_mmd(x, y, sigmas, [0.2] * 5, biased), rel=1e-10)


def test_one_distribution_has_no_discrepancy_from_itself() -> None:
    x = normal(6, 3)
    assert abs(F.mmd_loss(tensor(x), tensor(x)).item()) < 1e-12
    far = F.mmd_loss(tensor(x), tensor(x + 5), 1.0).item()
    assert far > 10 * F.mmd_loss(tensor(x), tensor(x + 0.1), 1.0).item() > 0


def test_a_discrepancy_far_from_zero_keeps_its_digits() -> None:
    x, y = normal(8, 3).astype("float32"), normal(8, 3).astype("float32")
    near = F.mmd_loss(tensor(x), tensor(y), 1.0).item()
    assert F.mmd_loss(tensor(x + 300), tensor(y + 300), 1.0).item() == pytest.approx(near, rel=1e-3)


# ---- correlation alignment, style, content


def test_coral_is_suns() -> None:
    x, y = normal(6, 4), normal(9, 4) * 2 + 1

    def covariance(z: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        n, ones = len(z), np.ones((1, len(z)))
        return (z.T @ z - (ones @ z).T @ (ones @ z) / n) / (n - 1)

    expected = ((covariance(x) - covariance(y)) ** 2).sum() / (4 * 4**2)
    assert nn.CORALLoss()(tensor(x), tensor(y)).item() == pytest.approx(expected)


def naive_gram(maps: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    channels = len(maps)
    gram = np.zeros((channels, channels))
    for i, j in itertools.product(range(channels), repeat=2):
        gram[i, j] = (maps[i] * maps[j]).sum()
    return gram


def test_style_and_content_are_gatys() -> None:
    x, y = normal(2, 3, 4, 5), normal(2, 3, 4, 5)
    np.testing.assert_allclose(
        nn.GramMatrix()(tensor(x)).numpy(), np.stack([naive_gram(maps) for maps in x])
    )
    style = [
        ((naive_gram(a) - naive_gram(b)) ** 2).sum() / (4 * 3**2 * 20**2)
        for a, b in zip(x, y, strict=True)
    ]
    np.testing.assert_allclose(F.style_loss(tensor(x), tensor(y), reduction="none").numpy(), style)
    assert nn.StyleLoss()(tensor(x), tensor(y)).item() == pytest.approx(np.mean(style))
    content = ((x - y) ** 2).sum(axis=(1, 2, 3)) / 2
    assert nn.ContentLoss()(tensor(x), tensor(y)).item() == pytest.approx(content.mean())
    assert nn.ContentLoss("sum")(tensor(x), tensor(y)).item() == pytest.approx(content.sum())


def test_a_style_may_come_from_a_picture_of_another_size() -> None:
    x, y = normal(2, 3, 4, 5), normal(1, 3, 6, 2)
    expected = np.mean(
        [((naive_gram(a) / 20 - naive_gram(y[0]) / 12) ** 2).sum() / (4 * 9) for a in x]
    )
    assert F.style_loss(tensor(x), tensor(y)).item() == pytest.approx(expected)


# ---- three ways, slopes, and what is refused

TERMS: list[Any] = [
    pytest.param(nn.MMDLoss(), id="mmd"),
    pytest.param(nn.MMDLoss(1.0, biased=False), id="unbiased"),
    pytest.param(nn.MKMMDLoss(), id="mk-mmd"),
    pytest.param(nn.CORALLoss(), id="coral"),
    pytest.param(nn.ContentLoss(), id="content"),
]


@pytest.mark.parametrize("term", TERMS)
def test_a_term_runs_on_numbers_on_shapes_and_as_a_program(term: nn.Module) -> None:
    x, y = normal(5, 3), normal(5, 3)
    expected = term(tensor(x), tensor(y)).item()
    meta = engine.Tensor(None, shape=(engine.N, 3), dtype=engine.float64)
    assert term(meta, meta).shape == ()

    def step(x: engine.Tensor, y: engine.Tensor) -> dict[str, engine.Tensor]:
        return {"term": term(x, y)}

    specs = dict.fromkeys(("x", "y"), ((5, 3), engine.float64))
    assert Plan(program.trace(step, specs)).run({"x": x, "y": y})["term"] == expected


def test_style_knows_its_shape_before_the_batch() -> None:
    meta = engine.Tensor(None, shape=(engine.N, 3, 4, 4), dtype=engine.float32)
    assert nn.StyleLoss()(meta, meta).shape == ()
    assert nn.GramMatrix()(meta).shape == (engine.N, 3, 3)


@pytest.mark.parametrize(
    "term",
    [
        lambda x, y: F.mmd_loss(x, y, 1.3),
        lambda x, y: F.mk_mmd_loss(x, y, (0.5, 2.0), biased=False),
        F.coral_loss,
        F.content_loss,
        lambda x, y: F.style_loss(x.reshape(2, 3, 2), y.reshape(2, 3, 2)),
    ],
)
def test_the_gradients_are_the_slopes(term: Callable[..., engine.Tensor]) -> None:
    inputs = [tensor(normal(4, 3), True), tensor(normal(4, 3), True)]
    gradcheck(term, inputs)
    gradgradcheck(term, inputs)


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (lambda: F.mmd_loss(tensor(normal(3, 2)), tensor(normal(3, 4))), ShapeError),
        (lambda: F.coral_loss(tensor(normal(3, 2, 2)), tensor(normal(3, 4))), ShapeError),
        (lambda: F.coral_loss(tensor(normal(1, 2)), tensor(normal(3, 2))), ValueRangeError),
        (
            lambda: F.mmd_loss(tensor(normal(1, 2)), tensor(normal(3, 2)), 1.0, biased=False),
            ValueRangeError,
        ),
        (lambda: F.mmd_loss(tensor(normal(3, 2)), tensor(normal(3, 2)), -1.0), ValueRangeError),
        (lambda: F.mmd_loss(tensor(normal(3, 2)), tensor(normal(3, 2)), "wide"), ValueRangeError),
        (
            lambda: F.mk_mmd_loss(tensor(normal(3, 2)), tensor(normal(3, 2)), (1.0,), (1.0, 2.0)),
            ValueRangeError,
        ),
        (lambda: F.gram_matrix(tensor(normal(3, 2))), ShapeError),
        (lambda: F.style_loss(tensor(normal(1, 2, 3)), tensor(normal(1, 3, 3))), ShapeError),
        (lambda: F.reverse_gradient(tensor(normal(2)), tensor(normal(2))), ShapeError),
    ],
)
def test_operands_that_do_not_fit_are_errors_of_the_engine(
    call: Callable[[], Any], kind: type[Exception]
) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert caught.value.expected or caught.value.actual  # type: ignore[attr-defined]
