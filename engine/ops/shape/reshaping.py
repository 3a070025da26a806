"""The same elements in another shape, or another order of dimensions."""

from __future__ import annotations

from engine.dims import product
from engine.errors import ShapeError
from engine.ops.elementwise import values
from engine.ops.primitive import Primitive, Sample, Shape
from engine.ops.rules import text

__all__ = ["permute", "reshape"]


def _reshape_shape(x: Shape, *, shape: Shape) -> Shape:
    total = product(x)
    unknown = [place for place, size in enumerate(shape) if isinstance(size, int) and size == -1]
    if len(unknown) == 1:
        known = product(size for place, size in enumerate(shape) if place != unknown[0])
        if known != 0 and total % known == 0:
            inferred = total // known
            shape = tuple(inferred if p == unknown[0] else size for p, size in enumerate(shape))
    if len(unknown) > 1 or product(shape) != total or any(size < 0 for size in shape):
        raise ShapeError(
            "{actual_shape} cannot be reshaped to {wanted}",
            actual_shape=text(x),
            wanted=text(shape),
            expected=f"{total} elements",
            actual=text(shape),
            mend="Give sizes whose product is the number of elements; one of them may be −1",
        )
    return shape


reshape: Primitive = Primitive(
    name="reshape",
    view=True,
    shape=_reshape_shape,
    forward=lambda xp, x, *, shape: xp.reshape(x, _reshape_shape(x.shape, shape=shape)),
    gradient=lambda needs, g, y, x, *, shape: (g[0].reshape(x.shape),),
    formula="y = the elements of x in their order",
    gradient_formulas=("∂L/∂x = δ in the shape of x",),
    samples=lambda: [
        Sample((values(2, 6),), {"shape": (2, 3, 2)}),
        Sample((values(2, 6),), {"shape": (3, -1)}),
        Sample((values(),), {"shape": (1, 1)}),
        Sample((values(0, 3),), {"shape": (3, 0)}),
    ],
)


def _permute_shape(x: Shape, *, dims: tuple[int, ...]) -> Shape:
    if sorted(dims) != list(range(len(x))):
        raise ShapeError(
            "permute names every dimension once",
            expected=", ".join(map(str, range(len(x)))),
            actual=", ".join(map(str, dims)),
        )
    return tuple(x[d] for d in dims)


permute: Primitive = Primitive(
    name="permute",
    view=True,
    shape=_permute_shape,
    forward=lambda xp, x, *, dims: xp.transpose(x, dims),
    gradient=lambda needs, g, y, x, *, dims: (
        permute(g[0], dims=tuple(dims.index(d) for d in range(len(dims)))),
    ),
    formula="y[j,i] = x[i,j]",
    gradient_formulas=("∂L/∂x[i,j] = δ[j,i]",),
    samples=lambda: [
        Sample((values(2, 3, 4),), {"dims": (2, 0, 1)}),
        Sample((values(),), {"dims": ()}),
    ],
)
