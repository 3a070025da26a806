"""Layers that bring activations to a common scale."""

from __future__ import annotations

from nodegraph_app.catalog.face import line, unless
from nodegraph_app.catalog.fields import decimal, from_wire, switch
from nodegraph_app.catalog.node_type import NodeType, Sample
from nodegraph_app.catalog.port import IMAGE_INPUT, IMAGE_OUTPUT, Role
from nodegraph_app.text import translate

BATCH_NORM2D = NodeType(
    name="BatchNorm2d",
    family="normalisation",
    icon="normalisation",
    help=translate(
        "catalog",
        "Shifts and scales each channel to mean 0 and variance 1 over the batch, then by a learned "
        "weight and bias. Trained networks use the running statistics instead of the batch's.",
    ),
    synonyms=(
        "batch normalization",
        "bn",
        "批归一化",
        "pi guiyihua",
        "归一化",
        "guiyihua",
        "标准化",
    ),
    inputs=(IMAGE_INPUT,),
    outputs=(IMAGE_OUTPUT,),
    parameters=(
        from_wire("num_features", 1, translate("catalog", "How many channels arrive.")),
        decimal(
            "eps",
            1e-5,
            translate("catalog", "Added to the variance, so that nothing is divided by zero."),
            minimum=1e-12,
            maximum=1.0,
        ),
        decimal(
            "momentum",
            0.1,
            translate("catalog", "How much of each batch goes into the running statistics."),
            minimum=0.0,
            maximum=1.0,
        ),
        switch("affine", True, translate("catalog", "Learn a weight and a bias per channel.")),
        switch(
            "track_running_stats",
            True,
            translate("catalog", "Keep running statistics for use after training."),
        ),
    ),
    module="BatchNorm2d",
    face=lambda p: line(
        "" if p.num_features is None else f"{p.num_features} channels",
        unless(0.1, "momentum", p.momentum),
    ),
    needs=translate("catalog", "BatchNorm2d needs an image: N×C×H×W."),
    follows={Role.IMAGE: 6},
    views=("mosaic", "grid", "histogram", "formula"),
    samples=(
        Sample({}, ((4, 3, 5, 5),), (4, 3, 5, 5)),
        Sample({"affine": False}, ((4, 2, 3, 3),), (4, 2, 3, 3)),
    ),
)

TYPES = (BATCH_NORM2D,)
