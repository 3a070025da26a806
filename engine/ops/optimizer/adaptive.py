"""Updates with a step size of their own for every element: Adagrad and what grew from it.

As in `engine.ops.optimizer.sgd_adam`, each is one primitive; nothing here is differentiated.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.backend import Array, ArrayModule
from engine.ops.optimizer.sgd_adam import update
from engine.ops.primitive import Primitive

__all__ = [
    "adadelta_update",
    "adagrad_update",
    "adamax_update",
    "asgd_update",
    "nadam_update",
    "radam_update",
    "rmsprop_update",
    "rprop_update",
]

States = Sequence[Any]  # an array, or None for a state that this setting does without
Numbers = Sequence[Array]


def _mean(old: Array, new: Array, share: Array | float) -> Array:
    """A running mean, moved towards the new value by `share`."""
    return old + (new - old) * share


def _adagrad(
    xp: ArrayModule, parameter: Array, gradient: Array, states: States, numbers: Numbers,
    step: Array, *, lr_decay: float = 0.0, eps: float = 1e-10,
) -> tuple[Array, States]:  # fmt: skip
    (total,) = states
    total = total + gradient * gradient
    rate = (numbers[0] / (1 + (step - 1) * lr_decay)).astype(parameter.dtype)
    return parameter - gradient / (xp.sqrt(total) + eps) * rate, [total]


# Duchi, Hazan & Singer, "Adaptive subgradient methods", 2011
adagrad_update: Primitive = update(
    "adagrad_update",
    _adagrad,
    "s ← s + ∇L²;  θ ← θ − η / (1 + (t−1)·d) · ∇L / (√s + ε)",
    ("sum",),
    [{}, {"lr_decay": 0.1, "weight_decay": 0.1}, {"maximize": True}],
)


def _adadelta(
    xp: ArrayModule, parameter: Array, gradient: Array, states: States, numbers: Numbers,
    step: Array, *, rho: float = 0.9, eps: float = 1e-6,
) -> tuple[Array, States]:  # fmt: skip
    square_avg, acc_delta = states
    square_avg = square_avg * rho + gradient * gradient * (1 - rho)
    delta = xp.sqrt(acc_delta + eps) / xp.sqrt(square_avg + eps) * gradient
    acc_delta = acc_delta * rho + delta * delta * (1 - rho)
    return parameter - delta * numbers[0].astype(parameter.dtype), [square_avg, acc_delta]


# Zeiler, "ADADELTA: an adaptive learning rate method", 2012
adadelta_update: Primitive = update(
    "adadelta_update",
    _adadelta,
    "v ← ρ·v + (1−ρ)·∇L²;  Δ = √(u+ε) / √(v+ε) · ∇L;  u ← ρ·u + (1−ρ)·Δ²;  θ ← θ − η·Δ",
    ("square_avg", "acc_delta"),
    [{}, {"rho": 0.95, "weight_decay": 0.1}, {"maximize": True}],
)


def _rmsprop(
    xp: ArrayModule, parameter: Array, gradient: Array, states: States, numbers: Numbers,
    step: Array, *, alpha: float = 0.99, eps: float = 1e-8,
) -> tuple[Array, States]:  # fmt: skip
    square_avg, grad_avg, buffer = states
    rate, momentum = (number.astype(parameter.dtype) for number in numbers)
    square_avg = square_avg * alpha + gradient * gradient * (1 - alpha)
    spread = square_avg
    if grad_avg is not None:
        grad_avg = _mean(grad_avg, gradient, 1 - alpha)
        spread = square_avg - grad_avg * grad_avg
    change = gradient / (xp.sqrt(spread) + eps)
    if buffer is not None:
        change = buffer = buffer * momentum + change
    return parameter - change * rate, [square_avg, grad_avg, buffer]


# Tieleman & Hinton, lecture 6.5 of "Neural networks for machine learning", 2012; centred: Graves,
# "Generating sequences with recurrent neural networks", 2013
rmsprop_update: Primitive = update(
    "rmsprop_update",
    _rmsprop,
    "v ← α·v + (1−α)·∇L²;  θ ← θ − η · ∇L / (√v + ε)",
    ("square_avg", "grad_avg", "momentum_buffer"),
    [
        {"without": ("grad_avg", "momentum_buffer")},
        {"without": ("grad_avg",), "weight_decay": 0.1},
        {"without": ("grad_avg",), "maximize": True},
    ],
    numbers=("lr", "momentum"),
)


def _adamax(
    xp: ArrayModule, parameter: Array, gradient: Array, states: States, numbers: Numbers,
    step: Array, *, beta2: float = 0.999, eps: float = 1e-8,
) -> tuple[Array, States]:  # fmt: skip
    exp_avg, exp_inf = states
    rate, beta1 = numbers
    exp_avg = _mean(exp_avg, gradient, (1 - beta1).astype(parameter.dtype))
    exp_inf = xp.maximum(exp_inf * beta2, xp.absolute(gradient) + eps)
    size = (rate / (1 - beta1**step)).astype(parameter.dtype)
    return parameter - exp_avg / exp_inf * size, [exp_avg, exp_inf]


# Kingma & Ba, "Adam", 2015, section 7.1
adamax_update: Primitive = update(
    "adamax_update",
    _adamax,
    "m ← β₁·m + (1−β₁)·∇L;  u ← max(β₂·u, |∇L| + ε);  θ ← θ − η / (1−β₁ᵗ) · m / u",
    ("exp_avg", "exp_inf"),
    [{}, {"weight_decay": 0.1}, {"maximize": True}],
    numbers=("lr", "beta1"),
)


def _nadam(
    xp: ArrayModule, parameter: Array, gradient: Array, states: States, numbers: Numbers,
    step: Array, *, beta2: float = 0.999, eps: float = 1e-8, momentum_decay: float = 4e-3,
) -> tuple[Array, States]:  # fmt: skip
    exp_avg, exp_avg_sq, product = states
    dtype = parameter.dtype
    rate, beta1 = numbers
    now = beta1 * (1 - 0.5 * 0.96 ** (step * momentum_decay))
    following = beta1 * (1 - 0.5 * 0.96 ** ((step + 1) * momentum_decay))
    product = product * now.astype(dtype)
    exp_avg = _mean(exp_avg, gradient, (1 - beta1).astype(dtype))
    exp_avg_sq = exp_avg_sq * beta2 + gradient * gradient * (1 - beta2)
    spread = xp.sqrt(exp_avg_sq / (1 - beta2**step).astype(dtype)) + eps
    of_gradient = (rate * (1 - now) / (1 - product)).astype(dtype)
    of_mean = (rate * following / (1 - product * following)).astype(dtype)
    change = gradient / spread * of_gradient + exp_avg / spread * of_mean
    return parameter - change, [exp_avg, exp_avg_sq, product]


# Dozat, "Incorporating Nesterov momentum into Adam", 2016
nadam_update: Primitive = update(
    "nadam_update",
    _nadam,
    "θ ← θ − η · ((1−μₜ)/(1−Πμ) · ∇L + μₜ₊₁/(1−Πμ·μₜ₊₁) · m) / (√v̂ + ε)",
    ("exp_avg", "exp_avg_sq", "mu_product"),
    [{}, {"weight_decay": 0.1}, {"weight_decay": 0.1, "decoupled_weight_decay": True}],
    numbers=("lr", "beta1"),
)


def _radam(
    xp: ArrayModule, parameter: Array, gradient: Array, states: States, numbers: Numbers,
    step: Array, *, beta2: float = 0.999, eps: float = 1e-8,
) -> tuple[Array, States]:  # fmt: skip
    exp_avg, exp_avg_sq = states
    dtype = parameter.dtype
    rate, beta1 = numbers
    exp_avg = _mean(exp_avg, gradient, (1 - beta1).astype(dtype))
    exp_avg_sq = exp_avg_sq * beta2 + gradient * gradient * (1 - beta2)
    unbiased = 1 - beta2**step
    longest = 2 / (1 - beta2) - 1
    length = longest - 2 * step * beta2**step / unbiased
    # Below a length of 5 the variance is not known well enough: a plain step with momentum.
    known = xp.maximum(length, 5.0)
    rectified = xp.sqrt(
        (known - 4) * (known - 2) * longest / ((longest - 4) * (longest - 2) * known)
    )
    size = (rate / (1 - beta1**step)).astype(dtype)
    adaptive = (xp.sqrt(unbiased) * rectified).astype(dtype) / (xp.sqrt(exp_avg_sq) + eps)
    change = exp_avg * size * xp.where(length > 5.0, adaptive, dtype.type(1))
    return parameter - change, [exp_avg, exp_avg_sq]


# Liu et al., "On the variance of the adaptive learning rate and beyond", 2020
radam_update: Primitive = update(
    "radam_update",
    _radam,
    "θ ← θ − η · m̂ · r / (√v̂ + ε);  r rectifies the variance, and without it θ ← θ − η · m̂",
    ("exp_avg", "exp_avg_sq"),
    [{}, {"weight_decay": 0.1}, {"weight_decay": 0.1, "decoupled_weight_decay": True}],
    numbers=("lr", "beta1"),
)


def _asgd(
    xp: ArrayModule, parameter: Array, gradient: Array, states: States, numbers: Numbers,
    step: Array, *, lambd: float = 1e-4, alpha: float = 0.75, t0: float = 1e6,
) -> tuple[Array, States]:  # fmt: skip
    average, eta, mu = states
    dtype = parameter.dtype
    rate = eta.astype(dtype)
    parameter = parameter * (1 - rate * lambd) - gradient * rate
    average = xp.where(mu == 1, parameter, _mean(average, parameter, mu.astype(dtype)))
    eta = (numbers[0] / (1 + lambd * numbers[0] * step) ** alpha).astype(eta.dtype)
    mu = (1 / xp.maximum(1.0, step - t0)).astype(mu.dtype)
    return parameter, [average, eta, mu]


# Polyak & Juditsky, "Acceleration of stochastic approximation by averaging", 1992
asgd_update: Primitive = update(
    "asgd_update",
    _asgd,
    "θ ← (1 − λ·ηₜ)·θ − ηₜ·∇L;  a ← a + μₜ·(θ − a);  ηₜ = η / (1 + λ·η·t)^α",
    ("ax", "eta", "mu"),
    [{}, {"weight_decay": 0.1}, {"maximize": True, "t0": 1.0}],
)


def _rprop(
    xp: ArrayModule, parameter: Array, gradient: Array, states: States, numbers: Numbers,
    step: Array, *, etas: tuple[float, float] = (0.5, 1.2),
    step_sizes: tuple[float, float] = (1e-6, 50.0),
) -> tuple[Array, States]:  # fmt: skip
    previous, size = states
    turn = xp.sign(gradient * previous)
    factor = xp.where(turn > 0, etas[1], xp.where(turn < 0, etas[0], 1.0)).astype(size.dtype)
    size = xp.clip(size * factor, *step_sizes)
    gradient = xp.where(turn < 0, gradient.dtype.type(0), gradient)
    return parameter - xp.sign(gradient) * size, [gradient, size]


# Riedmiller & Braun, "A direct adaptive method for faster backpropagation learning", 1993
rprop_update: Primitive = update(
    "rprop_update",
    _rprop,
    "Δ ← Δ·η₊ where the sign stays, Δ·η₋ where it turns;  θ ← θ − Δ · sign ∇L",
    ("prev", "step_size"),
    [{}, {"etas": (0.4, 1.5)}, {"maximize": True}],
)
