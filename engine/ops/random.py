"""Chance: numbers that are drawn anew each time, from the generator of whoever runs them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.backend import Array, ArrayModule, DType, Generator, float64, int64
from engine.errors import ShapeError, ValueRangeError
from engine.ops.elementwise import first
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import need_floating, same_shape, text
from engine.ops.sorting import order

__all__ = [
    "bernoulli", "draw_exponential", "draw_integers", "draw_normal", "draw_permutation",
    "draw_uniform", "multinomial",
]  # fmt: skip


# ---- from nothing: the shape and the dtype are attributes


def _drawn(
    name: str, draw: Callable[..., Array], formula: str, sample: dict[str, Any]
) -> Primitive:
    """The declaration of a draw of independent numbers: draw(stream, shape, …) -> array."""

    def forward(
        xp: ArrayModule, *, shape: Shape, dtype: DType, generator: Generator, **given: Any
    ) -> Array:
        return draw(generator.next(xp), shape, **given).astype(dtype, copy=False)

    return Primitive(
        name=name,
        shape=lambda *, shape, **_: shape,
        dtype=lambda *, dtype, **_: dtype,
        forward=forward,
        formula=formula,
        inputs=(),
        random=True,
        samples=lambda: [
            Sample((), {"shape": shape, "dtype": float64, **sample})
            for shape in ((2, 3), (), (0, 2))
        ],
    )


draw_uniform: Primitive = _drawn(
    "draw_uniform",
    lambda stream, shape, low=0.0, high=1.0: (
        stream.random(shape) if (low, high) == (0.0, 1.0)
        else low + (high - low) * stream.random(shape)
    ),
    "y ~ U(low, high)", {"low": -1.0, "high": 2.0},
)  # fmt: skip
draw_normal: Primitive = _drawn(
    "draw_normal", lambda stream, shape: stream.standard_normal(shape), "y ~ N(0, 1)", {}
)
draw_exponential: Primitive = _drawn(
    "draw_exponential",
    lambda stream, shape, rate=1.0: stream.standard_exponential(shape) / rate,
    "y ~ Exp(rate)", {"rate": 2.0},
)  # fmt: skip
draw_integers: Primitive = _drawn(
    "draw_integers",
    lambda stream, shape, low, high: stream.integers(low, high, shape),
    "y ~ one of low … high − 1", {"low": 2, "high": 5},
)  # fmt: skip
draw_permutation: Primitive = Primitive(
    name="draw_permutation",
    shape=lambda *, n, dtype: (n,),
    dtype=lambda *, n, dtype: dtype,
    forward=lambda xp, *, n, dtype, generator: xp.argsort(generator.next(xp).random(n)).astype(
        dtype, copy=False
    ),
    formula="y = 0 … n − 1 in random order",
    inputs=(),
    random=True,
    samples=lambda: [Sample((), {"n": 5, "dtype": int64}), Sample((), {"n": 0, "dtype": int64})],
)


# ---- from probabilities


def _bernoulli_forward(xp: ArrayModule, p: Array, *, generator: Generator) -> Array:
    if p.size and not ((p >= 0) & (p <= 1)).all():
        raise ValueRangeError(
            "A probability is between 0 and 1",
            expected="0 to 1",
            actual=f"{float(p.min())} to {float(p.max())}",
        )
    return xp.less(generator.next(xp).random(p.shape), p).astype(p.dtype)


bernoulli: Primitive = Primitive(
    name="bernoulli",
    shape=same_shape,
    dtype=first,
    forward=_bernoulli_forward,
    formula="y = 1 with probability p, else 0",
    inputs=("p",),
    random=True,
    samples=lambda: [Sample((np.array([[0.0, 0.3], [0.7, 1.0]]),)), Sample((np.array(0.5),))],
)


def _multinomial_shape(weights: Shape, *, num_samples: int, replacement: bool = False) -> Shape:
    if len(weights) not in (1, 2):
        raise ShapeError(
            "Multinomial draws from one row of weights or from several",
            expected="1 or 2 dimensions",
            actual=text(weights),
        )
    if weights[-1] == 0:
        raise ShapeError(
            "There is nothing to draw from",
            expected="one weight or more in each row",
            actual=text(weights),
        )
    if num_samples < 1 or (not replacement and not num_samples <= weights[-1]):
        raise ValueRangeError(
            "This many cannot be drawn",
            expected="1 or more" if replacement else f"1 to {weights[-1]}",
            actual=num_samples,
            mend="" if replacement else "Draw with replacement=True",
        )
    return (*weights[:-1], num_samples)


def _multinomial_dtype(weights: DType, **_: object) -> DType:
    need_floating("multinomial", weights)
    return int64


def _multinomial_forward(
    xp: ArrayModule,
    weights: Array,
    *,
    num_samples: int,
    replacement: bool = False,
    generator: Generator,
) -> Array:
    rows = weights.reshape(-1, weights.shape[-1]).astype(float64)
    least = 1 if replacement else num_samples
    if rows.size and not (
        (xp.isfinite(rows) & (rows >= 0)).all() and ((rows > 0).sum(axis=-1) >= least).all()
    ):
        raise ValueRangeError(
            "These are no weights to draw {count} from",
            count=num_samples,
            expected=f"numbers of 0 or more, at least {least} of them above 0 in each row",
        )
    stream = generator.next(xp)
    if replacement:
        totals = xp.cumsum(rows, axis=-1)
        places = stream.random((rows.shape[0], num_samples)) * totals[:, -1:]
        drawn = [xp.searchsorted(t, p, "right") for t, p in zip(totals, places, strict=True)]
        found = xp.stack(drawn) if drawn else xp.zeros((0, num_samples), int64)
    else:  # the first to arrive, each at its own rate: Efraimidis & Spirakis, IPL 97, 2006
        arrival = stream.standard_exponential(rows.shape) / rows
        found = order(xp, arrival, -1, descending=False)[:, :num_samples]
    return found.reshape(*weights.shape[:-1], num_samples).astype(int64)


multinomial: Primitive = Primitive(
    name="multinomial",
    shape=_multinomial_shape,
    dtype=_multinomial_dtype,
    forward=_multinomial_forward,
    formula="y = places, drawn with probability wᵢ / Σⱼ wⱼ",
    inputs=("weights",),
    random=True,
    samples=lambda: [
        Sample((np.array([[0.0, 1.0, 2.0], [1.0, 0.5, 0.0]]),), {"num_samples": 2}),
        Sample((np.array([1.0, 3.0]),), {"num_samples": 5, "replacement": True}),
    ],
)
