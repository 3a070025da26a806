"""Comparing gradients with differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

import engine.tensors
from engine.autograd.backward import grad
from engine.errors import GradientError

if TYPE_CHECKING:
    from engine.tensors import Tensor


def gradcheck(
    func: Callable[..., Any],
    inputs: Tensor | Sequence[Any],
    *,
    eps: float = 1e-3,
    atol: float = 1e-8,
    rtol: float = 1e-8,
    raise_exception: bool = True,
    seed: int = 0,
) -> bool:
    """Whether the gradients agree with a fourth-order central difference along a random direction.

    inputs: float64 tensors, at least 1e-2 away from kinks, and other arguments as they are.
    func: gives a Tensor or several. With eps = 1e-3 the difference is right to about 1e-12
    (Fornberg, Math. Comp. 51, 1988, table 1), hence tolerances far below PyTorch's.

    Raises GradientError where they differ, unless `raise_exception` is False.
    """
    rng = np.random.default_rng(seed)
    given = [inputs] if isinstance(inputs, engine.tensors.Tensor) else list(inputs)
    leaves = [_leaf(value) for value in given]
    outputs = [o for o in _tensors(func(*leaves)) if o.is_floating_point()]
    weights = [rng.standard_normal(o.shape) for o in outputs]
    places = [p for p, leaf in enumerate(leaves) if _is_leaf(leaf)]
    live = [(o, engine.tensors.Tensor(w)) for o, w in zip(outputs, weights, strict=True)
            if o.requires_grad]  # fmt: skip
    gradients: Sequence[Tensor | None] = [None] * len(places)
    if live:
        gradients = grad(
            [o for o, _ in live],
            [leaves[p] for p in places],
            [w for _, w in live],
            allow_unused=True,
        )
    for position, gradient in zip(places, gradients, strict=True):
        direction = rng.standard_normal(leaves[position].shape)

        def along(step: float, position: int = position, direction: Any = direction) -> float:
            moved = [_leaf(value) for value in given]
            moved[position] = engine.tensors.Tensor(given[position].array + step * direction)
            moved[position].requires_grad_()
            made = [o for o in _tensors(func(*moved)) if o.is_floating_point()]
            return float(sum((o.array * w).sum() for o, w in zip(made, weights, strict=True)))

        numeric = (8 * (along(eps) - along(-eps)) - (along(2 * eps) - along(-2 * eps))) / (12 * eps)
        analytic = 0.0 if gradient is None else float((gradient.array * direction).sum())
        if not abs(numeric - analytic) <= atol + rtol * max(abs(numeric), abs(analytic)):
            if not raise_exception:
                return False
            raise GradientError(
                "The gradient with respect to input {position} does not agree with the difference",
                expected=numeric,
                actual=analytic,
                position=position,
            )
    return True


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Tensor | Sequence[Any],
    grad_outputs: Sequence[Tensor] | None = None,
    *,
    eps: float = 1e-3,
    atol: float = 1e-8,
    rtol: float = 1e-8,
    raise_exception: bool = True,
    seed: int = 0,
) -> bool:
    """Whether the second derivatives agree with differences of the first ones; as `gradcheck`.

    grad_outputs: what arrives at each output; drawn at random unless given.
    """
    given = [inputs] if isinstance(inputs, engine.tensors.Tensor) else list(inputs)
    outputs = [o for o in _tensors(func(*given)) if o.is_floating_point()]
    rng = np.random.default_rng(seed + 1)
    seeds = (
        [engine.tensors.Tensor(rng.standard_normal(o.shape)) for o in outputs]
        if grad_outputs is None
        else list(grad_outputs)
    )

    def first(*values: Any) -> tuple[Tensor, ...]:
        leaves, arriving = values[: len(given)], values[len(given) :]
        made = [o for o in _tensors(func(*leaves)) if o.is_floating_point()]
        wanted = [leaf for leaf in leaves if _is_leaf(leaf) and leaf.requires_grad]
        return tuple(
            g
            for g in grad(
                made, wanted, arriving, create_graph=True, allow_unused=True, materialize_grads=True
            )
            if g is not None
        )

    return gradcheck(
        first, [*given, *seeds], eps=eps, atol=atol, rtol=rtol,
        raise_exception=raise_exception, seed=seed,
    )  # fmt: skip


def _is_leaf(value: Any) -> bool:
    return isinstance(value, engine.tensors.Tensor) and value.is_floating_point()


def _leaf(value: Any) -> Any:
    if not _is_leaf(value):
        return value
    return engine.tensors.Tensor(value.array.copy()).requires_grad_()


def _tensors(made: Any) -> list[Tensor]:
    if isinstance(made, engine.tensors.Tensor):
        return [made]
    return [value for value in made if isinstance(value, engine.tensors.Tensor)]
