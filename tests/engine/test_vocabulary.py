"""Vocabularies: tokens and their numbers."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine.errors import DTypeError, ValueRangeError
from engine.text import Vocabulary


def test_a_vocabulary_counts_tokens_and_orders_them() -> None:
    texts = [["b", "a", "c"], ["a", "b", "a", "<unk>"]]
    vocabulary = Vocabulary.build(texts)
    assert list(vocabulary) == ["<unk>", "a", "b", "c"]
    assert list(Vocabulary.build(texts, min_freq=2)) == ["<unk>", "a", "b"]
    assert list(Vocabulary.build(texts, max_size=2)) == ["<unk>", "a"]
    assert vocabulary.encode(["c", "zebra"]) == [3, 0]
    assert vocabulary.decode(engine.tensor([3, 0])) == ["c", "<unk>"]
    assert "zebra" not in vocabulary
    assert len(vocabulary) == 4
    assert repr(vocabulary) == "Vocabulary(4: '<unk>', 'a', 'b', 'c')"


@given(st.lists(st.text(st.characters(codec="utf-8")), unique=True))
def test_known_tokens_come_back_also_from_a_file(tokens: list[str]) -> None:
    vocabulary = Vocabulary(tokens)
    assert vocabulary.decode(vocabulary.encode(tokens)) == tokens
    with tempfile.TemporaryDirectory() as folder:
        vocabulary.save(Path(folder) / "v.json")
        assert Vocabulary.load(Path(folder) / "v.json") == vocabulary


def test_a_vocabulary_refuses_what_it_cannot_hold() -> None:
    wrong: list[Any] = [
        (ValueRangeError, lambda: Vocabulary(["a", "a"])),
        (ValueRangeError, lambda: Vocabulary(["a"], unknown_token="a")),
        (ValueRangeError, lambda: Vocabulary(["a"])["b"]),
        (ValueRangeError, lambda: Vocabulary(["a"]).token(1)),
        (ValueRangeError, lambda: Vocabulary(["a"]).token(-1)),
        (ValueRangeError, lambda: Vocabulary.build([["a"]], min_freq=0)),
        (ValueRangeError, lambda: Vocabulary.build([["a"]], max_size=0)),
        (DTypeError, lambda: Vocabulary(["a"]).encode("abc")),
    ]
    for kind, action in wrong:
        with pytest.raises(kind):
            action()
