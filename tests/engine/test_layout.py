"""Strides, views and copies, side by side with PyTorch's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine.errors import ShapeError, ValueRangeError

torch: Any = pytest.importorskip("torch")

# Ways from a contiguous tensor to another layout, the same in both libraries.
WAYS: dict[str, Any] = {
    "as it is": lambda x: x,
    "transposed": lambda x: x.transpose(0, 1),
    "permuted": lambda x: x.permute(2, 0, 1),
    "a part": lambda x: x[:, 1:, ::2],
    "from the second": lambda x: x[1:],
    "selected": lambda x: x.select(1, 2),
    "a diagonal": lambda x: x.diagonal(1, 0, 2),
    "expanded": lambda x: x[:, :1].expand(4, 3, 6),
    "windows": lambda x: x.unfold(2, 3, 2),
    "split": lambda x: x.split(4, 2)[1],
    "unsqueezed": lambda x: x.unsqueeze(1),
    "viewed": lambda x: x.view(2, 2, 18),
    "flipped": lambda x: x.flip(0),
    "contiguous": lambda x: x.mT.contiguous(),
}


def _pair() -> tuple[engine.Tensor, Any]:
    array = np.arange(72.0).reshape(4, 3, 6)
    return engine.tensor(array), torch.tensor(array)


@pytest.mark.parametrize("way", WAYS)
def test_strides_offset_and_contiguity_are_pytorchs(way: str) -> None:
    ours, theirs = (WAYS[way](x) for x in _pair())
    np.testing.assert_array_equal(ours.numpy(), theirs.numpy())
    assert ours.stride() == theirs.stride()
    assert ours.stride(-1) == theirs.stride(-1)
    assert ours.storage_offset() == theirs.storage_offset()
    assert ours.is_contiguous() == theirs.is_contiguous()
    assert ours.contiguous().stride() == theirs.contiguous().stride()


@given(st.sampled_from(list(WAYS)), st.data())
def test_a_view_is_allowed_where_pytorch_allows_it(way: str, data: st.DataObject) -> None:
    ours, theirs = (WAYS[way](x) for x in _pair())
    left, shape = ours.numel(), []
    while left > 1:
        size = data.draw(st.sampled_from([d for d in range(1, left + 1) if left % d == 0]))
        shape.append(size)
        left //= size
        if len(shape) > 5:
            shape.append(left)
            break
    try:
        expected = theirs.view(shape)
    except RuntimeError:
        with pytest.raises(ShapeError, match="stride"):
            ours.view(shape)
        return
    viewed = ours.view(shape)
    np.testing.assert_array_equal(viewed.numpy(), expected.numpy())
    assert np.shares_memory(viewed.numpy(), ours.numpy())


def test_a_refused_view_names_the_strides_and_the_way_out() -> None:
    x = engine.zeros(2, 3).T
    with pytest.raises(ShapeError) as caught:
        x.view(6)
    assert "(1, 3)" in str(caught.value)
    assert ".reshape" in caught.value.mend
    assert ".contiguous()" in caught.value.mend


def test_as_strided_stays_inside_its_memory() -> None:
    x = engine.arange(6)
    assert x.as_strided((2, 2), (1, 2), 1).numpy().tolist() == [[1, 3], [2, 4]]
    with pytest.raises(ValueRangeError, match="below 6"):
        x.as_strided((2, 3), (3, 2))
    with pytest.raises(ShapeError, match="one stride"):
        x.as_strided((2, 3), (3,))
    with pytest.raises(ShapeError, match="clone"):
        x[1:].as_strided((2,), (1,))


def test_as_strided_of_the_whole_memory_is_pytorchs_with_its_gradient() -> None:
    array = np.arange(10.0)
    ours = engine.tensor(array, requires_grad=True)
    theirs = torch.tensor(array, requires_grad=True)
    for x in (ours, theirs):
        y = x.as_strided((4, 3), (2, 1))
        (y * y).sum().backward()
    np.testing.assert_array_equal(ours.grad.numpy(), theirs.grad.numpy())


def test_as_strided_scatter_is_pytorchs_and_its_gradient_passes_by_what_was_written() -> None:
    array, written = np.arange(9.0).reshape(3, 3), np.array([[10.0, 20.0], [30.0, 40.0]])
    x, src = engine.tensor(array, requires_grad=True), engine.tensor(written, requires_grad=True)
    y = engine.as_strided_scatter(x, src, (2, 2), (1, 2), 1)
    expected = torch.as_strided_scatter(
        torch.tensor(array), torch.tensor(written), (2, 2), (1, 2), 1
    )
    np.testing.assert_array_equal(y.detach().numpy(), expected.numpy())
    (y * engine.tensor(array + 1)).sum().backward()
    np.testing.assert_array_equal(x.grad.numpy(), [[1, 0, 0], [0, 0, 6], [7, 8, 9]])
    np.testing.assert_array_equal(src.grad.numpy(), [[2, 4], [3, 5]])


def test_broadcast_shapes_is_pytorchs() -> None:
    for shapes in (((2, 1), (1, 3), (1,)), ((), (4,)), (3, (2, 3)), ((0, 1), (5,))):
        assert engine.broadcast_shapes(*shapes) == tuple(torch.broadcast_shapes(*shapes))
    with pytest.raises(ShapeError, match="fit together"):
        engine.broadcast_shapes((2,), (3,))
