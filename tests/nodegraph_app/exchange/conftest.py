"""Documents for the export tests."""

from collections.abc import Callable, Mapping
from itertools import pairwise

import pytest
from pydantic import JsonValue

from nodegraph_app.document import Document
from nodegraph_app.document.records import Node, PortRef, Project, Training, Wire

Nodes = Mapping[str, str | tuple[str, dict[str, JsonValue]]]
Build = Callable[..., Document]


def wired(chain: str) -> list[Wire]:
    """The wires of "digits1.x > conv1 > add1.other"; a port left out is `output` or `input`."""
    ends = [tuple(end.strip().split(".")) for end in chain.split(">")]
    return [
        Wire(
            PortRef(*source, *("output",)[: 2 - len(source)]),
            PortRef(*target, *("input",)[: 2 - len(target)]),
        )
        for source, target in pairwise(ends)
    ]


@pytest.fixture
def build() -> Build:
    """Make a document of nodes (type, or type and parameters, by name) and chains of wires."""

    def make(name: str, nodes: Nodes, *chains: str, **training: JsonValue) -> Document:
        records = []
        for key, known in nodes.items():
            kind, parameters = (known, {}) if isinstance(known, str) else known
            records.append(Node(id=f"id-{key}", type=kind, name=key, parameters=parameters))
        wires = [
            Wire(
                PortRef(f"id-{wire.source.node}", wire.source.port),
                PortRef(f"id-{wire.target.node}", wire.target.port),
            )
            for chain in chains
            for wire in wired(chain)
        ]
        setup = Training.model_validate(training)
        return Document(
            Project(name=name, nodes=tuple(records), wires=tuple(wires), training=setup)
        )

    return make


@pytest.fixture
def cnn(build: Build) -> Document:
    """A chain with everything that digits need, and a node that nothing uses."""
    return build(
        "digits cnn",
        {
            "digits1": "Digits",
            "conv1": ("Conv2d", {"out_channels": 8, "padding": 1}),
            "norm1": "BatchNorm2d",
            "relu1": "ReLU",
            "pool1": "MaxPool2d",
            "flatten1": "Flatten",
            "dropout1": "Dropout",
            "linear1": "Linear",
            "loss1": "CrossEntropy",
            "stray": "Linear",
        },
        "digits1.x > conv1 > norm1 > relu1 > pool1 > flatten1 > dropout1 > linear1 > loss1",
        "digits1.y > loss1.target",
        epochs=2,
    )


@pytest.fixture
def branches(build: Build) -> Document:
    """A skip, two branches joined, two heads, two losses, one of them an autoencoder's."""
    return build(
        "branches",
        {
            "digits1": "Digits",
            "conv1": ("Conv2d", {"out_channels": 4, "padding": 1}),
            "conv2": ("Conv2d", {"out_channels": 4, "padding": 1}),
            "skip1": "Add",
            "left1": ("Conv2d", {"out_channels": 2, "kernel_size": 1}),
            "left2": "ReLU",
            "right1": ("Conv2d", {"out_channels": 3, "padding": 1}),
            "both": "Concat",
            "flat": "Flatten",
            "classes": "Linear",
            "picture": ("Linear", {"out_features": 64}),
            "pixels": "Flatten",
            "loss1": "CrossEntropy",
            "loss2": "MSE",
        },
        "digits1.x > conv1 > conv2 > skip1 > left1 > left2 > both > flat > classes > loss1",
        "conv1 > skip1.other",
        "skip1 > right1 > both.input2",
        "flat > picture > loss2",
        "digits1.y > loss1.target",
        "digits1.x > pixels > loss2.target",
        optimizer="SGD",
        momentum=0.9,
    )


def long_names(build: Build, length: int) -> Document:
    """Two heads, with names of that many letters."""
    data, flat, one, two, loss1, loss2 = (letter * length for letter in "dfotlm")
    linear = ("Linear", {"out_features": 10})
    return build(
        data,
        {data: "Digits", flat: "Flatten", one: linear, two: linear}
        | {loss1: "CrossEntropy", loss2: "CrossEntropy"},
        f"{data}.x > {flat} > {one} > {loss1}",
        f"{flat} > {two} > {loss2}",
        f"{data}.y > {loss1}.target",
        f"{data}.y > {loss2}.target",
    )


@pytest.fixture
def long(build: Build) -> Document:
    """A network whose calls need several lines."""
    return long_names(build, 30)


@pytest.fixture
def longest(build: Build) -> Document:
    """A network whose single names nearly fill a line."""
    return long_names(build, 60)
