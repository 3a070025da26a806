"""One step of an optimizer for one parameter, by PyTorch's rules. Nothing here is differentiated.

The learning rate, the momentum and the count of steps are operands and not attributes: a traced
program can be given others without being traced again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from engine.backend import Array, ArrayModule, DType
from engine.errors import ShapeError
from engine.ops.elementwise import values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import text

__all__ = ["adam_update", "sgd_update"]

# (xp, parameter, gradient, states, numbers, step, **attributes) -> (parameter, states):
# `states` with None for those that this setting does without, `numbers` are 0-d float64 arrays,
# `step` counts this update.
Rule = Callable[..., tuple[Array, Sequence[Any]]]


def update(
    name: str,
    rule: Rule,
    formula: str,
    states: tuple[str, ...],
    samples: Sequence[dict[str, Any]],
    *,
    numbers: tuple[str, ...] = ("lr",),
) -> Primitive:
    """The declaration of an optimizer's update.

    Operands: parameter, gradient, the states (absent where a setting does without), the numbers,
    step. Results: parameter, step, the states that are there. maximize and weight_decay are dealt
    with here: the rule gets the gradient to descend by.
    samples: attributes to test it with; the name "without" lists absent states.
    """
    inputs = ("parameter", "gradient", *states, *numbers, "step")

    def present(operands: Sequence[Any]) -> list[Any]:
        given = operands[2 : 2 + len(states)]
        return [operands[0], operands[-1], *(state for state in given if state is not None)]

    def shape(*shapes: Shape | None, **_: object) -> list[Shape]:
        for operand, given in zip(inputs[1 : 2 + len(states)], shapes[1:], strict=False):
            if given is not None and given not in (shapes[0], ()):
                raise ShapeError(
                    "The {operand} of an update has the parameter's shape",
                    operand=operand,
                    expected=text(shapes[0] or ()),
                    actual=text(given),
                )
        return present(shapes)

    def dtype(*dtypes: DType | None, **_: object) -> list[DType]:
        return present(dtypes)

    def forward(
        xp: ArrayModule,
        parameter: Array,
        gradient: Array,
        *rest: Any,
        weight_decay: float = 0.0,
        maximize: bool = False,
        **attributes: Any,
    ) -> tuple[Array, ...]:
        if maximize:
            gradient = -gradient
        own, scalars = rest[: len(states)], rest[len(states) : -1]
        step = rest[-1] + 1
        if weight_decay and attributes.get("decoupled_weight_decay"):
            share: Any = 1 - scalars[0] * weight_decay
            parameter = parameter * share.astype(parameter.dtype)
        elif weight_decay:
            gradient = gradient + parameter * weight_decay
        attributes.pop("decoupled_weight_decay", None)
        changed, new = rule(xp, parameter, gradient, own, scalars, step, **attributes)
        return (changed, step, *(state for state in new if state is not None))

    return Primitive(
        name=name,
        shape=shape,
        dtype=dtype,
        forward=forward,
        formula=formula,
        inputs=inputs,
        samples=lambda: [_sample(states, numbers, number, dict(how)) for number, how in
                         enumerate(samples)],
    )  # fmt: skip


_SINGLE = ("eta", "mu", "mu_product")  # states that are one number


def _sample(
    states: tuple[str, ...], numbers: tuple[str, ...], seed: int, how: dict[str, Any]
) -> Sample:
    absent = how.pop("without", ())
    shape = ((2, 3), (3,), ())[seed % 3]
    kept = [
        None
        if name in absent
        else np.abs(values(*(() if name in _SINGLE else shape), seed=seed + place + 2))
        for place, name in enumerate(states)
    ]
    scalars = [np.array(0.1 if name == "lr" else 0.8) for name in numbers]
    arrays = (values(*shape, seed=seed), values(*shape, seed=seed + 1), *kept, *scalars)
    return Sample((*arrays, np.array(3 * seed)), how)


# ---- SGD (Sutskever et al., "On the importance of initialization and momentum", 2013)


def _sgd(
    xp: ArrayModule,
    parameter: Array,
    gradient: Array,
    states: Sequence[Any],
    numbers: Sequence[Array],
    step: Array,
    *,
    dampening: float = 0.0,
    nesterov: bool = False,
) -> tuple[Array, Sequence[Any]]:
    rate, momentum = (number.astype(parameter.dtype) for number in numbers)
    (buffer,) = states
    if buffer is not None:
        # The first step takes the gradient as it is: dampening starts with the second.
        share = xp.where(step == 1, 1.0, 1.0 - dampening).astype(parameter.dtype)
        buffer = buffer * momentum + gradient * share
        gradient = gradient + buffer * momentum if nesterov else buffer
    return parameter - gradient * rate, [buffer]


sgd_update: Primitive = update(
    "sgd_update",
    _sgd,
    "v ← μ·v + ∇L + λ·θ;  θ ← θ − η·v",
    ("momentum_buffer",),
    [
        {"without": ("momentum_buffer",)},
        {"dampening": 0.1, "weight_decay": 0.01},
        {"nesterov": True, "maximize": True},
    ],
    numbers=("lr", "momentum"),
)


# ---- Adam (Kingma & Ba, 2015; AMSGrad: Reddi et al., 2018; AdamW: Loshchilov & Hutter, 2019)


def _adam(
    xp: ArrayModule,
    parameter: Array,
    gradient: Array,
    states: Sequence[Any],
    numbers: Sequence[Array],
    step: Array,
    *,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> tuple[Array, Sequence[Any]]:
    dtype = parameter.dtype
    rate, beta1 = numbers
    size = (rate / (1 - beta1**step)).astype(dtype)
    keep = (1 - beta1).astype(dtype)
    correction = xp.sqrt(1 - beta2**step).astype(dtype)
    old = (parameter, *states)
    new = tuple(None if a is None else xp.empty(a.shape, a.dtype) for a in old)
    for (g,), (p, m, v, top), (new_p, new_m, new_v, new_top) in _blocks((gradient,), old, new):
        xp.subtract(g, m, out=new_m)
        xp.multiply(new_m, keep, out=new_m)
        xp.add(new_m, m, out=new_m)
        change = xp.multiply(g, g)
        xp.multiply(change, 1 - beta2, out=change)
        xp.multiply(v, beta2, out=new_v)
        xp.add(new_v, change, out=new_v)
        second = new_v if top is None else xp.maximum(top, new_v, out=new_top)
        xp.sqrt(second, out=change)
        xp.divide(change, correction, out=change)
        xp.add(change, eps, out=change)
        xp.divide(new_m, change, out=change)
        xp.multiply(change, size, out=change)
        xp.subtract(p, change, out=new_p)
    return new[0], new[1:]


_BLOCK = 1 << 14


def _blocks(*groups: Sequence[Any]) -> Iterator[tuple[tuple[Array | None, ...], ...]]:
    """The same stretch of every array, one stretch after the other, small enough for the cache.

    What reads several arrays several times is then bound by arithmetic and not by memory.
    """
    flat = [[None if array is None else array.reshape(-1) for array in group] for group in groups]
    for start in range(0, flat[0][0].size, _BLOCK):  # type: ignore[union-attr]
        part = slice(start, start + _BLOCK)
        yield tuple(tuple(None if a is None else a[part] for a in group) for group in flat)


adam_update: Primitive = update(
    "adam_update",
    _adam,
    "m ← β₁·m + (1−β₁)·∇L;  v ← β₂·v + (1−β₂)·∇L²;  θ ← θ − η · m̂ / (√v̂ + ε)",
    ("exp_avg", "exp_avg_sq", "max_exp_avg_sq"),
    [
        {"without": ("max_exp_avg_sq",)},
        {"without": ("max_exp_avg_sq",), "weight_decay": 0.1, "maximize": True},
        {"weight_decay": 0.1, "decoupled_weight_decay": True},
    ],
    numbers=("lr", "beta1"),
)
