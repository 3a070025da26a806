"""Losses: the papers' formulas written out naively, and targets that are wrong."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
import engine.nn.functional as F
from engine import nn
from engine.autograd import grad, gradcheck
from engine.errors import DTypeError, EngineError, ShapeError, ValueRangeError

RNG = np.random.default_rng(7)


def tensor(array: Any, requires_grad: bool = False) -> engine.Tensor:
    return engine.tensor(np.asarray(array), requires_grad=requires_grad)


def normal(*shape: int) -> np.ndarray[Any, Any]:
    return RNG.standard_normal(shape)


def softmax(x: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


# ---- the engine's own, after the papers


def test_hinge_is_cortes_and_vapniks() -> None:
    x, t = normal(9), RNG.choice([-1.0, 1.0], 9)
    expected = [max(0.0, 1 - a * b) for a, b in zip(x, t, strict=True)]
    np.testing.assert_allclose(
        F.hinge_loss(tensor(x), tensor(t), reduction="none").numpy(), expected
    )
    squared = nn.HingeLoss(squared=True, reduction="sum")(tensor(x), tensor(t))
    np.testing.assert_allclose(squared.item(), sum(e * e for e in expected))


def test_contrastive_is_hadsells() -> None:
    a, b, t = normal(8, 3), normal(8, 3), RNG.integers(0, 2, 8)
    expected = []
    for x, y, dissimilar in zip(a, b, t, strict=True):
        d = math.sqrt(((x - y) ** 2).sum())
        expected.append(0.5 * max(0.0, 2.5 - d) ** 2 if dissimilar else 0.5 * d * d)
    losses = F.contrastive_loss(tensor(a), tensor(b), tensor(t), 2.5, "none")
    np.testing.assert_allclose(losses.numpy(), expected)
    mean = nn.ContrastiveLoss(2.5)(tensor(a), tensor(b), tensor(t))
    np.testing.assert_allclose(mean.item(), np.mean(expected))


def test_contrastive_has_no_gradient_where_two_are_one() -> None:
    a = tensor(np.ones((2, 3)), True)
    (gradient,) = grad(F.contrastive_loss(a, tensor(np.ones((2, 3))), tensor([1, 0])), [a])
    np.testing.assert_array_equal(gradient.numpy(), 0)


@pytest.mark.parametrize("gamma", [0.0, 0.5, 2.0, 5.0])
def test_focal_of_classes_is_lins(gamma: float) -> None:
    x, t, alpha = normal(6, 4), RNG.integers(0, 4, 6), RNG.uniform(0.2, 2, 4)
    p = softmax(x)[np.arange(6), t]
    expected = -alpha[t] * (1 - p) ** gamma * np.log(p)
    losses = F.focal_loss(tensor(x), tensor(t), tensor(alpha), gamma, "none")
    np.testing.assert_allclose(losses.numpy(), expected, rtol=1e-12)
    gradcheck(lambda z: F.focal_loss(z, tensor(t), 0.25, gamma), [tensor(x, True)])


def test_focal_of_a_picture_is_that_of_its_pixels() -> None:
    x, t = normal(2, 3, 2, 2), RNG.integers(0, 3, (2, 2, 2))
    rows = x.transpose(0, 2, 3, 1).reshape(-1, 3)
    whole = nn.FocalLoss(gamma=1.5)(tensor(x), tensor(t)).item()
    pixels = F.focal_loss(tensor(rows), tensor(t.reshape(-1)), gamma=1.5).item()
    np.testing.assert_allclose(whole, pixels)


@pytest.mark.parametrize("gamma", [0.0, 0.5, 2.0])
def test_focal_of_yes_and_no_is_lins(gamma: float) -> None:
    x, t = normal(5, 2), RNG.integers(0, 2, (5, 2)).astype(float)
    p = 1 / (1 + np.exp(-x))
    right, share = np.where(t == 1, p, 1 - p), np.where(t == 1, 0.25, 0.75)
    expected = -share * (1 - right) ** gamma * np.log(right)
    losses = F.focal_loss(tensor(x), tensor(t), 0.25, gamma, "none")
    np.testing.assert_allclose(losses.numpy(), expected, rtol=1e-12)


def test_focal_without_focus_is_cross_entropy() -> None:
    x, t = tensor(normal(6, 4)), tensor(RNG.integers(0, 4, 6))
    np.testing.assert_allclose(F.focal_loss(x, t, gamma=0).item(), F.cross_entropy(x, t).item())


def test_dice_is_milletaris() -> None:
    p, t = RNG.uniform(0, 1, (2, 3, 4, 5)), RNG.integers(0, 3, (2, 4, 5))
    expected = np.zeros((2, 3))
    for n, c in itertools.product(range(2), range(3)):
        g = (t[n] == c).astype(float)
        expected[n, c] = 1 - 2 * (p[n, c] * g).sum() / ((p[n, c] ** 2).sum() + (g**2).sum())
    losses = F.dice_loss(tensor(p), tensor(t), eps=0.0, reduction="none")
    np.testing.assert_allclose(losses.numpy(), expected)
    sets = (t[:, None] == np.arange(3)[:, None, None]).astype(float)
    np.testing.assert_allclose(
        nn.DiceLoss(eps=0.0)(tensor(p), tensor(sets)).item(), expected.mean()
    )


def test_two_empty_sets_overlap_fully() -> None:
    nothing = tensor(np.zeros((1, 1, 4)))
    assert F.dice_loss(nothing, nothing).item() == 0


@pytest.mark.parametrize("easy", [False, True])
def test_arcface_is_dengs(easy: bool) -> None:
    x, w, t = normal(40, 5), normal(4, 5), RNG.integers(0, 4, 40)
    w[0] = -x[np.argmax(t == 0)]  # an angle of π, beyond π − m
    m = 0.5
    expected = np.zeros((40, 4))
    for n, c in itertools.product(range(40), range(4)):
        cosine = x[n] @ w[c] / np.linalg.norm(x[n]) / np.linalg.norm(w[c])
        theta = math.acos(max(-1.0, min(1.0, cosine)))
        if c == t[n] and easy:
            cosine = math.cos(theta + m) if cosine > 0 else cosine
        elif c == t[n]:
            cosine = math.cos(theta + m) if theta + m < math.pi else cosine - m * math.sin(m)
        expected[n, c] = 30 * cosine
    logits = F.arcface(tensor(x), tensor(w), tensor(t), 30.0, m, easy)
    np.testing.assert_allclose(logits.numpy(), expected, atol=1e-6)
    losses = F.arcface_loss(tensor(x), tensor(w), tensor(t), 30.0, m, easy, "none")
    p = softmax(expected)[np.arange(40), t]
    np.testing.assert_allclose(losses.numpy(), -np.log(p), atol=1e-5)


def test_arcface_has_finite_gradients_at_both_poles() -> None:
    w = tensor(np.eye(2, 3, dtype="float32"), True)
    x = tensor(np.array([[2, 0, 0], [-3, 0, 0], [0, 1, 0]], "float32"), True)
    loss = F.arcface_loss(x, w, tensor([0, 0, 1]))
    for gradient in grad(loss, [x, w]):
        assert np.isfinite(gradient.numpy()).all()


@pytest.mark.parametrize("m", [1, 2, 3, 4])
def test_sphereface_is_lius(m: int) -> None:
    x, w, t = normal(60, 2), normal(3, 2), RNG.integers(0, 3, 60)
    annealing = 1.5
    expected = np.zeros((60, 3))
    for n, c in itertools.product(range(60), range(3)):
        cosine = x[n] @ w[c] / np.linalg.norm(x[n]) / np.linalg.norm(w[c])
        theta = math.acos(cosine)
        k = min(int(theta * m / math.pi), m - 1)
        psi = (-1) ** k * math.cos(m * theta) - 2 * k
        blended = (annealing * cosine + psi) / (1 + annealing)
        expected[n, c] = np.linalg.norm(x[n]) * (blended if c == t[n] else cosine)
    logits = F.sphereface(tensor(x), tensor(w), tensor(t), m, annealing)
    np.testing.assert_allclose(logits.numpy(), expected, atol=1e-12)


def test_spherefaces_margin_falls_from_0_to_180_degrees() -> None:
    theta = np.linspace(0, math.pi, 181)
    x = np.stack([np.cos(theta), np.sin(theta)], axis=1)
    right = F.sphereface(tensor(x), tensor([[1.0, 0.0]]).double(), tensor(np.zeros(181, int)), 4)
    psi = right.numpy()[:, 0]
    assert (np.diff(psi) < 1e-12).all()
    assert psi[0] == pytest.approx(1) and psi[-1] == pytest.approx(1 - 2 * 4)


def test_spherefaces_margin_comes_in_step_by_step() -> None:
    head = nn.SphereFaceLoss(3, 4, base=10.0, growth=1.0, power=1.0, least=2.0)
    x, t = tensor(normal(5, 3).astype("float32")), tensor([0, 1, 2, 3, 0])
    for wanted in (10.0, 5.0, 10 / 3, 2.5, 2.0, 2.0):
        expected = F.sphereface_loss(x, head.weight, t, 4, wanted).item()
        assert head(x, t).item() == pytest.approx(expected, rel=1e-5)
    assert head.iterations.item() == 6
    head.eval()
    head(x, t)
    assert head.iterations.item() == 6


def test_the_heads_give_the_logits_of_their_losses() -> None:
    x, t = tensor(normal(5, 3).astype("float32")), tensor([0, 1, 2, 1, 0])
    for kind, loss_kind in ((nn.ArcFace, nn.ArcFaceLoss), (nn.SphereFace, nn.SphereFaceLoss)):
        head, loss = kind(3, 4), loss_kind(3, 4)
        loss.load_state_dict(head.state_dict())
        expected = F.cross_entropy(head(x, t), t).item()
        assert loss(x, t).item() == pytest.approx(expected)


def test_distillation_is_hintons() -> None:
    s, teacher, t = normal(6, 4), normal(6, 4), RNG.integers(0, 4, 6)
    soft, student = softmax(teacher / 3), softmax(s / 3)
    divergence = (soft * (np.log(soft) - np.log(student))).sum(axis=1).mean()
    hard = -np.log(softmax(s)[np.arange(6), t]).mean()
    both = nn.DistillationLoss(3.0, 0.7)(tensor(s), tensor(teacher), tensor(t))
    np.testing.assert_allclose(both.item(), 0.7 * 9 * divergence + 0.3 * hard)
    alone = F.distillation_loss(tensor(s), tensor(teacher), temperature=3.0)
    np.testing.assert_allclose(alone.item(), 9 * divergence)


def test_no_gradient_flows_into_the_teacher() -> None:
    s, teacher = tensor(normal(3, 4), True), tensor(normal(3, 4), True)
    F.distillation_loss(s, teacher).backward()
    assert s.grad is not None and teacher.grad is None


# ---- targets that are wrong


def _one(loss: Callable[..., engine.Tensor], *shape: int) -> Callable[[float], engine.Tensor]:
    return lambda bad: loss(
        tensor(np.full(shape, 0.5)), tensor(np.array([0.5] * (shape[0] - 1) + [bad]))
    )


@pytest.mark.parametrize(
    "loss",
    [
        F.mse_loss, F.l1_loss, F.smooth_l1_loss, F.huber_loss, F.binary_cross_entropy,
        F.binary_cross_entropy_with_logits, F.kl_div, F.poisson_nll_loss, F.soft_margin_loss,
        F.hinge_embedding_loss, F.multilabel_soft_margin_loss, F.cross_entropy,
    ],
)  # fmt: skip
def test_a_target_that_is_not_a_number_is_refused_with_its_place(
    loss: Callable[..., engine.Tensor],
) -> None:
    with pytest.raises(ValueRangeError) as caught:
        _one(loss, 3)(math.nan)
    assert "target is nan at [2]" in str(caught.value)
    assert caught.value.expected


@pytest.mark.parametrize("bad", [-0.25, 1.5])
def test_binary_cross_entropy_takes_probabilities_only(bad: float) -> None:
    with pytest.raises(ValueRangeError, match=rf"target is {bad} at \[2\]; expected 0 to 1"):
        _one(F.binary_cross_entropy, 3)(bad)
    with pytest.raises(ValueRangeError, match="input is"):
        F.binary_cross_entropy(tensor([0.5, bad]), tensor([0.0, 1.0]))


@pytest.mark.parametrize("label", [-1, 3])
@pytest.mark.parametrize("loss", [F.cross_entropy, F.nll_loss, F.multi_margin_loss, F.focal_loss])
def test_a_number_that_is_no_class_is_refused(
    loss: Callable[..., engine.Tensor], label: int
) -> None:
    with pytest.raises(ValueRangeError, match="0 to 2") as caught:
        loss(tensor(normal(2, 3)), tensor([0, label]))
    assert str(label) in str(caught.value) and caught.value.mend


def test_other_labels_are_refused_where_only_two_make_sense() -> None:
    with pytest.raises(ValueRangeError, match="-1 or 1"):
        F.hinge_loss(tensor([0.5]), tensor([0.0]))
    with pytest.raises(ValueRangeError, match="0 or 1"):
        F.contrastive_loss(tensor(normal(1, 2)), tensor(normal(1, 2)), tensor([-1]))
    with pytest.raises(ValueRangeError, match="0 or 1"):
        F.focal_loss(tensor([0.5]), tensor([0.5]))
    with pytest.raises(ValueRangeError, match="0 or more"):
        F.gaussian_nll_loss(tensor([0.5]), tensor([0.5]), tensor([-1.0]))


TWO = tensor([[0.5, 1.0], [0.5, 0.0]]), tensor([0, 1])


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (lambda: F.mse_loss(tensor(normal(3, 1)), tensor(normal(3))), ShapeError),
        (lambda: F.binary_cross_entropy(tensor([0.5]), tensor([[0.5]])), ShapeError),
        (lambda: F.nll_loss(tensor(normal(3, 2)), tensor([0, 1])), ShapeError),
        (lambda: F.nll_loss(tensor(normal(2, 2)), tensor([0.0, 1.0])), DTypeError),
        (lambda: F.multi_margin_loss(tensor(normal(3, 2)), tensor([0, 1])), ShapeError),
        (lambda: F.multi_margin_loss(*TWO, weight=tensor([1.0])), ShapeError),
        (lambda: F.cross_entropy(*TWO, weight=tensor([1.0])), ShapeError),
        (lambda: F.cross_entropy(TWO[0], TWO[0], weight=tensor([1.0])), ShapeError),
        (lambda: F.focal_loss(*TWO, tensor([1.0])), ShapeError),
        (lambda: F.multilabel_margin_loss(tensor(normal(3, 2)), tensor([0, 1])), ShapeError),
        (lambda: F.cosine_embedding_loss(*[tensor(normal(3, 2))] * 3), ShapeError),
        (lambda: F.focal_loss(tensor(normal(3, 2)), tensor([0, 1])), ShapeError),
        (lambda: F.dice_loss(tensor([0.5, 0.5]), tensor([0.5, 0.5])), ShapeError),
        (lambda: F.arcface(tensor(normal(3, 2)), tensor(normal(4, 3)), tensor([0])), ShapeError),
        (lambda: F.ctc_loss(tensor(normal(3)), tensor([1]), [3], [1]), ShapeError),
        (lambda: F.mse_loss(tensor([1.0]), tensor([1.0]), reduction="most"), ValueRangeError),
        (lambda: F.huber_loss(tensor([1.0]), tensor([1.0]), delta=0.0), ValueRangeError),
        (lambda: F.multi_margin_loss(tensor(normal(2, 2)), tensor([0, 1]), p=3), ValueRangeError),
        (lambda: nn.TripletMarginLoss(margin=0.0), ValueRangeError),
        (lambda: F.pdist(tensor(normal(3))), ShapeError),
    ],
)
def test_operands_that_do_not_fit_are_errors_of_the_engine(
    call: Callable[[], Any], kind: type[EngineError]
) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert caught.value.expected
