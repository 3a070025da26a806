"""Losses on their way from the training process to the window, in memory that both share.

One writes, one reads, nobody waits: thousands of steps a second cost the writer a few stores, and
a reader that falls behind by more than the ring holds loses the oldest. The memory has no name, so
a process that dies leaves nothing behind.
"""

from __future__ import annotations

from multiprocessing.context import BaseContext
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nodegraph_app.training.events import StepDone

ROW = 3  # step, epoch, loss
CAPACITY = 8192


class StepRing:
    """The last `capacity` steps. Handed to a child process when it is started."""

    def __init__(self, context: BaseContext, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self._written_memory = context.RawArray("q", 1)
        self._rows_memory = context.RawArray("d", capacity * ROW)
        self._read = 0

    @property
    def _written(self) -> NDArray[np.int64]:
        return np.frombuffer(self._written_memory, np.int64)

    @property
    def _rows(self) -> NDArray[np.float64]:
        return np.frombuffer(self._rows_memory, np.float64).reshape(self.capacity, ROW)

    def write(self, done: StepDone) -> None:
        """Add one step. The row comes first, the count after it."""
        written = self._written
        self._rows[written[0] % self.capacity] = (done.step, done.epoch, done.loss)
        written[0] += 1

    def read(self) -> list[StepDone]:
        """The steps since the last read that are still there, oldest first."""
        end = int(self._written[0])
        start = max(self._read, end - self.capacity)
        rows = self._rows[np.arange(start, end) % self.capacity]
        # What the writer has passed while we copied, and the row it may be writing, is not whole.
        whole = max(start, int(self._written[0]) + 1 - self.capacity)
        self._read = end
        return [_step(row) for row in rows[whole - start :]]


def _step(row: NDArray[Any]) -> StepDone:
    step, epoch, loss = row
    return StepDone(int(step), int(epoch), float(loss))
