"""Search by name, synonym, Chinese or pinyin, forgiving a slip of the finger."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

from nodegraph_app.catalog.node_type import NodeType

EXACT, PREFIX, WORD, INSIDE, SUBSEQUENCE, TYPO = 0, 1, 2, 3, 4, 5
SYNONYM = 0.5
"""Added when a synonym matches and not the name."""


def find(types: Iterable[NodeType], query: str) -> tuple[NodeType, ...]:
    """The types that match `query`, best first; all of them, in their order, for an empty one."""
    wanted = _plain(query)
    ranked = [
        (rank, node_type) for node_type in types if (rank := _rank(node_type, wanted)) is not None
    ]
    if any(rank < TYPO for rank, _ in ranked):  # no typo is meant where the letters match
        ranked = [pair for pair in ranked if pair[0] < TYPO]
    return tuple(node_type for _, node_type in sorted(ranked, key=lambda pair: pair[0]))


def nearest(types: Iterable[NodeType], query: str, count: int = 3) -> tuple[NodeType, ...]:
    """The types whose names look most like `query`; for when nothing matches."""
    wanted = _plain(query)

    def likeness(node_type: NodeType) -> float:
        return max(SequenceMatcher(None, wanted, word).ratio() for word in _words(node_type))

    return tuple(sorted(types, key=likeness, reverse=True)[:count])


def _rank(node_type: NodeType, wanted: str) -> float | None:
    if not wanted:
        return EXACT
    name, *synonyms = _words(node_type)
    matches = [match(name, wanted), *(match(word, wanted, SYNONYM) for word in synonyms)]
    return min((rank for rank in matches if rank is not None), default=None)


def match(word: str, wanted: str, cost: float = 0.0) -> float | None:
    """How badly `word` matches (0 is exact), or None when it does not."""
    if word == wanted:
        return EXACT + cost
    if word.startswith(wanted):
        return PREFIX + cost
    if any(part.startswith(wanted) for part in word.split()):
        return WORD + cost
    if wanted in word:
        return INSIDE + cost
    if len(wanted) < 3 or not wanted.isascii():
        return None
    if _is_subsequence(wanted, word):
        return SUBSEQUENCE + cost
    return TYPO + cost if _is_one_typo_away(wanted, word) else None


def _plain(text: str) -> str:
    """Case, width, accents' composition and outer spaces do not matter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _words(node_type: NodeType) -> list[str]:
    return [_plain(word) for word in (node_type.name, *node_type.synonyms)]


def _is_subsequence(wanted: str, word: str) -> bool:
    """Whether the letters stand in `word` in that order, starting with its first."""
    letters = iter(word)
    return word[0] == wanted[0] and all(letter in letters for letter in wanted)


def _is_one_typo_away(wanted: str, word: str) -> bool:
    """Whether one letter wrong, missing, added, or swapped with its neighbour leads from `wanted`
    to the start of `word`."""
    start = next((i for i, (a, b) in enumerate(zip(wanted, word, strict=False)) if a != b), None)
    if start is None:  # `word` is the start of `wanted`: one letter too many at the end
        return len(wanted) == len(word) + 1
    typed, meant = wanted[start:], word[start:]
    return any(
        (
            len(typed) > 1 and meant.startswith(typed[1:]),  # one too many
            meant[1:].startswith(typed),  # one missing
            meant[1:].startswith(typed[1:]),  # one wrong
            meant.startswith(typed[1:2] + typed[:1] + typed[2:]),  # two swapped
        )
    )
