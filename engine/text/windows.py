"""Words and their neighbours: what Word2Vec learns from.

Sources: Mikolov et al., "Efficient estimation of word representations in vector space", 2013 (the
two tasks and the window that is drawn); "Distributed representations of words and phrases and their
compositionality", 2013 (frequent words left out, noise).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from engine.backend import Generator
from engine.errors import ValueRangeError

__all__ = ["Contexts", "cbow_contexts", "noise_distribution", "skip_gram_pairs", "subsample"]

Numbers: TypeAlias = "npt.NDArray[np.int64]"
Chances: TypeAlias = "npt.NDArray[np.float64]"


class Contexts(NamedTuple):
    """Words and those around them. words (M); contexts (M, 2 · window); mask: which are there."""

    words: Numbers
    contexts: Numbers
    mask: npt.NDArray[np.bool_]


def subsample(
    ids: Sequence[int] | Numbers, frequencies: Chances, threshold: float, generator: Generator
) -> Numbers:
    """A text without many of its frequent words: each stays with the chance √(threshold / f).

    frequencies: the share f of each word of the vocabulary in all texts. One draw.
    """
    if not threshold > 0:
        raise ValueRangeError("A threshold is above 0", expected="above 0", actual=threshold)
    row = np.asarray(ids, np.int64)
    drawn = generator.next().random(len(row))
    return row[drawn * np.sqrt(frequencies[row]) < np.sqrt(threshold)]


def noise_distribution(counts: Any) -> Chances:
    """How likely each word is drawn as a wrong answer: its count to the power of ¾, of the sum."""
    powers: Chances = np.asarray(counts, np.float64) ** 0.75
    total = powers.sum()
    if not total > 0:
        raise ValueRangeError("Noise is drawn from words that occur", expected="a count above 0")
    return powers / total


def cbow_contexts(
    ids: Sequence[int] | Numbers, window: int, generator: Generator | None = None
) -> Contexts:
    """Each word of a text with those around it, the left ones first; words alone are left out.

    generator: each word's window is drawn from 1 to `window`, so near words count more (one draw);
    None: it is `window` everywhere.
    """
    if window < 1:
        raise ValueRangeError(
            "A window reaches at least one neighbour", expected="1 or more", actual=window
        )
    row = np.asarray(ids, np.int64)
    steps = np.concatenate([np.arange(-window, 0), np.arange(1, window + 1)])
    reach = np.full(len(row), window)
    if generator is not None:
        reach = generator.next().integers(1, window + 1, len(row))
    places = np.arange(len(row))[:, None] + steps
    mask = (places >= 0) & (places < len(row)) & (abs(steps) <= reach[:, None])
    contexts = np.where(mask, row[np.where(mask, places, 0)] if len(row) else 0, 0)
    some = mask.any(axis=1)
    return Contexts(row[some], contexts[some], mask[some])


def skip_gram_pairs(
    ids: Sequence[int] | Numbers, window: int, generator: Generator | None = None
) -> tuple[Numbers, Numbers]:
    """(word, word near it) for each word and each neighbour in its window, see cbow_contexts."""
    words, contexts, mask = cbow_contexts(ids, window, generator)
    return np.repeat(words, mask.sum(axis=1)), contexts[mask]
