"""Which of PyTorch's operations the engine has, by OpInfo's names, and why the rest are not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import engine
import engine.nn.functional as F

# OpInfo's name -> the engine's, where they differ.
RENAMED: dict[str, Callable[..., Any]] = {
    "constant_pad_nd": lambda x, pad, value=0: F.pad(x, pad, value=value),
    "__getitem__": engine.Tensor.__getitem__,
    "T": lambda x: x.T,
    "H": lambda x: x.H,
    "mT": lambda x: x.mT,
    "mH": lambda x: x.mH,
    "slice": lambda x, dim=0, start=None, end=None, step=1: (
        x[(*(slice(None),) * dim, slice(start, end, step))]
    ),
    "__radd__": lambda a, b: b + a,
    "__rsub__": lambda a, b: b - a,
    "__rmul__": lambda a, b: b * a,
    "__rdiv__": lambda a, b: b / a,
    "__rpow__": lambda a, b: b**a,
    "__rmatmul__": lambda a, b: b @ a,
    # The samples' distance is PyTorch's own module, with its default settings.
    "nn.functional.triplet_margin_with_distance_loss": lambda *tensors, **how: (
        F.triplet_margin_with_distance_loss(
            *tensors, **{**how, "distance_function": F.pairwise_distance}
        )
    ),
    "nn.functional.embedding": lambda w, i, **k: F.embedding(i, w, **k),
    "nn.functional.embedding_bag": lambda w, i, **k: F.embedding_bag(i, w, **k),
}

# What the engine leaves out, with the reason. A name that is here and mapped fails a test, and so
# does one that is neither.
COMPLEX = "the engine has no complex numbers"
SPARSE = "the engine has no sparse tensors"
INTERNAL = "internal to PyTorch"
DECOMPOSITION = "matrix decompositions are outside of what networks here are built from"
SPECIAL = "special functions outside of what networks here are built from"
SIGNAL = "signal processing is outside of what networks here are built from"
COPY = "a copy of the view of that name: call .clone()"
FOURIER = "Fourier transforms are outside of what networks here are built from"
NOT_MAPPED: dict[str, str] = {
    "_batch_norm_with_update": INTERNAL,
    "_native_batch_norm_legit": INTERNAL,
    "_softmax_backward_data": INTERNAL,
    "native_batch_norm": INTERNAL,
    "native_dropout_backward": INTERNAL,
    "native_group_norm": INTERNAL,
    "native_layer_norm": INTERNAL,
    "torch.ops.aten._safe_softmax.default": INTERNAL,
    "max_pool2d_with_indices_backward": INTERNAL,
    "torch.ops.aten._efficient_attention_forward": INTERNAL,
    "torch.ops.aten._flash_attention_forward": INTERNAL,
}

# Random results: other streams than PyTorch's, so only shape and dtype are compared.
RANDOM = {
    "bernoulli", "cauchy", "exponential", "geometric", "log_normal", "multinomial", "normal",
    "rand_like", "randint", "randint_like", "randn", "randn_like", "uniform",
    "nn.functional.multi_head_attention_forward",  # drops in every sample
    "nn.functional.fractional_max_pool2d", "nn.functional.fractional_max_pool3d",
    "nn.functional.alpha_dropout", "nn.functional.dropout", "nn.functional.dropout2d",
    "nn.functional.dropout3d", "nn.functional.feature_alpha_dropout", "nn.functional.rrelu",
}  # fmt: skip

# Operations whose memory is uninitialised: only shape and dtype are compared.
UNINITIALISED = {"empty", "empty_like", "new_empty"}

# Single samples that are left out: (reason, test of the sample). The sample is PyTorch's.
LEFT_OUT: dict[str, list[tuple[str, Callable[[Any], bool]]]] = {
    "as_strided": [
        (
            "an offset into the memory that the sample is a part of",
            lambda s: s.input.untyped_storage().nbytes() > s.input.nbytes and s.kwargs,
        )
    ],
    "as_strided_scatter": [
        ("PyTorch hands a gradient to what is written over", lambda s: s.input.numel() == 1)
    ],
    "nn.functional.batch_norm": [
        ("no elements and no channels, which PyTorch does not check", lambda s: s.input.ndim < 2)
    ],
    "nn.functional.scaled_dot_product_attention": [
        ("drops at random", lambda sample: sample.kwargs["dropout_p"] > 0)
    ],
}


def mapped(name: str) -> Callable[..., Any] | None:
    """The engine's operation of that OpInfo name; None where it has none."""
    if name in RENAMED:
        return RENAMED[name]
    place: Any = engine
    parts = name.split(".")
    if parts[:2] == ["nn", "functional"]:
        place, parts = F, parts[2:]
    for part in parts[:-1]:
        place = getattr(place, part, None)
        if place is None:
            return None
    found = getattr(place, parts[-1], None)
    if found is None and place is engine:
        found = getattr(engine.Tensor, parts[-1], None)
    return found if callable(found) and not isinstance(found, type) else None
