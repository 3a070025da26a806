"""The windows of a picture as columns, and columns put back: what convolution multiplies with.

"im2col" and "col2im": Chellapilla, Puri, Simard, "High performance convolutional neural networks
for document processing" (2006).
"""

from __future__ import annotations

from typing import Any

from engine.backend import Array, ArrayModule
from engine.dims import Dim
from engine.errors import ShapeError
from engine.ops.elementwise import first, values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import need_ndim, need_positive, text
from engine.ops.windows import Sizes, columns_of, count, geometry, window_sizes, windows_added

__all__ = ["col2im", "im2col"]


def _windows(size: Any, kernel_size: Sizes, how: dict[str, Any]) -> tuple[int, ...]:
    need_positive(kernel_size=kernel_size)
    geometry(len(kernel_size), how.get("stride"), how.get("padding"), how.get("dilation"))
    windows: Any = window_sizes(size, kernel_size, **how)
    return windows


def _im2col_shape(x: Shape, *, kernel_size: Sizes, **how: Any) -> Shape:
    need_ndim(x, len(kernel_size) + 2, "input", "batch × channels × height × width")
    return (x[0], x[1] * count(kernel_size), count(_windows(x[2:], kernel_size, how)))


def _im2col_forward(xp: ArrayModule, x: Array, *, kernel_size: Sizes, **how: Any) -> Array:
    out: Any = window_sizes(x.shape[2:], kernel_size, **how)
    columns = columns_of(xp, x, kernel_size, out, **how)
    taps = x.shape[1] * count(kernel_size)
    return columns.reshape(taps, count(out), x.shape[0]).transpose(2, 0, 1)


def _col2im_shape(x: Shape, *, size: Sizes, kernel_size: Sizes, **how: Any) -> Shape:
    need_ndim(x, 3, "input", "batch × channels · kernel cells × windows")
    windows, taps = count(_windows(size, kernel_size, how)), count(kernel_size)
    if isinstance(x[1], Dim) or x[1] % taps or x[2] != windows:
        raise ShapeError(
            "Columns have a row for each channel and kernel cell, and a place for each window",
            expected=f"N×(a multiple of {taps})×{windows}",
            actual=text(x),
        )
    return (x[0], x[1] // taps, *size)


def _col2im_forward(
    xp: ArrayModule, x: Array, *, size: Sizes, kernel_size: Sizes, **how: Any
) -> Array:
    out: Any = window_sizes(size, kernel_size, **how)
    batch, rows, _ = x.shape
    channels = rows // count(kernel_size)
    columns = x.transpose(1, 2, 0).reshape(channels, *kernel_size, *out, batch)
    return windows_added(xp, columns, size, **how)


_HOW = {"kernel_size": (2, 3), "stride": (2, 1), "padding": (1, 0), "dilation": (1, 2)}

im2col: Primitive = Primitive(
    name="im2col",
    shape=_im2col_shape,
    dtype=first,
    forward=_im2col_forward,
    gradient=lambda needs, g, y, x, **how: (col2im(g[0], size=x.shape[2:], **how),),
    formula="y[n, (c,u,v), (i,j)] = x[n, c, i·s+u·d−p, j·s+v·d−p]",
    gradient_formulas=(
        "∂L/∂x[n,c,h,w] = Σ δ[n, (c,u,v), (i,j)]  where i·s+u·d−p = h, j·s+v·d−p = w",
    ),
    inputs=("input",),
    samples=lambda: [
        Sample((values(2, 3, 4, 5),), {"kernel_size": (2, 2)}),
        Sample((values(2, 2, 5, 6),), _HOW),
        Sample((values(0, 1, 3, 3),), {"kernel_size": (2, 2)}),
    ],
)

col2im: Primitive = Primitive(
    name="col2im",
    shape=_col2im_shape,
    dtype=first,
    forward=_col2im_forward,
    gradient=lambda needs, g, y, x, *, size, **how: (im2col(g[0], **how),),
    formula="y[n,c,h,w] = Σ x[n, (c,u,v), (i,j)]  where i·s+u·d−p = h, j·s+v·d−p = w",
    gradient_formulas=("∂L/∂x[n, (c,u,v), (i,j)] = δ[n, c, i·s+u·d−p, j·s+v·d−p]",),
    inputs=("input",),
    samples=lambda: [
        Sample((values(2, 12, 12),), {"kernel_size": (2, 2), "size": (4, 5)}),
        Sample((values(2, 12, 6),), {**_HOW, "size": (5, 6)}),
    ],
)
