"""Message passing on graphs as functions; the names are PyTorch Geometric's.

`edge_index` is (2, E): where each edge comes from, and where it goes. Nodes are dimension −2 of
`x` (…, nodes, features), so that several signals on one graph may stand before it.
"""

from __future__ import annotations

import engine
from engine import ops
from engine.dims import Dim
from engine.errors import ShapeError, ValueRangeError
from engine.ops.indexing.segments import need_edges
from engine.ops.rules import Size, text
from engine.tensors import Tensor

__all__ = [
    "add_self_loops", "aggregate", "gcn_norm", "global_add_pool", "global_max_pool",
    "global_mean_pool",
]  # fmt: skip


def ends(edge_index: Tensor) -> tuple[Tensor, Tensor]:
    """(sources, targets) of the edges, (E) each. ShapeError unless edge_index is (2, E)."""
    need_edges(edge_index.shape)
    return edge_index[0], edge_index[1]


def on_graph(edge_index: Tensor, num_nodes: Size) -> Tensor:
    """The edges; as a shape only where the number of nodes is still unknown."""
    return edge_index.to("meta") if isinstance(num_nodes, Dim) else edge_index


def aggregate(
    messages: Tensor, index: Tensor, size: Size, aggr: str = "sum", dim: int = -2
) -> Tensor:
    """What arrives at each node: (…, E, F) and index (E) → (…, size, F).

    aggr: "sum" ("add"), "mean" or "max"; a node that nothing reaches gets 0. The gradient of a
    maximum goes to the first largest message.

    Raises ValueRangeError for a number outside of 0 … size − 1.
    """
    need_aggregation(aggr)
    if aggr in ("sum", "add"):
        return ops.segment_sum(messages, index, size=size, dim=dim)
    if aggr == "max":
        return ops.segment_max(messages, index, size=size, dim=dim)
    ones = engine.ones(index.shape, dtype=messages.dtype, device=messages.device)
    counts = ops.segment_sum(ones, index, size=size, dim=-1).clamp(min=1.0)
    total = ops.segment_sum(messages, index, size=size, dim=dim)
    return total / counts.reshape(*counts.shape, *(1,) * (-1 - dim))


def need_aggregation(aggr: str) -> None:
    """ValueRangeError for another word than `aggregate` takes."""
    if aggr not in ("sum", "add", "mean", "max"):
        raise ValueRangeError(
            "There is no such aggregation", expected="sum, add, mean or max", actual=aggr
        )


def add_self_loops(edge_index: Tensor, num_nodes: Size) -> Tensor:
    """The edges (2, E) and after them v → v for every node: (2, E + num_nodes)."""
    return ops.with_self_loops(edge_index, num_nodes=num_nodes)


def has_self_loop(edge_index: Tensor, num_nodes: Size, like: Tensor) -> tuple[Tensor, Tensor]:
    """1 for each edge that is a loop (E), and for each node that has one (num_nodes)."""
    source, target = ends(edge_index)
    loops = ops.cast(source == target, to=like.dtype)
    return loops, ops.segment_max(loops, source, size=num_nodes, dim=-1)


def gcn_norm(
    edge_index: Tensor,
    edge_weight: Tensor | None,
    num_nodes: Size,
    improved: bool = False,
    add_self_loops: bool = True,
    like: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """Edges and weights of D^−½ (A + I) D^−½ (Kipf & Welling, "Semi-supervised classification with
    graph convolutional networks", 2017).

    Nodes that have a self-loop keep its weight; every other gets one of 1, or 2 where `improved`.
    Loops are appended for all nodes, with weight 0 where there was one: shapes do not depend on
    the edges. The degree is the sum of the weights that arrive; where it is 0, 0 arrives.
    like: gives the weights their dtype where there are none.
    """
    edge_index = on_graph(edge_index, num_nodes)
    source, target = ends(edge_index)
    if edge_weight is None:
        dtype = engine.get_default_dtype() if like is None else like.dtype
        edge_weight = engine.ones(source.shape, dtype=dtype, device=edge_index.device)
    if edge_weight.shape != source.shape:
        raise ShapeError(
            "There is one weight for each edge",
            expected=text(source.shape),
            actual=text(edge_weight.shape),
        )
    if add_self_loops:
        _, has_loop = has_self_loop(edge_index, num_nodes, edge_weight)
        missing = (1 - has_loop) * (2.0 if improved else 1.0)
        edge_index = ops.with_self_loops(edge_index, num_nodes=num_nodes)
        edge_weight = ops.concatenate(edge_weight, missing, dim=0)
        source, target = ends(edge_index)
    degree = ops.segment_sum(edge_weight, target, size=num_nodes, dim=-1)
    some = degree > 0
    scale = ops.where(some, ops.where(some, degree, 1.0) ** -0.5, 0.0)
    before = ops.segment_take(scale, source, dim=-1)
    after = ops.segment_take(scale, target, dim=-1)
    return edge_index, before * edge_weight * after


# ---- readout


def global_add_pool(x: Tensor, batch: Tensor | None, size: int | None = None) -> Tensor:
    """The sum over each graph's nodes. x (…, nodes, F), batch (nodes) → (…, graphs, F).

    batch: the graph of each node; None where all are one graph. size: how many graphs; one more
    than the largest number in `batch` unless given (which needs its values).
    """
    return _readout(x, batch, size, "sum")


def global_mean_pool(x: Tensor, batch: Tensor | None, size: int | None = None) -> Tensor:
    """The mean over each graph's nodes; see global_add_pool."""
    return _readout(x, batch, size, "mean")


def global_max_pool(x: Tensor, batch: Tensor | None, size: int | None = None) -> Tensor:
    """The maximum over each graph's nodes; see global_add_pool."""
    return _readout(x, batch, size, "max")


def _readout(x: Tensor, batch: Tensor | None, size: int | None, aggr: str) -> Tensor:
    if batch is None:
        if aggr == "max":
            return x.amax(-2, keepdim=True)
        return x.sum(-2, keepdim=True) if aggr == "sum" else x.mean(-2, keepdim=True)
    if size is None:
        size = int(batch.array.max()) + 1 if batch.array.size else 0
    return aggregate(x, batch, size, aggr)
