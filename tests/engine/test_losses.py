"""Losses: the papers' formulas written out naively, extreme numbers, and targets that are wrong."""

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
from engine.errors import DTypeError, EngineError, ShapeError, ValueRangeError
from engine.program import Plan

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


# ---- CTC


def all_alignments(p: np.ndarray[Any, Any], labels: list[int], blank: int) -> float:
    """The chance of the labels, by walking through every way."""
    total = 0.0
    for way in itertools.product(range(p.shape[1]), repeat=len(p)):
        merged = [c for c, _ in itertools.groupby(way)]
        if [c for c in merged if c != blank] == labels:
            total += math.prod(p[t, c] for t, c in enumerate(way))
    return total


@pytest.mark.parametrize("blank", [0, 2])
@pytest.mark.parametrize("labels", [[], [1], [1, 1], [1, 3, 1], [3, 3]])
def test_ctc_sums_over_every_alignment(labels: list[int], blank: int) -> None:
    x = normal(4, 1, 4)
    p = softmax(x)[:, 0]
    padded = np.array([labels + [1] * (4 - len(labels))])
    loss = F.ctc_loss(
        F.log_softmax(tensor(x), 2), tensor(padded), [4], [len(labels)], blank, "none"
    )
    np.testing.assert_allclose(math.exp(-loss.item()), all_alignments(p, labels, blank))


def test_ctc_can_be_differentiated_twice() -> None:
    def loss(x: engine.Tensor) -> engine.Tensor:
        return F.ctc_loss(F.log_softmax(x, 2), tensor([[1, 2, 2], [3, 1, 0]]), [6, 4], [3, 2])

    x = tensor(normal(6, 2, 4), True)
    gradcheck(loss, [x])
    gradgradcheck(loss, [x])


def test_what_cannot_be_aligned_is_infinite_or_nothing() -> None:
    x = tensor(normal(2, 1, 3), True)
    logs = F.log_softmax(x, 2)
    assert F.ctc_loss(logs, tensor([[1, 1]]), [2], [2]).item() == math.inf
    loss = F.ctc_loss(logs, tensor([[1, 1]]), [2], [2], zero_infinity=True)
    (gradient,) = grad(loss, [x])
    assert loss.item() == 0
    np.testing.assert_array_equal(gradient.numpy(), 0)


@pytest.mark.parametrize(
    ("targets", "inputs", "lengths"),
    [([[1, 9]], [4], [2]), ([[1, 2]], [5], [2]), ([[1, 2]], [4], [3]), ([1, 2], [4], [3])],
)
def test_ctc_refuses_lengths_and_labels_that_do_not_fit(
    targets: list[Any], inputs: list[int], lengths: list[int]
) -> None:
    with pytest.raises(EngineError):
        F.ctc_loss(F.log_softmax(tensor(normal(4, 1, 3)), 2), tensor(targets), inputs, lengths)


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


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (lambda: F.mse_loss(tensor(normal(3, 1)), tensor(normal(3))), ShapeError),
        (lambda: F.binary_cross_entropy(tensor([0.5]), tensor([[0.5]])), ShapeError),
        (lambda: F.nll_loss(tensor(normal(3, 2)), tensor([0, 1])), ShapeError),
        (lambda: F.nll_loss(tensor(normal(2, 2)), tensor([0.0, 1.0])), DTypeError),
        (lambda: F.multi_margin_loss(tensor(normal(3, 2)), tensor([0, 1])), ShapeError),
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


# ---- extreme numbers

LOGITS = np.array([[1e4, -1e4, 0.0], [-1e4, 1e4, 1e4], [0.0, 0.0, -1e4]])
SIGNS = np.array([[1.0, -1.0, 1.0], [-1.0, 1.0, -1.0], [1.0, -1.0, 1.0]])
CLASSES = np.array([1, 0, 2])
BITS = (SIGNS + 1) / 2

