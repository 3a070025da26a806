"""Functions of one number, and Softmax: what makes a network more than one matrix."""

from __future__ import annotations

from nodegraph_app.catalog.face import line, unless
from nodegraph_app.catalog.fields import integer
from nodegraph_app.catalog.node_type import NodeType, Sample
from nodegraph_app.catalog.parameter import Values
from nodegraph_app.catalog.port import Role, Shapes
from nodegraph_app.text import translate

VIEWS = ("mosaic", "grid", "histogram", "formula")
SAMPLES = (Sample({}, ((2, 5),), (2, 5)), Sample({}, ((2, 3, 4, 4),), (2, 3, 4, 4)))

RELU = NodeType(
    name="ReLU",
    family="activation",
    icon="activation",
    help=translate(
        "catalog",
        "Lets positive values through and makes negative ones 0: y = max(x, 0). Where it gives 0, "
        "no gradient flows back.",
    ),
    synonyms=("rectifier", "激活", "jihuo", "修正线性", "xiuzheng xianxing"),
    module="ReLU",
    follows={Role.IMAGE: 8, Role.FEATURES: 8, Role.SEQUENCE: 5},
    views=VIEWS,
    samples=SAMPLES,
)

SIGMOID = NodeType(
    name="Sigmoid",
    family="activation",
    icon="sigmoid",
    help=translate(
        "catalog",
        "Squeezes any number into 0 to 1: y = 1 / (1 + e⁻ˣ). Its slope is y·(1 − y), at most ¼.",
    ),
    synonyms=("logistic", "激活", "jihuo", "S形", "sxing"),
    module="Sigmoid",
    follows={Role.IMAGE: 3, Role.FEATURES: 5, Role.SEQUENCE: 3},
    views=VIEWS,
    samples=SAMPLES,
)

TANH = NodeType(
    name="Tanh",
    family="activation",
    icon="tanh",
    help=translate(
        "catalog",
        "Squeezes any number into −1 to 1, with 0 staying 0. Its slope is 1 − y².",
    ),
    synonyms=("hyperbolic tangent", "激活", "jihuo", "双曲正切", "shuangqu zhengqie"),
    module="Tanh",
    follows={Role.IMAGE: 3, Role.FEATURES: 6, Role.SEQUENCE: 4},
    views=VIEWS,
    samples=SAMPLES,
)


def last_axis(values: Values, shapes: Shapes) -> float | None:
    """The index of the last axis of what arrives."""
    return len(shapes["input"]) - 1 if "input" in shapes else None


def first_axis(values: Values, shapes: Shapes) -> float | None:
    """The same axis as 0, counted from the end."""
    return -len(shapes["input"]) if "input" in shapes else None


SOFTMAX = NodeType(
    name="Softmax",
    family="activation",
    icon="softmax",
    help=translate(
        "catalog",
        "Turns scores into shares that add up to 1: eˣ over the sum of all eˣ. CrossEntropy "
        "already holds one, so do not put it in front of that.",
    ),
    synonyms=("probabilities", "normalized exponential", "归一化指数", "概率", "gailü", "gailv"),
    parameters=(
        integer(
            "dim",
            1,
            translate("catalog", "The axis whose values add up to 1; −1 is the last."),
            minimum=first_axis,
            maximum=last_axis,
        ),
    ),
    module="Softmax",
    face=lambda p: line(unless(1, "dim", p.dim)),
    follows={Role.IMAGE: 2, Role.FEATURES: 3, Role.SEQUENCE: 3},
    views=("bars", "grid", "histogram", "formula"),
    samples=(Sample({}, ((2, 5),), (2, 5)), Sample({"dim": -1}, ((2, 3, 4),), (2, 3, 4))),
)

TYPES = (RELU, SIGMOID, TANH, SOFTMAX)
