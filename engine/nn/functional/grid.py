"""Pictures read at places that are themselves computed (Jaderberg et al., "Spatial transformer
networks", 2015)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product as combinations

import numpy as np

import engine
from engine import ops
from engine.backend import int64
from engine.dims import product
from engine.errors import ShapeError, ValueRangeError
from engine.ops.rules import Size, need_ndim, text
from engine.tensors import Tensor

__all__ = ["affine_grid", "grid_sample"]


_MODES = ("bilinear", "nearest", "bicubic")
_BORDERS = ("zeros", "border", "reflection")


def affine_grid(theta: Tensor, size: Sequence[Size], align_corners: bool | None = None) -> Tensor:
    """The places that an affine map reads a picture from, for `grid_sample`.

    theta (N, 2, 3) and size (N, C, H, W) → (N, H, W, 2); theta (N, 3, 4) and size (N, C, D, H, W)
    → (N, D, H, W, 3). Places run from −1 to 1, x first.
    """
    rank = len(size) - 2
    if rank not in (2, 3) or theta.ndim != 3 or theta.shape[1:] != (rank, rank + 1):
        raise ShapeError(
            "An affine map of pictures is 2×3 (of solids 3×4) for each sample",
            expected="N×2×3 with size (N, C, H, W), or N×3×4 with size (N, C, D, H, W)",
            actual=f"{text(theta.shape)} with size {tuple(size)}",
        )
    sides: list[int] = list(size[2:])  # type: ignore[arg-type]
    lines = [_line(n, bool(align_corners)) for n in sides]
    places = np.stack([*reversed(np.meshgrid(*lines, indexing="ij")), np.ones(sides)], -1)
    base = engine.tensor(places.reshape(-1, rank + 1), dtype=theta.dtype, device=theta.device)
    return (base @ theta.transpose(1, 2)).reshape((theta.shape[0], *sides, rank))


def _line(n: int, align_corners: bool) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    if n <= 1:
        return np.zeros(n)
    return np.linspace(-1, 1, n) * (1 if align_corners else (n - 1) / n)


def grid_sample(
    input: Tensor,
    grid: Tensor,
    mode: str = "bilinear",
    padding_mode: str = "zeros",
    align_corners: bool | None = None,
) -> Tensor:
    """The picture read at the places of the grid.

    input (N, C, H, W), grid (N, H', W', 2) → (N, C, H', W'); input (N, C, D, H, W), grid
    (N, D', H', W', 3) → (N, C, D', H', W'). Places run from −1 to 1, x first.
    mode: bilinear, nearest, or bicubic (pictures only). padding_mode: what lies outside: zeros,
    the border, or the reflection. align_corners: −1 and 1 are the corners' middles.
    Raises ShapeError for a grid that does not fit, ValueRangeError for an unknown mode.
    """
    rank = input.ndim - 2
    if rank not in (2, 3):
        need_ndim(input.shape, 4, "input", "batch × channels × height × width")
    if grid.ndim != rank + 2 or grid.shape[-1] != rank or grid.shape[0] != input.shape[0]:
        raise ShapeError(
            "The grid has {rank} coordinates for each place of each sample",
            rank=rank,
            expected=text((input.shape[0], *["…"] * rank, rank)),
            actual=text(grid.shape),
        )
    for name, given, known in (("mode", mode, _MODES), ("padding_mode", padding_mode, _BORDERS)):
        if given not in known or (given == "bicubic" and rank == 3):
            raise ValueRangeError(
                "There is no {name} {given} here",
                name=name,
                given=given,
                expected=", ".join(known),
                actual=given,
            )
    reader = _Reader(input, grid.shape[1:-1], padding_mode, bool(align_corners))
    at = [
        reader.unscaled(grid[..., rank - 1 - d].reshape((grid.shape[0], -1)), d)
        for d in range(rank)
    ]
    if mode == "bicubic":
        return reader.bicubic(at)
    at = [reader.bordered(line, d) for d, line in enumerate(at)]
    return reader.nearest(at) if mode == "nearest" else reader.linear(at)


class _Reader:
    """Reads a picture at coordinates, one (N, places) tensor for each dimension."""

    def __init__(self, input: Tensor, out: Sequence[int], border: str, align: bool) -> None:
        self.input, self.out, self.border, self.align = input, tuple(out), border, align
        self.sides = input.shape[2:]
        self.flat = input.reshape((*input.shape[:2], product(self.sides)))

    def unscaled(self, line: Tensor, d: int) -> Tensor:
        """−1 … 1 as places 0 … n − 1."""
        n = self.sides[d]
        return (line + 1) * ((n - 1) / 2) if self.align else ((line + 1) * n - 1) / 2

    def bordered(self, at: Tensor, d: int) -> Tensor:
        """Places inside, where the border says so."""
        n = self.sides[d]
        if self.border == "zeros":
            return at
        if self.border == "reflection":
            low, span = (0.0, float(n - 1)) if self.align else (-0.5, float(n))
            at = _reflected(at, low, span)
        return ops.clip(at, min=0.0, max=float(n - 1))

    def nearest(self, at: list[Tensor]) -> Tensor:
        return self._shaped(self._read([ops.round(line) for line in at]))

    def linear(self, at: list[Tensor]) -> Tensor:
        """The sum over the corners around, each weighed by how near it is."""
        total = None
        floors = [ops.floor(line) for line in at]
        for corner in combinations((0, 1), repeat=len(at)):
            weight = None
            for line, floor, side in zip(at, floors, corner, strict=True):
                share = line - floor if side else 1 - (line - floor)
                weight = share if weight is None else weight * share
            assert weight is not None
            part = self._read([f + side for f, side in zip(floors, corner, strict=True)])
            part = part * weight.reshape((weight.shape[0], 1, -1))
            total = part if total is None else total + part
        assert total is not None
        return self._shaped(total)

    def bicubic(self, at: list[Tensor]) -> Tensor:
        """The sum over 4×4 places around, each weighed by a cubic of its distance (Keys, 1981)."""
        total = None
        floors = [ops.floor(line) for line in at]
        weights = [
            [_keys(line - floor - tap) for tap in range(-1, 3)]
            for line, floor in zip(at, floors, strict=True)
        ]
        for u, v in combinations(range(4), repeat=2):
            weight = weights[0][u] * weights[1][v]
            places = [floors[0] + (u - 1), floors[1] + (v - 1)]
            part = self._read([self.bordered(line, d) for d, line in enumerate(places)])
            part = part * weight.reshape((weight.shape[0], 1, -1))
            total = part if total is None else total + part
        assert total is not None
        return self._shaped(total)

    def _read(self, places: list[Tensor]) -> Tensor:
        """The elements at whole places, (N, C, places); 0 outside."""
        index, inside = None, None
        for place, n in zip(places, self.sides, strict=True):
            here = (place >= 0) & (place <= n - 1)
            inside = here if inside is None else inside & here
            along = ops.cast(ops.clip(place.detach(), min=0.0, max=float(n - 1)), to=int64)
            index = along if index is None else index * n + along
        assert index is not None
        assert inside is not None
        batch, channels = self.input.shape[:2]
        shape = (batch, channels, product(self.out))
        wanted = index.reshape((batch, 1, -1)).expand(*shape)
        return ops.where(inside.reshape((batch, 1, -1)), ops.gather(self.flat, wanted, dim=2), 0.0)

    def _shaped(self, read: Tensor) -> Tensor:
        return read.reshape((*self.input.shape[:2], *self.out))


def _reflected(at: Tensor, low: float, span: float) -> Tensor:
    """Places mirrored at both ends, again and again, until they lie inside."""
    if span == 0.0:
        return at * 0
    away = ops.abs(at - low)
    turns = ops.floor(away / span)
    rest = away - turns * span
    odd = turns - ops.floor(turns / 2) * 2
    return ops.where(odd == 0, rest + low, (span + low) - rest)


def _keys(distance: Tensor, a: float = -0.75) -> Tensor:
    """Keys' cubic of a distance of up to 2."""
    x = ops.abs(distance)
    near = ((a + 2) * x - (a + 3)) * x * x + 1
    far = a * (((x - 5) * x + 8) * x - 4)
    return ops.where(x <= 1, near, far)
