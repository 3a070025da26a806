"""Pictures in another size, adaptive averages, and borders made of the picture itself.

Each works along one dimension after the other: see `lines`.
"""

from __future__ import annotations

from typing import Any

from engine.backend import DType
from engine.dims import Dim
from engine.errors import ShapeError, ValueRangeError
from engine.ops.elementwise import values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.resampling.lines import Rule, line_by_line
from engine.ops.rules import need_floating, need_ndim, need_not_negative, need_positive, text
from engine.ops.windows import Sizes, layout, need_rank

__all__ = [
    "adaptive_avg_pool1d", "adaptive_avg_pool1d_input",
    "adaptive_avg_pool2d", "adaptive_avg_pool2d_input",
    "adaptive_avg_pool3d", "adaptive_avg_pool3d_input",
    "border", "border_input",
    "interpolate", "interpolate_input",
]  # fmt: skip


def need_places(sizes: Shape, operation: str) -> None:
    """ShapeError where there is nothing to read: a size of 0, or one that depends on the batch."""
    for size in sizes:
        if isinstance(size, Dim) or size < 1:
            raise ShapeError(
                "{operation} reads from at least one place in each direction",
                operation=operation,
                expected="sizes of at least 1",
                actual=text(sizes),
            )


# ---- interpolate

_SMOOTH = ("linear", "cubic")


def _interpolate_rules(
    x: Shape,
    *,
    size: Sizes,
    mode: str,
    align_corners: bool = False,
    factors: tuple[float | None, ...] | None = None,
    antialias: bool = False,
) -> list[Rule]:
    given = factors or (None,) * len(size)
    rules: list[Rule] = []
    for n, m, factor in zip(x[-len(size) :], size, given, strict=True):
        if mode.startswith("nearest"):
            rules.append(("nearest", n, m, mode == "nearest-exact", factor))
        elif antialias:
            rules.append(("smooth", n, m, align_corners, factor, mode))
        else:
            rules.append((mode, n, m, align_corners, factor))
    return rules


def _interpolate_shape(x: Shape, *, size: Sizes, mode: str, **_: Any) -> Shape:
    if mode not in ("nearest", "nearest-exact", *_SMOOTH):
        raise ValueRangeError(
            "There is no interpolation {mode}",
            mode=mode,
            expected="nearest, nearest-exact, linear or cubic",
            actual=mode,
        )
    need_ndim(x, len(size) + 2, "input", f"batch × channels × {layout(len(size), ' × ')}")
    need_positive(size=size)
    need_places(x[2:], "interpolation")
    return (*x[:2], *size)


def _interpolate_dtype(dtype: DType, *, mode: str, **_: Any) -> DType:
    if mode in _SMOOTH:
        need_floating("interpolation", dtype)
    return dtype


def _interpolate_samples() -> list[Sample]:
    x, line, solid = values(2, 2, 4, 3), values(1, 2, 5), values(1, 1, 2, 3, 2)
    return [
        Sample((x,), {"size": (7, 2), "mode": "nearest"}),
        Sample((x,), {"size": (2, 5), "mode": "nearest-exact"}),
        Sample((line,), {"size": (8,), "mode": "linear"}),
        Sample((x,), {"size": (6, 7), "mode": "linear", "align_corners": True}),
        Sample((x,), {"size": (9, 6), "mode": "linear", "factors": (2.3, 2.1)}),
        Sample((x,), {"size": (2, 2), "mode": "linear", "antialias": True}),
        Sample((solid,), {"size": (3, 2, 4), "mode": "linear"}),
        Sample((x,), {"size": (3, 8), "mode": "cubic"}),
        Sample((x,), {"size": (2, 2), "mode": "cubic", "antialias": True}),
        Sample((values(0, 1, 2),), {"size": (4,), "mode": "linear"}),
    ]


interpolate, interpolate_input = line_by_line(
    "interpolate",
    _interpolate_rules,
    shape=_interpolate_shape,
    dtype=_interpolate_dtype,
    formula="y[n,c,i,j] = Σ_{h,w} a[i,h] · b[j,w] · x[n,c,h,w]",
    gradient_formula="∂L/∂x[n,c,h,w] = Σ_{i,j} a[i,h] · b[j,w] · δ[n,c,i,j]",
    samples=_interpolate_samples,
)


# ---- adaptive average pooling


