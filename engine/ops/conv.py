"""Two-dimensional convolution and its two adjoints, with respect to the input and the weight.

Each of the three is a product of matrices: the windows of the input, laid out as columns ("im2col":
Chellapilla, Puri, Simard 2006), against the kernels. The columns keep the batch innermost, so that
they are copied in long runs, and the result is a view whose memory is ordered (C, H, W, N): the
operations that follow keep that order, and the next convolution reads it without transposing.
"""

from __future__ import annotations

from typing import Any

from engine.backend import Array, ArrayModule, DType, promote
from engine.errors import ShapeError, ValueRangeError
from engine.ops.elementwise import values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import (
    Pair,
    need_floating,
    need_ndim,
    need_not_negative,
    need_positive,
    text,
    window_size,
)

__all__ = ["conv2d", "conv2d_input", "conv2d_weight"]


_ONE: Pair = (1, 1)
_ZERO: Pair = (0, 0)

_OF_INPUT = "∂L/∂x[n,c,h,w] = Σ_{o,u,v} δ[n,o,i,j] · w[o,c,u,v]  where i·s+u·d−p = h, j·s+v·d−p = w"
_OF_WEIGHT = "∂L/∂w[o,c,u,v] = Σ_{n,i,j} δ[n,o,i,j] · x[n, c, i·s+u·d−p, j·s+v·d−p]"


# ---- shapes


def _conv2d_shape(
    x: Shape,
    weight: Shape,
    bias: Shape | None = None,
    *,
    stride: Pair = _ONE,
    padding: Pair = _ZERO,
    dilation: Pair = _ONE,
    groups: int = 1,
) -> Shape:
    need_ndim(x, 4, "input of a convolution", "batch × channels × height × width")
    need_ndim(weight, 4, "weight", "out_channels × in_channels/groups × height × width")
    need_positive(stride=stride, dilation=dilation, groups=groups)
    need_not_negative(padding=padding)
    if x[1] != weight[1] * groups:
        raise ShapeError(
            "The convolution takes {expected_channels} channels",
            expected_channels=weight[1] * groups,
            expected=f"N×{weight[1] * groups}×height×width",
            actual=text(x),
            mend="Set in_channels to {actual_channels}",
            actual_channels=x[1],
        )
    if weight[0] % groups:
        raise ValueRangeError(
            "{groups} groups do not divide {out_channels} output channels evenly",
            groups=groups,
            out_channels=weight[0],
            expected=f"a divisor of {weight[0]}",
            actual=groups,
        )
    if bias is not None and bias != weight[:1]:
        raise ShapeError(
            "The bias has one number for each output channel",
            expected=text(weight[:1]),
            actual=text(bias),
        )
    sizes = map(window_size, x[2:], weight[2:], stride, padding, dilation)  # type: ignore[arg-type]
    return (x[0], weight[0], *sizes)


def _conv2d_input_shape(
    g: Shape, weight: Shape, *, size: Pair, groups: int = 1, **_: Pair
) -> Shape:
    return (g[0], weight[1] * groups, *size)


