"""Results and vector-Jacobian products of two libraries side by side. Needs neither of them but the
engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

import engine


def tensors_in(value: Any) -> Iterator[Any]:
    """Every tensor, PyTorch's or the engine's, in the order in which they stand."""
    if hasattr(value, "requires_grad") and hasattr(value, "dtype"):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from tensors_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from tensors_in(item)
    elif hasattr(value, "data") and hasattr(value, "batch_sizes"):  # a packed sequence
        yield value.data


def array(tensor: Any) -> np.ndarray[Any, Any]:
    """Its numbers."""
    if isinstance(tensor, engine.Tensor):
        return np.asarray(tensor.detach().numpy())
    return np.asarray(tensor.detach().numpy(force=True))  # also of zeros without memory


def assert_same_results(ours: Any, theirs: Any, tolerance: float = 1e-8) -> None:
    """The same tensors in the same order: shape, dtype and numbers; and equal plain values."""
    our_tensors, their_tensors = list(tensors_in(ours)), list(tensors_in(theirs))
    assert len(our_tensors) == len(their_tensors), "another number of results"
    if not their_tensors:
        assert ours == theirs or (ours != ours and theirs != theirs)
    for a, b in zip(our_tensors, their_tensors, strict=True):
        assert_same(array(a), array(b), tolerance)


def assert_same(
    ours: np.ndarray[Any, Any], theirs: np.ndarray[Any, Any], tolerance: float = 1e-8
) -> None:
    """Shape, dtype, and numbers to `tolerance` of the largest of their size."""
    assert ours.shape == theirs.shape, f"shape {ours.shape}, PyTorch's {theirs.shape}"
    assert ours.dtype == theirs.dtype, f"dtype {ours.dtype}, PyTorch's {theirs.dtype}"
    if theirs.dtype.kind == "f":
        np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance)
    else:
        np.testing.assert_array_equal(ours, theirs)


def gradients(library: Any, outputs: list[Any], leaves: list[Any]) -> list[Any]:
    """Vector-Jacobian products of all floating outputs that have a gradient, with fixed vectors.

    library: `torch` or `engine`.
    """
    live = [o for o in outputs if o.requires_grad]
    seeds = [
        library.tensor(np.random.default_rng(n).normal(size=tuple(o.shape)).astype(array(o).dtype))
        for n, o in enumerate(live)
    ]
    return list(library.autograd.grad(live, leaves, seeds, allow_unused=True))


def assert_same_gradients(
    library: Any, ours: list[Any], theirs: list[Any], our_leaves: list[Any],
    their_leaves: list[Any], tolerance: float = 1e-8,
) -> None:  # fmt: skip
    """The same vector-Jacobian products with respect to every leaf; no gradient counts as zero.

    library: whose the expected ones are: `torch`.
    """
    their_live = [o for o in theirs if o.requires_grad]
    our_live = [o for o in ours if o.requires_grad]
    assert len(our_live) == len(their_live), "other results carry a gradient"
    if not their_live:
        return
    expected = gradients(library, theirs, their_leaves)
    actual = gradients(engine, ours, our_leaves)
    for mine, other, leaf in zip(actual, expected, their_leaves, strict=True):
        zero = np.zeros(tuple(leaf.shape), array(leaf).dtype)
        assert_same(
            zero if mine is None else array(mine),
            zero if other is None else array(other),
            tolerance,
        )
