"""Average pooling to a given size, one dimension after the other."""

from __future__ import annotations

from engine.ops.elementwise import values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.resampling.lines import Rule, line_by_line, need_places
from engine.ops.rules import need_ndim, need_not_negative, only_floating
from engine.ops.windows import Sizes, layout, need_rank

__all__ = [
    "adaptive_avg_pool1d",
    "adaptive_avg_pool1d_input",
    "adaptive_avg_pool2d",
    "adaptive_avg_pool2d_input",
    "adaptive_avg_pool3d",
    "adaptive_avg_pool3d_input",
]


def _adaptive(rank: int) -> tuple[Primitive, Primitive]:
    """Pooling to a given size: window i of a line goes from ⌊i·n/m⌋ to ⌈(i+1)·n/m⌉ − 1."""

    def rules(x: Shape, *, output_size: Sizes) -> list[Rule]:
        return [("area", n, m) for n, m in zip(x[-rank:], output_size, strict=True)]

    out, places = ",".join("ijk"[:rank]), ",".join("hwz"[:rank])
    return line_by_line(
        f"adaptive_avg_pool{rank}d",
        rules,
        shape=lambda x, *, output_size: adaptive_shape(rank, x, output_size),
        dtype=only_floating("average pooling"),
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
