"""Attention against PyTorch and against naive loops; masks, positions, caches, programs."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
import engine.nn.functional as F
from engine import nn, program
from engine.errors import DTypeError, ShapeError, ValueRangeError


@pytest.fixture(autouse=True)
def _double() -> Any:
    engine.set_default_dtype(engine.float64)
    engine.manual_seed(0)
    yield
    engine.set_default_dtype(engine.float32)


def normal(*shape: int, seed: int = 0) -> np.ndarray[Any, Any]:
    return np.random.default_rng(seed).normal(size=shape)


def tensors(*shapes: tuple[int, ...]) -> list[engine.Tensor]:
    return [engine.tensor(normal(*shape, seed=i)) for i, shape in enumerate(shapes)]


def naive(
    q: np.ndarray[Any, Any],
    k: np.ndarray[Any, Any],
    v: np.ndarray[Any, Any],
    may: np.ndarray[Any, Any] | None = None,
) -> np.ndarray[Any, Any]:
    """One head, query by query; a query that may look nowhere gets 0."""
    result = np.zeros((len(q), v.shape[1]))
    for i, query in enumerate(q):
        seen = [j for j in range(len(k)) if may is None or may[i, j]]
        powers = np.exp([query @ k[j] / math.sqrt(q.shape[1]) for j in seen])
        for power, j in zip(powers, seen, strict=True):
            result[i] += power / powers.sum() * v[j]
    return result


# ---- scaled dot product


def test_attention_is_the_naive_loop() -> None:
    q, k, v = tensors((3, 4), (5, 4), (5, 2))
    may = normal(3, 5, seed=9) > 0
    may[1] = False
    for mask in (None, may):
        actual = F.scaled_dot_product_attention(
            q, k, v, None if mask is None else engine.tensor(mask)
        )
        expected = naive(q.numpy(), k.numpy(), v.numpy(), mask)
        np.testing.assert_allclose(actual.numpy(), expected, rtol=1e-12)


def test_a_query_that_may_look_nowhere_gets_nothing_and_no_gradient() -> None:
    q, k, v = tensors((2, 4), (3, 4), (3, 4))
    q.requires_grad_()
    mask = engine.tensor([[False, False, False], [True, False, True]])
    y = F.scaled_dot_product_attention(q, k, v, mask)
    y.sum().backward()
    assert q.grad is not None
    np.testing.assert_array_equal(y.detach().numpy()[0], np.zeros(4))
    np.testing.assert_array_equal(q.grad.numpy()[0], np.zeros(4))
    assert np.isfinite(q.grad.numpy()).all()


@settings(max_examples=30, deadline=None)
@given(length=st.integers(1, 5), sources=st.integers(1, 5), batch=st.integers(1, 3))
def test_causal_attention_does_not_know_the_future(length: int, sources: int, batch: int) -> None:
    q, k, v = tensors((batch, length, 4), (batch, sources, 4), (batch, sources, 3))
    whole = F.scaled_dot_product_attention(q, k, v, is_causal=True).numpy()
    for i in range(length):
        seen = min(i + 1, sources)
        part = F.scaled_dot_product_attention(q[:, i : i + 1], k[:, :seen], v[:, :seen]).numpy()
        np.testing.assert_allclose(whole[:, i : i + 1], part, rtol=1e-9, atol=1e-12)


def test_scaled_dot_product_attention_is_pytorchs_with_masks_scale_and_shared_heads() -> None:
    torch = pytest.importorskip("torch")
    q, k, v = tensors((2, 6, 3, 4), (2, 2, 5, 4), (2, 2, 5, 7))
    mask, scores = normal(3, 5, seed=7) > -0.5, normal(2, 6, 3, 5, seed=8)
    for keywords in (
        {"enable_gqa": True},
        {"enable_gqa": True, "is_causal": True},
        {"enable_gqa": True, "scale": 0.3, "attn_mask": mask},
        {"enable_gqa": True, "attn_mask": scores},
    ):
        ours = {n: engine.tensor(a) if n == "attn_mask" else a for n, a in keywords.items()}
        theirs = {n: torch.tensor(a) if n == "attn_mask" else a for n, a in keywords.items()}
        leaves = [engine.tensor(t.numpy(), requires_grad=True) for t in (q, k, v)]
        other = [torch.tensor(t.numpy(), requires_grad=True) for t in (q, k, v)]
        y, z = (
            F.scaled_dot_product_attention(*leaves, **ours),
            torch.nn.functional.scaled_dot_product_attention(*other, **theirs),
        )
        np.testing.assert_allclose(y.detach().numpy(), z.detach().numpy(), rtol=1e-9, atol=1e-12)
        seed = normal(*y.shape, seed=5)
        y.backward(engine.tensor(seed))
        z.backward(torch.tensor(seed))
        for a, b in zip(leaves, other, strict=True):
            assert a.grad is not None
            np.testing.assert_allclose(a.grad.numpy(), b.grad.numpy(), rtol=1e-9, atol=1e-11)


def test_arguments_of_attention_that_do_not_fit_are_named() -> None:
    q, k, v = tensors((2, 3, 4), (2, 5, 4), (2, 5, 4))
    with pytest.raises(ShapeError, match="Query, key and value do not belong together"):
        F.scaled_dot_product_attention(q, k, v[:, :4])
    with pytest.raises(ShapeError, match=r"mask does not fit.*2×3×5.*got 4×5"):
        F.scaled_dot_product_attention(q, k, v, engine.ones(4, 5))
    with pytest.raises(ValueRangeError, match="Causal attention has its mask already"):
        F.scaled_dot_product_attention(q, k, v, engine.ones(3, 5), is_causal=True)
    with pytest.raises(ShapeError, match="shared out evenly"):
        F.scaled_dot_product_attention(*tensors((3, 2, 4), (2, 2, 4), (2, 2, 4)), enable_gqa=True)


# ---- several heads


def both(**arguments: Any) -> tuple[Any, Any]:
    """PyTorch's layer and ours with one state."""
    torch = pytest.importorskip("torch")
    theirs = torch.nn.MultiheadAttention(8, 2, dtype=torch.float64, **arguments)
    ours = nn.MultiheadAttention(8, 2, **arguments)
    for parameter in theirs.parameters():
        torch.nn.init.normal_(parameter)
    ours.load_state_dict({n: t.numpy() for n, t in theirs.state_dict().items()})
    return theirs, ours


