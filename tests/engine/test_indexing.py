"""tensor[...] and shape changes mean what they mean in NumPy."""

from __future__ import annotations

from typing import Any

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine import ops
from engine.errors import ShapeError, ValueRangeError

SHAPES = hnp.array_shapes(min_dims=1, max_dims=4, min_side=1, max_side=5)


def _ramp(shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
    return np.arange(np.prod(shape), dtype=np.float64).reshape(shape)


@st.composite
def _indexed(draw: st.DrawFn) -> tuple[np.ndarray[Any, Any], Any]:
    shape = draw(SHAPES)
    index = draw(hnp.basic_indices(shape, allow_newaxis=True))
    items = index if isinstance(index, tuple) else (index,)
    forward = tuple(
        slice(i.start, i.stop, abs(i.step) if i.step else i.step) if isinstance(i, slice) else i
        for i in items
    )
    return _ramp(shape), forward


@given(_indexed())
def test_basic_indexing_is_numpys(case: tuple[np.ndarray[Any, Any], Any]) -> None:
    array, index = case
    np.testing.assert_array_equal(engine.tensor(array)[index].numpy(), array[index])


@pytest.mark.parametrize(
    "index",
    [
        [0, 2],
        (slice(None), [1, 1, 0]),
        ([0, 2], [1, -1]),
        (..., [0, 3]),
        (slice(0, 2), None, [2, 0]),
        (np.array([[0, 1], [2, 2]]),),
        ([0, 1], slice(None), [2, 3]),
        _ramp((3, 3, 4)) % 2 == 0,
    ],
    ids=str,
)
def test_advanced_indexing_is_numpys_and_its_gradient_counts_the_picks(index: Any) -> None:
    array = _ramp((3, 3, 4))
    x = engine.tensor(array, requires_grad=True)
    y = x[index]
    np.testing.assert_array_equal(y.detach().numpy(), array[index])
    y.sum().backward()
    picks = np.zeros_like(array)
    np.add.at(picks, index, 1.0)
    assert x.grad is not None
    np.testing.assert_array_equal(x.grad.numpy(), picks)


def test_an_integer_beside_an_index_array_is_taken_first_as_in_pytorch() -> None:
    array = _ramp((3, 3, 4))
    picked = engine.tensor(array)[1, :, [2, 0]]
    np.testing.assert_array_equal(picked.numpy(), array[1][:, [2, 0]])


def test_a_position_outside_is_told_with_its_range() -> None:
    x = engine.zeros(3, 4)
    with pytest.raises(ValueRangeError, match="-3 to 2"):
        x[3]
    with pytest.raises(ValueRangeError):
        x[[0, 5]]
    with pytest.raises(ShapeError):
        x[0, 0, 0]
    with pytest.raises(ValueRangeError):
        x[::-1]


def test_the_batch_of_an_abstract_tensor_stays_symbolic() -> None:
    x = engine.empty((engine.N, 3, 4), device="meta")
    assert x[:, 1].shape == (engine.N, 4)
    assert x[..., :2].shape == (engine.N, 3, 2)
    assert x.reshape(-1, 12).shape == (engine.N, 12)
    assert x.flatten(1).shape == (engine.N, 12)
    assert x.permute(0, 2, 1).shape == (engine.N, 4, 3)


@given(SHAPES, st.data())
def test_a_concatenation_undone_by_slices_is_what_went_in(
    shape: tuple[int, ...], data: st.DataObject
) -> None:
    dim = data.draw(st.integers(-len(shape), len(shape) - 1))
    parts = [engine.tensor(_ramp(shape) + k) for k in range(3)]
    joined = ops.concatenate(*parts, dim=dim)
    for part, whole in zip(parts, np.split(joined.numpy(), 3, axis=dim), strict=True):
        np.testing.assert_array_equal(part.numpy(), whole)


@given(SHAPES, st.data())
def test_a_reduction_is_numpys(shape: tuple[int, ...], data: st.DataObject) -> None:
    dims = data.draw(
        st.sets(st.integers(0, len(shape) - 1), min_size=1).map(lambda s: tuple(sorted(s)))
    )
    keepdim = data.draw(st.booleans())
    array = _ramp(shape)
    x = engine.tensor(array)
    for name in ("sum", "mean", "amax"):
        ours = getattr(x, name)(dims, keepdim).numpy()
        np.testing.assert_allclose(ours, getattr(np, name)(array, axis=dims, keepdims=keepdim))


@given(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=4))
def test_broadcasting_is_numpys_and_gradients_come_back_in_shape(
    shapes: hnp.BroadcastableShapes,
) -> None:
    a, b = (engine.tensor(_ramp(s), requires_grad=True) for s in shapes.input_shapes)
    y = a * b
    assert y.shape == shapes.result_shape
    y.sum().backward()
    for operand in (a, b):
        assert operand.grad is not None
        assert operand.grad.shape == operand.shape
