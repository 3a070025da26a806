"""Hooks of modules: when they are called, with what, and what they may change; as PyTorch's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import engine
from engine import nn


def events(library: Any, layers: Any) -> list[Any]:
    """What hooks on a small network see, in order."""
    rng = np.random.default_rng(0)
    net = layers.Sequential(layers.Linear(3, 4), layers.Tanh(), layers.Linear(4, 2)).double()
    for parameter in net.parameters():
        value = library.tensor(rng.normal(size=tuple(parameter.shape)))
        with library.no_grad():
            parameter.copy_(value)
    x = library.tensor(rng.normal(size=(5, 3)), requires_grad=True)
    seen: list[Any] = []

    def note(kind: str) -> Any:
        def hook(module: Any, *values: Any) -> None:
            flat = [v for group in values for v in (group if isinstance(group, tuple) else [group])]
            arrays = [None if v is None else v.detach().numpy().tolist() for v in flat]
            seen.append([kind, type(module).__name__, arrays])

        return hook

    for module in net:
        module.register_forward_pre_hook(note("before"))
        module.register_forward_hook(note("after"))
        module.register_full_backward_hook(note("backward"))
        module.register_full_backward_pre_hook(note("backward before"))
    net[0].register_forward_pre_hook(lambda module, args: (args[0] * 2,), prepend=True)
    net[1].register_forward_hook(lambda module, args, output: output + 1)
    net[2].register_full_backward_hook(lambda module, grad_input, grad_output: (grad_input[0] * 3,))
    (net(x) ** 2).sum().backward()
    seen.append(["x", "", x.grad.numpy().tolist()])
    return seen


def flat(value: Any) -> list[float]:
    if isinstance(value, list):
        return [number for item in value for number in flat(item)]
    return [float("nan") if value is None else value] if not isinstance(value, str) else []


def test_hooks_see_and_change_what_pytorchs_do() -> None:
    torch = pytest.importorskip("torch")
    ours, theirs = events(engine, nn), events(torch, torch.nn)
    assert [event[:2] for event in ours] == [event[:2] for event in theirs]
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(flat(a[2]), flat(b[2]), rtol=1e-10)


def test_a_removed_hook_is_silent() -> None:
    layer, seen = nn.ReLU(), []
    handle = layer.register_forward_hook(lambda *_: seen.append(1))
    layer(engine.ones(1))
    handle.remove()
    layer(engine.ones(1))
    assert seen == [1]


def test_a_hook_may_look_at_a_failed_call() -> None:
    layer, seen = nn.Linear(2, 2), []
    layer.register_forward_hook(lambda *values: seen.append(values[-1]), always_call=True)
    with pytest.raises(engine.errors.ShapeError):
        layer(engine.ones(1, 3))
    assert seen == [None]


def test_keyword_arguments_are_shown_where_wanted() -> None:
    class Scaled(nn.Module):
        def forward(self, x: engine.Tensor, *, by: float = 1.0) -> engine.Tensor:
            return x * by

    layer = Scaled()
    layer.register_forward_pre_hook(lambda m, a, k: (a, {"by": k["by"] * 10}), with_kwargs=True)
    seen: list[Any] = []
    layer.register_forward_hook(lambda m, a, k, out: seen.append(k["by"]), with_kwargs=True)
    assert layer(engine.ones(1), by=2.0).item() == 20.0
    assert seen == [20.0]
