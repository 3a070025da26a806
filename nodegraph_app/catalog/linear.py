"""Layers where every output sees every input."""

from __future__ import annotations

from nodegraph_app.catalog.face import arrow, line
from nodegraph_app.catalog.fields import BIAS, from_wire, integer
from nodegraph_app.catalog.node_type import NodeType, Sample
from nodegraph_app.catalog.port import VECTORS, Port, Role
from nodegraph_app.text import translate

LINEAR = NodeType(
    name="Linear",
    family="linear",
    icon="linear",
    help=translate(
        "catalog",
        "Every output is a weighted sum of all inputs plus a bias: y = x·Wᵀ + b. Training finds "
        "the weights.",
    ),
    synonyms=(
        "dense",
        "fully connected",
        "affine",
        "fc",
        "全连接",
        "quanlianjie",
        "线性",
        "xianxing",
    ),
    inputs=(Port("input", VECTORS, translate("catalog", "input")),),
    outputs=(Port("output", VECTORS, translate("catalog", "output")),),
    parameters=(
        from_wire("in_features", -1, translate("catalog", "How many numbers arrive per sample.")),
        integer("out_features", 10, translate("catalog", "How many numbers leave per sample.")),
        BIAS,
    ),
    module="Linear",
    face=lambda p: line(arrow(p.in_features, p.out_features), p.bias and "bias"),
    needs=translate("catalog", "Linear needs a flat input."),
    adapters={Role.IMAGE: "Flatten"},
    follows={Role.FEATURES: 9, Role.SEQUENCE: 6},
    views=("bars", "grid", "formula", "histogram"),
    samples=(
        Sample({"out_features": 3}, ((2, 5),), (2, 3)),
        Sample({"in_features": 4, "out_features": 1, "bias": False}, ((2, 6, 4),), (2, 6, 1)),
    ),
)

TYPES = (LINEAR,)
