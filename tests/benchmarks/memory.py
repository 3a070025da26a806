"""Memory of training steps: what checkpointing saves, and what keeping freed memory saves."""

from __future__ import annotations

import gc
import multiprocessing
import time
from typing import Any

Row = dict[str, Any]


def _network(width: int, depth: int, wrap: bool) -> Any:
    from engine import nn

    blocks: list[nn.Module] = []
    for _ in range(depth):
        block = nn.Sequential(nn.Linear(width, width), nn.LayerNorm(width), nn.GELU())
        blocks.append(nn.Checkpoint(block) if wrap else block)
    return nn.Sequential(*blocks, nn.Linear(width, 1))


def _step(network: Any, x: Any) -> None:
    network.zero_grad()
    (network(x) ** 2).mean().backward()


def _run(wrap: bool, keep: bool, answers: Any) -> None:
    """One way, in a process of its own: peak bytes of a step, milliseconds, page faults."""
    import resource

    import engine
    from engine import memory

    if keep:
        memory.keep_freed()
    network, x = _network(256, 12, wrap), engine.randn(8192, 256)
    for _ in range(2):
        _step(network, x)
    gc.collect()
    with memory.watch() as use:
        _step(network, x)
    steps, before = 5, resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    times = []
    for _ in range(steps):
        start = time.perf_counter()
        _step(network, x)
        times.append(time.perf_counter() - start)
    faults = (resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) // steps
    answers.put((use.peak() / 2**20, 1000 * sorted(times)[steps // 2], faults))


def measure() -> list[Row]:
    """Twelve layers of 256 at batch 8192, in four ways."""
    spawn = multiprocessing.get_context("spawn")
    rows = []
    for wrap in (False, True):
        for keep in (False, True):
            answers = spawn.SimpleQueue()
            process = spawn.Process(target=_run, args=(wrap, keep, answers))
            process.start()
            peak, milliseconds, faults = answers.get()
            process.join()
            rows.append(
                {
                    "checkpoints": "yes" if wrap else "no",
                    "keep_freed": "yes" if keep else "no",
                    "peak MiB": peak,
                    "ms a step": milliseconds,
                    "page faults": faults,
                }
            )
    return rows
