"""Running totals along a dimension: sums, products, extremes so far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.backend import Array, ArrayModule, int64
from engine.ops.elementwise import distinct, flat, floating, values
from engine.ops.pointwise.choice import where
from engine.ops.pointwise.comparison import greater, less
from engine.ops.pointwise.unary import abs, exp, log
from engine.ops.precision import widened
from engine.ops.primitive import Primitive, Sample
from engine.ops.reduction.shapes import total_dtype
from engine.ops.reduction.sums import sum
from engine.ops.rules import same_shape_along
from engine.ops.shape.broadcast import expand

__all__ = ["cummax", "cummin", "cumprod", "cumprod_input", "cumsum", "logcumsumexp"]


def _samples() -> list[Sample]:
    return [
        Sample((values(2, 3, 4),), {"dim": 1}),
        Sample((values(5),), {"dim": -1}),
        Sample((values(),), {"dim": 0}),
        Sample((values(0, 3),), {"dim": 0}),
    ]


def _turned(x: Array, dim: int, reverse: bool) -> Array:
    """`x` with the running dimension last, and from the end where the run goes backward."""
    rows = x.reshape(1) if not x.ndim else x.swapaxes(dim, -1)
    return rows[..., ::-1] if reverse else rows


def _back(rows: Array, shape: tuple[int, ...], dim: int, reverse: bool) -> Array:
    rows = rows[..., ::-1] if reverse else rows
    return rows.swapaxes(dim, -1) if shape else rows.reshape(shape)


def _running(name: str) -> Callable[..., Array]:
    def forward(xp: ArrayModule, x: Array, *, dim: int, reverse: bool = False) -> Array:
        dtype = total_dtype(x.dtype)
        rows = _turned(widened(x), dim, reverse)
        made = getattr(xp, name)(rows, axis=-1, dtype=total_dtype(rows.dtype))
        return _back(made.astype(dtype, copy=False), x.shape, dim, reverse)

    return forward


cumsum: Primitive = Primitive(
    name="cumsum",
    shape=same_shape_along,
    dtype=total_dtype,
    forward=_running("cumsum"),
    gradient=lambda needs, g, y, x, *, dim, reverse=False: (
        cumsum(g[0], dim=dim, reverse=not reverse),
    ),
    formula="yᵢ = Σⱼ xⱼ, j ≤ i",
    gradient_formulas=("∂L/∂xᵢ = Σⱼ δⱼ, j ≥ i",),
    samples=lambda: [*_samples(), Sample((values(2, 3),), {"dim": 0, "reverse": True})],
)


# ---- products


cumprod: Primitive = Primitive(
    name="cumprod",
    shape=same_shape_along,
    dtype=total_dtype,
    forward=_running("cumprod"),
    gradient=lambda needs, g, y, x, *, dim: (cumprod_input(g[0], x, dim=dim),),
    formula="yᵢ = Πⱼ xⱼ, j ≤ i",
    gradient_formulas=("∂L/∂xᵢ = Σⱼ δⱼ · yⱼ / xᵢ, j ≥ i",),
    samples=lambda: [*_samples(), Sample((values(5) * [1.0, 1.0, 0.0, 1.0, 0.0],), {"dim": 0})],
)


def _cumprod_input_forward(xp: ArrayModule, g: Array, x: Array, *, dim: int) -> Array:
    """Σⱼ gⱼ yⱼ / xᵢ before the first 0; at it, the same with a 1 in its place; 0 after it."""
    rows, weights = _turned(x, dim, False), _turned(g, dim, False)
    zeros = xp.cumsum(rows == 0, axis=-1)
    first = (zeros == 1) & (rows == 0)
    filled = xp.where(first, rows.dtype.type(1), rows)

    def later(products: Array) -> Array:
        return xp.cumsum((weights * products)[..., ::-1], axis=-1)[..., ::-1]

    before = later(xp.cumprod(rows, axis=-1)) / xp.where(zeros == 0, rows, rows.dtype.type(1))
    at = xp.where(first, later(xp.cumprod(filled, axis=-1)), rows.dtype.type(0))
    return _back(xp.where(zeros == 0, before, at), x.shape, dim, False)


def _cumprod_input_gradient(
    needs: Any, g: Any, y: Any, gradient: Any, x: Any, *, dim: int
) -> tuple[Any, Any]:
    """Row k of `rows` is x with a 1 in place k: its running product is yⱼ / xₖ."""
    if not x.ndim:
        return g[0] * 1, None
    n = x.shape[dim]
    wide_shape = (*x.transpose(dim, -1).shape[:-1], n, n)
    diagonal, upper = np.eye(n, dtype=bool), np.triu(np.ones((n, n), dtype=bool))
    rows = where(diagonal, 1, expand(x.transpose(dim, -1).unsqueeze(-2), shape=wide_shape))
    weights = where(upper, expand(g[0].transpose(dim, -1).unsqueeze(-1), shape=wide_shape), 0)
    to_gradient = sum(weights * cumprod(rows, dim=-1), dim=-2)
    inner = cumprod_input(weights * gradient.transpose(dim, -1).unsqueeze(-2), rows, dim=-1)
    to_x = sum(where(diagonal, 0, inner), dim=-2)
    return to_gradient.transpose(dim, -1), to_x.transpose(dim, -1)


cumprod_input: Primitive = Primitive(
    name="cumprod_input",
    shape=same_shape_along,
    forward=_cumprod_input_forward,
    gradient=_cumprod_input_gradient,
    formula="∂L/∂xᵢ = Σⱼ δⱼ · yⱼ / xᵢ, j ≥ i",
    gradient_formulas=("Σⱼ δⱼ · yᵢ / xⱼ, j ≤ i", "Σⱼ Σₖ δⱼ · gₖ · yₖ / (xᵢ xⱼ)"),
    inputs=("gradient", "x"),
    samples=lambda: [
        Sample((values(2, 3, 4, seed=1), values(2, 3, 4)), {"dim": 1}),
        Sample((values(4, seed=1), values(4) * [1.0, 0.0, 1.0, 1.0]), {"dim": 0}),
        Sample((values(seed=1), values()), {"dim": 0}),
        Sample((values(0, 2), values(0, 2)), {"dim": 0}),
    ],
)


# ---- scans with an operation of their own


def scanned(xp: ArrayModule, rows: Array, combine: Callable[[Array, Array], Array]) -> Array:
    """The running result of an associative operation along the last dimension, by doubling.

    Source: W. D. Hillis, G. L. Steele, "Data parallel algorithms", CACM 29, 1986.
    """
    shift = 1
    while shift < rows.shape[-1]:
        joined = combine(rows[..., :-shift], rows[..., shift:])
        rows = xp.concatenate([rows[..., :shift], joined], -1)
        shift *= 2
    return rows.copy()


def _logcumsumexp_forward(xp: ArrayModule, x: Array, *, dim: int, reverse: bool = False) -> Array:
    dtype = floating(x.dtype)
    rows = _turned(widened(x.astype(dtype, copy=False)), dim, reverse)
    return _back(scanned(xp, rows, xp.logaddexp), x.shape, dim, reverse).astype(dtype, copy=False)


def _logcumsumexp_gradient(
    needs: object, g: Any, y: Any, x: Any, *, dim: int, reverse: bool = False
) -> tuple[Any]:
    """Σⱼ δⱼ e^(xᵢ − yⱼ), the positive and the negative δ apart, as logarithms of sums."""
    nothing = float(np.finfo(x.dtype).min)

    def part(chosen: Any) -> Any:
        logarithm = where(chosen, log(where(chosen, abs(g[0]), 1)), flat(g[0]) + nothing)
        return exp(logcumsumexp(logarithm - y[0], dim=dim, reverse=not reverse) + x)

    return (part(greater(g[0], 0)) - part(less(g[0], 0)),)


logcumsumexp: Primitive = Primitive(
    name="logcumsumexp",
    shape=same_shape_along,
    dtype=floating,
    forward=_logcumsumexp_forward,
    gradient=_logcumsumexp_gradient,
    formula="yᵢ = ln Σⱼ e^xⱼ, j ≤ i",
    gradient_formulas=("∂L/∂xᵢ = Σⱼ δⱼ · e^(xᵢ − yⱼ), j ≥ i",),
    samples=lambda: [*_samples(), Sample((values(2, 3),), {"dim": 0, "reverse": True})],
)


def _record(holds: str) -> Callable[..., tuple[Array, Array]]:
    """The extreme so far and where it stands: the last of equals; NaN stays."""

    def forward(xp: ArrayModule, x: Array, *, dim: int) -> tuple[Array, Array]:
        rows = _turned(x, dim, False)
        places = xp.broadcast_to(xp.arange(rows.shape[-1]), rows.shape)

        def later(left: Array, right: Array) -> Array:
            a = xp.take_along_axis(rows, left, -1)
            b = xp.take_along_axis(rows, right, -1)
            return xp.where((b != b) | getattr(xp, holds)(b, a), right, left)

        found = scanned(xp, places, later)
        picked = xp.take_along_axis(rows, found, -1)
        return _back(picked, x.shape, dim, False), _back(found, x.shape, dim, False)

    return forward


def _cumulative_extreme(name: str, holds: str, formula: str) -> Primitive:
    from engine.ops.indexing.gather import gather_input

    def gradient(needs: object, g: Any, y: Any, x: Any, *, dim: int) -> tuple[Any]:
        if not x.ndim:
            return (g[0] * 1,)
        return (gather_input(g[0], y[1], shape=x.shape, dim=dim),)

    return Primitive(
        name=name,
        shape=lambda x, *, dim: [same_shape_along(x, dim=dim)] * 2,
        dtype=lambda dtype, **_: [dtype, int64],
        forward=_record(holds),
        gradient=gradient,
        formula=formula,
        gradient_formulas=("∂L/∂xᵢ = Σⱼ δⱼ where yⱼ is xᵢ",),
        samples=lambda: [
            Sample((distinct(2, 3) + np.arange(3) * 0.1,), {"dim": 1}),
            Sample((distinct(2, 3) + np.arange(2)[:, None] * 0.1,), {"dim": 0}),
            Sample((values(),), {"dim": 0}),
        ],
    )


cummax: Primitive = _cumulative_extreme("cummax", "greater_equal", "yᵢ = max xⱼ, j ≤ i")
cummin: Primitive = _cumulative_extreme("cummin", "less_equal", "yᵢ = min xⱼ, j ≤ i")
