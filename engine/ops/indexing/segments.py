"""Message passing: values of nodes brought to edges, and of edges gathered at nodes.

The nodes (or edges) are the dimension `dim`, counted from the end; `index` names a node for each
edge. The same gathering sums words into bags and nodes into graphs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.backend import Array, ArrayModule, DType, int64
from engine.errors import ShapeError, ValueRangeError
from engine.ops.elementwise import values
from engine.ops.indexing.embedding import added_rows
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import Size, axis, first_outside, need_integer, need_ndim, text

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "bag_numbers", "segment_max", "segment_softmax", "segment_sum", "segment_take",
    "segment_winners", "with_self_loops",
]  # fmt: skip


def need_nodes(index: Array, size: int) -> None:
    """ValueRangeError unless every number is one of `size` nodes."""
    wrong = first_outside(index, size)
    if wrong is not None:
        raise ValueRangeError(
            "There is no node {node} among {nodes}",
            node=wrong,
            nodes=size,
            expected=f"0 to {size - 1}",
            actual=wrong,
            mend="Check the edges: nodes are counted from 0",
        )


def need_edges(edge_index: Shape) -> None:
    """ShapeError unless they are (2, E)."""
    if len(edge_index) != 2 or edge_index[0] != 2:
        raise ShapeError(
            "Edges are two rows: where each comes from and where it goes",
            expected="2×edges",
            actual=text(edge_index),
            mend="Transpose a list of pairs",
        )


def _with_size(x: Shape, dim: int, size: Size) -> Shape:
    along = axis(dim, len(x))
    return (*x[:along], size, *x[along + 1 :])


def _need_index(x: Shape, index: Shape, dim: int) -> None:
    need_ndim(index, 1, "index", "one number for each edge")
    if not x or x[axis(dim, len(x))] != index[0]:
        raise ShapeError(
            "There is one index for each edge",
            expected=text((x[axis(dim, len(x))],)) if x else "a dimension of edges",
            actual=text(index),
        )


def _first(x: DType, index: DType, *_: DType, **__: object) -> DType:
    need_integer("numbers of nodes", index)
    return x


def _rows(xp: ArrayModule, x: Array, dim: int) -> Array:
    """The edges as rows, everything else as columns."""
    moved = xp.moveaxis(x, dim, 0)
    return moved.reshape(moved.shape[0], int(np.prod(moved.shape[1:])))


def _back(xp: ArrayModule, rows: Array, x: Array, dim: int) -> Array:
    """Rows as a tensor like `x` again, with as many along `dim` as there are rows."""
    rest = np.delete(np.array(x.shape, int), axis(dim, x.ndim))
    return xp.moveaxis(rows.reshape(len(rows), *map(int, rest)), 0, dim)


_INDEX = np.array([2, 0, 2, 2, 0])


# ---- from nodes to edges


def _take_shape(x: Shape, index: Shape, *, dim: int) -> Shape:
    need_ndim(index, 1, "index", "one number for each edge")
    return _with_size(x, dim, index[0])


def _take_forward(xp: ArrayModule, x: Array, index: Array, *, dim: int) -> Array:
    need_nodes(index, x.shape[dim])
    return xp.take(x, index, axis=dim)


segment_take: Primitive = Primitive(
    name="segment_take",
    shape=_take_shape,
    dtype=_first,
    forward=_take_forward,
    gradient=lambda needs, g, y, x, index, *, dim: (
        segment_sum(g[0], index, size=x.shape[axis(dim, x.ndim)], dim=dim),
        None,
    ),
    formula="y[e] = x[i[e]]",
    gradient_formulas=("∂L/∂x[v] = Σₑ δ[e] where i[e] = v", ""),
    inputs=("x", "index"),
    samples=lambda: [
        Sample((values(2, 4, 3), _INDEX), {"dim": -2}),
        Sample((values(3), _INDEX), {"dim": -1}),
        Sample((values(2, 4, 3), np.zeros(0, "int64")), {"dim": -2}),
    ],
)


# ---- from edges to nodes


def _segment_shape(x: Shape, index: Shape, *, size: Size, dim: int) -> Shape:
    _need_index(x, index, dim)
    return _with_size(x, dim, size)


def _sum_forward(xp: ArrayModule, x: Array, index: Array, *, size: int, dim: int) -> Array:
    need_nodes(index, size)
    return _back(xp, added_rows(xp, index, _rows(xp, x, dim), size), x, dim)


segment_sum: Primitive = Primitive(
    name="segment_sum",
    shape=_segment_shape,
    dtype=_first,
    forward=_sum_forward,
    gradient=lambda needs, g, y, x, index, *, size, dim: (
        segment_take(g[0], index, dim=dim),
        None,
    ),
    formula="y[v] = Σₑ x[e] where i[e] = v",
    gradient_formulas=("∂L/∂x[e] = δ[i[e]]", ""),
    inputs=("x", "index"),
    samples=lambda: [
        Sample((values(2, 5, 3), _INDEX), {"size": 4, "dim": -2}),
        Sample((values(5), _INDEX), {"size": 3, "dim": -1}),
        Sample((values(2, 0, 3), np.zeros(0, "int64")), {"size": 2, "dim": -2}),
    ],
)


def _largest(xp: ArrayModule, rows: Array, index: Array, size: int) -> Array:
    """The largest of each node's rows, element by element; −∞ where it has none."""
    width = rows.shape[1]
    lowest = -np.inf if rows.dtype.kind == "f" else np.iinfo(rows.dtype).min
    best = xp.full(size * width, lowest, rows.dtype)
    places = index[:, None] * width + xp.arange(width)
    xp.maximum.at(best, places.reshape(-1), rows.reshape(-1))
    return best.reshape(size, width)


