"""Writing by position: index_put, scatter and what is like them. Their operands stay as they are.

Where positions repeat, a replacing write keeps one of the values, and each of them gets the
gradient of that place, as in PyTorch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.backend import Array, ArrayModule, DType
from engine.errors import DTypeError, ShapeError, ValueRangeError
from engine.ops.elementwise import values
from engine.ops.indexing.gather import gather, places_along, take, taken_shape, wrapped_positions
from engine.ops.pointwise.choice import where
from engine.ops.pointwise.comparison import equal
from engine.ops.pointwise.conversion import cast
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import axis, need_integer, text
from engine.ops.shape.broadcast import summed_to

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = ["index_put", "masked_scatter", "masked_scatter_source", "scatter", "scatter_reduce"]


def _index_put_shape(
    x: Shape, value: Shape, *indices: Shape, dim: int = 0, accumulate: bool = False
) -> Shape:
    part = taken_shape(x, indices, dim)
    pairs = zip(reversed(value), reversed(part), strict=False)
    if len(value) > len(part) or any(n not in (1, place) for n, place in pairs):
        raise ShapeError(
            "The values do not fit the places that they are written to",
            expected=text(part),
            actual=text(value),
        )
    return x


def _index_put_dtype(x: DType, value: DType, *indices: DType, **_: object) -> DType:
    for index in indices:
        need_integer("indices", index)
    return x


def _index_put_forward(
    xp: ArrayModule, x: Array, value: Array, *indices: Array, dim: int = 0, accumulate: bool = False
) -> Array:
    y = xp.array(x)
    places = wrapped_positions(xp, y, indices, dim)
    if accumulate and y.dtype == bool:
        y[places] |= value
    elif accumulate:
        xp.add.at(y, places, value.astype(y.dtype, copy=False))
    else:
        y[places] = value
    return y


def _index_put_gradient(
    needs: tuple[bool, ...],
    g: tuple[Tensor, ...],
    y: object,
    x: Tensor,
    value: Tensor,
    *indices: Tensor,
    dim: int = 0,
    accumulate: bool = False,
) -> tuple[Tensor | None, ...]:
    kept = g[0] if accumulate or not needs[0] else index_put(g[0], 0.0, *indices, dim=dim)
    written = summed_to(take(g[0], *indices, dim=dim), value) if needs[1] else None
    return kept, written, *(None for _ in indices)


index_put: Primitive = Primitive(
    name="index_put",
    shape=_index_put_shape,
    dtype=_index_put_dtype,
    forward=_index_put_forward,
    gradient=_index_put_gradient,
    formula="y = x, but y[i[k], j[k], …] = v[k]  (accumulate: + v[k])",
    gradient_formulas=(
        "∂L/∂x = δ, but 0 where v was written  (accumulate: δ)",
        "∂L/∂v[k] = δ[i[k], j[k], …]",
        "",
    ),
    inputs=("x", "value", "index"),
    samples=lambda: [
        Sample((values(5, 3), values(2, 2, 3, seed=1), np.array([[0, 2], [3, -1]]))),
        Sample((values(4, 3), values(3, seed=1), np.array([0, 3, 3]), np.array([1, -1, 2])),
               {"accumulate": True}),
        Sample((values(2, 3, 4), values(seed=1), np.array([2, 2])),
               {"dim": 1, "accumulate": True}),
        Sample((values(2, 4), values(2, 1, seed=1), np.array([2, 0, 1])), {"dim": 1}),
        Sample((values(2, 3), values(0, 3), np.zeros(0, dtype="int64"))),
    ],
)  # fmt: skip


_PLACES: Array = np.array([[0, 2, 2], [1, 0, 2]])
_APART: Array = np.array([[0, 3, 2], [1, 0, 3]])


# ---- scatter: one index for each value, along one dimension


def _scatter_shape(x: Shape, index: Shape, value: Shape, *, dim: int, reduce: str = "") -> Shape:
    along = axis(dim, len(x))
    if len(index) != len(x) or any(
        not (i <= n) for d, (i, n) in enumerate(zip(index, x, strict=True)) if d != along
    ):
        raise ShapeError(
            "The index of scatter has the input's dimensions",
            expected=text(x),
            actual=text(index),
        )
    if value not in (index, ()):
        raise ShapeError(
            "scatter writes one value for each index", expected=text(index), actual=text(value)
        )
    return x


def _scatter_dtype(x: DType, index: DType, value: DType, **_: object) -> DType:
    need_integer("indices", index)
    if value != x:
        raise DTypeError(
            "scatter writes values of the input's dtype", expected=x, actual=value,
            mend="Convert them with .to(input.dtype)",
        )  # fmt: skip
    return x


def _scatter_forward(xp: ArrayModule, x: Array, index: Array, value: Array, *, dim: int) -> Array:
    y = xp.array(x)
    y[places_along(xp, index, y, dim)] = value
    return y


scatter: Primitive = Primitive(
    name="scatter",
    shape=_scatter_shape,
    dtype=_scatter_dtype,
    forward=_scatter_forward,
    gradient=lambda needs, g, y, x, index, value, *, dim: (
        scatter(g[0], index, 0, dim=dim) if needs[0] else None,
        None,
        summed_to(gather(g[0], index, dim=dim), value) if needs[2] else None,
    ),
    formula="y = x, but y[i, index[i,j]] = v[i,j]",
    gradient_formulas=("∂L/∂x = δ, but 0 where v was written", "", "∂L/∂v[i,j] = δ[i, index[i,j]]"),
    inputs=("x", "index", "value"),
    samples=lambda: [
        Sample((values(2, 4), _APART, values(2, 3, seed=1)), {"dim": 1}),
        Sample((values(4, 3), _APART, values(2, 3, seed=1)), {"dim": 0}),
        Sample((values(2, 4), _APART, values(seed=1)), {"dim": -1}),
    ],
)


def _combined_forward(
    xp: ArrayModule, x: Array, index: Array, value: Array, *, dim: int, reduce: str
) -> Array:
    y = xp.array(x)
    if reduce == "prod":
        _multiply_at(xp, y, index, xp.broadcast_to(value, index.shape), axis(dim, x.ndim))
    else:
        combine = {"sum": xp.add, "amax": xp.maximum, "amin": xp.minimum}[reduce]
        combine.at(y, places_along(xp, index, y, dim), value)
    return y


def _multiply_at(xp: ArrayModule, y: Array, index: Array, value: Array, dim: int) -> None:
    """Multiply in place, one index after the other along `dim`: CuPy has no multiply.at."""
    for k in range(index.shape[dim] if index.ndim else 1):
        part = (*(slice(None),) * dim, slice(k, k + 1)) if index.ndim else ()
        y[places_along(xp, index[part], y, dim)] *= value[part]


def _combined_gradient(
    needs: tuple[bool, ...],
    g: tuple[Tensor, ...],
    y: tuple[Tensor, ...],
    x: Tensor,
    index: Tensor,
    value: Tensor,
    *,
    dim: int,
    reduce: str,
) -> tuple[Tensor | None, ...]:
    if reduce == "sum":
        return g[0], None, summed_to(gather(g[0], index, dim=dim), value)
    if reduce == "prod":
        return _product_gradient(g[0], y[0], x, index, value, dim)
    from_x = cast(equal(x, y[0]), to=x.dtype)
    chosen = gather(y[0], index, dim=dim)
    from_value = cast(equal(value, chosen), to=x.dtype)
    shared = g[0] / scatter_reduce(from_x, index, from_value, dim=dim, reduce="sum")
    written = gather(shared, index, dim=dim) * from_value
    return shared * from_x, None, summed_to(written, value)


def _product_gradient(
    g: Tensor, y: Tensor, x: Tensor, index: Tensor, value: Tensor, dim: int
) -> tuple[Tensor, None, Tensor]:
    """The product of the other factors for each factor, without dividing by zero."""
    x_zero, value_zero = equal(x, 0), equal(value, 0)
    zeros = scatter_reduce(
        cast(x_zero, to=x.dtype), index, cast(value_zero, to=x.dtype).expand(*index.shape),
        dim=dim, reduce="sum",
    )  # fmt: skip
    rest = scatter_reduce(
        where(x_zero, 1, x), index, where(value_zero, 1, value), dim=dim, reduce="prod"
    )

    def others(factor: Tensor, is_zero: Tensor, rest: Tensor, zeros: Tensor) -> Tensor:
        """Without zeros rest ∕ factor; beside the only zero 0; for the only zero itself, rest."""
        own = where(is_zero, rest, rest / where(is_zero, 1, factor))
        return where(equal(zeros, cast(is_zero, to=zeros.dtype)), own, 0)

    at_value = others(
        value, value_zero, gather(rest, index, dim=dim), gather(zeros, index, dim=dim)
    )
    written = gather(g, index, dim=dim) * at_value
    return g * others(x, x_zero, rest, zeros), None, summed_to(written, value)


scatter_reduce: Primitive = Primitive(
    name="scatter_reduce",
    shape=_scatter_shape,
    dtype=_scatter_dtype,
    forward=_combined_forward,
    gradient=_combined_gradient,
    formula="y[i,k] = x[i,k] ∘ v[i,j] ∘ … for all index[i,j] = k;  ∘: +, ·, max or min",
    gradient_formulas=(
        "sum: ∂L/∂x = δ;  prod: δ · the other factors;  amax, amin: δ at the extreme",
        "",
        "∂L/∂v[i,j] = δ[i, index[i,j]]  (prod: · the other factors;  amax, amin: at the extreme)",
    ),
    inputs=("x", "index", "value"),
    samples=lambda: (
        [
            Sample((values(2, 4), _PLACES, values(2, 3, seed=1)), {"dim": 1, "reduce": reduce})
            for reduce in ("sum", "prod", "amax", "amin")
        ]
        + [Sample((values(4, 3), _PLACES, values(seed=1)), {"dim": 0, "reduce": "sum"})]
    ),
)


# ---- masked_scatter: the next value for each true place


def _masked_scatter_shape(x: Shape, mask: Shape, source: Shape) -> Shape:
    if mask != x:
        raise ShapeError(
            "The mask of masked_scatter has the input's shape", expected=text(x), actual=text(mask)
        )
    return x


def _masked_scatter_forward(xp: ArrayModule, x: Array, mask: Array, source: Array) -> Array:
    count = int(mask.sum())
    if count > source.size:
        raise ValueRangeError(
            "There are fewer values than true places in the mask",
            expected=f"{count} values or more",
            actual=source.size,
        )
    y = xp.array(x)
    y[mask] = source.ravel()[:count]
    return y


def _masked_scatter_source_forward(
    xp: ArrayModule, g: Array, mask: Array, *, shape: tuple[int, ...]
) -> Array:
    picked = g[mask]
    total = xp.zeros(shape, g.dtype)
    total.reshape(-1)[: picked.size] = picked
    return total


masked_scatter: Primitive = Primitive(
    name="masked_scatter",
    shape=_masked_scatter_shape,
    dtype=lambda x, mask, source: x,
    forward=_masked_scatter_forward,
    gradient=lambda needs, g, y, x, mask, source: (
        where(mask, 0, g[0]),
        None,
        masked_scatter_source(g[0], mask, shape=source.shape),
    ),
    formula="y = x, but the k-th place where the mask is true holds v[k]",
    gradient_formulas=("∂L/∂x = δ, but 0 where v was written", "", "∂L/∂v[k] = δ at that place"),
    inputs=("x", "mask", "source"),
    samples=lambda: [
        Sample((values(2, 3), np.array([[True, False, True], [False, True, False]]),
                values(2, 2, seed=1))),
        Sample((values(), np.array(True), values(1, seed=1))),
    ],
)  # fmt: skip

masked_scatter_source: Primitive = Primitive(
    name="masked_scatter_source",
    shape=lambda g, mask, *, shape: shape,
    dtype=lambda g, mask, *, shape: g,
    forward=_masked_scatter_source_forward,
    gradient=lambda needs, g, y, x, mask, *, shape: (
        masked_scatter(x * 0, mask, g[0]),
        None,
    ),
    formula="∂L/∂v[k] = δ at the k-th true place of the mask",
    gradient_formulas=("δ[k] at the k-th true place",),
    inputs=("gradient", "mask"),
    samples=lambda: [
        Sample((values(2, 3), np.array([[True, False, True], [False, True, False]])),
               {"shape": (2, 2)}),
    ],
)  # fmt: skip