OF_LOGITS: list[Any] = [
    pytest.param(lambda x: F.cross_entropy(x, tensor(CLASSES)), id="cross_entropy"),
    pytest.param(lambda x: F.cross_entropy(x, tensor(CLASSES), label_smoothing=0.1), id="smooth"),
    pytest.param(lambda x: F.focal_loss(x, tensor(CLASSES), gamma=0.5), id="focal"),
    pytest.param(lambda x: F.focal_loss(x, tensor(BITS).to(x.dtype), 0.25), id="binary_focal"),
    pytest.param(
        lambda x: F.binary_cross_entropy_with_logits(x, tensor(BITS).to(x.dtype)), id="bce"
    ),
    pytest.param(lambda x: F.soft_margin_loss(x, tensor(SIGNS).to(x.dtype)), id="soft_margin"),
    pytest.param(
        lambda x: F.multilabel_soft_margin_loss(x, tensor(BITS).to(x.dtype)), id="multilabel"
    ),
    pytest.param(lambda x: F.multi_margin_loss(x, tensor(CLASSES)), id="multi_margin"),
    pytest.param(lambda x: F.hinge_loss(x, tensor(SIGNS).to(x.dtype)), id="hinge"),
    pytest.param(lambda x: F.distillation_loss(x, x * 0.5, tensor(CLASSES)), id="distillation"),
    pytest.param(lambda x: F.smooth_l1_loss(x, x * 0.5), id="smooth_l1"),
    pytest.param(lambda x: F.cosine_similarity(x, x * 0.5).sum(), id="cosine"),
]


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("loss", OF_LOGITS)
def test_large_logits_give_finite_losses_and_gradients(
    loss: Callable[[engine.Tensor], engine.Tensor], dtype: str
) -> None:
    x = tensor(LOGITS.astype(dtype), True)
    made = loss(x)
    (gradient,) = grad(made, [x])
    assert made.dtype == gradient.dtype == np.dtype(dtype)
    assert np.isfinite(made.numpy() if not made.requires_grad else made.detach().numpy()).all()
    assert np.isfinite(gradient.numpy()).all()


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_certain_mistakes_cost_100(dtype: str) -> None:
    p = tensor(np.array([0.0, 1.0, 0.0, 1.0], dtype), True)
    t = tensor(np.array([1.0, 0.0, 0.0, 1.0], dtype))
    losses = F.binary_cross_entropy(p, t, reduction="none")
    np.testing.assert_array_equal(losses.detach().numpy(), [100, 100, 0, 0])


def test_half_precision_counts_a_large_batch() -> None:
    x = tensor(np.zeros((70_000, 2), "float16"))
    loss = F.cross_entropy(x, tensor(np.zeros(70_000, "int64")))
    assert loss.item() == pytest.approx(math.log(2), abs=2e-2)


def test_the_mean_of_no_losses_is_not_a_number() -> None:
    nothing, none = tensor(np.zeros((0, 3))), tensor(np.zeros(0, "int64"))
    assert math.isnan(F.cross_entropy(nothing, none).item())
    assert math.isnan(F.nll_loss(nothing, none).item())
    assert math.isnan(F.mse_loss(nothing, nothing).item())
    assert F.cross_entropy(nothing, none, reduction="sum").item() == 0


def test_a_single_score_is_always_right() -> None:
    assert F.cross_entropy(tensor(normal(4, 1)), tensor([0, 0, 0, 0])).item() == 0
    assert F.focal_loss(tensor(normal(4, 1)), tensor([0, 0, 0, 0])).item() == 0


# ---- three ways

WAYS: list[Any] = [
    (nn.MSELoss(), "same"), (nn.L1Loss(), "same"), (nn.SmoothL1Loss(), "same"),
    (nn.HuberLoss(), "same"), (nn.BCEWithLogitsLoss(), "same"), (nn.KLDivLoss(), "shares"),
    (nn.KLDivLoss(reduction="batchmean"), "shares"), (nn.PoissonNLLLoss(full=True), "shares"),
    (nn.SoftMarginLoss(), "same"), (nn.HingeEmbeddingLoss(), "same"),
    (nn.MultiLabelSoftMarginLoss(), "same"), (nn.CrossEntropyLoss(), "classes"),
    (nn.CrossEntropyLoss(label_smoothing=0.1), "classes"), (nn.NLLLoss(), "classes"),
    (nn.MultiMarginLoss(), "classes"), (nn.FocalLoss(), "classes"),
    (nn.LinearCrossEntropyLoss(5, 5), "classes"), (nn.ArcFaceLoss(5, 5), "classes"),
    (nn.SphereFaceLoss(5, 5), "classes"), (nn.DistillationLoss(), "same"),
    (nn.CosineSimilarity(), "same"), (nn.PairwiseDistance(), "same"),
    (nn.MultiLabelMarginLoss(), "lists"),
]  # fmt: skip


def _targets(kind: str) -> np.ndarray[Any, Any]:
    if kind == "classes":
        return np.array([4, 0, 2, 1])
    if kind == "lists":
        return np.array([[1, 2, -1, 0, 0]] * 4)
    return RNG.uniform(0.1, 3, (4, 5)) if kind == "shares" else normal(4, 5)


