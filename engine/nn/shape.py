"""Modules that change the shape only."""

from __future__ import annotations

from collections.abc import Sequence

import engine.nn.functional as F
from engine.nn.module import Module
from engine.tensors import Tensor

__all__ = ["Flatten", "Reshape", "Unflatten"]


class Flatten(Module):
    """The dimensions from start_dim to end_dim as one; all but the batch unless told otherwise."""

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim = start_dim
        self.end_dim = end_dim

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, H, W) → (N, C · H · W)."""
        return F.flatten(input, self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    """One dimension as several: `Unflatten(1, (2, 5))` makes (N, 2, 5) of (N, 10).

    unflattened_size: sizes whose product is the dimension's; one of them may be −1.
    Raises ShapeError where they do not fit.
    """

    def __init__(self, dim: int, unflattened_size: Sequence[int]) -> None:
        super().__init__()
        self.dim = dim
        self.unflattened_size = tuple(unflattened_size)

    def forward(self, input: Tensor) -> Tensor:
        """(…, n, …) → (…, *unflattened_size, …)."""
        return input.unflatten(self.dim, self.unflattened_size)

    def extra_repr(self) -> str:
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"


class Reshape(Module):
    """Each sample in another shape: (N, …) → (N, *shape); one size may be −1.

    Not PyTorch's: there it is Unflatten(1, shape) after Flatten. The batch stays as it is, so that
    the module fits any batch. Raises ShapeError where the elements do not fit.
    """

    def __init__(self, *shape: int | Sequence[int]) -> None:
        super().__init__()
        first = shape[0] if len(shape) == 1 else shape
        self.shape = (first,) if isinstance(first, int) else tuple(first)

    def forward(self, input: Tensor) -> Tensor:
        """(N, …) → (N, *shape)."""
        return input.reshape((input.shape[0], *self.shape))

    def extra_repr(self) -> str:
        return ", ".join(map(str, self.shape))
