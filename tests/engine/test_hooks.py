"""Hooks: called when a gradient is known, in order, and gone when removed."""

from __future__ import annotations

import pytest

import engine
from engine.autograd import grad
from engine.errors import GradientError


def leaf(*values: float) -> engine.Tensor:
    return engine.tensor(list(values), dtype=engine.float64, requires_grad=True)


def test_a_hook_sees_the_whole_gradient_of_a_result_once() -> None:
    x = leaf(2.0)
    y = x * 3
    seen: list[float] = []
    y.register_hook(lambda g: seen.append(g.item()))  # type: ignore[arg-type, func-returns-value]
    (y * 2 + y * 5).backward()
    assert seen == [7.0]


def test_what_a_hook_returns_goes_on_in_place_of_the_gradient() -> None:
    x = leaf(2.0)
    y = x * 3
    y.register_hook(lambda g: g * 10)
    x.register_hook(lambda g: g + 1)
    y.backward()
    assert x.grad is not None
    assert x.grad.item() == 31.0
    assert grad(x * 3, [x])[0].item() == 4.0  # type: ignore[union-attr]


def test_a_removed_hook_is_not_called() -> None:
    x = leaf(2.0)
    handle = x.register_hook(lambda g: g * 10)
    with x.register_hook(lambda g: g * 100):
        pass
    handle.remove()
    handle.remove()
    (x * 3).backward()
    assert x.grad is not None
    assert x.grad.item() == 3.0


def test_a_hook_of_before_a_write_sees_the_old_values_gradient() -> None:
    x = leaf(2.0)
    y = x * 3
    seen: list[float] = []
    y.register_hook(lambda g: seen.append(g.item()))  # type: ignore[arg-type, func-returns-value]
    y.mul_(5)
    y.backward()
    assert seen == [5.0]


def test_after_accumulation_the_leaf_is_handed_over() -> None:
    x = leaf(2.0)
    seen: list[float] = []
    x.register_post_accumulate_grad_hook(lambda t: seen.append(t.grad.item()))  # type: ignore[union-attr]
    (x * 3).backward()
    (x * 3).backward()
    assert seen == [3.0, 6.0]
    with pytest.raises(GradientError, match="leaves"):
        (x * 2).register_post_accumulate_grad_hook(lambda t: None)


def test_a_result_keeps_its_gradient_where_asked() -> None:
    x = leaf(2.0)
    y = x * 3
    y.retain_grad()
    assert y.retains_grad and not x.retains_grad
    (y * y).backward()
    assert y.grad is not None
    assert y.grad.item() == 12.0


def test_a_kept_gradient_is_that_of_the_value_after_a_write() -> None:
    x = leaf(2.0)
    y = x * 3
    y.retain_grad()
    y.add_(1)
    (y * y).backward()
    assert y.grad is not None
    assert y.grad.item() == 14.0


def test_hooks_need_a_gradient_to_wait_for() -> None:
    with pytest.raises(GradientError, match="register_hook"):
        engine.ones(1).register_hook(lambda g: g)
