"""Store what PyTorch computes, for machines without it: `python -m tests.engine.make_vectors`."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engine.files import save_file
from tests.engine.test_parity import CASES, OPTIMIZERS, VECTORS, torch_results, trajectory


def main() -> None:
    """Write the vectors of every case beside the tests."""
    vectors: dict[str, np.ndarray[Any, Any]] = {}
    for case in CASES:
        for number, array in enumerate(torch_results(case)):
            vectors[f"{case.id}/{number}"] = array
    for parameter in OPTIMIZERS:
        kind, settings = parameter.values
        vectors[f"trajectory/{parameter.id}"] = trajectory(
            kind, settings, torch.optim, lambda a, want: torch.tensor(a, requires_grad=want)
        )
    VECTORS.parent.mkdir(exist_ok=True)
    save_file(vectors, VECTORS, metadata={"torch": torch.__version__})
    print(f"{VECTORS}: {len(vectors)} arrays, {VECTORS.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
