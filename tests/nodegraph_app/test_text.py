"""Visible text says itself in English when no window translates it."""

from __future__ import annotations

from nodegraph_app.text import Text, translate


def test_a_text_is_its_english_sentence_with_its_values() -> None:
    text = translate("document", "Delete {count} nodes", count=3)
    assert text == Text("document", "Delete {count} nodes", {"count": 3})
    assert str(text) == "Delete 3 nodes"


def test_a_text_may_stand_in_another() -> None:
    inner = translate("catalog", "a whole number")
    assert str(translate("catalog", "Expected {what}.", what=inner)) == "Expected a whole number."


def test_arguments_may_be_called_context_and_source() -> None:
    assert str(translate("a", "{context}/{source}", context=1, source=2)) == "1/2"


def test_equal_texts_are_equal_and_can_be_kept_in_sets() -> None:
    assert len({translate("a", "{n}", n=1), translate("a", "{n}", n=1)}) == 1
