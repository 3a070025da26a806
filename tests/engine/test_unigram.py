"""Pieces of unigram tokenizers: expectations over all segmentations, and an end on any text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text import Tokenizer, unigram


def test_pieces_are_used_as_often_as_over_all_ways_to_write_the_words() -> None:
    """Kudo, 2018, the expectation step, against every segmentation one by one."""
    chance = np.random.default_rng(0)
    pieces = ["a", "b", "c", "ab", "bc", "abc", "ca", "aa"]
    scores = dict(zip(pieces, np.log(chance.dirichlet(np.ones(8))).tolist(), strict=True))
    words = {"abcab": 2, "aaa": 3, "c": 1}

    def segmentations(word: str) -> list[list[str]]:
        if not word:
            return [[]]
        heads = [piece for piece in pieces if word.startswith(piece)]
        return [[head, *rest] for head in heads for rest in segmentations(word[len(head) :])]

    expected = dict.fromkeys(pieces, 0.0)
    for word, count in words.items():
        ways = segmentations(word)
        chances = np.array([np.exp(sum(scores[piece] for piece in way)) for way in ways])
        for way, share in zip(ways, chances / chances.sum(), strict=True):
            for piece in way:
                expected[piece] += count * share
    assert unigram._expected(words, scores) == pytest.approx(expected)
    best = max(segmentations("abcab"), key=lambda way: sum(scores[piece] for piece in way))
    assert unigram._likeliest("abcab", scores) == best


@given(
    words=st.dictionaries(
        st.text("ab天😀▁", min_size=1, max_size=60), st.integers(1, 9), max_size=5
    ),
    size=st.integers(0, 40),
)
def test_learning_pieces_ends_and_keeps_every_character(words: dict[str, int], size: int) -> None:
    scores = unigram.learn_pieces(words, size)
    characters = set("".join(words))
    assert characters <= set(scores)
    assert len(scores) <= max(size, len(characters))
    assert all(score <= 0 for score in scores.values())
    assert list(scores.values()) == sorted(scores.values(), reverse=True)


def test_texts_of_one_character_are_learned() -> None:
    """Hugging Face's trainer does not end on the first of these and gives no number on the next."""
    for texts in (["a" * 300, "<pad>", "<pad>", "a" * 297], ["a" * 20], ["天" * 1000]):
        tokenizer = Tokenizer.train(texts, kind="unigram", vocab_size=12)
        assert tokenizer.decode(tokenizer.encode(texts[0])) == texts[0]
