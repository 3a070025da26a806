"""A neuron, a layer of neurons, and a network of layers, number by number."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from engine.backend import Generator, default_generator
from engine.errors import ShapeError, ValueRangeError
from engine.scalar.value import Number, Value, total

ACTIVATIONS: dict[str, Callable[[Value], Value]] = {
    "identity": lambda value: value,
    "relu": Value.relu,
    "sigmoid": Value.sigmoid,
    "tanh": Value.tanh,
}


class Neuron:
    """activation(Σᵢ wᵢ · xᵢ + b).

    weight: one Value an input, drawn evenly from ±1/√in_features as a linear layer draws them.
    activation: identity, relu, sigmoid or tanh.
    """

    def __init__(
        self,
        in_features: int,
        activation: str = "identity",
        generator: Generator | None = None,
    ) -> None:
        if in_features < 1:
            raise ValueRangeError(
                "A neuron has at least one input", expected="1 or more", actual=in_features
            )
        if activation not in ACTIVATIONS:
            raise ValueRangeError(
                "There is no activation {name}",
                name=activation,
                expected=", ".join(ACTIVATIONS),
                actual=activation,
            )
        bound = 1 / math.sqrt(in_features)
        draw = (generator or default_generator).next().uniform(-bound, bound, in_features + 1)
        self.weight = [Value(w, f"w{place + 1}") for place, w in enumerate(draw[:-1])]
        self.bias = Value(draw[-1], "b")
        self.activation = activation

    def __call__(self, inputs: Sequence[Value | Number]) -> Value:
        """Its output for as many numbers as it has weights."""
        if len(inputs) != len(self.weight):
            raise ShapeError(
                "The neuron takes one number for each weight",
                expected=len(self.weight),
                actual=len(inputs),
            )
        products = [w * x for w, x in zip(self.weight, inputs, strict=True)]
        return ACTIVATIONS[self.activation](total([*products, self.bias]))

    def parameters(self) -> Iterator[Value]:
        """Its weights, then its bias."""
        yield from self.weight
        yield self.bias


class Layer:
    """Neurons that all read the same inputs: a linear layer and its activation."""

    def __init__(
        self,
        in_features: int,
        out_features: int,
        activation: str = "identity",
        generator: Generator | None = None,
    ) -> None:
        if out_features < 1:
            raise ValueRangeError(
                "A layer has at least one neuron", expected="1 or more", actual=out_features
            )
        self.neurons = [Neuron(in_features, activation, generator) for _ in range(out_features)]

    def __call__(self, inputs: Sequence[Value | Number]) -> list[Value]:
        """One output a neuron."""
        return [neuron(inputs) for neuron in self.neurons]

    def load(self, weight: Sequence[Sequence[float]], bias: Sequence[float]) -> None:
        """Take the numbers of a linear layer: weight[out][in] and bias[out], as `tolist()` gives.

        Raises ShapeError where they are of another size; nothing is taken then.
        """
        wanted = (len(self.neurons), len(self.neurons[0].weight))
        given = (len(weight), len(weight[0]) if weight else 0)
        if given != wanted or any(len(row) != wanted[1] for row in weight):
            raise ShapeError(
                "The weight has a row for each neuron and a column for each input",
                expected=f"{wanted[0]}×{wanted[1]}",
                actual=f"{given[0]}×{given[1]}",
            )
        if len(bias) != wanted[0]:
            raise ShapeError(
                "The bias has a number for each neuron", expected=wanted[0], actual=len(bias)
            )
        for neuron, row, b in zip(self.neurons, weight, bias, strict=True):
            for value, number in zip(neuron.weight, row, strict=True):
                value.data = float(number)
            neuron.bias.data = float(b)

    def parameters(self) -> Iterator[Value]:
        """Neuron by neuron."""
        for neuron in self.neurons:
            yield from neuron.parameters()


class MLP:
    """Layers one after another: `MLP([2, 16, 16, 1], "tanh")`; the last one has no activation.

    sizes: how many numbers go in, come out of each hidden layer, and come out.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activation: str = "relu",
        generator: Generator | None = None,
        last_activation: str = "identity",
    ) -> None:
        if len(sizes) < 2:
            raise ValueRangeError(
                "A network has at least an input and an output",
                expected="two sizes or more",
                actual=list(sizes),
            )
        kinds = [activation] * (len(sizes) - 2) + [last_activation]
        self.layers = [
            Layer(given, made, kind, generator)
            for given, made, kind in zip(sizes[:-1], sizes[1:], kinds, strict=True)
        ]

    def __call__(self, inputs: Sequence[Value | Number]) -> list[Value]:
        """The outputs of the last layer."""
        values: Sequence[Value | Number] = inputs
        for layer in self.layers:
            values = layer(values)
        return [v for v in values if isinstance(v, Value)]

    def parameters(self) -> Iterator[Value]:
        """Layer by layer."""
        for layer in self.layers:
            yield from layer.parameters()
