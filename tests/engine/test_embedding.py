"""Embeddings against PyTorch, where its own samples do not reach."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import engine
import engine.nn.functional as F
from engine import nn, program
from engine.errors import DTypeError, ShapeError, ValueRangeError

TOKENS = np.array([[1, 0, 3, 3], [2, 1, 1, 0]])
TABLE = np.random.default_rng(0).normal(size=(6, 5)) * 2


def compared(function: str, *arguments: Any, **keywords: Any) -> None:
    """Result, gradient, and the table afterwards are PyTorch's."""
    torch = pytest.importorskip("torch")
    results = []
    for library, place in ((engine, F), (torch, torch.nn.functional)):
        weight = library.tensor(TABLE, requires_grad=True)
        kwargs = {
            n: library.tensor(a) if isinstance(a, np.ndarray) else a for n, a in keywords.items()
        }
        y = getattr(place, function)(library.tensor(TOKENS), weight, **kwargs)
        seed = np.random.default_rng(1).normal(size=tuple(y.shape))
        (y * library.tensor(seed)).sum().backward()
        results.append((y.detach().numpy(), weight.grad.numpy(), weight.detach().numpy()))
    for ours, theirs in zip(*results, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(
    "keywords",
    [
        {"padding_idx": 0},
        {"padding_idx": -1},
        {"scale_grad_by_freq": True},
        {"scale_grad_by_freq": True, "padding_idx": 1},
        {"max_norm": 1.5},
        {"max_norm": 2.0, "norm_type": 1.0},
        {"max_norm": 1.0, "norm_type": float("inf")},
    ],
)
def test_options_of_an_embedding_are_pytorchs(keywords: dict[str, Any]) -> None:
    compared("embedding", **keywords)


@pytest.mark.parametrize("mode", ["sum", "mean", "max"])
@pytest.mark.parametrize("keywords", [{}, {"padding_idx": 1}, {"max_norm": 1.5}])
def test_options_of_bags_are_pytorchs(mode: str, keywords: dict[str, Any]) -> None:
    compared("embedding_bag", mode=mode, **keywords)


@pytest.mark.parametrize("mode", ["sum", "mean"])
def test_bags_divide_each_tokens_gradient_by_how_often_it_occurs(mode: str) -> None:
    # Not PyTorch's numbers: 2.13 divides by another token's count (its kernel looks the count up
    # at the number of the distinct token instead of at the token).
    grads = []
    for scaled in (False, True):
        weight = engine.tensor(TABLE, requires_grad=True)
        y = F.embedding_bag(engine.tensor(TOKENS), weight, mode=mode, scale_grad_by_freq=scaled)
        (y * y).sum().backward()
        assert weight.grad is not None
        grads.append(weight.grad.numpy())
    counts = np.maximum(np.bincount(TOKENS.ravel(), minlength=6), 1)
    np.testing.assert_allclose(grads[1], grads[0] / counts[:, None])
    with pytest.raises(ValueRangeError, match="does not divide its gradient"):
        F.embedding_bag(engine.tensor(TOKENS), weight, mode="max", scale_grad_by_freq=True)


def test_weights_of_bags_get_pytorchs_gradient() -> None:
    torch = pytest.importorskip("torch")
    factors = np.random.default_rng(2).normal(size=TOKENS.shape)
    grads = []
    for library, place in ((engine, F), (torch, torch.nn.functional)):
        weights = library.tensor(factors, requires_grad=True)
        y = place.embedding_bag(
            library.tensor(TOKENS), library.tensor(TABLE), mode="sum", per_sample_weights=weights
        )
        (y * y).sum().backward()
        grads.append(weights.grad.numpy())
    np.testing.assert_allclose(*grads, rtol=1e-10)


@pytest.mark.parametrize("mode", ["sum", "mean", "max"])
def test_the_bag_module_is_pytorchs(mode: str) -> None:
    torch = pytest.importorskip("torch")
    theirs = torch.nn.EmbeddingBag(4, 5, mode=mode, padding_idx=2, include_last_offset=True)
    ours = nn.EmbeddingBag(4, 5, mode=mode, padding_idx=2, include_last_offset=True)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    ours.load_state_dict({n: t.numpy() for n, t in theirs.state_dict().items()})
    tokens, offsets = np.array([1, 2, 3, 0, 2]), np.array([0, 2, 2, 4, 5])
    np.testing.assert_allclose(
        ours(engine.tensor(tokens), engine.tensor(offsets)).detach().numpy(),
        theirs(torch.tensor(tokens), torch.tensor(offsets)).detach().numpy(),
        rtol=1e-6,
    )
    assert repr(ours) == repr(theirs)


def test_the_embedding_module_keeps_the_padding_at_zero() -> None:
    layer = nn.Embedding(6, 3, padding_idx=-2)
    assert layer.padding_idx == 4
    np.testing.assert_array_equal(layer.weight.detach().numpy()[4], np.zeros(3))
    layer(engine.tensor([4, 1])).sum().backward()
    assert layer.weight.grad is not None
    np.testing.assert_array_equal(layer.weight.grad.numpy()[[4, 1]], [[0] * 3, [1] * 3])


def test_pretrained_vectors_are_frozen_unless_asked_for() -> None:
    table = engine.tensor(TABLE)
    frozen = nn.Embedding.from_pretrained(table)
    assert not frozen.weight.requires_grad
    assert nn.Embedding.from_pretrained(table, freeze=False).weight.requires_grad
    assert not nn.EmbeddingBag.from_pretrained(table).weight.requires_grad
    np.testing.assert_array_equal(frozen(engine.tensor(TOKENS)).numpy(), TABLE[TOKENS])


@pytest.mark.parametrize("token", [-1, 4])
def test_a_token_outside_is_named_with_the_vocabulary(token: int) -> None:
    layer = nn.Embedding(4, 3)
    with pytest.raises(ValueRangeError, match=rf"no token {token} in a vocabulary of 4.*0 to 3"):
        layer(engine.tensor([0, token]))
    with pytest.raises(ValueRangeError, match="vocabulary of 4"):
        nn.EmbeddingBag(4, 3)(engine.tensor([[0, token]]))


def test_bad_arguments_of_embeddings_are_named() -> None:
    with pytest.raises(DTypeError, match="tokens of an embedding are integers"):
        nn.Embedding(4, 3)(engine.zeros(2))
    with pytest.raises(ValueRangeError, match="padding_idx is one of"):
        nn.Embedding(4, 3, padding_idx=4)
    with pytest.raises(ShapeError, match="a row for each token"):
        nn.Embedding(4, 3, _weight=engine.zeros(3, 3))
    bag = nn.EmbeddingBag(4, 3)
    with pytest.raises(ShapeError, match="Offsets belong to tokens in one row"):
        bag(engine.tensor([0, 1]))
    with pytest.raises(ValueRangeError, match="Offsets start at 0"):
        bag(engine.tensor([0, 1]), engine.tensor([1, 2]))
    with pytest.raises(ValueRangeError, match="only sums are weighted"):
        bag(engine.tensor([[0, 1]]), None, engine.ones(1, 2))


def test_embeddings_run_on_shapes_and_as_programs() -> None:
    layer, bag = nn.Embedding(4, 3, max_norm=0.5), nn.EmbeddingBag(4, 3, mode="max")
    meta = engine.Tensor(None, shape=(engine.N, 7), dtype=engine.int64)
    assert nn.Embedding(4, 3)(meta).shape == (engine.N, 7, 3)
    assert bag(meta).shape == (engine.N, 3)
    graph = program.trace(lambda x: {"y": layer(x).sum(1) + bag(x)}, {"x": ((2, 4), engine.int64)})
    run = program.Interpreter(graph, {"x": TOKENS})
    run.run()
    tokens = engine.tensor(TOKENS)
    np.testing.assert_allclose(
        run.value(graph.outputs["y"]),
        (layer(tokens).sum(1) + bag(tokens)).detach().numpy(),
        rtol=1e-6,
    )
