"""Convolution over one, two or three dimensions, and its adjoints with respect to input and weight.

Sizes follow Dumoulin & Visin, "A guide to convolution arithmetic for deep learning" (2016): along
each dimension the output has ⌊(n + 2p − d(k − 1) − 1) / s⌋ + 1 places, for input size n, kernel k,
stride s, padding p and dilation d.

Each of the three is a product of matrices: the windows of the input, laid out as columns ("im2col":
Chellapilla, Puri, Simard 2006), against the kernels. The columns keep the batch innermost, so that
they are copied in long runs, and the result is a view whose memory is ordered (C, H, W, N): the
operations that follow keep that order, and the next convolution reads it without transposing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.backend import Array, ArrayModule
from engine.dims import product
from engine.errors import ShapeError, ValueRangeError
from engine.ops.elementwise import values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import need_ndim, need_positive, text, widest_floating
from engine.ops.windows import (
    Sizes,
    batch_first,
    columns_of,
    count,
    geometry,
    grouped,
    layout,
    letters,
    window_sizes,
    windows_added,
)

if TYPE_CHECKING:
    from engine.tensors import Tensor

__all__ = [
    "conv1d", "conv1d_input", "conv1d_weight",
    "conv2d", "conv2d_input", "conv2d_weight",
    "conv3d", "conv3d_input", "conv3d_weight",
]  # fmt: skip


# ---- shapes


def _conv_shape(
    rank: int,
    x: Shape,
    weight: Shape,
    bias: Shape | None = None,
    *,
    stride: Sizes | None = None,
    padding: Sizes | None = None,
    dilation: Sizes | None = None,
    groups: int = 1,
) -> Shape:
    along = layout(rank, " × ")
    need_ndim(x, rank + 2, "input of a convolution", f"batch × channels × {along}")
    need_ndim(weight, rank + 2, "weight", f"out_channels × in_channels/groups × {along}")
    stride, padding, dilation = geometry(rank, stride, padding, dilation)
    need_positive(groups=groups)
    if x[1] != weight[1] * groups:
        raise ShapeError(
            "The convolution takes {expected_channels} channels",
            expected_channels=weight[1] * groups,
            expected=f"N×{weight[1] * groups}×{layout(rank)}",
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
    need_bias(bias, weight[0])
    kernel_size: Any = weight[2:]
    return (x[0], weight[0], *window_sizes(x[2:], kernel_size, stride, padding, dilation))


def need_bias(bias: Shape | None, channels: Any) -> None:
    """ShapeError unless the bias is absent or has a number for each output channel."""
    if bias is not None and bias != (channels,):
        raise ShapeError(
            "The bias has one number for each output channel",
            expected=text((channels,)),
            actual=text(bias),
        )


# ---- values


def with_bias(xp: ArrayModule, y: Array, bias: Array) -> Array:
    """y + bias, in place where the dtypes are one."""
    return xp.add(y, bias, out=y if y.dtype == bias.dtype else None)


def conv_forward(
    xp: ArrayModule,
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    groups: int = 1,
    **how: Any,
) -> Array:
    """y = kernels × columns + b."""
    batch, channels = x.shape[0], weight.shape[0]
    out: Any = window_sizes(x.shape[2:], weight.shape[2:], **how)
    columns = columns_of(xp, x, weight.shape[2:], out, groups=groups, **how)
    kernels = weight.reshape(groups, channels // groups, columns.shape[1])
    y = xp.matmul(kernels, columns)
    if bias is not None:
        y = with_bias(xp, y, bias.reshape(groups, channels // groups, 1))
    return batch_first(y.reshape(channels, *out, batch))


def conv_input_forward(
    xp: ArrayModule, g: Array, weight: Array, *, size: Sizes, groups: int = 1, **how: Any
) -> Array:
    """kernelsᵀ × δ, each column added to the window that it came from."""
    batch, out_channels, *out = g.shape
    per_group, kernel_size = weight.shape[1], weight.shape[2:]
    taps = per_group * count(kernel_size)
    kernels = weight.reshape(groups, out_channels // groups, taps).swapaxes(1, 2)
    columns = xp.matmul(kernels, grouped(g, groups))
    columns = columns.reshape(per_group * groups, *kernel_size, *out, batch)
    return windows_added(xp, columns, size, **how)


def conv_weight_forward(
    xp: ArrayModule, g: Array, x: Array, *, kernel_size: Sizes, groups: int = 1, **how: Any
) -> Array:
    """δ × columnsᵀ."""
    columns = columns_of(xp, x, kernel_size, g.shape[2:], groups=groups, **how)
    product = xp.matmul(columns, grouped(g, groups).swapaxes(1, 2)).swapaxes(1, 2)
    return product.reshape(g.shape[1], x.shape[1] // groups, *kernel_size)


# ---- samples: of each rank, plain, and with everything that can be set


def _several(rank: int, *sizes: int) -> Sizes:
    return sizes[:rank]


def _samples(rank: int) -> list[Sample]:
    some, other = _several(rank, 5, 4, 3), _several(rank, 3, 2, 2)
    return [
        Sample((values(2, 3, *some), values(4, 3, *other, seed=1), values(4, seed=2))),
        Sample(
            (values(2, 2, *_several(rank, 5, 6, 3)), values(3, 2, *_several(rank, 2, 3, 2)), None),
            {
                "stride": _several(rank, 2, 1, 2),
                "padding": _several(rank, 1, 2, 1),
                "dilation": _several(rank, 1, 2, 2),
            },
        ),
        Sample(
            (values(2, 4, *some), values(6, 2, *other, seed=1), values(6, seed=2)),
            {"padding": (1,) * rank, "groups": 2},
        ),
        Sample((values(0, 1, *(3,) * rank), values(2, 1, *(2,) * rank), values(2, seed=2))),
    ]


_GROUPED = {"stride": (2, 2, 1), "padding": (0, 1, 0), "dilation": (2, 1, 1)}


def _grouped_how(rank: int) -> dict[str, Any]:
    return {**{name: value[:rank] for name, value in _GROUPED.items()}, "groups": 2}


def _input_samples(rank: int) -> list[Sample]:
    kernel, size = _several(rank, 3, 2, 2), _several(rank, 5, 4, 3)
    return [
        Sample(
            (values(2, 4, *_several(rank, 3, 3, 2)), values(4, 3, *kernel, seed=1)), {"size": size}
        ),
        Sample(
            (values(2, 6, *(2,) * rank), values(6, 2, *_several(rank, 2, 3, 1), seed=1)),
            {"size": _several(rank, 6, 4, 2), **_grouped_how(rank)},
        ),
    ]


def _weight_samples(rank: int) -> list[Sample]:
    kernel, size = _several(rank, 3, 2, 2), _several(rank, 5, 4, 3)
    return [
        Sample(
            (values(2, 4, *_several(rank, 3, 3, 2)), values(2, 3, *size, seed=1)),
            {"kernel_size": kernel},
        ),
        Sample(
            (values(2, 6, *(2,) * rank), values(2, 4, *_several(rank, 6, 4, 2), seed=1)),
            {"kernel_size": _several(rank, 2, 3, 1), **_grouped_how(rank)},
        ),
    ]


# ---- declarations: each is an adjoint of the others, so their gradients are each other


def fitted(result: Tensor, like: Tensor) -> Tensor:
    """The first places of `result`, as many as `like` has: a transposed convolution with much
    output_padding leaves room for windows that it was not made from."""
    if result.shape[2:] == like.shape[2:]:
        return result
    return result[(slice(None), slice(None), *(slice(size) for size in like.shape[2:]))]


def _convolution(rank: int) -> tuple[Primitive, Primitive, Primitive]:
    """conv, conv_input and conv_weight over `rank` dimensions."""
    at = letters(rank)
    out, taps, places, read = at["out"], at["taps"], at["places"], at["read"]
    of_input = (
        f"∂L/∂x[n,c,{places}] = Σ_{{o,{taps}}} δ[n,o,{out}] · w[o,c,{taps}]  where {at['meet']}"
    )
    of_weight = f"∂L/∂w[o,c,{taps}] = Σ_{{n,{out}}} δ[n,o,{out}] · x[n, c, {read}]"
    everywhere = (0, *range(2, rank + 2))

    conv = Primitive(
        name=f"conv{rank}d",
        shape=lambda *shapes, **how: _conv_shape(rank, *shapes, **how),
        dtype=widest_floating("convolution"),
        forward=conv_forward,
        gradient=lambda needs, g, y, x, weight, bias=None, **how: (
            conv_input(g[0], weight, size=x.shape[2:], **how) if needs[0] else None,
            conv_weight(g[0], x, kernel_size=weight.shape[2:], **how) if needs[1] else None,
            *(g[0].sum(everywhere) if need else None for need in needs[2:]),
        ),
        formula=f"y[n,o,{out}] = b[o] + Σ_{{c,{taps}}} x[n, c, {read}] · w[o,c,{taps}]",
        gradient_formulas=(of_input, of_weight, f"∂L/∂b[o] = Σ_{{n,{out}}} δ[n,o,{out}]"),
        inputs=("input", "weight", "bias"),
        multiply_adds=lambda *shapes, **how: (
            product(_conv_shape(rank, *shapes, **how)) * product(shapes[1][1:])
        ),
        samples=lambda: _samples(rank),
    )
    conv_input = Primitive(
        name=f"conv{rank}d_input",
        shape=lambda g, weight, *, size, groups=1, **_: (g[0], weight[1] * groups, *size),
        dtype=widest_floating("convolution"),
        forward=conv_input_forward,
        gradient=lambda needs, g, y, delta, weight, *, size, **how: (
            fitted(conv(g[0], weight, **how), delta) if needs[0] else None,
            conv_weight(delta, g[0], kernel_size=weight.shape[2:], **how) if needs[1] else None,
        ),
        formula=of_input,
        gradient_formulas=(
            f"Σ_{{c,{taps}}} g[n, c, {read}] · w[o,c,{taps}]",
            f"Σ_{{n,{out}}} δ[n,o,{out}] · g[n, c, {read}]",
        ),
        inputs=("gradient", "weight"),
        multiply_adds=lambda g, weight, **_: product(g) * product(weight[1:]),
        samples=lambda: _input_samples(rank),
    )
    conv_weight = Primitive(
        name=f"conv{rank}d_weight",
        shape=lambda g, x, *, kernel_size, groups=1, **_: (g[1], x[1] // groups, *kernel_size),
        dtype=widest_floating("convolution"),
        forward=conv_weight_forward,
        gradient=lambda needs, g, y, delta, x, *, kernel_size, **how: (
            fitted(conv(x, g[0], **how), delta) if needs[0] else None,
            conv_input(delta, g[0], size=x.shape[2:], **how) if needs[1] else None,
        ),
        formula=of_weight,
        gradient_formulas=(
            f"Σ_{{c,{taps}}} x[n, c, {read}] · g[o,c,{taps}]",
            f"Σ_{{o,{taps}}} δ[n,o,{out}] · g[o,c,{taps}]",
        ),
        inputs=("gradient", "input"),
        multiply_adds=lambda g, x, *, kernel_size, groups=1, **_: (
            product(g) * (x[1] // groups) * product(kernel_size)
        ),
        samples=lambda: _weight_samples(rank),
    )
    return conv, conv_input, conv_weight


conv1d, conv1d_input, conv1d_weight = _convolution(1)
conv2d, conv2d_input, conv2d_weight = _convolution(2)
conv3d, conv3d_input, conv3d_weight = _convolution(3)
