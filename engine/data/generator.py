"""Where random changes of samples draw from, so that a batch is the same however it is fetched.

A loader gives every batch a generator of its own, made from its seed, the epoch and the number of
the batch. Transforms draw from it, in whichever thread they run; outside of a loader they draw
from the engine's default generator.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np

from engine.backend import Generator, default_generator

_generator: ContextVar[Generator | None] = ContextVar("sample_generator", default=None)


def sample_generator() -> Generator:
    """The generator of the batch at work; the engine's default outside of a loader."""
    return _generator.get() or default_generator


@contextmanager
def drawing_from(*seed: int) -> Iterator[None]:
    """Inside, transforms draw from a generator that these numbers determine."""
    mixed = np.random.SeedSequence(seed).generate_state(1, np.uint64)
    token = _generator.set(Generator(int(mixed[0])))
    try:
        yield
    finally:
        _generator.reset(token)
