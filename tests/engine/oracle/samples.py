"""PyTorch's own sample inputs, as the engine's values, and results of both side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch

import engine
import engine.nn.functional as F
from engine import nn

DTYPES = {
    torch.float16: engine.float16,
    torch.float32: engine.float32,
    torch.float64: engine.float64,
    torch.int16: engine.int16,
    torch.int32: engine.int32,
    torch.int64: engine.int64,
    torch.bool: engine.bool_,
}

# Functions that are arguments of layers.
FUNCTIONS = {torch.nn.functional.gelu: F.gelu, torch.nn.functional.relu: F.relu}


class NotOursError(Exception):
    """A sample uses what the engine does not have: complex numbers, sparse layouts, …"""


def to_engine(value: Any, made: dict[int, Any] | None = None) -> Any:
    """A value that a sample passes, as the engine takes it. Raises NotOursError.

    made: what has been converted; a tensor that is passed twice is one tensor here too.
    """
    made = {} if made is None else made
    if isinstance(value, torch.Tensor):
        if value.dtype not in DTYPES or value.layout is not torch.strided:
            raise NotOursError(f"{value.dtype}, {value.layout}")
        # Where a sample is made of another (its logarithm, say), gradients are taken at it.
        if id(value) not in made:
            made[id(value)] = engine.tensor(
                value.detach().numpy(), requires_grad=value.requires_grad
            )
        return made[id(value)]
    if isinstance(value, torch.dtype):
        if value not in DTYPES:
            raise NotOursError(str(value))
        return DTYPES[value]
    if isinstance(value, torch.device):
        return "cpu"
    if isinstance(value, torch.layout | torch.memory_format | torch.Generator | complex):
        if value in (torch.strided, torch.contiguous_format, torch.preserve_format):
            raise NotOursError("layouts are not the engine's")
        raise NotOursError(repr(value))
    if callable(value) and value in FUNCTIONS:
        return FUNCTIONS[value]
    if isinstance(value, torch.nn.TransformerEncoderLayer):
        return encoder_layer(value)
    if isinstance(value, torch.Size):
        return tuple(value)
    if isinstance(value, list | tuple):
        converted = [to_engine(item, made) for item in value]
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            return type(value)(*converted)
        return type(value)(converted)
    if isinstance(value, Mapping):
        return {key: to_engine(item, made) for key, item in value.items()}
    return value


def encoder_layer(layer: Any) -> nn.TransformerEncoderLayer:
    """The engine's layer of the same arguments: what PyTorch's encoder is made of."""
    return nn.TransformerEncoderLayer(
        layer.linear1.in_features,
        layer.self_attn.num_heads,
        layer.linear1.out_features,
        layer.dropout.p,
        to_engine(layer.activation),
        layer.norm1.eps,
        layer.self_attn.batch_first,
        layer.norm_first,
        layer.linear1.bias is not None,
    )


def tensors_in(value: Any) -> Iterator[Any]:
    """Every tensor, PyTorch's or the engine's, in the order in which they stand."""
    if isinstance(value, torch.Tensor | engine.Tensor):
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
    if isinstance(tensor, torch.Tensor):
        return np.asarray(tensor.detach().numpy(force=True))  # also of zeros without memory
    return np.asarray(tensor.detach().numpy())


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
    ours: list[Any], theirs: list[Any], our_leaves: list[Any], their_leaves: list[Any],
    tolerance: float = 1e-8,
) -> None:  # fmt: skip
    """The same vector-Jacobian products with respect to every leaf; no gradient counts as zero."""
    their_live = [o for o in theirs if o.requires_grad]
    our_live = [o for o in ours if o.requires_grad]
    assert len(our_live) == len(their_live), "other results carry a gradient"
    if not their_live:
        return
    expected = gradients(torch, theirs, their_leaves)
    actual = gradients(engine, ours, our_leaves)
    for mine, other, leaf in zip(actual, expected, their_leaves, strict=True):
        zero = np.zeros(tuple(leaf.shape), array(leaf).dtype)
        assert_same(
            zero if mine is None else array(mine),
            zero if other is None else array(other),
            tolerance,
        )
