"""Order: sorting, the largest few, medians and modes, and places in a sorted row."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.backend import Array, ArrayModule, DType, float64, int32, int64
from engine.errors import ShapeError, ValueRangeError
from engine.ops.elementwise import first, integers, promoted_dtype, values
from engine.ops.indexing.gather import gather_input
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.reduction.extremes import extreme_gradient
from engine.ops.reduction.scan import scanned
from engine.ops.rules import axis, need_integer, reduced, text

__all__ = [
    "argkth", "argmedian", "argmode", "bincount", "histc", "median", "searchsorted", "sort", "topk",
]  # fmt: skip


def _unlike(*shape: int, seed: int = 0) -> Array:
    """Sample numbers, no two of which are alike or near."""
    count = int(np.prod(shape))
    return np.random.default_rng(seed).permutation(count).reshape(shape) * 0.3 + 0.1


# ---- sorting


def order(xp: ArrayModule, x: Array, dim: int, descending: bool) -> Array:
    """The places of the elements in order along `dim`; equals keep theirs, NaN is largest."""
    if not descending:
        return xp.argsort(x, axis=dim, kind="stable")
    places = xp.argsort(xp.flip(x, dim), axis=dim, kind="stable")
    return xp.flip(x.shape[dim] - 1 - places, dim)


def _row(x: Array) -> Array:
    return x if x.ndim else x.reshape(1)


def _sort_forward(
    xp: ArrayModule, x: Array, *, dim: int, descending: bool = False
) -> tuple[Array, Array]:
    places = order(xp, _row(x), dim, descending)
    sorted_values = xp.take_along_axis(_row(x), places, dim)
    return sorted_values.reshape(x.shape), places.reshape(x.shape)


def _sort_shape(x: Shape, *, dim: int, descending: bool = False) -> list[Shape]:
    axis(dim, len(x))
    return [x, x]


def _placed_gradient(needs: object, g: Any, y: Any, x: Any, *, dim: int, **_: object) -> tuple[Any]:
    """What arrives at a picked element goes to where it was picked."""
    if not x.ndim:
        return (g[0] * 1,)
    return (gather_input(g[0], y[1], shape=x.shape, dim=dim),)


def _with_places(dtype: DType, **_: object) -> list[DType]:
    return [dtype, int64]


sort: Primitive = Primitive(
    name="sort",
    shape=_sort_shape,
    dtype=_with_places,
    forward=_sort_forward,
    gradient=_placed_gradient,
    formula="y = x in order, and where each stood",
    gradient_formulas=("∂L/∂xᵢ = δⱼ where yⱼ is xᵢ",),
    samples=lambda: [
        Sample((_unlike(2, 3, 4),), {"dim": 1}),
        Sample((_unlike(5),), {"dim": -1, "descending": True}),
        Sample((_unlike(),), {"dim": 0}),
        Sample((_unlike(0, 3),), {"dim": 1}),
    ],
)


def _topk_shape(x: Shape, *, k: int, dim: int, largest: bool = True) -> list[Shape]:
    along = axis(dim, len(x))
    size = x[along] if x else 1
    if k < 0 or not k <= size:
        raise ValueRangeError(
            "There are no {k} elements to pick", k=k, expected=f"0 to {size}", actual=k
        )
    picked = tuple(k if d == along else n for d, n in enumerate(x))
    return [picked, picked]


def _topk_forward(
    xp: ArrayModule, x: Array, *, k: int, dim: int, largest: bool = True
) -> tuple[Array, Array]:
    if not x.ndim:
        return x.copy(), xp.zeros((), int64)
    kept = (slice(None),) * axis(dim, x.ndim) + (slice(0, k),)
    places = order(xp, x, dim, largest)[kept].copy()
    return xp.take_along_axis(x, places, dim), places


topk: Primitive = Primitive(
    name="topk",
    shape=_topk_shape,
    dtype=_with_places,
    forward=_topk_forward,
    gradient=_placed_gradient,
    formula="y = the k largest of x, and where each stood",
    gradient_formulas=("∂L/∂xᵢ = δⱼ where yⱼ is xᵢ, else 0",),
    samples=lambda: [
        Sample((_unlike(2, 3, 4),), {"k": 2, "dim": 1}),
        Sample((_unlike(5),), {"k": 3, "dim": -1, "largest": False}),
        Sample((_unlike(),), {"k": 1, "dim": 0}),
    ],
)


# ---- one place in the order


def _place_shape(x: Shape, *, dim: int, keepdim: bool = False, **_: object) -> Shape:
    along = axis(dim, len(x))
    if x and x[along] == 0:
        raise ShapeError("There is no number to pick from", actual=text(x))
    return reduced(x, (along,), keepdim)


def _at(xp: ArrayModule, x: Array, rank: Any, dim: int, keepdim: bool) -> Array:
    """Where the element of that rank stands along `dim`; a rank for each row, or one for all."""
    rows = _row(x)
    places = order(xp, rows, dim, descending=False)
    shape = reduced(rows.shape, (axis(dim, rows.ndim),), keepdim=True)
    picked = xp.take_along_axis(places, xp.broadcast_to(xp.asarray(rank), shape), dim)
    return picked.reshape(reduced(x.shape, (axis(dim, x.ndim),), keepdim))


def _argkth_forward(xp: ArrayModule, x: Array, *, k: int, dim: int, keepdim: bool = False) -> Array:
    size = x.shape[dim] if x.ndim else 1
    if not 1 <= k <= size:
        raise ValueRangeError("There is no {k}th element", k=k, expected=f"1 to {size}", actual=k)
    return _at(xp, x, k - 1, dim, keepdim)


def _middle(xp: ArrayModule, rows: Array, dim: int, ignore_nan: bool) -> Array:
    """The rank of the lower of the two middle ones; of a NaN, where there is one to be heard of."""
    unknown = (rows != rows).sum(axis=dim, keepdims=True)
    known = rows.shape[dim] - unknown
    middle = xp.maximum(known - 1, 0) // 2
    return middle if ignore_nan else xp.where(unknown > 0, known, middle)


def _argmedian_forward(
    xp: ArrayModule, x: Array, *, dim: int, keepdim: bool = False, ignore_nan: bool = False
) -> Array:
    return _at(xp, x, _middle(xp, _row(x), dim, ignore_nan), dim, keepdim)


def _argmode_forward(xp: ArrayModule, x: Array, *, dim: int, keepdim: bool = False) -> Array:
    """In order, equals form runs; the longest run, the first of several, and its last place."""
    rows = _row(x).swapaxes(dim, -1)
    in_order = xp.take_along_axis(rows, order(xp, rows, -1, descending=False), -1)
    begins = xp.ones(rows.shape, bool)
    begins[..., 1:] = in_order[..., 1:] != in_order[..., :-1]
    running = xp.cumsum(xp.ones(rows.shape, int64), axis=-1)
    length = running - scanned(xp, xp.where(begins, running, 0), xp.maximum)
    rank = xp.argmax(length, axis=-1, keepdims=True).swapaxes(dim, -1)
    return _at(xp, x, rank, dim, keepdim)


def _place(name: str, forward: Any, formula: str, **attributes: Any) -> Primitive:
    return Primitive(
        name=name,
        shape=_place_shape,
        dtype=lambda dtype, **_: int64,
        forward=forward,
        formula=formula,
        samples=lambda: [
            Sample((_unlike(2, 3, 4),), {"dim": 1, **attributes}),
            Sample((_unlike(2, 3),), {"dim": -1, "keepdim": True, **attributes}),
        ],
    )


argkth: Primitive = _place("argkth", _argkth_forward, "y = where the k-th smallest xᵢ is", k=2)
argmedian: Primitive = _place("argmedian", _argmedian_forward, "y = where the middle xᵢ is")
argmode: Primitive = _place("argmode", _argmode_forward, "y = where the most frequent xᵢ is")


def _median_forward(xp: ArrayModule, x: Array, *, ignore_nan: bool = False) -> Array:
    if not x.size:
        return xp.full((), math.nan, x.dtype)
    row = x.reshape(-1)
    return row[_argmedian_forward(xp, row, dim=0, ignore_nan=ignore_nan)]


median: Primitive = Primitive(
    name="median",
    shape=lambda x, *, ignore_nan=False: (),
    dtype=first,
    forward=_median_forward,
    gradient=extreme_gradient,
    formula="y = the middle one of x in order, of two the lower",
    gradient_formulas=("∂L/∂xᵢ = δ · [xᵢ = y], shared among equals",),
    samples=lambda: [
        Sample((_unlike(2, 4),)),
        Sample((_unlike(3),), {"ignore_nan": True}),
        Sample((_unlike(),)),
    ],
)


# ---- places in a sorted row, and counts


def _searchsorted_shape(
    row: Shape, x: Shape, *, right: bool = False, out_int32: bool = False
) -> Shape:
    if not row or (len(row) > 1 and row[:-1] != x[:-1]):
        raise ShapeError(
            "The sorted rows and the values have the same leading dimensions",
            expected=text(row),
            actual=text(x),
        )
    return x


def _searchsorted_forward(
    xp: ArrayModule, row: Array, x: Array, *, right: bool = False, out_int32: bool = False
) -> Array:
    side, dtype = "right" if right else "left", int32 if out_int32 else int64
    common = promoted_dtype(row.dtype, x.dtype)
    row, x = row.astype(common, copy=False), x.astype(common, copy=False)
    if row.ndim == 1:
        return xp.asarray(xp.searchsorted(row, x, side)).astype(dtype)
    count = math.prod(row.shape[:-1])
    rows, wanted = row.reshape(count, row.shape[-1]), x.reshape(count, x.shape[-1])
    found = [xp.searchsorted(r, w, side) for r, w in zip(rows, wanted, strict=True)]
    return (xp.stack(found) if found else xp.zeros(x.shape)).reshape(x.shape).astype(dtype)


searchsorted: Primitive = Primitive(
    name="searchsorted",
    shape=_searchsorted_shape,
    dtype=lambda row, x, *, right=False, out_int32=False: int32 if out_int32 else int64,
    forward=_searchsorted_forward,
    formula="y = how many of the sorted row are below x",
    inputs=("sorted row", "x"),
    samples=lambda: [
        Sample((np.sort(values(5)), values(2, 3, seed=1))),
        Sample((np.sort(values(2, 5)), values(2, 3, seed=1)), {"right": True}),
        Sample((np.sort(values(5)), values(seed=1)), {"out_int32": True}),
    ],
)


def _histc_forward(xp: ArrayModule, x: Array, *, bins: int, min: float, max: float) -> Array:
    row = x.reshape(-1)
    if min == max and row.size:
        min, max = float(row.min()), float(row.max())
    if min == max:
        min, max = min - 1, max + 1
    if not math.isfinite(max - min):
        raise ValueRangeError("A histogram's range is finite", actual=f"{min} to {max}")
    inside = row[(row >= min) & (row <= max)]
    places = ((inside - min) / (max - min) * bins).astype(int64)
    return xp.bincount(xp.minimum(places, bins - 1), minlength=bins).astype(x.dtype)


histc: Primitive = Primitive(
    name="histc",
    shape=lambda x, *, bins, min, max: (bins,),
    dtype=first,
    forward=_histc_forward,
    formula="yₖ = how many xᵢ lie in the k-th of equal parts from min to max",
    samples=lambda: [
        Sample((values(4, 3),), {"bins": 5, "min": -1, "max": 1}),
        Sample((values(7),), {"bins": 3, "min": 0, "max": 0}),
    ],
)


def _bincount_forward(xp: ArrayModule, x: Array, weights: Array | None, *, size: int) -> Array:
    if x.size and (x.min() < 0 or x.max() >= size):
        raise ValueRangeError(
            "These numbers cannot be counted in {size} places",
            size=size,
            expected=f"0 to {size - 1}",
            actual=f"{x.min()} to {x.max()}",
        )
    if weights is None:
        return xp.bincount(x, minlength=size).astype(int64)
    return xp.bincount(x, weights=weights, minlength=size).astype(_counts(x.dtype, weights.dtype))


def _counts(x: DType, weights: DType | None, **_: object) -> DType:
    need_integer("numbers to be counted", x)
    return int64 if weights is None else weights if weights == "float32" else float64


bincount: Primitive = Primitive(
    name="bincount",
    shape=lambda x, weights, *, size: (size,),
    dtype=_counts,
    forward=_bincount_forward,
    formula="yₖ = Σᵢ wᵢ where xᵢ = k",
    inputs=("x", "weights"),
    samples=lambda: [
        Sample((integers(6), None), {"size": 12}),
        Sample((integers(6), values(6)), {"size": 10}),
    ],
)
