"""Layers that slide learned kernels over an image."""

from __future__ import annotations

from math import gcd

from nodegraph_app.catalog.face import arrow, line, unless, window
from nodegraph_app.catalog.fields import (
    BIAS,
    STRIDE_ONE,
    from_wire,
    integer,
    number,
    pair,
)
from nodegraph_app.catalog.node_type import NodeType, Sample
from nodegraph_app.catalog.parameter import ParameterProblem, Values
from nodegraph_app.catalog.port import IMAGE_INPUT, IMAGE_OUTPUT, Role, Shapes
from nodegraph_app.text import translate


def groups_divide_channels(values: Values, shapes: Shapes) -> list[ParameterProblem]:
    """Every group has as many input channels as the others, and as many output channels."""
    groups = number(values, "groups") or 1
    known = {
        name: channels
        for name in ("in_channels", "out_channels")
        if (channels := number(values, name)) is not None
    }
    common = gcd(*known.values())
    return [
        ParameterProblem(
            "groups",
            translate("catalog", "groups must divide {parameter}.", parameter=name),
            translate("catalog", "a divisor of {number}", number=channels),
            str(groups),
            nearest=max(n for n in range(1, groups) if common % n == 0),
        )
        for name, channels in known.items()
        if channels % groups
    ]


CONV2D = NodeType(
    name="Conv2d",
    family="convolution",
    icon="convolution",
    help=translate(
        "catalog",
        "Slides learned kernels over the image; each kernel draws one map of where its pattern is. "
        "A 3×3 kernel with padding 1 keeps height and width.",
    ),
    synonyms=("convolution", "cnn", "filter", "kernel", "卷积", "juanji", "滤波", "lvbo"),
    inputs=(IMAGE_INPUT,),
    outputs=(IMAGE_OUTPUT,),
    parameters=(
        from_wire(
            "in_channels", 1, translate("catalog", "How many maps arrive (1: grey, 3: RGB).")
        ),
        integer(
            "out_channels", 32, translate("catalog", "How many kernels, so how many maps leave.")
        ),
        pair(
            "kernel_size",
            3,
            translate("catalog", "Height and width of the window that a kernel sees."),
        ),
        STRIDE_ONE,
        pair(
            "padding",
            0,
            translate("catalog", "Rows and columns of zeros around the image."),
            minimum=0,
        ),
        pair(
            "dilation",
            1,
            translate("catalog", "Spacing of the kernel's cells: 2 skips every other pixel."),
        ),
        integer(
            "groups",
            1,
            translate(
                "catalog",
                "Splits the channels into groups that do not see each other; as many groups as "
                "channels is a depthwise convolution.",
            ),
        ),
        BIAS,
    ),
    rules=groups_divide_channels,
    module="Conv2d",
    face=lambda p: line(
        arrow(p.in_channels, p.out_channels),
        window(p.kernel_size),
        unless(1, "stride", p.stride),
        unless(0, "pad", p.padding),
        unless(1, "dilation", p.dilation),
        unless(1, "groups", p.groups),
    ),
    needs=translate("catalog", "Conv2d needs an image: N×C×H×W."),
    follows={Role.IMAGE: 9},
    views=("mosaic", "kernels", "strip", "grid", "histogram", "formula"),
    samples=(
        Sample({"out_channels": 4, "padding": 1}, ((2, 1, 8, 8),), (2, 4, 8, 8)),
        Sample(
            {"out_channels": 4, "kernel_size": [3, 5], "stride": 2}, ((2, 3, 9, 9),), (2, 4, 4, 3)
        ),
        Sample({"out_channels": 6, "groups": 3, "bias": False}, ((2, 3, 5, 5),), (2, 6, 3, 3)),
        Sample({"out_channels": 2, "dilation": 2}, ((1, 2, 7, 7),), (1, 2, 3, 3)),
    ),
)

TYPES = (CONV2D,)
