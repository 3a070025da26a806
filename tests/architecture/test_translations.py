"""Every visible text has a Chinese translation, and the compiled file holds them all."""

import re

import pytest
from PySide6.QtCore import QTranslator

from tests.tools.translations import (
    QM,
    TS,
    found_texts,
    placeholders,
    read_translations,
    wanted_keys,
)

UPDATE = "run `python -m tests.tools.translations`"
ASCII_PUNCTUATION = re.compile(r"[\u4e00-\u9fff][,;:!?]|[\u4e00-\u9fff]\.(\s|$)")


def test_every_text_is_a_literal() -> None:
    assert [text.where for text in found_texts() if text.source is None] == []


def test_the_translations_hold_exactly_the_texts_of_the_source() -> None:
    wanted, there = set(wanted_keys()), set(read_translations(TS))
    assert (wanted - there, there - wanted) == (set(), set()), UPDATE


def test_no_translation_is_unfinished() -> None:
    assert [key for key, text in read_translations(TS).items() if not text] == []


def test_every_value_survives_translation() -> None:
    for (context, source), text in read_translations(TS).items():
        assert placeholders(text) == placeholders(source), f"{context}: {source}"


def test_chinese_sentences_have_chinese_punctuation() -> None:
    wrong = [text for text in read_translations(TS).values() if ASCII_PUNCTUATION.search(text)]
    assert wrong == []


def test_the_compiled_translations_are_up_to_date() -> None:
    translator = QTranslator()
    assert translator.load(str(QM)), UPDATE
    for (context, source), text in read_translations(TS).items():
        if translator.translate(context, source) != text:
            pytest.fail(f"{context}: {source!r} is out of date; {UPDATE}")
