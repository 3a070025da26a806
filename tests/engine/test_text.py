"""Tokenizers and vocabularies: text as numbers and back."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from engine.errors import DTypeError, EngineError, FileFormatError, ValueRangeError
from engine.text import Tokenizer, Vocabulary
from engine.text import storage as storage_module

TEXTS = [
    "low low low lower lower newest newest newest widest widest",
    "今天天气很好, 我们去公园。 天气好的时候, 公园里有很多人。",
    'She said: "naïve café", and wrote <unk> and <pad>.\nThen\ta  new line 😀👍🏽.',
]
ALL = "".join(TEXTS)
SIZES = {
    "char": None, "word": None, "bpe": 120, "byte_bpe": 300, "wordpiece": 180, "unigram": 110,
}  # fmt: skip
TOKENIZERS = {
    kind: Tokenizer.train(TEXTS, kind=kind, vocab_size=size) for kind, size in SIZES.items()
}
kinds = pytest.mark.parametrize("kind", sorted(SIZES))
exact = pytest.mark.parametrize("kind", ["char", "bpe", "byte_bpe", "unigram"])
whole_texts = st.text(st.characters(codec="utf-8"), max_size=40)
known_texts = st.text(st.sampled_from(sorted(set(ALL))), max_size=40)
# ---- there and back


@exact
@given(text=known_texts)
def test_text_of_known_characters_comes_back_as_it_was(kind: str, text: str) -> None:
    tokenizer = TOKENIZERS[kind]
    assert tokenizer.decode(tokenizer.encode(text)) == text


@given(text=whole_texts)
def test_bytes_bring_back_any_text(text: str) -> None:
    tokenizer = TOKENIZERS["byte_bpe"]
    ids = tokenizer.encode(text)
    assert tokenizer.decode(ids) == text
    assert tokenizer.vocab["<unk>"] not in ids


@pytest.mark.parametrize("kind", ["word", "wordpiece"])
@given(words=st.lists(st.sampled_from(["low", "newest", "widest", ",", "天", "😀", "café", "."])))
def test_known_words_come_back_with_spaces_between_them(kind: str, words: list[str]) -> None:
    tokenizer = TOKENIZERS[kind]
    assert tokenizer.decode(tokenizer.encode("\n".join(words))) == " ".join(words)


@kinds
@given(text=whole_texts)
def test_any_text_gives_numbers_of_the_vocabulary(kind: str, text: str) -> None:
    tokenizer = TOKENIZERS[kind]
    ids = tokenizer.encode(text)
    assert all(0 <= number < len(tokenizer) for number in ids)
    assert len(tokenizer.tokenize(text)) == len(ids)
    assert isinstance(tokenizer.decode(ids), str)


@given(ids=st.lists(st.integers(0, 120), max_size=20))
@kinds
def test_any_numbers_of_the_vocabulary_give_text(kind: str, ids: list[int]) -> None:
    tokenizer = TOKENIZERS[kind]
    text = tokenizer.decode([number % len(tokenizer) for number in ids], skip_special_tokens=False)
    text.encode("utf-8")


@kinds
def test_no_text_has_no_tokens(kind: str) -> None:
    tokenizer = TOKENIZERS[kind]
    assert tokenizer.encode("") == []
    assert tokenizer.decode([]) == ""
    assert tokenizer.encode("", begin="<bos>", end="<eos>") == [2, 3]


@kinds
def test_the_names_of_special_tokens_are_text_like_any_other(kind: str) -> None:
    tokenizer = TOKENIZERS[kind]
    ids = tokenizer.encode("<unk> <pad>")
    assert min(ids) >= 4
    assert tokenizer.decode(ids).replace(" ", "") == "<unk><pad>"


def test_what_each_kind_makes_of_a_text() -> None:
    def tokens(kind: str, text: str) -> list[str]:
        return TOKENIZERS[kind].tokenize(text)

    assert tokens("char", "lo 天\n?") == ["l", "o", " ", "天", "\n", "<unk>"]
    assert tokens("word", "newest, 天气 slow") == ["newest", ",", "天", "气", "<unk>"]
    assert tokens("wordpiece", "newest lowest") == ["newest", "low", "##est"]
    assert tokens("bpe", "low newest")[0] == "low"
    assert tokens("bpe", "a newest")[1:] == ["▁newest"]
    assert "".join(tokens("byte_bpe", "a newest")) == "aĠnewest"


def test_merges_are_those_that_occur_most() -> None:
    """The dictionary of Sennrich et al., 2016: e+s (9 times), es+t (9), l+o (7), lo+w (7)."""
    texts = ["low"] * 5 + ["lower"] * 2 + ["newest"] * 6 + ["widest"] * 3
    tokenizer = Tokenizer.train(texts, kind="bpe", vocab_size=10 + 4 + 4)
    assert list(tokenizer.vocab)[4:14] == sorted(set("".join(texts)))
    assert list(tokenizer.vocab)[14:] == ["es", "est", "lo", "low"]


def test_capitals_are_small_letters_where_that_is_asked_for() -> None:
    tokenizer = Tokenizer.train(["Ab aB"], kind="word", lowercase=True)
    assert tokenizer.decode(tokenizer.encode("AB")) == "ab"
    assert len(tokenizer) == 5


def test_rare_tokens_are_left_out() -> None:
    tokenizer = Tokenizer.train(["a a a b b c"], kind="word", min_frequency=2)
    assert list(tokenizer.vocab)[4:] == ["a", "b"]
    assert list(Tokenizer.train(["a a a b b c"], kind="word", vocab_size=5).vocab)[4:] == ["a"]


@kinds
def test_training_is_the_same_each_time(kind: str) -> None:
    again = Tokenizer.train(TEXTS, kind=kind, vocab_size=SIZES[kind])
    assert list(again.vocab) == list(TOKENIZERS[kind].vocab)
    assert again.encode(ALL) == TOKENIZERS[kind].encode(ALL)


@kinds
def test_a_tokenizer_of_no_text_knows_nothing(kind: str) -> None:
    for texts in ([], [""], ""):
        tokenizer = Tokenizer.train(texts, kind=kind, vocab_size=300)
        assert len(tokenizer) == (260 if kind == "byte_bpe" else 4)
        known = kind == "byte_bpe"
        assert (tokenizer.encode("a") == [tokenizer.vocab["<unk>"]]) is not known


@kinds
def test_the_vocabulary_is_never_larger_than_asked_for(kind: str) -> None:
    for size in (270, 290):
        tokenizer = Tokenizer.train(TEXTS * 3, kind=kind, vocab_size=size)
        assert len(tokenizer) <= size
        assert sorted({*tokenizer.encode(ALL)})[-1] < len(tokenizer)


def test_without_an_unknown_token_the_unknown_is_an_error_that_names_it() -> None:
    tokenizer = Tokenizer.train(
        "hello", kind="char", special_tokens=(), unknown_token=None, padding_token=None
    )
    assert list(tokenizer.vocab) == ["l", "e", "h", "o"]
    assert tokenizer.decode(engine.tensor(tokenizer.encode("hole"))) == "hole"
    with pytest.raises(ValueRangeError, match="'z' is not in the vocabulary"):
        tokenizer.encode("hez")


texts_to_learn = st.lists(
    st.one_of(
        whole_texts,
        st.text(st.sampled_from("ab c\n\t▁#日本\u3000\u00a0\u200d\0İß"), max_size=40),
        st.sampled_from(["<pad>", "<unk> <unk>", "##a ##b", " unknown", "a" * 300]),
    ),
    max_size=6,
)


@pytest.mark.slow
@settings(deadline=None)
@given(texts_to_learn, st.sampled_from(sorted(SIZES)), st.booleans(), st.integers(8, 400))
def test_any_texts_are_learned_the_same_each_time(
    texts: list[str], kind: str, lowercase: bool, size: int
) -> None:
    def trained() -> Tokenizer:
        return Tokenizer.train(texts, kind=kind, vocab_size=size, lowercase=lowercase)

    try:
        tokenizer = trained()
    except ValueRangeError as error:
        assert "too small" in error.message
        return
    assert len(tokenizer) <= size
    assert trained()._learned == tokenizer._learned
    for text in texts:
        ids = tokenizer.encode(text)
        if lowercase or tokenizer.vocab["<unk>"] in ids:
            continue
        if kind in ("word", "wordpiece"):
            assert tokenizer.encode(tokenizer.decode(ids)) == ids
        else:
            spaced = kind in ("bpe", "unigram")
            assert tokenizer.decode(ids) == (text.replace("▁", " ") if spaced else text)


# ---- batches


def test_a_batch_has_rows_of_one_length_and_says_which_tokens_are_text() -> None:
    tokenizer = Tokenizer.train("abc", kind="char")
    a, b, c = tokenizer.encode("abc")
    ids, mask = tokenizer.encode_batch(["abc", "", "b"])
    assert ids.dtype == engine.int64
    assert ids.tolist() == [[a, b, c], [0, 0, 0], [b, 0, 0]]
    assert mask.tolist() == [[True] * 3, [False] * 3, [True, False, False]]
    assert tokenizer.decode_batch(ids) == ["abc", "", "b"]

    cut = tokenizer.encode_batch(["abc", "b"], max_length=3, begin="<bos>", end="<eos>")
    assert cut.ids.tolist() == [[2, a, 3], [2, b, 3]]
    left = tokenizer.encode_batch(["ab", "b"], padding_side="left")
    assert left.ids.tolist() == [[a, b], [0, b]]
    assert left.mask.tolist() == [[True, True], [False, True]]
    wide = tokenizer.encode_batch(["ab"], max_length=4, padding="max_length")
    assert wide.ids.tolist() == [[a, b, 0, 0]]
    assert tokenizer.encode_batch([]).ids.shape == (0, 0)
    assert tokenizer.decode([2, a, 3], skip_special_tokens=False) == "<bos>a<eos>"


@kinds
@given(texts=st.lists(whole_texts, max_size=4))
def test_a_batch_holds_what_each_text_gives_alone(kind: str, texts: list[str]) -> None:
    tokenizer = TOKENIZERS[kind]
    ids, mask = tokenizer.encode_batch(texts)
    rows = [row[there].tolist() for row, there in zip(ids.numpy(), mask.numpy(), strict=True)]
    assert rows == [tokenizer.encode(text) for text in texts]


def test_what_cannot_be_is_told() -> None:
    tokenizer = Tokenizer.train("abc", kind="char")
    bare = Tokenizer.train(
        "abc", kind="char", special_tokens=(), unknown_token=None, padding_token=None
    )
    wrong: list[Any] = [
        (ValueRangeError, lambda: Tokenizer.train("a", kind="words")),
        (ValueRangeError, lambda: Tokenizer.train("a", kind="bpe")),
        (ValueRangeError, lambda: Tokenizer.train("a", kind="char", vocab_size=4)),
        (ValueRangeError, lambda: Tokenizer.train("abc", kind="bpe", vocab_size=6)),
        (ValueRangeError, lambda: Tokenizer.train("abc", kind="byte_bpe", vocab_size=200)),
        (ValueRangeError, lambda: Tokenizer.train("abcdef", kind="unigram", vocab_size=6)),
        (ValueRangeError, lambda: Tokenizer.train("a", kind="char", special_tokens=["<pad>"])),
        (DTypeError, lambda: Tokenizer.train([1], kind="char")),  # type: ignore[list-item]
        (DTypeError, lambda: tokenizer.encode(b"abc")),
        (ValueRangeError, lambda: tokenizer.encode("a\ud800")),
        (ValueRangeError, lambda: tokenizer.encode("a", begin="a")),
        (DTypeError, lambda: tokenizer.encode_batch("abc")),
        (ValueRangeError, lambda: tokenizer.encode_batch(["a"], padding="most")),
        (ValueRangeError, lambda: tokenizer.encode_batch(["a"], padding="max_length")),
        (ValueRangeError, lambda: tokenizer.encode_batch(["a"], max_length=0, end="<eos>")),
        (ValueRangeError, lambda: bare.encode_batch(["a", "ab"])),
        (ValueRangeError, lambda: tokenizer.decode([99])),
        (ValueRangeError, lambda: tokenizer.decode([-1])),
        (DTypeError, lambda: tokenizer.decode([0.5])),
        (DTypeError, lambda: tokenizer.decode([[0]])),
    ]
    for kind, action in wrong:
        with pytest.raises(kind):
            action()
    assert bare.encode_batch(["a", "b"]).ids.shape == (2, 1)


def test_where_the_package_is_missing_the_error_names_the_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(EngineError, match=r"nodegraph\[text\]"):
        Tokenizer.train("abc", kind="char")


# ---- files


@kinds
def test_a_saved_tokenizer_is_the_same(kind: str, tmp_path: Path) -> None:
    TOKENIZERS[kind].save(tmp_path / "t.json")
    loaded = Tokenizer.load(tmp_path / "t.json")
    text = ALL + " ünknown 龍 low"
    assert loaded.vocab == TOKENIZERS[kind].vocab
    assert loaded.encode(text) == TOKENIZERS[kind].encode(text)
    assert loaded.decode(loaded.encode(text)) == TOKENIZERS[kind].decode(loaded.encode(text))
    assert loaded.encode_batch(["a", ""]).ids.shape == TOKENIZERS[kind].encode_batch(
        ["a", ""]
    ).ids.shape  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] == ["t.json"]


BROKEN: list[tuple[str, Any]] = [
    ("format", "other"),
    ("version", 2),
    ("kind", "pickle"),
    ("kind", ["bpe"]),
    ("lowercase", "no"),
    ("tokens", None),
    ("tokens", [1]),
    ("tokens", ["a", "a"]),
    ("tokens", ["\ud800"]),
    ("tokens", []),
    ("special_tokens", "abc"),
    ("special_tokens", ["<unk>", "<unk>"]),
    ("unknown_token", "<other>"),
    ("unknown_token", {}),
    ("padding_token", 3),
    ("merges", [["a"]]),
    ("merges", [["no", "such"]]),
    ("merges", {"a": "b"}),
    ("scores", [1.0]),
    ("scores", ["1"]),
]


@pytest.mark.parametrize(("field", "value"), BROKEN)
def test_a_broken_file_is_told(tmp_path: Path, field: str, value: Any) -> None:
    path = tmp_path / "t.json"
    TOKENIZERS["bpe"].save(path)
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**content, field: value}), encoding="utf-8")
    with pytest.raises(FileFormatError, match=r"t\.json"):
        Tokenizer.load(path)
    content.pop(field)
    path.write_text(json.dumps(content), encoding="utf-8")
    if field not in ("unknown_token", "padding_token"):  # null and nothing are one
        with pytest.raises(FileFormatError):
            Tokenizer.load(path)


@pytest.mark.parametrize("scores", [[float("nan")], [float("inf")], [1e308], [10**400], [True]])
def test_scores_are_numbers(tmp_path: Path, scores: list[Any]) -> None:
    path = tmp_path / "t.json"
    TOKENIZERS["unigram"].save(path)
    content = json.loads(path.read_text(encoding="utf-8"))
    content["scores"][:1] = scores
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(FileFormatError):
        Tokenizer.load(path)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b"{}", b"nope", b"[" * 200_000])
def test_a_file_of_anything_else_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.json"
    path.write_bytes(content)
    for kind in (Tokenizer, Vocabulary):
        with pytest.raises(FileFormatError):
            kind.load(path)
        with pytest.raises(FileFormatError):
            kind.load(tmp_path / "none.json")
        with pytest.raises(FileFormatError):
            kind.load(tmp_path)


def test_a_file_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.json"
    with path.open("wb") as file:
        file.truncate(1 << 40)  # sparse: it takes no room on the disk
    with pytest.raises(FileFormatError, match="larger"):
        Tokenizer.load(path)
    assert storage_module._LARGEST < 1 << 40
