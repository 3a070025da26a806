"""Shapes with an unknown batch are the shapes of every known one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
from engine.dims import with_batch
from engine.errors import ShapeError, TraceError

# Functions of one tensor of shape (N, 4, 6).
CASES: dict[str, Callable[[Any], Any]] = {
    "reshape": lambda x: x.reshape(-1, 12),
    "reshape the rest": lambda x: x.reshape(x.shape[0], -1),
    "view": lambda x: x.view(-1, 6),
    "flatten": lambda x: x.flatten(1),
    "flatten all": lambda x: x.flatten(),
    "unflatten": lambda x: x.unflatten(2, (2, -1)),
    "squeeze": lambda x: x[:, :1].squeeze(1),
    "unsqueeze": lambda x: x.unsqueeze(-1),
    "transpose": lambda x: x.mT,
    "movedim": lambda x: x.movedim(0, -1),
    "expand": lambda x: x[:, :1].expand(-1, 4, 6),
    "expand_as": lambda x: x[:, :1].expand_as(x),
    "broadcast_to": lambda x: engine.broadcast_to(x[:, :1], x.shape),
    "repeat": lambda x: x.repeat(1, 2, 1),
    "repeat the batch": lambda x: x.repeat(3, 1, 1),
    "repeat_interleave": lambda x: x.repeat_interleave(2, dim=0),
    "flip": lambda x: x.flip(0, 2),
    "roll": lambda x: x.roll(1, 0),
    "rot90": lambda x: x.rot90(1, (1, 2)),
    "tril": lambda x: x.tril(),
    "diagonal": lambda x: x.diagonal(0, 1, 2),
    "diag_embed": lambda x: engine.diag_embed(x),
    "diagonal_scatter": lambda x: engine.diagonal_scatter(x, x.diagonal(0, 1, 2) * 2, 0, 1, 2),
    "unfold": lambda x: x.unfold(2, 3, 1),
    "cat": lambda x: engine.cat([x, x], 1),
    "cat the batch": lambda x: engine.cat([x, x], 0),
    "stack": lambda x: engine.stack([x, x], 1),
    "hstack": lambda x: engine.hstack([x, x]),
    "split": lambda x: x.split(3, dim=1),
    "chunk": lambda x: x.chunk(3, dim=2),
    "tensor_split": lambda x: x.tensor_split(4, dim=2),
    "unbind": lambda x: x.unbind(1),
    "first": lambda x: x[0],
    "part": lambda x: x[:, 1:3, ::2],
    "list": lambda x: x[:, [0, 2, 2]],
    "index_select": lambda x: x.index_select(1, engine.tensor([3, 0])),
    "gather": lambda x: x.gather(2, (x * 0).long()),
    "scatter_add": lambda x: x.scatter_add(2, (x * 0).long(), x),
    "take_along_dim": lambda x: engine.take_along_dim(x, (x[:, :, :2] * 0).long(), 2),
    "index_add": lambda x: x.index_add(1, engine.tensor([0, 0]), x[:, :2]),
    "index_fill": lambda x: x.index_fill(2, engine.tensor([1]), 5.0),
    "masked_fill": lambda x: x.masked_fill(x > 0, 0.0),
    "select_scatter": lambda x: x.select_scatter(x[:, 0], 1, 2),
    "slice_scatter": lambda x: x.slice_scatter(x[:, :2], 1, 0, 2),
    "matmul": lambda x: x @ x.mT,
    "bmm": lambda x: engine.bmm(x, x.mT),
    "einsum": lambda x: engine.einsum("nij,nkj->nik", x, x),
    "einsum of three": lambda x: engine.einsum("nij,nkj,nkl->nil", x, x, x),
    "einsum over the batch": lambda x: engine.einsum("n...j,n...k->jk", x, x),
    "einsum of one": lambda x: engine.einsum("nij->jn", x),
    "tensordot": lambda x: engine.tensordot(x, x, ([0, 1], [0, 1])),
    "kron": lambda x: engine.kron(x, engine.ones(2, 2, dtype=engine.float64)),
    "multi_dot": lambda x: engine.linalg.multi_dot([x.flatten(1), x.flatten(1).T, x.flatten(1)]),
    "norm": lambda x: x.norm(dim=(1, 2)),
    "matrix_norm": lambda x: engine.linalg.matrix_norm(x, 1),
    "cdist": lambda x: engine.cdist(x, x),
    "solve": lambda x: engine.linalg.solve(x @ x.mT + engine.eye(4, dtype=engine.float64), x),
    "det": lambda x: engine.linalg.det(x[:, :, :4]),
}


def _shapes(result: Any) -> list[Any]:
    return [y.shape for y in (result if isinstance(result, tuple) else (result,))]


@pytest.mark.parametrize("name", CASES)
def test_the_shape_for_an_unknown_batch_is_that_of_every_batch(name: str) -> None:
    abstract = _shapes(
        CASES[name](engine.empty(engine.N, 4, 6, dtype=engine.float64, device="meta"))
    )
    for batch in (1, 3):
        x = engine.tensor(np.random.default_rng(0).normal(size=(batch, 4, 6)))
        real = _shapes(CASES[name](x))
        assert [with_batch(shape, batch) for shape in abstract] == real


def test_what_cuts_the_batch_says_that_it_cannot() -> None:
    x = engine.empty(engine.N, 4, device="meta")
    with pytest.raises(ShapeError, match="not split"):
        x.split(2)
    with pytest.raises(ShapeError, match="not cut"):
        x[:2]
    with pytest.raises(TraceError):
        x.masked_select(x > 0)
    with pytest.raises(TraceError):
        x.nonzero()


def test_a_meta_tensor_has_the_strides_of_a_contiguous_one() -> None:
    x = engine.empty(engine.N, 4, 6, device="meta")
    assert x.stride() == (24, 6, 1)
    assert x.is_contiguous()
    assert x.contiguous() is x
    assert x.storage_offset() == 0
