"""Writing on: from a network's scores of the next token to sequences.

These read numbers, so they run on arrays and are not part of a program.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

import engine
from engine import backend
from engine.backend import Generator
from engine.errors import ShapeError, ValueRangeError
from engine.nn.attention import KVCache
from engine.ops.rules import text
from engine.tensors import Tensor

__all__ = ["beam_search", "filtered_logits", "generate", "greedy", "sample"]


class NextToken(Protocol):
    """A network that scores the next token: tokens (N, L) → logits (N, L, V)."""

    def __call__(self, input: Tensor, *, cache: KVCache | None = None) -> Tensor: ...


def greedy(logits: Tensor) -> Tensor:
    """The likeliest token of each row: (N, V) → (N) int64; the first of equals."""
    _need_rows(logits)
    return logits.detach().argmax(-1)


def filtered_logits(
    logits: Tensor,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
) -> Tensor:
    """Logits (N, V) divided by `temperature`, with −∞ for the tokens that are not in the running.

    top_k: only the k likeliest (and their equals) are (Fan et al., "Hierarchical neural story
    generation", 2018). top_p: only the fewest that together have at least this probability
    (Holtzman et al., "The curious case of neural text degeneration", 2020), at least one.
    """
    _need_rows(logits)
    if not temperature > 0:
        raise ValueRangeError(
            "The temperature is above 0",
            expected="a number above 0",
            actual=temperature,
            mend="For the likeliest token always, use greedy",
        )
    scores = _numbers(logits) / temperature
    if top_k is not None:
        if top_k < 1:
            raise ValueRangeError(
                "top_k keeps at least one token", expected="1 or more", actual=top_k
            )
        kept = min(top_k, scores.shape[-1])
        least = np.sort(scores, axis=-1)[:, -kept][:, None]
        scores = np.where(scores < least, -math.inf, scores)
    if top_p is not None:
        if not 0 < top_p <= 1:
            raise ValueRangeError("top_p is a probability", expected="0 to 1", actual=top_p)
        order = np.argsort(-scores, axis=-1, kind="stable")
        chances = np.take_along_axis(_softmax(scores), order, axis=-1)
        before = np.cumsum(chances, axis=-1) - chances  # of all that are likelier
        dropped = np.zeros(scores.shape, bool)
        np.put_along_axis(dropped, order, before >= top_p, axis=-1)
        dropped[np.arange(len(order)), order[:, 0]] = False
        scores = np.where(dropped, -math.inf, scores)
    return engine.tensor(scores.astype(logits.dtype), device=logits.device)


def sample(
    logits: Tensor,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    generator: Generator | None = None,
) -> Tensor:
    """A token of each row, drawn by the softmax of its logits: (N, V) → (N) int64.

    temperature, top_k, top_p: see filtered_logits. One draw of the generator a call.
    """
    chances = _softmax(_numbers(filtered_logits(logits, temperature, top_k, top_p)))
    chance = generator or backend.default_generator
    drawn = chance.next().random((len(chances), 1))
    heights = np.cumsum(chances, axis=-1)
    picked = (heights <= drawn * heights[:, -1:]).sum(axis=-1)
    last = chances.shape[-1] - 1 - np.argmax(chances[:, ::-1] > 0, axis=-1)
    return engine.tensor(np.minimum(picked, last), device=logits.device)


def generate(
    model: NextToken,
    input: Tensor,
    max_new_tokens: int,
    *,
    choose: Callable[[Tensor], Tensor] = greedy,
    context_length: int | None = None,
    end_token: int | None = None,
    use_cache: bool = True,
) -> Tensor:
    """The tokens (N, L) and up to `max_new_tokens` more, one after the other: (N, L + new).

    choose: the next tokens (N) from logits (N, V): greedy, or `partial(sample, top_k=5)`.
    context_length: the model looks at this many tokens at most; beyond, the oldest are dropped and
    the cache starts anew. end_token: a row that has it stays there; when all have, it ends.
    use_cache: keys and values of past positions are kept instead of computed again.
    """
    if input.ndim != 2 or not input.shape[1]:
        raise ShapeError(
            "Generation goes on from at least one token",
            expected="N×L with L of 1 or more",
            actual=text(input.shape),
        )
    tokens, done = input, np.zeros(input.shape[0], bool)
    cache: KVCache | None = None
    with engine.no_grad():
        for _ in range(max_new_tokens):
            full = context_length is not None and tokens.shape[1] > context_length
            if cache is None or full:
                cache = KVCache() if use_cache and not full else None
                start = max(0, tokens.shape[1] - (context_length or tokens.shape[1]))
                logits = model(tokens[:, start:], cache=cache)
            else:
                logits = model(tokens[:, -1:], cache=cache)
            chosen = _integers(choose(logits[:, -1]))
            if end_token is not None:
                chosen = np.where(done, end_token, chosen)
                done |= chosen == end_token
            following = engine.tensor(chosen[:, None], device=input.device)
            tokens = engine.cat([tokens, following.type(tokens.dtype)], dim=1)
            if end_token is not None and done.all():
                break
    return tokens


def beam_search(
    model: NextToken,
    input: Tensor,
    max_new_tokens: int,
    num_beams: int,
    *,
    end_token: int | None = None,
    length_penalty: float = 0.0,
    use_cache: bool = True,
) -> tuple[Tensor, Tensor]:
    """The likeliest continuations of one sequence (1, L): tokens (B, L + new) and scores (B).

    At every step the num_beams best of all continuations are kept. A beam that has end_token stays
    as it is, filled up with end_token. Scores are sums of log-probabilities of the new tokens,
    divided by their number to the power of length_penalty (Wu et al., "Google's neural machine
    translation system", 2016, without its offset); best first.
    """
    if input.ndim != 2 or input.shape[0] != 1 or not input.shape[1]:
        raise ShapeError(
            "Beam search goes on from one sequence",
            expected="1×L with L of 1 or more",
            actual=text(input.shape),
        )
    if num_beams < 1:
        raise ValueRangeError("There is at least one beam", expected="1 or more", actual=num_beams)
    tokens, scores = _integers(input), np.zeros(1)
    done, lengths = np.zeros(1, bool), np.zeros(1, np.int64)
    cache = KVCache() if use_cache else None
    fed = input
    with engine.no_grad():
        for _ in range(max_new_tokens):
            logits = _numbers(model(fed, cache=cache)[:, -1]).astype(np.float64)
            steps = logits - logits.max(-1, keepdims=True)
            steps = steps - np.log(np.exp(steps).sum(-1, keepdims=True))
            if end_token is not None:
                steps[done] = -math.inf
                steps[done, end_token] = 0.0
            total = scores[:, None] + steps
            longer = np.maximum(lengths + ~done, 1)
            order = np.argsort(-(total / longer[:, None] ** length_penalty).ravel(), kind="stable")
            order = order[: min(num_beams, int(np.isfinite(total).sum()))]
            beams, chosen = order // total.shape[1], order % total.shape[1]
            scores, lengths = total.ravel()[order], (lengths + ~done)[beams]
            tokens = np.concatenate([tokens[beams], chosen[:, None]], axis=1)
            done = done[beams] if end_token is None else done[beams] | (chosen == end_token)
            if done.all():
                break
            if cache is None:
                fed = engine.tensor(tokens, device=input.device)
            else:
                cache.reorder(engine.tensor(beams, device=input.device))
                fed = engine.tensor(tokens[:, -1:], device=input.device)
    final = scores / np.maximum(lengths, 1) ** length_penalty
    best = np.argsort(-final, kind="stable")
    found = engine.tensor(tokens[best], device=input.device)
    return found, engine.tensor(final[best], device=input.device)


def _need_rows(logits: Tensor) -> None:
    if logits.ndim != 2:
        raise ShapeError(
            "Tokens are chosen by rows of logits",
            expected="N×V",
            actual=text(logits.shape),
            mend="Take those of the last position: logits[:, -1]",
        )


def _numbers(tensor: Tensor) -> np.ndarray[Any, Any]:
    array = backend.move(tensor.detach().array, backend.CPU)
    return array.astype(np.float32) if array.dtype == np.float16 else array


def _integers(tensor: Tensor) -> np.ndarray[Any, Any]:
    return np.asarray(backend.move(tensor.array, backend.CPU), np.int64)


def _softmax(scores: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
