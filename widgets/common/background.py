"""Work beside the window: one job in a process of its own, its answer handed back to the window."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

POLL = 50


class Background(QObject):
    """One job at a time. The function and what it takes and gives cross processes."""

    finished = Signal(object)
    """What the job gave."""
    failed = Signal(object)
    """The exception that ended it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool: ProcessPoolExecutor | None = None
        self._future: Future[Any] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(POLL)
        self._timer.timeout.connect(self._poll)

    @property
    def is_busy(self) -> bool:
        """Whether a job is at work."""
        return self._future is not None

    def start(self, job: Callable[..., Any], *arguments: object) -> None:
        """Begin a job; RuntimeError while another one is at work."""
        if self._future is not None:
            raise RuntimeError("background: expected no job at work, actual one is")
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(1, mp_context=context)
        self._future = self._pool.submit(job, *arguments)
        self._timer.start()

    def close(self) -> None:
        """End the job without its answer."""
        self._timer.stop()
        self._future = None
        if self._pool is not None:
            pool, self._pool = self._pool, None
            for process in list((pool._processes or {}).values()):
                process.terminate()
            pool.shutdown(wait=True, cancel_futures=True)

    def _poll(self) -> None:
        future = self._future
        if future is None or not future.done():
            return
        self._timer.stop()
        self._future = None
        if self._pool is not None:
            self._pool.shutdown(wait=True)
            self._pool = None
        error = future.exception()
        if error is not None:
            self.failed.emit(error)
        else:
            self.finished.emit(future.result())
