"""Where samples come from: real digits, generated data, typed tables, and a bare input."""

from __future__ import annotations

from collections.abc import Mapping

from nodegraph_app.catalog import sources, tables
from nodegraph_app.catalog.face import line
from nodegraph_app.catalog.fields import SEED, choice, decimal, integer, number, text
from nodegraph_app.catalog.node_type import NodeType
from nodegraph_app.catalog.parameter import Values
from nodegraph_app.catalog.port import ACTIVATIONS, FEATURES, IMAGES, LABELS, Port, Role
from nodegraph_app.catalog.source import DataSource, Spec
from nodegraph_app.text import translate

IMAGES_OUT = Port("x", IMAGES, translate("catalog", "images"))
FEATURES_OUT = Port("x", FEATURES, translate("catalog", "features"))
CLASSES_OUT = Port("y", LABELS, translate("catalog", "classes"))
VALUES_OUT = Port("y", LABELS, translate("catalog", "values"))
NOISE = translate("catalog", "Standard deviation of the random number added to each value.")
VIEWS = ("grid", "histogram")


def digits_outputs(values: Values) -> Mapping[str, Spec]:
    """8×8 grey images and their class."""
    return {"x": Spec((1, 8, 8), "float32", Role.IMAGE), "y": _class_numbers(10)}


def curve_outputs(values: Values) -> Mapping[str, Spec]:
    """One number in, one number out."""
    return {"x": Spec((1,), "float32", Role.FEATURES), "y": Spec((1,), "float32", Role.LABELS)}


def spirals_outputs(values: Values) -> Mapping[str, Spec]:
    """A point in the plane and the arm it lies on."""
    arms = number(values, "classes")
    return {"x": Spec((2,), "float32", Role.FEATURES), "y": _class_numbers(arms)}


def values_outputs(values: Values) -> Mapping[str, Spec]:
    """As many numbers per row as were typed."""
    inputs = tables.columns(str(values["inputs"]))
    if values["target_kind"] == "class":
        target = _class_numbers(tables.classes(str(values["targets"])))
    else:
        target = Spec((tables.columns(str(values["targets"])),), "float32", Role.LABELS)
    return {"x": Spec((inputs,), "float32", Role.FEATURES), "y": target}


def input_outputs(values: Values) -> Mapping[str, Spec]:
    """The shape that was typed."""
    shape = tables.shape(str(values["shape"]))
    role = {1: Role.FEATURES, 2: Role.SEQUENCE, 3: Role.IMAGE}.get(len(shape), Role.UNKNOWN)
    return {"x": Spec(shape, "float32", role)}


def points(values: Values) -> int:
    """As many as the parameter `n` says."""
    return number(values, "n") or 0


def _class_numbers(count: int | None) -> Spec:
    """The number of one of `count` classes."""
    return Spec((), "int64", Role.LABELS, count)


DIGITS = NodeType(
    name="Digits",
    family="data",
    icon="digits",
    help=translate(
        "catalog",
        "1797 real handwritten digits, 8×8 grey values from 0 to 1, with their classes 0 to 9. "
        "They come with scikit-learn, so no network is needed.",
    ),
    synonyms=(
        "mnist",
        "handwritten",
        "images",
        "数字",
        "shuzi",
        "手写",
        "shouxie",
        "数据",
        "shuju",
    ),
    inputs=(),
    outputs=(IMAGES_OUT, CLASSES_OUT),
    data=DataSource(digits_outputs, sources.digits, lambda values: 1797),
    face=lambda p: "1797 × 8×8",
    views=("mosaic", *VIEWS),
)

CURVE = NodeType(
    name="Curve",
    family="data",
    icon="curve",
    help=translate(
        "catalog",
        "Points on e^(−0.1x)·sin(2x) + 0.1x³ − 3x² + 2x for x from −5 to 5. Both x and y are "
        "shifted and scaled to mean 0 and variance 1, the range a network learns best in.",
    ),
    synonyms=("regression", "function", "fit", "曲线", "quxian", "拟合", "nihe", "回归", "huigui"),
    inputs=(),
    outputs=(FEATURES_OUT, VALUES_OUT),
    parameters=(
        integer("n", 512, translate("catalog", "How many points."), 2, 100_000),
        decimal("noise", 0.0, NOISE, 0.0, 10.0),
        SEED,
    ),
    data=DataSource(curve_outputs, sources.curve, points),
    face=lambda p: line(f"{p.n} points", f"noise {p.noise:g}" if p.noise else ""),
    views=VIEWS,
)

SPIRALS = NodeType(
    name="Spirals",
    family="data",
    icon="spirals",
    help=translate(
        "catalog",
        "Points on arms that wind around each other; the class is the arm. No straight line parts "
        "them, so a network needs a hidden layer.",
    ),
    synonyms=("classification", "points", "swirl", "螺旋", "luoxuan", "分类", "fenlei"),
    inputs=(),
    outputs=(FEATURES_OUT, CLASSES_OUT),
    parameters=(
        integer("classes", 2, translate("catalog", "How many arms."), 2, 10),
        integer("n", 600, translate("catalog", "How many points in all."), 20, 100_000),
        decimal("noise", 0.03, NOISE, 0.0, 1.0),
        decimal("turns", 1.25, translate("catalog", "How often each arm winds around."), 0.1, 5.0),
        SEED,
    ),
    data=DataSource(spirals_outputs, sources.spirals, points),
    face=lambda p: line(f"{p.classes} arms", f"{p.n} points"),
    views=VIEWS,
)

VALUES = NodeType(
    name="Values",
    family="data",
    icon="table",
    help=translate(
        "catalog",
        "A table that you type: one row per sample, numbers parted by commas, rows by a new line "
        "or a semicolon. For networks that are worked through by hand.",
    ),
    synonyms=(
        "table",
        "rows",
        "numbers",
        "xor",
        "manual",
        "表格",
        "biaoge",
        "数值",
        "shuzhi",
        "手算",
    ),
    inputs=(),
    outputs=(FEATURES_OUT, VALUES_OUT),
    parameters=(
        text("inputs", "0, 0\n0, 1\n1, 0\n1, 1", translate("catalog", "The rows of x.")),
        text(
            "targets", "0\n1\n1\n0", translate("catalog", "The rows of y, one for each row of x.")
        ),
        choice(
            "target_kind",
            "value",
            ("value", "class"),
            translate("catalog", "Whether y holds values to reproduce or the numbers of classes."),
        ),
    ),
    rules=tables.problems,
    data=DataSource(
        values_outputs, sources.values, lambda values: len(tables.rows(str(values["inputs"])))
    ),
    face=lambda p: tables.face(p.inputs, p.targets),
    views=VIEWS,
)

INPUT = NodeType(
    name="Input",
    family="data",
    icon="input",
    help=translate(
        "catalog",
        "A place for a value of a given shape, for a network without data. When it is run, it "
        "gives standard normal random numbers.",
    ),
    synonyms=("placeholder", "shape", "输入", "shuru"),
    inputs=(),
    outputs=(Port("x", ACTIVATIONS, translate("catalog", "input")),),
    parameters=(
        text("shape", "1×28×28", translate("catalog", "One sample's shape, without the batch.")),
    ),
    rules=tables.shape_problems,
    data=DataSource(input_outputs, sources.noise, lambda values: sources.NOISE_SAMPLES),
    face=lambda p: p.shape,
    views=("mosaic", *VIEWS),
)

TYPES = (DIGITS, CURVE, SPIRALS, VALUES, INPUT)
