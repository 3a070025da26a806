"""Graph convolutions. Names, arguments and state_dict keys are PyTorch Geometric's.

`edge_index` is (2, E): row 0 says where each edge comes from, row 1 where it goes; messages go
that way. `x` is (nodes, features), or (…, nodes, features) for several signals on one graph.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

import engine
import engine.nn.functional as F
from engine import backend, ops
from engine.backend import Generator
from engine.errors import ShapeError, ValueRangeError
from engine.functions.joining import cat
from engine.nn import init
from engine.nn.functional.graph import ends, has_self_loop, need_aggregation, on_graph
from engine.nn.linear import Linear
from engine.nn.module import Module
from engine.nn.parameter import Parameter, empty_parameter
from engine.ops.indexing.segments import need_nodes
from engine.ops.rules import need_positive, text
from engine.tensors import Tensor

__all__ = ["GATConv", "GCNConv", "NeighborSample", "SAGEConv", "sample_neighbors"]


def _need_features(x: Tensor, channels: int) -> None:
    if x.ndim < 2 or x.shape[-1] != channels:
        raise ShapeError(
            "A graph convolution takes {channels} features of each node",
            channels=channels,
            expected=f"nodes×{channels}",
            actual=text(x.shape),
        )


class GCNConv(Module):
    """D^−½ (A + I) D^−½ x W + b: each node's neighbours and itself, weighted by their degrees.

    Source: Kipf & Welling, "Semi-supervised classification with graph convolutional networks",
    2017. improved: self-loops of weight 2. normalize: False uses the edges' weights as they are,
    without self-loops unless `add_self_loops` is given.
    """

    bias: Parameter | None

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        improved: bool = False,
        add_self_loops: bool | None = None,
        normalize: bool = True,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        need_positive(in_channels=in_channels, out_channels=out_channels)
        loops = normalize if add_self_loops is None else add_self_loops
        if loops and not normalize:
            raise ValueRangeError(
                "Self-loops are added by the normalisation",
                expected="normalize=True, or add_self_loops=False",
                actual="add_self_loops=True with normalize=False",
            )
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.improved = improved
        self.add_self_loops = loops
        self.normalize = normalize
        factory = {"device": device, "dtype": dtype}
        self.bias = empty_parameter(out_channels, **factory) if bias else None
        self.lin = Linear(in_channels, out_channels, bias=False, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the weight anew (Glorot & Bengio, 2010); bias 0."""
        init.xavier_uniform_(self.lin.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def forward(self, x: Tensor, edge_index: Tensor, edge_weight: Tensor | None = None) -> Tensor:
        """(…, nodes, in_channels), edges (2, E), weights (E) → (…, nodes, out_channels)."""
        _need_features(x, self.in_channels)
        nodes = x.shape[-2]
        if self.normalize:
            edge_index, edge_weight = F.gcn_norm(
                edge_index, edge_weight, nodes, self.improved, self.add_self_loops, x
            )
        source, target = ends(edge_index)
        messages = ops.segment_take(self.lin(x), source, dim=-2)
        if edge_weight is not None:
            messages = messages * edge_weight.unsqueeze(-1)
        output = F.aggregate(messages, target, nodes)
        return output if self.bias is None else output + self.bias

    def extra_repr(self) -> str:
        return f"{self.in_channels}, {self.out_channels}"


class GATConv(Module):
    """Each node's mean of its neighbours and itself, weighted by learned attention.

    e(j→i) = LeakyReLU(a_src · W xⱼ + a_dst · W xᵢ), a softmax over the edges that arrive at i, and
    dropout on these weights. Source: Veličković et al., "Graph attention networks", 2018.
    heads: that many attentions; their results lie beside each other (concat) or are averaged.
    add_self_loops: every node gets exactly one; loops among the edges count once.
    """

    bias: Parameter | None

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        heads: int = 1,
        concat: bool = True,
        negative_slope: float = 0.2,
        dropout: float = 0.0,
        add_self_loops: bool = True,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        need_positive(in_channels=in_channels, out_channels=out_channels, heads=heads)
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.heads = heads
        self.concat = concat
        self.negative_slope = negative_slope
        self.dropout = dropout
        self.add_self_loops = add_self_loops
        factory = {"device": device, "dtype": dtype}
        width = heads * out_channels if concat else out_channels
        self.att_src = empty_parameter(1, heads, out_channels, **factory)
        self.att_dst = empty_parameter(1, heads, out_channels, **factory)
        self.bias = empty_parameter(width, **factory) if bias else None
        self.lin = Linear(in_channels, heads * out_channels, bias=False, **factory)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw weight and attention anew (Glorot & Bengio, 2010); bias 0."""
        bound = (6 / (self.heads + self.out_channels)) ** 0.5
        init.xavier_uniform_(self.lin.weight)
        init.uniform_(self.att_src, -bound, bound)
        init.uniform_(self.att_dst, -bound, bound)
        if self.bias is not None:
            init.zeros_(self.bias)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        """(…, nodes, in_channels), edges (2, E) → (…, nodes, heads · out_channels or one's)."""
        return self.attend(x, edge_index)[0]

    def attend(self, x: Tensor, edge_index: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(output, edges with their self-loops (2, E'), weights (…, E', heads))."""
        _need_features(x, self.in_channels)
        nodes = x.shape[-2]
        edge_index = on_graph(edge_index, nodes)
        features = self.lin(x).reshape(*x.shape[:-1], self.heads, self.out_channels)
        of_source = (features * self.att_src).sum(-1)
        of_target = (features * self.att_dst).sum(-1)
        hidden = None
        if self.add_self_loops:
            loops, _ = has_self_loop(edge_index, nodes, x)
            hidden = cat([loops, engine.zeros(nodes, dtype=x.dtype, device=x.device)])
            edge_index = F.add_self_loops(edge_index, nodes)
        source, target = ends(edge_index)
        scores = F.leaky_relu(
            ops.segment_take(of_source, source, dim=-2)
            + ops.segment_take(of_target, target, dim=-2),
            self.negative_slope,
        )
        if hidden is not None:  # shapes do not depend on the edges: loops there were stay, unseen
            scores = ops.where(hidden.unsqueeze(-1) == 1, -math.inf, scores)
        weights = ops.segment_softmax(scores, target, size=nodes, dim=-2)
        weights = F.dropout(weights, self.dropout, self.training)
        messages = ops.segment_take(features, source, dim=-3) * weights.unsqueeze(-1)
        output = F.aggregate(messages, target, nodes, dim=-3)
        if self.concat:
            output = output.reshape(*x.shape[:-1], self.heads * self.out_channels)
        else:
            output = output.mean(-2)
        return (output if self.bias is None else output + self.bias), edge_index, weights

    def extra_repr(self) -> str:
        return f"{self.in_channels}, {self.out_channels}, heads={self.heads}"


class SAGEConv(Module):
    """W_l · aggregate of the neighbours + W_r · the node itself.

    Source: Hamilton et al., "Inductive representation learning on large graphs", 2017.
    aggr: "mean", "max" or "sum". root_weight: False leaves the node itself out. project: a linear
    map and ReLU before the aggregation. normalize: results of length 1.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        aggr: str = "mean",
        normalize: bool = False,
        root_weight: bool = True,
        project: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        need_positive(in_channels=in_channels, out_channels=out_channels)
        need_aggregation(aggr)
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.aggr = aggr
        self.normalize = normalize
        factory = {"device": device, "dtype": dtype}
        self.lin = Linear(in_channels, in_channels, bias=True, **factory) if project else None
        self.lin_l = Linear(in_channels, out_channels, bias=bias, **factory)
        self.lin_r = (
            Linear(in_channels, out_channels, bias=False, **factory) if root_weight else None
        )

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        """(…, nodes, in_channels), edges (2, E) → (…, nodes, out_channels)."""
        _need_features(x, self.in_channels)
        source, target = ends(edge_index)
        told = x if self.lin is None else self.lin(x).relu()
        messages = ops.segment_take(told, source, dim=-2)
        output: Tensor = self.lin_l(F.aggregate(messages, target, x.shape[-2], self.aggr))
        if self.lin_r is not None:
            output = output + self.lin_r(x)
        if self.normalize:
            squares = (output * output).sum(-1, keepdim=True)
            output = output / ops.where(squares > 0, squares, 1.0).sqrt()
        return output

    def extra_repr(self) -> str:
        return f"{self.in_channels}, {self.out_channels}, aggr={self.aggr!r}"


# ---- neighbour sampling


class NeighborSample(NamedTuple):
    """A part of a graph: its nodes' old numbers (the wanted ones first), its edges (2, E') by new
    numbers, and their old places among the edges (E')."""

    nodes: Tensor
    edge_index: Tensor
    edges: Tensor


def sample_neighbors(
    edge_index: Tensor,
    nodes: Tensor,
    num_neighbors: Sequence[int],
    num_nodes: int,
    generator: Generator | None = None,
) -> NeighborSample:
    """What `nodes` (K) can hear of in len(num_neighbors) hops, thinned out by chance.

    num_neighbors: how many edges each node keeps of those that arrive at it, hop by hop; −1 for
    all. They are drawn without repetition, one draw of the generator a hop.
    Source: Hamilton et al., "Inductive representation learning on large graphs", 2017, section 3.1.

    Raises ShapeError for edges that are not (2, E), ValueRangeError for a node that is not there.
    """
    ends(edge_index)
    source, target = backend.move(edge_index.array, backend.CPU)
    wanted = backend.move(nodes.array, backend.CPU).reshape(-1)
    for numbers in (source, target, wanted):
        need_nodes(numbers, num_nodes)
    chance = generator or backend.default_generator
    seen = np.full(num_nodes, -1, np.int64)
    order = np.array(list(dict.fromkeys(wanted.tolist())), np.int64)
    seen[order] = np.arange(len(order))
    frontier, kept = order, np.zeros(0, np.int64)
    for limit in num_neighbors:
        arriving = _drawn(np.flatnonzero(np.isin(target, frontier)), target, limit, chance)
        kept = np.concatenate([kept, arriving])
        found = np.array(list(dict.fromkeys(source[arriving].tolist())), np.int64)
        frontier = found[seen[found] < 0]
        seen[frontier] = np.arange(len(order), len(order) + len(frontier))
        order = np.concatenate([order, frontier])
    renumbered = np.stack([seen[source[kept]], seen[target[kept]]])
    return NeighborSample(*(engine.tensor(part) for part in (order, renumbered, kept)))


def _drawn(
    edges: np.ndarray[Any, Any], target: np.ndarray[Any, Any], limit: int, chance: Generator
) -> np.ndarray[Any, Any]:
    """At most `limit` edges for each target, drawn by chance; in their old order."""
    keys = chance.next().random(len(edges))
    if limit < 0:
        return edges
    order = np.lexsort((keys, target[edges]))
    sorted_target = target[edges][order]
    start = np.searchsorted(sorted_target, sorted_target, side="left")
    return np.sort(edges[order[np.arange(len(order)) - start < limit]])