def _max_forward(xp: ArrayModule, x: Array, index: Array, *, size: int, dim: int) -> Array:
    need_nodes(index, size)
    best = _largest(xp, _rows(xp, x, dim), index, size)
    some = xp.zeros(size, bool)
    some[index] = True
    return _back(xp, xp.where(some[:, None], best, best.dtype.type(0)), x, dim)


segment_max: Primitive = Primitive(
    name="segment_max",
    shape=_segment_shape,
    dtype=_first,
    forward=_max_forward,
    gradient=lambda needs, g, y, x, index, *, size, dim: (
        segment_take(g[0], index, dim=dim) * segment_winners(x, index, size=size, dim=dim),
        None,
    ),
    formula="y[v] = maxₑ x[e] where i[e] = v; 0 where there is none",
    gradient_formulas=("∂L/∂x[e] = δ[i[e]] where x[e] is the first largest", ""),
    inputs=("x", "index"),
    samples=lambda: [
        Sample((values(2, 5, 3), _INDEX), {"size": 4, "dim": -2}),
        Sample((values(5), _INDEX), {"size": 3, "dim": -1}),
        Sample((values(2, 0, 3), np.zeros(0, "int64")), {"size": 2, "dim": -2}),
    ],
)


def _winners_forward(xp: ArrayModule, x: Array, index: Array, *, size: int, dim: int) -> Array:
    rows = _rows(xp, x, dim)
    count, width = rows.shape
    places = (index[:, None] * width + xp.arange(width)).reshape(-1)
    order = xp.broadcast_to(xp.arange(count)[:, None], rows.shape)
    tops = rows == _largest(xp, rows, index, size)[index]
    winner = xp.full(size * width, count, int64)
    xp.minimum.at(winner, places, xp.where(tops, order, count).reshape(-1))
    return _back(xp, (winner.reshape(size, width)[index] == order).astype(x.dtype), x, dim)


segment_winners: Primitive = Primitive(
    name="segment_winners",
    shape=lambda x, index, *, size, dim: x,
    dtype=_first,
    forward=_winners_forward,
    formula="y[e] = 1 where x[e] is the first largest of its node, else 0",
    inputs=("x", "index"),
    samples=lambda: [Sample((values(2, 5, 3), _INDEX), {"size": 4, "dim": -2})],
)


