"""Which of PyTorch's layers the engine leaves out, and why; and which draw random numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

LAZY = "a lazy layer finds its sizes when it is first called; on the canvas they come from wires"
NOT_MAPPED: dict[str, str] = {
    "LazyConv1d": LAZY,
    "LazyConv2d": LAZY,
    "LazyConv3d": LAZY,
    "LazyConvTranspose1d": LAZY,
    "LazyConvTranspose2d": LAZY,
    "LazyConvTranspose3d": LAZY,
}

# Layers that draw random numbers in training: only shapes are compared there.
RANDOM = {"FractionalMaxPool2d", "FractionalMaxPool3d"}

# Single samples that are left out: (reason, test of the sample). The sample is PyTorch's.
LEFT_OUT: dict[str, list[tuple[str, Callable[[Any], bool]]]] = {
    "KLDivLoss": [
        (
            "its targets are logarithms of negative numbers; NaN and below 0 are refused",
            lambda sample: (
                not (
                    sample.forward_input.args[1].isfinite().all()
                    and (
                        sample.constructor_input.kwargs.get("log_target")
                        or (sample.forward_input.args[1] >= 0).all()
                    )
                )
            ),
        )
    ],
}


def text(theirs: str) -> str:
    """How PyTorch writes a layer, without the one class name that is its own."""
    return theirs.replace("NonDynamicallyQuantizableLinear", "Linear")
