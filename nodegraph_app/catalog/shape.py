"""Nodes that rearrange, drop or join values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nodegraph_app.catalog.activation import first_axis, last_axis
from nodegraph_app.catalog.face import line, unless
from nodegraph_app.catalog.fields import decimal, integer, number
from nodegraph_app.catalog.node_type import NodeType, Ports, Sample, Target
from nodegraph_app.catalog.parameter import Values
from nodegraph_app.catalog.port import ACTIVATIONS, OUTPUT, VECTORS, Port, Role
from nodegraph_app.code import AnyExpression, BinaryOperation, call
from nodegraph_app.text import translate

FLATTEN = NodeType(
    name="Flatten",
    family="shape",
    icon="flatten",
    help=translate(
        "catalog",
        "Lays the maps of each sample out in one row, so that Linear can take them: N×C×H×W "
        "becomes N×(C·H·W). No value changes.",
    ),
    synonyms=("reshape", "view", "展平", "zhanping", "拉平", "laping"),
    outputs=(Port("output", VECTORS | ACTIVATIONS, translate("catalog", "output")),),
    parameters=(
        integer(
            "start_dim",
            1,
            translate("catalog", "The first axis to merge; 0 is the batch."),
            minimum=first_axis,
            maximum=last_axis,
        ),
        integer(
            "end_dim",
            -1,
            translate("catalog", "The last axis to merge; −1 is the last."),
            minimum=first_axis,
            maximum=last_axis,
        ),
    ),
    module="Flatten",
    face=lambda p: line(unless(1, "from", p.start_dim), unless(-1, "to", p.end_dim)),
    follows={Role.IMAGE: 5, Role.SEQUENCE: 4},
    views=("grid", "histogram"),
    samples=(
        Sample({}, ((2, 3, 4, 4),), (2, 48)),
        Sample({"start_dim": 2}, ((2, 3, 4, 5),), (2, 3, 20)),
    ),
)

DROPOUT = NodeType(
    name="Dropout",
    family="shape",
    icon="dropout",
    help=translate(
        "catalog",
        "While training, zeroes a random share p of the values and scales the rest by 1/(1 − p), "
        "so no value can be relied on alone. After training it does nothing.",
    ),
    synonyms=("regularization", "随机失活", "suiji shihuo", "丢弃", "diuqi"),
    parameters=(decimal("p", 0.5, translate("catalog", "The share of values to zero."), 0.0, 1.0),),
    module="Dropout",
    face=lambda p: f"p {p.p:g}",
    follows={Role.IMAGE: 2, Role.FEATURES: 4, Role.SEQUENCE: 4},
    views=("mosaic", "grid", "histogram"),
    samples=(Sample({"p": 0.0}, ((2, 5),), (2, 5)), Sample({"p": 0.3}, ((4, 50),), (4, 50))),
)


def add(input: Any, other: Any) -> Any:
    """The sum of two engine tensors, element by element."""
    return input + other


ADD = NodeType(
    name="Add",
    family="shape",
    icon="add",
    help=translate(
        "catalog",
        "Adds two values of the same shape, element by element. With a skip wire around a block it "
        "makes a residual block; the gradient goes down both wires unchanged.",
    ),
    synonyms=(
        "sum",
        "plus",
        "residual",
        "skip",
        "+",
        "加",
        "相加",
        "xiangjia",
        "jia",
        "残差",
        "cancha",
    ),
    inputs=(
        Port("input", ACTIVATIONS, translate("catalog", "input")),
        Port("other", ACTIVATIONS, translate("catalog", "skip")),
    ),
    function=add,
    expression=lambda target, values, operands: BinaryOperation(operands[0], "+", operands[1]),
    follows={Role.IMAGE: 3, Role.FEATURES: 2, Role.SEQUENCE: 3},
    views=("mosaic", "grid", "histogram", "formula"),
    samples=(
        Sample({}, ((2, 5), (2, 5)), (2, 5)),
        Sample({}, ((2, 3, 4, 4), (2, 3, 4, 4)), (2, 3, 4, 4)),
    ),
)


def concat(*tensors: Any, dim: int, inputs: int) -> Any:
    """Engine tensors joined along `dim`; `inputs` is how many they are."""
    import engine

    return engine.cat(tensors, dim)


def concat_ports(values: Values) -> Ports:
    """As many ports as the parameter `inputs` says: input, input2, input3, …"""
    count = max(2, min(number(values, "inputs") or 2, MOST_INPUTS))
    return (
        Port("input", ACTIVATIONS, translate("catalog", "input")),
        *(
            Port(f"input{n}", ACTIVATIONS, translate("catalog", "input {number}", number=n))
            for n in range(2, count + 1)
        ),
    )


def concat_code(target: Target, values: Values, operands: Sequence[AnyExpression]) -> AnyExpression:
    """`torch.cat((a, b), dim=1)`, or the same of the engine."""
    package = "torch" if target == "pytorch" else "engine"
    return call(f"{package}.cat", tuple(operands), dim=values["dim"])


MOST_INPUTS = 8
CONCAT = NodeType(
    name="Concat",
    family="shape",
    icon="concat",
    help=translate(
        "catalog",
        "Puts values side by side along one axis; all other axes must agree. Along axis 1 it "
        "stacks the channels of several branches.",
    ),
    synonyms=("concatenate", "cat", "join", "merge", "拼接", "pinjie", "合并", "hebing"),
    inputs=concat_ports,
    outputs=(OUTPUT,),
    parameters=(
        integer("inputs", 2, translate("catalog", "How many values to join."), 2, MOST_INPUTS),
        integer(
            "dim",
            1,
            translate("catalog", "The axis along which to join; 1 is the channels or features."),
            minimum=first_axis,
            maximum=last_axis,
        ),
    ),
    function=concat,
    expression=concat_code,
    face=lambda p: line(f"dim {p.dim}", unless(2, "inputs", p.inputs)),
    follows={Role.IMAGE: 2, Role.FEATURES: 2, Role.SEQUENCE: 2},
    views=("mosaic", "grid", "histogram"),
    samples=(
        Sample({}, ((2, 5), (2, 3)), (2, 8)),
        Sample({"inputs": 3}, ((2, 1, 4, 4), (2, 2, 4, 4), (2, 3, 4, 4)), (2, 6, 4, 4)),
    ),
)

TYPES = (FLATTEN, ADD, CONCAT, DROPOUT)