def _adaptive(rank: int) -> tuple[Primitive, Primitive]:
    """Pooling to a given size: window i of a line goes from ⌊i·n/m⌋ to ⌈(i+1)·n/m⌉ − 1."""

    def rules(x: Shape, *, output_size: Sizes) -> list[Rule]:
        return [("area", n, m) for n, m in zip(x[-rank:], output_size, strict=True)]

    def dtype(given: DType, **_: Any) -> DType:
        need_floating("average pooling", given)
        return given

    out, places = ",".join("ijk"[:rank]), ",".join("hwz"[:rank])
    return line_by_line(
        f"adaptive_avg_pool{rank}d",
        rules,
        shape=lambda x, *, output_size: adaptive_shape(rank, x, output_size),
        dtype=dtype,
        formula=f"y[n,c,{out}] = (1/K) Σ_{{{places} in window {out}}} x[n,c,{places}]",
        gradient_formula=f"∂L/∂x[n,c,{places}] = Σ δ / K over the windows that hold x",
        samples=lambda: [
            Sample((values(2, 3, *(5, 4, 3)[:rank]),), {"output_size": (3, 2, 5)[:rank]}),
            Sample((values(2, 1, *(3, 5, 2)[:rank]),), {"output_size": (1,) * rank}),
            Sample((values(0, 1, *(2,) * rank),), {"output_size": (1,) * rank}),
        ],
    )


def adaptive_shape(rank: int, x: Shape, output_size: Sizes) -> Shape:
    """The shape that pooling to a given size makes."""
    need_ndim(x, rank + 2, "input of pooling", f"batch × channels × {layout(rank, ' × ')}")
    need_rank(rank, output_size=output_size)
    need_not_negative(output_size=output_size)
    need_places(x[2:], "pooling")
    return (*x[:2], *output_size)


adaptive_avg_pool1d, adaptive_avg_pool1d_input = _adaptive(1)
adaptive_avg_pool2d, adaptive_avg_pool2d_input = _adaptive(2)
adaptive_avg_pool3d, adaptive_avg_pool3d_input = _adaptive(3)


# ---- borders of the picture's own elements


def _border_rules(x: Shape, *, padding: tuple[Sizes, ...], mode: str) -> list[Rule]:
    last = x[len(x) - len(padding) :]
    return [
        ("border", n, n + before + after, before, mode)
        for n, (before, after) in zip(last, padding, strict=True)
    ]


def _border_shape(x: Shape, *, padding: tuple[Sizes, ...], mode: str) -> Shape:
    if mode not in ("reflect", "replicate", "circular"):
        raise ValueRangeError(
            "There is no padding mode {name}",
            name=mode,
            expected="constant, reflect, replicate or circular",
            actual=mode,
        )
    last: Any = x[len(x) - len(padding) :]
    need_places(last, "padding")
    for n, pair in zip(last, padding, strict=True):
        most = {"reflect": n - 1, "circular": n}.get(mode, max(pair))
        if max(pair) > most:
            raise ValueRangeError(
                "Padding by {mode} is at most {most} here",
                mode=mode,
                most=most,
                expected=f"0 to {most}",
                actual=max(pair),
                mend="Pad less, or with a constant",
            )
        cut = pair if mode != "circular" else [min(size, 0) for size in pair]
        if n + sum(pair) < 1 or n + sum(cut) < 1:
            raise ShapeError(
                "Negative padding leaves nothing",
                expected=f"to cut less than {n}",
                actual=pair,
            )
    grown = (n + sum(pair) for n, pair in zip(last, padding, strict=True))
    return (*x[: len(x) - len(padding)], *grown)


border, border_input = line_by_line(
    "border",
    _border_rules,
    shape=_border_shape,
    formula="y = x with a border of its own elements",
    gradient_formula="∂L/∂x = Σ δ over the places that hold x",
    samples=lambda: [
        Sample((values(2, 3, 4),), {"padding": ((1, 3),), "mode": "reflect"}),
        Sample((values(2, 3, 4),), {"padding": ((2, 0), (-1, 6)), "mode": "replicate"}),
        Sample((values(2, 3, 4),), {"padding": ((3, 1), (0, -2)), "mode": "circular"}),
        Sample((values(0, 3),), {"padding": ((1, 1),), "mode": "reflect"}),
    ],
)