def _conv2d_weight_shape(
    g: Shape, x: Shape, *, kernel_size: Pair, groups: int = 1, **_: Pair
) -> Shape:
    return (g[1], x[1] // groups, *kernel_size)


def _dtype(*dtypes: DType | None, **_: object) -> DType:
    need_floating("conv2d", *dtypes)
    return promote(*(dtype for dtype in dtypes if dtype is not None))


# ---- windows as columns and back


def _padded(xp: ArrayModule, x: Array, padding: Pair) -> Array:
    """(N, C, H, W) as an array ordered (C, H, W, N), with a border of zeros."""
    x = x.transpose(1, 2, 3, 0)
    if padding == _ZERO:
        return x
    top, left = padding
    channels, height, width, batch = x.shape
    bordered = xp.zeros((channels, height + 2 * top, width + 2 * left, batch), x.dtype)
    bordered[:, top : top + height, left : left + width] = x
    return bordered


def _columns(
    xp: ArrayModule,
    x: Array,
    kernel_size: Pair,
    out_size: Pair,
    *,
    stride: Pair,
    padding: Pair,
    dilation: Pair,
    groups: int,
) -> Array:
    """The windows of x: (groups, C/groups · KH · KW, OH · OW · N)."""
    x = xp.ascontiguousarray(_padded(xp, x, padding))
    channels, _, _, batch = x.shape
    per_channel, per_row, per_column, per_sample = x.strides
    windows = xp.lib.stride_tricks.as_strided(
        x,
        (channels, *kernel_size, *out_size, batch),
        (
            per_channel,
            per_row * dilation[0],
            per_column * dilation[1],
            per_row * stride[0],
            per_column * stride[1],
            per_sample,
        ),
    )
    taps = channels // groups * kernel_size[0] * kernel_size[1]
    return windows.reshape(groups, taps, out_size[0] * out_size[1] * batch)


def _grouped(x: Array, groups: int) -> Array:
    """(N, C, H, W) as (groups, C/groups, H · W · N)."""
    batch, channels, height, width = x.shape
    return x.transpose(1, 2, 3, 0).reshape(groups, channels // groups, height * width * batch)


def conv2d_forward(
    xp: ArrayModule,
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: Pair = _ONE,
    padding: Pair = _ZERO,
    dilation: Pair = _ONE,
    groups: int = 1,
) -> Array:
    """y = kernels × columns + b."""
    batch, channels = x.shape[0], weight.shape[0]
    sizes: Any = map(window_size, x.shape[2:], weight.shape[2:], stride, padding, dilation)
    height, width = sizes
    columns = _columns(
        xp,
        x,
        weight.shape[2:],
        (height, width),
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
    )
    kernels = weight.reshape(groups, channels // groups, columns.shape[1])
    y = xp.matmul(kernels, columns)
    if bias is not None:
        y += bias.reshape(groups, channels // groups, 1)
    return y.reshape(channels, height, width, batch).transpose(3, 0, 1, 2)


def conv2d_input_forward(
    xp: ArrayModule,
    g: Array,
    weight: Array,
    *,
    size: Pair,
    stride: Pair = _ONE,
    padding: Pair = _ZERO,
    dilation: Pair = _ONE,
    groups: int = 1,
) -> Array:
    """kernelsᵀ × δ, each column added to the window that it came from."""
    (batch, out_channels, height, width), kernel_size = g.shape, weight.shape[2:]
    channels = weight.shape[1] * groups
    kernels = weight.reshape(groups, out_channels // groups, -1).swapaxes(1, 2)
    columns = xp.matmul(kernels, _grouped(g, groups))
    columns = columns.reshape(channels, *kernel_size, height, width, batch)
    (top, left), (down, across) = padding, stride
    total = xp.zeros((channels, size[0] + 2 * top, size[1] + 2 * left, batch), columns.dtype)
    for u in range(kernel_size[0]):
        for v in range(kernel_size[1]):
            row, column = u * dilation[0], v * dilation[1]
            total[
                :,
                row : row + (height - 1) * down + 1 : down,
                column : column + (width - 1) * across + 1 : across,
            ] += columns[:, u, v]
    return total[:, top : top + size[0], left : left + size[1]].transpose(3, 0, 1, 2)


def conv2d_weight_forward(
    xp: ArrayModule,
    g: Array,
    x: Array,
    *,
    kernel_size: Pair,
    stride: Pair = _ONE,
    padding: Pair = _ZERO,
    dilation: Pair = _ONE,
    groups: int = 1,
) -> Array:
    """δ × columnsᵀ."""
    columns = _columns(
        xp,
        x,
        kernel_size,
        g.shape[2:],
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
    )
    product = xp.matmul(columns, _grouped(g, groups).swapaxes(1, 2)).swapaxes(1, 2)
    return product.reshape(g.shape[1], x.shape[1] // groups, *kernel_size)


# ---- samples


def _samples() -> list[Sample]:
    return [
        Sample((values(2, 3, 5, 4), values(4, 3, 3, 2, seed=1), values(4, seed=2))),
        Sample(
            (values(2, 2, 5, 6), values(3, 2, 2, 3, seed=1), None),
            {"stride": (2, 1), "padding": (1, 2), "dilation": (1, 2)},
        ),
        Sample(
            (values(2, 4, 4, 4), values(6, 2, 3, 3, seed=1), values(6, seed=2)),
            {"padding": (1, 1), "groups": 2},
        ),
        Sample((values(0, 1, 3, 3), values(2, 1, 2, 2, seed=1), values(2, seed=2))),
    ]


def _input_samples() -> list[Sample]:
    return [
        Sample((values(2, 4, 3, 3), values(4, 3, 3, 2, seed=1)), {"size": (5, 4)}),
        Sample(
            (values(2, 6, 2, 2), values(6, 2, 2, 3, seed=1)),
            {"size": (6, 4), "stride": (2, 2), "padding": (0, 1), "dilation": (2, 1), "groups": 2},
        ),
    ]


def _weight_samples() -> list[Sample]:
    return [
        Sample((values(2, 4, 3, 3), values(2, 3, 5, 4, seed=1)), {"kernel_size": (3, 2)}),
        Sample(
            (values(2, 6, 2, 2), values(2, 4, 6, 4, seed=1)),
            {
                "kernel_size": (2, 3),
                "stride": (2, 2),
                "padding": (0, 1),
                "dilation": (2, 1),
                "groups": 2,
            },
        ),
    ]


# ---- declarations: each is an adjoint of the others, so their gradients are each other


conv2d: Primitive = Primitive(
    name="conv2d",
    shape=_conv2d_shape,
    dtype=_dtype,
    forward=conv2d_forward,
    gradient=lambda needs, g, y, x, weight, bias=None, **how: (
        conv2d_input(g[0], weight, size=x.shape[2:], **how) if needs[0] else None,
        conv2d_weight(g[0], x, kernel_size=weight.shape[2:], **how) if needs[1] else None,
        *(g[0].sum((0, 2, 3)) if need else None for need in needs[2:]),
    ),
    formula="y[n,o,i,j] = b[o] + Σ_{c,u,v} x[n, c, i·s+u·d−p, j·s+v·d−p] · w[o,c,u,v]",
    gradient_formulas=(
        _OF_INPUT,
        _OF_WEIGHT,
        "∂L/∂b[o] = Σ_{n,i,j} δ[n,o,i,j]",
    ),
    inputs=("input", "weight", "bias"),
    samples=_samples,
)

conv2d_input: Primitive = Primitive(
    name="conv2d_input",
    shape=_conv2d_input_shape,
    dtype=_dtype,
    forward=conv2d_input_forward,
    gradient=lambda needs, g, y, delta, weight, *, size, **how: (
        conv2d(g[0], weight, **how) if needs[0] else None,
        conv2d_weight(delta, g[0], kernel_size=weight.shape[2:], **how) if needs[1] else None,
    ),
    formula=_OF_INPUT,
    gradient_formulas=(
        "Σ_{c,u,v} g[n, c, i·s+u·d−p, j·s+v·d−p] · w[o,c,u,v]",
        "Σ_{n,i,j} δ[n,o,i,j] · g[n, c, i·s+u·d−p, j·s+v·d−p]",
    ),
    inputs=("gradient", "weight"),
    samples=_input_samples,
)

conv2d_weight: Primitive = Primitive(
    name="conv2d_weight",
    shape=_conv2d_weight_shape,
    dtype=_dtype,
    forward=conv2d_weight_forward,
    gradient=lambda needs, g, y, delta, x, *, kernel_size, **how: (
        conv2d(x, g[0], **how) if needs[0] else None,
        conv2d_input(delta, g[0], size=x.shape[2:], **how) if needs[1] else None,
    ),
    formula=_OF_WEIGHT,
    gradient_formulas=(
        "Σ_{c,u,v} x[n, c, i·s+u·d−p, j·s+v·d−p] · g[o,c,u,v]",
        "Σ_{o,u,v} δ[n,o,i,j] · g[o,c,u,v]",
    ),
    inputs=("gradient", "input"),
    samples=_weight_samples,
)
