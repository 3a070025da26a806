"""Generation: greedy, by chance and by beams, with a cache and without."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
import engine.nn.functional as F
from engine import nn, optim
from engine.backend import Generator
from engine.errors import ShapeError, ValueRangeError


@pytest.fixture(autouse=True)
def _double() -> Any:
    engine.set_default_dtype(engine.float64)
    engine.manual_seed(0)
    yield
    engine.set_default_dtype(engine.float32)


def tokens(*shape: int, vocabulary: int = 11, seed: int = 0) -> engine.Tensor:
    return engine.tensor(np.random.default_rng(seed).integers(1, vocabulary, shape))


def spread(module: nn.Module) -> dict[str, np.ndarray[Any, Any]]:
    """Weights far from where they start, so that every part counts; and what they are."""
    rng = np.random.default_rng(3)
    for parameter in module.parameters():
        parameter.assign(rng.normal(size=parameter.shape) * 0.5)
    return {name: t.numpy() for name, t in module.state_dict().items()}


def gpt(**keywords: Any) -> Any:
    model = nn.GPT(11, 8, 8, 2, 2, **keywords).eval()
    spread(model)
    return model


@pytest.mark.parametrize(("dtype", "tolerance"), [(engine.float32, 1e-6), (engine.float64, 1e-12)])
@pytest.mark.parametrize("keywords", [{}, {"rope": True, "num_kv_heads": 1}])
def test_logits_with_a_cache_are_those_of_the_whole_sequence(
    dtype: Any, tolerance: float, keywords: dict[str, Any]
) -> None:
    model = nn.GPT(11, 8, 8, 2, 2, **keywords).eval().to(dtype)
    ids, cache = tokens(2, 8), nn.KVCache()
    whole = model(ids).detach().numpy()
    parts = [
        model(ids[:, a:b], cache=cache).detach().numpy()
        for a, b in ((0, 3), (3, 4), (4, 7), (7, 8))
    ]
    np.testing.assert_allclose(np.concatenate(parts, 1), whole, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("do_sample", [False, True])
@pytest.mark.parametrize("new", [5, 12])
def test_generation_with_a_cache_writes_what_it_writes_without(do_sample: bool, new: int) -> None:
    model, start = gpt(), tokens(2, 3)
    written = [
        model.generate(
            start, new, do_sample=do_sample, use_cache=cached, generator=Generator(5)
        ).numpy()
        for cached in (True, False)
    ]
    np.testing.assert_array_equal(*written)
    assert written[0].shape == (2, 3 + new)
    assert not model.training


def test_greedy_generation_takes_the_likeliest_token_each_time() -> None:
    model, ids = gpt(), tokens(1, 3)
    written = model.generate(ids, 4).numpy()
    for length in range(3, 7):
        logits = model(engine.tensor(written[:, :length])).detach().numpy()
        assert written[0, length] == logits[0, -1].argmax()


def test_a_row_that_has_ended_stays_ended() -> None:
    model, ids = gpt(), tokens(2, 3)
    end = int(model.generate(ids, 1).numpy()[0, -1])
    written = model.generate(ids, 5, end_token=end).numpy()
    assert (written[0, 3:] == end).all()


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 99), top_k=st.integers(1, 12), top_p=st.floats(0.01, 1.0))
def test_filtered_logits_keep_the_fewest_that_are_likely_enough(
    seed: int, top_k: int, top_p: float
) -> None:
    logits = np.random.default_rng(seed).normal(size=(1, 9))
    kept = nn.filtered_logits(engine.tensor(logits), top_k=top_k).numpy()
    assert np.isfinite(kept).sum() == min(top_k, 9)
    kept = np.isfinite(nn.filtered_logits(engine.tensor(logits), top_p=top_p).numpy())[0]
    chances = np.exp(logits[0]) / np.exp(logits[0]).sum()
    assert chances[kept].sum() >= top_p - 1e-9
    assert chances[kept].sum() - chances[kept].min() < top_p
    assert chances[kept].min() >= (chances[~kept].max() if (~kept).any() else 0)


def test_tokens_are_drawn_as_often_as_they_are_likely() -> None:
    chances = np.array([0.5, 0.0, 0.3, 0.2])
    with np.errstate(divide="ignore"):
        logits = engine.tensor(np.tile(np.log(chances), (20000, 1)))
    drawn = nn.sample(logits, generator=Generator(1)).numpy()
    counts = np.bincount(drawn, minlength=4) / len(drawn)
    np.testing.assert_allclose(counts, chances, atol=0.015)
    assert counts[1] == 0
    cold = nn.sample(logits, temperature=0.01, generator=Generator(1)).numpy()
    assert (cold == 0).all()


def test_as_many_beams_as_there_are_sequences_find_the_likeliest() -> None:
    model, ids = gpt(), tokens(1, 2)
    best: tuple[float, tuple[int, ...]] = (-np.inf, ())
    for a in range(11):
        for b in range(11):
            written = engine.tensor(np.array([[*ids.numpy()[0], a, b]]))
            logs = F.log_softmax(model(written), dim=-1).detach().numpy()[0]
            best = max(best, (float(logs[1, a] + logs[2, b]), (a, b)))
    for use_cache in (True, False):
        found, scores = nn.beam_search(model, ids, 2, 121, use_cache=use_cache)
        assert tuple(found.numpy()[0, 2:]) == best[1]
        assert float(scores.numpy()[0]) == pytest.approx(best[0], rel=1e-9)
        assert (np.diff(scores.numpy()) <= 0).all()


def test_beams_that_change_places_take_their_cache_with_them() -> None:
    model, ids = gpt(), tokens(1, 2)
    found = [nn.beam_search(model, ids, 6, 4, use_cache=cached) for cached in (True, False)]
    np.testing.assert_array_equal(found[0][0].numpy(), found[1][0].numpy())
    np.testing.assert_allclose(found[0][1].numpy(), found[1][1].numpy(), rtol=1e-10)


def test_one_beam_is_greedy_and_ended_beams_wait() -> None:
    model, ids = gpt(), tokens(1, 3)
    greedy = model.generate(ids, 4).numpy()
    np.testing.assert_array_equal(nn.beam_search(model, ids, 4, 1)[0].numpy(), greedy)
    end = int(greedy[0, 3])
    found, _ = nn.beam_search(model, ids, 4, 3, end_token=end)
    for row in found.numpy()[:, 3:]:
        stops = np.flatnonzero(row == end)
        assert not len(stops) or (row[stops[0] :] == end).all()


def test_what_cannot_be_generated_is_named() -> None:
    logits = engine.zeros(1, 4)
    with pytest.raises(ValueRangeError, match="temperature is above 0"):
        nn.sample(logits, temperature=0.0)
    with pytest.raises(ValueRangeError, match="top_k keeps at least one"):
        nn.sample(logits, top_k=0)
    with pytest.raises(ValueRangeError, match="top_p is a probability"):
        nn.sample(logits, top_p=1.5)
    with pytest.raises(ShapeError, match="rows of logits"):
        nn.greedy(engine.zeros(1, 2, 4))
    with pytest.raises(ShapeError, match="at least one token"):
        nn.generate(gpt(), engine.zeros(1, 0, dtype=engine.int64), 1)
    with pytest.raises(ShapeError, match="goes on from one sequence"):
        nn.beam_search(gpt(), tokens(2, 3), 1, 1)


def test_a_small_gpt_learns_to_count() -> None:
    model = nn.GPT(6, 12, 16, 2, 1, dropout=0.0)
    optimizer = optim.Adam(model.parameters(), lr=0.01)
    ids = engine.tensor((np.arange(13)[None] + np.arange(6)[:, None]) % 6)
    for _ in range(60):
        loss = F.cross_entropy(model(ids[:, :-1]).reshape(-1, 6), ids[:, 1:].reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert float(loss.detach()) < 0.1
    written = model.generate(engine.tensor([[2, 3, 4]]), 6).numpy()[0]
    np.testing.assert_array_equal(written, [2, 3, 4, 5, 0, 1, 2, 3, 4])


CHOICES = [nn.greedy, partial(nn.sample, top_k=3)]


@pytest.mark.parametrize("choose", CHOICES, ids=["greedy", "sample"])
def test_any_network_that_scores_tokens_can_generate(choose: Any) -> None:
    table = engine.tensor(np.eye(5)[[1, 2, 3, 4, 0]] * 100)

    def follow(input: engine.Tensor, *, cache: nn.KVCache | None = None) -> engine.Tensor:
        return F.embedding(input, table)

    written = nn.generate(follow, engine.tensor([[3], [0]]), 4, choose=choose).numpy()
    np.testing.assert_array_equal(written, [[3, 4, 0, 1, 2], [0, 1, 2, 3, 4]])
