"""Word2Vec: windows, losses as the papers write them, and neighbours of a planted language."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine.backend import Generator
from engine.errors import ValueRangeError
from engine.text import (
    Vocabulary,
    Word2Vec,
    cbow_contexts,
    noise_distribution,
    skip_gram_pairs,
    subsample,
)

GROUPS = {
    "animals": ["cat", "dog", "horse", "cow"],
    "meals": ["bread", "soup", "rice", "cake"],
    "vehicles": ["car", "bus", "train", "boat"],
}
AROUND = {
    "animals": ["sleeps", "runs", "fur", "tail"],
    "meals": ["eat", "cook", "plate", "taste"],
    "vehicles": ["drive", "wheel", "road", "ticket"],
}


def planted(sentences: int = 400) -> list[list[str]]:
    """Sentences in which words of one group have the same neighbours."""
    chance = np.random.default_rng(0)
    texts = []
    for _ in range(sentences):
        group = chance.choice(list(GROUPS))
        near = chance.choice(AROUND[group], 3, replace=False).tolist()
        texts.append(["the", near[0], str(chance.choice(GROUPS[group])), *near[1:], "the"])
    return texts


# ---- windows

rows = st.lists(st.integers(0, 9), max_size=12)


@given(rows, st.integers(1, 4))
def test_every_word_meets_every_neighbour_in_its_window(ids: list[int], window: int) -> None:
    expected = [
        (word, ids[j])
        for i, word in enumerate(ids)
        for j in range(max(0, i - window), min(len(ids), i + window + 1))
        if j != i
    ]
    words, contexts = skip_gram_pairs(ids, window)
    assert list(zip(words.tolist(), contexts.tolist(), strict=True)) == expected
    found = cbow_contexts(ids, window)
    assert found.contexts.shape == (len(found.words), 2 * window)
    assert found.contexts[found.mask].tolist() == contexts.tolist()
    assert len(found.words) == (len(ids) if len(ids) > 1 else 0)


def test_a_drawn_window_favours_near_words_and_is_the_same_for_a_seed() -> None:
    ids = np.arange(2000)
    words, contexts = skip_gram_pairs(ids, 4, Generator(0))
    distances = np.bincount(abs(words - contexts))[1:]
    np.testing.assert_allclose(distances / distances[0], [1, 3 / 4, 2 / 4, 1 / 4], atol=0.05)
    again = skip_gram_pairs(ids, 4, Generator(0))
    np.testing.assert_array_equal(contexts, again[1])


def test_frequent_words_are_left_out_as_often_as_the_paper_says() -> None:
    """Mikolov et al., 2013: a word of share f is left out with the chance 1 − √(t / f)."""
    shares = np.array([0.9, 0.1])
    ids = np.repeat([0, 1], 20_000)
    kept = np.bincount(subsample(ids, shares, 0.1, Generator(0)))
    np.testing.assert_allclose(kept / 20_000, [np.sqrt(0.1 / 0.9), 1], atol=0.01)


def test_noise_follows_the_counts_to_the_power_of_three_quarters() -> None:
    np.testing.assert_allclose(noise_distribution([1, 16, 0]), [1 / 9, 8 / 9, 0])
    with pytest.raises(ValueRangeError):
        noise_distribution([0, 0])


# ---- losses


def _model(mode: str = "skip_gram") -> Word2Vec:
    model = Word2Vec(Vocabulary(list("abcde")), 3, mode, dtype=engine.float64)
    chance = np.random.default_rng(0)
    for table in (model.input_embedding, model.output_embedding):
        table.weight.data = engine.tensor(chance.normal(size=(5, 3)))
    return model


def _hidden(model: Word2Vec) -> tuple[np.ndarray, np.ndarray]:
    tables = (model.input_embedding, model.output_embedding)
    return tables[0].weight.detach().numpy(), tables[1].weight.detach().numpy()


def test_the_loss_by_negative_sampling_is_equation_4_of_the_paper() -> None:
    model = _model()
    words, targets = [0, 3], [1, 4]
    negatives = [[2, 1, 3], [0, 0, 2]]  # 1 is the first target itself and is not counted
    loss = model.loss(*(engine.tensor(x) for x in (words, targets, negatives)))
    vectors, outputs = _hidden(model)

    def log_sigmoid(x: float) -> float:
        return -np.log1p(np.exp(-x))

    expected = 0.0
    for word, target, wrong in zip(words, targets, negatives, strict=True):
        expected -= log_sigmoid(vectors[word] @ outputs[target])
        for other in wrong:
            if other != target:
                expected -= log_sigmoid(-vectors[word] @ outputs[other])
    assert loss.item() == pytest.approx(expected / 2, rel=1e-12)


def test_the_loss_of_cbow_is_the_softmax_of_the_mean_of_those_that_are_there() -> None:
    model = _model("cbow")
    contexts = engine.tensor([[1, 2, 0, 0], [4, 3, 2, 1]])
    mask = engine.tensor([[True, True, False, False], [True] * 4])
    loss = model.loss(contexts, engine.tensor([0, 2]), None, mask)
    vectors, outputs = _hidden(model)
    expected = 0.0
    for near, target in (([1, 2], 0), ([4, 3, 2, 1], 2)):
        powers = np.exp(outputs @ vectors[near].mean(axis=0))
        expected -= np.log(powers[target] / powers.sum())
    assert loss.item() == pytest.approx(expected / 2, rel=1e-12)
    whole = model.hidden(contexts[1:])
    np.testing.assert_allclose(whole.detach().numpy()[0], vectors[[4, 3, 2, 1]].mean(axis=0))


def test_the_network_is_told_for_any_batch_and_traced() -> None:
    model = Word2Vec(Vocabulary(list("abcde")), 3, "cbow", device="meta")
    words = engine.zeros(engine.N, 4, dtype=engine.int64, device="meta")
    assert model(words).shape == (engine.N, 5)
    assert model(words, words > 0).shape == (engine.N, 5)
    target = engine.zeros(engine.N, dtype=engine.int64, device="meta")
    assert model.loss(words, target, words, words > 0).shape == ()


# ---- learning


@pytest.mark.parametrize("mode", ["skip_gram", "cbow"])
@pytest.mark.parametrize("negative", [5, 0])
def test_words_of_one_group_become_neighbours(mode: str, negative: int) -> None:
    texts = planted()
    vocabulary = Vocabulary.build(texts)
    with engine.backend.seeded(0):
        model = Word2Vec(vocabulary, 16, mode, negative)
    losses = model.fit(texts, epochs=8, window=3, lr=0.02, threshold=0.05)
    assert losses[-1] < losses[0]
    for group in GROUPS.values():
        for word in group:
            nearest = [token for token, _ in model.most_similar(word, top=3)]
            assert set(nearest) == set(group) - {word}


@pytest.mark.parametrize("mode", ["skip_gram", "cbow"])
def test_a_seed_gives_the_same_vectors(mode: str) -> None:
    texts = planted(40)

    def vectors(seed: int) -> np.ndarray:
        with engine.backend.seeded(0):
            model = Word2Vec(Vocabulary.build(texts), 8, mode)
        model.fit(texts, epochs=2, seed=seed)
        return model.input_embedding.weight.detach().numpy()

    np.testing.assert_array_equal(vectors(1), vectors(1))
    assert (vectors(1) != vectors(2)).any()


def test_likeness_is_the_cosine_and_words_can_be_added_and_taken_away() -> None:
    vocabulary = Vocabulary(
        ["king", "queen", "man", "woman", "bread"], special_tokens=["<unk>"], unknown_token="<unk>"
    )
    model = Word2Vec(vocabulary, 3)
    model.input_embedding.weight.data = engine.tensor(
        [[1, 1, 1], [1, 1, 0], [1, -1, 0], [0, 1, 0], [0, -1, 0], [0, 0, 5]], dtype=engine.float32
    )
    found = model.most_similar("king")
    assert [token for token, _ in found] == ["man", "queen", "bread", "woman"]
    assert found[0][1] == pytest.approx(np.sqrt(0.5))
    assert found[1][1] == pytest.approx(0)
    assert model.most_similar(["king", "woman"], ["man"], top=1)[0][0] == "queen"
    assert model.vector("bread").tolist() == [0, 0, 5]


def test_what_cannot_be_learned_is_told() -> None:
    vocabulary = Vocabulary(["a", "b"])
    model = Word2Vec(vocabulary, 2)
    for texts in ([], [[]], [["a"]], [["x", "y"]]):
        with pytest.raises(ValueRangeError):
            model.fit(texts, threshold=None)
    for action in (
        lambda: Word2Vec(vocabulary, 2, "glove"),
        lambda: Word2Vec(vocabulary, 2, negative=-1),
        lambda: Word2Vec(vocabulary, 0),
        lambda: model.vector("x"),
        lambda: model.most_similar([]),
        lambda: model.fit([["a", "b"]], window=0),
        lambda: model.fit([["a", "b"]], threshold=0),
        lambda: model.fit([["a", "b"]], batch_size=0, threshold=None),
        lambda: model.fit([["a", "b"]], epochs=-1),
    ):
        with pytest.raises(ValueRangeError):
            action()
