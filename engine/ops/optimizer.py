"""One step of an optimizer for one parameter, by PyTorch's rules. Nothing here is differentiated.

The learning rate and the count of steps are operands and not attributes: a traced program can be
given another rate without being traced again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine.backend import Array, ArrayModule, DType
from engine.errors import ShapeError
from engine.ops.elementwise import values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import text

__all__ = ["adam_update", "sgd_update"]


def _need_same(parameter: Shape, gradient: Shape, *state: Shape) -> None:
    for shape in (gradient, *state):
        if shape != parameter:
            raise ShapeError(
                "Gradient and state have the parameter's shape",
                expected=text(parameter),
                actual=text(shape),
            )


def _descent(parameter: Array, gradient: Array, weight_decay: float, maximize: bool) -> Array:
    """The gradient, turned round for maximizing, with the pull of weight decay."""
    if maximize:
        gradient = -gradient
    return gradient + parameter * weight_decay if weight_decay else gradient


# ---- SGD (Sutskever et al., "On the importance of initialization and momentum", 2013)


def _sgd_shapes(
    parameter: Shape, gradient: Shape, buffer: Shape | None, rate: Shape, step: Shape, **_: object
) -> list[Shape]:
    _need_same(parameter, gradient, *(() if buffer is None else (buffer,)))
    return [parameter, step] if buffer is None else [parameter, step, buffer]


def _sgd_dtypes(
    parameter: DType, gradient: DType, buffer: DType | None, rate: DType, step: DType, **_: object
) -> list[DType]:
    return [parameter, step] if buffer is None else [parameter, step, buffer]


def _sgd_forward(
    xp: ArrayModule,
    parameter: Array,
    gradient: Array,
    buffer: Array | None,
    rate: Array,
    step: Array,
    *,
    momentum: float = 0.0,
    dampening: float = 0.0,
    weight_decay: float = 0.0,
    nesterov: bool = False,
    maximize: bool = False,
) -> tuple[Array, ...]:
    dtype = parameter.dtype
    gradient = _descent(parameter, gradient, weight_decay, maximize)
    rest: tuple[Array, ...] = ()
    if buffer is not None:
        # The first step takes the gradient as it is: dampening starts with the second.
        share = xp.where(step == 0, 1.0, 1.0 - dampening).astype(dtype)
        buffer = buffer * momentum + gradient * share
        gradient = gradient + buffer * momentum if nesterov else buffer
        rest = (buffer,)
    return parameter - gradient * rate.astype(dtype), step + 1, *rest


sgd_update: Primitive = Primitive(
    name="sgd_update",
    shape=_sgd_shapes,
    dtype=_sgd_dtypes,
    forward=_sgd_forward,
    formula="v ← μ·v + ∇L + λ·θ;  θ ← θ − η·v",
    inputs=("parameter", "gradient", "momentum_buffer", "lr", "step"),
    samples=lambda: [
        Sample((values(2, 3), values(2, 3, seed=1), None, np.array(0.1), np.array(0))),
        Sample(
            (values(3), values(3, seed=1), values(3, seed=2), np.array(0.1), np.array(4)),
            {"momentum": 0.9, "dampening": 0.1, "weight_decay": 0.01},
        ),
        Sample(
            (values(), values(seed=1), values(seed=2), np.array(0.1), np.array(0)),
            {"momentum": 0.9, "nesterov": True, "maximize": True},
        ),
    ],
)


# ---- Adam (Kingma & Ba, 2015; AMSGrad: Reddi et al., 2018; AdamW: Loshchilov & Hutter, 2019)


def _adam_shapes(
    parameter: Shape,
    gradient: Shape,
    exp_avg: Shape,
    exp_avg_sq: Shape,
    largest: Shape | None,
    rate: Shape,
    step: Shape,
    **_: object,
) -> list[Shape]:
    rest = () if largest is None else (largest,)
    _need_same(parameter, gradient, exp_avg, exp_avg_sq, *rest)
    return [parameter, step, exp_avg, exp_avg_sq, *rest]


def _adam_dtypes(
    parameter: DType,
    gradient: DType,
    exp_avg: DType,
    exp_avg_sq: DType,
    largest: DType | None,
    rate: DType,
    step: DType,
    **_: object,
) -> list[DType]:
    return [parameter, step, exp_avg, exp_avg_sq, *(() if largest is None else (largest,))]


def _adam_forward(
    xp: ArrayModule,
    parameter: Array,
    gradient: Array,
    exp_avg: Array,
    exp_avg_sq: Array,
    largest: Array | None,
    rate: Array,
    step: Array,
    *,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
    weight_decay: float = 0.0,
    decoupled_weight_decay: bool = False,
    maximize: bool = False,
) -> tuple[Array, ...]:
    dtype = parameter.dtype
    beta1, beta2 = betas
    step = step + 1
    size = (rate / (1 - beta1**step)).astype(dtype)
    correction = xp.sqrt(1 - beta2**step).astype(dtype)
    if decoupled_weight_decay:
        parameter = parameter * (1 - rate * weight_decay).astype(dtype)
        weight_decay = 0.0
    gradient = _descent(parameter, gradient, weight_decay, maximize)
    old = (parameter, gradient, exp_avg, exp_avg_sq, largest)
    new = tuple(None if a is None or a is gradient else xp.empty(a.shape, a.dtype) for a in old)
    for (p, g, m, v, top), (new_p, _, new_m, new_v, new_top) in _blocks(old, new):
        xp.subtract(g, m, out=new_m)
        xp.multiply(new_m, 1 - beta1, out=new_m)
        xp.add(new_m, m, out=new_m)
        update = xp.multiply(g, g)
        xp.multiply(update, 1 - beta2, out=update)
        xp.multiply(v, beta2, out=new_v)
        xp.add(new_v, update, out=new_v)
        second = new_v if top is None else xp.maximum(top, new_v, out=new_top)
        xp.sqrt(second, out=update)
        xp.divide(update, correction, out=update)
        xp.add(update, eps, out=update)
        xp.divide(new_m, update, out=update)
        xp.multiply(update, size, out=update)
        xp.subtract(p, update, out=new_p)
    new_p, _, new_m, new_v, new_top = new
    return new_p, step, new_m, new_v, *(() if largest is None else (new_top,))


_BLOCK = 1 << 14


def _blocks(*groups: Sequence[Array | None]) -> Iterator[tuple[tuple[Array | None, ...], ...]]:
    """The same stretch of every array, one stretch after the other, small enough for the cache.

    What reads several arrays several times is then bound by arithmetic and not by memory.
    """
    flat = [[None if array is None else array.reshape(-1) for array in group] for group in groups]
    for start in range(0, flat[0][0].size, _BLOCK):  # type: ignore[union-attr]
        part = slice(start, start + _BLOCK)
        yield tuple(tuple(None if a is None else a[part] for a in group) for group in flat)


adam_update: Primitive = Primitive(
    name="adam_update",
    shape=_adam_shapes,
    dtype=_adam_dtypes,
    forward=_adam_forward,
    formula="m ← β₁·m + (1−β₁)·∇L;  v ← β₂·v + (1−β₂)·∇L²;  θ ← θ − η · m̂ / (√v̂ + ε)",
    inputs=("parameter", "gradient", "exp_avg", "exp_avg_sq", "max_exp_avg_sq", "lr", "step"),
    samples=lambda: [
        Sample(
            (
                values(2, 3),
                values(2, 3, seed=1),
                values(2, 3, seed=2),
                abs(values(2, 3, seed=3)),
                largest,
                np.array(0.1),
                np.array(3),
            ),
            how,
        )
        for largest, how in (
            (None, {}),
            (None, {"weight_decay": 0.1, "maximize": True}),
            (abs(values(2, 3, seed=4)), {"weight_decay": 0.1, "decoupled_weight_decay": True}),
        )
    ],
)
