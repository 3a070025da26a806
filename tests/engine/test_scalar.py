"""The scalar engine: the same answers as the array engine, number by number."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import make_moons

import engine
import engine.nn.functional as F
import engine.optim
from engine import nn, scalar
from engine.errors import EngineError
from engine.scalar import MLP, Layer, Neuron, Value

numbers = st.floats(-3, 3).filter(lambda x: abs(x) > 0.05)


def hand_worked() -> tuple[Layer, Layer]:
    hidden, output = Layer(2, 2, "sigmoid"), Layer(2, 2, "sigmoid")
    hidden.load([[0.15, 0.20], [0.25, 0.30]], [0.35, 0.35])
    output.load([[0.40, 0.45], [0.50, 0.55]], [0.60, 0.60])
    return hidden, output


def test_the_network_worked_by_hand_gives_the_textbooks_figures() -> None:
    hidden, output = hand_worked()
    h = hidden([Value(0.05), Value(0.10)])
    o = output(h)
    error = scalar.mse_loss(o, [0.01, 0.99])  # of two outputs: ½ Σ (o − t)²
    error.backward()
    assert [v.data for v in h] == pytest.approx([0.593269992, 0.596884378], abs=1e-9)
    assert [v.data for v in o] == pytest.approx([0.751365070, 0.772928465], abs=1e-9)
    assert error.data == pytest.approx(0.298371109, abs=1e-9)
    assert output.neurons[0].weight[0].grad == pytest.approx(0.082167041, abs=1e-9)
    assert hidden.neurons[0].weight[0].grad == pytest.approx(0.000438568, abs=1e-9)
    optimizer = scalar.SGD([*hidden.parameters(), *output.parameters()], lr=0.5)
    optimizer.step()
    assert hidden.neurons[0].weight[0].data == pytest.approx(0.149780716, abs=1e-9)


UNARY: dict[str, Callable[[Value], Value]] = {
    "square": lambda x: x**2,
    "cube": lambda x: x**3,
    "inverse": lambda x: 1 / x,
    "exp": Value.exp,
    "tanh": Value.tanh,
    "sigmoid": Value.sigmoid,
    "softplus": Value.softplus,
    "relu": Value.relu,
    "minus": lambda x: 2 - x,
    "log": lambda x: (x * x).log(),
}


@pytest.mark.parametrize("name", UNARY)
@given(x=numbers)
def test_a_gradient_is_the_slope(name: str, x: float) -> None:
    function = UNARY[name]
    value = Value(x)
    function(value).backward()
    h = 1e-3
    at = [function(Value(x + step * h)).data for step in (-2, -1, 1, 2)]
    slope = (8 * (at[2] - at[1]) - (at[3] - at[0])) / (12 * h)
    assert value.grad == pytest.approx(slope, rel=1e-6, abs=1e-6)


@given(a=numbers, b=numbers, c=numbers)
def test_gradients_of_a_shared_number_add_up_as_in_the_array_engine(
    a: float, b: float, c: float
) -> None:
    values = [Value(n) for n in (a, b, c)]
    tensors = [engine.tensor(n, dtype=engine.float64, requires_grad=True) for n in (a, b, c)]

    def network(x, y, z):  # type: ignore[no-untyped-def]
        h = (x * y + z).tanh()
        return (h * x - h / y + z**2).sigmoid() * h

    result, expected = network(*values), network(*tensors)
    result.backward()
    expected.backward()
    assert result.data == pytest.approx(expected.item(), rel=1e-12)
    for value, tensor in zip(values, tensors, strict=True):
        assert tensor.grad is not None
        assert value.grad == pytest.approx(tensor.grad.item(), rel=1e-10, abs=1e-12)


def twins(activation: str) -> tuple[MLP, nn.Module]:
    """The same network twice, with the same numbers."""
    kinds: dict[str, type[nn.Module]] = {"tanh": nn.Tanh, "relu": nn.ReLU, "sigmoid": nn.Sigmoid}
    engine.manual_seed(0)
    network = nn.Sequential(
        nn.Linear(2, 6), kinds[activation](), nn.Linear(6, 4), kinds[activation](), nn.Linear(4, 1)
    ).double()
    small = MLP([2, 6, 4, 1], activation)
    for layer, place in zip(small.layers, (0, 2, 4), strict=True):
        state = network.state_dict()
        layer.load(
            state[f"{place}.weight"].numpy().tolist(), state[f"{place}.bias"].numpy().tolist()
        )
    return small, network


@pytest.mark.parametrize("kind", ["SGD", "momentum", "Adam"])
def test_training_on_moons_goes_the_array_engines_way(kind: str) -> None:
    points, labels = make_moons(40, noise=0.1, random_state=0)
    small, network = twins("tanh")
    settings = {"SGD": {"lr": 0.5}, "momentum": {"lr": 0.1, "momentum": 0.9}, "Adam": {"lr": 0.05}}
    name = "Adam" if kind == "Adam" else "SGD"
    ours = getattr(scalar, name)(small.parameters(), **settings[kind])
    theirs = getattr(engine.optim, name)(network.parameters(), **settings[kind])
    inputs = [[Value(x), Value(y)] for x, y in points]
    x, y = engine.tensor(points), engine.tensor(labels.astype(float))
    first = math.inf
    for step in range(30):
        ours.zero_grad()
        outputs = [small(row)[0] for row in inputs]
        loss = scalar.binary_cross_entropy_with_logits(outputs, [float(n) for n in labels])
        loss.backward()
        ours.step()
        theirs.zero_grad()
        scores = network(x)[:, 0]
        power = (-scores.abs()).exp()  # ln(1 + eˣ) without overflow
        expected = (F.relu(scores) + (power + 1).log() - scores * y).mean()
        expected.backward()
        theirs.step()
        assert loss.data == pytest.approx(expected.item(), abs=1e-9), f"step {step}"
        first = min(first, loss.data) if step else loss.data
    assert loss.data < 0.75 * 0.6931
    weight = network.state_dict()["0.weight"].numpy()
    assert np.allclose([[w.data for w in n.weight] for n in small.layers[0].neurons], weight)


def test_a_network_reaches_every_moon() -> None:
    points, labels = make_moons(60, noise=0.05, random_state=1)
    network = MLP([2, 8, 1], "tanh", engine.Generator(3))
    optimizer = scalar.Adam(network.parameters(), lr=0.1)
    for _ in range(80):
        optimizer.zero_grad()
        outputs = [network([Value(x), Value(y)])[0] for x, y in points]
        scalar.binary_cross_entropy_with_logits(outputs, labels.tolist()).backward()
        optimizer.step()
    right = sum(
        (network([Value(x), Value(y)])[0].data > 0) == bool(label)
        for (x, y), label in zip(points, labels, strict=True)
    )
    assert right >= 58


def test_the_backward_pass_can_be_stepped_number_by_number() -> None:
    x, w, b = Value(2.0, "x"), Value(-3.0, "w"), Value(1.0, "b")
    y = (w * x + b).sigmoid()
    steps = [value.operation or value.label for value in y.backward_steps()]
    assert steps[0] == "σ" and steps[1] == "+" and set(steps[2:]) == {"·", "x", "w", "b"}
    whole = (w.grad, x.grad)
    for value in (x, w, b):
        value.grad = 0.0
    y.backward()
    assert (w.grad, x.grad) == whole


def test_gradients_of_given_numbers_add_up_until_they_are_forgotten() -> None:
    x = Value(3.0)
    (x * x).backward()
    (x * x).backward()
    assert x.grad == 12.0
    optimizer = scalar.SGD([x], lr=0.1)
    optimizer.zero_grad()
    assert x.grad == 0.0


def test_a_result_that_is_walked_twice_is_not_counted_twice() -> None:
    x = Value(3.0)
    y = x * x
    y.backward()
    y.backward()
    assert x.grad == 12.0


def test_a_long_chain_needs_no_deep_stack() -> None:
    value = start = Value(1.0)
    for _ in range(20_000):
        value = value + 1.0
    value.backward()
    assert start.grad == 1.0


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (lambda: Value(0.0).log(), "above 0"),
        (lambda: Value(1.0) / 0, "other than 0"),
        (lambda: Value(-2.0) ** 0.5, "whole exponent"),
        (lambda: Value(1000.0).exp(), "709"),
        (lambda: Value(2.0) ** Value(2.0), "plain number"),
        (lambda: Neuron(0), "1 or more"),
        (lambda: Neuron(2, "swish"), "tanh"),
        (lambda: Neuron(2)([1.0]), "2"),
        (lambda: MLP([3]), "two sizes"),
        (lambda: Layer(2, 2).load([[1.0, 2.0]], [0.0, 0.0]), "2×2"),
        (lambda: Layer(2, 1).load([[1.0, 2.0]], [0.0, 0.0]), "1"),
        (lambda: scalar.SGD([], lr=0.1), "at least one"),
        (lambda: scalar.Adam([Value(1.0)], lr=-1), "0 or more"),
        (lambda: scalar.mse_loss([Value(1.0)], []), "1 targets"),
        (lambda: Value(math.inf).backward(), "finite"),
    ],
)
def test_wrong_input_is_told(wrong: Callable[[], object], word: str) -> None:
    with pytest.raises(EngineError, match=word):
        wrong()
