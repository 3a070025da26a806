"""Transposed convolution: each input cell lays its kernel, times itself, into the output.

It is the adjoint of convolution as an operation of its own. Along each dimension the output has
(n − 1)·s − 2p + d(k − 1) + output_padding + 1 places (Dumoulin & Visin, "A guide to convolution
arithmetic for deep learning", 2016, section 4).
"""

from __future__ import annotations

from typing import Any

from engine.backend import Array, ArrayModule
from engine.dims import product
from engine.errors import ShapeError, ValueRangeError
from engine.ops.convolution.conv import (
    conv1d,
    conv1d_weight,
    conv2d,
    conv2d_weight,
    conv3d,
    conv3d_weight,
    conv_input_forward,
    fitted,
    need_bias,
    with_bias,
)
from engine.ops.elementwise import values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import (
    Size,
    need_ndim,
    need_not_negative,
    need_positive,
    text,
    widest_floating,
)
from engine.ops.windows import Sizes, geometry, layout, letters, need_rank

__all__ = ["conv_transpose1d", "conv_transpose2d", "conv_transpose3d"]


def _shape(
    rank: int,
    x: Shape,
    weight: Shape,
    bias: Shape | None = None,
    *,
    stride: Sizes | None = None,
    padding: Sizes | None = None,
    output_padding: Sizes | None = None,
    dilation: Sizes | None = None,
    groups: int = 1,
) -> Shape:
    along = layout(rank, " × ")
    need_ndim(x, rank + 2, "input of a transposed convolution", f"batch × channels × {along}")
    need_ndim(weight, rank + 2, "weight", f"in_channels × out_channels/groups × {along}")
    stride, padding, dilation = geometry(rank, stride, padding, dilation)
    more = (0,) * rank if output_padding is None else output_padding
    need_rank(rank, output_padding=more)
    need_not_negative(output_padding=more)
    need_positive(groups=groups)
    for extra, s, d in zip(more, stride, dilation, strict=True):
        if extra >= max(s, d):
            raise ValueRangeError(
                "output_padding is smaller than the stride or the dilation",
                expected=f"0 to {max(s, d) - 1}",
                actual=extra,
            )
    if x[1] != weight[0]:
        raise ShapeError(
            "The transposed convolution takes {expected_channels} channels",
            expected_channels=weight[0],
            expected=f"N×{weight[0]}×{layout(rank)}",
            actual=text(x),
            mend="Set in_channels to {actual_channels}",
            actual_channels=x[1],
        )
    if weight[0] % groups:
        raise ValueRangeError(
            "{groups} groups do not divide {in_channels} input channels evenly",
            groups=groups,
            in_channels=weight[0],
            expected=f"a divisor of {weight[0]}",
            actual=groups,
        )
    need_bias(bias, weight[1] * groups)
    sizes = map(_size, x[2:], weight[2:], stride, padding, more, dilation)
    return (x[0], weight[1] * groups, *sizes)


def _size(n: Size, k: Any, stride: int, padding: int, more: int, dilation: int) -> Size:
    size: Size = (n - 1) * stride - 2 * padding + dilation * (k - 1) + more + 1
    if size < 1:
        raise ShapeError(
            "The padding leaves nothing of the output",
            expected=f"padding of at most {(size + 2 * padding - 1) // 2}",
            actual=padding,
            mend="Use less padding",
        )
    return size


def _forward(
    xp: ArrayModule,
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    output_padding: Sizes | None = None,
    **how: Any,
) -> Array:
    """kernelsᵀ × x, each column added to its place, + b."""
    shape: Any = _shape(x.ndim - 2, x.shape, weight.shape, output_padding=output_padding, **how)
    y = conv_input_forward(xp, x, weight, size=shape[2:], **how)
    if bias is None:
        return y
    return with_bias(xp, y, bias.reshape(-1, *(1,) * (x.ndim - 2)))


def _samples(rank: int) -> list[Sample]:
    return [
        Sample((values(2, 3, *(3, 2, 2)[:rank]), values(3, 2, *(2, 3, 2)[:rank], seed=1),
                values(2, seed=2))),
        Sample(
            (values(2, 4, *(2, 3, 2)[:rank]), values(4, 1, *(3, 2, 2)[:rank], seed=1),
             values(2, seed=2)),
            {
                "stride": (2, 1, 2)[:rank],
                "padding": (1, 0, 1)[:rank],
                "output_padding": (1, 0, 1)[:rank],
                "dilation": (1, 2, 2)[:rank],
                "groups": 2,
            },
        ),
        Sample(
            (values(1, 1, *(2,) * rank), values(1, 1, *(2,) * rank, seed=1), None),
            {"dilation": (3,) * rank, "output_padding": (2,) * rank},
        ),
        Sample((values(0, 1, *(2,) * rank), values(1, 2, *(2,) * rank), None)),
    ]  # fmt: skip


def _transposed(rank: int, conv: Primitive, conv_weight: Primitive) -> Primitive:
    """Transposed convolution over `rank` dimensions. Weight (in, out / groups, …)."""
    at = letters(rank)
    out, taps, places, read = at["out"], at["taps"], at["places"], at["read"]

    def gradient(
        needs: Any, g: Any, y: Any, x: Any, weight: Any, bias: Any = None,
        *, output_padding: Sizes | None = None, **how: Any,
    ) -> tuple[Any, ...]:  # fmt: skip
        kernel_size = weight.shape[2:]
        return (
            fitted(conv(g[0], weight, **how), x) if needs[0] else None,
            conv_weight(x, g[0], kernel_size=kernel_size, **how) if needs[1] else None,
            *(g[0].sum((0, *range(2, rank + 2))) if need else None for need in needs[2:]),
        )

    return Primitive(
        name=f"conv_transpose{rank}d",
        shape=lambda *shapes, **how: _shape(rank, *shapes, **how),
        dtype=widest_floating("convolution"),
        forward=_forward,
        gradient=gradient,
        formula=f"y[n,o,{places}] = b[o] + Σ_{{c,{taps}}} x[n,c,{out}] · w[c,o,{taps}]"
        f"  where {at['meet']}",
        gradient_formulas=(
            f"∂L/∂x[n,c,{out}] = Σ_{{o,{taps}}} δ[n, o, {read}] · w[c,o,{taps}]",
            f"∂L/∂w[c,o,{taps}] = Σ_{{n,{out}}} x[n,c,{out}] · δ[n, o, {read}]",
            f"∂L/∂b[o] = Σ_{{n,{places}}} δ[n,o,{places}]",
        ),
        inputs=("input", "weight", "bias"),
        multiply_adds=lambda x, weight, *_, **__: product(x) * product(weight[1:]),
        samples=lambda: _samples(rank),
    )


conv_transpose1d: Primitive = _transposed(1, conv1d, conv1d_weight)
conv_transpose2d: Primitive = _transposed(2, conv2d, conv2d_weight)
conv_transpose3d: Primitive = _transposed(3, conv3d, conv3d_weight)
