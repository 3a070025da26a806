"""Layers that sum up what a window of the image holds."""

from __future__ import annotations

from dataclasses import replace

from nodegraph_app.catalog.face import line, unless, window
from nodegraph_app.catalog.fields import half_of_kernel, pair, smaller_side, switch
from nodegraph_app.catalog.node_type import NodeType, Sample
from nodegraph_app.catalog.port import IMAGE_INPUT, IMAGE_OUTPUT, Role
from nodegraph_app.text import translate

KERNEL_SIZE = pair(
    "kernel_size", 2, translate("catalog", "Height and width of the window."), maximum=smaller_side
)
STRIDE = replace(
    pair(
        "stride",
        2,
        translate(
            "catalog", "How far the window moves; equal to the window, no pixel is seen twice."
        ),
    ),
    same_as="kernel_size",
)
PADDING = pair(
    "padding",
    0,
    translate("catalog", "Rows and columns added around the image; at most half the window."),
    minimum=0,
    maximum=half_of_kernel,
)
CEIL_MODE = switch(
    "ceil_mode",
    False,
    translate("catalog", "Keep a last window that hangs over the edge instead of dropping it."),
)
DILATION = pair(
    "dilation", 1, translate("catalog", "Spacing of the window's cells: 2 skips every other pixel.")
)

MAX_POOL2D = NodeType(
    name="MaxPool2d",
    family="pooling",
    icon="pooling",
    help=translate(
        "catalog",
        "Keeps the largest value of each window, so a pattern counts wherever in the window it is. "
        "The gradient goes to that one value.",
    ),
    synonyms=("max pooling", "downsample", "最大池化", "zuida chihua", "池化", "chihua"),
    inputs=(IMAGE_INPUT,),
    outputs=(IMAGE_OUTPUT,),
    parameters=(KERNEL_SIZE, STRIDE, PADDING, DILATION, CEIL_MODE),
    module="MaxPool2d",
    face=lambda p: line(
        window(p.kernel_size), unless(None, "stride", p.stride), unless(0, "pad", p.padding)
    ),
    needs=translate("catalog", "MaxPool2d needs an image: N×C×H×W."),
    follows={Role.IMAGE: 7},
    views=("mosaic", "strip", "grid", "histogram", "formula"),
    samples=(
        Sample({}, ((2, 3, 8, 8),), (2, 3, 4, 4)),
        Sample({"kernel_size": 3, "stride": 2, "padding": 1}, ((1, 2, 7, 7),), (1, 2, 4, 4)),
    ),
)

AVG_POOL2D = NodeType(
    name="AvgPool2d",
    family="pooling",
    icon="average",
    help=translate(
        "catalog",
        "Takes the mean of each window: a smaller, softer image. The gradient is shared equally by "
        "the window's values.",
    ),
    synonyms=(
        "average pooling",
        "mean pooling",
        "downsample",
        "平均池化",
        "pingjun chihua",
        "池化",
    ),
    inputs=(IMAGE_INPUT,),
    outputs=(IMAGE_OUTPUT,),
    parameters=(KERNEL_SIZE, STRIDE, PADDING, CEIL_MODE),
    module="AvgPool2d",
    face=lambda p: line(
        window(p.kernel_size), unless(None, "stride", p.stride), unless(0, "pad", p.padding)
    ),
    needs=translate("catalog", "AvgPool2d needs an image: N×C×H×W."),
    follows={Role.IMAGE: 4},
    views=("mosaic", "strip", "grid", "histogram", "formula"),
    samples=(
        Sample({}, ((2, 3, 8, 8),), (2, 3, 4, 4)),
        Sample({"kernel_size": 3, "stride": 1, "padding": 1}, ((1, 2, 5, 5),), (1, 2, 5, 5)),
    ),
)

TYPES = (MAX_POOL2D, AVG_POOL2D)