@pytest.mark.parametrize(
    ("loss", "kind"), [pytest.param(*way, id=type(way[0]).__name__) for way in WAYS]
)
def test_a_loss_runs_on_numbers_on_shapes_and_as_a_program(loss: nn.Module, kind: str) -> None:
    loss.double().eval()
    x, t = normal(4, 5), _targets(kind)
    expected = loss(tensor(x), tensor(t))
    symbolic = loss(
        engine.Tensor(None, shape=(engine.N, 5), dtype=engine.float64),
        engine.Tensor(None, shape=(engine.N, *t.shape[1:]), dtype=t.dtype),
    )
    assert engine.dims.with_batch(symbolic.shape, 4) == expected.shape
    assert symbolic.dtype == expected.dtype

    def step(x: engine.Tensor, t: engine.Tensor) -> dict[str, engine.Tensor]:
        made = loss(x, t)
        (gradient,) = grad(made.sum(), [x])
        assert gradient is not None
        return {"loss": made, "gradient": gradient}

    specs = {"x": (x.shape, engine.float64), "t": (t.shape, t.dtype)}
    graph = program.trace(step, specs, requires_grad=["x"])
    ran = Plan(graph).run({"x": x, "t": t})
    leaf = tensor(x, True)
    (gradient,) = grad(loss(leaf, tensor(t)).sum(), [leaf])
    np.testing.assert_array_equal(ran["loss"], expected.detach().numpy())
    np.testing.assert_array_equal(ran["gradient"], gradient.numpy())


def test_a_plan_refuses_a_wrong_target_as_eager_code_does() -> None:
    def step(x: engine.Tensor, t: engine.Tensor) -> dict[str, engine.Tensor]:
        return {"loss": F.mse_loss(x, t)}

    plan = Plan(program.trace(step, {"x": ((2,), engine.float64), "t": ((2,), engine.float64)}))
    with pytest.raises(ValueRangeError, match="target is nan"):
        plan.run({"x": np.zeros(2), "t": np.array([0.0, math.nan])})


# ---- beside PyTorch, where its samples say too little


@pytest.mark.filterwarnings("ignore:reduction. 'mean' divides")
@pytest.mark.parametrize("reduction", ["none", "mean", "sum", "batchmean"])
@pytest.mark.parametrize("log_target", [False, True])
def test_divergence_is_pytorchs(reduction: str, log_target: bool) -> None:
    torch = pytest.importorskip("torch")
    x, t = np.log(softmax(normal(4, 5))), softmax(normal(4, 5))
    t[0, 0] = 0.0 if not log_target else t[0, 0]
    t = np.log(t) if log_target else t
    how = {"reduction": reduction, "log_target": log_target}
    expected = torch.nn.KLDivLoss(**how)(torch.tensor(x), torch.tensor(t))
    ours = nn.KLDivLoss(**how)(tensor(x), tensor(t))
    np.testing.assert_allclose(ours.numpy(), expected.numpy(), rtol=1e-12)


@pytest.mark.parametrize("swap", [False, True])
@pytest.mark.parametrize("p", [1.0, 2.0, 3.0])
def test_triplets_and_distances_are_pytorchs(p: float, swap: bool) -> None:
    torch = pytest.importorskip("torch")
    arrays = [normal(6, 4) for _ in range(3)]
    theirs = [torch.tensor(a, requires_grad=True) for a in arrays]
    ours = [tensor(a, True) for a in arrays]
    how = {"margin": 1.5, "p": p, "swap": swap}
    expected, made = torch.nn.TripletMarginLoss(**how)(*theirs), nn.TripletMarginLoss(**how)(*ours)
    np.testing.assert_allclose(made.item(), expected.item(), rtol=1e-12)
    for a, b in zip(grad(made, ours), torch.autograd.grad(expected, theirs), strict=True):
        np.testing.assert_allclose(a.numpy(), b.numpy(), atol=1e-12)
    expected = torch.nn.PairwiseDistance(p, keepdim=True)(*theirs[:2])
    made = nn.PairwiseDistance(p, keepdim=True)(*ours[:2])
    np.testing.assert_allclose(made.detach().numpy(), expected.detach().numpy(), rtol=1e-12)


@pytest.mark.parametrize(
    ("size_average", "reduce"), [(True, None), (False, None), (None, False), (False, True)]
)
def test_the_older_flags_stand_for_a_reduction(
    size_average: bool | None, reduce: bool | None
) -> None:
    torch = pytest.importorskip("torch")
    x, t = normal(3, 2), normal(3, 2)
    with pytest.warns(UserWarning):
        expected = torch.nn.functional.l1_loss(
            torch.tensor(x), torch.tensor(t), size_average, reduce
        )
    np.testing.assert_allclose(
        F.l1_loss(tensor(x), tensor(t), size_average, reduce).numpy(), expected.numpy()
    )


SECOND: list[Any] = [
    (F.huber_loss, "same"), (F.binary_cross_entropy_with_logits, "same"),
    (F.cross_entropy, "classes"), (F.focal_loss, "classes"), (F.soft_margin_loss, "same"),
    (F.distillation_loss, "same"), (F.cosine_similarity, "same"), (F.pairwise_distance, "same"),
]  # fmt: skip


@pytest.mark.parametrize(("loss", "kind"), SECOND, ids=lambda v: getattr(v, "__name__", v))
def test_the_slope_of_the_gradient_is_right(loss: Callable[..., engine.Tensor], kind: str) -> None:
    t = tensor(_targets(kind))
    gradgradcheck(lambda x: loss(x, t), [tensor(normal(4, 5), True)])
