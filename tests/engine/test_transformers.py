"""Transformer stacks, and the models GPT, BERT and ViT."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
from engine import nn, program
from engine.errors import ShapeError, ValueRangeError


@pytest.fixture(autouse=True)
def _double() -> Any:
    engine.set_default_dtype(engine.float64)
    engine.manual_seed(0)
    yield
    engine.set_default_dtype(engine.float32)


def tokens(*shape: int, vocabulary: int = 11, seed: int = 0) -> engine.Tensor:
    return engine.tensor(np.random.default_rng(seed).integers(1, vocabulary, shape))


def spread(module: nn.Module) -> dict[str, np.ndarray[Any, Any]]:
    """Weights far from where they start, so that every part counts; and what they are."""
    rng = np.random.default_rng(3)
    for parameter in module.parameters():
        parameter.assign(rng.normal(size=parameter.shape) * 0.5)
    return {name: t.numpy() for name, t in module.state_dict().items()}


# ---- stacks


def test_the_causal_mask_is_pytorchs() -> None:
    torch = pytest.importorskip("torch")
    np.testing.assert_array_equal(
        nn.Transformer.generate_square_subsequent_mask(4).numpy(),
        torch.nn.Transformer.generate_square_subsequent_mask(4).numpy(),
    )


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("norm_first", [False, True])
def test_the_whole_transformer_is_pytorchs(norm_first: bool) -> None:
    torch = pytest.importorskip("torch")
    arguments = (8, 2, 2, 2, 16, 0.0, "gelu")
    keywords = {"batch_first": True, "norm_first": norm_first}
    theirs = torch.nn.Transformer(*arguments, **keywords, dtype=torch.float64)
    ours = nn.Transformer(*arguments, **keywords)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    ours.load_state_dict({n: t.numpy() for n, t in theirs.state_dict().items()})
    rng = np.random.default_rng(0)
    src, tgt = rng.normal(size=(2, 5, 8)), rng.normal(size=(2, 4, 8))
    padding = np.array([[0, 0, 0, 0, 1], [0, 0, 0, 1, 1]], bool)
    results = []
    for library, model in ((engine, ours), (torch, theirs)):
        mask = model.generate_square_subsequent_mask(4, dtype=library.float64)
        y = model(
            library.tensor(src),
            library.tensor(tgt),
            tgt_mask=mask,
            src_key_padding_mask=library.tensor(padding),
            memory_key_padding_mask=library.tensor(padding),
            tgt_is_causal=True,
        )
        (y * y * y).sum().backward()
        results.append([y.detach().numpy(), *(p.grad.numpy() for p in model.parameters())])
    for mine, other in zip(*results, strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-8, atol=1e-9)


def test_copies_of_a_layer_learn_by_themselves() -> None:
    encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16), 2)
    first, second = encoder.layers
    np.testing.assert_array_equal(
        first.linear1.weight.detach().numpy(), second.linear1.weight.detach().numpy()
    )
    assert first.linear1.weight is not second.linear1.weight


def test_padding_does_not_change_what_words_become() -> None:
    encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 2)
    encoder.eval()
    x = np.random.default_rng(0).normal(size=(1, 5, 8))
    padding = engine.tensor([[False, False, False, True, True]])
    long = encoder(engine.tensor(x), src_key_padding_mask=padding).detach().numpy()
    short = encoder(engine.tensor(x[:, :3])).detach().numpy()
    np.testing.assert_allclose(long[:, :3], short, rtol=1e-10)


def test_what_does_not_fit_a_transformer_is_named() -> None:
    model = nn.Transformer(8, 2, 1, 1, 16)
    with pytest.raises(ShapeError, match="one batch, and d_model features"):
        model(engine.zeros(3, 2, 8), engine.zeros(3, 1, 8))
    with pytest.raises(ValueRangeError, match="relu, gelu or a function"):
        nn.TransformerEncoderLayer(8, 2, activation="sinus")


# ---- models


def test_gpt_is_its_parts_written_in_torch() -> None:
    torch = pytest.importorskip("torch")
    model = nn.GPT(11, 6, 8, 2, 2, dropout=0.0)
    state = {n: torch.tensor(a) for n, a in spread(model).items()}
    ids = tokens(2, 5)

    def norm(x: Any, name: str) -> Any:
        weight, bias = state[f"{name}.weight"], state[f"{name}.bias"]
        return torch.nn.functional.layer_norm(x, (8,), weight, bias)

    def line(x: Any, name: str) -> Any:
        return torch.nn.functional.linear(x, state[f"{name}.weight"], state[f"{name}.bias"])

    x = state["token_embedding.weight"][ids.numpy()] + state["position_embedding.weight"][:5]
    for block in ("blocks.0", "blocks.1"):
        h = norm(x, f"{block}.norm1")
        q, k, v = (
            line(h, f"{block}.attention.{p}_proj").reshape(2, 5, 2, 4).transpose(1, 2)
            for p in "qkv"
        )
        seen = torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + line(seen.transpose(1, 2).reshape(2, 5, 8), f"{block}.attention.out_proj")
        h = line(norm(x, f"{block}.norm2"), f"{block}.mlp.0")
        x = x + line(torch.nn.functional.gelu(h, approximate="tanh"), f"{block}.mlp.2")
    expected = norm(x, "norm") @ state["token_embedding.weight"].T
    np.testing.assert_allclose(model(ids).detach().numpy(), expected.numpy(), rtol=1e-9)


def test_bert_is_its_parts_written_in_torch() -> None:
    torch = pytest.importorskip("torch")
    model = nn.BERT(11, 6, 8, 2, 2, dropout=0.0)
    state = {n: torch.tensor(a) for n, a in spread(model).items()}
    ids, segments = tokens(2, 5), engine.tensor([[0, 0, 1, 1, 1], [0, 1, 1, 1, 1]])
    words = np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]])
    layer = torch.nn.TransformerEncoderLayer(
        8, 2, 32, 0.0, "gelu", 1e-12, batch_first=True, dtype=torch.float64
    )
    encoder = torch.nn.TransformerEncoder(layer, 2)
    encoder.load_state_dict(
        {n.removeprefix("encoder."): t for n, t in state.items() if n.startswith("encoder.")}
    )

    def norm(x: Any, name: str) -> Any:
        weight, bias = state[f"{name}.weight"], state[f"{name}.bias"]
        return torch.nn.functional.layer_norm(x, (8,), weight, bias, 1e-12)

    x = state["embeddings.token_embedding.weight"][ids.numpy()]
    x = x + state["embeddings.segment_embedding.weight"][segments.numpy()]
    x = norm(x + state["embeddings.position_embedding.weight"][:5], "embeddings.norm")
    x = encoder(x, src_key_padding_mask=torch.tensor(words == 0))
    h = torch.nn.functional.linear(x, state["head.dense.weight"], state["head.dense.bias"])
    h = norm(torch.nn.functional.gelu(h), "head.norm")
    expected = h @ state["embeddings.token_embedding.weight"].T + state["head.bias"]
    actual = model(ids, segments, engine.tensor(words))
    np.testing.assert_allclose(actual.detach().numpy(), expected.detach().numpy(), rtol=1e-8)


def test_bert_takes_its_padding_token_for_padding() -> None:
    model = nn.BERT(11, 6, 8, 2, 1).eval()
    long = model(engine.tensor([[3, 4, 0, 0]])).detach().numpy()
    short = model(engine.tensor([[3, 4]])).detach().numpy()
    np.testing.assert_allclose(long[:, :2], short, rtol=1e-10)


def test_vit_is_its_parts_written_in_torch() -> None:
    torch = pytest.importorskip("torch")
    model = nn.ViT(8, 4, 10, 8, 2, 2, dropout=0.0)
    state = {n: torch.tensor(a) for n, a in spread(model).items()}
    images = np.random.default_rng(0).normal(size=(2, 3, 8, 8))
    layer = torch.nn.TransformerEncoderLayer(
        8, 2, 32, 0.0, "gelu", 1e-6, True, norm_first=True, dtype=torch.float64
    )
    encoder = torch.nn.TransformerEncoder(
        layer, 2, torch.nn.LayerNorm(8, 1e-6, dtype=torch.float64), enable_nested_tensor=False
    )
    encoder.load_state_dict(
        {n.removeprefix("encoder."): t for n, t in state.items() if n.startswith("encoder.")}
    )
    weight = state["patch_embedding.projection.weight"].reshape(8, -1)
    patches = [
        torch.tensor(images[:, :, i : i + 4, j : j + 4].reshape(2, -1)) @ weight.T
        + state["patch_embedding.projection.bias"]
        for i in (0, 4)
        for j in (0, 4)
    ]
    x = torch.stack([state["class_token"][0].expand(2, 8), *patches], 1)
    x = encoder(x + state["position_embedding.weight"])[:, 0]
    expected = x @ state["head.weight"].T + state["head.bias"]
    actual = model(engine.tensor(images)).detach().numpy()
    np.testing.assert_allclose(actual, expected.detach().numpy(), rtol=1e-8)


def test_tied_weights_are_one_parameter_and_get_both_gradients() -> None:
    model = nn.GPT(11, 6, 8, 2, 1)
    assert model.head.weight is model.token_embedding.weight
    assert sum(p is model.head.weight for p in model.parameters()) == 1
    loose = nn.GPT(11, 6, 8, 2, 1, tie_weights=False)
    assert loose.head.weight is not loose.token_embedding.weight


MODELS: list[tuple[Callable[[], Any], tuple[int, ...], Any]] = [
    (lambda: nn.GPT(11, 6, 8, 2, 1, dropout=0.0), (2, 5), engine.int64),
    (lambda: nn.GPT(11, 6, 8, 4, 1, num_kv_heads=2, rope=True), (2, 5), engine.int64),
    (lambda: nn.BERT(11, 6, 8, 2, 1), (2, 5), engine.int64),
    (lambda: nn.ViT(8, 4, 10, 8, 2, 1), (2, 3, 8, 8), engine.float64),
]


@pytest.mark.parametrize(("make", "shape", "dtype"), MODELS)
def test_models_run_on_shapes_and_as_programs(
    make: Callable[[], Any], shape: tuple[int, ...], dtype: Any
) -> None:
    model = make().eval()
    rng = np.random.default_rng(0)
    x = rng.integers(1, 11, shape) if dtype == engine.int64 else rng.normal(size=shape)
    expected = model(engine.tensor(x)).detach().numpy()
    meta = engine.Tensor(None, shape=(engine.N, *shape[1:]), dtype=dtype)
    assert model(meta).shape == (engine.N, *expected.shape[1:])
    graph = program.trace(lambda x: {"y": model(x)}, {"x": (shape, dtype)})
    run = program.Interpreter(graph, {"x": x})
    run.run()
    np.testing.assert_allclose(run.value(graph.outputs["y"]), expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(("make", "shape", "dtype"), MODELS)
def test_every_parameter_of_a_model_gets_a_gradient(
    make: Callable[[], Any], shape: tuple[int, ...], dtype: Any
) -> None:
    model = make()
    spread(model)
    rng = np.random.default_rng(0)
    x = rng.integers(1, 11, shape) if dtype == engine.int64 else rng.normal(size=shape)
    (model(engine.tensor(x)) ** 2).sum().backward()
    without = [
        name
        for name, p in model.named_parameters()
        if p.grad is None or not np.isfinite(p.grad.numpy()).all() or not p.grad.numpy().any()
    ]
    assert not without


def test_what_models_cannot_read_is_named() -> None:
    with pytest.raises(ShapeError, match="longer than the learned positions"):
        nn.GPT(11, 4, 8, 2, 1)(tokens(1, 5))
    with pytest.raises(ValueRangeError, match="no token 12 in a vocabulary of 11"):
        nn.GPT(11, 4, 8, 2, 1)(engine.tensor([[12]]))
    with pytest.raises(ShapeError, match="images of one size"):
        nn.ViT(8, 4, 10, 8, 2, 1)(engine.zeros(1, 3, 9, 9))
    with pytest.raises(ValueRangeError, match="divides image_size = 8"):
        nn.ViT(8, 3, 10, 8, 2, 1)
    with pytest.raises(ShapeError, match="whether it is a word"):
        nn.BERT(11, 4, 8, 2, 1)(tokens(1, 3), attention_mask=engine.ones(1, 4))
