"""A mapping whose entries return to their old place."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Ordered(Generic[K, V]):
    """Entries in the order they came in.

    Each has a rank that can be kept when it is taken out, so that putting it back restores the
    order: what makes an undone edit give the same file. All changes take constant time; the order
    is mended when it is next looked at.
    """

    def __init__(self) -> None:
        self._entries: dict[K, V] = {}
        self._ranks: dict[K, int] = {}
        self._next_rank = 0
        self._in_order = True
        self._view: Mapping[K, V] = MappingProxyType(self._entries)
        self._values: tuple[V, ...] | None = None

    @property
    def view(self) -> Mapping[K, V]:
        """The entries, read-only, live, in order."""
        if not self._in_order:
            entries = sorted(self._entries.items(), key=lambda entry: self._ranks[entry[0]])
            self._entries.clear()
            self._entries.update(entries)
            self._in_order = True
        return self._view

    @property
    def values(self) -> tuple[V, ...]:
        """The values, in order."""
        if self._values is None:
            self._values = tuple(self.view.values())
        return self._values

    def get(self, key: K) -> V | None:
        """The value of `key`, or None."""
        return self._entries.get(key)

    def rank(self, key: K) -> int:
        """Where `key` stands among the others; ranks have gaps."""
        return self._ranks[key]

    def put(self, key: K, value: V, rank: int | None = None) -> None:
        """Add an entry, at the end or where it was; or give one a new value in its place."""
        if key not in self._entries:
            self._ranks[key] = self._next_rank if rank is None else rank
            self._in_order = self._in_order and self._ranks[key] >= self._next_rank
            self._next_rank = max(self._next_rank, self._ranks[key] + 1)
        self._entries[key] = value
        self._values = None

    def take(self, key: K) -> tuple[V, int]:
        """Remove an entry; returns its value and its rank."""
        self._values = None
        return self._entries.pop(key), self._ranks.pop(key)
