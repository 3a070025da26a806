"""Word2Vec: vectors of words, learned from the words around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

import engine
import engine.nn.functional as F
from engine import backend, ops
from engine.backend import Generator
from engine.errors import ValueRangeError
from engine.nn import init
from engine.nn.embedding import Embedding
from engine.nn.module import Module
from engine.ops.rules import need_positive
from engine.optim import Adam
from engine.tensors import Tensor
from engine.text.vocabulary import Vocabulary
from engine.text.windows import (
    Numbers,
    cbow_contexts,
    noise_distribution,
    skip_gram_pairs,
    subsample,
)

__all__ = ["Word2Vec"]

_MODES = ("skip_gram", "cbow")


class Word2Vec(Module):
    """A vector for each word, such that words in like surroundings have like vectors.

    mode: "skip_gram" predicts each neighbour from a word; "cbow" predicts a word from the mean of
    its neighbours' vectors. negative: how many words drawn by chance each right answer is told
    apart from; 0: the softmax over the whole vocabulary.
    `input_embedding` holds the vectors; `output_embedding` scores the answers.

    Sources: Mikolov et al., "Efficient estimation of word representations in vector space", 2013;
    "Distributed representations of words and phrases and their compositionality", 2013 (negative
    sampling, and leaving out frequent words).
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        embed_dim: int,
        mode: str = "skip_gram",
        negative: int = 5,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        if mode not in _MODES:
            raise ValueRangeError(
                "There is no such task", expected=" or ".join(_MODES), actual=mode
            )
        if negative < 0:
            raise ValueRangeError(
                "The number of negative words is 0 or more", expected="0 or more", actual=negative
            )
        self.vocabulary = vocabulary
        self.embed_dim = embed_dim
        self.mode = mode
        self.negative = negative
        self.input_embedding = Embedding(len(vocabulary), embed_dim, device=device, dtype=dtype)
        self.output_embedding = Embedding(len(vocabulary), embed_dim, device=device, dtype=dtype)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the vectors anew, small; those that score start at 0."""
        init.uniform_(self.input_embedding.weight, -0.5 / self.embed_dim, 0.5 / self.embed_dim)
        init.zeros_(self.output_embedding.weight)

    def extra_repr(self) -> str:
        return f"{len(self.vocabulary)}, {self.embed_dim}, {self.mode!r}, negative={self.negative}"

    # ---- the network

    def hidden(self, input: Tensor, mask: Tensor | None = None) -> Tensor:
        """(N) words → their vectors (N, D); (N, C) neighbours → the mean of theirs.

        mask (N, C): which neighbours are there; all unless given.
        """
        vectors = self.input_embedding(input)
        if input.ndim == 1:
            return vectors
        if mask is None:
            return vectors.mean(1)
        there = mask.type(vectors.dtype)
        return (vectors * there.unsqueeze(-1)).sum(1) / there.sum(1, keepdim=True)

    def forward(self, input: Tensor, mask: Tensor | None = None) -> Tensor:
        """Scores of every word as the answer: (N, V). Their softmax is the prediction."""
        return self.hidden(input, mask) @ self.output_embedding.weight.T

    def loss(
        self,
        input: Tensor,
        target: Tensor,
        negatives: Tensor | None = None,
        mask: Tensor | None = None,
    ) -> Tensor:
        """How far the answers are off, the mean of N: a number.

        target (N): the right words. negatives (N, K): wrong ones, each told apart from the right
        one: −log σ(h·o_target) − Σ log σ(−h·o_negative), where a negative that is the target is
        left out. None: the cross-entropy over the whole vocabulary.
        """
        if negatives is None:
            return F.cross_entropy(self(input, mask), target)
        hidden = self.hidden(input, mask).unsqueeze(1)
        right = (hidden * self.output_embedding(target.unsqueeze(1))).sum(-1)
        wrong = (hidden * self.output_embedding(negatives)).sum(-1)
        counted = ops.where(negatives != target.unsqueeze(1), F.logsigmoid(-wrong), 0.0)
        return -(F.logsigmoid(right).sum(1) + counted.sum(1)).mean()

    # ---- learning

    def fit(
        self,
        texts: Iterable[Sequence[str]],
        *,
        epochs: int = 5,
        window: int = 5,
        batch_size: int = 256,
        lr: float = 0.01,
        threshold: float | None = 1e-3,
        seed: int = 0,
    ) -> list[float]:
        """Learn from texts, each a sequence of words; the mean loss of each epoch.

        Words that are not in the vocabulary are passed over. window: how far a neighbour may be.
        threshold: words more frequent than this share are often left out (see `subsample`); None
        keeps all. seed: the same seed on one machine gives the same vectors. Adam, with rate `lr`,
        stands in for the papers' gradient descent.

        Raises ValueRangeError where no text has two known words.
        """
        need_positive(epochs=epochs, window=window, batch_size=batch_size)
        rows = [self._row(text) for text in texts]
        generator = Generator(seed)
        counts = np.bincount(np.concatenate([*rows, np.zeros(0, np.int64)]))
        shares = counts / max(counts.sum(), 1)
        optimizer = Adam(self.parameters(), lr=lr)
        losses = []
        for _ in range(epochs):
            kept = rows
            if threshold is not None:
                kept = [subsample(row, shares, threshold, generator) for row in rows]
            total = seen = 0.0
            for batch in self._batches(kept, window, batch_size, generator):
                optimizer.zero_grad()
                loss = self._loss_of(batch, counts, generator)
                loss.backward()
                optimizer.step()
                total, seen = total + loss.item() * len(batch[0]), seen + len(batch[0])
            if not seen:
                raise ValueRangeError(
                    "There is nothing to learn from",
                    expected="texts with two or more words of the vocabulary",
                    actual=f"{sum(map(len, kept))} words in {len(kept)} texts",
                    mend="Raise the threshold, or build the vocabulary from these texts",
                )
            losses.append(total / seen)
        return losses

    def _row(self, text: Sequence[str]) -> Numbers:
        known = [token for token in text if token in self.vocabulary]
        return np.array(self.vocabulary.encode(known), np.int64)

    def _batches(
        self, rows: list[Numbers], window: int, batch_size: int, generator: Generator
    ) -> Iterator[tuple[Any, ...]]:
        """Shuffled (answers, words) or (answers, neighbours, mask), batch after batch."""
        if self.mode == "cbow":
            found: list[tuple[Any, ...]] = [cbow_contexts(row, window, generator) for row in rows]
        else:
            found = [skip_gram_pairs(row, window, generator)[::-1] for row in rows]
        columns = [np.concatenate(column) for column in zip(*found, strict=True)]
        order = generator.next().permutation(len(columns[0])) if columns else np.zeros(0, int)
        for start in range(0, len(order), batch_size):
            chosen = order[start : start + batch_size]
            yield tuple(column[chosen] for column in columns)

    def _loss_of(self, batch: tuple[Any, ...], counts: Any, generator: Generator) -> Tensor:
        place = self.input_embedding.weight.device
        target, input, *mask = (engine.tensor(array, device=place) for array in batch)
        negatives = None
        if self.negative:
            noise = noise_distribution(counts)
            drawn = generator.next().choice(len(noise), (len(batch[0]), self.negative), p=noise)
            negatives = engine.tensor(drawn, device=place)
        return self.loss(input, target, negatives, *mask)

    # ---- asking

    def vector(self, token: str) -> Tensor:
        """A word's vector (D). Raises ValueRangeError for a word that is not known."""
        return self.input_embedding.weight.detach()[self.vocabulary[token]]

    def most_similar(
        self, positive: str | Sequence[str], negative: Sequence[str] = (), top: int = 10
    ) -> list[tuple[str, float]]:
        """The words whose vectors point most nearly the same way, with the cosine of the angle.

        positive, negative: one word, or words whose directions are added and taken away, so that
        (["king", "woman"], ["man"]) asks what is to "woman" as "king" is to "man". They are not
        among the answers, nor are special tokens.
        """
        asked = [positive] if isinstance(positive, str) else list(positive)
        if not asked and not negative:
            raise ValueRangeError(
                "A question names at least one word", expected="one or more", actual="none"
            )
        array = backend.move(self.input_embedding.weight.detach().array, backend.CPU)
        vectors = np.asarray(array, np.float64)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors = vectors / np.where(lengths > 0, lengths, 1)
        plus, minus = self.vocabulary.encode(asked), self.vocabulary.encode(negative)
        wanted = vectors[plus].sum(axis=0) - vectors[minus].sum(axis=0)
        likeness = vectors @ wanted / max(float(np.linalg.norm(wanted)), 1e-300)
        left_out = {*plus, *minus, *range(len(self.vocabulary.special_tokens))}
        order = [n for n in np.argsort(-likeness, kind="stable").tolist() if n not in left_out]
        return [(self.vocabulary.token(n), float(likeness[n])) for n in order[:top]]
