"""Graph convolutions against dense matrices, written as the papers write them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
import engine.nn.functional as F
from engine import nn, program
from engine.backend import Generator
from engine.errors import ShapeError, ValueRangeError


def edges_of(pairs: list[tuple[int, int]]) -> engine.Tensor:
    """Pairs (from, to) as edge_index."""
    return engine.tensor(np.array(pairs, np.int64).reshape(-1, 2).T)


def adjacency(edge_index: engine.Tensor, nodes: int) -> np.ndarray[Any, Any]:
    """A[i, j] = how many edges j → i there are."""
    matrix = np.zeros((nodes, nodes))
    for source, target in edge_index.numpy().T:
        matrix[target, source] += 1
    return matrix


def features(nodes: int, channels: int, seed: int = 0) -> np.ndarray[Any, Any]:
    return np.random.default_rng(seed).normal(size=(nodes, channels))


# Loops at 1 (once), an isolated node 4, an edge twice, and one direction only.
EDGES = edges_of([(0, 1), (1, 0), (1, 2), (2, 1), (1, 1), (0, 3), (0, 3)])


@pytest.fixture(autouse=True)
def _double() -> Any:
    engine.set_default_dtype(engine.float64)
    engine.manual_seed(0)
    yield
    engine.set_default_dtype(engine.float32)


def dense_gcn(matrix: np.ndarray[Any, Any], loop: float = 1.0) -> np.ndarray[Any, Any]:
    """D^−½ Â D^−½ where every node without a loop gets one."""
    hat = matrix + np.diag(np.where(np.diag(matrix) > 0, 0.0, loop))
    degree = hat.sum(1)
    scale = np.where(degree > 0, np.where(degree > 0, degree, 1) ** -0.5, 0)
    return scale[:, None] * hat * scale[None, :]


@pytest.mark.parametrize("improved", [False, True])
def test_gcn_is_the_normalised_adjacency_times_x_times_w(improved: bool) -> None:
    layer, x = nn.GCNConv(3, 2, improved=improved), features(5, 3)
    layer.bias.assign(np.array([0.5, -1.0]))
    expected = (
        dense_gcn(adjacency(EDGES, 5), 2.0 if improved else 1.0)
        @ x
        @ layer.lin.weight.detach().numpy().T
    )
    actual = layer(engine.tensor(x), EDGES).detach().numpy()
    np.testing.assert_allclose(actual, expected + np.array([0.5, -1.0]), rtol=1e-12)


def test_gcn_takes_edge_weights() -> None:
    layer, x = nn.GCNConv(3, 2), features(5, 3)
    weight = np.abs(features(7, 1, seed=3))[:, 0]
    matrix = np.zeros((5, 5))
    for (source, target), w in zip(EDGES.numpy().T, weight, strict=True):
        matrix[target, source] += w
    expected = dense_gcn(matrix) @ x @ layer.lin.weight.detach().numpy().T
    actual = layer(engine.tensor(x), EDGES, engine.tensor(weight)).detach().numpy()
    np.testing.assert_allclose(actual, expected, rtol=1e-12)
    with pytest.raises(ShapeError, match="one weight for each edge"):
        layer(engine.tensor(x), EDGES, engine.tensor(weight[:3]))


def test_gcn_without_normalisation_sums_what_arrives() -> None:
    layer, x = nn.GCNConv(3, 2, normalize=False, bias=False), features(5, 3)
    expected = adjacency(EDGES, 5) @ x @ layer.lin.weight.detach().numpy().T
    np.testing.assert_allclose(
        layer(engine.tensor(x), EDGES).detach().numpy(), expected, rtol=1e-12
    )


@pytest.mark.parametrize("concat", [True, False])
def test_gat_is_the_papers_softmax_over_neighbours(concat: bool) -> None:
    layer, x = nn.GATConv(3, 4, heads=2, concat=concat), features(5, 3)
    w = layer.lin.weight.detach().numpy().reshape(2, 4, 3)
    neighbours = np.minimum(adjacency(EDGES, 5), 1) + np.eye(5) > 0
    counts = adjacency(EDGES, 5)
    np.fill_diagonal(counts, 1)
    results = []
    for head in range(2):
        h = x @ w[head].T
        raw = (h @ layer.att_src.detach().numpy()[0, head])[None, :] + (
            h @ layer.att_dst.detach().numpy()[0, head]
        )[:, None]
        score = np.where(raw > 0, raw, 0.2 * raw)
        power = np.where(neighbours, np.exp(score), 0) * counts
        results.append(power / power.sum(1, keepdims=True) @ h)
    expected = np.concatenate(results, 1) if concat else np.mean(results, 0)
    output, edges, weights = layer.attend(engine.tensor(x), EDGES)
    np.testing.assert_allclose(output.detach().numpy(), expected, rtol=1e-12)
    assert tuple(edges.shape) == (2, 12)
    totals = F.aggregate(weights, edges[1], 5).detach().numpy()
    np.testing.assert_allclose(totals, np.ones((5, 2)), rtol=1e-12)


def test_gat_without_self_loops_gives_isolated_nodes_the_bias_only() -> None:
    layer = nn.GATConv(3, 4, add_self_loops=False)
    layer.bias.assign(np.arange(4.0))
    output = layer(engine.tensor(features(5, 3)), EDGES).detach().numpy()
    np.testing.assert_allclose(output[4], np.arange(4.0))


@pytest.mark.parametrize("aggr", ["mean", "max", "sum"])
def test_sage_joins_the_aggregate_and_the_node(aggr: str) -> None:
    layer, x = nn.SAGEConv(3, 2, aggr=aggr), features(5, 3)
    arrived = np.zeros((5, 3))
    for node in range(5):
        rows = np.array([x[s] for s, t in EDGES.numpy().T if t == node])
        if len(rows):
            arrived[node] = {"mean": rows.mean(0), "max": rows.max(0), "sum": rows.sum(0)}[aggr]
    expected = (
        arrived @ layer.lin_l.weight.detach().numpy().T
        + layer.lin_l.bias.detach().numpy()
        + x @ layer.lin_r.weight.detach().numpy().T
    )
    np.testing.assert_allclose(
        layer(engine.tensor(x), EDGES).detach().numpy(), expected, rtol=1e-12
    )


def test_sage_can_project_and_normalise() -> None:
    layer = nn.SAGEConv(3, 2, normalize=True, project=True)
    output = layer(engine.tensor(features(5, 3)), EDGES).detach().numpy()
    np.testing.assert_allclose(np.linalg.norm(output, axis=1), np.ones(5), rtol=1e-12)


LAYERS = [
    lambda: nn.GCNConv(3, 2),
    lambda: nn.GATConv(3, 2, heads=2),
    lambda: nn.SAGEConv(3, 2),
    lambda: nn.SAGEConv(3, 2, aggr="max"),
]


@pytest.mark.parametrize("make", LAYERS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_renumbering_the_nodes_renumbers_the_results(make: Any, data: st.DataObject) -> None:
    nodes = data.draw(st.integers(1, 6))
    node = st.integers(0, nodes - 1)
    pairs = data.draw(st.lists(st.tuples(node, node), max_size=12))
    order = np.array(data.draw(st.permutations(range(nodes))))
    place = np.argsort(order)
    layer, x, edges = make(), features(nodes, 3, seed=len(pairs)), edges_of(pairs)
    plain = layer(engine.tensor(x), edges).detach().numpy()
    moved = layer(engine.tensor(x[order]), engine.tensor(place[edges.numpy()])).detach().numpy()
    np.testing.assert_allclose(moved, plain[order], rtol=1e-9, atol=1e-12)
    assert np.isfinite(plain).all()


@pytest.mark.parametrize("make", LAYERS)
def test_a_graph_without_edges_and_one_without_nodes(make: Any) -> None:
    layer, none = make(), edges_of([])
    assert np.isfinite(layer(engine.tensor(features(4, 3)), none).detach().numpy()).all()
    assert layer(engine.zeros(0, 3), none).shape[0] == 0


@pytest.mark.parametrize("make", LAYERS)
def test_several_signals_on_one_graph_are_computed_each_by_itself(make: Any) -> None:
    layer, x = make(), np.stack([features(5, 3), features(5, 3, seed=1)])
    both = layer(engine.tensor(x), EDGES).detach().numpy()
    for one, expected in zip(x, both, strict=True):
        alone = layer(engine.tensor(one), EDGES).detach().numpy()
        np.testing.assert_allclose(alone, expected, rtol=1e-12)


@pytest.mark.parametrize("make", LAYERS)
def test_gradients_of_graph_layers_are_slopes(make: Any) -> None:
    layer = make()
    engine.autograd.gradcheck(lambda x: layer(x, EDGES), [engine.tensor(features(5, 3))])


@pytest.mark.parametrize("make", LAYERS)
def test_graph_layers_run_on_shapes_and_as_programs(make: Any) -> None:
    layer, x = make(), features(5, 3)
    meta = engine.Tensor(None, shape=(engine.N, 5, 3), dtype=engine.float64)
    shape = layer(meta, EDGES).shape
    assert shape[:2] == (engine.N, 5)
    nodes = engine.Tensor(None, shape=(engine.N, 3), dtype=engine.float64)
    assert layer(nodes, EDGES).shape == (engine.N, shape[2])
    graph = program.trace(
        lambda x, edges: {"y": layer(x, edges)},
        {"x": ((5, 3), engine.float64), "edges": (tuple(EDGES.shape), engine.int64)},
    )
    run = program.Interpreter(graph, {"x": x, "edges": EDGES.numpy()})
    run.run()
    np.testing.assert_allclose(
        run.value(graph.outputs["y"]), layer(engine.tensor(x), EDGES).detach().numpy()
    )


# ---- aggregation and readout


def test_readout_is_each_graphs_sum_mean_and_maximum() -> None:
    x, batch = features(5, 3), engine.tensor([0, 0, 2, 2, 2])
    t = engine.tensor(x)
    zero = np.zeros(3)
    np.testing.assert_allclose(
        F.global_add_pool(t, batch).numpy(), [x[:2].sum(0), zero, x[2:].sum(0)]
    )
    np.testing.assert_allclose(
        F.global_mean_pool(t, batch).numpy(), [x[:2].mean(0), zero, x[2:].mean(0)]
    )
    np.testing.assert_allclose(
        F.global_max_pool(t, batch, 4).numpy(), [x[:2].max(0), zero, x[2:].max(0), zero]
    )
    np.testing.assert_allclose(F.global_mean_pool(t, None).numpy(), [x.mean(0)])
    np.testing.assert_allclose(F.global_max_pool(t, None).numpy(), [x.max(0)])


def test_the_gradient_of_a_maximum_goes_to_the_first_of_equals() -> None:
    x = engine.tensor([[1.0], [2.0], [2.0]], requires_grad=True)
    F.aggregate(x, engine.tensor([0, 0, 0]), 1, "max").sum().backward()
    assert x.grad is not None
    np.testing.assert_array_equal(x.grad.numpy(), [[0], [1], [0]])


# ---- bad input


def test_edges_that_are_pairs_are_refused() -> None:
    with pytest.raises(ShapeError, match=r"Edges are two rows.*2×edges"):
        nn.GCNConv(3, 2)(engine.zeros(4, 3), engine.zeros(6, 2, dtype=engine.int64))


def test_a_node_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueRangeError, match=r"no node 9 among 4.*0 to 3"):
        nn.SAGEConv(3, 2)(engine.zeros(4, 3), edges_of([(0, 9)]))


def test_other_numbers_of_features_are_refused() -> None:
    with pytest.raises(ShapeError, match=r"takes 3 features.*nodes×3"):
        nn.GATConv(3, 2)(engine.zeros(4, 5), EDGES)


def test_an_unknown_aggregation_is_refused() -> None:
    with pytest.raises(ValueRangeError, match="sum, add, mean or max"):
        nn.SAGEConv(3, 2, aggr="median")


# ---- neighbour sampling


def ring(nodes: int, reach: int) -> engine.Tensor:
    return edges_of([(i, (i + r) % nodes) for i in range(nodes) for r in range(1, reach + 1)])


def test_a_sample_has_at_most_so_many_edges_at_each_node_and_all_are_edges() -> None:
    edges = ring(20, 5)
    sample = nn.sample_neighbors(edges, engine.tensor([3, 7]), [3, 2], 20, Generator(1))
    nodes = sample.nodes.numpy()
    np.testing.assert_array_equal(nodes[:2], [3, 7])
    assert len(set(nodes.tolist())) == len(nodes)
    np.testing.assert_array_equal(
        nodes[sample.edge_index.numpy()], edges.numpy()[:, sample.edges.numpy()]
    )
    arriving = np.bincount(sample.edge_index.numpy()[1], minlength=len(nodes))
    assert arriving[:2].tolist() == [3, 3]
    assert (arriving[2:] <= 2).all()


def test_one_seed_gives_one_sample_and_another_another() -> None:
    def drawn(seed: int) -> list[int]:
        sample = nn.sample_neighbors(ring(50, 9), engine.tensor([0]), [4, 4], 50, Generator(seed))
        return [int(n) for n in sample.nodes.numpy()]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_a_sample_of_all_neighbours_computes_what_the_graph_does() -> None:
    edges, x = ring(12, 2), features(12, 3)
    first, second = nn.SAGEConv(3, 4), nn.SAGEConv(4, 2)

    def network(x: engine.Tensor, edges: engine.Tensor) -> engine.Tensor:
        return second(first(x, edges).relu(), edges)

    sample = nn.sample_neighbors(edges, engine.tensor([5]), [-1, -1], 12)
    part = network(engine.tensor(x[sample.nodes.numpy()]), sample.edge_index)
    whole = network(engine.tensor(x), edges)
    np.testing.assert_allclose(part.detach().numpy()[0], whole.detach().numpy()[5], rtol=1e-12)


def test_sampling_for_a_node_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueRangeError, match="no node 5 among 3"):
        nn.sample_neighbors(edges_of([(0, 1)]), engine.tensor([5]), [1], 3)
