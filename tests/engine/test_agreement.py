"""Random networks: run eagerly, step by step and as a plan, they give the same bits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
import engine.nn.functional as F
import engine.optim
from engine import Generator, Tensor, nn, program
from engine.program import Interpreter, Plan

BATCH, WIDTH = 3, 8  # every layer takes (BATCH, WIDTH) and gives the same

# ---- layers without parameters

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    name: getattr(F, name)
    for name in (
        "celu", "elu", "gelu", "hardshrink", "hardsigmoid", "hardswish", "hardtanh", "leaky_relu",
        "logsigmoid", "mish", "relu", "relu6", "selu", "sigmoid", "silu", "softplus", "softshrink",
        "softsign", "tanh", "tanhshrink",
    )
}  # fmt: skip


def maps(x: Tensor) -> Tensor:
    """Two channels of 2×2."""
    return x.reshape(BATCH, 2, 2, 2)


def line(x: Tensor) -> Tensor:
    """Two channels of 4."""
    return x.reshape(BATCH, 2, 4)


def shaped(x: Tensor) -> Tensor:
    """What has another number of elements, cut or repeated to the common shape."""
    flat = x.reshape(BATCH, -1)
    return flat.repeat(1, -(-WIDTH // flat.shape[1]))[:, :WIDTH]


PLAIN: dict[str, Callable[[Tensor], Tensor]] = {
    **ACTIVATIONS,
    "glu": lambda x: F.glu(engine.cat([x, x * 0.5], 1)),
    "softmax": lambda x: F.softmax(x, dim=1),
    "log_softmax": lambda x: F.log_softmax(x, dim=0),
    "normalize": lambda x: F.normalize(x, dim=1),
    "batch": lambda x: F.batch_norm(x, None, None, training=True),
    "layer": lambda x: F.layer_norm(x, (WIDTH,)),
    "group": lambda x: F.group_norm(line(x), 2).flatten(1),
    "instance": lambda x: F.instance_norm(line(x)).flatten(1),
    "rms": lambda x: F.rms_norm(x, (WIDTH,)),
    "response": lambda x: F.local_response_norm(line(x), 2).flatten(1),
    "max1": lambda x: shaped(F.max_pool1d(line(x), 2, 1)),
    "max2": lambda x: F.max_pool2d(maps(x), 2, stride=1, padding=1)[:, :, :2, :2].flatten(1),
    "avg1": lambda x: shaped(F.avg_pool1d(line(x), 3, 1, 1)),
    "avg2": lambda x: shaped(F.avg_pool2d(maps(x), 2)),
    "lp": lambda x: shaped(F.lp_pool2d(maps(x).abs() + 0.1, 2, 2)),
    "adaptive": lambda x: shaped(F.adaptive_avg_pool1d(line(x), 3)),
    "resize": lambda x: shaped(F.interpolate(maps(x), scale_factor=2, mode="bilinear")),
    "unfold": lambda x: shaped(F.unfold(maps(x), 2)),
    "pad": lambda x: F.pad(line(x), (1, 0), mode="reflect")[:, :, :4].flatten(1),
    "shuffle": lambda x: F.channel_shuffle(line(x), 2).flatten(1),
    "sum": lambda x: x + x.sum(1, keepdim=True) * 0.1,
    "mean": lambda x: x - x.mean(0),
    "var": lambda x: x / (x.var(1, keepdim=True) + 1).sqrt(),
    "amax": lambda x: x - x.amax(1, keepdim=True),
    "logsumexp": lambda x: x - x.logsumexp(1, keepdim=True),
    "norm": lambda x: x / (x.norm(dim=1, keepdim=True) + 1),
    "cumsum": lambda x: x.cumsum(1) * 0.3,
    "cumprod": lambda x: x.tanh().cumprod(1),
    "sort": lambda x: x.sort(dim=1)[0],
    "topk": lambda x: shaped(x.topk(3, dim=1)[0]),
    "index": lambda x: x[:, [1, 1, 0, 2, 7, 6, 5, 3]],
    "gather": lambda x: x.gather(1, x.argsort(1)),
    "flip": lambda x: x.flip(1).roll(1, 1),
    "slice": lambda x: shaped(x[:, ::2]),
    "transpose": lambda x: x.reshape(WIDTH, BATCH).transpose(0, 1) * 1.0,
    "where": lambda x: engine.where(x > 0, x, x * 0.1),
    "clamp": lambda x: x.clamp(-1.0, 1.5),
    "tril": lambda x: x.tril(2),
    "double": lambda x: engine.cat([x, x], 1)[:, 1 : 1 + WIDTH],
    "stack": lambda x: shaped(engine.stack([x, -x], 2)),
    "einsum": lambda x: engine.einsum("ncl,ncm->nlm", line(x), line(x))[:, :2].flatten(1) * 0.1,
    "attention": lambda x: F.scaled_dot_product_attention(line(x), line(x), line(x)).flatten(1),
}  # fmt: skip
RANDOM: dict[str, Callable[[Tensor, bool], Tensor]] = {
    "dropout": lambda x, training: F.dropout(x, 0.5, training),
    "dropout1d": lambda x, training: F.dropout1d(line(x), 0.5, training).flatten(1),
    "alpha_dropout": lambda x, training: F.alpha_dropout(x, 0.3, training),
    "rrelu": lambda x, training: F.rrelu(x, training=training),
}
BINARY: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b.tanh(),
    "divide": lambda a, b: a / (b * b + 1),
    "maximum": engine.maximum,
    "atan2": lambda a, b: engine.atan2(a, b * b + 1),
    "bmm": lambda a, b: (line(a).mT @ line(b))[:, :2].flatten(1) * 0.1,
    "cosine": lambda a, b: a * F.cosine_similarity(a, b, dim=1).unsqueeze(1),
}

# ---- layers with parameters: how each is built, and how it takes (BATCH, WIDTH)

BUILT: dict[str, tuple[Callable[[], nn.Module], Callable[[Any, Tensor], Tensor]]] = {
    "linear": (lambda: nn.Linear(WIDTH, WIDTH), lambda m, x: m(x)),
    "bilinear": (lambda: nn.Bilinear(WIDTH, WIDTH, 8), lambda m, x: m(x, x) * 0.1),
    "conv1d": (lambda: nn.Conv1d(2, 2, 3, padding=1), lambda m, x: m(line(x)).flatten(1)),
    "conv2d": (lambda: nn.Conv2d(2, 2, 2), lambda m, x: shaped(m(maps(x)))),
    "transposed": (
        lambda: nn.ConvTranspose1d(2, 2, 3, padding=1), lambda m, x: m(line(x)).flatten(1)
    ),
    "prelu": (lambda: nn.PReLU(), lambda m, x: m(x)),
    "batch_norm": (lambda: nn.BatchNorm1d(WIDTH), lambda m, x: m(x)),
    "layer_norm": (lambda: nn.LayerNorm(WIDTH), lambda m, x: m(x)),
    "group_norm": (lambda: nn.GroupNorm(2, 2), lambda m, x: m(line(x)).flatten(1)),
    "rnn": (lambda: nn.RNN(4, 4, batch_first=True), lambda m, x: m(line(x))[0].flatten(1)),
    "gru": (lambda: nn.GRU(4, 4, batch_first=True), lambda m, x: m(line(x))[0].flatten(1)),
    "lstm": (
        lambda: nn.LSTM(4, 2, batch_first=True, bidirectional=True),
        lambda m, x: m(line(x))[0].flatten(1),
    ),
    "cell": (lambda: nn.LSTMCell(WIDTH, WIDTH), lambda m, x: m(x)[0]),
    "heads": (
        lambda: nn.MultiheadAttention(4, 2, batch_first=True, dropout=0.1),
        lambda m, x: m(line(x), line(x), line(x), need_weights=False)[0].flatten(1),
    ),
    "encoder": (
        lambda: nn.TransformerEncoderLayer(4, 2, 6, batch_first=True),
        lambda m, x: m(line(x)).flatten(1),
    ),
}  # fmt: skip


# ---- losses of (BATCH, WIDTH) against class numbers, and optimizers


def pulled(loss: Callable[..., Tensor], x: Tensor, y: Tensor) -> Tensor:
    """A loss of two tensors: of the logits against the classes as ones and zeros."""
    return loss(x, F.one_hot(y, WIDTH).to(x.dtype))


LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "cross_entropy": lambda x, y: F.cross_entropy(x, y, label_smoothing=0.1),
    "nll": lambda x, y: F.nll_loss(F.log_softmax(x, 1), y),
    "multi_margin": F.multi_margin_loss,
    "focal": F.focal_loss,
    **{
        name: partial(pulled, getattr(F, name))
        for name in (
            "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss",
            "binary_cross_entropy_with_logits", "multilabel_soft_margin_loss",
        )
    },
    "bce": lambda x, y: pulled(F.binary_cross_entropy, x.sigmoid() * 0.98 + 0.01, y),
    "kl": lambda x, y: pulled(
        lambda a, b: F.kl_div(F.log_softmax(a, 1), b, reduction="batchmean"), x, y
    ),
}  # fmt: skip
OPTIMIZERS: dict[str, dict[str, Any]] = {
    "SGD": {"lr": 0.01, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
    "Adam": {"lr": 0.01, "amsgrad": True},
    "AdamW": {"lr": 0.01},
    "Adagrad": {"lr": 0.01},
    "Adadelta": {"lr": 0.5},
    "Adamax": {"lr": 0.01},
    "NAdam": {"lr": 0.01},
    "RAdam": {"lr": 0.01},
    "RMSprop": {"lr": 0.01, "centered": True, "momentum": 0.5},
    "Rprop": {"lr": 0.01},
    "ASGD": {"lr": 0.01},
}

KINDS = [*PLAIN, *RANDOM, *BINARY, *BUILT]
layers = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 20), st.integers(0, 20)),
    min_size=1,
    max_size=8,
)


class RandomNetwork(nn.Module):
    """Layers that each read one or two of the values before them."""

    def __init__(self, plan: list[tuple[str, int, int]], seed: int) -> None:
        super().__init__()
        self.plan = plan
        with engine.backend.seeded(seed):
            self.first = nn.Linear(WIDTH, WIDTH)
            self.parts = nn.ModuleDict(
                {str(n): BUILT[kind][0]() for n, (kind, *_) in enumerate(plan) if kind in BUILT}
            )
        self.to(engine.float64)

    def forward(self, x: Tensor) -> Tensor:
        values = [self.first(x)]
        for number, (kind, first, second) in enumerate(self.plan):
            a, b = values[first % len(values)], values[second % len(values)]
            if kind in PLAIN:
                values.append(PLAIN[kind](a))
            elif kind in RANDOM:
                values.append(RANDOM[kind](a, self.training))
            elif kind in BINARY:
                values.append(BINARY[kind](a, b))
            else:
                values.append(BUILT[kind][1](self.parts[str(number)], a))
        return values[-1] + values[len(values) // 2] + values[0] * 0.1


class Training:
    """A network, a loss and an optimizer; one step at a time."""

    def __init__(
        self, plan: list[tuple[str, int, int]], seed: int, loss: str, optimizer: str, train: bool
    ) -> None:
        self.network = RandomNetwork(plan, seed).train(train)
        self.loss = LOSSES[loss]
        self.optimizer = getattr(engine.optim, optimizer)(
            self.network.parameters(), **OPTIMIZERS[optimizer]
        )
        self.optimizer.prepare()

    def step(self, x: Tensor, y: Tensor) -> dict[str, Tensor]:
        """The loss, the slope at the input and those of the parameters."""
        x = x.detach().requires_grad_() if x.traced is None else x
        loss = self.loss(self.network(x), y)
        loss.backward()
        found = {"loss": loss, "x": x.grad}
        found |= {name: p.grad for name, p in self.network.named_parameters()}
        self.optimizer.step()
        self.optimizer.zero_grad()
        return {name: tensor for name, tensor in found.items() if tensor is not None}

    def state(self) -> list[np.ndarray[Any, Any]]:
        return [value.detach().numpy().copy() for value in self.network.state_dict().values()]


def check(
    layout: list[tuple[str, int, int]], seed: int, loss: str, optimizer: str, train: bool
) -> None:
    """Two steps of training in the three ways: losses, gradients, parameters and buffers."""
    rng = np.random.default_rng(seed)
    batches = [
        {"x": rng.standard_normal((BATCH, WIDTH)), "y": rng.integers(0, WIDTH, BATCH)}
        for _ in range(2)
    ]
    specs = {"x": ((BATCH, WIDTH), engine.float64), "y": ((BATCH,), engine.int64)}
    eager, stepped, planned = (Training(layout, seed, loss, optimizer, train) for _ in range(3))

    with engine.backend.seeded(seed):
        expected = [
            {
                name: tensor.detach().numpy().copy()
                for name, tensor in eager.step(
                    **{k: engine.tensor(v) for k, v in batch.items()}
                ).items()
            }
            for batch in batches
        ]
    graph = program.trace(stepped.step, specs, requires_grad=["x"])
    graph.verify()
    generator = Generator(seed)
    for batch, found in zip(batches, expected, strict=True):
        run = Interpreter(graph, batch, generator)
        run.run()
        run.commit()
        assert set(found) == set(graph.outputs)
        for name, value in found.items():
            np.testing.assert_array_equal(run.value(graph.outputs[name]), value)
    plan = Plan(program.trace(planned.step, specs, requires_grad=["x"]), generator=Generator(seed))
    for batch, found in zip(batches, expected, strict=True):
        made = plan.run(batch)
        for name, value in found.items():
            np.testing.assert_array_equal(made[name], value)
    assert plan.generator.state == generator.state
    for a, b, c in zip(eager.state(), stepped.state(), planned.state(), strict=True):
        np.testing.assert_array_equal(a, b)
        np.testing.assert_array_equal(a, c)


@pytest.mark.parametrize("kind", KINDS)
def test_a_network_of_one_such_layer_is_the_same_in_three_ways(kind: str) -> None:
    for train in (True, False):
        check([(kind, 0, 0)], 3, "cross_entropy", "SGD", train)


@pytest.mark.parametrize("loss", LOSSES)
def test_a_loss_is_the_same_in_three_ways(loss: str) -> None:
    check([("tanh", 0, 0)], 4, loss, "SGD", True)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_an_optimizer_is_the_same_in_three_ways(optimizer: str) -> None:
    check([("linear", 0, 0), ("relu", 1, 0)], 5, "cross_entropy", optimizer, True)


@pytest.mark.parametrize("unused", RANDOM)
def test_a_draw_that_nothing_needs_does_not_move_the_others(unused: str) -> None:
    layout = [(unused, 0, 0), ("tanh", 0, 0), ("dropout", 2, 0), ("relu", 3, 0)]
    check(layout, 6, "cross_entropy", "SGD", True)


@settings(max_examples=60, deadline=None)
@given(
    layers,
    st.integers(0, 1000),
    st.sampled_from(list(LOSSES)),
    st.sampled_from(list(OPTIMIZERS)),
    st.booleans(),
)
def test_eager_interpreter_and_plan_agree_on_random_networks(
    layout: list[tuple[str, int, int]], seed: int, loss: str, optimizer: str, train: bool
) -> None:
    check(layout, seed, loss, optimizer, train)