def _softmax_shape(x: Shape, index: Shape, *, size: Size, dim: int) -> Shape:
    _need_index(x, index, dim)
    return x


def _softmax_forward(xp: ArrayModule, x: Array, index: Array, *, size: int, dim: int) -> Array:
    need_nodes(index, size)
    rows = _rows(xp, x, dim)
    top = _largest(xp, rows, index, size)
    powers = xp.exp(rows - xp.where(xp.isinf(top), top.dtype.type(0), top)[index])
    total = added_rows(xp, index, powers, size)[index]
    return _back(xp, powers / xp.where(total == 0, total.dtype.type(1), total), x, dim)


def _softmax_gradient(
    needs: object, g: Any, y: Any, x: Tensor, index: Tensor, *, size: Size, dim: int
) -> tuple[Tensor, None]:
    weighted = segment_sum(g[0] * y[0], index, size=size, dim=dim)
    return y[0] * (g[0] - segment_take(weighted, index, dim=dim)), None


segment_softmax: Primitive = Primitive(
    name="segment_softmax",
    shape=_softmax_shape,
    dtype=_first,
    forward=_softmax_forward,
    gradient=_softmax_gradient,
    formula="y[e] = e^x[e] / Σ e^x[f] over the f with i[f] = i[e]",
    gradient_formulas=("∂L/∂x[e] = y[e] · (δ[e] − Σ δ[f] y[f] over the f with i[f] = i[e])", ""),
    inputs=("x", "index"),
    samples=lambda: [
        Sample((values(2, 5, 3), _INDEX), {"size": 4, "dim": -2}),
        Sample((values(5), _INDEX), {"size": 3, "dim": -1}),
        Sample((values(2, 0, 3), np.zeros(0, "int64")), {"size": 2, "dim": -2}),
    ],
)


# ---- numbers of nodes and bags


def _loops_shape(edge_index: Shape, *, num_nodes: Size) -> Shape:
    need_edges(edge_index)
    return (2, edge_index[1] + num_nodes)


def _loops_forward(xp: ArrayModule, edge_index: Array, *, num_nodes: int) -> Array:
    nodes = xp.arange(num_nodes, dtype=edge_index.dtype)
    return xp.concatenate([edge_index, xp.stack([nodes, nodes])], axis=1)


def _index_dtype(index: DType, **_: object) -> DType:
    need_integer("numbers of nodes", index)
    return index


with_self_loops: Primitive = Primitive(
    name="with_self_loops",
    shape=_loops_shape,
    dtype=_index_dtype,
    forward=_loops_forward,
    formula="y = the edges, and v → v for every node v",
    inputs=("edge_index",),
    samples=lambda: [
        Sample((np.array([[0, 1, 2], [1, 2, 0]]),), {"num_nodes": 4}),
        Sample((np.zeros((2, 0), "int64"),), {"num_nodes": 2}),
    ],
)


def _bags_dtype(offsets: DType, **_: object) -> DType:
    need_integer("offsets", offsets)
    return int64


def _bags_forward(xp: ArrayModule, offsets: Array, *, count: int) -> Array:
    if offsets.size and (
        offsets[0] != 0 or (offsets[1:] < offsets[:-1]).any() or offsets[-1] > count
    ):
        raise ValueRangeError(
            "Offsets start at 0 and never fall or pass the end",
            expected=f"0 to {count}, rising",
            actual=offsets.tolist(),
        )
    return xp.searchsorted(offsets, xp.arange(count), side="right").astype(int64) - 1


bag_numbers: Primitive = Primitive(
    name="bag_numbers",
    shape=lambda offsets, *, count: (count,),
    dtype=_bags_dtype,
    forward=_bags_forward,
    formula="b[k] = the last bag that starts at k or before",
    inputs=("offsets",),
    samples=lambda: [Sample((np.array([0, 0, 3]),), {"count": 5})],
)
