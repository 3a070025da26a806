"""Write down what CuPy has: `python -m tests.engine.make_cupy_names`, with CuPy installed.

A GPU is not needed: names and parameters are enough to see that the engine's one code path can run
there. `test_cupy_names` holds the code against the list.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

NAMES = Path(__file__).parent / "vectors" / "cupy_names.json"
PLACES = {
    "xp": "cupy",
    "xp.linalg": "cupy.linalg",
    "xp.lib": "cupy.lib",
    "xp.lib.stride_tricks": "cupy.lib.stride_tricks",
    "xp.random": "cupy.random",
    "special(xp)": "cupyx.scipy.special",
    "stream": "cupy.random.Generator",
}

LAZY = ("Generator", "Philox4x3210")


def parameters(function: Any) -> list[str] | None:
    """The names of its parameters; None where they are not to be had, or where any may be given."""
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    if any(p.kind is inspect.Parameter.VAR_KEYWORD for p in found):
        return None
    return [p.name for p in found]


def make() -> None:
    """Look at the installed CuPy."""
    import cupy
    import cupyx.scipy.special

    everything: dict[str, Any] = {"version": cupy.__version__}
    for called, place in PLACES.items():
        library: Any = cupyx if place.startswith("cupyx") else cupy
        for part in place.split(".")[1:]:
            library = getattr(library, part)
        public = [name for name in dir(library) if not name.startswith("_")]
        public += [name for name in LAZY if hasattr(library, name)]  # `dir` does not tell of them
        everything[called] = {name: parameters(getattr(library, name)) for name in public}
    NAMES.write_text(json.dumps(everything, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    make()
