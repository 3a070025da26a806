"""Products and square matrices: what PyTorch's samples do not reach, and what bad input is told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import engine
from engine.errors import DTypeError, EngineError, ShapeError, ValueRangeError

torch: Any = pytest.importorskip("torch")
RNG = np.random.default_rng(0)

EQUATIONS: list[tuple[str, list[tuple[int, ...]]]] = [
    ("ij,jk", [(2, 3), (3, 4)]),
    ("ij,jk,kl->il", [(2, 3), (3, 4), (4, 5)]),
    ("ij,jk,kl,lm->im", [(2, 3), (3, 4), (4, 5), (5, 2)]),
    ("ii->i", [(3, 3)]),
    ("ii", [(3, 3)]),
    ("iij->j", [(3, 3, 2)]),
    ("iii->i", [(3, 3, 3)]),
    ("b...i,b...j->b...ij", [(2, 3, 4), (2, 3, 5)]),
    ("...ij,...jk->...ik", [(5, 1, 2, 3), (4, 3, 2)]),
    ("i...,...j", [(2, 3), (3, 4)]),
    ("...->", [(2, 3)]),
    ("...", [(2, 3)]),
    ("ba", [(2, 3)]),
    ("aB,Bc", [(2, 3), (3, 4)]),
    ("i,i,i->", [(3,), (3,), (3,)]),
    ("ij,ij->ij", [(1, 3), (2, 1)]),
    ("ij,kl->", [(2, 3), (4, 5)]),
    ("ij,jk->ik", [(2, 0), (0, 4)]),
    (" i j , j k -> k i ", [(2, 3), (3, 4)]),
    ("bhqd,bhkd->bhqk", [(2, 2, 3, 4), (2, 2, 5, 4)]),
    ("bn,anm,bm->ba", [(2, 3), (4, 3, 5), (2, 5)]),
    (",ij->ji", [(), (2, 3)]),
]


@pytest.mark.parametrize(("equation", "shapes"), EQUATIONS, ids=str)
def test_einsum_and_its_gradients_are_pytorchs(
    equation: str, shapes: list[tuple[int, ...]]
) -> None:
    arrays = [RNG.normal(size=shape) for shape in shapes]
    ours = [engine.tensor(a, requires_grad=True) for a in arrays]
    theirs = [torch.tensor(a, requires_grad=True) for a in arrays]
    mine, other = engine.einsum(equation, *ours), torch.einsum(equation, *theirs)
    np.testing.assert_allclose(mine.detach().numpy(), other.detach().numpy(), atol=1e-12)
    seed = RNG.normal(size=tuple(other.shape))
    mine.backward(engine.tensor(seed))
    other.backward(torch.tensor(seed))
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a.grad.numpy(), b.grad.numpy(), atol=1e-12)


def test_einsum_takes_sublists() -> None:
    a, b = RNG.normal(size=(2, 3)), RNG.normal(size=(5, 3, 4))
    calls: list[Any] = [
        lambda lib, x, y: lib.einsum(x, [0, 1], y, [2, 1, 3], [2, 0, 3]),
        lambda lib, x, y: lib.einsum(x, [0, 1], y, [..., 1, 3], [0, ..., 3]),
        lambda lib, x, y: lib.einsum(x, [0, 1], y, [2, 1, 3]),
    ]
    for call in calls:
        mine = call(engine, engine.tensor(a), engine.tensor(b)).numpy()
        other = call(torch, torch.tensor(a), torch.tensor(b)).numpy()
        np.testing.assert_allclose(mine, other, atol=1e-12)


def test_singular_vectors_are_right_up_to_their_signs() -> None:
    for shape in ((4, 3), (3, 4), (2, 3, 3)):
        array = RNG.normal(size=shape)
        x = engine.tensor(array, requires_grad=True)
        z = torch.tensor(array, requires_grad=True)
        for full in (False, True):
            u, s, vh = engine.linalg.svd(x, full)
            tu, ts, tvh = torch.linalg.svd(z, full)
            np.testing.assert_allclose(s.detach().numpy(), ts.detach().numpy(), atol=1e-12)
            k = s.shape[-1]
            weights = RNG.normal(size=s.shape)
            made = (u[..., :k] * (s * engine.tensor(weights)).unsqueeze(-2)) @ vh[..., :k, :]
            other = (tu[..., :k] * (ts * torch.tensor(weights)).unsqueeze(-2)) @ tvh[..., :k, :]
            np.testing.assert_allclose(made.detach().numpy(), other.detach().numpy(), atol=1e-10)
            seed = RNG.normal(size=array.shape)
            (g,) = engine.autograd.grad(made, x, [engine.tensor(seed)])
            (h,) = torch.autograd.grad(other, z, torch.tensor(seed))
            np.testing.assert_allclose(g.numpy(), h.numpy(), atol=1e-8)


def test_the_closed_form_of_a_regression_is_found_three_ways() -> None:
    x, y = RNG.normal(size=(20, 3)), RNG.normal(size=(20, 1))
    a, b = engine.tensor(x), engine.tensor(y)
    expected = np.linalg.lstsq(x, y, rcond=None)[0]
    for solution in (
        engine.linalg.lstsq(a, b).solution,
        engine.linalg.inv(a.T @ a) @ a.T @ b,
        engine.linalg.solve(a.T @ a, a.T @ b),
        engine.linalg.pinv(a) @ b,
    ):
        np.testing.assert_allclose(solution.numpy(), expected, atol=1e-10)


@pytest.mark.parametrize("correction", [0, 1, 2])
@pytest.mark.parametrize("counted", [False, True])
def test_a_weighted_covariance_is_pytorchs(correction: int, counted: bool) -> None:
    array, weights = RNG.normal(size=(2, 5)), RNG.uniform(0.5, 2.0, 5)
    gradients = []
    for lib in (engine, torch):
        x = lib.tensor(array, requires_grad=True)
        w = lib.tensor(weights, requires_grad=True)
        counts = lib.tensor(np.array([1, 2, 1, 3, 1])) if counted else None
        y = lib.cov(x, correction=correction, fweights=counts, aweights=w)
        y.backward(lib.tensor(np.array([[1.0, 2.0], [-1.0, 0.5]])))
        gradients.append([t.detach().numpy() for t in (y, x.grad, w.grad)])
    for ours, theirs in zip(*gradients, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-12)


def test_a_factor_of_zero_does_not_hide_what_is_not_read() -> None:
    nan = engine.full((2, 2), float("nan"))
    one = engine.eye(2)
    assert engine.addmm(nan, one, one, beta=0).numpy().tolist() == [[1, 0], [0, 1]]


two, three = engine.ones(2, 2), engine.ones(3)
BAD: dict[str, tuple[type[EngineError], Any]] = {
    "singular": (ValueRangeError, lambda: engine.linalg.inv(two)),
    "singular system": (ValueRangeError, lambda: engine.linalg.solve(two, two)),
    "not square": (ShapeError, lambda: engine.linalg.det(engine.ones(2, 3))),
    "not positive definite": (ValueRangeError, lambda: engine.linalg.cholesky(-two)),
    "half precision": (DTypeError, lambda: engine.linalg.inv(two.to(engine.float16))),
    "integers": (DTypeError, lambda: engine.linalg.inv(two.long())),
    "norm of integers": (DTypeError, lambda: engine.norm(two.long())),
    "unknown norm": (ValueRangeError, lambda: engine.norm(two, "fra")),
    "norm of nothing": (
        ShapeError,
        lambda: engine.linalg.vector_norm(engine.zeros(0), float("inf")),
    ),
    "unlike dtypes": (DTypeError, lambda: engine.dot(three, three.double())),
    "mm of vectors": (ShapeError, lambda: engine.mm(three, two)),
    "bmm of other batches": (ShapeError, lambda: engine.bmm(two[None], engine.ones(2, 2, 2))),
    "einsum without letters": (ValueRangeError, lambda: engine.einsum("ij", three)),
    "einsum of other sizes": (ShapeError, lambda: engine.einsum("i,i", three, engine.ones(2))),
    "einsum with a letter from nowhere": (ValueRangeError, lambda: engine.einsum("i->j", three)),
    "einsum of too many groups": (ValueRangeError, lambda: engine.einsum("i,i", three)),
    "tensordot of other sizes": (ShapeError, lambda: engine.tensordot(two, three, 1)),
    "cross of two numbers": (ShapeError, lambda: engine.linalg.cross(engine.ones(2), three)),
    "addmm of another shape": (ShapeError, lambda: engine.addmm(three, two, two)),
    "cdist of other lengths": (ShapeError, lambda: engine.cdist(two, engine.ones(2, 3))),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_operands_are_told_in_the_engines_words(name: str) -> None:
    kind, call = BAD[name]
    with pytest.raises(kind) as caught:
        call()
    assert caught.value.message
