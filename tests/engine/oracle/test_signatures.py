"""Names, order and defaults of arguments are PyTorch's, wherever Python can tell them."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

torch = pytest.importorskip("torch")

import engine.nn.functional as F  # noqa: E402
from engine import autograd, data, nn, optim  # noqa: E402
from engine.nn import init, utils  # noqa: E402
from engine.optim import lr_scheduler  # noqa: E402

PAIRS = {
    "nn": (nn, torch.nn),
    "nn.functional": (F, torch.nn.functional),
    "nn.init": (init, torch.nn.init),
    "nn.utils": (utils, torch.nn.utils),
    "nn.utils.rnn": (utils.rnn, torch.nn.utils.rnn),
    "optim": (optim, torch.optim),
    "optim.lr_scheduler": (lr_scheduler, torch.optim.lr_scheduler),
    "data": (data, torch.utils.data),
    "autograd": (autograd, torch.autograd),
    "autograd.functional": (autograd.functional, torch.autograd.functional),
}

# Arguments that the engine leaves out everywhere: they choose between implementations or processes.
NOT_OFFERED = {
    "foreach", "fused", "capturable", "differentiable", "out", "_stacklevel", "sparse",
    "scale_grad",
    "pin_memory", "timeout", "worker_init_fn", "multiprocessing_context", "persistent_workers",
    "pin_memory_device", "in_order", "grad_variables", "is_grads_batched", "vectorize", "strategy",
    "outer_jacobian_strategy", "_is_full_backward_hook", "_freeze", "memory_format",
}  # fmt: skip
# The engine's own way: a fourth-order difference along a direction; PyTorch's inner
# arguments; and a default that cannot be meant.
OWN = {"gradcheck", "gradgradcheck", "enable_grad", "PackedSequence"}
KINDS = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def shared() -> list[Any]:
    found = []
    for place, (ours, theirs) in PAIRS.items():
        for name in sorted(set(dir(ours)) & set(dir(theirs))):
            mine, other = getattr(ours, name), getattr(theirs, name)
            public = (
                name not in OWN and not name.startswith("_") and callable(mine) and callable(other)
            )
            if public and getattr(mine, "__module__", "").startswith("engine"):
                found.append(pytest.param(mine, other, id=f"{place}.{name}"))
    return found


def parameters(function: Any) -> list[inspect.Parameter] | None:
    try:
        found = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return None
    variable = any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in found)
    return None if variable else [p for p in found if p.name not in NOT_OFFERED]


@pytest.mark.parametrize(("ours", "theirs"), shared())
def test_arguments_are_pytorchs(ours: Any, theirs: Any) -> None:
    mine, other = parameters(ours), parameters(theirs)
    if mine is None or other is None:
        return  # variable, or built in: the sample inputs call those
    names = [p.name for p in other if p.kind in KINDS]
    own = [p.name for p in mine if p.kind in KINDS]
    assert own[: len(names)] == names, "other arguments, or in another order"
    keywords = {p.name for p in other if p.kind is inspect.Parameter.KEYWORD_ONLY}
    assert keywords <= {p.name for p in mine}, "keyword arguments are missing"
    defaults = {p.name: p.default for p in mine}
    for p in other:
        plain = isinstance(p.default, bool | int | float | str | tuple | type(None))
        if plain:
            assert defaults[p.name] == p.default, f"another default of {p.name}"
