"""Changes of one small picture, by name: (function, its arguments), as torchvision has them.

`python -m tests.engine.transform_cases` computes them with torchvision and stores the results.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

VECTORS = Path(__file__).parent / "vectors" / "transforms.safetensors"
PICTURE = np.random.default_rng(0).random((3, 9, 13))
MODES = ("nearest", "bilinear", "bicubic")

CASES: dict[str, tuple[str, tuple[Any, ...], dict[str, Any]]] = {
    **{
        f"resize-{mode}-{size}": ("resize", (size,), {"interpolation": mode})
        for mode in MODES
        for size in ([5, 7], [20, 30], 6, 14)
    },
    "resize-most": ("resize", (6,), {"max_size": 8}),
    **{
        f"pad-{mode}-{width}": ("pad", (width,), {"padding_mode": mode})
        for mode in ("constant", "edge", "reflect", "symmetric")
        for width in (2, [1, 2], [1, 2, 3, 0])
    },
    "pad-fill": ("pad", (2,), {"fill": 0.5}),
    **{f"crop-{box}": ("crop", box, {}) for box in ((-2, 3, 5, 6), (3, -1, 20, 20), (0, 0, 4, 4))},
    **{f"center-{s}": ("center_crop", (s,), {}) for s in (4, [5, 12], [20, 3], [11, 15])},
    "resized_crop": ("resized_crop", (1, 2, 5, 6, [7, 8]), {}),
    "hflip": ("hflip", (), {}),
    "vflip": ("vflip", (), {}),
    **{
        f"rotate-{mode}-{angle}-{fill}": (
            "rotate", (angle,), {"interpolation": mode, "fill": fill},
        )
        for mode in MODES[:2]
        for angle in (30, -77.5, 90)
        for fill in (0, 0.3)
    },
    **{
        f"affine-{mode}-{number}": ("affine", how, {"interpolation": mode})
        for mode in MODES[:2]
        for number, how in enumerate((
            (10, [2, -1], 1.2, [5, -7]), (0, [0, 0], 0.7, [20, 0]), (45, [1, 1], 1.0, [0, 30]),
        ))
    },
    "normalize": ("normalize", ([0.1, 0.2, 0.3], [0.5, 0.6, 0.7]), {}),
    **{f"grey-{n}": ("rgb_to_grayscale", (n,), {}) for n in (1, 3)},
    **{
        f"{name}-{factor}": (f"adjust_{name}", (factor,), {})
        for name in ("brightness", "contrast", "saturation")
        for factor in (0, 0.5, 1.7)
    },
    **{f"hue-{factor}": ("adjust_hue", (factor,), {}) for factor in (-0.5, -0.2, 0.1, 0.5)},
}  # fmt: skip


def make() -> None:
    """Write the vectors. Needs torchvision."""
    import torch
    import torchvision.transforms.functional as theirs
    from torchvision.transforms import InterpolationMode

    from engine.files import save_file

    found = {}
    for name, (function, arguments, keywords) in CASES.items():
        how = dict(keywords)
        if "interpolation" in how:
            how["interpolation"] = InterpolationMode(how["interpolation"])
        if function == "rotate":
            how["fill"] = [how["fill"]] * 3
        changed = getattr(theirs, function)(torch.tensor(PICTURE), *arguments, **how)
        found[name] = changed.numpy().astype(np.float32)
    save_file(found, VECTORS)


if __name__ == "__main__":
    make()
