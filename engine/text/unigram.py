"""Learning the pieces of a unigram tokenizer (Kudo, "Subword regularization", 2018).

The package `tokenizers` uses such pieces and can learn them too, but its trainer does not end on
some texts (where fewer pieces can be left out than it wants to), gives scores that are no numbers
on others, and orders pieces by a hash map. This one ends and gives the same pieces each time.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeAlias

import numpy as np

from engine import backend

_LONGEST = 16  # characters of a piece
_KEPT = 0.75  # of the pieces, in each round
_CUT = 24
_SEEDS = 4  # for each piece that is wanted, at least _LEAST_SEEDS in all
_LEAST_SEEDS = 1000
_LEAST = 0.5  # how often a piece is expected to be used, or it is left out

Scores: TypeAlias = "dict[str, float]"  # of each piece, the logarithm of its probability


def learn_pieces(words: Mapping[str, int], size: int) -> Scores:
    """The pieces that make words likely, `size` at most, the likeliest first; words: with counts.

    Every character is a piece, so there are more where `size` is less than these. It begins with
    frequent runs of characters. Each round fits the probabilities, twice, by expectation and
    maximisation; then those pieces go without which the words lose least.
    """
    words = _cut(words)
    counts = _seeds(words, size)
    least = max(size, sum(len(piece) == 1 for piece in counts))
    scores = _maximised({piece: count * len(piece) for piece, count in counts.items()})
    while scores:
        for _ in range(2):
            scores = _maximised(_expected(words, scores))
        if len(scores) <= least:
            break
        scores = _pruned(words, scores, max(least, int(_KEPT * len(scores))))
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def _cut(words: Mapping[str, int]) -> dict[str, int]:
    """Words of no more than _CUT characters, so that no probability is too small for a float."""
    found: Counter[str] = Counter()
    for word, count in words.items():
        for start in range(0, len(word), _CUT):
            found[word[start : start + _CUT]] += count
    return dict(found)


def _seeds(words: Mapping[str, int], size: int) -> dict[str, float]:
    """Every character, and the runs that occur twice or more and cover most, with their counts."""
    found: Counter[str] = Counter()
    for word, count in words.items():
        for character in word:
            found[character] += count
    characters: dict[str, float] = {character: float(found[character]) for character in found}
    runs: dict[str, int] = {}
    shorter = set(found)
    for length in range(2, _LONGEST + 1):
        found = Counter()
        for word, count in words.items():
            for start in range(len(word) - length + 1):
                run = word[start : start + length]
                if run[1:] in shorter and run[:-1] in shorter:
                    found[run] += count
        frequent = {run: count for run, count in found.items() if count > 1}
        if not frequent:
            break
        runs.update(frequent)
        shorter = set(frequent)
    most = sorted(runs, key=lambda run: (-runs[run] * len(run), run))
    room = max(_SEEDS * size, _LEAST_SEEDS) - len(characters)
    return {**characters, **{run: float(runs[run]) for run in most[: max(room, 0)]}}


def _maximised(counts: Mapping[str, float]) -> Scores:
    """Probabilities of pieces that are used that often; rare runs of characters are left out.

    With the digamma function instead of the logarithm, which favours few pieces (Liang & Klein,
    "Structured Bayesian nonparametric models", 2007).
    """
    kept = {
        piece: max(count, _LEAST)
        for piece, count in counts.items()
        if count >= _LEAST or len(piece) == 1
    }
    digamma = backend.special(np).digamma
    whole = float(digamma(sum(kept.values())))
    numbers = digamma(np.array(list(kept.values()), np.float64))
    return dict(zip(kept, (float(number) - whole for number in numbers), strict=True))


def _expected(words: Mapping[str, int], scores: Scores) -> dict[str, float]:
    """How often each piece is used, over all ways to write the words, by their probabilities."""
    chances = {piece: math.exp(score) for piece, score in scores.items()}
    used = dict.fromkeys(scores, 0.0)
    for word, count in words.items():
        length = len(word)
        before, after = [1.0] + [0.0] * length, [0.0] * length + [1.0]
        edges = []
        for end in range(1, length + 1):
            for start in range(max(0, end - _LONGEST), end):
                chance = chances.get(word[start:end])
                if chance is not None:
                    edges.append((start, end, chance))
                    before[end] += before[start] * chance
        for start, end, chance in reversed(edges):
            onward = chance * after[end]
            after[start] += onward
            used[word[start:end]] += count * before[start] * onward / before[length]
    return used


def _pruned(words: Mapping[str, int], scores: Scores, size: int) -> Scores:
    """The single characters, and those pieces without which the words would lose most."""
    used = dict.fromkeys(scores, 0)
    for word, count in words.items():
        for piece in _likeliest(word, scores):
            used[piece] += count
    losses = {
        piece: used[piece]
        * (scores[piece] - sum(scores[p] for p in _likeliest(piece, scores, whole=False)))
        for piece in scores
        if len(piece) > 1
    }
    room = size - (len(scores) - len(losses))
    kept = set(sorted(losses, key=lambda piece: (-losses[piece], piece))[: max(room, 0)])
    return {p: score for p, score in scores.items() if len(p) == 1 or p in kept}


def _likeliest(word: str, scores: Scores, whole: bool = True) -> list[str]:
    """The likeliest pieces that the word is made of; not the word itself unless `whole`."""
    best = [(0.0, "")]
    for end in range(1, len(word) + 1):
        best.append(
            max(
                (best[end - len(piece)][0] + scores[piece], piece)
                for piece in _ending(word, end, scores)
                if whole or len(piece) < len(word)
            )
        )
    found, end = [], len(word)
    while end:
        found.append(best[end][1])
        end -= len(found[-1])
    return found[::-1]


def _ending(word: str, end: int, scores: Scores) -> Iterator[str]:
    """The pieces that can end there."""
    for start in range(max(0, end - _LONGEST), end):
        if (piece := word[start:end]) in scores:
            yield piece
