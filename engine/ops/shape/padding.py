"""Borders: of one value, or of the map's own elements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.dims import Dim
from engine.errors import ShapeError, ValueRangeError
from engine.ops.elementwise import values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.resampling.lines import Rule, line_by_line, need_places
from engine.ops.rules import Pair, Size
from engine.ops.shape.slicing import Range, slice
from engine.ops.windows import Sizes

__all__ = ["border", "border_input", "pad"]


# ---- a border of one value


def _pad_shape(x: Shape, *, padding: Sequence[Pair], value: float = 0.0) -> Shape:
    if len(padding) != len(x):
        raise ShapeError(
            "Padding names every dimension",
            expected=f"{len(x)} pairs",
            actual=f"{len(padding)} pairs",
        )
    if any(n < 0 for pair in padding for n in pair):
        raise ValueRangeError("Padding is 0 or more", expected="0 or more", actual=padding)
    return tuple(size + before + after for size, (before, after) in zip(x, padding, strict=True))


def _inner(x: Shape, padding: Sequence[Pair]) -> tuple[Range, ...]:
    """The parts of a padded tensor that are the tensor."""
    return tuple(
        None if (before, after) == (0, 0) else (before, before + _known(size), 1)
        for size, (before, after) in zip(x, padding, strict=True)
    )


def _known(size: Size) -> int:
    if isinstance(size, Dim):
        raise ShapeError("The batch is not padded", expected="a known size", actual=size)
    return size


pad: Primitive = Primitive(
    name="pad",
    shape=_pad_shape,
    forward=lambda xp, x, *, padding, value=0.0: xp.pad(x, padding, constant_values=value),
    gradient=lambda needs, g, y, x, *, padding, value=0.0: (
        slice(g[0], parts=_inner(x.shape, padding)),
    ),
    formula="y = x with a border of one value",
    gradient_formulas=("∂L/∂x = δ without the border",),
    samples=lambda: [
        Sample((values(2, 3),), {"padding": ((0, 0), (1, 2)), "value": 0.5}),
        Sample((values(0, 2),), {"padding": ((0, 0), (1, 0))}),
    ],
)


# ---- a border of the map's own elements


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
