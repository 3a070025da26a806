"""Borders as modules. Sizes are (left, right, top, bottom, front, back), or one for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

import engine.nn.functional as F
from engine.errors import ShapeError, ValueRangeError
from engine.nn.module import Module
from engine.ops.rules import text
from engine.tensors import Tensor

__all__ = [
    "CircularPad1d", "CircularPad2d", "CircularPad3d",
    "ConstantPad1d", "ConstantPad2d", "ConstantPad3d",
    "ReflectionPad1d", "ReflectionPad2d", "ReflectionPad3d",
    "ReplicationPad1d", "ReplicationPad2d", "ReplicationPad3d",
    "ZeroPad1d", "ZeroPad2d", "ZeroPad3d",
]  # fmt: skip


class _Pad(Module):
    rank: ClassVar[int]
    mode: ClassVar[str] = "constant"

    def __init__(self, padding: int | Sequence[int]) -> None:
        super().__init__()
        one = isinstance(padding, int | np.integer)
        sizes = (padding,) * (2 * self.rank) if one else tuple(padding)  # type: ignore[arg-type]
        if len(sizes) != 2 * self.rank:
            raise ValueRangeError(
                "Padding is one size, or two for each dimension",
                expected=f"one number or {2 * self.rank}",
                actual=padding,
            )
        self.padding = sizes

    def forward(self, input: Tensor) -> Tensor:
        """The input with the border around its last dimensions."""
        self._check(input)
        return F.pad(input, self.padding, self.mode)  # type: ignore[arg-type]

    def _check(self, input: Tensor) -> None:
        """A border of the input's own elements needs channels beside the places."""
        if self.mode != "constant" and input.ndim not in (self.rank + 1, self.rank + 2):
            raise ShapeError(
                "{layer} takes {rank} dimensions and channels, with or without a batch",
                layer=type(self).__name__,
                rank=self.rank,
                expected=f"{self.rank + 1} or {self.rank + 2} dimensions",
                actual=text(input.shape),
            )

    def extra_repr(self) -> str:
        return f"{self.padding}"


class _ConstantPad(_Pad):
    def __init__(self, padding: int | Sequence[int], value: float) -> None:
        super().__init__(padding)
        self.value = value

    def forward(self, input: Tensor) -> Tensor:
        """The input with the border around its last dimensions."""
        return F.pad(input, self.padding, "constant", self.value)  # type: ignore[arg-type]

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class ConstantPad1d(_ConstantPad):
    """One value before and after the last dimension; negative sizes cut."""

    rank = 1


class ConstantPad2d(_ConstantPad):
    """One value around the last two dimensions; negative sizes cut."""

    rank = 2


class ConstantPad3d(_ConstantPad):
    """One value around the last three dimensions; negative sizes cut."""

    rank = 3


class ZeroPad1d(_Pad):
    """Zeros before and after the last dimension; negative sizes cut."""

    rank = 1


class ZeroPad2d(_Pad):
    """Zeros around the last two dimensions; negative sizes cut."""

    rank = 2


class ZeroPad3d(_Pad):
    """Zeros around the last three dimensions; negative sizes cut."""

    rank = 3


class ReflectionPad1d(_Pad):
    """The line mirrored at its ends: (N, C, L) or (C, L). Sizes below L."""

    rank, mode = 1, "reflect"


class ReflectionPad2d(_Pad):
    """The map mirrored at its edges: (N, C, H, W) or (C, H, W). Sizes below the side's."""

    rank, mode = 2, "reflect"


class ReflectionPad3d(_Pad):
    """Space mirrored at its faces: (N, C, D, H, W) or (C, D, H, W). Sizes below the side's."""

    rank, mode = 3, "reflect"


class ReplicationPad1d(_Pad):
    """The ends of the line repeated: (N, C, L) or (C, L)."""

    rank, mode = 1, "replicate"


class ReplicationPad2d(_Pad):
    """The edges of the map repeated: (N, C, H, W) or (C, H, W)."""

    rank, mode = 2, "replicate"


class ReplicationPad3d(_Pad):
    """The faces of the space repeated: (N, C, D, H, W) or (C, D, H, W)."""

    rank, mode = 3, "replicate"


class CircularPad1d(_Pad):
    """The line begun again at its ends: (N, C, L) or (C, L). Sizes up to L."""

    rank, mode = 1, "circular"


class CircularPad2d(_Pad):
    """The map begun again at its edges: (N, C, H, W) or (C, H, W). Sizes up to the side's."""

    rank, mode = 2, "circular"


class CircularPad3d(_Pad):
    """Space begun again at its faces: (N, C, D, H, W) or (C, D, H, W). Sizes up to the side's."""

    rank, mode = 3, "circular"
