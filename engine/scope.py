"""Where the code at work stands: canvas node, then module path.

Every recorded step and every error carries it, so a step lights up its node and an error names it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_path: ContextVar[tuple[str, ...]] = ContextVar("scope", default=())


def current() -> tuple[str, ...]:
    """The names from the outermost to the innermost scope at work."""
    return _path.get()


@contextmanager
def scope(name: str) -> Iterator[None]:
    """Everything that runs inside belongs to `name`, within the scope that is at work already."""
    with at((*_path.get(), name)):
        yield


@contextmanager
def at(path: tuple[str, ...]) -> Iterator[None]:
    """Everything that runs inside belongs to `path`, wherever it is called from."""
    token = _path.set(path)
    try:
        yield
    finally:
        _path.reset(token)
