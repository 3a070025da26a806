"""What a run is asked to do. The run looks between two steps; anyone may ask at any time."""

from __future__ import annotations

import threading
from multiprocessing.connection import Connection
from typing import Literal, TypeAlias

Request: TypeAlias = Literal["pause", "resume", "stop"]


class Control:
    """Requests from the same process, from any thread."""

    def __init__(self) -> None:
        self.stopped = False
        self._running = threading.Event()
        self._running.set()

    @property
    def paused(self) -> bool:
        """Whether the run is to hold."""
        return not self._running.is_set()

    def pause(self) -> None:
        """Hold after the step now computed."""
        if not self.stopped:
            self._running.clear()

    def resume(self) -> None:
        """Go on."""
        self._running.set()

    def stop(self) -> None:
        """End after the step now computed, also when it holds."""
        self.stopped = True
        self._running.set()

    def look(self) -> None:
        """Take in what was asked since the last look. Called by the run before each step."""

    def wait(self) -> None:
        """Return when something was asked, or soon after. Called by a run that holds."""
        self._running.wait()


class PipeControl(Control):
    """Requests that come through a pipe. The other end gone means stop."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection

    def look(self) -> None:
        """Obey all requests that wait in the pipe."""
        while not self.stopped and self._connection.poll():
            self._obey_next()

    def wait(self) -> None:
        """Block until the next request and obey it."""
        self._obey_next()

    def _obey_next(self) -> None:
        try:
            request = self._connection.recv_bytes()
        except (EOFError, OSError):
            self.stop()
            return
        {b"pause": self.pause, b"resume": self.resume, b"stop": self.stop}[request]()


def send(connection: Connection, request: Request) -> None:
    """Ask the run at the other end of the pipe; nothing happens where it is gone."""
    try:
        connection.send_bytes(request.encode())
    except OSError:
        return
