"""The kinds of tokenizers: how each parts text, learns its tokens and joins them again.

The work is done by Hugging Face's package `tokenizers`, apart from learning the pieces of unigram.
It is imported here, when a tokenizer is made, and nowhere else. What is learned is kept as plain
lists (`Learned`), from which `build` makes the same tokenizer again.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING, Any

from engine.errors import EngineError, ValueRangeError
from engine.text.unigram import learn_pieces

if TYPE_CHECKING:
    import tokenizers

# The package wants a name for what it does not know. No text gives this piece: it has a space and
# more than one character.
UNKNOWN = " unknown"

# Han characters stand for words or parts of words and are written without spaces.
_WORDS = r"\p{Han}|[\w&&[^\p{Han}]]+|[^\w\s]"


@dataclass(frozen=True)
class Learned:
    """What training has found: tokens in order, and what the kind needs beside them."""

    tokens: list[str]
    merges: list[tuple[str, str]] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)


def package() -> ModuleType:
    """The package `tokenizers`. Raises EngineError where it is not installed."""
    try:
        import tokenizers
    except ImportError as error:
        raise EngineError(
            "Tokenizers need the package tokenizers, which is not installed",
            expected="the extra named text",
            mend='Install it: pip install "nodegraph[text]"',
        ) from error
    return tokenizers


# ---- parting


def _characters() -> Any:
    found = package()
    return found.pre_tokenizers.Split(found.Regex(r"[\s\S]"), "isolated")


def _words() -> Any:
    found = package()
    return found.pre_tokenizers.Split(found.Regex(_WORDS), "removed", invert=True)


def _spaced() -> Any:
    """Words that keep the space before them, as ▁; every other white space stands alone."""
    found = package()
    parts = found.pre_tokenizers
    alone = parts.Split(found.Regex(r"[^\S ]"), "isolated")
    return parts.Sequence([alone, parts.Metaspace(prepend_scheme="never")])


def _bytes() -> Any:
    return package().pre_tokenizers.ByteLevel(add_prefix_space=False)


# ---- models of what was learned


def _whole_words(learned: Learned) -> Any:
    return package().models.WordLevel(_numbers(learned), unk_token=UNKNOWN)


def _merged(learned: Learned) -> Any:
    return package().models.BPE(_numbers(learned), learned.merges, unk_token=UNKNOWN)


def _pieces(learned: Learned) -> Any:
    return package().models.WordPiece(_numbers(learned), unk_token=UNKNOWN)


def _scored(learned: Learned) -> Any:
    scored = list(zip(learned.tokens, learned.scores, strict=True))
    return package().models.Unigram([*scored, (UNKNOWN, 0.0)], len(scored), False)


def _numbers(learned: Learned) -> dict[str, int]:
    return {token: number for number, token in enumerate([*learned.tokens, UNKNOWN])}


# ---- trainers


def _counting(size: int | None, min_frequency: int, texts: Iterable[str]) -> Any:
    return package().trainers.WordLevelTrainer(
        vocab_size=size or 2**31, min_frequency=min_frequency,
        special_tokens=[UNKNOWN], show_progress=False,
    )  # fmt: skip


def _merging(size: int | None, min_frequency: int, texts: Iterable[str]) -> Any:
    return package().trainers.BpeTrainer(
        vocab_size=size, min_frequency=min_frequency,
        special_tokens=[UNKNOWN], show_progress=False,
    )  # fmt: skip


def _merging_bytes(size: int | None, min_frequency: int, texts: Iterable[str]) -> Any:
    found = package()
    return found.trainers.BpeTrainer(
        vocab_size=size, min_frequency=min_frequency, special_tokens=[UNKNOWN],
        initial_alphabet=found.pre_tokenizers.ByteLevel.alphabet(), show_progress=False,
    )  # fmt: skip


def _merging_pieces(size: int | None, min_frequency: int, texts: Iterable[str]) -> Any:
    return package().trainers.WordPieceTrainer(
        vocab_size=size,
        min_frequency=min_frequency,
        special_tokens=[UNKNOWN, *_endings(texts)],
        show_progress=False,
    )


def _endings(texts: Iterable[str]) -> list[str]:
    """The characters that follow others in a word, as pieces.

    The package numbers them in the order of a hash map, and breaks ties by their numbers, so that
    one text gives several vocabularies (its issue 1794). Named beforehand, they have one order.
    """
    part = _words()
    words = {word for text in texts for word, _ in part.pre_tokenize_str(text)}
    return [f"##{character}" for character in sorted({c for word in words for c in word[1:]})]


# ---- joining


def _join_spaced(pieces: list[str]) -> str:
    return package().decoders.Metaspace(prepend_scheme="never").decode(pieces)


def _join_pieces(pieces: list[str]) -> str:
    return package().decoders.WordPiece(prefix="##", cleanup=False).decode(pieces)


def _join_bytes(pieces: list[str]) -> str:
    return package().decoders.ByteLevel().decode(pieces)


# ---- the kinds


@dataclass(frozen=True)
class Kind:
    """One kind of tokenizer. `whole`: it needs no size, for it can keep all that there is.

    trainer: None for unigram, whose pieces are learned here.
    """

    part: Callable[[], Any]
    trainer: Callable[[int | None, int, Iterable[str]], Any] | None
    model: Callable[[Learned], Any]
    join: Callable[[list[str]], str]
    whole: bool = False


KINDS = {
    "char": Kind(_characters, _counting, _whole_words, "".join, whole=True),
    "word": Kind(_words, _counting, _whole_words, " ".join, whole=True),
    "bpe": Kind(_spaced, _merging, _merged, _join_spaced),
    "byte_bpe": Kind(_bytes, _merging_bytes, _merged, _join_bytes),
    "wordpiece": Kind(_words, _merging_pieces, _pieces, _join_pieces),
    "unigram": Kind(_spaced, None, _scored, _join_spaced),
}


def learn(
    kind: str, texts: Sequence[str], size: int | None, min_frequency: int, lowercase: bool
) -> Learned:
    """The tokens of texts, `size` of them at most. Raises ValueRangeError where that is too few."""
    learner = _tokenizer(KINDS[kind], Learned([], [], []), lowercase)
    read = [learner.normalizer.normalize_str(text) for text in texts] if lowercase else texts
    trainer = KINDS[kind].trainer
    if trainer is None:
        learned = _learned_pieces(read, size or 0)
    else:
        wanted = None if size is None else size + 1
        learner.train_from_iterator(texts, trainer(wanted, min_frequency, read), len(texts))
        learned = _learned(learner)
    if size is not None and len(learned.tokens) > size:
        raise ValueRangeError(
            "The vocabulary is too small to write these texts with",
            expected="a token for each single character (byte_bpe: for each of the 256 bytes)",
            actual=f"{len(learned.tokens)} of them, and room for {size}",
            mend="Make vocab_size larger",
        )
    return learned


def build(kind: str, learned: Learned, lowercase: bool) -> tokenizers.Tokenizer:
    """The tokenizer of what was learned. Raises ValueRangeError where its parts do not agree."""
    try:
        return _tokenizer(KINDS[kind], learned, lowercase)
    except (EngineError, MemoryError):
        raise
    except Exception as error:  # the package raises nothing narrower
        raise ValueRangeError(
            "The tokens and merges of a tokenizer belong together", actual=error
        ) from error


def _tokenizer(kind: Kind, learned: Learned, lowercase: bool) -> tokenizers.Tokenizer:
    found = package()
    made: tokenizers.Tokenizer = found.Tokenizer(kind.model(learned))
    made.pre_tokenizer = kind.part()
    if lowercase:
        made.normalizer = found.normalizers.Lowercase()
    return made


def _learned(learner: tokenizers.Tokenizer) -> Learned:
    model = json.loads(learner.to_str())["model"]
    tokens = sorted(model["vocab"], key=model["vocab"].__getitem__)
    tokens.remove(UNKNOWN)
    return Learned(tokens, [(left, right) for left, right in model.get("merges", ())])


def _learned_pieces(texts: Iterable[str], size: int) -> Learned:
    part = _spaced()
    words = Counter(word for text in texts for word, _ in part.pre_tokenize_str(text))
    scores = learn_pieces(words, size)
    return Learned(list(scores), [], list(scores.values()))