CALLS: list[dict[str, Any]] = [
    {},
    {"average_attn_weights": False},
    {"need_weights": False},
    {"attn_mask": normal(3, 5, seed=4)},
    {"attn_mask": normal(4, 3, 5, seed=4) > 0.5},
    {"key_padding_mask": np.array([[0, 0, 0, 1, 1], [0, 0, 0, 0, 1]], bool)},
    {
        "key_padding_mask": np.array([[0, 0, 0, 1, 1], [1, 1, 1, 1, 1]], bool),
        "need_weights": False,
    },
    {"key_padding_mask": np.array([[0, 0, 0, 1, 1], [1, 1, 1, 1, 1]], bool)},
    {
        "key_padding_mask": np.array([[0, 0, 0, 1, 1], [0, 0, 0, 0, 1]], bool),
        "attn_mask": normal(3, 5, seed=6) > 1,
    },
    {"attn_mask": np.triu(np.ones((3, 5), bool), 1), "is_causal": True, "need_weights": False},
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("call", CALLS, ids=lambda call: "-".join(call) or "plain")
@pytest.mark.parametrize(
    "build",
    [{}, {"add_bias_kv": True, "add_zero_attn": True}, {"kdim": 6, "vdim": 7, "bias": False}],
    ids=lambda build: "-".join(build) or "plain",
)
def test_multihead_attention_is_pytorchs(build: dict[str, Any], call: dict[str, Any]) -> None:
    torch = pytest.importorskip("torch")
    theirs, ours = both(batch_first=True, **build)
    shapes = ((2, 3, 8), (2, 5, build.get("kdim", 8)), (2, 5, build.get("vdim", 8)))
    values = [normal(*shape, seed=i) for i, shape in enumerate(shapes)]
    mine = [engine.tensor(x, requires_grad=True) for x in values]
    other = [torch.tensor(x, requires_grad=True) for x in values]

    def kwargs(make: Any) -> dict[str, Any]:
        return {n: make(a) if isinstance(a, np.ndarray) else a for n, a in call.items()}

    y, weights = ours(*mine, **kwargs(engine.tensor))
    z, their_weights = theirs(*other, **kwargs(torch.tensor))
    np.testing.assert_allclose(y.detach().numpy(), z.detach().numpy(), rtol=1e-9, atol=1e-11)
    assert (weights is None) == (their_weights is None)
    if weights is not None:
        np.testing.assert_allclose(
            weights.detach().numpy(), their_weights.detach().numpy(), rtol=1e-9, atol=1e-12
        )
    seed = normal(*y.shape, seed=5)
    y.backward(engine.tensor(seed))
    z.backward(torch.tensor(seed))
    for a, b in zip([*mine, *ours.parameters()], [*other, *theirs.parameters()], strict=True):
        np.testing.assert_allclose(a.grad.numpy(), b.grad.numpy(), rtol=1e-9, atol=1e-10)


def test_static_keys_and_values_are_pytorchs() -> None:
    torch = pytest.importorskip("torch")
    theirs, ours = both()
    x, k, v = normal(3, 2, 8), normal(4, 6, 4, seed=1), normal(4, 6, 4, seed=2)

    def run(library: Any, function: Any, layer: Any) -> Any:
        t = library.tensor(x)
        return function(
            t, t, t, 8, 2, layer.in_proj_weight, layer.in_proj_bias, None, None, False, 0.0,
            layer.out_proj.weight, layer.out_proj.bias,
            static_k=library.tensor(k), static_v=library.tensor(v),
        )[0].detach().numpy()  # fmt: skip

    np.testing.assert_allclose(
        run(engine, F.multi_head_attention_forward, ours),
        run(torch, torch.nn.functional.multi_head_attention_forward, theirs),
        rtol=1e-9,
    )


def test_heads_that_do_not_divide_the_features_are_refused() -> None:
    with pytest.raises(ValueRangeError, match=r"multiple of num_heads = 3.*Set embed_dim to 9 or"):
        nn.MultiheadAttention(10, 3)
    with pytest.raises(ValueRangeError, match="divides num_heads = 4"):
        nn.GroupedQueryAttention(8, 4, 3)


def test_masks_of_other_shapes_and_kinds_are_refused() -> None:
    layer, x = nn.MultiheadAttention(8, 2, batch_first=True), engine.tensor(normal(2, 3, 8))
    with pytest.raises(ShapeError, match=r"attn_mask has another shape.*expected 3×3.*got 3×4"):
        layer(x, x, x, attn_mask=engine.zeros(3, 4))
    with pytest.raises(ShapeError, match=r"key_padding_mask has another.*expected 2×3"):
        layer(x, x, x, key_padding_mask=engine.zeros(2, 4))
    with pytest.raises(DTypeError, match="attn_mask holds booleans"):
        layer(x, x, x, attn_mask=engine.zeros(3, 3, dtype=engine.int64))
    with pytest.raises(ValueRangeError, match="there is none"):
        layer(x, x, x, is_causal=True)
    with pytest.raises(ShapeError, match="do not belong together"):
        layer(x[0], x, x)


def test_attention_runs_on_shapes_and_its_weights_are_a_step() -> None:
    layer = nn.MultiheadAttention(8, 2, batch_first=True, add_bias_kv=True, add_zero_attn=True)
    meta = engine.Tensor(None, shape=(engine.N, 3, 8), dtype=engine.float64)
    y, weights = layer(meta, meta, meta)
    assert (y.shape, weights.shape) == ((engine.N, 3, 8), (engine.N, 3, 5))
    x = normal(2, 3, 8)
    graph = program.trace(lambda x: {"y": layer(x, x, x)[0]}, {"x": ((2, 3, 8), engine.float64)})
    assert [s.primitive.name for s in graph.steps].count("softmax") == 1
    run = program.Interpreter(graph, {"x": x})
    run.run()
    t = engine.tensor(x)
    np.testing.assert_allclose(run.value(graph.outputs["y"]), layer(t, t, t)[0].detach().numpy())


# ---- grouped queries, rotation, cache


def test_grouped_queries_are_the_naive_loop_over_heads() -> None:
    layer, x = nn.GroupedQueryAttention(8, 4, 2, causal=True), normal(2, 5, 8)
    state = {n: t.numpy() for n, t in layer.state_dict().items()}
    may = np.tril(np.ones((5, 5), bool))
    expected = np.zeros((2, 5, 8))
    for row in range(2):
        q, k, v = (x[row] @ state[f"{n}_proj.weight"].T + state[f"{n}_proj.bias"] for n in "qkv")
        heads = [
            naive(
                q[:, 2 * h : 2 * h + 2],
                k[:, h // 2 * 2 : h // 2 * 2 + 2],
                v[:, h // 2 * 2 : h // 2 * 2 + 2],
                may,
            )
            for h in range(4)
        ]
        joined = np.concatenate(heads, axis=1)
        expected[row] = joined @ state["out_proj.weight"].T + state["out_proj.bias"]
    np.testing.assert_allclose(layer(engine.tensor(x)).detach().numpy(), expected, rtol=1e-10)


@pytest.mark.parametrize("interleaved", [True, False])
def test_rotation_is_the_papers_and_scores_know_distances_only(interleaved: bool) -> None:
    q, k = tensors((1, 6), (1, 6))
    expected = q.numpy()[0].copy()
    for pair in range(3):
        a, b = (2 * pair, 2 * pair + 1) if interleaved else (pair, pair + 3)
        angle = 4 * 10000 ** (-2 * pair / 6)
        expected[a] = q.numpy()[0, a] * math.cos(angle) - q.numpy()[0, b] * math.sin(angle)
        expected[b] = q.numpy()[0, a] * math.sin(angle) + q.numpy()[0, b] * math.cos(angle)
    turn = nn.RotaryPositions(6, interleaved=interleaved)
    np.testing.assert_allclose(turn(q, 4).numpy()[0], expected, rtol=1e-12)
    scores = [float((turn(q, 3 + far) * turn(k, far)).sum()) for far in (0, 5, 11)]
    np.testing.assert_allclose(scores, scores[0], rtol=1e-9)


def test_rotation_takes_positions_of_any_order() -> None:
    (x,) = tensors((4, 6))
    turned = F.rotary_embedding(x, engine.tensor([7, 0, 3, 3])).numpy()
    for row, position in enumerate([7, 0, 3, 3]):
        alone = F.rotary_embedding(x[row : row + 1], position).numpy()[0]
        np.testing.assert_allclose(turned[row], alone, rtol=1e-12)


def test_sinusoidal_positions_are_the_papers() -> None:
    layer = nn.SinusoidalPositions(5)
    added = layer(engine.zeros(4, 5), start=2).numpy()
    for row in range(4):
        for i in range(5):
            angle = (row + 2) / 10000 ** (2 * (i // 2) / 5)
            expected = math.sin(angle) if i % 2 == 0 else math.cos(angle)
            assert added[row, i] == pytest.approx(expected, rel=1e-12)


def test_learned_positions_end_where_they_end() -> None:
    layer = nn.LearnedPositions(4, 3)
    np.testing.assert_array_equal(
        layer(engine.zeros(2, 2, 3), 2).detach().numpy()[1], layer.weight.detach().numpy()[2:]
    )
    with pytest.raises(ShapeError, match=r"longer than the learned.*at most 4.*got 5"):
        layer(engine.zeros(1, 5, 3))
    with pytest.raises(ShapeError, match="even head_dim"):
        nn.RotaryPositions(5)


@pytest.mark.parametrize(("dtype", "tolerance"), [(engine.float32, 1e-6), (engine.float64, 1e-12)])
@pytest.mark.parametrize("rope", [False, True])
def test_a_cache_gives_what_the_whole_sequence_gives(
    dtype: Any, tolerance: float, rope: bool
) -> None:
    layer = nn.GroupedQueryAttention(8, 4, 1, causal=True, rope=rope).to(dtype)
    x = engine.tensor(normal(2, 7, 8), dtype=dtype)
    whole = layer(x).detach().numpy()
    cache, start, pieces = nn.KVCache(), 0, []
    for size in (3, 1, 2, 1):
        pieces.append(layer(x[:, start : start + size], cache=cache).detach().numpy())
        start += size
    assert cache.length(layer) == 7
    np.testing.assert_allclose(np.concatenate(pieces, 1), whole, rtol=tolerance, atol=tolerance)


def test_grouped_queries_take_masks_beside_the_causal_one() -> None:
    layer, x = nn.GroupedQueryAttention(8, 2, causal=True), engine.tensor(normal(1, 4, 8))
    may = np.ones((4, 4), bool)
    may[:, 0] = False
    may[0, 0] = True
    yes = layer(x, engine.tensor(may)).detach().numpy()
    numbers = layer(x, engine.tensor(np.where(may, 0.0, -np.inf))).detach().numpy()
    np.testing.assert_allclose(yes, numbers, rtol=1e-12)
    changed = x.numpy().copy()
    changed[0, 3] += 1
    again = layer(engine.tensor(changed), engine.tensor(may)).detach().numpy()
    np.testing.assert_array_equal(again[0, :3], yes[0, :3])
