"""`python -m tests.benchmarks canvas|engine|memory [--json]`: measure on this machine, now.

canvas: milliseconds a frame at 100, 1000 and 5000 nodes.
engine: training steps a second beside PyTorch, in turns, one thread each.
memory: peak bytes, time and page faults of a step, with and without checkpoints and kept memory.
"""

from __future__ import annotations

import argparse
import json
import os
import sys

# Before NumPy, PyTorch or Qt is imported, here and in every process started from here.
os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.benchmarks import frames, memory, steps

SUBJECTS = {"canvas": frames.measure, "engine": steps.measure, "memory": memory.measure}


def main() -> int:
    """Run one benchmark and print its rows."""
    parser = argparse.ArgumentParser("python -m tests.benchmarks", description=__doc__)
    parser.add_argument("subject", choices=SUBJECTS)
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else")
    arguments = parser.parse_args()
    rows = SUBJECTS[arguments.subject]()
    if arguments.json:
        json.dump(rows, sys.stdout, indent=2)
        print()
        return 0
    columns = list(rows[0])
    print("  ".join(f"{name:>18}" for name in columns))
    for row in rows:
        print("  ".join(f"{_shown(row[name]):>18}" for name in columns))
    return 0


def _shown(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    sys.exit(main())
