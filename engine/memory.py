"""How many bytes tensors hold: live and peak, for each device, while somebody watches.

Watching costs a little for every tensor, so it is off unless asked for:

    with memory.watch() as use:
        loss = criterion(model(x), y)
        loss.backward()
    use.peak()  # bytes on the CPU

What counts is memory that arrays own; views of it count once. What a library takes for the moment
of one operation is not seen.
"""

from __future__ import annotations

import ctypes
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import ref

from engine.backend import CPU, Array, Device, device, device_of
from engine.guard import guard

__all__ = ["MemoryUse", "keep_freed", "watch"]


class MemoryUse:
    """Bytes of the arrays that came up while it watched: live now, and most at once."""

    def __init__(self) -> None:
        self._owners: dict[int, tuple[ref[Array], int, Device]] = {}
        self._live: Counter[Device] = Counter()
        self._peak: Counter[Device] = Counter()
        self._allocated: Counter[Device] = Counter()
        self._lock = threading.RLock()

    def live(self, place: str | Device = CPU) -> int:
        """Bytes held now."""
        return self._live[device(place)]

    def peak(self, place: str | Device = CPU) -> int:
        """The most bytes held at once since it began or was reset."""
        return self._peak[device(place)]

    def allocated(self, place: str | Device = CPU) -> int:
        """All bytes that were ever taken, given back or not."""
        return self._allocated[device(place)]

    def reset_peak(self) -> None:
        """Begin the peak anew from what is live."""
        with self._lock:
            self._peak = Counter(self._live)

    def note(self, array: Array) -> None:
        """See an array: the one that owns its memory counts until it is gone."""
        owner = array
        while owner.base is not None and hasattr(owner.base, "nbytes"):
            owner = owner.base
        key = id(owner)
        with self._lock:
            if key in self._owners or not owner.nbytes:
                return
            place = device_of(owner)
            try:
                link = ref(owner, lambda _: self._gone(key))
            except TypeError:  # memory of another library
                return
            self._owners[key] = (link, owner.nbytes, place)
            self._live[place] += owner.nbytes
            self._allocated[place] += owner.nbytes
            self._peak[place] = max(self._peak[place], self._live[place])

    def _gone(self, key: int) -> None:
        with self._lock:
            found = self._owners.pop(key, None)
            if found is not None:
                self._live[found[2]] -= found[1]

    def __repr__(self) -> str:
        places = sorted(self._peak, key=str)
        shown = [f"{p}: {self.live(p):,} live, {self.peak(p):,} peak" for p in places]
        return f"<MemoryUse {'; '.join(shown) or 'nothing'}>"


watchers: list[MemoryUse] = []  # every new tensor looks whether there are any


def see(array: Array) -> None:
    """Tell those who watch of an array."""
    for use in watchers:
        use.note(array)


@contextmanager
def watch() -> Iterator[MemoryUse]:
    """Inside, the memory of new tensors is counted; afterwards the counts stay as they were."""
    use = MemoryUse()
    watchers.append(use)
    try:
        yield use
    finally:
        watchers.remove(use)


# ---- keeping memory between steps

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # <malloc.h>


def keep_freed(most: int = 1 << 30) -> bool:
    """Let the C library keep freed memory for the next step instead of giving it back.

    A training step takes the same buffers over and over; those of more than 32 MiB, given back and
    taken again, cost a page fault for every 4 KiB. most: the largest block, in bytes, that is
    kept. On a GPU, CuPy's pool keeps memory anyway.

    Returns whether it could be set: with glibc it can, elsewhere nothing happens.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    bound = min(most, (1 << 31) - 1)
    return bool(mallopt(_MMAP_THRESHOLD, min(bound, 1 << 30))) and bool(
        mallopt(_TRIM_THRESHOLD, bound)
    )


guard(globals())
