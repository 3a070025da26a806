"""Tokenizers: text as numbers of tokens, and back."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np

import engine
from engine.errors import DTypeError, ValueRangeError
from engine.tensors import Tensor
from engine.text.kinds import KINDS, Learned, build, learn
from engine.text.storage import Fields, is_whole, write_json
from engine.text.vocabulary import Vocabulary

__all__ = ["Tokenizer", "TokenizerBatch"]

_FORMAT = "engine-tokenizer"


class TokenizerBatch(NamedTuple):
    """Texts as rows of one length. ids (N, L): int64; mask (N, L): True where a token stands."""

    ids: Tensor
    mask: Tensor


class Tokenizer:
    """Parts text into tokens that were learned from text. `Tokenizer.train` makes one.

    kind      tokens are                              decode(encode(text)) is
    char      characters                              text
    word      words, marks, single Han characters     words and marks with spaces between them
    bpe       frequent runs of characters             text, with ▁ read as a space
    byte_bpe  frequent runs of bytes                  text, whatever it is
    wordpiece words and parts of words (##ing)        as word
    unigram   likely runs of characters               as bpe

    What is not known becomes the unknown token, and is not text again; byte_bpe knows everything.

    Sources: Sennrich et al., "Neural machine translation of rare words with subword units", 2016
    (bpe); Radford et al., "Language models are unsupervised multitask learners", 2019 (byte_bpe);
    Wu et al., "Google's neural machine translation system", 2016 (wordpiece; its pieces are learned
    here by merging, as in bpe); Kudo, "Subword regularization", 2018 (unigram).
    """

    def __init__(
        self, kind: str, vocab: Vocabulary, learned: Learned, padding: str | None, lowercase: bool
    ) -> None:
        self.kind = kind
        self.vocab = vocab
        self.padding_token = padding
        self.lowercase = lowercase
        self._learned = learned
        self._first = len(vocab.special_tokens)  # the number of the first learned token
        self._tokenizer = build(kind, learned, lowercase)

    @classmethod
    def train(
        cls,
        texts: str | Iterable[str],
        *,
        kind: str = "bpe",
        vocab_size: int | None = None,
        special_tokens: Sequence[str] = ("<pad>", "<unk>", "<bos>", "<eos>"),
        unknown_token: str | None = "<unk>",
        padding_token: str | None = "<pad>",
        min_frequency: int = 1,
        lowercase: bool = False,
    ) -> Tokenizer:
        """A tokenizer for texts like these.

        vocab_size: how many tokens there are at most, special ones included; None keeps every
        character or word, the other kinds need a number.
        special_tokens: the first numbers. They stand for no text: the text "<pad>" is not one of
        them. unknown_token, padding_token: those of them with a use of their own, or None.
        min_frequency: rarer tokens are left out (unigram has no such count). lowercase: capitals
        are read as small letters.

        Raises ValueRangeError for a vocabulary that is too small and for other kinds.
        """
        if kind not in KINDS:
            raise ValueRangeError(
                "There is no such kind of tokenizer", expected=", ".join(KINDS), actual=kind
            )
        if vocab_size is None and not KINDS[kind].whole:
            raise ValueRangeError(
                "A tokenizer of this kind is made for a number of tokens",
                expected="vocab_size",
                actual=f"none, with kind {kind}",
                mend="Pass vocab_size: 1000 for small texts, 30000 for large ones",
            )
        room = None if vocab_size is None else vocab_size - len(special_tokens)
        if room is not None and room < 1:
            raise ValueRangeError(
                "The vocabulary is too small for its special tokens",
                expected=f"{len(special_tokens) + 1} or more",
                actual=vocab_size,
            )
        _need_among(special_tokens, unknown_token, padding_token)
        read = [_checked(text) for text in ([texts] if isinstance(texts, str) else texts)]
        learned = learn(kind, read, room, min_frequency, lowercase)
        vocab = _vocabulary(learned, special_tokens, unknown_token)
        return cls(kind, vocab, learned, padding_token, lowercase)

    def __len__(self) -> int:
        """How many tokens there are, special ones included."""
        return len(self.vocab)

    def __repr__(self) -> str:
        return f"Tokenizer(kind={self.kind!r}, {len(self)} tokens)"

    # ---- to numbers

    def encode(self, text: str, *, begin: str | None = None, end: str | None = None) -> list[int]:
        """The numbers of the text's tokens; begin, end: special tokens before and after them.

        Raises ValueRangeError for what is not known where there is no unknown token.
        """
        return self._framed(self._numbers([_checked(text)]), begin, end, None)[0]

    def encode_batch(
        self,
        texts: Iterable[str],
        *,
        max_length: int | None = None,
        padding: str = "longest",
        padding_side: str = "right",
        begin: str | None = None,
        end: str | None = None,
    ) -> TokenizerBatch:
        """Texts as rows of one length, shorter ones filled up with the padding token.

        max_length: longer rows are cut at their right, before `end`. padding: "longest" makes rows
        as long as the longest, "max_length" as long as that. padding_side: "right" or "left".
        begin, end: special tokens before and after each text.

        Raises ValueRangeError where rows differ in length and there is no padding token.
        """
        if isinstance(texts, str):
            raise DTypeError("A batch is made of texts", expected="a list", actual="one text")
        if padding not in ("longest", "max_length") or padding_side not in ("right", "left"):
            raise ValueRangeError(
                "There is no such padding",
                expected="longest or max_length, at the right or left",
                actual=f"{padding}, {padding_side}",
            )
        if padding == "max_length" and max_length is None:
            raise ValueRangeError("This padding needs a length", expected="max_length")
        rows = self._numbers([_checked(text) for text in texts])
        rows = self._framed(rows, begin, end, max_length)
        longest = max(map(len, rows), default=0)
        length = max_length if padding == "max_length" and max_length is not None else longest
        if self.padding_token is None and any(len(row) < length for row in rows):
            raise ValueRangeError(
                "Texts of different lengths need a padding token",
                expected="a padding token",
                actual="none",
                mend="Train the tokenizer with padding_token among its special_tokens",
            )
        filling = 0 if self.padding_token is None else self.vocab[self.padding_token]
        ids = np.full((len(rows), length), filling, np.int64)
        mask = np.zeros((len(rows), length), np.bool_)
        for number, row in enumerate(rows):
            place = slice(len(row)) if padding_side == "right" else slice(length - len(row), None)
            ids[number, place] = row
            mask[number, place] = True
        return TokenizerBatch(engine.from_numpy(ids), engine.from_numpy(mask))

    def tokenize(self, text: str) -> list[str]:
        """The text's tokens, as the vocabulary spells them."""
        return self.vocab.decode(self.encode(text))

    # ---- back to text

    def decode(self, ids: Any, *, skip_special_tokens: bool = True) -> str:
        """The text of a row of numbers: a list, an array or a tensor.

        skip_special_tokens: these are left out; else they are written between the text.
        Raises ValueRangeError for a number that is not of the vocabulary.
        """
        row = np.asarray(ids.tolist() if isinstance(ids, Tensor) else ids)
        if row.ndim != 1 or (row.size and row.dtype.kind not in "iu"):
            raise DTypeError(
                "Text is decoded from a row of numbers",
                expected="integers of one dimension",
                actual=f"{row.dtype} of {row.ndim} dimensions",
                mend="For several rows, use decode_batch",
            )
        tokens = [(number >= self._first, self.vocab.token(number)) for number in row.tolist()]
        if skip_special_tokens:
            tokens = [(learned, token) for learned, token in tokens if learned]
        parts: list[str] = []
        for learned, group in groupby(tokens, key=lambda pair: pair[0]):
            pieces = [token for _, token in group]
            parts.extend([KINDS[self.kind].join(pieces)] if learned else pieces)
        return (" " if self.kind in ("word", "wordpiece") else "").join(parts)

    def decode_batch(self, ids: Any, *, skip_special_tokens: bool = True) -> list[str]:
        """The text of each row of numbers."""
        return [self.decode(row, skip_special_tokens=skip_special_tokens) for row in ids]

    # ---- files

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the tokenizer as JSON: what it has learned, nothing else."""
        content = {
            "kind": self.kind,
            "lowercase": self.lowercase,
            "special_tokens": self.vocab.special_tokens,
            "unknown_token": self.vocab.unknown_token,
            "padding_token": self.padding_token,
            "tokens": self._learned.tokens,
            "merges": self._learned.merges,
            "scores": self._learned.scores,
        }
        write_json(path, _FORMAT, content)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Tokenizer:
        """Read a tokenizer. Raises FileFormatError, naming what is wrong."""
        fields = Fields(path, _FORMAT)
        kind = fields.text("kind", list(KINDS))
        special = fields.texts("special_tokens")
        unknown = fields.text("unknown_token", [None, *special])
        padding = fields.text("padding_token", [None, *special])
        learned = Learned(fields.texts("tokens"), fields.pairs("merges"), fields.numbers("scores"))
        if len(learned.scores) != (len(learned.tokens) if kind == "unigram" else 0):
            raise fields.problem("its scores do not belong to its tokens")
        try:
            vocab = _vocabulary(learned, special, unknown)
            return cls(kind, vocab, learned, padding, fields.flag("lowercase"))
        except ValueRangeError as error:
            raise fields.problem(f"{error.message} ({error.actual})") from error

    # ---- inside

    def _numbers(self, texts: list[str]) -> list[list[int]]:
        unknown = len(self._learned.tokens)  # of the package's model
        rows = []
        for text, found in zip(texts, self._tokenizer.encode_batch(texts), strict=True):
            if unknown in found.ids and self.vocab.unknown_token is None:
                start, stop = found.offsets[found.ids.index(unknown)]
                self.vocab[text[start:stop]]  # raises, naming it
            rows.append([self._number(number, unknown) for number in found.ids])
        return rows

    def _number(self, number: int, unknown: int) -> int:
        if number == unknown and self.vocab.unknown_token is not None:
            return self.vocab[self.vocab.unknown_token]
        return self._first + number

    def _framed(
        self, rows: list[list[int]], begin: str | None, end: str | None, longest: int | None
    ) -> list[list[int]]:
        """Rows with special tokens around them, cut where they are longer than that."""
        _need_among(self.vocab.special_tokens, begin, end)
        before = [] if begin is None else [self.vocab[begin]]
        after = [] if end is None else [self.vocab[end]]
        if longest is None:
            return [[*before, *row, *after] for row in rows]
        room = longest - len(before) - len(after)
        if room < 0:
            raise ValueRangeError(
                "A row has room for its special tokens",
                expected=f"max_length of {len(before) + len(after)} or more",
                actual=longest,
            )
        return [[*before, *row[:room], *after] for row in rows]


def _vocabulary(learned: Learned, special: Sequence[str], unknown: str | None) -> Vocabulary:
    return Vocabulary(learned.tokens, special_tokens=special, unknown_token=unknown)


def _need_among(special_tokens: Sequence[str], *wanted: str | None) -> None:
    for token in wanted:
        if token is not None and token not in special_tokens:
            raise ValueRangeError(
                "This is not one of the special tokens",
                expected=", ".join(special_tokens) or "special_tokens that name it",
                actual=token,
                mend="Name it in special_tokens when the tokenizer is trained, or pass None",
            )


def _checked(text: Any) -> str:
    if not isinstance(text, str):
        raise DTypeError("A tokenizer reads text", expected="str", actual=type(text).__name__)
    if not is_whole(text):
        raise ValueRangeError(
            "The text holds half of a character",
            expected="text that can be written as UTF-8",
            actual="a lone surrogate",
            mend="Read the file with the encoding that it was written in",
        )
    return text
