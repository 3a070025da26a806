"""A primitive: one operation, declared once.

The declaration holds everything there is to know of the operation, and the tape, the tracer, the
interpreter, the plan, the stepper and the tests all read it: what shape comes out, how it is
computed, what its gradient is (written in primitives, so that the backward pass can be traced,
stepped and differentiated like anything else), how it is written as a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

# The one knot of the engine: primitives are applied to Tensors, and Tensors' operators are
# primitives. It is tied here, by looking `apply` up when a primitive is called.
import engine.tensors
from engine.backend import Array, DType, promote
from engine.dims import Dim

if TYPE_CHECKING:
    from engine.tensors import Tensor

Shape = tuple["int | Dim", ...]
Gradient = Callable[..., "Sequence[Tensor | None]"]

REGISTRY: dict[str, Primitive] = {}


@dataclass(frozen=True)
class Sample:
    """Operands and attributes on which a primitive is tested.

    `differentiable` says which operands are differentiated; None means every floating one.
    """

    arrays: tuple[Array | None, ...]
    attributes: Mapping[str, Any] = field(default_factory=dict)
    differentiable: tuple[bool, ...] | None = None


@dataclass(frozen=True, eq=False)
class Primitive:
    """The declaration of one operation.

    name: unique, snake_case.
    shape: (*operand shapes, **attributes) -> the result's shape, or a list of shapes where there
        are several results. An absent operand is None. Sizes are ints or Dims. Raises ShapeError.
    forward: (xp, *arrays, **attributes) -> array, or a tuple of arrays. `xp` is numpy or cupy.
    gradient: (needs, gradients, outputs, *operands, **attributes) -> one Tensor or None for each
        operand. `needs` tells which are wanted, `gradients` holds what arrives for each result
        (None where nothing does). None instead of a function: not differentiable.
    dtype: (*operand dtypes, **attributes) -> the result's dtype, or a list of them.
    formula, gradient_formulas: the mathematics, as the stepper shows it; one gradient formula for
        each operand.
    inputs: the operands' names.
    outputs: the results' names, where there are several that a reader tells apart.
    view: its result may share memory with its first operand.
    promotes: its operands meet in one dtype, and single numbers do not widen tensors of their
        kind.
    random: forward also gets `generator=`, the backend.Generator of whoever runs it.
    elementwise: a cell of the result hangs on the same cell of each operand only (they broadcast).
    multiply_adds: (*operand shapes, **attributes) -> how many products it sums up; None for what
        is not made of sums of products.
    samples: operands to test it on.
    """

    name: str
    shape: Callable[..., Any]
    forward: Callable[..., Any]
    gradient: Gradient | None = None
    dtype: Callable[..., Any] = lambda *dtypes, **_: promote(*(d for d in dtypes if d is not None))
    formula: str = ""
    gradient_formulas: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ("x",)
    outputs: tuple[str, ...] = ()
    random: bool = False
    view: bool = False
    promotes: bool = False
    elementwise: bool = False
    multiply_adds: Callable[..., Any] | None = None
    samples: Callable[[], list[Sample]] = list

    def __post_init__(self) -> None:
        if self.name in REGISTRY:
            raise ValueError(f"two primitives are called {self.name}")
        REGISTRY[self.name] = self

    def __call__(self, *operands: Any, **attributes: Any) -> Any:
        """Apply it: a Tensor, or a tuple of Tensors where there are several results.

        Operands are Tensors, Python numbers, or None where an operand may be absent.
        """
        return engine.tensors.apply(self, operands, attributes)

    def result_types(
        self,
        shapes: Sequence[Shape | None],
        dtypes: Sequence[DType | None],
        attributes: Mapping[str, Any],
    ) -> tuple[list[tuple[Shape, DType]], bool]:
        """(shape, dtype) of each result, and whether there are several."""
        shape = self.shape(*shapes, **attributes)
        dtype = self.dtype(*dtypes, **attributes)
        if not isinstance(shape, list):
            return [(shape, dtype)], False
        types = dtype if isinstance(dtype, list) else [dtype] * len(shape)
        return list(zip(shape, types, strict=True)), True

    def __repr__(self) -> str:
        return f"<primitive {self.name}>"
