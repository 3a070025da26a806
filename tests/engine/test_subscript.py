"""Indexing, joining and rearranging beside PyTorch where its own samples do not reach."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import engine
from engine.errors import DTypeError, EngineError, ShapeError, ValueRangeError

torch: Any = pytest.importorskip("torch")
ARRAY = np.arange(60.0).reshape(3, 4, 5)

# From a library and a tensor of shape (3, 4, 5) to an index.
INDICES: dict[str, Any] = {
    "an integer": lambda lib, x: 1,
    "from the end": lambda lib, x: (-1, ..., -2),
    "new dimensions": lambda lib, x: (None, 1, None, ..., None),
    "steps": lambda lib, x: (slice(None, None, 2), slice(1, 100), slice(-3, -1)),
    "nothing": lambda lib, x: slice(2, 1),
    "a mask of all": lambda lib, x: x > 30,
    "a mask of rows": lambda lib, x: x[:, 0, 0] > 10,
    "a mask after a slice": lambda lib, x: (slice(None), x[0, :, 0] > 5),
    "a mask and an integer": lambda lib, x: (x[:, 0, 0] > 10, 2),
    "an index tensor": lambda lib, x: lib.tensor([[0, -1], [2, 2]]),
    "a number as tensor": lambda lib, x: lib.tensor(2),
    "a number as tensor between": lambda lib, x: (slice(None), lib.tensor(2), [1, 0]),
    "a number as tensor apart": lambda lib, x: (lib.tensor(2), slice(None), [1, 0]),
    "two lists that broadcast": lambda lib, x: ([[0], [2]], slice(None), [1, 3]),
    "lists apart": lambda lib, x: ([0, 2], slice(None), [1, 3]),
    "a list and a new dimension": lambda lib, x: ([0, 2], None, [1, 3]),
    "a list after a new dimension": lambda lib, x: (None, slice(None), [1, 3]),
    "an empty list": lambda lib, x: ([],),
    "an integer, a slice and a list": lambda lib, x: (1, slice(None), [1, 0, 1]),
}


@pytest.mark.parametrize("name", INDICES)
def test_reading_is_pytorchs_and_so_is_its_gradient(name: str) -> None:
    made = []
    for lib in (engine, torch):
        x = lib.tensor(ARRAY, requires_grad=True)
        y = x[INDICES[name](lib, x.detach())]
        (y * y).sum().backward()
        made.append((y.detach().numpy(), x.grad.numpy()))
    for ours, theirs in zip(*made, strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("name", INDICES)
@pytest.mark.parametrize("whole", [False, True], ids=["a number", "a value each"])
def test_writing_is_pytorchs_and_so_are_its_gradients(name: str, whole: bool) -> None:
    part = torch.tensor(ARRAY)[INDICES[name](torch, torch.tensor(ARRAY))]
    written = np.asarray(7.0) if not whole else -np.arange(float(part.numel())).reshape(part.shape)
    if whole and name in ("an integer, a slice and a list", "an index tensor"):
        written = np.broadcast_to(written.reshape(-1)[:1], part.shape).copy()  # places repeat
    seed = np.random.default_rng(0).normal(size=ARRAY.shape)

    x, value = engine.tensor(ARRAY, requires_grad=True), engine.tensor(written, requires_grad=True)
    ours = engine.ops.setitem(x, INDICES[name](engine, x.detach()), value)
    ours.backward(engine.tensor(seed))
    z, source = torch.tensor(ARRAY, requires_grad=True), torch.tensor(written, requires_grad=True)
    theirs = z.clone()
    theirs[INDICES[name](torch, z.detach())] = source
    theirs.backward(torch.tensor(seed))

    np.testing.assert_array_equal(ours.detach().numpy(), theirs.detach().numpy())
    np.testing.assert_array_equal(x.detach().numpy(), ARRAY)
    np.testing.assert_array_equal(x.grad.numpy(), z.grad.numpy())
    repeats = name in ("an integer, a slice and a list", "an index tensor") and not whole
    if not repeats:
        np.testing.assert_allclose(value.grad.numpy(), source.grad.numpy(), atol=1e-12)


def test_a_number_indexed_by_a_mask() -> None:
    x = engine.tensor(3.0)
    assert x[x > 0].shape == (1,)
    assert x[x < 0].shape == (0,)


def test_sizes_may_be_listed_or_named() -> None:
    x = engine.tensor(ARRAY)
    assert x.reshape(5, 12).shape == x.reshape((5, 12)).shape == x.reshape(shape=(5, 12)).shape
    assert x.permute(2, 0, 1).shape == x.permute((2, 0, 1)).shape == x.permute(dims=(2, 0, 1)).shape
    assert engine.permute(x, dims=(2, 0, 1)).shape == (5, 3, 4)
    assert x.flip(0, 1).numpy().tolist() == engine.flip(x, dims=(0, 1)).numpy().tolist()
    assert x[:1].expand(2, -1, 5).shape == x[:1].expand(size=(2, -1, 5)).shape
    assert x.repeat(1, 2, 1).shape == x.tile((2, 1)).shape == (3, 8, 5)
    assert x.squeeze((0, 1)).shape == (3, 4, 5)


def test_joined_dtypes_are_promoted_and_gradients_come_back_in_theirs() -> None:
    a = engine.ones(2, dtype=engine.float32, requires_grad=True)
    b = engine.ones(1, dtype=engine.float64, requires_grad=True)
    joined = engine.cat([a, b, engine.tensor([1, 2])])
    assert joined.dtype == engine.float64
    joined.sum().backward()
    assert a.grad is not None
    assert a.grad.dtype == engine.float32


def test_masked_scatter_counts_what_it_needs() -> None:
    x, mask = engine.zeros(4), engine.tensor([True, False, True, True])
    filled = engine.masked_scatter(x, mask, engine.tensor([1.0, 2.0, 3.0, 4.0]))
    assert filled.numpy().tolist() == [1, 0, 2, 3]
    with pytest.raises(ValueRangeError, match="3 values"):
        engine.masked_scatter(x, mask, engine.ones(2))


x23, index = engine.ones(2, 3), engine.tensor([0, 5])
BAD: dict[str, tuple[type[EngineError], str, Any]] = {
    "index_select": (ValueRangeError, "There is no element 5", lambda: x23.index_select(1, index)),
    "index_add": (ValueRangeError, "-3 to 2", lambda: x23.index_add(1, index, x23[:, :2])),
    "gather": (ValueRangeError, "0 to 2", lambda: x23.gather(1, index[None])),
    "gather of another rank": (ShapeError, "2×3", lambda: x23.gather(1, index)),
    "gather by floats": (DTypeError, "integers", lambda: x23.gather(1, x23)),
    "scatter": (ValueRangeError, "0 to 2", lambda: x23.scatter(1, index[None], 1.0)),
    "scatter of another dtype": (
        DTypeError, "float32", lambda: x23.scatter(1, index[None], x23.double())),
    "scatter_reduce": (
        ValueRangeError, "amax", lambda: x23.scatter_reduce(1, index[None], x23, "max")),
    "take": (ValueRangeError, "-6 to 5", lambda: x23.take(index + 1)),
    "put": (ValueRangeError, "-6 to 5", lambda: x23.put(index + 1, engine.ones(2))),
    "index_put": (ShapeError, "1×3", lambda: x23.index_put((index[:1],), engine.ones(4))),
    "a mask of another size": (ShapeError, "(2,)", lambda: x23[engine.ones(3) > 0]),
    "a mask of numbers": (DTypeError, "bool", lambda: x23.masked_fill(x23, 0.0)),
    "narrow": (ValueRangeError, "at most 3", lambda: x23.narrow(1, 2, 2)),
    "select": (ValueRangeError, "-3 to 2", lambda: x23.select(1, 3)),
    "split": (ShapeError, "add up to 3", lambda: x23.split([1, 1], 1)),
    "hsplit": (ShapeError, "2 divides", lambda: engine.hsplit(x23, 2)),
    "stack": (ShapeError, "one shape", lambda: engine.stack([x23, x23.T])),
    "cat": (ShapeError, "in common", lambda: engine.cat([x23, x23.T])),
    "cat of nothing": (ShapeError, "at least one", lambda: engine.cat([])),
    "unflatten": (ShapeError, "reshaped", lambda: x23.unflatten(1, (2, 2))),
    "expand": (ShapeError, "size 1", lambda: x23.expand(2, 4)),
    "movedim": (ShapeError, "once", lambda: x23.movedim((0, 0), (0, 1))),
    "permute": (ShapeError, "once", lambda: x23.permute(0, 0)),
    "roll": (ValueRangeError, "one shift", lambda: x23.roll((1, 2), (0,))),
    "repeat": (ShapeError, "every dimension", lambda: x23.repeat(2)),
    "unfold": (ShapeError, "window of 4", lambda: x23.unfold(1, 4, 1)),
    "diag": (ShapeError, "vector or a matrix", lambda: engine.diag(engine.ones(1, 2, 3))),
    "tril": (ShapeError, "matrices", lambda: engine.ones(3).tril()),
    "meshgrid": (ValueRangeError, "xy", lambda: engine.meshgrid(index, indexing="yx")),
    "no such dimension": (ValueRangeError, "-2 to 1", lambda: x23.flatten(2)),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_names_what_there_is(name: str) -> None:
    kind, words, call = BAD[name]
    with pytest.raises(kind) as caught:
        call()
    assert words in str(caught.value)
