"""CTC: held against the sum over every alignment; its slopes, its limits, its three ways."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest

import engine
import engine.nn.functional as F
from engine import nn, program
from engine.autograd import grad, gradcheck, gradgradcheck
from engine.errors import EngineError
from engine.program import Plan

RNG = np.random.default_rng(7)


def tensor(array: Any, requires_grad: bool = False) -> engine.Tensor:
    return engine.tensor(np.asarray(array), requires_grad=requires_grad)


def normal(*shape: int) -> np.ndarray[Any, Any]:
    return RNG.standard_normal(shape)


def softmax(x: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


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


def test_the_gradient_in_steps_is_the_gradient() -> None:
    logs = F.log_softmax(tensor(normal(7, 3, 4)), 2).detach().requires_grad_()
    targets, inputs, lengths = [[1, 2, 2], [3, 1, 0], [0, 0, 0]], [7, 4, 5], [3, 2, 0]
    loss = F.ctc_loss(logs, tensor(targets), inputs, lengths)
    (stepped,) = grad(loss, [logs], create_graph=True)
    (fast,) = grad(loss, [logs])
    np.testing.assert_allclose(stepped.detach().numpy(), fast.numpy(), atol=1e-14)


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


def test_a_padded_row_and_one_after_the_other_are_the_same_targets() -> None:
    logs = F.log_softmax(tensor(normal(6, 2, 4)), 2)
    padded = F.ctc_loss(logs, tensor([[1, 2, 2], [3, 1, 0]]), [6, 4], [3, 2])
    joined = F.ctc_loss(logs, tensor([1, 2, 2, 3, 1]), [6, 4], [3, 2])
    assert padded.item() == joined.item()
    single = F.ctc_loss(logs[:, 0], tensor([1, 2, 2]), 6, 3)
    assert single.shape == ()
    assert single.item() == F.ctc_loss(logs[:, :1], tensor([[1, 2, 2]]), [6], [3]).item()


def test_ctc_runs_as_a_program_and_on_shapes() -> None:
    loss = nn.CTCLoss()
    x, targets = normal(6, 2, 4), np.array([[1, 2, 2], [3, 1, 0]])

    def step(x: engine.Tensor, t: engine.Tensor, i: engine.Tensor, n: engine.Tensor) -> Any:
        made = loss(F.log_softmax(x, 2), t, i, n)
        (gradient,) = grad(made, [x])
        return {"loss": made, "gradient": gradient}

    specs = {
        "x": (x.shape, engine.float64), "t": ((2, 3), engine.int64),
        "i": ((2,), engine.int64), "n": ((2,), engine.int64),
    }  # fmt: skip
    plan = Plan(program.trace(step, specs, requires_grad=["x"]))
    for inputs, lengths in (([6, 4], [3, 2]), ([5, 6], [2, 1])):
        fed = {"x": x, "t": targets, "i": np.array(inputs), "n": np.array(lengths)}
        ran, eager = plan.run(fed), step(tensor(x, True), *map(tensor, list(fed.values())[1:]))
        np.testing.assert_array_equal(ran["loss"], eager["loss"].detach().numpy())
        np.testing.assert_array_equal(ran["gradient"], eager["gradient"].detach().numpy())

    def meta(*shape: Any, dtype: Any = engine.int64) -> engine.Tensor:
        return engine.Tensor(None, shape=shape, dtype=dtype)

    n = engine.N
    assert loss(meta(6, n, 4, dtype=engine.float32), meta(n, 3), meta(n), meta(n)).shape == ()


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_ctc_is_finite_for_certain_logits(dtype: str) -> None:
    x = tensor((normal(20, 2, 4) * 1e3).astype(dtype), True)
    loss = F.ctc_loss(F.log_softmax(x, 2), tensor([[1, 2], [3, 1]]), [20, 20], [2, 2], 0, "none")
    (gradient,) = grad(loss.sum(), [x])
    assert loss.dtype == gradient.dtype == np.dtype(dtype)
    assert np.isfinite(loss.detach().numpy()).all()
    assert np.isfinite(gradient.numpy()).all()
