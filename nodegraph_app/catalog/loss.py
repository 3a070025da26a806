"""One number for how wrong a prediction is: where the backward pass starts."""

from __future__ import annotations

from nodegraph_app.catalog.face import line, unless
from nodegraph_app.catalog.fields import choice, decimal
from nodegraph_app.catalog.node_type import NodeType, Sample
from nodegraph_app.catalog.port import ACTIVATIONS, LOSSES, TARGETS, VECTORS, Port, Role
from nodegraph_app.text import translate

LOSS_OUTPUT = Port("loss", LOSSES, translate("catalog", "loss"))
REDUCTION = choice(
    "reduction",
    "mean",
    ("mean", "sum"),
    translate("catalog", "How the losses of the batch become one number."),
)

CROSS_ENTROPY = NodeType(
    name="CrossEntropy",
    family="loss",
    icon="loss",
    help=translate(
        "catalog",
        "−log of the share that softmax gives to the right class. Takes raw scores (logits), one "
        "per class, and the class's number.",
    ),
    synonyms=(
        "classification loss",
        "softmax loss",
        "nll",
        "ce",
        "交叉熵",
        "jiaochashang",
        "损失",
        "sunshi",
    ),
    inputs=(
        Port("input", VECTORS, translate("catalog", "logits")),
        Port("target", TARGETS, translate("catalog", "target")),
    ),
    outputs=(LOSS_OUTPUT,),
    parameters=(
        decimal(
            "label_smoothing",
            0.0,
            translate("catalog", "The share of the target that is spread over all classes."),
            0.0,
            1.0,
        ),
        REDUCTION,
    ),
    module="CrossEntropyLoss",
    is_loss=True,
    face=lambda p: line(
        unless(0.0, "smoothing", p.label_smoothing), unless("mean", "reduction", p.reduction)
    ),
    needs=translate("catalog", "CrossEntropy needs flat scores, one per class: N×classes."),
    adapters={Role.IMAGE: "Flatten"},
    follows={Role.FEATURES: 7, Role.LABELS: 9},
    views=("bars", "grid", "formula"),
    samples=(
        Sample({}, ((4, 3), (4,)), ()),
        Sample({"label_smoothing": 0.1, "reduction": "sum"}, ((4, 3), (4,)), ()),
    ),
)

MSE = NodeType(
    name="MSE",
    family="loss",
    icon="mse",
    help=translate(
        "catalog",
        "The mean of the squared differences between prediction and target. Its gradient is "
        "2·(prediction − target) over how many there are.",
    ),
    synonyms=(
        "mean squared error",
        "regression loss",
        "l2",
        "均方误差",
        "junfang wucha",
        "损失",
        "sunshi",
    ),
    inputs=(
        Port("input", ACTIVATIONS, translate("catalog", "prediction")),
        Port("target", TARGETS | ACTIVATIONS, translate("catalog", "target")),
    ),
    outputs=(LOSS_OUTPUT,),
    parameters=(REDUCTION,),
    module="MSELoss",
    is_loss=True,
    face=lambda p: line(unless("mean", "reduction", p.reduction)),
    follows={Role.FEATURES: 5, Role.LABELS: 8},
    views=("grid", "histogram", "formula"),
    samples=(
        Sample({}, ((4, 3), (4, 3)), ()),
        Sample({"reduction": "sum"}, ((2, 1, 4, 4), (2, 1, 4, 4)), ()),
    ),
)

TYPES = (CROSS_ENTROPY, MSE)
