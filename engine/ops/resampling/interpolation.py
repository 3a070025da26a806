"""Maps in another size: nearest, linear and cubic interpolation, one dimension after the other."""

from __future__ import annotations

from typing import Any

from engine.backend import DType
from engine.errors import ValueRangeError
from engine.ops.elementwise import values
from engine.ops.primitive import Sample, Shape
from engine.ops.resampling.lines import Rule, line_by_line, need_places
from engine.ops.rules import need_floating, need_ndim, need_positive
from engine.ops.windows import Sizes, layout

__all__ = ["interpolate", "interpolate_input"]


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
