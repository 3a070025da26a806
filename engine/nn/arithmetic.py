"""Arithmetic between wires as modules, so that a drawn network is made of modules throughout.

These are the engine's own: PyTorch writes them as functions and operators.
"""

from __future__ import annotations

from functools import reduce
from operator import add, mul

import engine
from engine.errors import ShapeError, ValueRangeError
from engine.nn.module import Module
from engine.ops.rules import axis, text
from engine.tensors import Tensor

__all__ = ["Add", "Concat", "MatMul", "Multiply", "Slice"]


class Add(Module):
    """The sum of two inputs or more; shapes broadcast."""

    def forward(self, *inputs: Tensor) -> Tensor:
        """Inputs of one shape, kept."""
        return reduce(add, _several("Add", inputs))


class Multiply(Module):
    """The product of two inputs or more, element by element; shapes broadcast."""

    def forward(self, *inputs: Tensor) -> Tensor:
        """Inputs of one shape, kept."""
        return reduce(mul, _several("Multiply", inputs))


class MatMul(Module):
    """The matrix product of two inputs, sample by sample."""

    def forward(self, input: Tensor, other: Tensor) -> Tensor:
        """(…, A, B) and (…, B, C) → (…, A, C). ShapeError where the sizes between differ."""
        return input @ other


class Concat(Module):
    """Inputs joined along `dim`; their other sizes are the same, else ShapeError."""

    def __init__(self, dim: int = 1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, *inputs: Tensor) -> Tensor:
        """(N, C₁, …), (N, C₂, …), … → (N, C₁ + C₂ + …, …) for dim 1."""
        return engine.cat(_several("Concat", inputs, least=1), self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Slice(Module):
    """Every `step`-th place from `start` up to `end` along `dim`, as Python slices.

    Negative places count from the end; end None: to the end. ValueRangeError for a step below 1.
    """

    def __init__(self, dim: int = 1, start: int = 0, end: int | None = None, step: int = 1) -> None:
        super().__init__()
        if step < 1:
            raise ValueRangeError("A slice steps forward", expected="1 or more", actual=step)
        self.dim = dim
        self.start = start
        self.end = end
        self.step = step

    def forward(self, input: Tensor) -> Tensor:
        """(N, C, …) → (N, ⌈(end − start) / step⌉, …) for dim 1."""
        along = axis(self.dim, input.ndim)
        if not input.ndim:
            raise ShapeError("A single number has no slices", actual=text(input.shape))
        part = slice(self.start, self.end, self.step)
        return input[(*(slice(None),) * along, part)]

    def extra_repr(self) -> str:
        return f"dim={self.dim}, start={self.start}, end={self.end}, step={self.step}"


def _several(kind: str, inputs: tuple[Tensor, ...], least: int = 2) -> tuple[Tensor, ...]:
    if len(inputs) < least:
        raise ShapeError(
            "{kind} takes several inputs",
            kind=kind,
            expected=f"{least} or more",
            actual=len(inputs),
        )
    return inputs
