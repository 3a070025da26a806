"""What every test shares: a screen that is not there, one BLAS thread, and nothing left behind."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator

# Before NumPy or Qt is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

GRACE_SECONDS = 2.0


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    """Fail a test that leaves a thread of its own running."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + GRACE_SECONDS
    while left := [t for t in threading.enumerate() if t not in before and t.is_alive()]:
        if time.monotonic() > deadline:
            pytest.fail(f"threads left running: {', '.join(t.name for t in left)}")
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    """Fail a test that leaves a child process running."""
    import multiprocessing

    before = set(multiprocessing.active_children())
    yield
    deadline = time.monotonic() + GRACE_SECONDS
    while left := set(multiprocessing.active_children()) - before:
        if time.monotonic() > deadline:
            for process in left:
                process.kill()
            pytest.fail(f"processes left running: {', '.join(p.name for p in left)}")
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def no_widget_is_left() -> Iterator[None]:
    """Fail a test that leaves a visible top-level window; close and free the others."""
    yield
    widgets = sys.modules.get("PySide6.QtWidgets")
    application = widgets.QApplication.instance() if widgets else None
    if widgets is None or not isinstance(application, widgets.QApplication):
        return
    shown = [w for w in application.topLevelWidgets() if w.isVisible()]
    names = ", ".join(type(w).__name__ for w in shown)
    for widget in shown:
        widget.close()
        widget.deleteLater()
    if names:
        pytest.fail(f"top-level widgets left open: {names}")
