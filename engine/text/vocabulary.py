"""Vocabulary: tokens and their numbers."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from engine.errors import DTypeError, ValueRangeError
from engine.text.storage import Fields, write_json

__all__ = ["Vocabulary"]

_FORMAT = "engine-vocabulary"


class Vocabulary:
    """Tokens in order: the number of a token is its place.

    special_tokens: come first and stand for no text (padding, the unknown, begin and end). A token
    that is spelled like one of them keeps its place, but its number is found by its place only.
    unknown_token: whose number every token that is not here gets; one of the special tokens, or
    None where such a token is an error.

    Raises ValueRangeError for a token that is there twice.
    """

    def __init__(
        self,
        tokens: Iterable[str],
        *,
        special_tokens: Sequence[str] = (),
        unknown_token: str | None = None,
    ) -> None:
        self.special_tokens = tuple(special_tokens)
        self.unknown_token = unknown_token
        others = tuple(tokens)
        self.tokens = (*self.special_tokens, *others)
        self._ids = {token: number for number, token in reversed(list(enumerate(self.tokens)))}
        for group in (self.special_tokens, others):
            if len(set(group)) < len(group):
                twice = next(token for token, count in Counter(group).items() if count > 1)
                raise ValueRangeError(
                    "A token is listed twice",
                    expected="every token once",
                    actual=f"{twice!r} twice",
                )
        if unknown_token is not None and unknown_token not in self.special_tokens:
            raise ValueRangeError(
                "The unknown token is one of the special tokens",
                expected=", ".join(self.special_tokens) or "a special token",
                actual=unknown_token,
            )

    @classmethod
    def build(
        cls,
        texts: Iterable[Iterable[str]],
        *,
        min_freq: int = 1,
        max_size: int | None = None,
        special_tokens: Sequence[str] = ("<unk>",),
        unknown_token: str | None = "<unk>",
    ) -> Vocabulary:
        """The tokens of texts, each text a sequence of tokens; the most frequent first.

        Tokens that are equally frequent are in alphabetical order. min_freq: rarer tokens are left
        out. max_size: how many there are at most, special tokens included.
        """
        if min_freq < 1:
            raise ValueRangeError("min_freq is 1 or more", expected="1 or more", actual=min_freq)
        if max_size is not None and max_size < len(special_tokens):
            raise ValueRangeError(
                "The vocabulary has no room for its special tokens",
                expected=f"{len(special_tokens)} or more",
                actual=max_size,
            )
        counts = Counter(token for text in texts for token in text)
        for token in special_tokens:
            counts.pop(token, None)
        kept = sorted((-count, token) for token, count in counts.items() if count >= min_freq)
        room = None if max_size is None else max_size - len(special_tokens)
        tokens = [token for _, token in kept[:room]]
        return cls(tokens, special_tokens=special_tokens, unknown_token=unknown_token)

    def __len__(self) -> int:
        return len(self.tokens)

    def __iter__(self) -> Iterator[str]:
        return iter(self.tokens)

    def __contains__(self, token: object) -> bool:
        return token in self._ids

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Vocabulary) and (
            (self.tokens, self.special_tokens, self.unknown_token)
            == (other.tokens, other.special_tokens, other.unknown_token)
        )

    def __hash__(self) -> int:
        return hash((self.tokens, self.special_tokens, self.unknown_token))

    def __repr__(self) -> str:
        first = ", ".join(map(repr, self.tokens[:8]))
        return f"Vocabulary({len(self)}: {first}{', …' if len(self) > 8 else ''})"

    def __getitem__(self, token: str) -> int:
        """The number of a token; that of the unknown token where it is not here.

        Raises ValueRangeError where there is no unknown token either.
        """
        number = self._ids.get(token)
        if number is not None:
            return number
        if self.unknown_token is None:
            raise ValueRangeError(
                "{token} is not in the vocabulary",
                token=repr(token),
                expected=f"one of {len(self)} tokens",
                actual=repr(token),
                mend="Build the vocabulary of texts that hold it, or with an unknown token",
            )
        return self._ids[self.unknown_token]

    def token(self, number: int) -> str:
        """The token of a number. Raises ValueRangeError where there is none."""
        if not 0 <= number < len(self):
            raise ValueRangeError(
                "There is no token {number}",
                number=number,
                expected=f"0 to {len(self) - 1}",
                actual=number,
            )
        return self.tokens[number]

    def encode(self, tokens: Iterable[str]) -> list[int]:
        """The number of each token."""
        if isinstance(tokens, str):
            raise DTypeError(
                "A vocabulary is asked about tokens",
                expected="a list of tokens",
                actual="one text",
                mend="Part the text into tokens first: text.split(), or list(text)",
            )
        return [self[token] for token in tokens]

    def decode(self, ids: Iterable[int]) -> list[str]:
        """The token of each number."""
        return [self.token(int(number)) for number in ids]

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the vocabulary as JSON."""
        content = {
            "special_tokens": self.special_tokens,
            "unknown_token": self.unknown_token,
            "tokens": self.tokens[len(self.special_tokens) :],
        }
        write_json(path, _FORMAT, content)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Vocabulary:
        """Read a vocabulary. Raises FileFormatError, naming what is wrong."""
        fields = Fields(path, _FORMAT)
        special = fields.texts("special_tokens")
        try:
            return cls(
                fields.texts("tokens"),
                special_tokens=special,
                unknown_token=fields.text("unknown_token", [None, *special]),
            )
        except ValueRangeError as error:
            raise fields.problem(error.message) from error
