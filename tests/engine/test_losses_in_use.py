"""Losses in use: extreme numbers, the three ways of running, older flags, second derivatives."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
import engine.nn.functional as F
from engine import nn, program
from engine.autograd import grad, gradgradcheck
from engine.errors import ValueRangeError
from engine.program import Plan

RNG = np.random.default_rng(7)


def tensor(array: Any, requires_grad: bool = False) -> engine.Tensor:
    return engine.tensor(np.asarray(array), requires_grad=requires_grad)


def normal(*shape: int) -> np.ndarray[Any, Any]:
    return RNG.standard_normal(shape)


def softmax(x: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


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
    (gradient,) = grad(losses.sum(), [p])
    assert np.isfinite(gradient.numpy()).all()
    np.testing.assert_array_equal(np.sign(gradient.numpy()), [-1, 1, 0, 0])


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


# ---- slopes of slopes

SECOND: list[Any] = [
    (F.huber_loss, "same"), (F.binary_cross_entropy_with_logits, "same"),
    (F.cross_entropy, "classes"), (F.focal_loss, "classes"), (F.soft_margin_loss, "same"),
    (F.distillation_loss, "same"), (F.cosine_similarity, "same"), (F.pairwise_distance, "same"),
]  # fmt: skip


@pytest.mark.parametrize(("loss", "kind"), SECOND, ids=lambda v: getattr(v, "__name__", v))
def test_the_slope_of_the_gradient_is_right(loss: Callable[..., engine.Tensor], kind: str) -> None:
    t = tensor(_targets(kind))
    gradgradcheck(lambda x: loss(x, t), [tensor(normal(4, 5), True)])
